"""What a dataset holds that no catalogue says: for the people who can mend it.

Codes are those of the code list `katalog_fehler`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..characters import readable, unprintable
from . import codes, official
from .ckan_values import Package, address, codes_of, email, entries, field, moment, size
from .editorial_ckan import contributors_named
from .fields import DATASET, DISTRIBUTION, unknown
from .identity import Identity
from .ordinary import checksum, relations
from .people import CONTACT, PERSON, objects, parts
from .places import geometry

__all__ = ["Unsaid", "unsaid"]

_TEXTS = (
    *("title", "title_en", "notes", "notes_en", "version", "author", "maintainer", "contact_name"),
    *("publisher_name", "identifier", "licenseAttributionByText", "license_attribution"),
)
_ADDRESSES = ("url", "uri", "spatial_uri")
_ROLES = ("publisher", "creator", "originator", "author", "maintainer", "contributor")
_ADDRESSES_OF_FILES = ("access_url", "download_url", "uri")
_LISTED = {
    "frequency": "frequency",
    "language": "language",
    "access_rights": "access_right",
    "availability": "availability",
    "politicalGeocodingLevelURI": "geocoding_level",
}
"""Fields that hold values of official lists, beside those of `fields`."""
_LISTED_IN_FILES = {"language": "language", "availability": "availability"}
_NO_LICENCE = ("", "notspecified")
_NONE = "[]"
"""How CKAN holds a list of nothing."""
_RESOURCE_TEXTS = ("name", "description")
_TAKEN = {"identifier": "kennung_vergeben", "uri": "iri_vergeben"}


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A value that is left out or replaced: `resource` is the id of the file that has it, `other` the name of
    the dataset that it belongs to.
    """

    code: str
    field: str
    value: str
    resource: str = ""
    other: str = ""


def unsaid(
    package: Package,
    identity: Identity | None = None,
    licence_map: Mapping[str, str] | None = None,
    contributor: str = "",
) -> Iterator[Unsaid]:
    """Yield what the catalogues leave out of a dataset's words, addresses and values of lists.

    `licence_map` says which ids of licences the operator has explained, `contributor` is the city's own id as
    a data provider, which may be newer than the list of them.
    """
    if not readable(str(package.get("title") or "")):
        yield Unsaid("titel_leer", "title", str(package.get("title") or ""))
    for name in _TEXTS:
        if unprintable(field(package, name)):
            yield Unsaid("zeichen", name, field(package, name))
    for name in _ADDRESSES:
        value = field(package, name)
        if value and not address(value):
            yield Unsaid("adresse", name, value)
    yield from _of_people(package)
    yield from _of_places(package)
    for name, other in identity.lost if identity else ():
        yield Unsaid(_TAKEN[name], name, field(package, name), other=other)
    yield from _not_of_their_kind(package, _LISTED, ("issued", "modified", "temporal_start", "temporal_end"))
    for name, value in unknown(package, DATASET):
        yield Unsaid("wert_unbekannt", name, value)
    yield from _of_the_city(package, codes.contributor(contributor))
    if field(package, "rights") and not package.get("resources"):
        yield Unsaid("rechte_ohne_datei", "rights", field(package, "rights"))
    for resource in package.get("resources", ()):
        yield from _of_resource(resource)
        yield from _unknown_in(resource, package, licence_map or {})


def _of_people(package: Package) -> Iterator[Unsaid]:
    """Yield addresses of people that are none, kinds on no list, and a contact that nobody can reach."""
    for role in _ROLES:
        for one in parts(package, role, role, PERSON):
            yield from _unreachable(role, one)
            if one["type"] and not codes.listed("publisher_type", one["type"]):
                yield Unsaid("wert_unbekannt", f"{role}_type", one["type"])
    contacts = parts(package, "contact", "contact", CONTACT)
    for one in contacts:
        yield from _unreachable("contact", one)
    if contacts and not any(email(one["email"]) or address(one["url"]) for one in contacts):
        yield Unsaid("kontakt_unerreichbar", "contact_name", ", ".join(filter(None, contacts[0].values())))

    for one in contacts[1:]:
        yield Unsaid("nur_eine_angabe", "contact_name", ", ".join(filter(None, one.values())))


def _unreachable(role: str, one: Mapping[str, str]) -> Iterator[Unsaid]:
    for part, read in (("uri", address), ("email", email), ("url", address)):
        if one[part] and not read(one[part]):
            yield Unsaid("adresse", f"{role}_{part}", one[part])


def _of_places(package: Package) -> Iterator[Unsaid]:
    """Yield places that are neither addresses nor geometries in degrees."""
    shapes = ("geom", "bbox", "centroid")
    for one in parts(package, "spatial_coverage", "spatial", ("uri", *shapes)):
        for part in shapes:
            if one[part] and not geometry(one[part]):
                yield Unsaid("wert_unbekannt", f"spatial_{part}", one[part])
    plain = field(package, "spatial")
    if plain and not address(plain) and not geometry(plain):
        yield Unsaid("adresse", "spatial", plain)


def _of_the_city(package: Package, contributor: str) -> Iterator[Unsaid]:
    """Yield what stands on no list of themes, areas and data providers, and roles without a body."""
    for word in codes_of(field(package, "theme")):
        if not codes.theme(word):
            yield Unsaid("wert_unbekannt", "theme", word)
    for key in codes_of(field(package, "politicalGeocodingURI")):
        if not official.is_geocoding_key(key):
            yield Unsaid("wert_unbekannt", "politicalGeocodingURI", key)
    for iri in contributors_named(package):
        if iri != contributor and iri not in official.contributors():
            yield Unsaid("wert_unbekannt", "contributorID", iri)
    given = field(package, "qualified_attribution")
    if given and not any(True for _ in relations(package, "")):
        yield Unsaid("wert_unbekannt", "qualified_attribution", given)


def _not_of_their_kind(
    holder: Mapping[str, Any], lists: Mapping[str, str], dates: tuple[str, ...], resource: str = ""
) -> Iterator[Unsaid]:
    for name, listed in lists.items():
        given = field(holder, name)
        for value in entries(given) or ((given,) if given not in ("", _NONE) else ()):
            if not all(codes.listed_in(listed, value)):
                yield Unsaid("wert_unbekannt", name, value, resource)
    for name in dates:
        value = field(holder, name)
        if value and not moment(value):
            yield Unsaid("wert_unbekannt", name, value, resource)


def _unknown_in(
    resource: Mapping[str, Any], package: Package, licence_map: Mapping[str, str]
) -> Iterator[Unsaid]:
    """Yield what a file holds that stands on no list or is not of its kind."""
    key = str(resource.get("id") or "")
    yield from _not_of_their_kind(resource, _LISTED_IN_FILES, ("issued", "modified"), key)
    for name, value in unknown(resource, DISTRIBUTION):
        yield Unsaid("wert_unbekannt", name, value, key)
    said = str(resource.get("format") or "").strip()
    if said and not codes.file_type(said):
        yield Unsaid("format_unbekannt", "format", said, key)
    licence = str(resource.get("license") or package.get("license_id") or "").strip()
    if licence not in _NO_LICENCE and not codes.licence(licence_map.get(licence, licence)):
        yield Unsaid("lizenz_unbekannt", "license", licence, key)
    yield from _of_services(field(resource, "access_services"), key)
    kinds = {"mimetype": codes.media_type_named, "size": size, "hash": lambda _: checksum(resource, "")}
    for name, read in kinds.items():
        value = str(resource.get(name) or "").strip()
        if value and read(value) in ("", None):
            yield Unsaid("wert_unbekannt", name, value, key)
    for name in _ADDRESSES_OF_FILES:
        value = field(resource, name)
        if value and not address(value):
            yield Unsaid("adresse", name, value, key)


def _of_services(services: str, key: str) -> Iterator[Unsaid]:
    """Yield a list of services that is none, services without an endpoint, and their licences on no list."""
    listed = objects(services)
    if services and not listed:
        yield Unsaid("wert_unbekannt", "access_services", services, key)
    for one in listed:
        if not any(map(address, entries(one.get("endpoint_url")))):
            yield Unsaid("adresse", "access_services", str(one.get("endpoint_url") or ""), key)
        licence = str(one.get("license") or "")
        if licence and not codes.licence(licence):
            yield Unsaid("lizenz_unbekannt", "access_services", licence, key)
        description = str(one.get("endpoint_description") or "")
        if description and not any(map(address, entries(one.get("endpoint_description")))):
            yield Unsaid("adresse", "access_services", description, key)
        for name, list_ in (("access_rights", "access_right"), ("availability", "availability")):
            value = str(one.get(name) or "")
            if value and not codes.listed(list_, value):
                yield Unsaid("wert_unbekannt", "access_services", value, key)


def _of_resource(resource: Mapping[str, Any]) -> Iterator[Unsaid]:
    key, url = str(resource.get("id") or ""), str(resource.get("url") or "")
    for name in _RESOURCE_TEXTS:
        if unprintable(str(resource.get(name) or "")):
            yield Unsaid("zeichen", name, str(resource.get(name)), key)
    if resource.get("url_type") != "upload" and not address(url):
        yield Unsaid("adresse", "url", url, key)
