"""Made reports before judges from outside: veraPDF for PDF/UA-1, the Nu HTML checker and axe for the page.

`make test-all` fetches them (tests/pdfua/pom.xml, requirements/checkers.json) and names their folder in
HNDIGITAL_TEST_CHECKERS.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hndigital.package import Package, build_package
from hndigital.pipeline import read_report
from hndigital.reporting import make_report

from tests.roundtrip.made_reports import package_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "harvester" / "sample"
FOLDER = Path(os.environ.get("HNDIGITAL_TEST_CHECKERS", ""))
VERAPDF = FOLDER / "verapdf"
CHECKER = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture(scope="module")
def packages() -> dict[str, list[Package]]:
    """The sample's second round with what changed, and a round without any project."""
    both = [build_package(read_report(SAMPLE / f"beispielbericht-{one}.txt")) for one in ("2020-2", "2021-1")]
    from tests.unit.factories import QUELLE, STAND, Bericht

    return {"beispiel": both, "leer": [package_of(Bericht(STAND, QUELLE, ()))]}


def _java(tool: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    if not tool.exists() or not shutil.which("java"):
        pytest.skip(f"{tool.name} is not there (HNDIGITAL_TEST_CHECKERS): `make test-all` fetches it")
    command = ["java", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_the_pdf_is_pdf_ua(packages: dict[str, list[Package]], tmp_path: Path) -> None:
    """veraPDF breaks no rule of PDF/UA-1 over it: structure, heads of tables, texts of charts, language."""
    files = []
    for name, rounds in packages.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(make_report(rounds, "pdf"))
    done = _java(VERAPDF, "-cp", f"{VERAPDF}/*", ROOT / "tests" / "pdfua" / "Check.java", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_is_valid_html(packages: dict[str, list[Package]], tmp_path: Path) -> None:
    """The Nu checker has nothing to say."""
    files = []
    for name, rounds in packages.items():
        files.append(tmp_path / f"{name}.html")
        files[-1].write_bytes(make_report(rounds, "html"))
    done = _java(CHECKER, "-jar", CHECKER, *files)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(packages: dict[str, list[Package]], tmp_path: Path, width: int) -> None:
    """WCAG as far as a machine sees it, on a wide and a narrow screen; no part leaves the page sideways."""
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("Chromium is not installed")
    page_file = tmp_path / "bericht.html"
    page_file.write_bytes(make_report(packages["beispiel"], "html"))
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(page_file.as_uri())
        results = axe.run(page)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        browser.close()
    assert results.violations_count == 0, results.generate_report()
    assert wider <= 0
