"""Fact sheets as the report prints them, and the short sheets of running projects in its annex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ..offices import label as office
from ..schemas import (
    codelist,
    column,
    has_table_layout,
    mainly_supports,
    sheet_layout,
    table,
    writing,
)
from ..texts import project_sentence
from .cells import Row, label, plain, printed
from .edition import Edition
from .model import Block, Column, Heading, Section, Table, Text

__all__ = ["annex_sections", "fact_sheets", "sheet_sections"]

_SHEET = (Column("", 48), Column("", 122))


def fact_sheets(edition: Edition) -> list[Row]:
    """Return the fact sheets as printed: the city's, then those of running projects that have texts only.

    Texts of a project that is not running and has no fact sheet are nobody's yet: they are left out.
    """
    sheets = sorted(edition.package.tables["steckbriefe"], key=lambda row: _place(row["kapitel"]))
    if not has_table_layout():
        return []
    known = {sheet["vorhaben_nr"] for sheet in sheets}
    chapter, last = _place(sheets[-1]["kapitel"])[:2] if sheets else (4, 0)
    texts = table("vorhaben").having("sheet")
    made = [
        _made(row, edition)
        for row in edition.running
        if row["vorhaben_nr"] not in known and any(row[name] for name in texts)
    ]
    for number, sheet in enumerate(made, last + 1):
        sheet["kapitel"] = f"{chapter}.{number}"
    return [*sheets, *made]


def _made(row: Row, edition: Edition) -> dict[str, str]:
    """Return the fact sheet of a project that has its texts from elsewhere, such as a Meldebogen."""
    ratings = edition.ratings.get(row["vorhaben_nr"], {})
    fields = [code for code in codelist("strategiefeld") if mainly_supports(ratings.get(code, ""))]
    codes = {name: column(name).codelist for name in ("anlass", "gesamtstatus", "bearbeitungsstand")}
    said = {name: label(of, row[name]) if row[name] else "" for name, of in codes.items()}
    return {**row, **said, "strategiefeld": label("strategiefeld", fields[0]) if fields else ""}


def _place(chapter: str) -> tuple[int, int, str]:
    major, _, minor = chapter.partition("#")[0].partition(".")
    numbers = [int(part) if part.isdigit() else 0 for part in (major, minor)]
    return numbers[0], numbers[1], chapter


def sheet_sections(edition: Edition) -> Iterator[tuple[int, Section]]:
    """Yield the fact sheets by chapter, each chapter with its number."""
    for major, group in groupby(fact_sheets(edition), key=lambda sheet: _place(sheet["kapitel"])[0]):
        blocks: list[Block] = []
        if major:
            blocks.append(Heading(2, writing().sections["sheets"].format(major=major)))
        for chapter, sheets in groupby(group, key=lambda sheet: sheet["kapitel"].partition("#")[0]):
            listed = list(sheets)
            if "." in chapter:
                blocks.append(Heading(3, _heading(chapter, listed[0])))
            blocks += [_sheet(sheet) for sheet in listed]
        yield major, Section(tuple(blocks))


def _heading(chapter: str, sheet: Row) -> str:
    """Return the heading of a fact sheet; a title like a number or a line of contents is quoted."""
    title = plain(sheet["titel"])
    if not re.match(r"\S*[^\W\d_]", title) or title[-1:].isdigit():
        title = writing().words["titled"].format(title=title or sheet["vorhaben_nr"])
    return writing().sections["sheet"].format(chapter=chapter, title=title)


def _sheet(sheet: Row) -> Table:
    *start, number = sheet_layout().start
    rows = [(" ".join(start), f"{number} {sheet['vorhaben_nr']}")]
    spans = set()
    for name, words in sheet_layout().labels:
        if not name:
            spans.add(len(rows))
        rows.append((" ".join(words), plain(sheet.get(name, "")) if name else ""))
    title = f"{sheet['vorhaben_nr']} {plain(sheet['titel'])}"
    return Table(title, _SHEET, tuple(rows), kind="sheet", spans=frozenset(spans))


def annex_sections(edition: Edition) -> Iterator[Section]:
    """Yield the annex: a short sheet per running project, which says what is computed."""
    if not edition.running:
        return
    blocks: list[Block] = [Heading(2, writing().sections["annex"])]
    for row in edition.running:
        blocks += _short(row, edition)
    yield Section(tuple(blocks))


def _short(row: Row, edition: Edition) -> Iterator[Block]:
    number = row["vorhaben_nr"]
    ratings = edition.ratings.get(number, {})
    yield Heading(3, plain(row["titel"]) or number)
    texts = [plain(row[name]) for name in ("beschreibung", "vorhabenziel")]
    if not any(texts):
        yield Text(project_sentence(row, ratings), "computed")
    coded = ("vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus")
    rated = ((code, codelist("bewertung").get(ratings.get(code, ""))) for code in codelist("strategiefeld"))
    facts = [
        (column("vorhaben_nr").title(), number),
        (column("amt").title(), office(row["amt"])),
        *((column(name).title(), label(column(name).codelist, row[name])) for name in coded),
        (column("kosten_eur").title(), printed("kosten_eur", row, edition.costs.get(number))),
        *((label("strategiefeld", code), rating.label()) for code, rating in rated if rating),
        *zip((column("beschreibung").title(), column("vorhabenziel").title()), texts, strict=True),
    ]
    shown = tuple((name, text) for name, text in facts if text)
    yield Table(f"{number} {plain(row['titel'])}", _SHEET, shown, kind="sheet")
