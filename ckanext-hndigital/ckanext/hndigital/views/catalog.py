"""The feeds: `/catalog.{ttl,rdf,jsonld}` with everything public, `/govdata/catalog.…` for GovData.

GovData deletes what a feed no longer names: so a feed that cannot be built is 503 (try again), never
an empty 200, and what lies past the end is 404.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from urllib.parse import urlencode

import sqlalchemy as sa
from ckan.plugins import toolkit
from ckanext.hndigital import dcat
from ckanext.hndigital.feeds import FeedPage, FeedState, Position, feed_page, feed_state, page_size
from flask import Blueprint, Response, request
from werkzeug.http import http_date

from hndigital import __version__
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.model import Dataset, Page
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.dcat.settings import DcatSettings

__all__ = ["blueprint"]

log = logging.getLogger(__name__)

blueprint = Blueprint("hndigital_catalog", __name__)

_RETRY_AFTER = 300
_EMPTY = "Dieser Katalog ist im Augenblick leer. / This catalogue is empty at present.\n"
_NO_PAGE = "Der Katalog hat keine solche Seite. / The catalogue has no such page.\n"
_AWAY = "Die Datenbank antwortet nicht. / The database does not answer.\n"
_NO_LICENCE = (
    "Ohne Lizenz gibt es keinen Katalog für GovData: bitte ckanext.hndigital.licence_id und "
    "ckanext.hndigital.licence_attribution setzen. / Without a licence there is no catalogue for GovData: "
    "please set the two options.\n"
)


@blueprint.get(f"/catalog.<any({', '.join(FORMATS)}):suffix>")
def catalog(suffix: str) -> Response:
    """Answer with a page of everything public, in DCAT-AP.de 3.0."""
    return _feed(suffix, govdata=False)


@blueprint.get(f"/govdata/catalog.<any({', '.join(FORMATS)}):suffix>")
def govdata_catalog(suffix: str) -> Response:
    """Answer with a page of what GovData is given, with the terms that its harvester reads."""
    declared = dcat.settings()
    if not declared.licence_iri or not declared.attribution:
        return _unavailable(_NO_LICENCE)
    return _feed(suffix, govdata=True)


@blueprint.app_errorhandler(sa.exc.OperationalError)
def database_away(error: sa.exc.OperationalError) -> Response:
    """Answer 503 on every address: a feed's reader must not take the portal for empty."""
    log.error("The database does not answer: %s", error)
    return _unavailable(_AWAY)


def _feed(suffix: str, *, govdata: bool) -> Response:
    declared = dcat.settings()
    try:
        position = Position.parse(request.args)
    except ValueError:
        return _no_such_page()
    state = feed_state(declared, govdata=govdata)
    if not state.count:
        return _unavailable(_EMPTY)
    page = feed_page(declared, position, govdata=govdata)
    if not page.ids:
        return _no_such_page()
    response = Response(content_type=FORMATS[suffix].content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(_etag(declared, state))
    if state.modified:
        response.headers["Last-Modified"] = http_date(state.modified)
    if response.make_conditional(request).status_code == 304:
        return response
    datasets = _datasets(declared, page, govdata=govdata)
    if not datasets and page.next is None and position.number == 1:
        return _unavailable(_EMPTY)
    feed = from_package.own_catalog(datasets, declared, govdata=govdata, modified=state.modified)
    feed = replace(feed, page=_page(declared, state, position, page))
    profile = Profile.GOVDATA if govdata else Profile.V30
    response.set_data(serialize(catalog_graph(feed, profile), suffix))
    return response


def _datasets(declared: DcatSettings, page: FeedPage, *, govdata: bool) -> list[Dataset]:
    """Return the page's datasets; what GovData is not given is named in the log."""
    published = dcat.editions()
    found = []
    for dataset_id in page.ids:
        try:
            package = toolkit.get_action("package_show")({"ignore_auth": True}, {"id": dataset_id})
        except toolkit.ObjectNotFound:  # purged since the page was cut
            continue
        package = dcat.completed(package, published)
        dataset = from_ckan.dataset(package, declared, rounds=published.rounds)
        reason = from_ckan.left_out(package, dataset, declared) if govdata else ""
        if reason:
            log.info("Not given to GovData: %s (%s)", package["name"], reason)
        else:
            found.append(dataset)
    return found


def _page(declared: DcatSettings, state: FeedState, position: Position, page: FeedPage) -> Page:
    """Return the page's place among all: absolute addresses, the next one by the last dataset's key."""

    def address(**arguments: object) -> str:
        size = {"size": position.size} if "size" in request.args else {}
        return f"{declared.site_url}{request.path}?{urlencode({**arguments, **size})}"

    here = {"after": position.after} if position.after else {"page": position.number}
    return Page(
        iri=address(**here),
        first=address(page=1),
        last=address(page=max(1, -(-state.count // position.size))),
        total_items=state.count,
        items_per_page=position.size,
        next=address(after=page.next) if page.next else "",
        previous=address(page=position.number - 1) if position.number > 1 else "",
    )


def _etag(declared: DcatSettings, state: FeedState) -> str:
    """Return what stands for the page's bytes: address, datasets, settings and this program's version."""
    parts = (request.full_path, state.fingerprint, repr(declared), str(page_size()), __version__)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _no_such_page() -> Response:
    return Response(_NO_PAGE, status=404, content_type="text/plain; charset=utf-8")


def _unavailable(sentence: str) -> Response:
    response = Response(sentence, status=503, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(_RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response
