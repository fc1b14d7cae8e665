"""A portal's backup, brought back in another place: databases, files and index are as they were."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.portal import stores
from tests.portal.operating.commands import ckan
from tests.portal.operating.conftest import SITE, psql
from tests.portal.support import Portal, purge

STATE = Path(os.environ.get("HNDIGITAL_TEST_STATE", ""))
FILE = "Straße;Zahl\nAllee;2\n".encode()


@pytest.fixture
def inhabited(admin: Portal, organisation: str, project: Callable[..., dict[str, Any]]) -> Any:
    """Put a file, a DataStore table and a project by hand with a person's additions on the portal."""
    admin.api("package_create", name="mit-datei", title="Mit Datei", owner_org=organisation)
    upload = {"package_id": "mit-datei", "name": "Straßen", "format": "CSV"}
    answer = requests.post(
        f"{admin.url}/api/3/action/resource_create",
        data=upload,
        files={"upload": ("straßen.csv", FILE)},
        headers={"Authorization": admin.token},
        timeout=60,
    )
    resource = answer.json()["result"]["id"]
    admin.api("datastore_create", resource_id=resource, force=True, records=[{"strasse": "Allee", "zahl": 2}])
    made = admin.api("package_create", **project(title_en="By hand", contact_name="Amt für Proben"))
    yield made["name"]
    purge(admin, "mit-datei")


def kept(state: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what both databases of a place hold, table by table."""
    with monkeypatch.context() as context:
        context.setenv("HNDIGITAL_TEST_STATE", str(state))
        found = stores.contents()
    return {name: value for name, value in found.items() if not name.startswith("index ")}


def files(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def indexed(site: str) -> set[str]:
    """Return the ids of the datasets that the index holds for a site."""
    asked = {"q": f"site_id:{site}", "fq": "entity_type:package", "rows": "100000", "fl": "id", "wt": "json"}
    answer = requests.get(f"{stores.setting('solr_url')}/select", params=asked, timeout=60).json()
    return {document["id"] for document in answer["response"]["docs"]}


def test_a_portal_comes_back_as_it_was(
    inhabited: str, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both databases table by table, all files, all datasets in the index; nothing secret in the settings."""
    backup = tmp_path / "backup"
    made = ckan(STATE / "ckan.ini", "hndigital", "backup", backup)
    assert made.code == 0, made.err
    assert backup.stat().st_mode & 0o777 == 0o700
    secrets = json.loads((STATE / "secrets.json").read_text("utf-8")).values()
    assert not [one for one in secrets if one in (backup / "settings.ini").read_text("utf-8")]

    restored = ckan(elsewhere / "ckan.ini", "hndigital", "restore", backup)
    assert restored.code == 0, restored.err
    assert f"ckan.site_id: hndigital in the backup, {SITE} here" in restored.out
    assert kept(elsewhere, monkeypatch) == kept(STATE, monkeypatch)
    assert files(elsewhere / "storage") == files(STATE / "storage")
    assert FILE in files(elsewhere / "storage").values()
    assert indexed(SITE) == indexed("hndigital") != set()


@pytest.mark.slow
def test_dumps_of_ones_own(
    inhabited: str,
    elsewhere: Path,
    tmp_path: Path,
    portal_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The handbook's order for dumps that were made without the command leads to the same portal."""
    for name in ("sqlalchemy.url", "ckan.datastore.write_url"):
        dumped = tmp_path / f"{name}.dump"
        as_postgres("pg_dump", stores.setting(name), "--format=custom", f"--file={dumped}")
        with monkeypatch.context() as context:
            context.setenv("HNDIGITAL_TEST_STATE", str(elsewhere))
            target = stores.setting(name)
        as_postgres(
            "pg_restore", target, "--no-owner", "--no-privileges", "--clean", "--if-exists", str(dumped)
        )
    shutil.copytree(STATE / "storage", elsewhere / "storage", dirs_exist_ok=True)
    for words in (("db", "upgrade"), ("search-index", "rebuild")):
        done = ckan(elsewhere / "ckan.ini", *words)
        assert done.code == 0, done.err
    rights = ckan(elsewhere / "ckan.ini", "datastore", "set-permissions")
    psql(portal_url, rights.out)
    assert kept(elsewhere, monkeypatch) == kept(STATE, monkeypatch)
    assert files(elsewhere / "storage") == files(STATE / "storage")
    assert indexed(SITE) == indexed("hndigital") != set()
    with monkeypatch.context() as context:
        context.setenv("HNDIGITAL_TEST_STATE", str(elsewhere))
        reader = stores.setting("ckan.datastore.read_url")
    assert as_postgres("psql", reader, "-Atc", 'SELECT count(*) FROM "_table_metadata"').isdecimal()


def as_postgres(program: str, url: str, *words: str) -> str:
    """Run one of PostgreSQL's programs on a database and return what it says."""
    command = [program, f"--dbname={url}", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
