"""The report as a document gives the same values, cell by cell, as its text: tables are read as tables."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hndigital.package import build_package
from hndigital.pipeline import read_report

from tests.generator.expected import tables
from tests.generator.invent import invented_report
from tests.generator.model import Report
from tests.generator.office import report_docx, report_html, report_odt
from tests.roundtrip.differences import differences

WRITERS: dict[str, Callable[[Report, int], bytes]] = {
    "html": lambda report, seed: report_html(report, seed).encode(),
    "docx": report_docx,
    "odt": report_odt,
}


def _check(source: Path, report: Report) -> None:
    result = read_report(source)
    assert not result.has_errors, [finding.message() for finding in result.findings]
    assert differences(tables(report), build_package(result).tables) == []


@pytest.mark.parametrize("kind", WRITERS)
def test_every_cell_comes_out_of_a_document(kind: str, tmp_path: Path) -> None:
    """Chapters, captions, charts, fact sheets and every cell of the tables are those that went in."""
    report = invented_report(31, 40)
    source = tmp_path / f"bericht.{kind}"
    source.write_bytes(WRITERS[kind](report, 31))
    _check(source, report)


def test_a_place_is_table_and_cell(tmp_path: Path) -> None:
    """A value of a table is found by the table's number and the cell, named as in a spreadsheet."""
    report = invented_report(31, 12)
    source = tmp_path / "bericht.docx"
    source.write_bytes(report_docx(report, 31))
    project = read_report(source).bericht.vorhaben[0]
    place = str(project.herkunft["titel"].fundstelle)
    assert place.startswith(f"Kap. {project.kapitel}; Tabelle ")
    assert place.endswith("; Zelle B2")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300, 306))
@pytest.mark.parametrize("kind", WRITERS)
def test_every_cell_comes_out_of_many_documents(kind: str, seed: int, tmp_path: Path) -> None:
    """The same for many reports."""
    report = invented_report(seed, 10 + 12 * (seed % 5))
    source = tmp_path / f"bericht.{kind}"
    source.write_bytes(WRITERS[kind](report, seed))
    _check(source, report)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("kind", "filter_name"),
    [("odt", "odt:writer8"), ("docx", "docx:MS Word 2007 XML"), ("fodt", "fodt:OpenDocument Text Flat XML")],
)
def test_every_cell_comes_out_of_what_libreoffice_saves(kind: str, filter_name: str, tmp_path: Path) -> None:
    """A page opened in LibreOffice and saved as one of its documents."""
    report = invented_report(8, 30)
    page = tmp_path / "bericht.html"
    page.write_text(report_html(report, 8), encoding="utf-8")
    command = ["soffice", "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/profile"]
    command += [
        "--infilter=HTML (StarWriter)",
        "--convert-to",
        filter_name,
        "--outdir",
        str(tmp_path),
        str(page),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    _check(tmp_path / f"bericht.{kind}", report)
