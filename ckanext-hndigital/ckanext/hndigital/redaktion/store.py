"""Where Vorgänge are kept: a row each of CKAN's table `system_info`, beside what `kept` keeps there.

Their changes have a connection of their own: what a worker does meanwhile in CKAN's session neither keeps nor
undoes them. A step looks and changes under one lock for all, so that two people who press a button at the
same time are one after the other. While a worker is at a Vorgang, it holds a lock of PostgreSQL that ends
with its connection: a job that was killed is known by that nobody holds it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import kept
from ckanext.hndigital.redaktion.model import BUSY, Vorgang

__all__ = [
    "add",
    "all_of_them",
    "busy",
    "changing",
    "find",
    "held",
    "is_held",
    "last_run",
    "ran",
]

_PREFIX = "ckanext.hndigital.redaktion."
_RUN = "redaktion_run"
_SPACE = 0x686E64  # a number of ours among the advisory locks of a database
_ALL = 0


def _table() -> Any:
    return model.SystemInfo.__table__


def _engine() -> sa.Engine:
    engine: sa.Engine = model.meta.engine
    return engine


def _number(id_: str) -> int:
    """Return a number from 1 to 2³¹-1 for the lock of a Vorgang."""
    return zlib.crc32(id_.encode()) % (2**31 - 1) + 1


def _lock_all(connection: sa.Connection) -> None:
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SPACE, _ALL)))


def add(vorgang: Vorgang) -> None:
    """Keep a new one."""
    text = json.dumps(vorgang.to_store(), ensure_ascii=False)
    with _engine().begin() as connection:
        connection.execute(sa.insert(_table()).values(key=_PREFIX + vorgang.id, value=text, state="active"))


@contextmanager
def changing(id_: str) -> Iterator[Vorgang]:
    """Yield one to be changed, kept at the end; whatever is raised leaves it as it was.

    Raises KeyError where there is none.
    """
    table = _table()
    mine = table.c.key == _PREFIX + id_
    with _engine().begin() as connection:
        _lock_all(connection)
        text = connection.scalar(sa.select(table.c.value).where(mine).with_for_update())
        if text is None:
            raise KeyError(id_)
        vorgang = Vorgang.from_stored(json.loads(text))
        yield vorgang
        text = json.dumps(vorgang.to_store(), ensure_ascii=False)
        connection.execute(sa.update(table).where(mine).values(value=text))


def find(id_: str) -> Vorgang | None:
    """Return one by its id."""
    table = _table()
    query = sa.select(table.c.value).where(table.c.key == _PREFIX + id_)
    with _engine().connect() as connection:
        text = connection.scalar(query)
    return Vorgang.from_stored(json.loads(text)) if text else None


def all_of_them() -> list[Vorgang]:
    """Return all, the newest first."""
    table = _table()
    query = sa.select(table.c.value).where(table.c.key.startswith(_PREFIX, autoescape=True))
    with _engine().connect() as connection:
        found = [Vorgang.from_stored(json.loads(text)) for text in connection.scalars(query)]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def busy(but: str = "") -> Vorgang | None:
    """Return the Vorgang that is changing the portal now, other than `but`."""
    return next((one for one in all_of_them() if one.state in BUSY and one.id != but), None)


@contextmanager
def held(id_: str) -> Iterator[bool]:
    """Hold a Vorgang as the worker who does it; yields False where another one does."""
    number = _number(id_)
    with _engine().connect() as connection:
        with connection.begin():  # ended at once: a lock of the session outlives it
            mine = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_SPACE, number))))
        try:
            yield mine
        finally:
            if mine:
                with connection.begin():
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(_SPACE, number)))


def is_held(id_: str) -> bool:
    """Return whether a worker is at it."""
    with _engine().begin() as connection:
        return not connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_SPACE, _number(id_))))


def ran(at: str, found: dict[str, Any]) -> None:
    """Note that `run-due` has looked, and what it found."""
    with kept.changing(_RUN) as said:
        said.clear()
        said |= {"at": at, **found}
    model.Session.commit()


def last_run() -> dict[str, Any]:
    """Return when `run-due` looked last, and what it found; nothing if it never did."""
    return kept.read(_RUN)
