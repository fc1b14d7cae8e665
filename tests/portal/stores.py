"""A portal's three stores from behind: what no action does, and what a call has left in them.

HNDIGITAL_TEST_STATE is the folder of the portal that the tests run against.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import requests
from psycopg2 import sql

__all__ = [
    "contents",
    "documents",
    "held",
    "in_database",
    "in_datastore",
    "in_index",
    "lost_meanwhile",
    "move",
    "setting",
    "table_rows",
]

#: What changes by itself, or with reading: when a token was last used, who is logged in.
_PASSING = ("api_token", "session", "task_status", "package_search_index", "user")


def setting(name: str) -> str:
    """Return what the portal's configuration says."""
    text = (Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini").read_text("utf-8")
    found = re.search(rf"^{re.escape(name)} = (.*)$", text, re.MULTILINE)
    assert found, name
    return found[1].strip()


@contextmanager
def _connected(name: str) -> Iterator[Any]:
    connection = psycopg2.connect(setting(name))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def in_database(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a statement in CKAN's database and return the rows that it gives."""
    with _connected("sqlalchemy.url") as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def in_datastore(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a statement in the DataStore's database and return the rows that it gives."""
    with _connected("ckan.datastore.write_url") as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def held(table: str) -> Iterator[Callable[[], None]]:
    """Let nobody write a table of the DataStore; the yielded call waits until somebody comes to it."""
    holding = psycopg2.connect(setting("ckan.datastore.write_url"))

    def wait() -> None:
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        for _ in range(1200):
            if in_datastore(waiting, f'"{table}"'):
                return
            time.sleep(0.1)
        pytest.fail("nobody came to the table")

    try:
        with holding.cursor() as cursor:
            cursor.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(table)))
        yield wait
    finally:
        with suppress(psycopg2.Error):  # the database may have been ended
            holding.close()


@contextmanager
def lost_meanwhile(table: str) -> Iterator[Callable[[], None]]:
    """Take a table of the DataStore away in a transaction that the yielded call commits; then it is back.

    Who reads the table before that waits, and finds it gone.
    """
    away, here = sql.Identifier(f"{table}-away"), sql.Identifier(table)
    rename = sql.SQL("ALTER TABLE {} RENAME TO {}")
    connection = psycopg2.connect(setting("ckan.datastore.write_url"))
    try:
        with connection.cursor() as cursor:
            cursor.execute(rename.format(here, away))
            try:
                yield connection.commit
            finally:
                connection.commit()
                cursor.execute(rename.format(away, here))
                connection.commit()
    finally:
        connection.close()


def move(dataset: str, organisation: str) -> None:
    """Put a dataset into an organisation as an older portal may hold it: without asking anybody.

    The index has the dataset in an older state then, so that CKAN reads it from the database.
    """
    changed = in_database(
        'UPDATE package SET owner_org = (SELECT id FROM "group" WHERE name = %s), '
        "metadata_modified = now() AT TIME ZONE 'utc' WHERE name = %s RETURNING id",
        organisation,
        dataset,
    )
    assert len(changed) == 1


def table_rows(resource_id: str) -> list[tuple[Any, ...]]:
    """Return all rows of a DataStore table with their `_id`."""
    with _connected("ckan.datastore.write_url") as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} ORDER BY _id").format(sql.Identifier(resource_id)))
        return list(cursor.fetchall())


def documents(question: str = "*:*") -> dict[str, dict[str, Any]]:
    """Return the documents of the search index by dataset name."""
    answer = requests.get(
        f"{setting('solr_url')}/select",
        params={"q": question, "rows": 100000, "wt": "json", "fq": "entity_type:package"},
        timeout=60,
    )
    answer.raise_for_status()
    return {document["name"]: document for document in answer.json()["response"]["docs"]}


def in_index(command: Mapping[str, Any]) -> None:
    """Change the search index by one of Solr's commands, and wait until searches see it."""
    address = f"{setting('solr_url')}/update"
    answer = requests.post(address, params={"commit": "true"}, json=command, timeout=60)
    answer.raise_for_status()


def contents() -> Mapping[str, Any]:
    """Return all that the three stores hold, to compare before and after a call."""
    found: dict[str, Any] = {}
    tables = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = %s"
    )
    for store, url in (("database", "sqlalchemy.url"), ("datastore", "ckan.datastore.write_url")):
        with _connected(url) as cursor:
            cursor.execute(tables, ("BASE TABLE",))
            for (name,) in list(cursor.fetchall()):
                if name in _PASSING:
                    continue
                query = "SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} t"
                cursor.execute(sql.SQL(query).format(sql.Identifier(name)))
                found[f"{store} {name}"] = cursor.fetchone()
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
            found[f"{store} sequences"] = sorted(
                (name, value) for name, value in cursor.fetchall() if not name.startswith(_PASSING)
            )
    for name, document in documents().items():
        found[f"index {name}"] = {key: value for key, value in document.items() if key != "_version_"}
    return found
