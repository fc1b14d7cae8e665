"""The register's tables in the DataStore: read in one snapshot, replaced in one transaction.

Cells leave and enter as the text that the package's CSV files hold; an empty cell is NULL in the
DataStore. The tables stand in the DataStore as CKAN's own actions make them, so that
`datastore_search` serves them as well; only the exchange of all rows at once, which no action
offers, speaks SQL here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, config
from ckanext.hndigital.internals import datastore
from ckanext.hndigital.internals.datastore import quoted
from sqlalchemy.engine import Connection, Transaction

from hndigital.schemas import TableDefinition, register_table, register_table_names

__all__ = [
    "Row",
    "Rows",
    "Tables",
    "Writer",
    "columns",
    "differing",
    "drop",
    "drop_columns",
    "existing",
    "fingerprint",
    "making",
    "read",
    "read_table",
    "register_resources",
    "show_readers",
    "stored_columns",
    "writing",
]

Row = Mapping[str, str]
Rows = Sequence[Row]
Tables = Mapping[str, Rows]

#: Key of the lock that publications and hand-made changes of the register share.
_LOCK = 0x686E6469
#: Key of the lock of those who make the register's dataset: no rows are changed meanwhile.
_LOCK_OF_MAKING = _LOCK + 1


def register_resources() -> dict[str, str]:
    """Return the ids of the register's resources by table; empty if there is no register yet."""
    query = (
        sa.select(model.Resource.name, model.Resource.id)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Package.name == config.register_name(), belonging.own())
        .where(model.Package.state != "deleted")
        .where(model.Resource.state == "active")
        .where(model.Resource.name.in_(register_table_names()))
    )
    return {name: resource_id for name, resource_id in model.Session.execute(query)}


def read(
    names: Iterable[str] | None = None, *, vorhaben_nr: str | None = None
) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the register's tables, all from one snapshot, sorted by key.

    `names` limits the tables, `vorhaben_nr` the rows to one project. A table that does not exist
    has no rows.
    """
    wanted = tuple(names or register_table_names())
    with datastore.reading(snapshot=True) as connection:
        return _read(connection, wanted, vorhaben_nr)


def read_table(
    resource_id: str, definition: TableDefinition, vorhaben_nr: str | None = None
) -> list[dict[str, str]]:
    """Return the rows of any DataStore table that holds a table of ours, sorted by key."""
    with datastore.reading() as connection:
        columns = _existing_columns(connection, [resource_id]).get(resource_id, set())
        return _rows(connection, resource_id, definition, columns, vorhaben_nr) if columns else []


def columns() -> dict[str, list[str]]:
    """Return the names of the columns that the register's stored tables have, sorted, by table."""
    resources = register_resources()
    with datastore.reading() as connection:
        found = _existing_columns(connection, resources.values())
    return {
        name: sorted(found[one] - {"_id", "_full_text"}) for name, one in resources.items() if one in found
    }


def stored_columns(resource_id: str) -> set[str]:
    """Return the names of the columns of any DataStore table, none where there is no such table."""
    with datastore.reading() as connection:
        found = _existing_columns(connection, [resource_id]).get(resource_id, set())
    return found - {"_id", "_full_text"}


def differing(
    wanted: Iterable[str], stored: Collection[str], allowed: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """Return which columns a stored table lacks, and which it has beyond `wanted` and `allowed`."""
    named = list(wanted)
    return (
        [name for name in named if name not in stored],
        sorted(name for name in stored if name not in named and name not in allowed),
    )


def existing(resource_ids: Iterable[str]) -> set[str]:
    """Return which of these DataStore tables there are."""
    with datastore.reading() as connection:
        return set(_existing_columns(connection, resource_ids))


def drop(resource_ids: Iterable[str]) -> None:
    """Drop DataStore tables that no resource has any more, and which no action of CKAN therefore knows."""
    with datastore.writing() as (connection, transaction):
        for name in resource_ids:
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {quoted(name)} CASCADE"))
        transaction.commit()


def drop_columns(resource_id: str, names: Iterable[str]) -> None:
    """Drop columns that no action of CKAN takes away from a DataStore table."""
    with datastore.writing() as (connection, transaction):
        for name in names:
            column = f"{quoted(resource_id)} DROP COLUMN {quoted(name)}"
            connection.execute(sa.text(f"ALTER TABLE {column} CASCADE"))
        transaction.commit()


def show_readers(resource_id: str) -> None:
    """Let readers' questions see a DataStore table again, which a dump without rights may have hidden."""
    with datastore.writing() as (connection, transaction):
        if _existing_columns(connection, [resource_id]):
            rights = f"SELECT ON {quoted(resource_id)} TO {quoted(datastore.reader())}"
            connection.execute(sa.text(f"GRANT {rights}"))
        transaction.commit()


def fingerprint(resource_ids: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """Return what changes whenever a committed change touches the rows of DataStore tables.

    PostgreSQL notes in each row's `xmin` the transaction that wrote it; whoever exchanges, adds or
    removes rows changes their number or that sum, through whatever door. Tables that don't exist are
    left out.
    """
    with datastore.reading() as connection:
        present = [name for name in resource_ids if name in _existing_columns(connection, resource_ids)]
        if not present:
            return ()
        parts = [
            f"SELECT {index} AS place, count(*), coalesce(sum(xmin::text::bigint), 0) FROM {quoted(name)}"  # noqa: S608
            for index, name in enumerate(present)
        ]
        found = connection.execute(sa.text(f"{' UNION ALL '.join(parts)} ORDER BY place"))
        return tuple((present[place], count, int(total)) for place, count, total in found)


def _read(
    connection: Connection, names: Sequence[str], vorhaben_nr: str | None = None
) -> dict[str, list[dict[str, str]]]:
    resources = register_resources()
    columns = _existing_columns(connection, resources.values())
    tables: dict[str, list[dict[str, str]]] = {}
    for name in names:
        resource_id = resources.get(name)
        if resource_id is None or resource_id not in columns:
            tables[name] = []
            continue
        tables[name] = _rows(connection, resource_id, register_table(name), columns[resource_id], vorhaben_nr)
    return tables


def _rows(
    connection: Connection,
    resource_id: str,
    definition: TableDefinition,
    columns: set[str],
    vorhaben_nr: str | None,
) -> list[dict[str, str]]:
    present = [column for column in definition.column_names if column in columns]
    cells = ", ".join(f"{quoted(column)}::text" for column in present)
    condition = " WHERE vorhaben_nr = :nr" if vorhaben_nr is not None else ""
    found = connection.execute(
        sa.text(f"SELECT {cells} FROM {quoted(resource_id)}{condition}"),  # noqa: S608
        {"nr": vorhaben_nr} if vorhaben_nr is not None else {},
    )
    rows = [
        definition.row({key: cell or "" for key, cell in zip(present, row, strict=True)}) for row in found
    ]
    return sorted(rows, key=definition.key)


def _existing_columns(connection: Connection, resource_ids: Iterable[str]) -> dict[str, set[str]]:
    found = connection.execute(
        sa.text(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = ANY(:names)"
        ),
        {"names": list(resource_ids)},
    )
    columns: dict[str, set[str]] = {}
    for table_name, column_name in found:
        columns.setdefault(table_name, set()).add(column_name)
    return columns


class Writer:
    """The one open transaction on the register's tables; nobody sees its rows before the commit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._resources = register_resources()

    @property
    def connection(self) -> Connection:
        """The connection whose transaction it is."""
        return self._connection

    def read(self, names: Iterable[str] | None = None) -> dict[str, list[dict[str, str]]]:
        """Return the tables as this transaction sees them."""
        return _read(self._connection, tuple(names or register_table_names()))

    def replace(self, name: str, rows: Rows) -> None:
        """Exchange all rows of a table; `_id` counts from 1 in the order of the key.

        DELETE and not TRUNCATE: readers keep their snapshot and never wait.
        """
        definition = register_table(name)
        table = self._table(name)
        self._connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608
        self._append(definition, table, sorted(rows, key=definition.key))

    def replace_project(self, vorhaben_nr: str, tables: Tables) -> None:
        """Exchange the rows of one project in all tables that `tables` names."""
        for name, rows in tables.items():
            table = self._table(name)
            self._connection.execute(
                sa.text(f"DELETE FROM {table} WHERE vorhaben_nr = :nr"),  # noqa: S608
                {"nr": vorhaben_nr},
            )
            self._append(register_table(name), table, rows)

    def _table(self, name: str) -> str:
        return quoted(self._resources[name])

    def _append(self, definition: TableDefinition, table: str, rows: Rows) -> None:
        """Add rows after the last one, and let whoever adds the next go on from there.

        The sequence of `_id` is set in this transaction (RESTART, unlike setval, is undone with it), and
        from the rows themselves: so neither a refused publication nor a kill leaves it beside them.
        """
        last = self._connection.scalar(sa.text(f"SELECT coalesce(max(_id), 0) FROM {table}"))  # noqa: S608
        self._insert(definition, table, rows, first_id=int(last or 0) + 1)
        sequence = self._connection.scalar(
            sa.text("SELECT pg_get_serial_sequence(:table, '_id')"), {"table": table}
        )
        following = int(last or 0) + len(rows) + 1
        self._connection.execute(sa.text(f"ALTER SEQUENCE {sequence} RESTART WITH {following}"))

    def _insert(self, definition: TableDefinition, table: str, rows: Rows, *, first_id: int) -> None:
        names = list(definition.column_names)
        records: list[dict[str, Any]] = [
            {
                "id": first_id + position,
                **{f"c{index}": row.get(name) or None for index, name in enumerate(names)},
            }
            for position, row in enumerate(rows)
        ]
        if not records:
            return
        types = {field["id"]: field["type"] for field in definition.datastore_fields()}
        columns = ["_id", *(quoted(name) for name in names)]
        values = [":id", *(f"CAST(:c{index} AS {types[name]})" for index, name in enumerate(names))]
        self._connection.execute(
            sa.text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})"),  # noqa: S608
            records,
        )


@contextmanager
def making() -> Iterator[None]:
    """Keep others who would make the register's dataset and tables waiting."""
    with datastore.writing() as (connection, _transaction):
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_OF_MAKING})
        yield


@contextmanager
def writing() -> Iterator[tuple[Writer, Transaction]]:
    """Open the transaction of a `Writer`; one writer at a time, others wait.

    The caller commits it; leaving without a commit rolls back.
    """
    with datastore.writing() as (connection, transaction):
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield Writer(connection), transaction
