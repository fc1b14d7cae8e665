"""A Meldebogen as an Excel workbook: the same form gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..package.files import zip_bytes
from ..sources.office.sheets import OWN
from .form import Entry, Form
from .layout import (
    HEAD_ROW,
    HELP_WIDTHS,
    NONE_CELL,
    PAGES_WIDE,
    TITLE_COLUMNS,
    WIDTHS,
    choice_lists,
    last_row,
)
from .questions import NUMBER, Question, questions

__all__ = ["xlsx_bytes"]

_CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_GREY = PatternFill("solid", fgColor="E7E6E6")
_DARK = PatternFill("solid", fgColor="1F3864")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_EDGE = Border(*[Side("thin", color="A6A6A6")] * 4)
_FORMATS = {"amount": '#,##0.00\\ "€"', "date": "DD.MM.YYYY"}
_LINE = 15
"""Points of a line."""
_FULL = 0.85
"""Share of a line that words fill before the next one begins."""
_PROMPT = 255
"""What Excel shows of a message at most; a longer one it takes for a damaged file."""


def xlsx_bytes(form: Form) -> bytes:
    """Return the workbook: the form, its explanations, and hidden the choices and what it says of itself."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = form.words.sheets["form"]
    properties = book.properties
    properties.title, properties.subject, properties.language = form.title, str(form.mark), "de"
    properties.creator, properties.created = "hndigital", _CREATED
    _head(sheet, form)
    _rows(sheet, form)
    _help(book.create_sheet(form.words.sheets["help"]), form)
    _choices(book.create_sheet(form.words.sheets["choices"]))
    _own(book.create_sheet(OWN), form)
    _validations(sheet, form)
    _page(sheet, f"{HEAD_ROW}:{HEAD_ROW}", wide=PAGES_WIDE)
    sheet.print_title_cols = "A:B"
    for one in book.worksheets:
        one.protection.sheet = True  # without a password: against slips, not against people
        one.protection.formatColumns = one.protection.formatRows = False
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue())


def _timeless(content: bytes) -> bytes:
    """Return the same workbook without the time at which it was written."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    stamp = rb"\g<1>" + f"{_CREATED:%Y-%m-%dT%H:%M:%SZ}".encode()
    files["docProps/core.xml"] = _MODIFIED.sub(stamp, files["docProps/core.xml"])
    return zip_bytes(files)


def _put(cell: Cell, value: Entry) -> None:
    """Write a value; words stay words, also those that look like a formula or a number."""
    if value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _head(sheet: Worksheet, form: Form) -> None:
    lines = (form.title, form.round, form.words.how, str(form.mark))
    for row, text in enumerate(lines, 1):
        _put(sheet.cell(row, 1), text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=TITLE_COLUMNS)
        sheet.cell(row, 1).alignment = _WRAPPED
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[3].height = 48
    sheet["A4"].font = Font(size=8, color="595959")
    row, column = NONE_CELL
    _put(sheet.cell(row, 1), form.words.none)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=column - 1)
    sheet.cell(row, 1).font = Font(bold=True)
    _put(sheet.cell(row, column), form.words.none_yes if form.none else "")
    sheet.cell(row, column).protection = Protection(locked=False)
    sheet.cell(row, column).border = _EDGE
    for at, question in enumerate(questions(), 1):
        cell = sheet.cell(HEAD_ROW, at)
        _put(cell, question.heading)
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _DARK, _WRAPPED
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[question.kind]
    sheet.column_dimensions["B"].width = WIDTHS["title"]
    sheet.row_dimensions[HEAD_ROW].height = 48
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)


def _rows(sheet: Worksheet, form: Form) -> None:
    filled = (*form.rows, *form.added)
    for row in range(HEAD_ROW + 1, last_row(form) + 1):
        at = row - HEAD_ROW - 1
        given = filled[at] if at < len(filled) else {}
        for column, question in enumerate(questions(), 1):
            cell = sheet.cell(row, column)
            _put(cell, given.get(question.name, ""))
            cell.number_format = _FORMATS.get(question.kind, "@")
            cell.alignment, cell.border = _WRAPPED, _EDGE
            if question.name == NUMBER and at < len(form.rows):
                cell.fill = _GREY
            else:
                cell.protection = Protection(locked=False)
        if (lines := _lines(given)) > 1:  # others grow with what is typed
            sheet.row_dimensions[row].height = _LINE * lines


def _lines(given: Mapping[str, Entry]) -> int:
    """Return how many lines a row takes: LibreOffice makes none higher when it opens a workbook."""
    wide = [WIDTHS["title"] if at == 1 else WIDTHS[one.kind] for at, one in enumerate(questions())]
    texts = [str(given.get(one.name, "")) for one in questions()]
    return max(ceil(len(text) / (width * _FULL)) for text, width in zip(texts, wide, strict=True))


def _help(sheet: Worksheet, form: Form) -> None:
    for row, line in enumerate([form.words.heads, *form.explained()], 1):
        for column, text in enumerate(line, 1):
            cell = sheet.cell(row, column)
            _put(cell, text)
            cell.alignment = _WRAPPED
            if row == 1:
                cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _DARK
    for letter, width in zip("ABCD", HELP_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    _page(sheet, "1:1")


def _choices(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"
    for column, (name, values) in enumerate(choice_lists().items(), 1):
        for row, value in enumerate((name, *values), 1):
            _put(sheet.cell(row, column), value)


def _own(sheet: Worksheet, form: Form) -> None:
    sheet.sheet_state = "hidden"
    for row, line in enumerate(form.own(), 1):
        for column, text in enumerate(line, 1):
            _put(sheet.cell(row, column), text)
            sheet.cell(row, column).number_format = "@"


def _validations(sheet: Worksheet, form: Form) -> None:
    first, last = HEAD_ROW + 1, last_row(form)
    new = first + len(form.rows)
    for at, question in enumerate(questions(), 1):
        letter = get_column_letter(at)
        begin = new if question.kind == "key" else first
        rule = _rule(question, f"{letter}{begin}", form)
        rule.errorTitle, rule.promptTitle = question.heading[:32], question.heading[:32]
        rule.error = form.words.error.format(regel=question.rule(new=True))[:_PROMPT]
        rule.prompt = _short(form.prompt(question, new=True))
        rule.showErrorMessage = rule.showInputMessage = True
        rule.add(f"{letter}{begin}:{letter}{last}")
        sheet.add_data_validation(rule)
    none = DataValidation("list", formula1=f'"{form.words.none_yes}"', allow_blank=True)
    none.prompt, none.showInputMessage, none.showErrorMessage = form.words.none_help, True, True
    none.add(sheet.cell(*NONE_CELL).coordinate)
    sheet.add_data_validation(none)


def _rule(question: Question, cell: str, form: Form) -> DataValidation:
    if question.codes:
        lists = list(choice_lists())
        letter = get_column_letter(lists.index(question.codes) + 1)
        end = len(question.choices()) + 1
        place = f"'{form.words.sheets['choices']}'!${letter}$2:${letter}${end}"
        style = "warning" if question.kind == "open_choice" else "stop"
        return DataValidation("list", formula1=place, allow_blank=True, errorStyle=style)
    if question.kind == "amount":
        numeric = f"AND(ISNUMBER({cell}),{cell}>=0)"
        other = f'{cell}="{question.otherwise}"' if question.otherwise else ""
        formula = f"OR({numeric},{other})" if other else numeric
        return DataValidation("custom", formula1=formula, allow_blank=True)
    if question.kind == "date":
        return DataValidation(
            "date",
            operator="between",
            formula1="DATE(1990,1,1)",
            formula2="DATE(2099,12,31)",
            allow_blank=True,
        )
    if question.kind == "text" and question.column.longest:
        longest = str(question.column.longest)
        return DataValidation("textLength", operator="lessThanOrEqual", formula1=longest, allow_blank=True)
    return DataValidation(allow_blank=True)


def _short(text: str) -> str:
    return text if len(text) <= _PROMPT else f"{text[: _PROMPT - 1].rstrip()}…"


def _page(sheet: Worksheet, repeated: str, wide: int = 1) -> None:
    """Set the sheet up for printing: landscape, so many pages wide, the head on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = repeated
    sheet.oddFooter.center.text = "&P / &N"
    sheet.oddHeader.left.text = "&A"
    sheet.sheet_view.zoomScale = 100
