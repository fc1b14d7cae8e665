"""A selection, or a comparison of two rounds, as a workbook (XLSX): for people who calculate.

Words stand in the cells, the code in the column behind; amounts are numbers, numbers of projects text that
leads to the project's page. Further sheets say what each column means, where each value is printed, and what
was chosen. The same selection gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from hndigital.characters import clean
from hndigital.pages.comparison import Comparison
from hndigital.pages.words import Words
from hndigital.schemas import Column, TableDefinition, codelist, register_table, table

__all__ = ["XLSX", "Linked", "changes_workbook", "workbook"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEETS = {
    "de": ("Vorhaben", "Strategiefelder", "Herkunft", "Spalten", "Auswahl"),
    "en": ("Projects", "Strategic fields", "Provenance", "Columns", "Selection"),
}
_HEADS = {
    "de": ("Spalte", "Name in den Daten", "Bedeutung", "Werte"),
    "en": ("Column", "Name in the data", "Meaning", "Values"),
}
_CODE = {"de": "{title} (Code)", "en": "{title} (code)"}
_INFERRED = {"de": "{label} (erschlossen)", "en": "{label} (inferred)"}
_REASON = {"de": "Warum erschlossen, oder wer es angibt", "en": "Why inferred, or who states it"}
_CHANGES = {
    "de": (
        "Änderungen",
        ("Vorhabennummer", "Titel", "Art", "Feld", "Vorher", "Nachher", "Vorher (Code)", "Nachher (Code)"),
    ),
    "en": (
        "Changes",
        ("Project number", "Title", "Kind", "Field", "Before", "After", "Before (code)", "After (code)"),
    ),
}
#: Written into the file in place of the clock's time.
_CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDE = 60


@dataclass(frozen=True, slots=True)
class Linked:
    """A text that leads to an address."""

    text: str
    url: str


class _Book:
    """A workbook that is being written, sheet by sheet."""

    def __init__(self, buffer: io.BytesIO) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(buffer, options)
        self._book.set_properties({"title": "Digitalprojekte", "created": _CREATED})
        self._bold = self._book.add_format({"bold": True})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._amount = self._book.add_format({"num_format": "#,##0.##"})

    def table(
        self, name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], widths: Sequence[int]
    ) -> None:
        """Add a sheet with a head that stays in place and a filter for each column."""
        sheet = self._book.add_worksheet(name)
        sheet.write_row(0, 0, heads, self._bold)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, line in enumerate(lines, 1):
            for place, value in enumerate(line):
                self._write(sheet, count, place, value)
        sheet.autofilter(0, 0, count, len(heads) - 1)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, _WIDE), self._wrapped if width > _WIDE else None)

    def _write(self, sheet: Any, row: int, place: int, value: Any) -> None:
        if isinstance(value, Linked):
            # Excel follows so many links of a sheet; what is beyond stands as text.
            if sheet.write_url(row, place, value.url, string=clean(value.text)) < 0:
                sheet.write_string(row, place, clean(value.text))
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value, self._amount)
        elif value:
            sheet.write_string(row, place, clean(value))

    def facts(self, name: str, about: Iterable[tuple[str, str]]) -> None:
        """Add a sheet of names and values."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 22, self._bold)
        sheet.set_column(1, 1, _WIDE, self._wrapped)
        for place, pair in enumerate(about):
            sheet.write_string(place, 0, pair[0])
            sheet.write_string(place, 1, clean(pair[1]))

    def close(self) -> None:
        """Write the file."""
        self._book.close()


def workbook(
    rows: Sequence[Mapping[str, Any]],
    provenance: Iterable[Mapping[str, str]],
    about: Iterable[tuple[str, str]],
    lang: str,
    page: Callable[[str], str],
) -> bytes:
    """Return the workbook of `rows` (answers of `digitalprojekt_list`).

    `provenance` are rows of the editions' tables `herkunft`, `about` name and value of what to know of the
    selection: round, filters, source, licence. `page` returns the address of a project's page.
    """
    words = Words(lang)
    projects, ratings = register_table("vorhaben"), register_table("strategiefeld_matrix")
    places = table("herkunft")
    names = _SHEETS[lang]
    buffer = io.BytesIO()
    book = _Book(buffer)
    heads, widths = _heads(projects, lang)
    book.table(names[0], heads, (list(_line(projects, row, words, page)) for row in rows), widths)
    rated = (
        {
            "vorhaben_nr": row["vorhaben_nr"],
            "strategiefeld": field,
            "bewertung": row["strategiefelder"][field],
        }
        for row in rows
        for field in codelist("strategiefeld")
        if field in row["strategiefelder"]
    )
    heads, widths = _heads(ratings, lang)
    book.table(names[1], heads, (list(_line(ratings, row, words, page)) for row in rated), widths)
    book.table(
        names[2],
        [column.title(lang) for column in places.columns],
        (
            [words.field(row[one]) if one == "feld" else row[one] for one in places.column_names]
            for row in provenance
        ),
        [16, 26, _WIDE + 1, 28],
    )
    known = {column.name: column for column in (*projects.columns, *ratings.columns, *places.columns)}
    book.table(
        names[3],
        _HEADS[lang],
        (
            (column.title(lang), column.name, column.description(lang), _values(column, lang))
            for column in known.values()
        ),
        [22, 22, _WIDE + 1, _WIDE + 1],
    )
    book.facts(names[4], about)
    book.close()
    return buffer.getvalue()


def changes_workbook(comparison: Comparison, about: Iterable[tuple[str, str]], lang: str) -> bytes:
    """Return what changed between two rounds as a workbook; `about` as in `workbook`."""
    words = Words(lang)
    name, heads = _CHANGES[lang]
    kinds = comparison.words(lang)
    buffer = io.BytesIO()
    book = _Book(buffer)
    lines = (
        (
            *(row["vorhaben_nr"], row["titel"], "; ".join(kinds[kind] for kind in row["art"].split())),
            words.field(row["feld"]),
            *(words.value(row["feld"], row[one]) for one in ("alt", "neu")),
            *(row[one] if words.value(row["feld"], row[one]) != row[one] else "" for one in ("alt", "neu")),
        )
        for row in comparison.rows
    )
    book.table(name, heads, lines, [16, 40, 16, 22, 30, 30, 18, 18])
    book.facts(_SHEETS[lang][4], about)
    book.close()
    return buffer.getvalue()


def _heads(definition: TableDefinition, lang: str) -> tuple[list[str], list[int]]:
    heads: list[str] = []
    widths: list[int] = []
    for column in definition.columns:
        heads.append(column.title(lang))
        widths.append(40 if column.name == "titel" else 24 if _in_words(column) else 16)
        if _in_words(column):
            heads.append(_CODE[lang].format(title=column.title(lang)))
            widths.append(16)
        if column.name == "dezernat":
            heads.append(_REASON[lang])
            widths.append(30)
    return heads, widths


def _line(
    definition: TableDefinition, row: Mapping[str, Any], words: Words, page: Callable[[str], str]
) -> Iterator[Any]:
    """Yield the cells of a row: words and code of what has a list, a link for a project's number."""
    for column in definition.columns:
        cell = row.get(column.name) or ""
        if column.name == "vorhaben_nr":
            yield Linked(cell, page(cell))
        elif column.named_by:
            yield from (words.office(cell) if cell else "", cell)
        elif column.name == "dezernat":
            reason = words.inferred(row.get("amt") or "", cell)
            label = words.label(column.codelist, cell)
            label = _INFERRED[words.lang].format(label=label) if reason else label
            yield from (label, cell, reason or words.stated(row.get("amt") or "", cell))
        elif column.codelist:
            yield from (words.label(column.codelist, cell), cell)
        else:
            yield column.cast(cell) if column.type == "number" and cell else cell


def _in_words(column: Column) -> bool:
    return bool(column.codelist or column.named_by)


def _values(column: Column, lang: str) -> str:
    if not column.codelist:
        return ""
    return "; ".join(f"{code}: {entry.label(lang)}" for code, entry in codelist(column.codelist).items())
