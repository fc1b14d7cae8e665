"""More fields, ratings and columns are a matter of `schemas/`: the command reads, checks and exports them."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import hndigital
import pytest

from tests.other.definitions import FIELD, RATING, write_definitions
from tests.other.report import TEXT

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@dataclass(frozen=True)
class Made:
    """What the command wrote, the package's and the site's folder, and by which definitions."""

    package: Path
    site: Path
    definitions: Path

    def rows(self, table: str) -> list[Mapping[str, str]]:
        """Return the rows of a table of the package."""
        with (self.package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def text(self, path: str) -> str:
        """Return a file of the site."""
        return (self.site / path).read_text(encoding="utf-8")


def _run(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "HNDIGITAL_SCHEMAS": str(folder), "LANG": "de_DE.UTF-8"}
    command = [str(Path(sys.executable).with_name("hndigital")), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Harvest and export the report with the other definitions, in processes of their own."""
    folder = tmp_path_factory.mktemp("other")
    definitions = write_definitions(folder / "schemas")
    (folder / "bericht.txt").write_text(TEXT, encoding="utf-8")
    result = Made(folder / "paket", folder / "site", definitions)
    _run(definitions, "harvest", str(folder / "bericht.txt"), "--out", str(result.package))
    address = "https://daten.example"
    _run(definitions, "export", str(result.package), "--out", str(result.site), "--base-uri", address)
    return result


def test_the_reader_knows_the_new_field_sign_and_column(made: Made) -> None:
    """Every cell of the printed tables arrives, and nothing is odd about the report."""
    ratings = {
        (row["vorhaben_nr"], row["strategiefeld"]): row["bewertung"]
        for row in made.rows("strategiefeld_matrix")
    }
    assert ratings["2022000001", FIELD] == RATING
    assert ratings["2022000002", FIELD] == "++"
    assert ratings["2022000003", "bildung_wissensstadt"] == RATING
    assert len(ratings) == 5 * 5 - 1
    projects = {row["vorhaben_nr"]: row for row in made.rows("vorhaben")}
    assert [row["prioritaet"] for row in projects.values()] == ["hoch", "niedrig", "", "", ""]
    assert projects["2022000001"]["kosten_eur"] == "20000"
    assert projects["2022000001"]["titel"] == "Karte der Bäume"
    odd = {row["code"] for row in made.rows("hinweise")}
    assert odd == {"berichtsdatum_fehlt"}


def test_totals_of_the_new_field_are_reconciled(made: Made) -> None:
    """The chart's numbers by field and rating are compared with the rows."""
    lines = {row["kennzahl"]: row for row in made.rows("abgleich")}
    for rating, count in {"++": "1", "+": "0", RATING: "2", "-": "2"}.items():
        assert lines[f"strategiefeld.{FIELD}.{rating}"]["zeilen"] == count
    differing = {name for name, row in lines.items() if row["ergebnis"] != "stimmt"}
    assert differing == {
        f"strategiefeld.verwaltung_infrastruktur.{rating}" for rating in ("++", "+", RATING, "-")
    }


def test_the_package_describes_them(made: Made) -> None:
    """The Table Schemas list the new codes, with their words."""
    descriptor = json.loads((made.package / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        (resource["name"], field["name"]): field
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    }
    assert fields["strategiefeld_matrix", "strategiefeld"]["constraints"]["enum"][-1] == FIELD
    assert fields["strategiefeld_matrix", "bewertung"]["constraints"]["enum"] == ["++", "+", RATING, "-"]
    assert fields["vorhaben", "prioritaet"]["constraints"]["enum"] == ["hoch", "niedrig"]
    provenance = {(row["vorhaben_nr"], row["feld"]): row["wortlaut"] for row in made.rows("herkunft")}
    assert provenance["2022000001", "prioritaet"] == "hoch"
    assert provenance["2022000001", f"strategiefeld.{FIELD}"] == RATING


def test_pictures_and_their_sentences_agree(made: Made) -> None:
    """The rating counts as support wherever support is counted, and has its sign and a picture of its own."""
    matrix = json.loads(made.text("digitalprojekte/bild/matrix.json"))
    assert matrix["sentence"].startswith("Bei 1 von 5 Vorhaben ist genau ein Strategiefeld unterstützt")
    assert "bei 4 sind es mehrere" in matrix["sentence"]
    assert matrix["rows"][0][FIELD] == RATING
    drawing = made.text("digitalprojekte/bild/matrix.svg")
    assert ">(+)<" in drawing
    assert "(+): Am Rande unterstützt" in drawing
    fields = json.loads(made.text("digitalprojekte/bild/strategiefelder.json"))
    assert {"strategiefeld": FIELD, "bewertung": RATING, "anzahl": 2} in fields["rows"]
    priority = json.loads(made.text("digitalprojekte/bild/prioritaet.json"))
    counts = {row["prioritaet"]: row["anzahl"] for row in priority["rows"]}
    assert counts == {"hoch": 1, "niedrig": 1, "": 3}
    assert "#a8201a" in made.text("digitalprojekte/bild/prioritaet.svg")


def test_sentences_of_projects_name_them(made: Made) -> None:
    """The computed sentence says the rating and what the column's code list says of the code."""
    described = made.text("digitalprojekt/digitalprojekt-2022000001.ttl")
    assert "das Strategiefeld „Klima und Umwelt“ am Rande" in described
    assert "hat hohe Priorität" in described
    assert "has high priority" in described


def test_pages_show_them(made: Made) -> None:
    """List, project page and code lists hold the new column, field and rating."""
    overview = made.text("index.html")
    assert '<th scope="col">Priorität</th>' in overview
    assert "Vorhaben nach Priorität" in overview
    page = made.text("digitalprojekt/digitalprojekt-2022000001/index.html")
    assert "Vor allem anderen." in page
    (row,) = re.findall(r'<th scope="row"[^>]*>\s*Klima und Umwelt\b.*?</tr>', page, re.DOTALL)
    assert "<span>Am Rande unterstützt</span>" in row
    assert "Am Rande unterstützt" in made.text("codelist/bewertung/index.html")


def test_the_catalogue_tells_of_them(made: Made) -> None:
    """Projects have the field's theme and keyword, the new property and the rating as a concept."""
    catalogue = made.text("catalog.ttl")
    assert "data-theme/ENVI" in catalogue
    assert '"Klima und Umwelt"@de' in catalogue
    project = made.text("digitalprojekt/digitalprojekt-2022000001.ttl")
    assert "id/feld/prioritaet" in project
    assert "id/prioritaet/hoch" in project
    assert f"id/strategiefeld/{FIELD}" in project


def test_packages_from_before_stay_readable(made: Made, tmp_path: Path) -> None:
    """A package that was made before there was such a column is published beside the new one."""
    sample = ROOT / "harvester" / "sample" / "beispielbericht-2020-2.txt"
    hndigital.harvest(sample).write(tmp_path / "frueher")
    packages = (str(tmp_path / "frueher"), str(made.package))
    address = "https://daten.example"
    _run(made.definitions, "export", *packages, "--out", str(tmp_path / "site"), "--base-uri", address)
    with (tmp_path / "site/dataset/digitalprojekte/vorhaben.csv").open(encoding="utf-8", newline="") as file:
        priorities = [row["prioritaet"] for row in csv.DictReader(file)]
    assert len(priorities) == 102 + 5
    assert sorted(filter(None, priorities)) == ["hoch", "niedrig"]


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    """A wrong folder ends the command with a sentence, not with the shipped definitions."""
    (tmp_path / "bericht.txt").write_text(TEXT, encoding="utf-8")
    environment = {**os.environ, "HNDIGITAL_SCHEMAS": str(tmp_path / "nirgends")}
    command = [str(Path(sys.executable).with_name("hndigital")), "check", str(tmp_path / "bericht.txt")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "nirgends" in done.stderr
    assert "Traceback" not in done.stderr
