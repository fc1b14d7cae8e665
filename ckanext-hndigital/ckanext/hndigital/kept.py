"""What publications and staff leave for later requests: a JSON object per key in CKAN's table `system_info`.

No removal of a dataset reaches that table, every node reads it, and a backup of the database holds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

__all__ = ["all_of_it", "changing", "forget", "read"]

_PREFIX = "ckanext.hndigital."
_table: Any = model.SystemInfo.__table__


def read(key: str) -> dict[str, Any]:
    """Return what is kept under `key`, an empty dict where nothing is."""
    return _loaded(model.Session.scalar(sa.select(_table.c.value).where(_of(key))))


@contextmanager
def changing(key: str) -> Iterator[dict[str, Any]]:
    """Give what is kept under `key` to be changed, and keep it at the end, in the session's transaction.

    Who else changes the same key waits for the end of that transaction, so that no change is lost. Nothing is
    kept where the block raises.
    """
    session = model.Session
    locked = sa.select(_table.c.value).where(_of(key)).with_for_update()
    before = session.scalar(locked)
    if before is None:  # only then: an insertion takes a number of the sequence even where it makes nothing
        made = insert(_table).values(key=_PREFIX + key, value="{}", state="active")
        session.execute(made.on_conflict_do_nothing(index_elements=[_table.c.key]))
        before = session.scalar(locked)
    kept = _loaded(before)
    yield kept
    after = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if after != before:
        session.execute(sa.update(_table).where(_of(key)).values(value=after))


def all_of_it() -> dict[str, str]:
    """Return all that is kept, texts by their keys: what `forget` would forget."""
    mine = sa.select(_table.c.key, _table.c.value).where(_ours()).order_by(_table.c.key)
    return {row.key.removeprefix(_PREFIX): row.value for row in model.Session.execute(mine)}


def forget() -> None:
    """Forget all of it, in the session: what is ours was taken off the portal."""
    model.Session.execute(sa.delete(_table).where(_ours()))


def _ours() -> Any:
    return _table.c.key.startswith(_PREFIX, autoescape=True)


def _of(key: str) -> Any:
    return _table.c.key == _PREFIX + key


def _loaded(text: str | None) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(text or "{}")
    return kept
