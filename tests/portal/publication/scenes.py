"""Small rounds to publish, the command that publishes them, and what the portal holds afterwards."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hndigital.bericht import Bericht, Berichtsstand, Quelle, SourceFile, Vorhaben
from hndigital.package import Package, build_package
from hndigital.package.source import is_of_source
from hndigital.publisher import Portal
from hndigital.schemas import register_table, table

from tests.portal.admin import rows, text_rows
from tests.portal.support import REGISTER

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "harvester" / "sample" / "beispielbericht-2020-2.txt"
A, B, C, D = "2020000018", "2020000072", "2019000001", "2021000001"
FIRST = Berichtsstand("2020-2", stichtag=date(2021, 3, 31), zeitraum_von=date(2019, 3, 1))
THIRD = Berichtsstand("2021-2", stichtag=date(2022, 3, 31))
SECOND = Berichtsstand("2021-1", stichtag=date(2021, 9, 30))

URL = os.environ.get("HNDIGITAL_TEST_URL", "")
TOKEN_FILE = os.environ.get("HNDIGITAL_TEST_TOKEN_FILE", "")


@dataclass(frozen=True)
class Read:
    """What reading a report yields."""

    bericht: Bericht
    findings: tuple[()] = ()
    abgleich: tuple[()] = ()
    source: SourceFile | None = None


def project(number: str, **changes: Any) -> Vorhaben:
    """Return a project of chapter 5.3 with every cell filled."""
    whole = Vorhaben(
        vorhaben_nr=number,
        titel=f"Vorhaben {number[-2:]}",
        amt="I/105",
        dezernat="I",
        vorhabentyp="reallabor",
        anlass="auftrag",
        bearbeitungsstand="umsetzung",
        kapitel="5.3",
        gesamtstatus="im_plan",
        kosten_eur=Decimal("20000"),
        kosten_angabe="beziffert",
        bewertungen={"verwaltung_infrastruktur": "++", "teilhabe": "+", "mobilitaet": "-"},
    )
    return replace(whole, **changes)


def round_of(*projects: Vorhaben, stand: Berichtsstand = FIRST) -> Package:
    """Return the package of a round with these projects."""
    quelle = Quelle(f"Bericht {stand.code}", f"bericht-{stand.code}.txt", "0" * 64)
    return build_package(Read(Bericht(stand, quelle, projects)))


def first_round() -> Package:
    """Return a first round: three projects, one with cents and a text of the city, one without cost."""
    text = "Sagt, „was“ ist,\nund mehr"
    return round_of(
        project(A),
        project(B, kosten_eur=Decimal("1250.50"), beschreibung=text),
        project(C, kosten_eur=None, kosten_angabe="keine_angabe", bewertungen={}),
    )


def second_round() -> Package:
    """Return the next round: A changed, B renamed and moved, C no longer named, D new."""
    return round_of(
        project(A, bearbeitungsstand="abgeschlossen", kosten_eur=Decimal("25000")),
        project(B, titel="Neuer Name", amt="20", dezernat="II", kosten_eur=Decimal("1250.50")),
        project(D, bewertungen={"teilhabe": "++"}),
        stand=SECOND,
    )


def third_round() -> Package:
    """Return the round after the second: A as it was, D abandoned for a new cost."""
    return round_of(project(A), project(B), project(D, bearbeitungsstand="abgeschlossen"), stand=THIRD)


def correction() -> Package:
    """Return a correction of the first round: another cost of A."""
    projects = first_round().tables["vorhaben"]
    assert len(projects) == 3
    return round_of(
        project(A, kosten_eur=Decimal("21000")),
        project(B, kosten_eur=Decimal("1250.50"), beschreibung="Sagt, „was“ ist,\nund mehr"),
        project(C, kosten_eur=None, kosten_angabe="keine_angabe", bewertungen={}),
    )


@dataclass
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str


class Command:
    """`hndigital` as a person runs it: a process of its own; no output may hold a token."""

    def __init__(self, folder: Path, token: str) -> None:
        self.folder = folder
        self.token = token
        self.address = URL
        self.prelude = "pass"
        self.environ = {
            **{key: value for key, value in os.environ.items() if key != "HNDIGITAL_TOKEN"},
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
            "LANGUAGE": "de",
        }

    def write(self, package: Package) -> Path:
        """Write the package as harvest does."""
        return package.write(self.folder / f"{package.name}-{package.sha256[:8]}")

    def arguments(self, *args: str) -> list[str]:
        """Return the command line."""
        code = f"{self.prelude}\nfrom hndigital.cli import main; main()"
        return [sys.executable, "-c", code, *args, "--ckan", self.address]

    def run(self, *args: str, token: str | None = None) -> Ran:
        """Run to the end."""
        used = self.token if token is None else token
        environ = self.environ | ({"HNDIGITAL_TOKEN": used} if used else {})
        done = subprocess.run(
            self.arguments(*args), env=environ, capture_output=True, text=True, timeout=900, check=False
        )
        if used:
            assert used not in done.stdout + done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def publish(self, package: Package, *args: str) -> Ran:
        """Publish and expect success."""
        ran = self.run("publish", str(self.write(package)), *args)
        assert ran.code == 0, ran.err
        return ran

    def plan(self, package: Package, *args: str) -> Ran:
        """Return the plan's run."""
        return self.run("plan", str(self.write(package)), *args)


def cells(package: Package, name: str) -> list[dict[str, str]]:
    """Return a package's table sorted by key."""
    return sorted((dict(row) for row in package.tables[name]), key=table(name).key)


def register_rows(admin: Portal, name: str) -> list[dict[str, str]]:
    """Return a table of the register as text cells."""
    resources = admin.read("package_show", {"id": REGISTER})["resources"]
    resource = next(r for r in resources if r["name"] == name)
    return text_rows(register_table(name), rows(admin, resource["id"]))


def edition_files(admin: Portal, package: Package, fassung: str = "1") -> dict[str, dict[str, Any]]:
    """Return the resources of a Fassung by file name."""
    dataset = admin.read("package_show", {"id": package.name})
    return {r["datei"]: r for r in dataset["resources"] if r["fassung"] == fassung}


def check_edition(admin: Portal, package: Package, fassung: str = "1") -> None:
    """Hold the edition's files byte for byte and its DataStore tables cell by cell against the package."""
    files = edition_files(admin, package, fassung)
    of_package = {name for name in files if not is_of_source(name)}
    assert of_package == {*package.files(), f"{package.name}.zip"}
    if package.source:
        assert admin.download(files[package.source.name]["url"]) == package.source.content
    for name, content in {**package.files(), f"{package.name}.zip": package.zip_bytes()}.items():
        assert admin.download(files[name]["url"]) == content
    for name in package.tables:
        found = rows(admin, files[f"{name}.csv"]["id"])
        assert text_rows(table(name), found) == cells(package, name)


def configured(folder: Path, settings: Mapping[str, str]) -> Path:
    """Write the portal's configuration with other settings into the folder; return the file."""
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(portal_ini(), encoding="utf-8")
    for name, value in settings.items():
        parsed["app:main"][name] = value
    place = folder / "ckan.ini"
    with place.open("w", encoding="utf-8") as stream:
        parsed.write(stream)
    return place


def portal_ini() -> Path:
    """Return the configuration of the portal that the tests run against."""
    return Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini"


def ckan(*arguments: str, ini: Path | None = None) -> str:
    """Run `ckan …` on the portal, or as `ini` configures it, and return what it says."""
    command = [str(Path(sys.executable).with_name("ckan")), "-c", str(ini or portal_ini()), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
