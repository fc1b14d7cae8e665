"""One printed report through the orders that extractors write: read right, or never with exit code 0."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hndigital.package import build_package
from hndigital.pipeline import read_report

from tests.generator.build import report_pdf
from tests.generator.expected import tables
from tests.generator.invent import invented_report
from tests.roundtrip.differences import differences

SEEDS = (31, pytest.param(32, marks=pytest.mark.slow), pytest.param(33, marks=pytest.mark.slow))


@pytest.fixture(scope="module", params=SEEDS)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """A report of forty projects as PDF, and its seed."""
    path = tmp_path_factory.mktemp("printed") / "bericht.pdf"
    path.write_bytes(report_pdf(invented_report(request.param, 40), request.param))
    return request.param, path


@pytest.mark.parametrize("mode", ["-raw", "-layout", "", "-fixed 4"])
def test_no_order_gives_a_wrong_cell_without_saying_so(
    mode: str, printed: tuple[int, Path], tmp_path: Path
) -> None:
    """In the order of the content stream each cell is right; any other order is, or ends with exit code 3."""
    seed, pdf = printed
    source = tmp_path / "bericht.txt"
    subprocess.run(["pdftotext", *mode.split(), str(pdf), str(source)], check=True)
    result = read_report(source, profile="heilbronn")
    wrong = differences(tables(invented_report(seed, 40)), build_package(result).tables)
    assert wrong == [] or (result.has_errors and mode != "-raw")


def test_columns_that_blanks_keep_are_read_by_them(printed: tuple[int, Path], tmp_path: Path) -> None:
    """Of text that keeps the look of the page few cells are lost, and each place is the source's own line."""
    seed, pdf = printed
    source = tmp_path / "bericht.txt"
    subprocess.run(["pdftotext", "-layout", str(pdf), str(source)], check=True)
    package = build_package(read_report(source, profile="heilbronn"))
    wrong = differences(tables(invented_report(seed, 40)), package.tables)
    assert len([line for line in wrong if not line.startswith("abgleich")]) <= 12
    lines = source.read_text(encoding="utf-8").replace("\f", " ").split("\n")
    for row in package.tables["herkunft"]:
        line = lines[int(row["fundstelle"].rpartition("Z. ")[2]) - 1]
        assert "".join(row["wortlaut"].split(" ⏎ ")[0].split()) in "".join(line.split())
