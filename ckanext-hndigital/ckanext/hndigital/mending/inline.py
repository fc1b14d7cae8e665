"""CKAN's pages under a policy that runs nothing that is written into a page.

Scripts that CKAN's templates (and other plugins') hold get the answer's nonce. It is added to the *template*,
when Jinja reads it, never to the finished page: what somebody smuggles into a page stays without it. Handlers
written as attributes (`onclick`) cannot have one; in the templates listed here `assets/handlers.js` does
their work.

Upstream: none known; https://github.com/open-data/ckanext-canada/pull/1599 (“Inline Script Nonce Feature”)
is another portal's answer.
"""

from __future__ import annotations

import secrets

from ckan.types import CKANApp
from ckanext.hndigital.internals.markup import ELEMENT, HANDLER, WITH_HANDLERS
from flask import g
from jinja2.ext import Extension

__all__ = ["issued_nonce", "register"]

_NONCE = r'<\1 nonce="{{ hndigital_nonce() }}"'
#: Before everything else of the template, also of one that extends another.
_ASSET = "{% asset 'hndigital/handlers' %}"


class InlineExtension(Extension):
    """Prepares a template's inline scripts, styles and handlers before Jinja compiles it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template with nonces, and without the handlers that are done elsewhere."""
        if (filename or name or "").endswith(WITH_HANDLERS):
            source = _ASSET + HANDLER.sub("", source)
        return ELEMENT.sub(_NONCE, source)


def register(app: CKANApp) -> None:
    """Prepare all templates of the application; none has been compiled yet."""
    app.jinja_env.add_extension(InlineExtension)
    app.jinja_env.globals["hndigital_nonce"] = _nonce


def issued_nonce() -> str:
    """Return the nonce that the answer's page carries, "" if it carries none."""
    return str(g.get("hndigital_nonce", ""))


def _nonce() -> str:
    """Return the answer's nonce, made when the first template asks for it."""
    if not issued_nonce():
        g.hndigital_nonce = secrets.token_urlsafe(16)
    return issued_nonce()
