"""What stands in CKAN's database, changed past CKAN's rules: as older versions, plugins and SQL leave it."""

from __future__ import annotations

import configparser
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extras import Json
from psycopg2.sql import SQL, Identifier

__all__ = ["change", "change_rows", "drop_column"]


def change(table: str, key: str, *, extras: dict[str, Any] | None = None, **columns: Any) -> None:
    """Set columns of a dataset ("package", with its extras) or a resource, and that its dataset changed."""
    now = datetime.now(UTC).replace(tzinfo=None)
    values = {**columns, "metadata_modified": now}
    settings = [SQL("{} = %s").format(Identifier(name)) for name in values]
    if table == "package":
        settings.append(SQL("extras = coalesce(extras, '{}'::jsonb) || %s"))
    with psycopg2.connect(_setting("sqlalchemy.url")) as connection, connection.cursor() as cursor:
        query = SQL("UPDATE {} SET {} WHERE id = %s").format(Identifier(table), SQL(", ").join(settings))
        more = [Json(extras or {})] if table == "package" else []
        cursor.execute(query, (*values.values(), *more, key))
        if table == "resource":
            cursor.execute(
                "UPDATE package SET metadata_modified = %s FROM resource "
                "WHERE resource.id = %s AND package.id = resource.package_id",
                (now, key),
            )


def change_rows(table: str, column: str, added: str) -> None:
    """Add a text to the values of a column of a table of the DataStore (named by its resource's id)."""
    with psycopg2.connect(_setting("ckan.datastore.write_url")) as connection, connection.cursor() as cursor:
        names = (Identifier(table), Identifier(column), Identifier(column))
        cursor.execute(SQL("UPDATE {} SET {} = {} || %s").format(*names), (added,))


def drop_column(table: str, column: str, state: Path) -> None:
    """Take a column from a table of the DataStore of the portal whose state is in the folder `state`."""
    address = _setting("ckan.datastore.write_url", str(state))
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(SQL("ALTER TABLE {} DROP COLUMN {}").format(Identifier(table), Identifier(column)))


def _setting(name: str, state: str = "") -> str:
    state = state or os.environ.get("HNDIGITAL_TEST_STATE", "")
    if not state:
        pytest.skip("HNDIGITAL_TEST_STATE is not set: no database to write into")
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(Path(state) / "ckan.ini", encoding="utf-8")
    return ini["app:main"][name]
