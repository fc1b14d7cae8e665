"""A selection as a workbook (XLSX): the projects, their ratings, what each column means, where it is from.

Same columns and codes as the CSV; amounts are numbers, numbers of projects text. The same selection
gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from hndigital.characters import clean
from hndigital.schemas import Column, codelist, register_table

__all__ = ["workbook"]

_SHEETS = {
    "de": ("Vorhaben", "Strategiefelder", "Spalten", "Auswahl"),
    "en": ("Projects", "Strategic fields", "Columns", "Selection"),
}
_HEADS = {
    "de": ("Spalte", "Bezeichnung", "Bedeutung", "Werte"),
    "en": ("column", "title", "meaning", "values"),
}
#: Written into the file in place of the clock's time.
_CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDE = 60


def workbook(rows: Sequence[Mapping[str, Any]], about: Iterable[tuple[str, str]], lang: str) -> bytes:
    """Return the workbook of `rows` (answers of `digitalprojekt_list`).

    `about` are name and value of what to know of the selection: round, filters, source, licence.
    """
    projects, ratings = register_table("vorhaben"), register_table("strategiefeld_matrix")
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Digitalprojekte", "created": _CREATED})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        amount = book.add_format({"num_format": "#,##0.##"})
        names = _SHEETS[lang]

        def table(
            name: str, columns: Sequence[str], cells: Iterable[Sequence[Any]], widths: Sequence[int]
        ) -> Any:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            count = 0
            for count, line in enumerate(cells, 1):
                for place, value in enumerate(line):
                    if isinstance(value, int | float):
                        sheet.write_number(count, place, value, amount)
                    elif value:
                        sheet.write_string(count, place, clean(value))
            sheet.autofilter(0, 0, count, len(columns) - 1)
            for place, width in enumerate(widths):
                sheet.set_column(place, place, min(width, _WIDE), wrapped if width > _WIDE else None)
            return sheet

        table(
            names[0],
            projects.column_names,
            ([_cell(column, row.get(column.name) or "") for column in projects.columns] for row in rows),
            [40 if column.name == "titel" else 16 for column in projects.columns],
        )
        table(
            names[1],
            ratings.column_names,
            (
                (row["vorhaben_nr"], field, row["strategiefelder"][field])
                for row in rows
                for field in codelist("strategiefeld")
                if field in row["strategiefelder"]
            ),
            [16, 28, 12],
        )
        known = {column.name: column for column in (*projects.columns, *ratings.columns)}
        table(
            names[2],
            _HEADS[lang],
            (
                (column.name, column.title(lang), column.description(lang), _values(column, lang))
                for column in known.values()
            ),
            [22, 22, _WIDE + 1, _WIDE + 1],
        )
        sheet = book.add_worksheet(names[3])
        sheet.set_column(0, 0, 22, bold)
        sheet.set_column(1, 1, _WIDE, wrapped)
        for place, pair in enumerate(about):
            sheet.write_string(place, 0, pair[0])
            sheet.write_string(place, 1, clean(pair[1]))
    return buffer.getvalue()


def _cell(column: Column, cell: str) -> str | int | float | None:
    return column.cast(cell) if column.type == "number" and cell else cell


def _values(column: Column, lang: str) -> str:
    if not column.codelist:
        return ""
    return "; ".join(f"{code}: {entry.label(lang)}" for code, entry in codelist(column.codelist).items())
