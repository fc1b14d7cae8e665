"""CKAN's pages under a policy that runs nothing that is written into a page.

Scripts that CKAN's templates (and other plugins') hold get the answer's nonce. It is added to the *template*,
when Jinja reads it, never to the finished page: what somebody smuggles into a page stays without it. Handlers
written as attributes (`onclick`) cannot have one; in the templates listed here `assets/handlers.js` does
their work.
"""

from __future__ import annotations

import re
import secrets

from ckan.types import CKANApp
from flask import g
from jinja2.ext import Extension

__all__ = ["issued_nonce", "register"]

#: CKAN's templates whose handlers assets/handlers.js replaces.
_REPLACED = (
    "package/snippets/resource_upload_field.html",
    "user/snippets/api_token_create_form.html",
    "user/snippets/api_token_list.html",
    "datatables/datatables_form.html",
    "datatables/datatables_view.html",
)
_ELEMENT = re.compile(r"<(script|style)(?![\w-])(?![^>]*\b(?:src|nonce)=)(?![^>]*application/ld\+json)")
_NONCE = r'<\1 nonce="{{ hndigital_nonce() }}"'
#: Before everything else of the template, also of one that extends another.
_ASSET = "{% asset 'hndigital/handlers' %}"
_HANDLER = re.compile(r'(?<![\w-])(?:on[a-z]+|hx-on:[\w:-]+)="[^"]*"')


class InlineExtension(Extension):
    """Prepares a template's inline scripts, styles and handlers before Jinja compiles it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template with nonces, and without the handlers that are done elsewhere."""
        if (filename or name or "").endswith(_REPLACED):
            source = _ASSET + _HANDLER.sub("", source)
        return _ELEMENT.sub(_NONCE, source)


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
