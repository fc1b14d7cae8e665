"""Which RDF document says the same as a page: for links in its head and headers, and for who asks for RDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.hndigital import belonging, config
from flask import request
from werkzeug.datastructures import MIMEAccept

from hndigital.dcat.serialize import FORMATS, READABLE
from hndigital.projects import SERIES

__all__ = [
    "PROFILES",
    "Alternate",
    "alternates",
    "document_of_page",
    "hndigital_beside_other_feeds",
    "hndigital_rdf_links",
    "wanted_suffix",
]

PROFILES = "profiles"
"""What stock ckanext-dcat calls its profiles in addresses: who asks with it gets the one profile of ours."""

_PAGE = "text/html"
_DOCUMENTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "home.index": lambda names: "/catalog",
    "dataset.search": lambda names: "/catalog",
    "digitalprojekt.read": lambda names: f"/digitalprojekt/{names['id']}",
    "dataset.read": lambda names: f"/dataset/{names['id']}",
    "digitalprojekte.index": lambda names: f"/dataset/{config.register_name()}",
    "hndigital_series.page": lambda names: f"/series/{SERIES}",
    "hndigital_codelists.page": lambda names: f"/codelist/{names['name']}",
    "organization.read": lambda names: (
        f"/organization/{names['id']}" if names["id"] == config.organisation() else ""
    ),
}
"""By Flask's endpoint of the page: the path of its document without the suffix, "" for none."""
_OF_THE_PORTAL = ("/catalog", "/dataset/")
"""Documents that are ours only if the portal's feeds are; those of register and editions always."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """A document beside a page: its address, media type and what the format is called."""

    href: str
    type: str
    title: str


def document_of_page() -> str:
    """Return the path of the document beside the page of this request, without suffix; "" for none."""
    path = _DOCUMENTS.get(request.endpoint or "")
    found = path(request.view_args or {}) if path else ""
    if found.startswith(_OF_THE_PORTAL) and not config.portal_feeds():
        return found if belonging.is_reporting_name(found.removeprefix("/dataset/")) else ""
    return found


def alternates() -> list[Alternate]:
    """Return the documents beside the page of this request, none where it has none."""
    path = document_of_page()
    return [
        Alternate(f"{config.site_url()}{path}.{suffix}", form.content_type, form.title)
        for suffix, form in FORMATS.items()
        if path
    ]


def hndigital_beside_other_feeds() -> bool:
    """Return whether the portal's own feeds answer at their usual addresses, not ours."""
    return not config.portal_feeds()


def hndigital_rdf_links() -> list[Alternate]:
    """Return the RDF documents beside this page, for links in its head."""
    return alternates()


def wanted_suffix() -> str:
    """Return the suffix of the RDF format that the reader prefers to a page, "" for the page."""
    accept = request.accept_mimetypes
    if not accept.provided:
        return ""
    # RDF/XML goes by two suffixes, the first counts
    by_type = {form.content_type: suffix for suffix, form in reversed(READABLE.items())}
    # parameters such as a profile say how, not what: a reader who names one gets the format, too
    bare = MIMEAccept([(value.partition(";")[0], quality) for value, quality in accept])
    best = bare.best_match([_PAGE, *by_type], default=_PAGE)
    return by_type.get(best or _PAGE, "")
