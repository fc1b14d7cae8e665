"""The editorial fields of a CKAN dataset: contact, publisher, licence, themes, place, dates."""

from __future__ import annotations

from itertools import islice

from ..characters import clean, one_line, readable
from . import codes, official
from .ckan_values import Package, codes_of, field, moment, plain, words
from .editorial import Editorial
from .model import Agent, LangText, Texts, text, unique
from .people import agents, contact_of, locations, periods
from .settings import DcatSettings

__all__ = [
    "attribution",
    "contributors_named",
    "editorial",
    "geocodings",
    "licence_of",
    "publisher",
    "stated_licence",
]

_NO_LICENCE = "http://dcat-ap.de/def/licenses/other-closed"


def editorial(package: Package, settings: DcatSettings, iri: str, *, ours: bool) -> Editorial:
    """Return what people say about a dataset with the IRI `iri`; `ours` for what a publication made.

    Ours has the city's licence unless somebody chose one, and its texts hold no HTML.
    """
    tags = [tag.get("display_name") or tag.get("name") or "" for tag in package.get("tags", ())]
    given = codes.licence(str(package.get("license_id") or ""))
    licence = (given or settings.licence_iri) if ours else ""
    return Editorial(
        title=title if readable(title := str(package.get("title") or "")) else "",
        title_en=field(package, "title_en"),
        notes=clean(str(package.get("notes") or "")) if ours else plain(package.get("notes")),
        notes_en=field(package, "notes_en") if ours else plain(field(package, "notes_en")),
        keywords=unique(LangText(tag, "de") for tag in map(one_line, tags) if tag),
        themes=tuple(filter(None, (codes.theme(word) for word in codes_of(field(package, "theme"))))),
        publisher=publisher(package, settings, iri),
        contact=contact_of(package, iri, settings),
        contributor_ids=_contributor(package, settings),
        licence=licence,
        attribution=attribution(licence, package, settings),
        spatial=locations(package, iri, settings),
        temporal=next(iter(periods(package, iri)), None),
        identifier=words(package, "identifier"),
        issued=moment(field(package, "issued")) or moment(package.get("metadata_created")),
        modified=moment(package.get("metadata_modified")),
    )


def licence_of(word: object, settings: DcatSettings) -> str:
    """Return the licence IRI: mapped by the operator, known, or "closed" as GovData itself assumes."""
    return stated_licence(word, settings) or _NO_LICENCE


def stated_licence(word: object, settings: DcatSettings) -> str:
    """Return the licence IRI that a word stands for, mapped by the operator or known; "" for none."""
    key = str(word or "notspecified").strip()
    return codes.licence(settings.licence_map.get(key, key))


def attribution(licence: str, package: Package, settings: DcatSettings) -> Texts:
    """Return the text that the licence asks for (convention K35): the dataset's own or the city's."""
    own = words(package, "licenseAttributionByText") or words(package, "license_attribution")
    if own:
        return text(own)
    if not codes.asks_attribution(licence):
        return ()
    return settings.attribution if licence == settings.licence_iri else settings.publisher.name


def geocodings(package: Package) -> tuple[str, ...]:
    """Return the official keys of its area that a dataset names."""
    return tuple(filter(official.is_geocoding_key, codes_of(field(package, "politicalGeocodingURI"))))


def publisher(package: Package, settings: DcatSettings, iri: str) -> Agent | None:
    """Return the publisher that a dataset names, None for the city and for none."""
    found = next(iter(agents(package, "publisher", iri, settings, "herausgeber")), None)
    if found is None or found == settings.publisher:
        return None
    # By its name alone: its IRI is one that was made for lack of another.
    names = {one.value for one in settings.publisher_name[:1]}
    return None if found.iri == found.otherwise and found.name[0].value in names else found


def contributors_named(package: Package) -> tuple[str, ...]:
    """Return the IRIs of the data providers that a dataset names, whether GovData knows them or not."""
    words = (field(package, "contributor_id"), *codes_of(field(package, "contributorID")))
    return tuple(codes.contributor(word) for word in words if word)


def _contributor(package: Package, settings: DcatSettings) -> tuple[str, ...]:
    """Return the dataset's own data provider if GovData knows it: exactly one, as convention K13 asks."""
    city = codes.contributor(settings.contributor_id)
    known = (iri for iri in contributors_named(package) if iri == city or iri in official.contributors())
    return tuple(islice(known, 1))
