"""Which state of the register a publication was computed from: a mark that each publication renews.

Publishers compute rows and fields before they have the register's lock. What `digitalprojekt_state` gave
them comes back with their order, and is compared under the lock: whoever was overtaken is refused.

The mark is the comment of a table of the register, so that it changes with the rows in one transaction. A
kill
between the two commits of a publication leaves both as they were, and a table that was dropped and made anew
has none: both refuse who computed from what was there before.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from ckan.plugins import toolkit
from ckanext.hndigital import config, identities
from ckanext.hndigital.internals import datastore
from ckanext.hndigital.register import store
from sqlalchemy.engine import Connection

__all__ = ["check", "current", "renew"]

_TABLE = "vorhaben"


def current() -> str:
    """Return the mark of the register's state, "" if nothing was published yet.

    Read it before the state that it stands for: what changes in between is then of a later mark.
    """
    with datastore.reading() as connection:
        return _read(connection)


def check(writer: store.Writer, expected: str) -> None:
    """Raise ValidationError unless the register still is in the state `expected`; the lock is held."""
    if _read(writer.connection) != expected:
        raise toolkit.ValidationError(
            {
                "revision": [
                    toolkit._(
                        "Somebody else has published since this publication read the portal; nothing of this "
                        "call was written. Please plan and publish again."
                    )
                ]
            }
        )


def renew(writer: store.Writer) -> str:
    """Give the register another mark in the writer's transaction and return it."""
    made = uuid.uuid4().hex
    table = store.register_resources().get(_TABLE)
    if table:
        writer.connection.execute(sa.text(f"COMMENT ON TABLE {datastore.quoted(table)} IS '{made}'"))
    return made


def _read(connection: Connection) -> str:
    """Return the mark; that of a deleted or purged register is still there, and comes back with it."""
    name = config.register_name()
    table = store.register_resources().get(_TABLE) or identities.file_ids(name, [_TABLE])[_TABLE]
    found = connection.scalar(
        sa.text("SELECT obj_description(to_regclass(:name), 'pg_class')"), {"name": datastore.quoted(table)}
    )
    return str(found or "")
