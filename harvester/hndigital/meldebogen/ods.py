"""A Meldebogen as an OpenDocument spreadsheet: the same form gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from lxml import etree
from odf import config, dc, meta, number, style, table
from odf.namespaces import STYLENS
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import P

from ..package.files import zip_bytes
from ..sources.office.blocks import column_letters
from ..sources.office.sheets import OWN
from ..texts import format_amount
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

__all__ = ["ods_bytes"]

_CREATED = "2020-01-01T00:00:00"
_CHARACTER = 0.22
"""Width of a character in centimetres, as spreadsheet programs count."""
_STYLES: Mapping[str, Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "title": {"text": {"fontweight": "bold", "fontsize": "16pt"}, "cell": {"wrapoption": "wrap"}},
        "plain": {"cell": {"wrapoption": "wrap", "verticalalign": "top"}},
        "bold": {"text": {"fontweight": "bold"}, "cell": {"wrapoption": "wrap"}},
        "label": {"text": {"fontweight": "bold"}},
        "mark": {"text": {"fontsize": "8pt", "color": "#595959"}},
        "head": {
            "text": {"fontweight": "bold", "color": "#ffffff"},
            "cell": {"backgroundcolor": "#1f3864", "wrapoption": "wrap", "verticalalign": "top"},
        },
        "key": {"cell": {"backgroundcolor": "#e7e6e6", "border": "0.5pt solid #a6a6a6"}},
        **{
            kind: {
                "cell": {
                    "cellprotect": "none",
                    "wrapoption": "wrap",
                    "verticalalign": "top",
                    "border": "0.5pt solid #a6a6a6",
                }
            }
            for kind in ("text", "amount", "date")
        },
    }
)
"""The styles of cells: properties of their text and of the cell, by the names that odfpy gives them."""


def ods_bytes(form: Form) -> bytes:
    """Return the spreadsheet: the form, its explanations, hidden the choices and what it says of itself."""
    document = OpenDocumentSpreadsheet()
    book = _Book(document)
    _about(document, form)
    names = form.words.sheets
    validations = table.ContentValidations()
    document.spreadsheet.addElement(validations)
    rules = {one.name: _rule(one, form, validations) for one in questions()}
    key = _rule(questions()[0], form, validations, given=True)
    none = _none_rule(form, validations)
    widths = [WIDTHS["title"] if one.name == "titel" else WIDTHS[one.kind] for one in questions()]
    sheet = book.sheet(names["form"], widths)
    for line in _head(form, none):
        sheet.addElement(book.row(line, across=TITLE_COLUMNS if len(line) == 1 else 1))
    head = table.TableHeaderRows()
    head.addElement(book.row([("head", one.heading, "") for one in questions()]))
    sheet.addElement(head)
    filled = (*form.rows, *form.added)
    for at in range(last_row(form) - HEAD_ROW):
        entered = filled[at] if at < len(filled) else {}
        sheet.addElement(book.row(_entries(entered, rules, key if at < len(form.rows) else "")))
    helping = book.sheet(names["help"], HELP_WIDTHS)
    heads = table.TableHeaderRows()
    heads.addElement(book.row([("head", text, "") for text in form.words.heads]))
    helping.addElement(heads)
    for explained in form.explained():
        helping.addElement(book.row([("plain", text, "") for text in explained]))
    book.lists(names["choices"])
    own = book.sheet(OWN, (40, 40), hidden=True)
    for texts in form.own():
        own.addElement(book.row([("plain", text, "") for text in texts]))
    _frozen(document, names["form"])
    buffer = io.BytesIO()
    document.write(buffer)
    with zipfile.ZipFile(buffer) as archive:
        files = {name: _canonical(name, archive.read(name)) for name in archive.namelist()}
    return zip_bytes(files, first="mimetype")


def _canonical(name: str, content: bytes) -> bytes:
    """Return a part with attributes and namespaces in order: odfpy writes them as they come from a set."""
    if not name.endswith(".xml"):
        return content
    root = etree.fromstring(content)
    return bytes(etree.tostring(root, method="c14n", exclusive=True, inclusive_ns_prefixes=["of", "ooo"]))


_Line = Sequence[tuple[str, Entry, str]]
"""Cells of a row: name of the style, what is entered, name of the validation."""


class _Book:
    """A document with the styles that our sheets have."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._widths: dict[int, Any] = {}
        layout = style.PageLayout(name="quer")
        sheet = {"pagewidth": "42cm", "pageheight": "29.7cm", "printorientation": "landscape"}
        properties = style.PageLayoutProperties(**sheet, margin="1.5cm")
        properties.setAttrNS(STYLENS, "scale-to-X", str(PAGES_WIDE))
        properties.setAttrNS(STYLENS, "scale-to-Y", "0")
        layout.addElement(properties)
        document.automaticstyles.addElement(layout)
        document.masterstyles.addElement(style.MasterPage(name="Quer", pagelayoutname=layout))
        default = style.DefaultStyle(family="table-cell")
        default.addElement(style.TextProperties(language="de", country="DE"))
        document.styles.addElement(default)
        self._numbers()
        for name, said in _STYLES.items():
            formats = {"datastylename": name} if name in ("amount", "date") else {}
            made = style.Style(name=f"c-{name}", family="table-cell", **formats)
            made.addElement(style.TableCellProperties(**said.get("cell", {})))
            made.addElement(style.TextProperties(**said.get("text", {})))
            document.automaticstyles.addElement(made)
        for name, shown in (("shown", "true"), ("hidden", "false")):
            made = style.Style(name=name, family="table", masterpagename="Quer")
            made.addElement(style.TableProperties(display=shown))
            document.automaticstyles.addElement(made)

    def _numbers(self) -> None:
        amount = number.CurrencyStyle(name="amount")
        amount.addElement(number.Number(decimalplaces=2, minintegerdigits=1, grouping="true"))
        amount.addElement(number.Text(text=" "))
        amount.addElement(number.CurrencySymbol(text="€", language="de", country="DE"))
        day = number.DateStyle(name="date")
        for part in (
            number.Day(style="long"),
            number.Text(text="."),
            number.Month(style="long"),
            number.Text(text="."),
            number.Year(style="long"),
        ):
            day.addElement(part)
        for made in (amount, day):
            self._document.automaticstyles.addElement(made)

    def sheet(self, name: str, widths: Sequence[int], *, hidden: bool = False) -> Any:
        """Add a protected sheet with columns of these widths, in characters."""
        made = table.Table(name=name, stylename="hidden" if hidden else "shown", protected="true")
        repeated = table.TableHeaderColumns()
        for at, width in enumerate(widths):
            (repeated if at < 2 else made).addElement(table.TableColumn(stylename=self._column(width)))
            if at == 1:
                made.addElement(repeated)
        self._document.spreadsheet.addElement(made)
        return made

    def _column(self, width: int) -> Any:
        if width not in self._widths:
            made = style.Style(name=f"w-{width}", family="table-column")
            made.addElement(style.TableColumnProperties(columnwidth=f"{width * _CHARACTER:.2f}cm"))
            self._document.automaticstyles.addElement(made)
            self._widths[width] = made
        return self._widths[width]

    def lists(self, name: str) -> None:
        """Add the hidden sheet that the drop-downs take their choices from."""
        lists = choice_lists()
        made = self.sheet(name, [30] * len(lists), hidden=True)
        columns = [(title, *values) for title, values in lists.items()]
        for at in range(max(map(len, columns))):
            made.addElement(self.row([("plain", one[at] if at < len(one) else "", "") for one in columns]))

    def row(self, line: _Line, across: int = 1) -> Any:
        """Return a row of cells, each `across` so many columns."""
        made = table.TableRow()
        for kind, value, rule in line:
            cell = _cell(kind, value, rule)
            made.addElement(cell)
            if across > 1:
                cell.setAttribute("numbercolumnsspanned", across)
                cell.setAttribute("numberrowsspanned", 1)
                for _ in range(across - 1):
                    made.addElement(table.CoveredTableCell())
        return made


def _cell(kind: str, value: Entry, rule: str) -> Any:
    named = {"contentvalidationname": rule} if rule else {}
    said: dict[str, str] = {}
    shown = str(value)
    if isinstance(value, Decimal):
        said = {"valuetype": "currency", "currency": "EUR", "value": f"{value:f}"}
        shown = format_amount(value)
    elif isinstance(value, date):
        said = {"valuetype": "date", "datevalue": value.isoformat()}
        shown = f"{value:%d.%m.%Y}"
    elif value:
        said = {"valuetype": "string"}
    cell = table.TableCell(stylename=f"c-{kind}", **named, **said)
    for line in shown.split("\n") if shown else ():
        cell.addElement(P(text=line))
    return cell


def _head(form: Form, none: str) -> Iterator[_Line]:
    """Yield the lines above the head."""
    yield [("title", form.title, "")]
    yield [("bold", form.round, "")]
    yield [("plain", form.words.how, "")]
    yield [("mark", str(form.mark), "")]
    _, column = NONE_CELL
    said = form.words.none_yes if form.none else ""
    yield [("label", form.words.none, ""), *[("plain", "", "")] * (column - 2), ("text", said, none)]
    yield [("plain", "", "")]


def _entries(given: Mapping[str, Entry], rules: Mapping[str, str], key: str) -> _Line:
    """Return a row's cells; `key` is the validation of a number that is given, "" for a row to be filled."""
    kinds = {"amount": "amount", "date": "date"}
    return [
        ("key", given[NUMBER], key)
        if one.name == NUMBER and key
        else (kinds.get(one.kind, "text"), given.get(one.name, ""), rules[one.name])
        for one in questions()
    ]


def _about(document: Any, form: Form) -> None:
    for element in (
        dc.Title(text=form.title),
        dc.Subject(text=str(form.mark)),
        dc.Language(text="de"),
        meta.CreationDate(text=_CREATED),
        dc.Date(text=_CREATED),
    ):
        document.meta.addElement(element)


def _rule(question: Question, form: Form, rules: Any, *, given: bool = False) -> str:
    """Add what a cell takes, with the message that appears there; return its name."""
    name = f"v-{len(rules.childNodes)}"
    sheet = form.words.sheets["form"]
    letter = column_letters([one.name for one in questions()].index(question.name) + 1)
    base = f"{sheet}.{letter}{HEAD_ROW + 1}"
    condition = _condition(question, f"[.{letter}{HEAD_ROW + 1}]", form)
    said = {"condition": condition, "displaylist": "unsorted"} if condition else {}
    made = table.ContentValidation(name=name, allowemptycell="true", basecelladdress=base, **said)
    helping = table.HelpMessage(title=question.heading, display="true")
    helping.addElement(P(text=form.prompt(question, new=not given)))
    kind = "warning" if question.kind == "open_choice" else "stop"
    wrong = table.ErrorMessage(title=question.heading, messagetype=kind, display="true")
    wrong.addElement(P(text=form.words.error.format(regel=question.rule(new=True))))
    for element in (helping, *([wrong] if condition else [])):
        made.addElement(element)
    rules.addElement(made)
    return name


def _condition(question: Question, cell: str, form: Form) -> str:
    if question.codes:
        letter = column_letters([*choice_lists()].index(question.codes) + 1)
        place = f"[${form.words.sheets['choices']}.${letter}$2:.${letter}${len(question.choices()) + 1}]"
        return f"of:cell-content-is-in-list({place})"
    if question.kind == "amount":
        other = f';{cell}="{question.otherwise}"' if question.otherwise else ""
        return f"of:is-true-formula(OR(AND(ISNUMBER({cell});{cell}>=0){other}))"
    if question.kind == "date":
        return "of:cell-content-is-date() and cell-content-is-between(DATE(1990;1;1);DATE(2099;12;31))"
    longest = question.column.longest
    return f"of:cell-content-text-length()<={longest}" if question.kind == "text" and longest else ""


def _none_rule(form: Form, rules: Any) -> str:
    row, column = NONE_CELL
    made = table.ContentValidation(
        name="v-none",
        condition=f'of:cell-content-is-in-list("{form.words.none_yes}")',
        allowemptycell="true",
        displaylist="unsorted",
        basecelladdress=f"{form.words.sheets['form']}.{column_letters(column)}{row}",
    )
    helping = table.HelpMessage(title=form.words.none.split()[0], display="true")
    helping.addElement(P(text=form.words.none_help))
    made.addElement(helping)
    rules.addElement(made)
    return "v-none"


def _frozen(document: Any, sheet: str) -> None:
    """Let the head and the first two columns stay in place."""
    settings = {
        **dict.fromkeys(("HorizontalSplitMode", "VerticalSplitMode"), ("short", "2")),
        **dict.fromkeys(("HorizontalSplitPosition", "PositionRight"), ("int", "2")),
        **dict.fromkeys(("VerticalSplitPosition", "PositionBottom"), ("int", str(HEAD_ROW))),
        "ActiveSplitRange": ("short", "3"),
    }
    views = config.ConfigItemSet(name="ooo:view-settings")
    listed = config.ConfigItemMapIndexed(name="Views")
    view = config.ConfigItemMapEntry()
    view.addElement(config.ConfigItem(name="ViewId", type="string", text="view1"))
    tables = config.ConfigItemMapNamed(name="Tables")
    entry = config.ConfigItemMapEntry(name=sheet)
    for name, (kind, value) in settings.items():
        entry.addElement(config.ConfigItem(name=name, type=kind, text=value))
    tables.addElement(entry)
    view.addElement(tables)
    view.addElement(config.ConfigItem(name="ActiveTable", type="string", text=sheet))
    listed.addElement(view)
    views.addElement(listed)
    document.settings.addElement(views)
