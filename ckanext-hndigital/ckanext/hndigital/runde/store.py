"""Where rounds are kept: one note in CKAN's database, changed by one person after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ckan import model
from ckanext.hndigital import kept
from ckanext.hndigital.runde.model import Round

from hndigital.history import round_key

__all__ = ["all_of_them", "changing", "changing_all", "find"]

_KEY = "runden"


def all_of_them() -> list[Round]:
    """Return all rounds, the newest first."""
    found = [Round.from_stored(one) for one in kept.read(_KEY).values()]
    return sorted(found, key=lambda one: round_key(one.berichtsstand), reverse=True)


def find(berichtsstand: str) -> Round | None:
    """Return a round."""
    stored = kept.read(_KEY).get(berichtsstand)
    return Round.from_stored(stored) if stored else None


@contextmanager
def changing_all(key: str = _KEY) -> Iterator[dict[str, Any]]:
    """Yield what is kept, to be changed; whatever is raised leaves it as it was."""
    try:
        with kept.changing(key) as found:
            yield found
        model.Session.commit()
    except BaseException:
        model.Session.rollback()
        raise


@contextmanager
def changing(berichtsstand: str) -> Iterator[Round]:
    """Yield a round to be changed, kept at the end; raises KeyError where there is none."""
    with changing_all() as found:
        changed = Round.from_stored(found[berichtsstand])
        yield changed
        found[berichtsstand] = changed.to_store()
