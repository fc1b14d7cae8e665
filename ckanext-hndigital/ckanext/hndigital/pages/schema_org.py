"""A dataset as schema.org/Dataset, made from the core's neutral model, as Google's dataset search reads it.

https://developers.google.com/search/docs/appearance/structured-data/dataset asks for a name and a
description of 50 to 5000 characters and recommends the rest. No CKAN, no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hndigital.dcat.model import Agent, Contact, Dataset, Distribution, Location, Period, Texts, Time

__all__ = ["schema_org", "words_in"]

Node = dict[str, Any]

_LEAST, _MOST = 50, 5000
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = {"DEU": "de", "ENG": "en"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FILLER = {
    "de": "Offene Daten, herausgegeben von {publisher}, Teil von „{catalog}“.",
    "en": "Open data published by {publisher}, part of “{catalog}”.",
}


def schema_org(dataset: Dataset, *, lang: str, url: str, catalog: Mapping[str, str], licence: str) -> Node:
    """Return the JSON-LD of a dataset; `catalog` has `iri`, `name` and `url`, `licence` is an address.

    `url` is that of the page which shows it. Values that are not known are left out.
    """
    publisher = _organisation(dataset.publisher, lang, dataset.contact)
    described = [distribution for distribution in dataset.distributions if _address(distribution)]
    node: Node = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": dataset.iri,
        "name": words_in(dataset.title, lang),
        "description": _description(dataset, lang, catalog["name"]),
        "url": url,
        "identifier": [dataset.iri, dataset.identifier],
        "license": licence or next((one.licence for one in described if one.licence), ""),
        "keywords": sorted({word.value for word in dataset.keywords if word.lang == lang}),
        "inLanguage": [_LANGUAGES[code] for iri in dataset.languages if (code := iri[-3:]) in _LANGUAGES],
        "isAccessibleForFree": True,
        "creator": _organisation(dataset.creator, lang) if dataset.creator else publisher,
        "publisher": publisher,
        "version": dataset.version,
        "datePublished": _moment(dataset.issued),
        "dateModified": _moment(dataset.modified),
        "temporalCoverage": _period(dataset.temporal),
        "spatialCoverage": [_place(place, lang) for place in dataset.spatial],
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": catalog["iri"],
            "name": catalog["name"],
            "url": catalog["url"],
        },
        "distribution": [_download(distribution, lang) for distribution in described],
    }
    return _filled(node)


def _filled(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in ("", [], {}, None)}


def words_in(texts: Texts, lang: str) -> str:
    """Return the text in `lang`, else the German one, else any; "" if there is none."""
    by_language = {text.lang: text.value for text in reversed(texts)}
    return by_language.get(lang) or by_language.get("de") or next(iter(by_language.values()), "")


def _description(dataset: Dataset, lang: str, catalog: str) -> str:
    text = " ".join(words_in(dataset.description, lang).split())
    if len(text) < _LEAST:
        words = {"publisher": words_in(dataset.publisher.name, lang), "catalog": catalog}
        text = f"{text} {_FILLER[lang].format(**words)}".strip()
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"


def _organisation(agent: Agent, lang: str, contact: Contact | None = None) -> Node:
    point = _filled(
        {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "name": contact.name,
            "email": contact.email,
            "telephone": contact.telephone,
            "url": contact.url,
        }
        if contact and (contact.email or contact.telephone or contact.url)
        else {}
    )
    return _filled(
        {
            "@type": "Organization",
            "@id": agent.iri,
            "name": words_in(agent.name, lang),
            "url": agent.homepage,
            "email": agent.email,
            "contactPoint": point,
        }
    )


def _address(distribution: Distribution) -> str:
    return distribution.download_url


def _download(distribution: Distribution, lang: str) -> Node:
    return _filled(
        {
            "@type": "DataDownload",
            "@id": distribution.iri,
            "name": words_in(distribution.title, lang),
            "contentUrl": _address(distribution),
            "encodingFormat": distribution.media_type.removeprefix(_MEDIA_TYPES)
            or distribution.format.rpartition("/")[2],
            "contentSize": f"{distribution.byte_size} B" if distribution.byte_size else "",
            "sha256": distribution.checksum.value
            if distribution.checksum and distribution.checksum.algorithm == "sha256"
            else "",
        }
    )


def _moment(time: Time | None) -> str:
    return "" if time is None else str(time) if isinstance(time, str) else time.isoformat()


def _period(period: Period | None) -> str:
    """Return the period as ISO 8601 interval; an open end is `..`."""
    if period is None or not (period.start or period.end):
        return ""
    return f"{_moment(period.start) or '..'}/{_moment(period.end) or '..'}"


def _place(place: Location, lang: str) -> Node:
    box = [float(number) for number in _NUMBER.findall(place.bbox)]
    shape: Node = {}
    if box:
        west, east, south, north = min(box[::2]), max(box[::2]), min(box[1::2]), max(box[1::2])
        shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return _filled({"@type": "Place", "@id": place.iri, "name": words_in(place.label, lang), "geo": shape})
