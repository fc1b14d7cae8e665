"""What a document holds, whatever wrote it: paragraphs and tables in printed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Block", "Grid", "GridCell", "Paragraph", "Written", "column_letters", "superscript"]

_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its lines where the document breaks them by force, the number before it included."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table: its lines, the row and column where it begins (from 1), how far it reaches.

    `odd` is the code of the finding that it is where it can't be read as it stands ("" otherwise).
    """

    lines: tuple[str, ...]
    row: int
    column: int
    across: int = 1
    down: int = 1
    odd: str = ""

    @property
    def text(self) -> str:
        """Return the lines with line ends between them."""
        return "\n".join(self.lines)

    @property
    def name(self) -> str:
        """Return the cell's name as in a spreadsheet: `B4`."""
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, the `nr`-th of its document; each row holds the cells that begin in it."""

    nr: int
    rows: tuple[tuple[GridCell, ...], ...]


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Written:
    """A document's blocks; `tracked` tells that it holds changes that nobody has accepted yet."""

    blocks: tuple[Block, ...] = field(default=())
    tracked: bool = False

    def lines(self) -> Iterator[str]:
        """Yield everything that is printed, line by line."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.lines
            else:
                yield from (line for row in block.rows for cell in row for line in cell.lines)


def column_letters(column: int) -> str:
    """Return a spreadsheet's name of a column: 1 is `A`, 27 is `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def superscript(text: str) -> str:
    """Return raised text with raised signs, so that `m` and a raised 2 are no `m2`."""
    return text.translate(_RAISED)


class Placing:
    """Gives the cells of a table their columns while its rows are read: cells from above take places, too."""

    def __init__(self) -> None:
        self._taken: dict[int, int] = {}
        self._row = 0
        self._column = 0
        self._cells: list[GridCell] = []
        self.rows: list[tuple[GridCell, ...]] = []

    def begin(self) -> None:
        """Begin the next row."""
        self._row += 1
        self._column = 1
        self._cells = []

    def add(self, lines: Sequence[str], across: int = 1, down: int = 1, odd: str = "") -> None:
        """Put a cell at the row's next free place."""
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        for column in range(self._column, self._column + across):
            self._taken[column] = self._row + down - 1
        self._cells.append(GridCell(tuple(lines), self._row, self._column, across, down, odd))
        self._column += across

    def skip(self, columns: int) -> None:
        """Leave places of the row without a cell."""
        self._column += columns

    def end(self) -> None:
        """End the row."""
        self.rows.append(tuple(self._cells))
