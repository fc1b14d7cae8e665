"""405 with `Allow` for a method that an address does not have (RFC 9110, 15.5.6), on every address.

CKAN answers with a page and without the header. An action of the API keeps CKAN's JSON, a data route has a
line of text, and a page stays a page.

Upstream: none known.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital.answers import api_error, bad_request
from ckanext.hndigital.guarding import guards_portal, is_our_endpoint
from ckanext.hndigital.incoming.parameters import taken
from ckanext.hndigital.internals import requests
from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

__all__ = ["register"]


def register(app: CKANApp) -> None:
    """Answer in place of CKAN's own handler, which is asked for the page."""
    app.register_error_handler(405, partial(_not_allowed, requests.answer_of(app, 405)))


def _not_allowed(page: Any, error: MethodNotAllowed) -> Response:
    adapter = current_app.create_url_adapter(request)
    allowed = sorted(adapter.allowed_methods()) if adapter else []
    endpoint = adapter.match(method=allowed[0])[0] if adapter and allowed else ""
    if not guards_portal("errors") and not is_our_endpoint(endpoint):
        return make_response(page(error))
    response = _answer(page, error, endpoint, allowed)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _answer(page: Any, error: MethodNotAllowed, endpoint: str, allowed: list[str]) -> Response:
    sentence = toolkit._("This address does not answer {method}, but {allowed}.").format(
        method=request.method, allowed=", ".join(allowed)
    )
    if request.path.startswith("/api/"):
        return api_error(405, "Method Not Allowed", sentence)
    if taken(current_app.view_functions.get(endpoint)) is not None:
        return bad_request([sentence], status=405)
    answer: ResponseReturnValue = page(error)
    return make_response(answer)
