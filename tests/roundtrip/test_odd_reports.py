"""What is odd in a generated report stays visible: the finding, the row that is kept, the rest untouched."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hndigital.package import build_package
from hndigital.pipeline import ReadResult, read_report

from tests.generator.build import report_text
from tests.generator.expected import tables
from tests.generator.invent import invented_report
from tests.generator.model import Report
from tests.generator.noise import Noise
from tests.generator.totals import printed
from tests.roundtrip.differences import differences

SEED = 77


def _read(text: str, folder: Path) -> ReadResult:
    source = Path(folder, "bericht.txt")
    source.write_text(text, encoding="utf-8")
    return read_report(source)


def _found(result: ReadResult, code: str) -> list[tuple[str, str, str]]:
    return [(f.vorhaben_nr, f.feld, f.wortlaut) for f in result.findings if f.code == code]


def _last(pattern: str, text: str) -> int:
    """Return where the last match begins (a table of contents may hold the first)."""
    return [match.start() for match in re.finditer(pattern, text, re.MULTILINE)][-1]


@pytest.fixture(scope="module")
def report() -> Report:
    drawn = invented_report(SEED, 40)
    rows = tuple(replace(row, neunstellig=False) for row in drawn.projects)
    return replace(drawn, projects=rows, zahlen=printed(rows, random.Random(SEED), wrong=0))


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return report_text(report, SEED, Noise())


def test_an_office_without_department_is_named(report: Report, tmp_path: Path) -> None:
    """The row is kept, its department is empty."""
    first = report.projects[0]
    changed = replace(report, projects=(replace(first, amt="80"), *report.projects[1:]))
    result = _read(report_text(changed, SEED, Noise()), tmp_path)
    assert _found(result, "amt_ohne_dezernat") == [(first.nr, "amt", "80")]
    actual = build_package(result).tables
    assert [line for line in differences(tables(changed), actual) if not line.startswith("abgleich")] == []
    assert not result.has_errors


def test_the_first_of_two_rows_with_one_number_is_kept(report: Report, tmp_path: Path) -> None:
    """The second row is in the finding, which is an error."""
    first, second = report.projects[:2]
    changed = replace(report, projects=(first, replace(second, nr=first.nr), *report.projects[2:]))
    result = _read(report_text(changed, SEED, Noise()), tmp_path)
    [(nr, _, wording)] = _found(result, "nummer_doppelt")
    assert nr == first.nr
    assert second.titel.split()[0][:12] in wording
    kept = [row for row in result.bericht.vorhaben if row.vorhaben_nr == first.nr]
    assert [row.titel for row in kept] == [first.titel]
    assert result.has_errors


def test_a_fact_sheet_without_a_row_is_kept_among_the_sheets_only(report: Report, tmp_path: Path) -> None:
    """It makes no project."""
    sheet = replace(report.sheets[0], nr="2029000001")
    changed = replace(report, sheets=(sheet, *report.sheets[1:]))
    result = _read(report_text(changed, SEED, Noise()), tmp_path)
    assert [nr for nr, _, _ in _found(result, "steckbrief_ohne_tabelle")] == ["2029000001"]
    package = build_package(result)
    assert "2029000001" not in {row["vorhaben_nr"] for row in package.tables["vorhaben"]}
    assert differences(tables(changed), package.tables) == []


def test_an_unknown_wording_leaves_the_cell_empty(report: Report, text: str, tmp_path: Path) -> None:
    """The row keeps its other cells; the finding says what is printed."""
    pattern = re.compile(r"((?:kurz|mittel|lang)fr\.) +Auftrag(?= )")
    assert pattern.search(text)
    result = _read(pattern.sub(r"\1 Wunsch", text, count=1), tmp_path)
    [(nr, field, wording)] = _found(result, "wortlaut_unbekannt")
    assert (field, wording) == ("anlass", "Wunsch")
    lines = differences(tables(report), build_package(result).tables)
    assert [line for line in lines if not line.startswith("abgleich")] == [
        f"vorhaben {nr} anlass: 'auftrag' was read as ''"
    ]


def test_two_places_with_two_numbers_are_two_rows(text: str, tmp_path: Path) -> None:
    """The second number has a row of its own, and a finding names both."""
    changed = text.replace("Projektanlass (N=40)", "Projektanlass (N=41)")
    assert changed != text
    result = _read(changed, tmp_path)
    rows = {row["kennzahl"]: row for row in build_package(result).tables["abgleich"]}
    assert (rows["anzahl"]["bericht"], rows["anzahl"]["ergebnis"]) == ("40", "stimmt")
    assert (rows["anzahl#2"]["bericht"], rows["anzahl#2"]["ergebnis"]) == ("41", "weicht_ab")
    assert [field for _, field, _ in _found(result, "summe_widerspruch")] == ["anzahl"]


@pytest.mark.parametrize("chapter", ["5.2", "5.3", "5.4", "5.5"])
def test_a_missing_table_is_named(chapter: str, report: Report, text: str, tmp_path: Path) -> None:
    """The other tables are read as ever."""
    following = {"5.2": "5.3", "5.3": "5.4", "5.4": "5.5", "5.5": "5.6"}[chapter]
    start, end = (_last(rf"^\W*{name}\. +[MC]", text) for name in (chapter, following))
    result = _read(text[:start] + text[end:], tmp_path)
    assert [f.wert for f in result.findings if f.code == "tabelle_fehlt"] == [chapter]
    expected = [row for row in tables(report)["vorhaben"] if row["kapitel"] != chapter]
    actual = [{name: row[name] for name in expected[0]} for row in build_package(result).tables["vorhaben"]]
    assert actual == expected


def test_wherever_a_report_is_cut_the_rows_before_are_right(
    report: Report, text: str, tmp_path: Path
) -> None:
    """Only the row in which the cut falls may lack cells; what is missing is an error."""
    first, last = (_last(rf"^\W*{name}\. +[MC]", text) for name in ("5.2", "5.6"))
    whole = {row["vorhaben_nr"]: row for row in tables(report)["vorhaben"]}
    rng = random.Random(SEED)
    for cut in rng.sample(range(first + 1000, last), 15):
        result = _read(text[:cut], tmp_path)
        rows = build_package(result).tables["vorhaben"]
        incomplete = {f.vorhaben_nr for f in result.findings if f.code == "zeile_unvollstaendig"}
        wrong = [
            (cut, row["vorhaben_nr"], name, row[name])
            for row in rows
            for name in ("titel", "amt", "vorhabentyp", "anlass", "gesamtstatus", "kosten_eur")
            if row["vorhaben_nr"] not in incomplete and row[name] != whole[row["vorhaben_nr"]][name]
        ]
        assert wrong == []
        assert len(incomplete) <= 1
        odd = {(finding.code, finding.feld) for finding in result.findings}
        assert len(rows) == len(whole) or result.has_errors or ("summe_weicht_ab", "kapitel.5.5") in odd
