"""The DataStore's database: `ckanext/datastore/backend/postgres.py`.

Its actions read and write a table at a time; one snapshot or one transaction of several is asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ckan.plugins import toolkit
from ckanext.datastore.backend.postgres import get_read_engine, get_write_engine, identifier
from ckanext.datastore.logic import action
from ckanext.hndigital.internals import versions
from sqlalchemy.engine import Connection, Transaction

__all__ = ["forget_connections", "hide_list_of_tables", "quoted", "reader", "reading", "writing"]


_ALL_TABLES = "_table_metadata"
_PUBLIC = "ckan.datastore.public_table_search"


def hide_list_of_tables(config: toolkit.CKANConfig) -> None:
    """Have searches of the list of all tables refused, which names those that are not public, too.

    Which tables need no resource to be searched is a setting since CKAN 2.12; 2.11 has it in its code.
    """
    if versions.since("2.12"):
        config[_PUBLIC] = [one for one in toolkit.aslist(config.get(_PUBLIC) or []) if one != _ALL_TABLES]
    elif _ALL_TABLES in action.WHITELISTED_RESOURCES:
        action.WHITELISTED_RESOURCES.remove(_ALL_TABLES)


def quoted(name: str) -> str:
    """Return the name of a table or column as it stands in SQL."""
    return str(identifier(name))


def reader() -> str:
    """Return the role of the database that readers' questions are asked with."""
    return str(get_read_engine().url.username)


@contextmanager
def reading(*, snapshot: bool = False) -> Iterator[Connection]:
    """Open a connection that may only read what is public there; with `snapshot` all reads see one moment."""
    with get_read_engine().connect() as connection:
        if snapshot:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing() -> Iterator[tuple[Connection, Transaction]]:
    """Open one transaction; leaving without its commit undoes all of it.

    It is begun by name: the engine of CKAN 2.11 (SQLAlchemy 1.4) commits each statement of its own else.
    """
    with get_write_engine().connect() as connection:
        transaction = connection.begin()
        try:
            yield connection, transaction
        finally:
            if transaction.is_active:
                transaction.rollback()


def forget_connections() -> None:
    """Close what is open to the database: what it holds is another one's now."""
    for engine in (get_write_engine(), get_read_engine()):
        engine.dispose()
