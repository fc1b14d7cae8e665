"""The questions that each request is asked once CKAN knows who sends it, and before its form is read.

A refusal costs next to nothing and is made where everything else of a request passes, so that a view or an
action of CKAN's, which would answer 500, is not asked at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital.answers import api_error, bad_request, error_page
from ckanext.hndigital.guarding import guards, is_our_action
from ckanext.hndigital.incoming import limits
from ckanext.hndigital.incoming.parameters import refusals, taken
from ckanext.hndigital.incoming.text import TooDeep, bad_character, texts
from ckanext.hndigital.internals import requests
from ckanext.hndigital.mending import values
from flask import Response, current_app, request
from werkzeug.datastructures import MultiDict

__all__ = ["refused", "register"]

_API = "api.action"
_PUBLICATION = "digitalprojekt_publish"
_OUR_PAGES = ("digitalprojekte", "hndigital_")
"""What our blueprints' names begin with; their pages read their parameters themselves."""
_READING = ("GET", "HEAD", "OPTIONS")


def register(app: CKANApp) -> None:
    """Ask right after CKAN has found out who sends the request: CSRF protection reads the form next."""
    requests.once_identified(app, _gate)


def _gate() -> Response | None:
    if not guards("requests"):
        return None
    if len(request.query_string) > limits.QUERY_LENGTH:
        most = toolkit._("The address has more than {count} characters after the “?”.")
        return refused(414, most.format(count=limits.QUERY_LENGTH))
    if sum(1 for _ in request.args.items(multi=True)) > limits.PARAMETERS:
        most = toolkit._("The address has more than {count} parameters.")
        return refused(400, most.format(count=limits.PARAMETERS))
    # Werkzeug would cut such a body at the limit without a word.
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        return refused(411, toolkit._("The request does not say how long it is (Content-Length)."))
    most_bytes = limits.body_limit(writes=_writes(), publishes=_action() == _PUBLICATION)
    if (request.content_length or 0) > most_bytes:
        most = toolkit._("The request has more than {count} bytes.")
        return refused(413, most.format(count=most_bytes))
    known = taken(current_app.view_functions.get(request.endpoint or ""))
    if known is not None and request.method in _READING:
        sentences = list(refusals(known, request.args))
        if sentences:
            return bad_request(sentences)
    sentence = _odd()
    return refused(400, sentence) if sentence else None


def _writes() -> bool:
    """Return whether somebody with an account does more than read."""
    return request.method not in _READING and toolkit.current_user.is_authenticated and not _only_reads()


def _stores() -> bool:
    """Return whether the body may become a dataset; whether that is allowed, an action says itself."""
    return _writes() or (request.endpoint == _API and request.method not in _READING and not _only_reads())


def _only_reads() -> bool:
    return request.endpoint == _API and requests.only_reads(_action())


def _action() -> str:
    return str((request.view_args or {}).get("logic_function", ""))


def _odd() -> str:
    """Return what is wrong with the request's values, "" for nothing."""
    try:
        return (
            _bad_text(_texts_of_address(), written=False)
            or _bad_text(_texts_of_body(), written=_stores())
            or next(_of_wrong_kind(), "")
        )
    except TooDeep:
        return toolkit._("The JSON of the request has too many levels.")


def _bad_text(named: Iterable[tuple[str, str]], *, written: bool) -> str:
    for name, text in named:
        character = bad_character(text, written=written)
        if character:
            sentence = toolkit._("“{name}” holds a character that no text may have ({character}).")
            return sentence.format(name=name if name.isprintable() else "?", character=character)
    return ""


def _of_wrong_kind() -> Iterator[str]:
    given = _parameters()
    yield from values.too_much_to_search(given)
    if request.endpoint == _API:
        if not is_our_action(_action()):  # each of ours has a schema of its own
            yield from values.action_problems(_action(), given, reads=_only_reads())
    elif not (request.blueprint or "").startswith(_OUR_PAGES):
        yield from values.page_problems(request.endpoint or "", request.args)
        if request.method == "POST":
            yield from values.form_problems(request.endpoint or "", request.form)


def _texts_of_address() -> Iterator[tuple[str, str]]:
    """Return the address's texts, each with the name of the parameter that holds it."""
    yield toolkit._("Address"), request.path
    yield from _named(request.args)


def _texts_of_body() -> Iterator[tuple[str, str]]:
    """Return the texts of a form or of JSON, each with the name of the parameter that holds it."""
    yield from _named(request.form)
    for name, file in request.files.items(multi=True):
        yield name, f"{name} {file.filename or ''}"
    yield from texts(_json())


def _named(given: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in given.items(multi=True):
        yield name, name
        yield name, text


def _json() -> Any:
    """Return the JSON that the request brings: as its body, or as CKAN reads `curl --data '{…}'`."""
    try:
        if request.is_json:
            return request.get_json(silent=True)
        if len(request.form) == 1 and next(iter(request.form.values())) in ("", "1"):
            return json.loads(next(iter(request.form)))
    except RecursionError:
        raise TooDeep from None
    except ValueError:
        pass  # CKAN says what it cannot read
    return None


def _parameters() -> dict[str, Any]:
    """Return the parameters by name; a list where one is given several times, as CKAN's API reads it."""
    body = _json()
    given = {**request.args.to_dict(flat=False), **request.form.to_dict(flat=False)}
    single = {name: found[0] if len(found) == 1 else found for name, found in given.items()}
    return {**single, **(body if isinstance(body, dict) else {})}


def refused(status: int, sentence: str) -> Response:
    """Answer as the address does otherwise: an action's JSON, a page, or a line of text."""
    if request.path.startswith("/api/"):
        return api_error(status, "Bad Request", sentence)
    view = current_app.view_functions.get(request.endpoint or "")
    if (
        taken(view) is None
        and request.accept_mimetypes.best_match(["text/plain", "text/html"]) == "text/html"
    ):
        return error_page(status, sentence)
    return bad_request([sentence], status=status)
