"""The editorial fields of a CKAN dataset: contact, publisher, licence, themes, place, dates."""

from __future__ import annotations

from ..addresses import same
from ..characters import clean, one_line, readable
from . import codes, official
from .ckan_values import Package, address, codes_of, day, email, field, moment, plain, words
from .editorial import Editorial
from .iris import Iris
from .model import Agent, Contact, LangText, Location, Period, Texts, text, unique
from .settings import DcatSettings

__all__ = ["agent", "attribution", "editorial", "geocodings", "licence_of"]

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
        publisher=_publisher(package, settings, iri),
        contact=_contact(package, iri),
        contributor_ids=_contributor(package, settings),
        licence=licence,
        attribution=attribution(licence, package, settings),
        spatial=_spatial(package, settings),
        temporal=_period(package, iri),
        identifier=words(package, "identifier"),
        issued=moment(field(package, "issued")) or moment(package.get("metadata_created")),
        modified=moment(package.get("metadata_modified")),
    )


def agent(package: Package, role: str, iri: str) -> Agent | None:
    """Return the person or body in CKAN's field `author` or `maintainer`, if there is one."""
    name = words(package, role)
    return Agent(f"{iri}#{role}", text(name), email=email(field(package, f"{role}_email"))) if name else None


def licence_of(word: object, settings: DcatSettings) -> str:
    """Return the licence IRI: mapped by the operator, known, or "closed" as GovData itself assumes."""
    key = str(word or "notspecified").strip()
    return codes.licence(settings.licence_map.get(key, key)) or _NO_LICENCE


def attribution(licence: str, package: Package, settings: DcatSettings) -> Texts:
    """Return the text that the licence asks for (convention K35): the dataset's own or the city's."""
    own = words(package, "licenseAttributionByText") or words(package, "license_attribution")
    if own:
        return text(own)
    if not codes.asks_attribution(licence):
        return ()
    return settings.attribution if licence == settings.licence_iri else settings.publisher.name


def geocodings(package: Package, settings: DcatSettings) -> tuple[str, ...]:
    """Return the official keys of the area: the dataset's own where they are listed, else the city's."""
    own = codes_of(field(package, "politicalGeocodingURI"))
    return tuple(key for key in own if key in official.geocoding_keys()) or settings.geocodings


def _contributor(package: Package, settings: DcatSettings) -> tuple[str, ...]:
    """Return the dataset's own data provider if GovData knows it: exactly one, as convention K13 asks."""
    words = (field(package, "contributor_id"), *codes_of(field(package, "contributorID")))
    own = [codes.contributor(word) for word in words if word]
    city = codes.contributor(settings.contributor_id)
    return tuple(iri for iri in own if iri == city or iri in official.contributors())[:1]


def _publisher(package: Package, settings: DcatSettings, iri: str) -> Agent | None:
    name, uri = words(package, "publisher_name"), address(field(package, "publisher_uri"))
    if same(uri) == same(settings.publisher.iri):
        return None
    if same(uri) == same(iri) or Iris(settings).is_ours(uri):
        uri = ""
    if not name or (name == settings.publisher_name[0].value and not uri):
        return None
    return Agent(
        iri=uri or f"{iri}#herausgeber", name=text(name), email=email(field(package, "publisher_email"))
    )


def _contact(package: Package, iri: str) -> Contact | None:
    for prefix in ("contact", "maintainer", "author"):
        name = words(package, f"{prefix}_name") or words(package, prefix)
        mail, url = email(field(package, f"{prefix}_email")), address(field(package, f"{prefix}_url"))
        if mail or url:
            return Contact(f"{iri}#kontakt", name or mail or url, mail, url)
    return None


def _spatial(package: Package, settings: DcatSettings) -> tuple[Location, ...]:
    """Return a place that differs from the city's, with the city's box: a place must have a geometry."""
    iri = address(field(package, "spatial_uri")) or address(field(package, "spatial"))
    if not iri or iri == settings.place_uri or Iris(settings).is_ours(iri):
        return ()
    return (Location(iri, bbox=settings.place_bbox),)


def _period(package: Package, iri: str) -> Period | None:
    start, end = day(field(package, "temporal_start")), day(field(package, "temporal_end"))
    return Period(f"{iri}#zeitraum", start, end) if start or end else None
