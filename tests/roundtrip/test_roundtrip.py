"""What went into a generated report comes out of the reader, cell by cell.

The report is printed by headless Chromium and extracted by pdftotext; the generator shares nothing with
the reader. A failing seed is reproduced by `python -m tests.generator --seed N --projects M --out DIR`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hndigital.package import Package, build_package, diff
from hndigital.pipeline import read_report

from tests.generator.build import report_pages, report_pdf, report_text
from tests.generator.expected import tables
from tests.generator.invent import invented_report
from tests.generator.model import Report
from tests.generator.noise import Noise
from tests.generator.rounds import CHANGE_COLUMNS, changes, next_report, read_package
from tests.roundtrip.differences import differences

QUICK = ((1, 4), (10, 40), (23, 102), (27, 60))
"""Seeds and sizes of every run: the smallest report, both page-head styles, the city's size."""

THOROUGH = tuple((seed, (4, 7, 12, 25, 40, 60, 102)[seed % 7]) for seed in range(100, 142))


def _package(report: Report, seed: int, folder: Path) -> Package:
    source = Path(folder, f"bericht-{report.berichtsstand}.txt")
    source.write_text(report_text(report, seed), encoding="utf-8")
    result = read_report(source)
    assert not result.has_errors, [finding.message() for finding in result.findings]
    return build_package(result)


def _check(seed: int, size: int, folder: Path) -> None:
    report = invented_report(seed, size)
    assert differences(tables(report), _package(report, seed, folder).tables) == []


@pytest.mark.parametrize(("seed", "size"), QUICK)
def test_every_cell_comes_out(seed: int, size: int, tmp_path: Path) -> None:
    """A generated report is read without an error, and every cell is the one that went in."""
    _check(seed, size, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "size"), THOROUGH)
def test_every_cell_comes_out_of_many_reports(seed: int, size: int, tmp_path: Path) -> None:
    """The same for many seeds and sizes, among them reports with few rows per table."""
    _check(seed, size, tmp_path)


@pytest.mark.slow
def test_every_cell_comes_out_of_a_large_report(tmp_path: Path) -> None:
    """Five hundred projects are read as well as a hundred."""
    _check(7, 500, tmp_path)


def _second_round(seed: int, size: int, folder: Path) -> None:
    first = invented_report(seed, size, "2021-2", "2021-04", "2021-09")
    before = _package(first, seed, folder)
    before.write(Path(folder, "package"))
    projects, sheets = read_package(Path(folder, "package"))
    second = next_report(
        projects, sheets, seed=seed, berichtsstand="2022-1", von="2021-10", bis="2022-03", new=4, vanished=3
    )
    after = _package(second, seed + 1, folder)
    assert differences(tables(second), after.tables) == []
    wanted = [tuple(getattr(change, name) for name in CHANGE_COLUMNS) for change in changes(first, second)]
    found = [tuple(getattr(change, name) for name in CHANGE_COLUMNS) for change in diff(before, after)]
    assert found == wanted
    assert {"neu", "geaendert", "entfallen"} <= {change[-1] for change in wanted}


@pytest.mark.parametrize(("seed", "size"), [(3, 30)])
def test_the_next_round_changes_what_was_changed(seed: int, size: int, tmp_path: Path) -> None:
    """The difference between two rounds is the list of changes that the second was made with."""
    _second_round(seed, size, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "size"), [(seed, 20 + 10 * (seed % 5)) for seed in range(200, 210)])
def test_many_next_rounds_change_what_was_changed(seed: int, size: int, tmp_path: Path) -> None:
    """The same for many pairs of rounds."""
    _second_round(seed, size, tmp_path)


def test_a_pdf_is_read_as_well_as_its_text(tmp_path: Path) -> None:
    """The printed PDF itself, given as the source, gives every cell."""
    report = invented_report(31, 40)
    source = Path(tmp_path, "bericht.pdf")
    source.write_bytes(report_pdf(report, 31))
    assert differences(tables(report), build_package(read_report(source)).tables) == []


def test_a_place_is_where_the_wording_stands(tmp_path: Path) -> None:
    """A value's place names the line that begins its wording, and no page but the one printed above it."""
    report = invented_report(5, 25)
    source = Path(tmp_path, "bericht.txt")
    pages = report_pages(report, 5, Noise(page_heads=0.6))
    lines = [(line, page.number) for page in pages for line in page.lines]
    source.write_text("".join(f"{line}\n" for line, _ in lines), encoding="utf-8")
    rows = build_package(read_report(source)).tables["herkunft"]
    assert len(rows) > 25 * 8
    wrong = []
    for row in rows:
        place = dict(part.split(" ") for part in row["fundstelle"].split("; "))
        line, number = lines[int(place["Z."]) - 1]
        start = row["wortlaut"].split(" ⏎ ")[0]
        if "".join(start.split()) not in "".join(line.split()) or place.get("S.", number) != number:
            wrong.append((row["vorhaben_nr"], row["feld"], row["wortlaut"], row["fundstelle"], number))
    assert wrong == []
