"""Where rounds are kept: one note in CKAN's database, changed by one person after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ckan import model
from ckanext.hndigital import kept
from ckanext.hndigital.runde.model import Round

from hndigital.history import round_key

__all__ = ["all_of_them", "changing", "changing_all", "changing_drafts", "drafts", "find", "forget_drafts"]

_KEY = "runden"
_DRAFTS = "runden_entwurf."
"""Of each round: by office and number of the project."""


def all_of_them() -> list[Round]:
    """Return all rounds, the newest first."""
    found = [Round.from_stored(one) for one in kept.read(_KEY).values()]
    return sorted(found, key=lambda one: round_key(one.berichtsstand), reverse=True)


def find(berichtsstand: str) -> Round | None:
    """Return a round."""
    stored = kept.read(_KEY).get(berichtsstand)
    return Round.from_stored(stored) if stored else None


def drafts(berichtsstand: str, amt: str) -> dict[str, Any]:
    """Return what an office has entered in its form, by number of the project."""
    found: dict[str, Any] = kept.read(_DRAFTS + berichtsstand).get(amt, {})
    return found


@contextmanager
def changing_drafts(berichtsstand: str, amt: str) -> Iterator[dict[str, Any]]:
    """Yield the same to be changed, as `changing` does."""
    with changing_all(_DRAFTS + berichtsstand) as found:
        yield found.setdefault(amt, {})


def forget_drafts(berichtsstand: str) -> None:
    """Forget what all offices have entered."""
    with changing_all(_DRAFTS + berichtsstand) as found:
        found.clear()


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
