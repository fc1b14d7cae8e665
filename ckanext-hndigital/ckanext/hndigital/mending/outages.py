"""503 with `Retry-After` while database or search index is away, on every address.

CKAN would answer 500, which tells a harvester nothing and a citizen that the portal is broken. An
action of the API keeps CKAN's JSON, a browser gets a page, everybody else a line of text.

Upstream: https://github.com/ckan/ckan/issues/8002 (“/dataset responds 200 status code when solr down”) and
https://github.com/ckan/ckan/pull/8243 (“more to SOLR connection error handling”, open).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import pysolr
import sqlalchemy as sa
from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital.answers import NO_INDEX, api_error, error_page, instead, to_come_back, unavailable
from ckanext.hndigital.guarding import guards
from ckanext.hndigital.internals import requests
from ckanext.hndigital.internals.index import SearchError, SearchIndexError, SolrConnectionError
from ckanext.hndigital.search.alive import index_answers
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

__all__ = ["answer", "register"]

log = logging.getLogger(__name__)

_NO_DATABASE = "Die Datenbank antwortet nicht. / The database does not answer.\n"
_OF_THE_DATABASE = (sa.exc.OperationalError, sa.exc.InterfaceError)
_OF_THE_INDEX = (SolrConnectionError, SearchError, SearchIndexError, pysolr.SolrError)


def register(app: CKANApp) -> None:
    """Let these errors be answered here; what is none of them stays with CKAN."""
    for kind in _OF_THE_DATABASE:
        app.register_error_handler(kind, _database_away)
    for kind in _OF_THE_INDEX:
        app.register_error_handler(kind, _search_failed)
    app.register_error_handler(500, partial(_given_up, requests.answer_of(app, 500)))


def _database_away(error: Exception) -> Response:
    if not guards("errors"):
        raise error  # to whom it would have come without us
    log.error("The database does not answer: %s", error)
    # A page without the portal's frame, which asks the database who is reading.
    return answer(_NO_DATABASE, lambda: Response(render_template("unavailable.html")))


def _search_failed(error: Exception) -> ResponseReturnValue:
    """Answer for an index that is away, or for a question that it could not understand."""
    if guards("errors") and (isinstance(error, SolrConnectionError) or not index_answers()):
        return _index_away(error)
    if not guards("errors") or not isinstance(error, SearchError):
        raise error
    log.warning("The search index does not understand the question: %s", error)
    return instead(400)


def _given_up(otherwise: Callable[[Any], ResponseReturnValue], error: Any) -> ResponseReturnValue:
    """Answer in place of CKAN's search page, which makes an Internal Server Error of a missing index."""
    cause = error.original_exception or error.__context__
    is_index = guards("errors") and isinstance(cause, SolrConnectionError)
    return _index_away(cause) if is_index else otherwise(error)


def _index_away(error: Exception) -> Response:
    log.error("The search index does not answer: %s", error)
    return answer(NO_INDEX, _page_without_index)


def _page_without_index() -> Response:
    requests.forget_messages()  # CKAN's own words for it, which the page would show as well
    sentence = toolkit._(
        "This page needs the search, which does not answer at present. Please try again in a few minutes."
    )
    return error_page(503, sentence)


def answer(sentence: str, page: Callable[[], Response]) -> Response:
    """Return 503 as the reader wants it: JSON for the API, `page` for a browser, else the line `sentence`."""
    if request.path.startswith("/api/"):
        return to_come_back(api_error(503, "Service Unavailable Error", sentence.strip()))
    # Who says nothing about it (*/*) gets the first of the two.
    if request.accept_mimetypes.best_match(["text/plain", "text/html"]) == "text/html":
        return to_come_back(page())
    return unavailable(sentence)
