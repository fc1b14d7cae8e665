"""The feeds: `/catalog.{ttl,rdf,jsonld}` with everything public, `/govdata/catalog.…` for GovData.

GovData deletes what a feed no longer names: so a feed that cannot be built is 503 (try again), never
an empty 200, and what lies past the end is 404. Only a part of everything that somebody asks for may be
empty. While the search index is away a feed could be read from the database, but the portal's search and
pages, to which it leads, would not answer: 503, too.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urlencode

from ckan.plugins import toolkit
from ckanext.hndigital import dcat
from ckanext.hndigital.answers import NO_INDEX, bad_request, unavailable
from ckanext.hndigital.dcat.alternates import PROFILES
from ckanext.hndigital.dcat.feeds import Feed, Key, Position, feed, page_size
from ckanext.hndigital.dcat.narrowing import NAMES, NOTHING_ASKED, IndexLacks, Part, narrowed
from ckanext.hndigital.dcat.packages import packages
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.internals.index import SearchError, SolrConnectionError
from ckanext.hndigital.recent import Recent
from ckanext.hndigital.search.alive import index_answers
from flask import Blueprint, Response, request
from werkzeug.http import http_date

from hndigital import __version__
from hndigital.dcat import from_package
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.model import Page
from hndigital.dcat.serialize import READABLE, serialize
from hndigital.dcat.settings import DcatSettings

__all__ = ["blueprint", "govdata_blueprint"]

blueprint = Blueprint("hndigital_catalog", __name__)
govdata_blueprint = Blueprint("hndigital_govdata", __name__)

#: Pages written last: a harvester asks with HEAD, then with GET, and people reload.
_written: Recent[bytes] = Recent(4)
_EMPTY = "Dieser Katalog ist im Augenblick leer. / This catalogue is empty at present.\n"
_LACKING = "Dem Suchindex fehlen im Augenblick Datensätze. / The search index lacks datasets at present.\n"
_NO_PAGE = "Der Katalog hat keine solche Seite. / The catalogue has no such page.\n"
_NOBODYS = (
    "Es ist nicht gesagt, wer diesen Katalog veröffentlicht. Bitte in der Konfiguration setzen: {options}. / "
    "It is not said who publishes this catalogue. Please set in the configuration: {options}.\n"
)
_NOT_SET = (
    "Ohne Stadt, offene Lizenz, Namensnennung und Kennung gibt es keinen Katalog für GovData. Bitte in der "
    "Konfiguration setzen: {options}. / Without a city, an open licence, its attribution and the data "
    "provider's ID there is no catalogue for GovData. Please set in the configuration: {options}.\n"
)


@blueprint.get(f"/catalog.<any({', '.join(READABLE)}):suffix>")
@takes("page", "size", "after", PROFILES, *NAMES)
def catalog(suffix: str) -> Response:
    """Answer with a page of everything public, in DCAT-AP.de 3.0."""
    missing = dcat.missing_for_catalogue()
    if missing:
        return unavailable(_NOBODYS.format(options=", ".join(missing)))
    try:
        part = Part.parse(request.args)
    except ValueError:
        sentence = toolkit._("“{name}” is a moment of ISO 8601, such as {example}.")
        return bad_request([sentence.format(name="modified_since", example="2026-01-31T12:00:00Z")])
    try:
        return _feed(suffix, govdata=False, part=part)
    except IndexLacks:
        return unavailable(_LACKING)
    except SolrConnectionError:
        return unavailable(NO_INDEX)
    except SearchError:
        return bad_request([toolkit._("The search does not understand “q” or “fq”.")])


@govdata_blueprint.get(f"/govdata/catalog.<any({', '.join(READABLE)}):suffix>")
@takes("page", "size", "after", PROFILES)
def govdata_catalog(suffix: str) -> Response:
    """Answer with a page of what GovData is given, with the terms that its harvester reads."""
    missing = dcat.missing_for_govdata()
    if missing:
        return unavailable(_NOT_SET.format(options=", ".join(missing)))
    return _feed(suffix, govdata=True)


def _feed(suffix: str, *, govdata: bool, part: Part = NOTHING_ASKED) -> Response:
    if not index_answers():
        return unavailable(NO_INDEX)
    declared, published = dcat.settings(), dcat.editions()
    try:
        position = Position.parse(request.args)
    except ValueError:
        return _no_such_page()
    found = feed(declared, published, govdata=govdata)
    if not found.members:
        return unavailable(_EMPTY)
    found = narrowed(found, part)
    members, following = found.page(position)
    if not members and (found.members or (position.number, position.after) != (1, None)):
        return _no_such_page()
    response = Response(content_type=READABLE[suffix].content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(_etag(declared, found, position, suffix))
    if found.modified and not part.searched:
        response.headers["Last-Modified"] = http_date(found.modified)
    page = _page(declared, found, position, following)
    if page.next:
        response.headers["Link"] = f'<{page.next}>; rel="next"'
    if response.make_conditional(request).status_code == 304:
        return response
    key = (response.get_etag()[0] or "", suffix)
    body = _written.get(key)
    if body is None:
        datasets = [dcat.feed_dataset(one, declared, published) for one in packages(members)]
        if members and not datasets:
            return unavailable(_EMPTY)
        whole = from_package.own_catalog(datasets, declared, govdata=govdata, modified=found.modified)
        profile = Profile.GOVDATA if govdata else Profile.V30
        body = serialize(catalog_graph(replace(whole, page=page), profile), suffix)
        _written.put(key, body)
    response.set_data(body)
    return response


def _page(declared: DcatSettings, found: Feed, position: Position, following: Key | None) -> Page:
    """Return the page's place among all: absolute addresses, the next one by the last dataset's key."""

    def address(**arguments: object) -> str:
        kept = {name: request.args[name] for name in ("size", *NAMES) if name in request.args}
        return f"{declared.site_url}{request.path}?{urlencode({**arguments, **kept})}"

    here = {"after": position.after} if position.after else {"page": position.number}
    return Page(
        iri=address(**here),
        first=address(page=1),
        last=address(page=max(1, -(-len(found.members) // position.size))),
        total_items=len(found.members),
        items_per_page=position.size,
        next=address(after=following) if following else "",
        previous=address(page=position.number - 1) if position.number > 1 else "",
    )


def _etag(declared: DcatSettings, found: Feed, position: Position, suffix: str) -> str:
    """Return what stands for the page's bytes: place, format, datasets, settings and this program's version.

    Of the address only what is understood: it is the key under which the page is kept.
    """
    asked = (request.path, suffix, repr(position), str("size" in request.args))
    changed = (found.fingerprint, str(found.modified))
    parts = (*asked, *changed, repr(declared), str(page_size()), __version__)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _no_such_page() -> Response:
    return Response(_NO_PAGE, status=404, content_type="text/plain; charset=utf-8")
