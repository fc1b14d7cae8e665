"""The sitemap: what search engines may show, each page with the day it last changed; public pages only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.register import reading
from flask import Blueprint, Response, current_app, request

from hndigital.characters import clean
from hndigital.projects import DATASET_TYPE

__all__ = ["PER_FILE", "blueprint"]

blueprint = Blueprint("hndigital_sitemap", __name__)

PER_FILE = 50_000
"""How many addresses a file may hold (https://www.sitemaps.org/protocol.html)."""
_XML = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    "home.index",
    "digitalprojekte.index",
    "digitalprojekte.exactness",
    "hndigital_series.page",
    "hndigital_quality.catalog",
    "hndigital_api.page",
    "hndigital_info.plain",
    "hndigital_theme.accessibility",
    "dataset.search",
    "organization.index",
)
"""Pages that are always there; those of them that change with the register carry its date."""
_FROM_REGISTER = frozenset({"home.index", "digitalprojekte.index", "hndigital_series.page"})

_WITH_AN_EDITION = frozenset({"digitalprojekte.exactness"})
"""There once a report has been published."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page's path, and when it last changed (None: not known)."""

    path: str
    modified: datetime | None


@blueprint.get("/sitemap.xml")
@takes()
def sitemap() -> Response:
    """Answer with all pages, or with an index of files where they are more than one file may hold."""
    entries = _entries()
    if len(entries) <= PER_FILE:
        return _answer(_urlset(entries))
    site = config.site_url()
    lines = []
    for number in range(1, -(-len(entries) // PER_FILE) + 1):
        part = entries[(number - 1) * PER_FILE : number * PER_FILE]
        newest = max((entry.modified for entry in part if entry.modified), default=None)
        lines.append(f"<sitemap><loc>{escape(site)}/sitemap-{number}.xml</loc>{_lastmod(newest)}</sitemap>\n")
    return _answer(f'<sitemapindex xmlns="{_NAMESPACE}">\n{"".join(lines)}</sitemapindex>\n')


@blueprint.get("/sitemap-<int:number>.xml")
@takes()
def part(number: int) -> Response:
    """Answer with one file of a large sitemap."""
    entries = _entries()[max(0, number - 1) * PER_FILE : number * PER_FILE]
    if number < 1 or not entries:
        toolkit.abort(404)
    return _answer(_urlset(entries))


def _entries() -> list[SitemapEntry]:
    """Return all public pages in an order that stays: fixed ones, then organisations and datasets by age."""
    datasets = list(_datasets())
    register = max((entry.modified for entry in datasets if entry.modified), default=None)
    fixed = []
    absent = frozenset() if reading.editions() else _WITH_AN_EDITION
    for endpoint in _PAGES:
        if endpoint in current_app.view_functions and endpoint not in absent:
            path = toolkit.url_for(endpoint, locale="default")
            fixed.append(SitemapEntry(path, register if endpoint in _FROM_REGISTER else None))
    return [*fixed, *_organizations(), *datasets]


def _organizations() -> Iterator[SitemapEntry]:
    group = model.Group
    query = (
        sa.select(group.name)
        .where(group.is_organization.is_(True), group.state == "active")
        .order_by(group.created, group.id)
    )
    for name in model.Session.scalars(query):
        yield SitemapEntry(toolkit.url_for("organization.read", id=name, locale="default"), None)


def _datasets() -> Iterator[SitemapEntry]:
    package = model.Package
    query = (
        sa.select(package.name, package.type, package.metadata_modified)
        .where(*feeds.public_datasets())
        .order_by(package.metadata_created, package.id)
    )
    # The addresses of two types of page: made once, since ten thousand of them take seconds.
    pages = {
        kind: toolkit.url_for(f"{kind}.read", id="~", locale="default") for kind in (DATASET_TYPE, "dataset")
    }
    for name, kind, modified in model.Session.execute(query):
        page = pages[DATASET_TYPE if kind == DATASET_TYPE else "dataset"]
        yield SitemapEntry(page.replace("~", name), modified.replace(tzinfo=UTC) if modified else None)


def _urlset(entries: Sequence[SitemapEntry]) -> str:
    origin = config.origin()
    lines = (
        f"<url><loc>{escape(origin + entry.path)}</loc>{_lastmod(entry.modified)}</url>\n"
        for entry in entries
    )
    return f'<urlset xmlns="{_NAMESPACE}">\n{"".join(lines)}</urlset>\n'


def _lastmod(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""


def _answer(body: str) -> Response:
    response = Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{clean(body)}', content_type=_XML)
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
