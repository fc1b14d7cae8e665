"""Spreadsheets and workbooks in the report's own headings, with all that programs do to cells."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hndigital.errors import SourceError
from hndigital.outside import Limits
from hndigital.pipeline import ReadResult, read_report
from hndigital.sources.office.sheets import number_text

HEAD = (
    *(
        "Vorhaben-Nr.",
        "Vorhabentitel",
        "ffd. Amt",
        "Vorhabentyp",
        "Anlass",
        "Bearbeitungsstand",
        "Gesamtstatus",
    ),
    *(
        "Kosten",
        "Verwaltung & Infrastruktur",
        "Bildungs- und Wissensstadt",
        "Teilhabe an der Stadtgesellschaft",
    ),
    "Zukunftsfähige Mobilität",
)
ROW = (
    *("Titel eins", "I/105", "kurzfr.", "Auftrag", "in Umsetzung", "im Plan", "20.000 €", "++", "+"),
    *("—", "-"),
)
ROWS = [("2020000072", *ROW), ("2020000073", *ROW)]


def _read(source: Path, **limits: Any) -> ReadResult:
    day = date(2024, 6, 30)
    bounds = limits.get("limits", Limits(50_000_000, 60))
    return read_report(source, berichtsstand="2024-1", stichtag=day, berichtsdatum=day, limits=bounds)


def _told(result: ReadResult) -> list[tuple[str, str]]:
    return [(one.code, str(one.fundstelle)) for one in result.findings]


def _book(tmp_path: Path, changes: dict[str, Any] | None = None, rows: list[tuple[str, ...]] = ROWS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Vorhaben"
    for row in (HEAD, *rows):
        sheet.append(row)
    for cell, (value, form) in (changes or {}).items():
        sheet[cell] = value
        sheet[cell].number_format = form
    book.save(tmp_path / "liste.xlsx")
    return tmp_path / "liste.xlsx"


def _ods(tmp_path: Path, cells: dict[int, dict[str, str]] | None = None, more: str = "") -> Path:
    """Write the list as LibreOffice does; `cells` are attributes of cells of the first row by column."""

    def cell(text: str, attributes: dict[str, str]) -> str:
        said = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"<table:table-cell{said}><text:p>{text.replace('&', '&amp;')}</text:p></table:table-cell>"

    rows = []
    for number, row in enumerate((HEAD, *ROWS)):
        given = (cells or {}) if number == 1 else {}
        texts = [given.get(at, {}).pop("shown", text) if at in given else text for at, text in enumerate(row)]
        made = "".join(cell(text, given.get(at, {})) for at, text in enumerate(texts))
        rows.append(f"<table:table-row>{made}</table:table-row>")
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Vorhaben">{"".join(rows)}{more}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    (tmp_path / "liste.ods").write_bytes(stream.getvalue())
    return tmp_path / "liste.ods"


def _same(result: ReadResult) -> None:
    assert [one.vorhaben_nr for one in result.bericht.vorhaben] == ["2020000072", "2020000073"]
    project = result.bericht.vorhaben[0]
    assert (project.amt, project.dezernat, str(project.kosten_eur)) == ("I/105", "I", "20000")
    assert "".join(project.bewertungen.values()) == "+++--"
    assert not result.has_errors


def test_a_list_in_the_reports_own_headings_is_read_for_its_city(tmp_path: Path) -> None:
    """Nobody need name the profile: the headings are the report's, as workbook, spreadsheet and CSV."""
    _same(_read(_book(tmp_path)))
    _same(_read(_ods(tmp_path)))
    table = tmp_path / "liste.csv"
    table.write_bytes("\r\n".join(";".join(row) for row in (HEAD, *ROWS)).replace("—", "–").encode("cp1252"))
    _same(_read(table))


def test_what_stands_above_between_and_below_is_no_project(tmp_path: Path) -> None:
    """A repeated head, a blank row and a sum at the end; the sum is told."""
    total = ("Summe", "", "", "", "", "", "", "40.000 €")
    result = _read(_book(tmp_path, rows=[ROWS[0], HEAD, ("",) * 12, ROWS[1], total]))
    _same(result)
    assert ("zeile_summe", "Blatt Vorhaben; Zelle A6") in _told(result)


def test_a_flat_spreadsheet_is_read_like_a_packed_one(tmp_path: Path) -> None:
    """LibreOffice also writes one file of XML (`.fods`)."""
    with zipfile.ZipFile(_ods(tmp_path)) as archive:
        content = archive.read("content.xml").decode()
    flat = content.replace("office:document-content", "office:document").replace(
        "<office:document ",
        '<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet" ',
        1,
    )
    (tmp_path / "liste.fods").write_text(flat, encoding="utf-8")
    _same(_read(tmp_path / "liste.fods"))


@pytest.mark.parametrize(
    ("cell", "value", "form", "code"),
    [
        ("A2", 2.02e9, "0.00E+00", "zelle_gerundet"),
        ("C2", 5.2, "General", "zelle_gerundet"),
        ("C2", date(2024, 2, 5), "dd. mmm", "zelle_datum"),
        ("H2", "=H3*2", "General", "formel_ohne_wert"),
        ("I2", "#REF!", "General", "formel_ohne_wert"),
    ],
)
def test_what_a_program_made_of_a_cell_is_an_error(
    cell: str, value: object, form: str, code: str, tmp_path: Path
) -> None:
    """A number that was rounded, a chapter that became one, a day, a formula without value."""
    result = _read(_book(tmp_path, {cell: (value, form)}))
    assert (code, f"Blatt Vorhaben; Zelle {cell}") in _told(result)
    assert result.has_errors


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (2020000072, "General", "2020000072"),
        (2020000072, "0.00E+00", "2020000072"),
        (7, "000", "007"),
        (1250000.5, '#,##0.00 "€"', "1250000,5 €"),
        (1250000, "#,##0 [$€-407]", "1250000 €"),
        (20, '0 "T€"', "20 T €"),
        (1500000, '#,##0.0,, "Mio. €"', "1500000 €"),
        (0.1 + 0.2, '0.00 "€"', "0,3 €"),
        (0.05, "0%", "5 %"),
        ("12.50", "0,00 €", "12,5 €"),
    ],
)
def test_a_number_is_what_a_person_reads(value: float | str, form: str, expected: str) -> None:
    """Currency, unit, zeros and percent that a format adds are part of it; rounding for show is not."""
    assert number_text(value, form) == expected


@pytest.mark.parametrize(
    ("column", "attributes", "code"),
    [
        (
            2,
            {"office:value-type": "date", "office:date-value": "2024-02-05", "shown": "05. Feb"},
            "zelle_datum",
        ),
        (2, {"office:value-type": "float", "office:value": "5.2", "shown": "5,2"}, "zelle_gerundet"),
        (7, {"table:formula": "of:=[.H3]", "shown": ""}, "formel_ohne_wert"),
        (
            8,
            {"table:formula": "of:=[.A9]", "office:value-type": "string", "shown": "#REF!"},
            "formel_ohne_wert",
        ),
    ],
)
def test_a_spreadsheets_cells_are_typed(
    column: int, attributes: dict[str, str], code: str, tmp_path: Path
) -> None:
    """As in a workbook; the wording is what LibreOffice shows."""
    result = _read(_ods(tmp_path, {column: attributes}))
    assert code in [found for found, _ in _told(result)]
    assert result.has_errors


def test_a_spreadsheets_amount_is_exact(tmp_path: Path) -> None:
    """What is shown rounded is read as it is stored."""
    cell = {"office:value-type": "currency", "office:currency": "EUR", "office:value": "20000.5"}
    result = _read(_ods(tmp_path, {7: cell | {"shown": "20.001 €"}}))
    assert str(result.bericht.vorhaben[0].kosten_eur) == "20000.5"


def test_a_million_empty_rows_are_none(tmp_path: Path) -> None:
    """Sheets are padded to their end by programs and by hand."""
    padding = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    _same(_read(_ods(tmp_path, more=padding)))
    source = _book(tmp_path)
    rows = "".join(f'<row r="{row}" ht="15"><c r="A{row}" s="0"/></row>' for row in range(4, 100_000))
    stream = io.BytesIO()
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in book.namelist():
            content = book.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            target.writestr(name, content)
    source.write_bytes(stream.getvalue())
    _same(_read(source))


def test_repeated_cells_beyond_any_sheet_are_refused(tmp_path: Path) -> None:
    """A row that says that it stands there a million times is no list."""
    row = '<table:table-row table:number-rows-repeated="900000">' + "<table:table-cell><text:p>x</text:p>" * 1
    row += "</table:table-cell>" * 1 + '<table:table-cell table:number-columns-repeated="9000"/>'
    row += "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>"
    with pytest.raises(SourceError, match="larger than"):
        _read(_ods(tmp_path, more=row))


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """Its shared strings would fill the memory."""
    source = _book(tmp_path)
    with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/extra.xml", b"<a>" + b" " * 3_000_000 + b"</a>")
    with pytest.raises(SourceError, match="larger than"):
        _read(source, limits=Limits(1_000_000, 60))


def test_a_misspelt_heading_is_told_with_the_one_that_is_meant(tmp_path: Path) -> None:
    """For a person to decide: it is never taken for it."""
    with pytest.raises(SourceError, match=r"Vorhabenntyp \(meant: Vorhabentyp\?\)"):
        _read(_book(tmp_path, {"D1": ("Vorhabenntyp", "General")}))


@pytest.mark.parametrize(
    ("shown", "value", "expected"),
    [
        ("20 T€", "20000", "20000"),
        ("20 T€", "20", "20000"),
        ("1,5 Mio. €", "1500000", "1500000"),
        ("20,00 Tsd. €", "20000", "20000"),
        ("0 T€", "0", "0"),
    ],
)
def test_a_unit_counts_once(shown: str, value: str, expected: str, tmp_path: Path) -> None:
    """A format may show a whole amount in thousands, or a number of thousands: the number tells."""
    cell = {"office:value-type": "float", "office:value": value, "shown": shown}
    result = _read(_ods(tmp_path, {7: cell}))
    assert str(result.bericht.vorhaben[0].kosten_eur) == expected
    assert not result.has_errors


def test_a_unit_that_may_count_or_not_is_told(tmp_path: Path) -> None:
    """`20,000 T€` shows 20 thousands with three places as well as 20,000 of them."""
    result = _read(
        _ods(tmp_path, {7: {"office:value-type": "float", "office:value": "20000", "shown": "20,000 T€"}})
    )
    assert ("zelle_gerundet", "Blatt Vorhaben; Zelle H2") in _told(result)
    assert result.has_errors


def test_an_exported_day_is_no_office(tmp_path: Path) -> None:
    """`I/105` became January, and another program wrote that day down."""
    result = _read(_book(tmp_path, {"C2": ("2021-01-05", "@")}))
    assert ("zelle_datum", "Blatt Vorhaben; Zelle C2") in _told(result)
    assert result.has_errors


def test_a_rating_may_lack_only_where_the_reports_table_has_none(tmp_path: Path) -> None:
    """Of an early stage the first field is not rated; elsewhere an empty cell was shifted."""
    early, running = (*ROW[:4], "Planung", "", "k.A.", "", *ROW[8:]), (*ROW[:7], "", *ROW[8:])
    result = _read(_book(tmp_path, rows=[("2020000072", *early), ("2020000073", *running)]))
    lacking = [(one.vorhaben_nr, one.feld) for one in result.findings if one.code == "zeile_unvollstaendig"]
    assert lacking == [("2020000073", "strategiefeld.verwaltung_infrastruktur")]
    assert result.has_errors


def test_offices_that_are_none_of_the_citys_are_too_many(tmp_path: Path) -> None:
    """One unknown office is named; where most are, the column is not what its heading says."""
    rows = [(f"202000007{at}", ROW[0], "I-105" if at < 3 else "I/105", *ROW[2:]) for at in range(6)]
    result = _read(_book(tmp_path, rows=rows))
    assert [(one.code, one.feld) for one in result.findings if one.schwere == "fehler"] == [
        ("quelle_unsicher", "aemter")
    ]


def test_a_list_that_goes_on_on_another_sheet_is_told(tmp_path: Path) -> None:
    """Its second half without a head is not read: the finding names the sheet; a key to the codes is none."""
    source = _book(tmp_path)
    book = openpyxl.load_workbook(source)
    book.create_sheet("Legende").append(("2020000072", "so lautet eine Nummer"))
    book.save(source)
    _same(_read(source))
    book.create_sheet("Teil 2").append(("2020000074", *ROW))
    book.save(source)
    result = _read(source)
    assert ("quelle_unsicher", "Blatt Teil 2; Zelle A1") in _told(result)
    assert result.has_errors


@pytest.mark.parametrize(("cell", "value"), [("I2", "#NV"), ("B2", "########"), ("H2", "#DIV/0!")])
def test_an_error_that_was_kept_as_text_is_no_value(cell: str, value: str, tmp_path: Path) -> None:
    """What a formula showed when its cell was pasted as text."""
    result = _read(_book(tmp_path, {cell: (value, "@")}))
    assert ("formel_ohne_wert", f"Blatt Vorhaben; Zelle {cell}") in _told(result)


def test_a_text_that_is_partly_struck_out_is_told(tmp_path: Path) -> None:
    """The old words beside the new ones are none of the title."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "liste.xlsx") as book:
        sheet, struck = book.add_worksheet("Vorhaben"), book.add_format({"font_strikeout": True})
        for at, row in enumerate((HEAD, *ROWS)):
            sheet.write_row(at, 0, row)
        sheet.write_rich_string("B2", struck, "Titel alt ", "Titel eins")
    assert ("text_gestrichen", "Blatt Vorhaben; Zelle B2") in _told(_read(tmp_path / "liste.xlsx"))


def test_a_returned_line_is_a_line_end(tmp_path: Path) -> None:
    """Programs write the carriage return of another system as `_x000D_`."""
    result = _read(_book(tmp_path, {"B2": ("Titel_x000D_\neins", "@")}))
    assert result.bericht.vorhaben[0].titel == "Titel eins"
