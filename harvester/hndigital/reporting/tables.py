"""The tables of projects: one per chapter as the report's layout has them, or the one list of a city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..schemas import (
    codelist,
    column,
    has_table_layout,
    list_layout,
    printed_kind,
    printed_tables,
    rated_field,
    rating_field,
    table_heads,
    writing,
)
from .cells import Row, label, plain, printed, wording
from .edition import Edition
from .model import Column, Heading, Section, Table

__all__ = ["Matrix", "matrices", "table_sections", "unprinted"]

_WIDTHS = {
    "vorhaben_nr": 24,
    "titel": 70,
    "amt": 20,
    "vorhabentyp": 22,
    "anlass": 38,
    "bearbeitungsstand": 27,
    "gesamtstatus": 27,
    "kosten_eur": 29,
}
"""Shares of a table's width; a rating has the share of a turned head, everything else that of a text."""
_RATED, _OTHER = 13.5, 24


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of projects: its chapter ("" in a city whose report is one list), its fields, its rows."""

    chapter: str
    fields: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def heading(self) -> str:
        """Return what stands above it."""
        stages = ", ".join(label("bearbeitungsstand", code) for code in _stages(self.chapter))
        said = writing().sections["table"]
        return said.format(chapter=self.chapter, count=len(self.rows), stages=stages)


def matrices(edition: Edition) -> tuple[Matrix, ...]:
    """Return the tables that the city's report has, empty ones, too."""
    if not has_table_layout():
        return (Matrix("", tuple(list_layout().heads), edition.projects),)
    chapters = dict.fromkeys(code.extra["kapitel"] for code in codelist("bearbeitungsstand").values())
    by_chapter: dict[str, list[Row]] = {chapter: [] for chapter in sorted(chapters)}
    for row in edition.projects:
        by_chapter.setdefault(chapter_of(row), []).append(row)
    return tuple(Matrix(chapter, _fields(chapter), tuple(rows)) for chapter, rows in by_chapter.items())


def chapter_of(row: Row) -> str:
    """Return the chapter whose table lists a project: its own, else that of its stage, else the first."""
    stages = codelist("bearbeitungsstand")
    chapters = sorted({code.extra["kapitel"] for code in stages.values()})
    if row["kapitel"] in chapters:
        return row["kapitel"]
    stage = stages.get(row["bearbeitungsstand"])
    return stage.extra["kapitel"] if stage else chapters[0]


def _stages(chapter: str) -> list[str]:
    return [
        code.code
        for code in codelist("bearbeitungsstand").values()
        if code.extra.get("kapitel", "") == chapter
    ]


def _fields(chapter: str) -> tuple[str, ...]:
    stages = _stages(chapter)
    kind = printed_tables()[printed_kind(stages[0] if len(stages) == 1 else "")]
    return (*table_heads(), *map(rating_field, kind.fields), *kind.columns)


def table_sections(edition: Edition) -> Iterator[Section]:
    """Yield a section per table, on its side."""
    for matrix in matrices(edition):
        table = Table(
            matrix.heading,
            tuple(_column(name) for name in matrix.fields),
            tuple(tuple(_cell(name, row, edition) for name in matrix.fields) for row in matrix.rows),
            kind="matrix",
            heads=2,
        )
        yield Section((Heading(3, matrix.heading), table), wide=True)


def _column(name: str) -> Column:
    if rated_field(name):
        return Column(_head(name), _RATED, rotated=True, align="center")
    align = "right" if name == "kosten_eur" else "left"
    text = "text" in column(name).roles
    return Column(_head(name), _WIDTHS.get(name, 60 if text else _OTHER), align=align)


def _head(name: str) -> str:
    if not has_table_layout():
        return (code := rated_field(name)) and codelist("strategiefeld")[code].label() or _listed(name)
    if name in table_heads():
        return table_heads()[name][0]
    code = rated_field(name)
    return label("strategiefeld", code) if code else column(name).head


def _listed(name: str) -> str:
    """Return the heading of a list's column: the city's own word where it has one."""
    words = list_layout().heads[name]
    return words[-1] if len(words) > 1 else words[0]


def _cell(name: str, row: Row, edition: Edition) -> str:
    number = row["vorhaben_nr"]
    if field := rated_field(name):
        rating = edition.ratings.get(number, {}).get(field, "")
        return wording("bewertung", rating) if rating else ""
    return printed(name, row, edition.costs.get(number))


def unprinted(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return, by field, the numbers of projects with a value that the report's layout has no place for."""
    lost: dict[str, list[str]] = {}
    for matrix in matrices(edition):
        for row in matrix.rows:
            for name in _lost(matrix, row, edition):
                lost.setdefault(name, []).append(row["vorhaben_nr"])
    return {name: tuple(numbers) for name, numbers in lost.items()}


def _lost(matrix: Matrix, row: Row, edition: Edition) -> Iterator[str]:
    shown = set(matrix.fields)
    names: Iterable[str] = ("vorhabentyp", "anlass", "gesamtstatus", "kosten_eur")
    yield from (name for name in names if name not in shown and plain(row.get(name, "")))
    rated = edition.ratings.get(row["vorhaben_nr"], {})
    yield from (rating_field(code) for code in rated if rating_field(code) not in shown)
    stages = _stages(matrix.chapter)
    if "bearbeitungsstand" not in shown and [row["bearbeitungsstand"]] != stages:
        yield "bearbeitungsstand"
