"""Headers of every answer: what a browser may do with it, and who may keep it."""

from __future__ import annotations

import re

from ckan.types import CKANApp
from ckanext.hndigital import config
from ckanext.hndigital.guarding import guards, guards_portal
from ckanext.hndigital.internals import requests
from ckanext.hndigital.mending import inline, uploads
from ckanext.hndigital.security import policy
from flask import Response, g, request

__all__ = ["hndigital_own_styles", "register"]

_HTML = frozenset({"text/html", "application/xhtml+xml"})
#: What no page of ours asks for.
_NOT_ASKED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_PRIVATE = "private, no-store"
_ASSETS = "webassets.index"
#: Files that are the same for everybody, whoever asks.
_FILES = frozenset({"static", _ASSETS})
#: A style sheet or script whose name begins with a digest of what it holds.
_NAMED_BY_CONTENT = re.compile(r"/[0-9a-f]{8}_[^/]+")
_PICTURE = "hndigital_printed.picture"
_FOR_A_YEAR = "public, max-age=31536000, immutable"


def register(app: CKANApp) -> None:
    """Look at every answer last: Flask calls these functions in the opposite order."""
    requests.after_all_others(app, protect)


def hndigital_own_styles() -> str:
    """Say that this page has no style in attributes, as the plugin's own pages have none; returns ""."""
    g.hndigital_own_styles = True
    return ""


def protect(response: Response) -> Response:
    """Add the headers; the policy of an answer that brings one is kept."""
    if guards("uploads"):
        uploads.tame(response)
    if guards_portal("policy") or (guards("policy") and response.mimetype not in _HTML):
        # Not to our pages in a theme of somebody else's: its scripts are part of them.
        response.headers.setdefault("Content-Security-Policy", _policy(response))
    if guards("headers"):
        _add_headers(response)
    return response


def _add_headers(response: Response) -> None:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Permissions-Policy", _NOT_ASKED)
    if guards_portal("headers") and config.is_secure() and config.hsts_max_age():
        response.headers["Strict-Transport-Security"] = f"max-age={config.hsts_max_age()}"
    _say_who_may_keep(response)


def _policy(response: Response) -> str:
    if response.mimetype not in _HTML:
        return policy.of_document(response.mimetype)
    return policy.of_page(nonce=inline.issued_nonce(), inline_styles=not g.get("hndigital_own_styles"))


def _say_who_may_keep(response: Response) -> None:
    """Let nobody keep what was made for one person; CKAN adds "public" to what forbids it."""
    asked = response.cache_control
    if (asked.private and asked.no_store) or _is_personal():
        response.headers["Cache-Control"] = _PRIVATE
    elif asked.no_store:
        response.headers["Cache-Control"] = "no-store"
    elif _is_picture(response) or (guards_portal("headers") and _never_changes(response)):
        response.headers["Cache-Control"] = _FOR_A_YEAR


def _is_personal() -> bool:
    """Return whether the answer was made for who asked: with their rights, a form's token or a cookie."""
    return request.endpoint not in _FILES and requests.is_personal()


def _is_picture(response: Response) -> bool:
    """Return whether the answer is a picture of a report's page, whose address names what it was made of."""
    return request.endpoint == _PICTURE and response.status_code in (200, 304)


def _never_changes(response: Response) -> bool:
    """Return whether the answer is a file that gets another name with its next change."""
    named = _NAMED_BY_CONTENT.search(request.path)
    return request.endpoint == _ASSETS and named is not None and response.status_code in (200, 304)
