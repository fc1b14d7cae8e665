"""A portal whose tables are older than its definitions: `plan` names the column, `publish` adds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.other.report import TEXT
from tests.portal.database import drop_column
from tests.portal.other.conftest import STATE
from tests.portal.support import Portal


@pytest.fixture(scope="module")
def package(other: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that the portal holds, read anew."""
    folder = tmp_path_factory.mktemp("paket")
    (folder / "bericht.txt").write_text(TEXT, encoding="utf-8")
    assert hndigital("harvest", folder / "bericht.txt", "--out", folder / "paket").returncode == 0
    return folder / "paket"


def hndigital(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command with the portal's definitions."""
    return subprocess.run(
        [Path(sys.executable).with_name("hndigital"), *map(str, arguments), "--lang", "en"],
        env={**os.environ, "HNDIGITAL_SCHEMAS": str(STATE / "schemas")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def rows(portal: Portal, resource: str) -> list[dict[str, object]]:
    """Return the rows of the register's table as the DataStore answers them."""
    return list(portal.api("datastore_search", resource_id=resource, sort="vorhaben_nr")["records"])


def test_a_table_of_0_1_0_gets_the_column(other: Portal, package: Path) -> None:
    """Plan names table and column; publishing adds it, with its values; rows, ids and addresses stay."""
    resource = other.api("digitalprojekt_state")["register"]["resources"]["vorhaben"]
    before = rows(other, resource)
    drop_column(resource, "prioritaet", STATE)  # as 0.1.0 made the table
    assert other.get("/digitalprojekte").status_code == 200
    assert "prioritaet" not in rows(other, resource)[0]

    target = ("--ckan", other.url, "--token-file", STATE / "token")
    planned = hndigital("plan", package, *target)
    assert planned.returncode == 10, planned.stdout + planned.stderr
    assert "vorhaben: gets the column prioritaet, rows changed: 2" in planned.stdout
    journal = package.parent / "journal.json"
    done = hndigital("publish", package, *target, "--journal", journal)
    assert done.returncode == 0, done.stdout + done.stderr

    assert rows(other, resource) == before
    assert hndigital("plan", package, *target).returncode == 0


def test_another_version_is_refused(other: Portal, package: Path) -> None:
    """Where the command is older than the portal nothing is written: it would empty the new cells."""
    own = STATE / "schemas" / "versions.yaml"
    own.write_text("1: {release: 0.1.0}\n2: {release: 0.2.0}\n", encoding="utf-8")
    try:
        done = hndigital("publish", package, "--ckan", other.url, "--token-file", STATE / "token")
    finally:
        own.unlink()
    assert done.returncode == 2
    assert (
        "tables of schema version 1, this hndigital writes version 2. Please update the portal's"
        in done.stderr
    )
