"""A portal whose tables are older than its definitions: `plan` names the column, `publish` adds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.musterstadt import PROFILE
from tests.portal.database import drop_column
from tests.portal.other.conftest import STATE, City
from tests.portal.support import Portal


def hndigital(*arguments: str | Path, definitions: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command for the city, with the token of its portal; `definitions` go before the city's."""
    profile = ("--profile", str(STATE / PROFILE.name), "--token-file", str(STATE / "token"), "--lang", "en")
    return subprocess.run(
        [Path(sys.executable).with_name("hndigital"), *map(str, arguments), *profile],
        env=os.environ | ({"HNDIGITAL_SCHEMAS": str(definitions)} if definitions else {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def rows(portal: Portal, resource: str) -> list[dict[str, object]]:
    """Return the rows of the register's table as the DataStore answers them."""
    return list(portal.api("datastore_search", resource_id=resource, sort="vorhaben_nr")["records"])


def test_a_table_of_0_1_0_gets_the_column(musterstadt: City, tmp_path: Path) -> None:
    """Plan names table and column; publishing adds it, with its values; rows, ids and addresses stay."""
    other = musterstadt.portal
    resource = other.api("digitalprojekt_state")["register"]["resources"]["vorhaben"]
    before = rows(other, resource)
    drop_column(resource, "prioritaet", STATE)  # as 0.1.0 made the table
    assert other.get("/digitalprojekte").status_code == 200
    assert "prioritaet" not in rows(other, resource)[0]

    planned = hndigital("plan", musterstadt.package, "--ckan", other.url)
    assert planned.returncode == 10, planned.stdout + planned.stderr
    assert "vorhaben: gets the column prioritaet, rows changed: 2" in planned.stdout
    publish = ("publish", musterstadt.package, "--ckan", other.url, "--journal", tmp_path / "journal.json")
    done = hndigital(*publish)
    assert done.returncode == 0, done.stdout + done.stderr

    assert rows(other, resource) == before
    assert hndigital("plan", musterstadt.package, "--ckan", other.url).returncode == 0


def test_another_version_is_refused(musterstadt: City, tmp_path: Path) -> None:
    """Where the command is newer than the portal nothing is written, and the portal is to be updated."""
    (tmp_path / "versions.yaml").write_text(
        "1: {}\n2: {}\n3: {tables: [fortschritt]}\n4: {tables: [entscheidungen]}\n5: {release: 0.3.0}\n",
        encoding="utf-8",
    )
    publish = ("publish", musterstadt.package, "--ckan", musterstadt.portal.url)
    done = hndigital(*publish, definitions=tmp_path)
    assert done.returncode == 2
    assert (
        "tables of schema version 4, this hndigital writes version 5. Please update the portal's"
        in done.stderr
    )
