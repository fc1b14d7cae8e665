"""Any dataset of a portal that no publication made: what it lacks is filled from the city's settings.

Publisher, contact, contributor ID, place, level of geocoding, licence map and theme per group are
declared; what then still keeps a dataset from GovData says `federation`, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..characters import readable
from ..projects import name_prefix, number_of
from . import codes
from .ckan_values import Package, address, field, moment, plain, size, words
from .editorial_ckan import agent, attribution, editorial, geocodings, licence_of
from .iris import Iris
from .model import Checksum, Dataset, Distribution, text
from .settings import DcatSettings

__all__ = ["MARK", "derived_identifier", "derived_iri", "distribution", "ordinary"]

MARK = "~"
"""No name in CKAN holds it."""
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


def ordinary(package: Package, settings: DcatSettings) -> Dataset:
    """Return the model of a dataset that is neither project nor register nor edition."""
    iris = Iris(settings)
    iri = _own_iri(package, settings) or derived_iri(package, settings)
    said = editorial(package, settings, iri, ours=False)
    publisher = said.publisher or settings.publisher
    title = plain(package.get("title"))
    title = title if readable(title) else str(package["name"])
    themes = said.themes or _group_themes(package, settings)
    labels = [text(*codes.THEMES[theme.rsplit("/", 1)[-1]]) for theme in themes]
    notes = plain(package.get("notes"))
    page, origin = iris.page(str(package["name"])), address(package.get("url"))
    return Dataset(
        iri=iri,
        identifier=said.identifier or derived_identifier(package, settings),
        title=text(title, said.title_en),
        description=text(notes or title, said.notes_en or ("" if notes else said.title_en)),
        publisher=publisher,
        creator=publisher,
        originator=agent(package, "author", iri) or publisher,
        maintainer=agent(package, "maintainer", iri) or publisher,
        contact=said.contact or settings.contact,
        contributor_ids=said.contributor_ids
        or tuple(filter(None, (codes.contributor(settings.contributor_id),))),
        geocoding_level=codes.listed("geocoding_level", field(package, "politicalGeocodingLevelURI"))
        or settings.geocoding_level,
        geocodings=geocodings(package, settings),
        keywords=said.keywords or tuple(entry for label in labels for entry in label),
        themes=themes,
        landing_page=origin or page,
        documentation=(page,) if origin else (),
        issued=said.issued,
        modified=said.modified,
        version=words(package, "version"),
        languages=(codes.LANGUAGE["de"],),
        frequency=codes.listed("frequency", field(package, "frequency")),
        access_rights=codes.ACCESS_PUBLIC,
        availability=settings.availability,
        spatial=said.spatial or (settings.place,),
        temporal=said.temporal,
        distributions=tuple(distribution(r, package, settings, iri) for r in package.get("resources", ())),
    )


def derived_identifier(package: Package, settings: DcatSettings) -> str:
    """Return the dct:identifier of a dataset that brought none."""
    return f"{settings.identifier_prefix}{_key(package, settings)}"


def derived_iri(package: Package, settings: DcatSettings) -> str:
    """Return the IRI of a dataset that brought none."""
    return Iris(settings).dataset(_key(package, settings))


def _key(package: Package, settings: DcatSettings) -> str:
    """Return CKAN's id, marked where a person chose one that is the name or number of something of ours."""
    chosen = str(package["id"])
    ours = chosen == settings.register_name or chosen.startswith(
        (f"{settings.register_name}-", name_prefix())
    )
    return f"{MARK}{chosen}" if ours or number_of(chosen) else chosen


def distribution(
    resource: Mapping[str, Any], package: Package, settings: DcatSettings, dataset_iri: str
) -> Distribution:
    """Return the model of a resource; one whose address is none is reached through its page."""
    iri = f"{dataset_iri}/{quote(str(resource['id']), safe='')}"
    file = address(resource.get("url"))
    page = Iris(settings).resource_page(str(package["name"]), str(resource["id"]))
    stored = resource.get("url_type") == "upload"
    format_iri = codes.file_type(str(resource.get("format") or "")) or codes.file_type(
        file.rsplit(".", 1)[-1]
    )
    digest = str(resource.get("hash") or "").removeprefix("sha256:")
    known = stored and re.fullmatch(r"[0-9a-f]+", digest) and len(digest) in _HASHES
    licence = licence_of(resource.get("license") or package.get("license_id"), settings)
    name = plain(resource.get("name") or resource.get("format")) or plain(package.get("title"))
    return Distribution(
        iri=iri,
        title=text(name or "Daten"),
        description=text(plain(resource.get("description"))),
        access_url=file or page,
        download_url=file if stored else "",
        licence=licence,
        attribution=attribution(licence, package, settings),
        format=format_iri,
        media_type=codes.media_type(str(resource.get("mimetype") or "")) or codes.media_type_of(format_iri),
        issued=moment(resource.get("created")),
        modified=moment(resource.get("last_modified") or resource.get("metadata_modified")),
        languages=(codes.LANGUAGE["de"],),
        availability=settings.availability,
        byte_size=size(resource.get("size")) if stored else None,
        checksum=Checksum(f"{iri}#pruefsumme", digest, _HASHES[len(digest)]) if known else None,
    )


def _own_iri(package: Package, settings: DcatSettings) -> str:
    """Return the IRI that a dataset brought along, unless it is one of ours (a copied field)."""
    iri = address(field(package, "uri"))
    return "" if Iris(settings).is_ours(iri) else iri


def _group_themes(package: Package, settings: DcatSettings) -> tuple[str, ...]:
    names = [str(group.get("name") or "") for group in package.get("groups", ())]
    found = [codes.theme(settings.theme_by_group.get(name, name)) for name in names]
    themes = tuple(dict.fromkeys(filter(None, found)))
    return themes or tuple(filter(None, (codes.theme(settings.default_theme),)))
