"""docs/tutorial-column.md, followed to the letter: its own commands add a column, with no line of Python."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial-column.md"
COMMANDS = re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the page's commands, one block after the other, beside a copy of the shipped definitions."""
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(COMMANDS)],
        cwd=folder,
        env={**os.environ, "PATH": programs},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


def test_definitions_and_words_only(done: Path) -> None:
    """The steps write YAML, CSV and the report: a reader needs no Python."""
    assert {file.suffix for file in (done / "neu").rglob("*") if file.is_file()} == {".yaml", ".csv"}
    assert len(COMMANDS) == 6


def test_the_package_has_the_column(done: Path) -> None:
    """Its cells hold the codes of the printed words; each says where it was printed."""
    with (done / "paket" / "vorhaben.csv").open(encoding="utf-8", newline="") as file:
        cells = {row["vorhaben_nr"]: row["prioritaet"] for row in csv.DictReader(file)}
    assert cells.pop("2022000001") == "hoch"
    assert cells.pop("2022000002") == "niedrig"
    assert set(cells.values()) == {""}  # the other tables have no such column
    assert "2022000002,prioritaet,niedrig,Kap. 5.3" in (done / "paket" / "herkunft.csv").read_text("utf-8")
    with (done / "paket" / "hinweise.csv").open(encoding="utf-8", newline="") as file:
        odd = {row["code"] for row in csv.DictReader(file)}
    assert odd == {"berichtsdatum_fehlt"}


def test_pages_show_it(done: Path) -> None:
    """Overview and project page in both languages, and a page of its codes."""
    overview = (done / "seiten" / "index.html").read_text("utf-8")
    assert '<th scope="col">Priorität</th>' in overview
    assert "Vorhaben nach Priorität" in overview
    page = "digitalprojekt/digitalprojekt-2022000001/index.html"
    assert "Hoch: Vor allem anderen." in (done / "seiten" / page).read_text("utf-8")
    assert "High: Before all else." in (done / "seiten" / "en" / page).read_text("utf-8")
    assert "Wenn Zeit bleibt." in (done / "seiten" / "codelist/prioritaet/index.html").read_text("utf-8")


def test_the_feed_says_it(done: Path) -> None:
    """The catalogue has the property with its codes, in each form."""
    for suffix in ("ttl", "rdf", "jsonld"):
        feed = (done / "seiten" / f"catalog.{suffix}").read_text("utf-8")
        assert "https://daten.example.org/id/prioritaet/hoch" in feed, suffix
    project = (done / "seiten" / "digitalprojekt/digitalprojekt-2022000001.ttl").read_text("utf-8")
    assert "hat hohe Priorität" in project
    assert "has high priority" in project
