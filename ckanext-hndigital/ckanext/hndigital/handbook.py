"""The handbook for the people who publish, `docs/handbuch/`, as pages: it ships as `hndigital_handbuch`.

It is written in German alone, for those who report in German. Its links lead from page to page, its pictures
are files beside the pages: on the portal as in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markdown import Markdown
from markupsafe import Markup

__all__ = ["FIRST", "PAGES", "Page", "page", "picture", "titles"]

FIRST = "index"
PAGES = (
    *(FIRST, "runde", "veroeffentlichen", "hinweise", "zuruecknehmen", "texte", "datensaetze"),
    *("govdata", "jahr", "notfall"),
)
"""Pages in the order of reading. `betrieb.md` beside them is for whoever runs the portal, not for editors."""

_PACKAGE = "hndigital_handbuch"
_TITLE = re.compile(r"\A# (.+)$", re.MULTILINE)
_TO_PAGE = re.compile(r"\]\((\w+)\.md(#[\w-]+)?\)")
_TO_PICTURE = re.compile(r"\]\(bilder/([\w-]+\.webp)\)")
_PICTURE = re.compile(r"[\w-]+\.webp")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the handbook: its name, title, and what follows the title as HTML."""

    name: str
    title: str
    html: Markup


def page(name: str, *, to_page: Callable[[str], str], to_picture: Callable[[str], str]) -> Page | None:
    """Return a page with links made by `to_page` and `to_picture`, None if there is none of this name."""
    if name not in PAGES:
        return None
    text = _TO_PAGE.sub(lambda found: f"]({to_page(found[1])}{found[2] or ''})", _text(name))
    text = _TO_PICTURE.sub(lambda found: f"]({to_picture(found[1])})", text)
    html = Markdown(extensions=["tables", "toc"]).convert(_TITLE.sub("", text, count=1))
    return Page(name, titles()[name], Markup(html))  # noqa: S704 - a file of ours


@cache
def titles() -> dict[str, str]:
    """Return the titles of all pages by name, in the order of reading."""
    return {name: found[1] for name in PAGES if (found := _TITLE.search(_text(name)))}


def picture(name: str) -> bytes | None:
    """Return a picture as WebP, None if there is none of this name."""
    place = resources.files(_PACKAGE).joinpath("bilder", name)
    return place.read_bytes() if _PICTURE.fullmatch(name) and place.is_file() else None


@cache
def _text(name: str) -> str:
    return resources.files(_PACKAGE).joinpath(f"{name}.md").read_text(encoding="utf-8")
