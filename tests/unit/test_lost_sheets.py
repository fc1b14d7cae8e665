"""Fact sheets that lose their beginning, their heading or all of them: never without an error.

A project's page shows what its fact sheet says; a sheet that is lost without a word, or filed under the
chapter of the one before, is a wrong cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hndigital.errors import SourceError
from hndigital.pipeline import ReadResult, read_report

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "harvester" / "sample").glob("*.txt"))
SHEETS = 9
NTH = [
    pytest.param(nth, marks=[] if nth in (0, 4, SHEETS - 1) else [pytest.mark.slow]) for nth in range(SHEETS)
]
START = r"(?m)^ ?A\. Vorhabenauftrag.*\n"
HEADING = r"(?m)^ ?4\.[1-9]\. .*\n"


def _nth(pattern: str, nth: int, change: Callable[[str], str], text: str) -> str:
    match = list(re.finditer(pattern, text))[nth]
    return text[: match.start()] + change(match[0]) + text[match.end() :]


def _read(text: str, folder: Path) -> ReadResult:
    source = folder / "bericht.txt"
    source.write_text(text, encoding="utf-8")
    return read_report(source, profile="heilbronn")


def _doubted(text: str, folder: Path) -> set[str]:
    return {finding.feld for finding in _read(text, folder).findings if finding.code == "quelle_unsicher"}


@pytest.fixture(scope="module")
def text() -> str:
    return SAMPLES[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_whole_report_is_not_doubted(sample: Path) -> None:
    """All sheets are there, each behind its heading: nothing is said."""
    result = read_report(sample)
    assert len(result.bericht.steckbriefe) == SHEETS
    assert not result.has_errors


@pytest.mark.parametrize("nth", NTH)
def test_a_sheet_without_its_first_row_is_told(nth: int, text: str, tmp_path: Path) -> None:
    """Its labels stand there without a beginning."""
    assert "anfang" in _doubted(_nth(START, nth, lambda _: "", text), tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        *(
            pytest.param(one, marks=pytest.mark.slow)
            for one in (lambda line: line.replace("4.", "9.", 1), lambda _: "4.l. X\n")
        ),
    ],
)
@pytest.mark.parametrize("nth", NTH)
def test_a_sheet_behind_a_lost_heading_is_told(
    nth: int, damage: Callable[[str], str], text: str, tmp_path: Path
) -> None:
    """Which chapter the sheet belongs to is not known: the sections' numbers lack one."""
    assert "abschnitte" in _doubted(_nth(HEADING, nth, damage, text), tmp_path)


@pytest.mark.parametrize("share", [0.2, 0.25, 0.33])
def test_a_report_without_its_beginning_is_told(share: float, text: str, tmp_path: Path) -> None:
    """Some or all sheets are cut off with it."""
    with suppress(SourceError):  # refused: told as well
        assert _read(text[int(len(text) * share) :], tmp_path).has_errors


@pytest.mark.parametrize("damage", [r"<tr><td>A\. .*?</tr>", r"<h2>4\.2.*?</h2>"])
def test_the_tables_of_a_document_are_told_as_well(damage: str, tmp_path: Path) -> None:
    """A sheet that is a table, without its first row or the heading before it."""
    rows = "<tr><td>A. Vorhabenauftrag<td>Nummer: 202100000{}</tr>" + "".join(
        f"<tr><td>{label}<td>Wert</tr>"
        for label in ("Vorhabentitel", "Federführendes Amt", "vorrangiges Strategiefeld", "Bearbeitungsstand")
    )
    parts = [f"<h2>4.{nr}. Abschnitt</h2><p>Text</p><table>{rows.format(nr)}</table>" for nr in (1, 2, 3)]
    page = "<!doctype html><meta charset=utf-8><body>" + "".join(parts)
    assert {"anfang", "abschnitte"}.isdisjoint(_doubted(page, tmp_path))
    assert {"anfang", "abschnitte"} & _doubted(re.sub(damage, "", page, count=1), tmp_path)
