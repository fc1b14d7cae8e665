"""What other extensions put into CKAN's menus, tabs and foot: their entries stay where our own stand.

CKAN's templates and those of other extensions write lists; our frame writes lists of its own. So theirs are
written, too, and what ours lacks is taken from them, in whatever order the plugins are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from ckan.plugins import toolkit
from flask import current_app
from markupsafe import Markup

__all__ = ["hndigital_menu_of_others", "hndigital_tabs"]

_CKANS = (
    *("home.index", "home.about", "admin.index", "dashboard.datasets"),
    *("user.login", "user.register", "user.logout"),
)
"""Pages that CKAN's own header and footer link, beside lists of datasets, organisations and groups."""
_PEOPLE = ("user.read", "user.edit")
_CKANS_SITES = frozenset({"docs.ckan.org", "www.ckan.org", "www.opendefinition.org", "ckan.org"})
_VOID = frozenset({"img", "input", "br", "hr", "wbr"})


@dataclass(slots=True)
class _Entry:
    """An entry of a list: its markup, where it leads, and the classes of what it stands in."""

    around: frozenset[str]
    markup: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    languages: bool = False


class _Lists(HTMLParser):
    """The entries of all lists in a page's part; a list within an entry belongs to the entry."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.entries: list[_Entry] = []
        self._open: list[tuple[str, frozenset[str]]] = []
        self._entry: _Entry | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._entry is None and tag == "li":
            self._entry = _Entry(frozenset().union(*(classes for _, classes in self._open)))
            self._depth = len(self._open)
            self.entries.append(self._entry)
        if self._entry is not None:
            self._entry.markup.append(self.get_starttag_text() or "")
            self._entry.links += [given[name] for name in ("href", "action") if name in given]
            self._entry.languages |= "hreflang" in given
        if tag not in _VOID:
            self._open.append((tag, frozenset(given.get("class", "").split()) | {given.get("id", "")}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self._open):
            return
        if self._entry is not None:
            self._entry.markup.append(f"</{tag}>")
        while self._open.pop()[0] != tag:
            pass
        if self._entry is not None and len(self._open) <= self._depth:
            self._entry = None

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if self._entry is not None:
            self._entry.markup.append(text)


def _entries(html: str) -> list[_Entry]:
    lists = _Lists()
    lists.feed(str(html))
    lists.close()
    return lists.entries


def _joined(entries: Iterable[_Entry]) -> Markup:
    markup = "".join(part for entry in entries for part in entry.markup)
    return Markup(markup)  # noqa: S704 - written by templates, which have escaped what people wrote


def hndigital_menu_of_others(html: str, part: str, ours: Iterable[str] = ()) -> Markup:
    """Return the entries of CKAN's header or footer, as rendered, that neither CKAN nor our frame has.

    `part` is "account", "menu" or "footer"; `ours` are the addresses that our frame links there itself.
    """
    known = {_path(address) for address in (*_ckans_links(), *ours)}
    where: Callable[[frozenset[str]], bool] = {
        "account": lambda around: "account" in around,
        "menu": lambda around: "account" not in around,
        "footer": lambda around: True,
    }[part]
    return _joined(
        entry
        for entry in _entries(html)
        if where(entry.around)
        and entry.links
        and not entry.languages
        and not any(_path(link) in known or urlsplit(link).hostname in _CKANS_SITES for link in entry.links)
    )


def hndigital_tabs(html: str, *without: str) -> Markup:
    """Return the tabs of a page but those that lead to `without`; none where only one is left."""
    hidden = {_path(address) for address in without}
    kept = [entry for entry in _entries(html) if not hidden.intersection(map(_path, entry.links))]
    return _joined(kept) if len(kept) > 1 else Markup("")


def _path(address: str) -> str:
    return urlsplit(address).path.rstrip("/")


def _ckans_links() -> Iterable[str]:
    types = (
        (toolkit.h.default_package_type(), "search"),
        (toolkit.h.default_group_type("organization"), "index"),
        (toolkit.h.default_group_type("group"), "index"),
        ("dataset", "search"),
        ("organization", "index"),
        ("group", "index"),
    )
    for endpoint in (*_CKANS, *(f"{type_}.{view}" for type_, view in types)):
        if endpoint in current_app.view_functions:
            yield toolkit.url_for(endpoint)
    user = toolkit.current_user
    if user.is_authenticated:
        yield from (toolkit.url_for(endpoint, id=user.name) for endpoint in _PEOPLE)
