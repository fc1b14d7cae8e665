"""Meldebögen as clerks send them back: what was done to one is told by file and cell, never guessed."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hndigital.errors import SourceError
from hndigital.meldebogen.form import forms
from hndigital.meldebogen.ods import ods_bytes
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import Package, build_package, diff
from hndigital.profiles import using

from tests.musterstadt import PROFILE
from tests.unit.meldebogen_factories import (
    DONE,
    EARLY,
    HEAD,
    IDEA,
    RESTING,
    RUNNING,
    SECRET,
    Sheet,
    everything,
    found,
    last_round,
    projects,
    read,
    returned,
)

NEW = {
    "titel": "Neues Netz",
    "amt": "65",
    "vorhabentyp": "Reallabor",
    "anlass": "Auftrag",
    "bearbeitungsstand": "Planung",
    "strategiefeld.bildung_wissensstadt": "Nicht unterstützt",
    "strategiefeld.teilhabe": "Nicht unterstützt",
    "strategiefeld.mobilitaet": "Grundsätzlich unterstützt",
}
"""What a new project of the early phase must have, but for its number."""


@pytest.fixture(autouse=True)
def _heilbronn() -> Iterator[None]:
    with using("heilbronn"):
        yield


@pytest.fixture
def package() -> Package:
    """The last round."""
    return last_round()


def _place(cell: str, file: str = "bogen.xlsx", sheet: str = "Meldebogen") -> str:
    return f"Datei {file}; Blatt {sheet}; Zelle {cell}"


@pytest.mark.parametrize(
    ("field", "value", "code", "cell"),
    [
        ("kosten_plan_eur", "ca. 20 T", "wert_unlesbar", ""),
        ("kosten_plan_eur", -5, "wert_unlesbar", ""),
        pytest.param("kosten_plan_eur", "5 – 10", "wert_unlesbar", "", marks=pytest.mark.slow),
        ("kosten_plan_eur", datetime(2021, 5, 1), "zelle_datum", ""),  # noqa: DTZ001 - days have no zone
        ("kosten_plan_eur", "=A1*2", "formel_ohne_wert", ""),
        pytest.param("kosten_plan_eur", "#REF!", "formel_ohne_wert", "", marks=pytest.mark.slow),
        ("ende_plan", "Ende 2021", "wert_unlesbar", ""),
        pytest.param("ende_plan", "31.02.2021", "wert_unlesbar", "", marks=pytest.mark.slow),
        ("ende_plan", "01.01.0202", "wert_unlesbar", ""),
        pytest.param("ende_plan", "44377", "wert_unlesbar", "", marks=pytest.mark.slow),
        ("bearbeitungsstand", "fast fertig", "wortlaut_unbekannt", ""),
        ("kosten_eur", "viel", "wortlaut_unbekannt", ""),
        ("strategiefeld.teilhabe", "+++", "wortlaut_unbekannt", None),
        pytest.param("gesamtstatus", "grün", "wortlaut_unbekannt", "", marks=pytest.mark.slow),
    ],
)
def test_what_is_no_value_is_told_and_stays_empty(
    field: str, value: object, code: str, cell: str | None, package: Package, tmp_path: Path
) -> None:
    """By project, field and cell; another value than the office's never stands there."""
    places: list[str] = []
    path = returned(tmp_path, package, lambda sheet: places.append(sheet.put(RUNNING, field, value)))
    result = read(path, package)
    assert (code, RUNNING, field, _place(places[0])) in found(result, code)
    project = projects(result)[RUNNING]
    assert (project.bewertungen.get("teilhabe") if cell is None else project.cell(field)) == cell


@pytest.mark.parametrize(
    ("field", "value", "cell"),
    [
        ("kosten_plan_eur", "20.500,50 €", "20500.5"),
        ("kosten_plan_eur", 20500.5, "20500.5"),
        pytest.param("kosten_plan_eur", "1,5 Mio. €", "1500000", marks=pytest.mark.slow),
        pytest.param("kosten_plan_eur", "'20500", "20500", marks=pytest.mark.slow),
        ("kosten_eur", 20500, "20500"),
        pytest.param("kosten_eur", "20.500", "20500", marks=pytest.mark.slow),
        ("kosten_eur", "k. A.", ""),
        ("ende_plan", "30.06.2021", "2021-06-30"),
        pytest.param("ende_plan", "30. Juni 2021", "2021-06-30", marks=pytest.mark.slow),
        pytest.param("ende_plan", "2021-06-30", "2021-06-30", marks=pytest.mark.slow),
        ("ende_plan", datetime(2021, 6, 30), "2021-06-30"),  # noqa: DTZ001 - days have no zone
        ("bearbeitungsstand", "in umsetzung", "umsetzung"),
        pytest.param("bearbeitungsstand", " Abgeschlossen ", "abgeschlossen", marks=pytest.mark.slow),
        pytest.param("vorhabentyp", "Noch undefiniert", "undefiniert", marks=pytest.mark.slow),
        ("anlass", "Fördermittel oder Wettbewerb", "foerdermittel_wettbewerb"),
        ("amt", 20, "20"),
        ("titel", "Zeile eins\nZeile zwei", "Zeile eins Zeile zwei"),
    ],
)
def test_what_can_be_meant_one_way_only_is_read(
    field: str, value: object, cell: str, package: Package, tmp_path: Path
) -> None:
    """Dates and amounts as text, labels in any case, numbers where text is wanted."""
    path = returned(tmp_path, package, lambda sheet: sheet.put(RUNNING, field, value))
    assert projects(read(path, package))[RUNNING].cell(field) == cell


def _drop(field: str) -> Callable[[Sheet], object]:
    return lambda sheet: sheet.sheet.delete_cols(sheet.column(field))


@pytest.mark.parametrize("field", ["anlass", "beschreibung", "kosten_plan_eur", "strategiefeld.teilhabe"])
def test_a_deleted_column_is_an_error_that_names_it(field: str, package: Package, tmp_path: Path) -> None:
    """Whether it must be filled in or not: its cells were there and are lost."""
    result = read(returned(tmp_path, package, _drop(field)), package)
    assert found(result, "spalte_fehlt") == [("spalte_fehlt", "", field, "Datei bogen.xlsx")]
    assert result.has_errors


@pytest.mark.parametrize("field", ["vorhaben_nr", "titel"])
def test_without_numbers_or_titles_it_is_refused(field: str, package: Package, tmp_path: Path) -> None:
    """One sentence says which columns it needs."""
    with pytest.raises(SourceError, match="lacks its head with “Vorhabennummer” and “Titel”"):
        read(returned(tmp_path, package, _drop(field)), package)


def test_a_renamed_column_is_missing_and_unknown(package: Package, tmp_path: Path) -> None:
    """Both are told, and the order of columns doesn't matter."""

    def change(sheet: Sheet) -> None:
        sheet.sheet.cell(HEAD, sheet.column("anlass")).value = "Warum"

    result = read(returned(tmp_path, package, change), package)
    assert found(result, "spalte_fehlt", "spalte_unbekannt") == [
        ("spalte_fehlt", "", "anlass", "Datei bogen.xlsx"),
        ("spalte_unbekannt", "", "", "Datei bogen.xlsx"),
    ]


def test_moved_rows_renamed_and_added_sheets_change_nothing(package: Package, tmp_path: Path) -> None:
    """Numbers tell rows, headings tell columns, marks tell sheets."""

    def change(sheet: Sheet) -> None:
        sheet.sheet.title = "Tabelle1"
        sheet.sheet.move_range(f"A{HEAD + 1}:Z{HEAD + 1}", rows=12)
        sheet.sheet.insert_rows(HEAD + 2, 3)
        sheet.sheet.parent.create_sheet("Notizen")["A1"] = "bitte anrufen"

    result = read(returned(tmp_path, package, change), package)
    assert diff(package, build_package(result, package)) == ()
    assert {one.code for one in result.findings} == {"berichtsdatum_fehlt"}


def test_a_lost_mark_is_told_and_the_columns_speak(package: Package, tmp_path: Path) -> None:
    """Copied into a workbook of one's own it is still known, and early texts stay internal."""

    def change(sheet: Sheet) -> None:
        sheet.put(EARLY, "beschreibung", SECRET)
        sheet.sheet.delete_rows(1, HEAD - 1)
        del sheet.sheet.parent["hndigital"]

    result = read(returned(tmp_path, package, change), package, berichtsstand="2021-1")
    assert found(result, "meldebogen_ohne_kennung")
    assert len(result.bericht.vorhaben) == 5
    assert SECRET not in everything(build_package(result, package))


def test_a_changed_number_is_no_new_project(package: Package, tmp_path: Path) -> None:
    """The same title under another number: the row is not kept, both are named, the old one is missing."""
    other = "2020000081"
    places: list[str] = []
    path = returned(tmp_path, package, lambda sheet: places.append(sheet.put(RUNNING, "vorhaben_nr", other)))
    result = read(path, package)
    assert found(result, "nummer_geaendert") == [
        ("nummer_geaendert", RUNNING, "vorhaben_nr", _place(places[0]))
    ]
    assert not {RUNNING, other} & {*projects(result)}
    assert [one[1] for one in found(result, "nicht_gemeldet")] == [RUNNING]
    assert result.has_errors


@pytest.mark.parametrize("number", [None, "folgt", "20", "=A8"])
def test_a_new_project_needs_its_number(number: str | None, package: Package, tmp_path: Path) -> None:
    """None is made up; the cell is named."""
    rows: list[int] = []
    path = returned(tmp_path, package, lambda sheet: rows.append(sheet.new(vorhaben_nr=number, **NEW)))
    result = read(path, package)
    assert found(result, "nummer_fehlt") == [("nummer_fehlt", "", "vorhaben_nr", _place(f"A{rows[0]}"))]
    assert len(result.bericht.vorhaben) == 5
    assert result.has_errors


def test_a_new_project_with_its_number_is_in_the_round(package: Package, tmp_path: Path) -> None:
    """And named, so that somebody looks whether the number was assigned; it is a row of its chapter."""
    path = returned(tmp_path, package, lambda sheet: sheet.new(vorhaben_nr="2021000001", **NEW))
    result = read(path, package)
    assert [one[1] for one in found(result, "vorhaben_neu")] == ["2021000001"]
    project = projects(result)["2021000001"]
    assert (project.titel, project.kapitel, project.kosten_angabe) == (
        "Neues Netz",
        "5.2",
        "nicht_ausgewiesen",
    )
    assert not result.has_errors


def test_another_offices_project_is_read_and_told(package: Package, tmp_path: Path) -> None:
    """Offices change; who was in charge is named."""

    def change(sheet: Sheet) -> None:
        row = sheet.new(**{**NEW, "vorhaben_nr": RUNNING, "titel": "Karte der Wege"})
        assert row

    path = returned(tmp_path, package, change, amt="65")
    result = read(path, package)
    assert [one[1] for one in found(result, "nummer_fremd")] == [RUNNING]


def test_an_office_that_did_not_answer_is_named_and_nothing_is_taken_over(
    package: Package, tmp_path: Path
) -> None:
    """Its projects are not in the package, each is named; the others are."""
    path = returned(tmp_path, package, amt="I/105")
    result = read(path, package)
    assert RESTING not in projects(result)
    (office,) = (one for one in result.findings if one.code == "amt_ohne_antwort")
    assert (office.wortlaut, office.wert) == ("65", "1")
    assert [one[1] for one in found(result, "nicht_gemeldet")] == [RESTING]
    back = build_package(result, package)
    assert [(one.vorhaben_nr, one.art) for one in diff(package, back)] == [(RESTING, "entfallen")]


def test_nothing_to_report_is_an_answer(package: Package, tmp_path: Path) -> None:
    """Said and empty: an answer. Said beside projects, or an empty sheet: a question to the office."""

    def empty(sheet: Sheet) -> None:
        sheet.sheet.delete_rows(HEAD + 1, 99)

    def said(sheet: Sheet) -> None:
        sheet.sheet["E5"] = "ja"

    def both(sheet: Sheet) -> None:
        empty(sheet)
        said(sheet)

    other = returned(tmp_path, package, amt="I/105", name="a.xlsx")
    codes = {}
    for name, change in {"both": both, "said": said, "empty": empty}.items():
        answer = returned(tmp_path, package, change, amt="65", name="b.xlsx")
        result = read([other, answer], package)
        wanted = ("fehlanzeige", "fehlanzeige_widerspruch", "meldebogen_leer", "amt_ohne_antwort")
        codes[name] = ([one[0] for one in found(result, *wanted)], RESTING in projects(result))
    assert codes == {
        "both": (["fehlanzeige"], False),
        "said": (["fehlanzeige_widerspruch"], True),
        "empty": (["meldebogen_leer"], False),
    }


def test_two_answers_that_contradict_are_shown_side_by_side(package: Package, tmp_path: Path) -> None:
    """Both values with file, sheet and cell, as an error; what is equal is not in it."""
    places: list[str] = []
    one = returned(tmp_path, package, amt="I/105", name="a.xlsx")
    two = returned(
        tmp_path,
        package,
        lambda sheet: places.append(sheet.put(RUNNING, "anlass", "Eigenmotivation")),
        amt="I/105",
        name="b.xlsx",
    )
    result = read([one, two], package)
    (odd,) = (one for one in result.findings if one.code == "antworten_widersprechen")
    assert (odd.vorhaben_nr, odd.feld) == (RUNNING, "anlass")
    first = _place(places[0], "a.xlsx")
    assert odd.wortlaut == f"„Auftrag“ ({first}) / „Eigenmotivation“ ({_place(places[0], 'b.xlsx')})"
    assert projects(result)[RUNNING].anlass == "auftrag"
    assert {one[1] for one in found(result, "antwort_doppelt")} == {DONE, EARLY, IDEA}
    assert result.has_errors


def test_one_number_twice_in_a_sheet_is_told(package: Package, tmp_path: Path) -> None:
    """As two answers are: with both places."""
    path = returned(tmp_path, package, lambda sheet: sheet.new(vorhaben_nr=RUNNING, **NEW))
    result = read(path, package)
    assert {one[2] for one in found(result, "antworten_widersprechen")} >= {"titel", "amt"}
    assert projects(result)[RUNNING].titel == "Karte der Wege"
    assert result.has_errors


def test_a_text_too_long_is_kept_whole_and_told(package: Package, tmp_path: Path) -> None:
    """Nothing is cut; how long it is and may be stands in the finding, the text does not."""
    text = "Sehr langer Text. " * 200
    path = returned(tmp_path, package, lambda sheet: sheet.put(RUNNING, "beschreibung", text))
    result = read(path, package)
    (odd,) = (one for one in result.findings if one.code == "text_zu_lang")
    assert odd.wert == f"{len(text.strip())}/2000"
    assert projects(result)[RUNNING].beschreibung == text.strip()


@pytest.mark.parametrize("made", [{"berichtsstand": "2022-1"}, {"berichtsstand": "2020-1"}])
def test_a_sheet_of_another_round_is_not_read(made: dict[str, Any], package: Package, tmp_path: Path) -> None:
    """It is named; the others are read."""
    one = returned(tmp_path, package, amt="I/105", name="a.xlsx")
    more = returned(tmp_path, package, amt="I/105", name="c.xlsx")
    other = returned(tmp_path, package, amt="65", name="b.xlsx", **made)
    result = read([other, one, more], package)
    assert [one[3] for one in found(result, "meldebogen_andere_runde")] == ["Datei b.xlsx"]
    assert RESTING not in projects(result)
    assert result.bericht.berichtsstand.code == "2021-1"


def test_a_sheet_made_from_another_package_is_not_read(package: Package, tmp_path: Path) -> None:
    """What it was prefilled with is not the round that it is held against."""
    path = returned(tmp_path, package, amt="65")
    later = build_package(read(returned(tmp_path, package, name="alle.xlsx"), package), package)
    again = returned(tmp_path, later, name="neu.xlsx")
    result = read(
        [again, returned(tmp_path, package, amt="65", name="alt.xlsx", berichtsstand="2020-2")], later
    )
    assert [one[3] for one in found(result, "meldebogen_andere_runde")] == ["Datei alt.xlsx"]
    assert path.is_file()


def test_a_sheet_of_another_city_is_not_read(package: Package, tmp_path: Path) -> None:
    """Alone it is refused, among others it is named."""
    own = returned(tmp_path, package, name="a.xlsx")
    strange = returned(tmp_path, package, name="b.xlsx")
    book = openpyxl.load_workbook(strange)
    for cell in (book.worksheets[0]["A4"], book["hndigital"]["A1"]):
        cell.value = cell.value.replace("profil=heilbronn", "profil=anderswo")
    book.save(strange)
    result = read([own, strange], package)
    assert [one[3] for one in found(result, "meldebogen_fremd")] == ["Datei b.xlsx"]
    with pytest.raises(SourceError, match="anderswo"):
        read(strange, package)
    with using(None), pytest.raises(SourceError, match="profile “anderswo”, which is not here"):
        read(strange)
    with pytest.raises(SourceError, match="heilbronn"):
        read(own, profile=PROFILE)


def test_damaged_and_strange_files_among_them_do_not_end_the_others(package: Package, tmp_path: Path) -> None:
    """Each is named with the reason; alone it is refused."""
    returned(tmp_path, package, name="gut.xlsx")
    (tmp_path / "kaputt.xlsx").write_bytes((tmp_path / "gut.xlsx").read_bytes()[:2000])
    (tmp_path / "leer.ods").write_bytes(b"")
    (tmp_path / "brief.txt").write_text("Sehr geehrte Damen und Herren", encoding="utf-8")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    result = read(tmp_path, package)
    places = [one[3] for one in found(result, "meldebogen_unlesbar")]
    assert places == ["Datei brief.txt", "Datei kaputt.xlsx", "Datei leer.ods"]
    assert len(result.bericht.vorhaben) == 5
    with pytest.raises(SourceError, match=r"None of the files is a Meldebogen: brief.txt, leer.ods"):
        read([tmp_path / "brief.txt", tmp_path / "leer.ods"], package)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_saved_as_csv_it_is_read_by_row_and_heading(delimiter: str, package: Package, tmp_path: Path) -> None:
    """Only the one sheet is left of it, in a German program's way: still nothing has changed."""
    book = openpyxl.load_workbook(returned(tmp_path, package))
    path = tmp_path / "bogen.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        for row in book.worksheets[0].iter_rows(values_only=True):
            writer.writerow([_german(value) for value in row])
    result = read(path, package)
    assert diff(package, build_package(result, package)) == ()
    assert str(projects(result)[DONE].herkunft["titel"].fundstelle) == (
        f'Datei bogen.csv; Zeile {HEAD + 2}; Spalte "Titel"'
    )


def _german(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, int | float):
        return f"{value:,.2f} €".translate(str.maketrans(",.", ".,"))
    return "" if value is None else str(value)


def test_hidden_rows_merged_and_struck_cells_are_told_without_their_words(
    package: Package, tmp_path: Path
) -> None:
    """A hidden row is read, merged cells are an error, and neither repeats what stands there."""

    def change(sheet: Sheet) -> None:
        sheet.sheet.row_dimensions[sheet.row(RUNNING)].hidden = True
        row = sheet.row(DONE)
        column = openpyxl.utils.get_column_letter(sheet.column("beschreibung"))
        sheet.put(DONE, "beschreibung", SECRET)
        sheet.sheet.merge_cells(f"{column}{row}:{column}{row + 1}")

    result = read(returned(tmp_path, package, change), package)
    assert [one[1] for one in found(result, "zeile_verborgen")] == [RUNNING]
    (merged,) = (one for one in result.findings if one.code == "zellen_verbunden")
    assert SECRET not in merged.wortlaut


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("given", "saved"), [("xlsx", "xlsx"), ("xlsx", "ods"), ("ods", "ods"), ("ods", "xlsx")]
)
def test_libreoffice_opens_and_saves_it_again(
    given: str, saved: str, package: Package, tmp_path: Path
) -> None:
    """Whatever it makes of the file, nothing has changed."""
    form = forms(package)[-1]
    path = tmp_path / f"bogen.{given}"
    path.write_bytes(xlsx_bytes(form) if given == "xlsx" else ods_bytes(form))
    out = tmp_path / "neu"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", saved]
        + ["--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=300,
    )
    result = read(out / f"bogen.{saved}", package)
    assert diff(package, build_package(result, package)) == ()
    assert {one.code for one in result.findings} == {"berichtsdatum_fehlt"}
