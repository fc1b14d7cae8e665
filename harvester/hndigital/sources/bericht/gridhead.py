"""The head of a document's table of projects: which of its columns is which field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...schemas import list_layout, printed_tables
from ...values import clean, parse_vorhaben_nr
from ..lettering import lettered, unified
from ..office.blocks import Grid, GridCell

__all__ = ["GridHead", "head_of"]

_NEEDED = ("vorhaben_nr", "titel")
_WITHIN = 6
"""Rows in which a table's head is looked for."""
_NOTE = re.compile(r"(?<=[^\W\d_])[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}$|(?<=\.)[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}$")
"""A footnote's mark behind a heading."""


@dataclass(frozen=True, slots=True)
class GridHead:
    """A head: its cells, the field of each column, the width of the table, the rows that it takes."""

    cells: tuple[GridCell, ...]
    columns: Mapping[int, str]
    width: int
    rows: frozenset[int]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields in the order of their columns, without the number."""
        named = dict.fromkeys(self.columns[column] for column in sorted(self.columns))
        return tuple(name for name in named if name and name != "vorhaben_nr")

    @property
    def kind(self) -> str:
        """Return the kind of table (see `schemas.printed_tables`) whose columns it has behind the ratings."""
        kinds = printed_tables()
        behind = set(self.fields) & {name for kind in kinds.values() for name in kind.columns}
        return next((name for name, kind in kinds.items() if set(kind.columns) == behind), "")

    def field_of(self, cell: GridCell) -> str:
        """Return the field of a cell, "" if it reaches over several or stands under none."""
        fields = {self.columns.get(column, "") for column in _reach(cell)}
        return fields.pop() if len(fields) == 1 else ""

    def is_shifted(self, grid: Grid, row: Sequence[GridCell]) -> bool:
        """Tell whether a row has more or fewer places than the head: its cells may stand in wrong columns."""
        nr = row[0].row
        reaching = (cell for above in grid.rows[: nr - 1] for cell in above if cell.row + cell.down > nr)
        taken = {column for cell in (*row, *reaching) for column in _reach(cell)}
        return taken != set(range(1, self.width + 1))

    def body(self, grid: Grid) -> Iterator[Sequence[GridCell]]:
        """Yield the rows below the head; a head that is repeated is none."""
        printed = {_heading(cell) for cell in self.cells}
        for at, row in enumerate(grid.rows, 1):
            headings = {_heading(cell) for cell in row} - {""}
            if row and at not in self.rows and not (headings and headings <= printed):
                yield row


def head_of(grid: Grid, before: GridHead | None) -> GridHead | None:
    """Return the head of a table of projects, None if it is another table.

    A table without a head that is as wide as the one `before` and has rows that begin with a project's number
    goes on there.
    """
    widths = Counter(max(_last(cell) for cell in row) for row in grid.rows if row)
    width = widths.most_common(1)[0][0] if widths else 0
    for at, row in enumerate(grid.rows[:_WITHIN]):
        named = _columns(row)
        if set(_NEEDED) <= set(named.values()):
            return _whole(grid, at, named, max(_last(cell) for cell in row))
    numbered = any(row and parse_vorhaben_nr(clean(row[0].text)) for row in grid.rows)
    if before is not None and before.width == width and numbered:
        return GridHead((), before.columns, width, frozenset())
    return None


def _whole(grid: Grid, at: int, columns: dict[int, str], width: int) -> GridHead:
    """Return a head with the rows below it that it goes on in: a heading over several columns has its own."""
    cells, rows = list(grid.rows[at]), {at + 1}
    last = max(cell.row + cell.down - 1 for cell in grid.rows[at])
    for row in grid.rows[at + 1 : last]:
        columns |= _columns(row)
        cells += row
        rows |= {cell.row for cell in row}
    rows |= set(range(1, at + 1))
    return GridHead(tuple(cells), columns, width, frozenset(rows))


def _columns(row: Sequence[GridCell]) -> dict[int, str]:
    """Return the field of each column; a field that two headings stand for is none."""
    layout = list_layout()
    fields = [layout.field_of(_heading(cell)) for cell in row]
    pairs = [(cell, name if fields.count(name) == 1 else "") for cell, name in zip(row, fields, strict=True)]
    return {column: name for cell, name in pairs for column in _reach(cell)}


def _heading(cell: GridCell) -> str:
    return _NOTE.sub("", clean(lettered(unified(cell.text)).text))


def _last(cell: GridCell) -> int:
    return cell.column + cell.across - 1


def _reach(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.across)
