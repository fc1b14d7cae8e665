"""A second place for a portal: databases of its own on the same server, where nothing has been set up."""

from __future__ import annotations

import os
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

STATE = Path(os.environ.get("HNDIGITAL_TEST_STATE", ""))
SITE = "anderswo"
sys.path.insert(0, str(Path(__file__).parents[3] / "test-infrastructure"))


def psql(portal_url: str, sql: str, database: str = "postgres") -> None:
    """Run SQL as the superuser of the portal's PostgreSQL."""
    from services import postgres
    from services.state import Portal as Services

    postgres.psql(Services(STATE, int(portal_url.rpartition(":")[2])), sql, database)


@pytest.fixture
def elsewhere(portal_url: str, tmp_path: Path) -> Iterator[Path]:
    """Return a folder with the `ckan.ini` of a place where a portal can be brought back to."""
    tag = uuid.uuid4().hex[:8]
    for owner in ("ckan", "datastore"):
        psql(portal_url, f"CREATE DATABASE {owner}_{tag} OWNER {owner} TEMPLATE template0 ENCODING 'utf8';")
    psql(
        portal_url,
        "ALTER DEFAULT PRIVILEGES FOR ROLE datastore IN SCHEMA public "
        "GRANT SELECT ON TABLES TO datastore_read;"
        "GRANT CREATE ON SCHEMA public TO datastore;",
        f"datastore_{tag}",
    )
    text = (STATE / "ckan.ini").read_text("utf-8")
    text = re.sub(r"(postgresql://.*/)(ckan|datastore)$", rf"\1\2_{tag}", text, flags=re.MULTILINE)
    text = re.sub(r"^ckan.site_id = .*$", f"ckan.site_id = {SITE}", text, flags=re.MULTILINE)
    text = text.replace(
        f"ckan.storage_path = {STATE / 'storage'}", f"ckan.storage_path = {tmp_path / 'storage'}"
    )
    (tmp_path / "ckan.ini").write_text(text, encoding="utf-8")
    (tmp_path / "storage").mkdir()
    yield tmp_path
    for owner in ("ckan", "datastore"):
        psql(portal_url, f"DROP DATABASE {owner}_{tag} WITH (FORCE);")
    solr = re.search(r"^solr_url = (.*)$", text, re.MULTILINE)
    assert solr
    question = {"delete": {"query": f"site_id:{SITE}"}}
    requests.post(f"{solr[1]}/update?commit=true", json=question, timeout=60).raise_for_status()
