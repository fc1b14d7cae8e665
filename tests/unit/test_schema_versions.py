"""Packages of every schema version are read for good; one that is newer than the command is refused."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hndigital import schemas
from hndigital.errors import PackageError
from hndigital.meldebogen.form import forms
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import Package
from hndigital.reporting import make_report

from tests.other.definitions import write_definitions
from tests.other.report import TEXT

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "packages"
VERSIONS = yaml.safe_load(schemas.schema_text("versions.yaml"))
NEXT = "5: {release: 0.3.0, what_de: Eine Spalte., what_en: A column.}\n"


def fields(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in schema["fields"]}


def hndigital(definitions: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command with other definitions."""
    return subprocess.run(
        [Path(sys.executable).with_name("hndigital"), *map(str, arguments), "--lang", "en"],
        env={**os.environ, "HNDIGITAL_SCHEMAS": str(definitions)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Definitions of a later release: schema version 5, with one more column of projects."""
    folder = write_definitions(tmp_path / "schemas")
    text = schemas.schema_text("versions.yaml")
    (folder / "versions.yaml").write_text(f"{text}{NEXT}", encoding="utf-8")
    return folder


def test_each_version_has_its_package_and_its_line() -> None:
    """Whoever counts the version on keeps a package of it and says what changed."""
    page = (ROOT / "docs" / "schema-versions.md").read_text(encoding="utf-8")
    assert sorted(VERSIONS) == list(range(1, len(VERSIONS) + 1))
    for number, version in VERSIONS.items():
        assert (PACKAGES / version["release"] / "datapackage.json").is_file()
        assert f"| {number} | {version['release']} | {version['what_en']}" in page


@pytest.mark.parametrize("release", [version["release"] for version in VERSIONS.values()])
def test_a_package_of_each_version_is_read(release: str) -> None:
    """Every row with every cell; what the version had not is empty and named."""
    package = Package.load(PACKAGES / release)
    assert package.altered == ()
    for name, rows in package.tables.items():
        with (PACKAGES / release / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            written = list(csv.DictReader(file))
        assert [{column: row[column] for column in written[0]} for row in rows] == written
        absent = set(schemas.table(name).column_names) - set(written[0])
        assert set(package.absent.get(name, ())) == absent
        assert {row[column] for row in rows for column in absent} <= {""}


@pytest.mark.parametrize("release", [version["release"] for version in VERSIONS.values()])
def test_what_is_made_of_packages_is_made_of_each_version(release: str) -> None:
    """The report, and the next round's forms, name every project of it."""
    package = Package.load(PACKAGES / release)
    report = html.unescape(make_report([package], "html").decode())
    asked = xlsx_bytes(next(form for form in forms(package) if not form.mark.amt))
    cells = [row for sheet in openpyxl.load_workbook(io.BytesIO(asked)) for row in sheet.values]
    for project in package.tables["vorhaben"]:
        assert project["titel"] in report
        assert any(project["titel"] in row for row in cells)


@pytest.mark.parametrize("release", [version["release"] for version in VERSIONS.values()])
def test_tables_only_grow(release: str) -> None:
    """No column, code or key of an older version goes or changes its type; none that is newer is required."""
    descriptor = json.loads((PACKAGES / release / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        then, now = resource["schema"], schemas.table(resource["name"]).table_schema()
        assert now["primaryKey"] == then["primaryKey"]
        known = fields(now)
        for name, field in fields(then).items():
            assert known[name]["type"] == field["type"]
            before, after = field.get("constraints", {}), known[name].get("constraints", {})
            assert set(before.get("enum", ())) <= set(after.get("enum", ())), name
            assert {**before, "enum": None} == {**after, "enum": None}, name
        for name in known.keys() - fields(then).keys():
            assert not known[name].get("constraints", {}).get("required"), name


def test_a_later_column_is_empty_and_said(tmp_path: Path, later: Path) -> None:
    """A command of a later release reads the first package, says what it lacks, and exports it."""
    first = PACKAGES / "0.1.0"
    compared = hndigital(later, "diff", first, first)
    assert compared.returncode == 0, compared.stderr
    assert "vorhaben.csv was written before there was the column prioritaet" in compared.stderr
    done = hndigital(
        later, "export", first, "--out", tmp_path / "site", "--base-uri", "https://daten.example"
    )
    assert done.returncode == 0, done.stderr
    register = tmp_path / "site" / "dataset" / "digitalprojekte" / "vorhaben.csv"
    with register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["prioritaet"] for row in rows] == [""] * 3
    assert rows[0]["titel"] == "Vorhaben 01"


def test_a_package_that_should_have_the_column_and_has_not_is_damaged(later: Path, tmp_path: Path) -> None:
    """Only what a package's own Table Schema lacks may be missing from its file."""
    (tmp_path / "bericht.txt").write_text(TEXT, encoding="utf-8")
    assert hndigital(later, "harvest", tmp_path / "bericht.txt", "--out", tmp_path / "neu").returncode == 0
    table = tmp_path / "neu" / "vorhaben.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("prioritaet", "dringlich", 1), "utf-8")
    done = hndigital(later, "diff", tmp_path / "neu", tmp_path / "neu")
    assert done.returncode == 2
    assert "vorhaben.csv, header row: missing or used twice: prioritaet" in done.stderr


def test_a_newer_package_is_refused_in_one_sentence(later: Path, tmp_path: Path) -> None:
    """What a later release writes says its version; this one names both and what to do."""
    (tmp_path / "bericht.txt").write_text(TEXT, encoding="utf-8")
    assert hndigital(later, "harvest", tmp_path / "bericht.txt", "--out", tmp_path / "neu").returncode == 0
    assert json.loads((tmp_path / "neu" / "datapackage.json").read_text("utf-8"))["schema_version"] == 5
    with pytest.raises(PackageError) as refused:
        Package.load(tmp_path / "neu")
    assert "schema version 5, this hndigital knows those up to 4" in refused.value.message("en")
    assert "Bitte hndigital erneuern" in refused.value.message("de")


@pytest.mark.parametrize("version", ["1", 0, -1, True, 1.5, None, [1]])
def test_what_is_no_version_is_refused(version: object) -> None:
    """A version is a whole number from 1."""
    files = {file.name: file.read_bytes() for file in (PACKAGES / "0.1.0").iterdir()}
    descriptor = json.loads(files["datapackage.json"]) | {"schema_version": version}
    files["datapackage.json"] = json.dumps(descriptor).encode()
    with pytest.raises(PackageError, match="schema version"):
        Package.from_files(files)


def test_the_first_version_states_none() -> None:
    """Packages of version 1 are the bytes that they have always been."""
    assert "schema_version" not in Package.load(PACKAGES / "0.1.0").descriptor
