"""What a dataset holds that no catalogue says: for the people who can mend it.

Codes are those of the code list `katalog_fehler`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..characters import readable, unprintable
from .ckan_values import Package, address, field
from .identity import Identity

__all__ = ["Unsaid", "unsaid"]

_TEXTS = (
    *("title", "title_en", "notes", "notes_en", "version", "author", "maintainer", "contact_name"),
    *("publisher_name", "identifier", "licenseAttributionByText", "license_attribution"),
)
_ADDRESSES = ("url", "contact_url", "publisher_uri", "uri", "spatial_uri", "spatial")
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


def unsaid(package: Package, identity: Identity | None = None) -> Iterator[Unsaid]:
    """Yield what the catalogues leave out of a dataset's words and addresses."""
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
    for resource in package.get("resources", ()):
        yield from _of_resource(resource)


def _of_resource(resource: Mapping[str, Any]) -> Iterator[Unsaid]:
    key, url = str(resource.get("id") or ""), str(resource.get("url") or "")
    for name in _RESOURCE_TEXTS:
        if unprintable(str(resource.get(name) or "")):
            yield Unsaid("zeichen", name, str(resource.get(name)), key)
    if resource.get("url_type") != "upload" and not address(url):
        yield Unsaid("adresse", "url", url, key)
