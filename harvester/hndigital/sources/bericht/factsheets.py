"""Fact sheets that a document has as tables: a label in one cell, its value in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...bericht import Fundstelle
from ...caching import kept
from ...schemas import sheet_layout
from ...values import clean
from ..cells import printed_cell
from ..lettering import lettered, unified
from ..office.blocks import Grid, GridCell
from ..records import Zelle

__all__ = ["UNKNOWN", "Labelled", "labelled_sheets"]


@kept()
def _labels() -> tuple[tuple[str, str], ...]:
    """Return the labels without blanks, each with its field."""
    return tuple(("".join(words), name) for name, words in sheet_layout().labels)


@kept()
def _begin() -> re.Pattern[str]:
    """Return the pattern of a sheet's first cell without blanks: its number may stand in the next."""
    *words, number = sheet_layout().start
    return re.compile(rf"{re.escape(''.join(words))}(?:{re.escape(number)}(.*))?", re.DOTALL)


UNKNOWN = "?"
"""Under this name a sheet has the cells whose label is unknown, or there for the second time."""


@dataclass
class Labelled:
    """A fact sheet of a table: the cell of its number, and by field the cells of its value."""

    grid: Grid
    number: Zelle
    cells: dict[str, list[GridCell]] = field(default_factory=dict)


def labelled_sheets(grid: Grid) -> list[Labelled]:
    """Return the fact sheets of a table; none if it is no such table, or if one of its cells has no label."""
    found: list[Labelled] = []
    name, position, awaited = "", 0, False
    for row in grid.rows:
        filled = [cell for cell in row if cell.text.strip()]
        for cell in filled:
            text = lettered(unified(cell.text)).text
            letters = "".join(text.split())
            if begin := _begin().fullmatch(letters):
                found.append(Labelled(grid, _number(grid, cell, begin[1] or "")))
                name, position, awaited = "", 0, not begin[1]
            elif awaited and clean(text).startswith(word := sheet_layout().start[-1]):
                found[-1].number, awaited = _number(grid, cell, clean(text).removeprefix(word)), False
            elif found and (label := _label(letters, position)):
                name, position = label
                found[-1].cells.setdefault(name, []) if name else None
            elif found and position and letters == _labels()[position - 1][0]:
                # The label once more, as merged cells have it; with another value it is nobody's.
                name = UNKNOWN if found[-1].cells.get(name) else name
            elif found and name:
                values = found[-1].cells.setdefault(name, [])
                if name != UNKNOWN and not _belongs(cell, filled, values):
                    name = UNKNOWN
                found[-1].cells.setdefault(name, []).append(cell)
            elif letters:
                return []
    return [_complete(one) for one in found]


def _belongs(cell: GridCell, filled: Sequence[GridCell], values: Sequence[GridCell]) -> bool:
    """Tell whether a cell is a value of the label before it.

    One that begins its row is a label that nobody knows if something stands beside it, and nobody's if the
    label has a value already; two cells of one row are no one value.
    """
    if cell is filled[0] and cell.column == 1:
        return len(filled) == 1 and not values
    return not any(value.row == cell.row for value in values)


def _label(letters: str, position: int) -> tuple[str, int] | None:
    """Return field and next position of a label; each stands once, in the order of the layout."""
    labels = _labels()
    for at in range(position, len(labels)):
        if letters.rstrip(":") == labels[at][0].rstrip(":"):
            return labels[at][1], at + 1
    return None


def _number(grid: Grid, cell: GridCell, text: str) -> Zelle:
    return printed_cell(clean(text), Fundstelle(tabelle=grid.nr, zelle=cell.name))


def _complete(sheet: Labelled) -> Labelled:
    """Return the sheet without the fields that have no cell beside their label at all."""
    sheet.cells = {name: cells for name, cells in sheet.cells.items() if cells}
    return sheet
