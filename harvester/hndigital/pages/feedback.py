"""A letter about an error on a page: a mail that already names page, value and place in the report."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import Markup

from .language import translations

__all__ = ["letter"]


def letter(address: str, title: str, page: str, lang: str, *, value: str = "", place: str = "") -> Markup:
    """Return the `mailto:` of a mail to `address` about the page at the address `page`, as HTML.

    `value` (a field with its value) and `place` (where the report prints it) are named in it, if there are
    any. Every sign is a character reference: what gathers addresses from pages finds none, browsers read it.
    """
    _ = translations(lang).gettext
    subject = _("Error on a page: {title}").format(title=title)
    lines = [
        _("Page: {address}").format(address=page),
        *([_("Value: {value}").format(value=value)] if value else []),
        *([_("Place in the report: {place}").format(place=place)] if place else []),
        "",
        _("What is wrong, and what would be right?"),
        "",
    ]
    return _hidden(f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={_body(lines)}")


def _body(lines: Iterable[str]) -> str:
    return quote("\r\n".join(lines))


def _hidden(text: str) -> Markup:
    return Markup("".join(f"&#{ord(sign)};" for sign in text))  # noqa: S704 - only numbers of characters
