"""Short values that staff enter by a key: the present ones, and each change with who made it and when.

A `Book` is `kept` under one name. Two people at the same form do not overwrite each other: who writes says
what stood there when they began, and is told (`Meanwhile`) where another person has changed the same value
since. What others changed elsewhere stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import flask
import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import audit, kept

__all__ = ["Book", "Change", "Meanwhile"]


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed: its key, the value before and after ("" for none), by whom, when (ISO, UTC)."""

    key: str
    alt: str
    neu: str
    who: str
    at: str


class Meanwhile(Exception):
    """Another person has changed values since they were read; `newest` are those changes by key."""

    def __init__(self, newest: Mapping[str, Change]) -> None:
        super().__init__(newest)
        self.newest = newest


@dataclass(frozen=True, slots=True)
class Book:
    """Values under the name `name` among what is kept; `event` is what the audit log calls their changes."""

    name: str
    event: str

    def now(self) -> Mapping[str, str]:
        """Return the values by key; within a request they are read once, outside of one there are none."""
        if not flask.has_request_context():
            return {}
        seen: dict[str, Mapping[str, str]] = flask.g.setdefault("hndigital_entered", {})
        if self.name not in seen:
            seen[self.name] = self._shown()
        return seen[self.name]

    def _shown(self) -> Mapping[str, str]:
        """Return what is shown; while the database is away, the page that says so has no such values."""
        try:
            return self.stored()
        except sa.exc.SQLAlchemyError:
            model.Session.rollback()
            return {}

    def stored(self) -> dict[str, str]:
        """Return the same as the database has them, whoever asks."""
        return dict(kept.read(self.name).get("names", {}))

    def history(self) -> list[Change]:
        """Return all changes, the newest first."""
        return [_change(one) for one in reversed(kept.read(self.name).get("history", []))]

    def write(self, values: Mapping[str, str], who: str, *, seen: Mapping[str, str] | None = None) -> int:
        """Keep what differs of `values` ("" takes one out), note who changed it, and return how many.

        `seen` is what the writer had before them; raises `Meanwhile`, and keeps nothing, where a value that
        they change is another one by now.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with kept.changing(self.name) as found:
            before: dict[str, str] = found.get("names", {})
            begun = seen or {}
            wanted = {key: new for key, new in values.items() if begun.get(key) != new}
            changes = [
                {"key": key, "alt": before.get(key, ""), "neu": new, "who": who, "at": now}
                for key, new in sorted(wanted.items())
                if before.get(key, "") != new
            ]
            others = {one["key"] for one in changes if begun.get(one["key"], one["alt"]) != one["alt"]}
            if others:
                model.Session.rollback()
                raise Meanwhile({one.key: one for one in reversed(self.history()) if one.key in others})
            found["names"] = {key: new for key, new in {**before, **wanted}.items() if new}
            found["history"] = [*found.get("history", []), *changes]
        model.Session.commit()
        if flask.has_app_context():
            flask.g.pop("hndigital_entered", None)
        if changes:
            about: dict[str, Any] = {self.event: [one["key"] for one in changes]}
            audit.record(self.event, who=who, **about)
        return len(changes)


def _change(kept_as: Mapping[str, Any]) -> Change:
    """Return a change; those of offices were once kept with their sign as `amt`."""
    return Change(**{("key" if name == "amt" else name): value for name, value in kept_as.items()})
