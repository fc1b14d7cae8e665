"""The city's own report, where its text lies beside the repository: the reader against a person's reading.

The facts (`tests/facts`) were written down by a person. The report's sentences are not in this repository:
long texts are compared with the lines of the source itself, found by the line numbers below.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hndigital.cli.main import run
from hndigital.package import Package, build_package, diff
from hndigital.pipeline import ReadResult, read_report

from tests.generator.build import report_text
from tests.generator.expected import tables
from tests.generator.model import FIELDS, LINE_END, Report, joined
from tests.generator.rounds import CHANGE_COLUMNS, changes, next_report, read_package
from tests.roundtrip.differences import differences

SHARED = Path(__file__).resolve().parents[3] / "shared" / "sources"
SOURCE = SHARED / "digitalisierungsbericht-2019-2020.txt"
FACTS = Path(__file__).resolve().parents[1] / "facts"

pytestmark = pytest.mark.skipif(not SOURCE.is_file(), reason="the city's report is not beside the repository")

FROM_FACTS = (
    *("titel", "amt", "dezernat", "vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus"),
    *("kosten_eur", "kosten_angabe", "kapitel"),
)

# number → first and last line of Gesetz/Beschluss, Beschreibung and Vorhabenziel in the source
LONG_TEXTS = {
    "2020000056": ((601, 601), (605, 605), (607, 610)),
    "2020000090": ((807, 807), (811, 813), (815, 817)),
    "2020000050": ((879, 879), (883, 887), (889, 891)),
    "2020000115": ((955, 955), (959, 961), (963, 963)),
    "2020000046": ((1038, 1038), (1042, 1044), (1046, 1048)),
    "2020000044": ((1112, 1112), (1116, 1116), (1118, 1118)),
    "2020000045": ((1177, 1177), (1181, 1181), (1183, 1184)),
    "2020000125": ((1284, 1284), (1288, 1290), (1292, 1298)),
    "2020000072": ((1427, 1429), (1433, 1443), (1445, 1445)),
}
LABELS = {
    "gesetz_beschluss": "Gesetz, Beschluss, etc.",
    "beschreibung": "Beschreibung",
    "vorhabenziel": "Vorhabenziel",
}


def _facts(name: str) -> list[dict[str, str]]:
    with Path(FACTS, f"{name}-2020-2.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def result() -> ReadResult:
    return read_report(SOURCE)


@pytest.fixture(scope="module")
def package(result: ReadResult) -> Package:
    return build_package(result)


@pytest.fixture(scope="module")
def text() -> str:
    return SOURCE.read_text(encoding="utf-8")


def test_every_row_is_the_one_that_a_person_read(package: Package) -> None:
    """102 rows, every cell of every column."""
    expected = [{name: row[name] for name in ("vorhaben_nr", *FROM_FACTS)} for row in _facts("vorhaben")]
    actual = [
        {name: row[name] for name in ("vorhaben_nr", *FROM_FACTS)} for row in package.tables["vorhaben"]
    ]
    assert len(actual) == 102
    assert actual == expected


def test_every_rating_is_the_one_that_a_person_read(package: Package) -> None:
    """A row per printed rating; the table of chapter 5.2 has no column for the first field."""
    expected = {
        (row["vorhaben_nr"], name): row[name] for row in _facts("vorhaben") for name in FIELDS if row[name]
    }
    rows = package.tables["strategiefeld_matrix"]
    assert {(row["vorhaben_nr"], row["strategiefeld"]): row["bewertung"] for row in rows} == expected
    assert len(rows) == len(expected)


def test_status_and_cost_have_a_row_per_project(package: Package) -> None:
    """The history tables say the same as the projects, with round and cut-off date."""
    facts = _facts("vorhaben")
    status = [(row["vorhaben_nr"], row["bearbeitungsstand"], row["gesamtstatus"]) for row in facts]
    rows = package.tables["status"]
    assert [(r["vorhaben_nr"], r["bearbeitungsstand"], r["gesamtstatus"]) for r in rows] == status
    assert {(r["berichtsstand"], r["stichtag"]) for r in rows} == {("2020-2", "2021-03-31")}
    cost = [(row["vorhaben_nr"], row["kosten_eur"], row["kosten_angabe"]) for row in facts]
    assert [(r["vorhaben_nr"], r["betrag_eur"], r["kosten_angabe"]) for r in package.tables["kosten"]] == cost


def test_the_period_begins_where_the_report_says(result: ReadResult) -> None:
    """The period reported on runs from 1 March 2019 to 31 March 2021."""
    stand = result.bericht.berichtsstand
    assert (str(stand.zeitraum_von), str(stand.stichtag)) == ("2019-03-01", "2021-03-31")


def test_fact_sheets_are_the_ones_that_a_person_read(package: Package) -> None:
    """Nine fact sheets with their short values as printed."""
    names = tuple(_facts("steckbriefe")[0])
    expected = _facts("steckbriefe")
    assert [{name: row[name] for name in names} for row in package.tables["steckbriefe"]] == expected


@pytest.mark.parametrize("nr", LONG_TEXTS)
def test_long_texts_are_the_lines_of_the_source(nr: str, package: Package, text: str) -> None:
    """Law, description and goal are the sheet's printed lines, joined by the rules, on project and sheet."""
    lines = text.split("\n")
    project = next(row for row in package.tables["vorhaben"] if row["vorhaben_nr"] == nr)
    sheet = next(row for row in package.tables["steckbriefe"] if row["vorhaben_nr"] == nr)
    for (name, label), (first, last) in zip(LABELS.items(), LONG_TEXTS[nr], strict=True):
        printed = [line for line in lines[first - 1 : last] if line.strip()]
        assert printed[0].startswith(label)
        printed[0] = printed[0].removeprefix(label)
        expected = joined(LINE_END.join(printed))
        assert (name, project[name], sheet[name]) == (name, expected, expected)


def test_only_projects_with_a_sheet_have_a_description(package: Package) -> None:
    """No other row carries text of a fact sheet."""
    described = {row["vorhaben_nr"] for row in package.tables["vorhaben"] if row["beschreibung"]}
    assert described == set(LONG_TEXTS)


def test_the_totals_are_reconciled(package: Package) -> None:
    """Every absolute total is there with each of its places; two pairs of charts differ from the rows."""
    expected = {row["kennzahl"]: row for row in _facts("kennzahlen")}
    actual = {row["kennzahl"]: row for row in package.tables["abgleich"]}
    assert actual.keys() == expected.keys()
    for name, row in expected.items():
        found = actual[name]
        assert (name, found["bericht"], found["ergebnis"]) == (name, row["bericht"], row["ergebnis"])
        assert (name, found["zeilen"]) == (name, row["zeilen"])
        places = [place.rpartition("Z. ")[2] for place in found["fundstelle"].split(" | ")]
        assert (name, places) == (name, row["zeilen_im_text"].split())
        assert bool(found["begruendung"]) == (row["ergebnis"] == "nicht_vergleichbar")


def test_what_is_odd_is_a_finding_and_no_error(result: ReadResult) -> None:
    """One nine-digit number, five deviations of fact sheets, four totals, no date of the report itself."""
    codes = Counter(finding.code for finding in result.findings)
    assert codes == {
        "nummer_neunstellig": 1,
        "steckbrief_weicht_ab": 5,
        "summe_weicht_ab": 4,
        "berichtsdatum_fehlt": 1,
    }
    number = next(finding for finding in result.findings if finding.code == "nummer_neunstellig")
    assert (number.wortlaut, number.wert, number.schwere) == ("202000057", "2020000057", "warnung")
    sheets = {(f.vorhaben_nr, f.feld) for f in result.findings if f.code == "steckbrief_weicht_ab"}
    assert sheets == {
        ("2020000044", "titel"),
        ("2020000125", "titel"),
        ("2020000046", "bearbeitungsstand"),
        ("2020000115", "bearbeitungsstand"),
        ("2020000050", "strategiefeld.verwaltung_infrastruktur"),
    }
    assert not result.has_errors


def test_every_value_stands_where_its_place_says(package: Package, text: str) -> None:
    """The line that a place names holds the beginning of the wording."""
    lines = text.split("\n")
    wrong = []
    for row in package.tables["herkunft"]:
        line = lines[int(row["fundstelle"].rpartition("Z. ")[2]) - 1]
        start = row["wortlaut"].split(" ⏎ ")[0]
        if "".join(start.split()) not in "".join(line.split()):
            wrong.append((row["vorhaben_nr"], row["feld"], row["fundstelle"]))
    assert wrong == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="windows"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="old-mac"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="bom"),
        pytest.param(lambda text: text.encode("utf-16"), id="utf-16"),
        pytest.param(lambda text: text.encode("cp1252", errors="replace"), id="windows-1252"),
    ],
)
def test_encoding_and_line_ends_change_nothing(
    damage: Callable[[str], bytes], package: Package, text: str, tmp_path: Path
) -> None:
    """Windows line ends, a byte order mark or another encoding give the same rows and places."""
    source = Path(tmp_path, "bericht.txt")
    source.write_bytes(damage(text))
    damaged = build_package(read_report(source))
    for name in ("vorhaben", "strategiefeld_matrix", "steckbriefe", "abgleich", "herkunft"):
        assert damaged.tables[name] == package.tables[name]


def test_a_report_cut_in_the_middle_is_read_up_to_there(package: Package, text: str, tmp_path: Path) -> None:
    """Cut between two rows of chapter 5.2: the rows before are right, the missing tables are named."""
    source = Path(tmp_path, "bericht.txt")
    source.write_text("\n".join(text.split("\n")[:2212]), encoding="utf-8")
    result = read_report(source)
    named = {finding.wert for finding in result.findings if finding.code == "tabelle_fehlt"}
    assert named == {"5.3", "5.4", "5.5"}
    rows = {row["vorhaben_nr"]: row for row in build_package(result).tables["vorhaben"]}
    assert len(rows) == 18
    whole = {row["vorhaben_nr"]: row for row in package.tables["vorhaben"]}
    assert {nr: row for nr, row in whole.items() if nr in rows} == rows


def test_a_report_cut_within_a_row_names_what_the_row_lacks(text: str, tmp_path: Path) -> None:
    """Cut between a title and its office: the row is kept with empty cells and an error."""
    source = Path(tmp_path, "bericht.txt")
    source.write_text("\n".join(text.split("\n")[:2206]), encoding="utf-8")
    result = read_report(source)
    incomplete = {f.vorhaben_nr for f in result.findings if f.code == "zeile_unvollstaendig"}
    assert incomplete == {"2020000058"}
    row = next(row for row in result.bericht.vorhaben if row.vorhaben_nr == "2020000058")
    assert (row.amt, row.anlass) == ("", "")


def test_a_missing_table_is_named_and_the_others_are_right(
    package: Package, text: str, tmp_path: Path
) -> None:
    """Without chapter 5.4 the other three tables are read as ever, and exit code 3 says so."""
    lines = text.split("\n")
    source = Path(tmp_path, "bericht.txt")
    source.write_text("\n".join(lines[:3145] + lines[3386:]), encoding="utf-8")
    result = read_report(source)
    assert [f.wert for f in result.findings if f.code == "tabelle_fehlt"] == ["5.4"]
    assert len(result.bericht.vorhaben) == 82
    rest = [row for row in package.tables["vorhaben"] if row["kapitel"] != "5.4"]
    assert list(build_package(result).tables["vorhaben"]) == rest
    assert run(["check", str(source)]) == 3


def test_signs_that_an_encoding_lacks_are_named(text: str, tmp_path: Path) -> None:
    """Saved as Latin-1 the dash of a rating is a question mark: rows are kept, the ratings are findings."""
    source = Path(tmp_path, "bericht.txt")
    source.write_bytes(text.encode("latin-1", errors="replace"))
    result = read_report(source)
    assert len(result.bericht.vorhaben) == 102
    assert not any("-" in row.bewertungen.values() for row in result.bericht.vorhaben)
    odd = {
        f.vorhaben_nr
        for f in result.findings
        if f.feld.startswith("strategiefeld.") and f.schwere != "hinweis"
    }
    facts = {row["vorhaben_nr"] for row in _facts("vorhaben") if "-" in {row[name] for name in FIELDS}}
    assert odd == facts


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_second_round_of_the_report_changes_what_was_changed(
    seed: int, package: Package, tmp_path: Path
) -> None:
    """The next round of the city's report, printed and read, differs from the first in what was changed."""
    package.write(Path(tmp_path, "package"))
    projects, sheets = read_package(Path(tmp_path, "package"))
    first = Report("2020-2", "2019-03", "2021-03", projects, sheets, {}, {})
    second = next_report(
        projects, sheets, seed=seed, berichtsstand="2021-1", von="2021-04", bis="2021-09", new=5, vanished=6
    )
    source = Path(tmp_path, "bericht-2021-1.txt")
    source.write_text(report_text(second, seed), encoding="utf-8")
    after = build_package(read_report(source))
    assert differences(tables(second), after.tables) == []
    wanted = [tuple(getattr(change, name) for name in CHANGE_COLUMNS) for change in changes(first, second)]
    found = [tuple(getattr(change, name) for name in CHANGE_COLUMNS) for change in diff(package, after)]
    assert found == wanted


def test_the_command_says_that_all_is_well() -> None:
    """`hndigital check` of the city's report ends with exit code 0."""
    assert run(["check", str(SOURCE)]) == 0


def test_what_is_no_report_is_refused(text: str, tmp_path: Path) -> None:
    """The report's opening chapters alone, or another text, are no such report: exit code 2."""
    source = Path(tmp_path, "kein-bericht.txt")
    source.write_text("\n".join(text.split("\n")[:520]), encoding="utf-8")
    assert run(["check", str(source)]) == 2
    source.write_text("Einkaufszettel: Brot, Milch und 42 Äpfel.\n", encoding="utf-8")
    assert run(["check", str(source)]) == 2
