"""A list as an Excel workbook is read like the same list as CSV; what the program made of a cell is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hndigital.errors import SourceError
from hndigital.package import build_package
from hndigital.pipeline import ReadResult, read_report
from hndigital.profiles import using

from tests.musterstadt import LIST, PROFILE

ROWS = list(csv.reader(io.StringIO(LIST.read_text(encoding="utf-8")), delimiter=";"))
HEADS = ROWS[0]
TABLES = ("vorhaben", "strategiefeld_matrix", "status", "kosten")
COST, STAGE = HEADS.index("Kosten in Euro"), HEADS.index("Stand")


@pytest.fixture(autouse=True)
def _city() -> Iterator[None]:
    with using(None):
        yield


def _book(
    tmp_path: Path, change: Callable[[Any], None] = lambda sheet: None, name: str = "liste.xlsx"
) -> Path:
    """Write the list as the sheet Vorhaben, costs as numbers, and let `change` do what a person does."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Vorhaben"
    for row in ROWS:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2):
        cost = row[COST]
        if cost.value and cost.value[0].isdigit():
            cost.value = float(cost.value.replace(".", "").replace(",", "."))
    change(sheet)
    book.save(tmp_path / name)
    return tmp_path / name


def _read(source: Path) -> ReadResult:
    return read_report(source, berichtsstand="2024-1", stichtag=date(2024, 6, 30), profile=PROFILE)


def _cell(row: int, heading: str) -> str:
    return f"{openpyxl.utils.get_column_letter(HEADS.index(heading) + 1)}{row}"


def _found(result: ReadResult) -> list[tuple[str, str]]:
    codes = ("zelle_datum", "formel_ohne_wert", "zeile_verborgen", "zellen_verbunden", "spalte_unbekannt")
    return [(one.code, str(one.fundstelle)) for one in result.findings if one.code in codes]


@pytest.mark.parametrize("name", ["liste.xlsx", "liste.csv", "liste.pdf", "liste"])
def test_a_workbook_gives_the_tables_of_the_list(name: str, tmp_path: Path) -> None:
    """Every cell is the one of the CSV file, whatever the file is called, and no finding is an error."""
    expected = _read(LIST)
    result = _read(_book(tmp_path, name=name))
    found, wanted = build_package(result).tables, build_package(expected).tables
    assert [
        [{key: cell for key, cell in row.items() if key != "wortlaut"} for row in found[table]]
        for table in TABLES
    ] == [
        [{key: cell for key, cell in row.items() if key != "wortlaut"} for row in wanted[table]]
        for table in TABLES
    ]
    assert result.has_errors == expected.has_errors


def test_a_place_is_sheet_and_cell(tmp_path: Path) -> None:
    """A value's place names them, as a person finds them."""
    project = _read(_book(tmp_path)).bericht.vorhaben[0]
    assert str(project.herkunft["titel"].fundstelle) == "Blatt Vorhaben; Zelle B2"


def test_words_above_the_head_are_none_of_the_list(tmp_path: Path) -> None:
    """A title and a remark may stand above the head, empty rows anywhere."""

    def change(sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Vorhaben der Stadt"
        sheet.insert_rows(7)

    assert len(_read(_book(tmp_path, change)).bericht.vorhaben) == len(ROWS) - 1


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("Zuständig", datetime(2024, 2, 5), "zelle_datum"),  # noqa: DTZ001 - a spreadsheet's days have no zone
        ("Kosten in Euro", "=1+1", "formel_ohne_wert"),
        ("Projekt", "#REF!", "formel_ohne_wert"),
    ],
)
def test_what_the_program_made_of_a_cell_is_told(
    heading: str, value: object, code: str, tmp_path: Path
) -> None:
    """The cell stays empty, and the finding, an error, names sheet and cell."""

    def change(sheet: Any) -> None:
        sheet[_cell(2, heading)] = value

    result = _read(_book(tmp_path, change))
    assert _found(result) == [(code, f"Blatt Vorhaben; Zelle {_cell(2, heading)}")]
    assert result.has_errors
    field = {"Zuständig": "amt", "Kosten in Euro": "kosten_eur", "Projekt": "titel"}[heading]
    assert field not in result.bericht.vorhaben[0].herkunft


def test_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    """A hidden row is read and named; cells merged over rows are an error."""

    def change(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells(f"{_cell(4, 'Zuständig')}:{_cell(5, 'Zuständig')}")

    result = _read(_book(tmp_path, change))
    merged = f"{_cell(4, 'Zuständig')}:{_cell(5, 'Zuständig')}"
    assert _found(result) == [
        ("zeile_verborgen", "Blatt Vorhaben; Zelle A3"),
        ("zellen_verbunden", f"Blatt Vorhaben; Zelle {merged}"),
    ]
    assert result.has_errors


def test_columns_that_are_missing_or_unknown_are_named(tmp_path: Path) -> None:
    """As with CSV: without a column it is no list, and a column that nobody knows is an error."""

    def without(sheet: Any) -> None:
        sheet[_cell(1, "Stand")] = "Zustand der Dinge"

    with pytest.raises(SourceError, match="lacks the columns: .*Zustand der Dinge"):
        _read(_book(tmp_path, without))

    def more(sheet: Any) -> None:
        sheet.cell(1, len(HEADS) + 1, "Laune")
        sheet.cell(2, len(HEADS) + 1, "gut")

    assert ("spalte_unbekannt", "") in _found(_read(_book(tmp_path, more)))


def test_two_sheets_that_are_lists_are_refused(tmp_path: Path) -> None:
    """Which of them counts nobody knows; a hidden one does not count."""

    def twice(sheet: Any) -> None:
        sheet.parent.copy_worksheet(sheet).title = "Kopie"

    with pytest.raises(SourceError, match="several sheets.*Vorhaben, Kopie"):
        _read(_book(tmp_path, twice))

    def hidden(sheet: Any) -> None:
        copy = sheet.parent.copy_worksheet(sheet)
        copy.sheet_state = "hidden"

    assert len(_read(_book(tmp_path, hidden)).bericht.vorhaben) == len(ROWS) - 1


def test_a_workbook_of_another_city_is_no_list(tmp_path: Path) -> None:
    """Where a city's profile reads reports, a workbook is its list or refused, and what it lacks is named."""
    with pytest.raises(SourceError, match="lacks the columns: .*Vorhabentyp"):
        read_report(_book(tmp_path), profile="heilbronn")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """What begins like one and is none is no fault of the program."""
    source = _book(tmp_path)
    source.write_bytes(source.read_bytes()[:3000])
    with pytest.raises(SourceError, match="a ZIP archive"):
        _read(source)
