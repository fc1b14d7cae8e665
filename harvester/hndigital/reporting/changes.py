"""What changed since the last round: new projects, those no longer reported, and changed cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..schemas import codelist, field_label, rated_field, writing
from ..texts import format_value
from .cells import Row, label, plain
from .edition import Edition
from .model import Block, Column, Heading, Items, Section, Table, Text

__all__ = ["change_sections"]

_NEW, _GONE, _CHANGED, _CORRECTED = "neu", "entfallen", "geaendert", "korrektur"


def change_sections(edition: Edition) -> Iterator[Section]:
    """Yield the section of changes, if there is a package to compare with."""
    if len(edition.packages) < 2:
        return
    words = writing().words
    blocks: list[Block] = [Heading(3, writing().sections["changes"])]
    blocks.append(Text(words["since"].format(round=edition.before)))
    kinds = {art: [row for row in edition.changes if row["art"] == art] for art in codelist("aenderungsart")}
    for art, name in ((_NEW, "new"), (_GONE, "gone")):
        rows = kinds[art]
        blocks.append(Heading(4, words[name].format(count=len(rows))))
        lines = tuple(_project(row["vorhaben_nr"], edition) for row in rows)
        blocks.append(Items(lines) if lines else Text(words["none"]))
    for art, name in ((_CHANGED, "changed"), (_CORRECTED, "corrected")):
        if rows := kinds[art]:
            numbers = {row["vorhaben_nr"] for row in rows}
            blocks.append(Heading(4, words[name].format(count=len(numbers))))
            blocks.append(_table(blocks[-1].text, rows, edition))  # type: ignore[union-attr]
    if not edition.changes:
        blocks.append(Text(words["unchanged"]))
    yield Section(tuple(blocks))


def _project(number: str, edition: Edition) -> str:
    """Return a project by its title: a line that began with a number would look like a row of a table."""
    for package in reversed(edition.packages):
        for row in package.tables["vorhaben"]:
            if row["vorhaben_nr"] == number:
                return f"{plain(row['titel'])} ({number})" if row["titel"] else f"({number})"
    return f"({number})"


def _table(title: str, rows: Sequence[Row], edition: Edition) -> Table:
    words = writing().words
    columns = (
        Column(words["project"], 60),
        Column(words["detail"], 34),
        Column(words["before"], 38),
        Column(words["now"], 38),
    )
    cells = tuple(
        (
            _project(row["vorhaben_nr"], edition),
            _field(row["feld"]),
            _value(row["feld"], row["alt"]),
            _value(row["feld"], row["neu"]),
        )
        for row in rows
    )
    return Table(title, columns, cells, heads=2)


def _field(name: str) -> str:
    code = rated_field(name)
    return label("strategiefeld", code) if code else field_label(name, "de")


def _value(name: str, cell: str) -> str:
    return plain(format_value(name, cell)) if cell else writing().words["empty_cell"]
