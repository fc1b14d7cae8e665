"""The sample reports in the repository: sample texts, the first report's facts, a documented second round."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hndigital.package import Package, build_package, diff
from hndigital.pipeline import read_report

from tests.generator.expected import tables
from tests.generator.model import Report
from tests.generator.rounds import CHANGE_COLUMNS
from tests.generator.sample import first_round, second_round, texts
from tests.roundtrip.differences import differences

SAMPLE = Path(__file__).resolve().parents[2] / "harvester" / "sample"


def _package(name: str) -> Package:
    return build_package(read_report(Path(SAMPLE, f"beispielbericht-{name}.txt")))


@pytest.mark.parametrize("report", [first_round(), second_round()], ids=["2020-2", "2021-1"])
def test_a_sample_report_says_what_it_was_made_from(report: Report) -> None:
    """Every cell of the package is the one that the sample was made from."""
    assert differences(tables(report), _package(report.berichtsstand).tables) == []


@pytest.mark.parametrize("name", ["2020-2", "2021-1"])
def test_a_sample_report_is_marked_as_sample(name: str) -> None:
    """The package says that its data are sample data, and has a title that says so too."""
    package = _package(name)
    assert package.beispieldaten
    assert "Beispiel" in package.quelle["title"]


@pytest.mark.parametrize("name", ["2020-2", "2021-1"])
def test_a_sample_report_has_no_errors(name: str) -> None:
    """Nothing in a sample report is of severity fehler."""
    assert not read_report(Path(SAMPLE, f"beispielbericht-{name}.txt")).has_errors


def test_the_second_round_changes_what_its_list_says() -> None:
    """`aenderungen-2021-1.csv` is the difference between the two packages, row by row."""
    with Path(SAMPLE, "aenderungen-2021-1.csv").open(encoding="utf-8", newline="") as file:
        wanted = [tuple(row[name] for name in CHANGE_COLUMNS) for row in csv.DictReader(file)]
    found = diff(_package("2020-2"), _package("2021-1"))
    assert [tuple(getattr(change, name) for name in CHANGE_COLUMNS) for change in found] == wanted


def test_every_sentence_is_recognisable_as_sample_text() -> None:
    """Paragraphs and the sheets' texts all begin with the word Beispieltext."""
    paragraphs = [paragraph for chapter in texts()["prosa"].values() for paragraph in chapter]
    sheets = [
        sheet[name] for sheet in texts()["steckbriefe"].values() for name in ("beschreibung", "vorhabenziel")
    ]
    assert [text for text in [*paragraphs, *sheets] if not text.startswith("Beispieltext: ")] == []
