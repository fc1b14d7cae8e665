"""What a picture is made of, whatever draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..caching import kept
from ..schemas import column, presented, table

__all__ = [
    *("SHOWN", "Bar", "Cell", "Chart", "Grid", "GridRow"),
    *("counting_pictures", "picture_names", "share_of"),
]

#: A picture shows at most this many offices or projects one by one; the rest is one bar.
SHOWN = 15

Value = str | int | float | None


@kept()
def counting_pictures() -> tuple[str, ...]:
    """Return the pictures that count projects by a column: first the states, then the offices."""
    pictured = presented(one.name for one in table("vorhaben").columns if one.picture)
    return tuple(sorted(pictured, key=lambda name: column(name).picture == "office"))


@kept()
def picture_names() -> tuple[str, ...]:
    """Return all pictures in the order in which a page shows them."""
    counting = counting_pictures()
    states = tuple(name for name in counting if column(name).picture != "office")
    return (*states, "kosten", *counting[len(states) :], "strategiefelder", "matrix")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `code` is what it stands for, `number` its length in projects or EUR.

    `kind` is "value", "missing" (no value is reported) or "rest" (what is not shown one by one).
    `colour` is the role of its code's colour: "good", "warn", "bad" or "". `share` is its length in per
    cent of the longest bar, `cut` whether it would be longer than that.
    """

    code: str
    label: str
    number: Decimal
    text: str
    share: Decimal
    kind: str = "value"
    german: bool = False
    colour: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a heat map: `level` 0 (lightest) to 4, -1 where the report has no value."""

    code: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a heat map."""

    code: str
    label: str
    cells: tuple[Cell, ...]
    german: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: codes and labels of its columns, and its rows.

    `cut` is the number of rows that are not drawn.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: title, the sentence that says what it shows, what to draw, and all its values.

    `kind` says what is drawn and how its sentence speaks: "status" or "office" (a column's `picture`),
    "cost", "fields" or "matrix". `quoted` are the parts of the sentence that are German in every language
    (titles of projects).
    `columns` and `rows` hold the whole values, also where the picture sums some up.
    """

    name: str
    kind: str
    lang: str
    title: str
    sentence: str
    picture: tuple[Bar, ...] | Grid
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Value], ...]
    quoted: tuple[str, ...] = ()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars; none if the picture is a heat map."""
        return () if isinstance(self.picture, Grid) else self.picture

    @property
    def compares(self) -> bool:
        """Whether there are bars to compare: of a single one the sentence says all."""
        return sum(bar.number > 0 for bar in self.bars) > 1

    @property
    def grid(self) -> Grid | None:
        """The heat map, None if the picture has bars."""
        return self.picture if isinstance(self.picture, Grid) else None


def share_of(number: Decimal, longest: Decimal) -> Decimal:
    """Return a bar's length in per cent of the longest, to one place; 0 if all are empty."""
    if not longest:
        return Decimal(0)
    return (number * 100 / longest).quantize(Decimal("0.1"), ROUND_HALF_UP)
