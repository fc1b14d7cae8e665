"""The first rows of a file's table on its page: ordered, filtered and turned over by the page's address.

`?sort=-hoehe&filter=art:Linde&page=2`: one column to order by (`-` in front: from the end), any number of
conditions, all of which hold. `column=art&value=Linde`, as the form sends it, is one condition more. The
DataStore's own action answers, with the rights of who asks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from ckan.plugins import toolkit
from ckanext.hndigital.pages.translations import ColumnText, hndigital_column
from flask import request
from werkzeug.datastructures import MultiDict

from hndigital.values import whole_number

__all__ = ["PreviewRequest", "TablePreview", "hndigital_table_preview"]

ROWS = 15
"""Rows of a page."""
PAGES = 400
"""Pages that can be turned over: further rows are in the file."""
COLUMNS = 40
"""Columns that are shown; a table may have some hundred."""
CONDITIONS = 8
LENGTH = 200
"""Characters of a cell, and of a condition's value."""
_ESTIMATED_FROM = 100_000
"""A table of more rows is not counted but estimated."""
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What a page's address asks of the table; `wanted` names columns that it does not have."""

    sort: str = ""
    descending: bool = False
    conditions: tuple[tuple[str, str], ...] = ()
    page: int = 1
    unknown: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: MultiDict[str, str], columns: Sequence[str]) -> PreviewRequest:
        """Read an address; what names no column of the table is left out and named."""
        sort = args.get("sort", "")
        given = [tuple(part.partition(":")[::2]) for part in args.getlist("filter")]
        given.append((args.get("column", ""), args.get("value", "")))
        asked = [(name, value.strip()[:LENGTH]) for name, value in given if name and value.strip()]
        names = [sort.removeprefix("-"), *(name for name, _ in asked)]
        return cls(
            sort=sort.removeprefix("-") if sort.removeprefix("-") in columns else "",
            descending=sort.startswith("-"),
            conditions=tuple(dict.fromkeys(one for one in asked if one[0] in columns))[:CONDITIONS],
            page=min(max(whole_number(args.get("page", "")) or 1, 1), PAGES),
            unknown=tuple(dict.fromkeys(name[:LENGTH] for name in names if name and name not in columns)),
        )

    @property
    def address(self) -> str:
        """The page's address with this request, from the page itself."""
        pairs = [("sort", ("-" if self.descending else "") + self.sort)] if self.sort else []
        pairs += [("filter", f"{name}:{value}") for name, value in self.conditions]
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}#hnd-preview"

    def sorted_by(self, name: str) -> PreviewRequest:
        """Return the request ordered by a column, from the end if it is already."""
        return replace(
            self, sort=name, descending=self.sort == name and not self.descending, page=1, unknown=()
        )

    def without(self, condition: tuple[str, str]) -> PreviewRequest:
        """Return the request without one of its conditions."""
        kept = tuple(one for one in self.conditions if one != condition)
        return replace(self, conditions=kept, page=1, unknown=())

    def on_page(self, page: int) -> PreviewRequest:
        """Return the request for another page."""
        return replace(self, page=page, unknown=())


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column: its name, its words in the page's language, whether it holds numbers."""

    name: str
    text: ColumnText
    number: bool

    @property
    def title(self) -> str:
        """The column's title, its name where it has none."""
        return self.text.title or self.name


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A page of a table as it is shown; `problem` says why there are no rows."""

    asked: PreviewRequest
    columns: Sequence[PreviewColumn]
    more_columns: int = 0
    rows: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    total: int = 0
    estimated: bool = False
    problem: str = ""

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return (self.asked.page - 1) * ROWS + 1

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def pages(self) -> int:
        """How many pages can be turned over."""
        return min(max(math.ceil(self.total / ROWS), 1), PAGES)

    def order(self, name: str) -> str:
        """Return how the rows are ordered by a column, "" if they are not."""
        if name != self.asked.sort:
            return ""
        return "descending" if self.asked.descending else "ascending"

    def title_of(self, name: str) -> str:
        """Return a column's title."""
        return next((column.title for column in self.columns if column.name == name), name)

    def cell(self, row: Mapping[str, Any], name: str) -> str:
        """Return a cell's text, cut where it is long."""
        value = row.get(name)
        if isinstance(value, bool):
            return str(toolkit._("Yes") if value else toolkit._("No"))
        text = "" if value is None else str(value)
        return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


def hndigital_table_preview(resource: Mapping[str, Any]) -> TablePreview | None:
    """Return the table of a file that is in the DataStore, None for another one or who may not read it."""
    if not resource.get("datastore_active"):
        return None
    try:
        described = _search(resource, limit=0)
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return None
    fields = [one for one in described["fields"] if not one["id"].startswith("_")]
    asked = PreviewRequest.from_args(request.args, [one["id"] for one in fields])
    columns = [PreviewColumn(one["id"], hndigital_column(one), _is_number(one["type"])) for one in fields]
    shown = columns[:COLUMNS]
    empty = TablePreview(asked, shown, len(columns) - len(shown))
    try:
        found = _search(resource, limit=ROWS, offset=(asked.page - 1) * ROWS, **_conditions(asked, fields))
    except toolkit.ValidationError:
        return replace(empty, problem=toolkit._("No row can match: a value does not fit its column."))
    estimated = bool(found.get("total_was_estimated"))
    return replace(empty, rows=found["records"], total=int(found["total"]), estimated=estimated)


def _search(resource: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"resource_id": resource["id"], "total_estimation_threshold": _ESTIMATED_FROM, **more}
    return dict(toolkit.get_action("datastore_search")({}, asked))


def _conditions(asked: PreviewRequest, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the DataStore is asked: words within a text, else the value itself."""
    types = {one["id"]: one["type"] for one in fields}
    words: dict[str, str] = {}
    values: dict[str, str] = {}
    for name, value in asked.conditions:
        in_text = types[name] == "text" and _WORD.search(value)
        (words if in_text else values)[name] = _as_stored(value, types[name])
    order = [f'"{asked.sort}" {"desc" if asked.descending else "asc"} nulls last'] if asked.sort else []
    # Rows keep their order from page to page: `_id` decides where the column does not.
    return {
        "sort": [*order, "_id"],
        **({"q": words} if words else {}),
        **({"filters": values} if values else {}),
    }


def _as_stored(value: str, kind: str) -> str:
    """Return a value as the column writes it: truth in the page's words, a number with a decimal point."""
    if kind == "bool":
        return {toolkit._("Yes").casefold(): "true", toolkit._("No").casefold(): "false"}.get(
            value.casefold(), value
        )
    return value.replace(",", ".") if _is_number(kind) and value.count(",") == 1 else value


def _is_number(kind: str) -> bool:
    return kind.startswith(("int", "float", "numeric", "double", "real"))
