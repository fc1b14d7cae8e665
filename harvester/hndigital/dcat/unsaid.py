"""What a dataset holds that no catalogue says: for the people who can mend it.

Codes are those of the code list `katalog_fehler`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..characters import readable, unprintable
from . import codes
from .ckan_values import Package, address, entries, field, moment
from .fields import DATASET, DISTRIBUTION, unknown
from .identity import Identity
from .people import objects

__all__ = ["Unsaid", "unsaid"]

_TEXTS = (
    *("title", "title_en", "notes", "notes_en", "version", "author", "maintainer", "contact_name"),
    *("publisher_name", "identifier", "licenseAttributionByText", "license_attribution"),
)
_ADDRESSES = ("url", "contact_url", "publisher_uri", "uri", "spatial_uri", "spatial")
_LISTED = {
    "frequency": "frequency",
    "language": "language",
    "access_rights": "access_right",
    "availability": "availability",
    "politicalGeocodingLevelURI": "geocoding_level",
    "publisher_type": "publisher_type",
}
"""Fields that hold values of official lists, beside those of `fields`."""
_LISTED_IN_FILES = {"language": "language", "availability": "availability"}
_NO_LICENCE = ("", "notspecified")
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
    package: Package, identity: Identity | None = None, licence_map: Mapping[str, str] | None = None
) -> Iterator[Unsaid]:
    """Yield what the catalogues leave out of a dataset's words, addresses and values of lists.

    `licence_map` says which ids of licences the operator has explained.
    """
    if not readable(str(package.get("title") or "")):
        yield Unsaid("titel_leer", "title", str(package.get("title") or ""))
    for name in _TEXTS:
        if unprintable(field(package, name)):
            yield Unsaid("zeichen", name, field(package, name))
    for name in _ADDRESSES:
        value = field(package, name)
        if value and not value.startswith(("{", "[")) and not address(value):
            yield Unsaid("adresse", name, value)
    for name, other in identity.lost if identity else ():
        yield Unsaid(_TAKEN[name], name, field(package, name), other=other)
    yield from _not_of_their_kind(package, _LISTED, ("issued", "modified", "temporal_start", "temporal_end"))
    for name, value in unknown(package, DATASET):
        yield Unsaid("wert_unbekannt", name, value)
    if field(package, "rights") and not package.get("resources"):
        yield Unsaid("rechte_ohne_datei", "rights", field(package, "rights"))
    for resource in package.get("resources", ()):
        yield from _of_resource(resource)
        yield from _unknown_in(resource, package, licence_map or {})


def _not_of_their_kind(
    holder: Mapping[str, Any], lists: Mapping[str, str], dates: tuple[str, ...], resource: str = ""
) -> Iterator[Unsaid]:
    for name, listed in lists.items():
        for value in entries(field(holder, name)):
            if not codes.listed(listed, value):
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
    services = field(resource, "access_services")
    if services and not objects(services):
        yield Unsaid("wert_unbekannt", "access_services", services, key)


def _of_resource(resource: Mapping[str, Any]) -> Iterator[Unsaid]:
    key, url = str(resource.get("id") or ""), str(resource.get("url") or "")
    for name in _RESOURCE_TEXTS:
        if unprintable(str(resource.get(name) or "")):
            yield Unsaid("zeichen", name, str(resource.get(name)), key)
    if resource.get("url_type") != "upload" and not address(url):
        yield Unsaid("adresse", "url", url, key)
