"""The Content-Security-Policy of an answer: what it may load, run, be framed by and send forms to.

Nothing written into a page runs; scripts are files of this portal. Answers that are no page (data, feeds,
pictures, files) load nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ckan.plugins import toolkit
from ckanext.hndigital import config

__all__ = ["of_document", "of_page", "of_upload"]

_NONE = ("'none'",)
_SELF = ("'self'",)
#: Style in attributes (`style=""`) and elements.
_INLINE = ("'unsafe-inline'",)


def of_page(*, nonce: str, inline_styles: bool) -> str:
    """Return the policy of an HTML page.

    `nonce` stands at scripts that CKAN's templates hold, "" if there is none. `inline_styles` is true of
    CKAN's own pages: their templates and scripts (tables, choices, editors) set styles in attributes, for
    which there is no nonce. The plugin's own pages need none.
    """
    nonces = (f"'nonce-{nonce}'",) if nonce else ()
    shown = config.preview_sources()
    return _policy(
        {
            "default-src": _SELF,
            "script-src": (*_SELF, *nonces, *config.script_sources()),
            # Browsers ignore 'unsafe-inline' beside a nonce, so a page has the one or the other.
            "style-src": (*_SELF, *(_INLINE if inline_styles else nonces)),
            "img-src": (*_SELF, "data:", *_logo(), *shown),
            "media-src": (*_SELF, *shown),
            "connect-src": (*_SELF, *shown),
            "frame-src": (*_SELF, *config.script_sources(), *shown),
            "object-src": _NONE,
            "base-uri": _SELF,
            "form-action": _SELF,
            "frame-ancestors": _framed_by(),
        }
    )


def of_document(content_type: str | None) -> str:
    """Return the policy of an answer that is no page, as a browser shows it when it is opened."""
    # Chromium shows a PDF as an object within a page of its own.
    objects = _SELF if content_type == "application/pdf" else _NONE
    return _policy(
        {
            "default-src": _NONE,
            "img-src": _SELF,
            "media-src": _SELF,
            "object-src": objects,
            # The style sheet within our pictures (SVG).
            "style-src": _INLINE,
            "base-uri": _NONE,
            "form-action": _NONE,
            "frame-ancestors": _framed_by(),
        }
    )


def of_upload() -> str:
    """Return the policy of a file that a browser would run: an origin of its own, no scripts, no forms."""
    return _policy(
        {
            "default-src": _NONE,
            "style-src": _INLINE,
            "base-uri": _NONE,
            "form-action": _NONE,
            "frame-ancestors": _NONE,
            "sandbox": (),
        }
    )


def _framed_by() -> Iterable[str]:
    return (*_SELF, *config.embedding_sites())


def _logo() -> Iterable[str]:
    """Yield the origin of a logo or icon on another server, which an operator has chosen."""
    for setting in ("ckan.site_logo", "ckan.favicon"):
        parts = urlsplit(str(toolkit.config.get(setting) or ""))
        if parts.scheme in ("http", "https") and parts.netloc:
            yield f"{parts.scheme}://{parts.netloc}"


def _policy(directives: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
