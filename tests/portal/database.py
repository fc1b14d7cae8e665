"""What stands in CKAN's database, changed past CKAN's rules: as older versions, plugins and SQL leave it."""

from __future__ import annotations

import configparser
import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extras import Json
from psycopg2.sql import SQL, Identifier

__all__ = ["change", "change_rows", "drop_column"]


@contextmanager
def _cursor(address: str) -> Iterator[Any]:
    """Yield a cursor, commit what it did, and end the connection: a portal has only so many."""
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        yield cursor


def change(table: str, key: str, *, extras: dict[str, Any] | None = None, **columns: Any) -> None:
    """Set columns and extras of a dataset ("package") or a resource, and that its dataset changed."""
    now = datetime.now(UTC).replace(tzinfo=None)
    values = {**columns, "metadata_modified": now}
    settings = [SQL("{} = %s").format(Identifier(name)) for name in values]
    more: list[Any] = []
    with _cursor(_setting("sqlalchemy.url")) as cursor:
        if extras and table == "resource":
            settings.append(SQL("extras = (coalesce(extras, '{}')::jsonb || %s)::text"))
            more.append(Json(extras))
        elif extras and _has_table_of_extras(cursor):
            for name, value in extras.items():
                _set_extra(cursor, key, name, value)
        elif extras:
            settings.append(SQL("extras = coalesce(extras, '{}'::jsonb) || %s"))
            more.append(Json(extras))
        query = SQL("UPDATE {} SET {} WHERE id = %s").format(Identifier(table), SQL(", ").join(settings))
        cursor.execute(query, (*values.values(), *more, key))
        if table == "resource":
            cursor.execute(
                "UPDATE package SET metadata_modified = %s FROM resource "
                "WHERE resource.id = %s AND package.id = resource.package_id",
                (now, key),
            )


def _has_table_of_extras(cursor: Any) -> bool:
    """Return whether extras are rows of a table, as in CKAN before 2.12."""
    cursor.execute("SELECT to_regclass('package_extra')")
    return cursor.fetchone()[0] is not None


def _set_extra(cursor: Any, package_id: str, name: str, value: str) -> None:
    cursor.execute("DELETE FROM package_extra WHERE package_id = %s AND key = %s", (package_id, name))
    cursor.execute(
        "INSERT INTO package_extra (id, package_id, key, value, state) VALUES (%s, %s, %s, %s, 'active')",
        (str(uuid.uuid4()), package_id, name, value),
    )


def change_rows(table: str, column: str, added: str) -> None:
    """Add a text to the values of a column of a table of the DataStore (named by its resource's id)."""
    with _cursor(_setting("ckan.datastore.write_url")) as cursor:
        names = (Identifier(table), Identifier(column), Identifier(column))
        cursor.execute(SQL("UPDATE {} SET {} = {} || %s").format(*names), (added,))


def drop_column(table: str, column: str, state: Path) -> None:
    """Take a column from a table of the DataStore of the portal whose state is in the folder `state`."""
    address = _setting("ckan.datastore.write_url", str(state))
    with _cursor(address) as cursor:
        cursor.execute(SQL("ALTER TABLE {} DROP COLUMN {}").format(Identifier(table), Identifier(column)))


def _setting(name: str, state: str = "") -> str:
    state = state or os.environ.get("HNDIGITAL_TEST_STATE", "")
    if not state:
        pytest.skip("HNDIGITAL_TEST_STATE is not set: no database to write into")
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(Path(state) / "ckan.ini", encoding="utf-8")
    return ini["app:main"][name]
