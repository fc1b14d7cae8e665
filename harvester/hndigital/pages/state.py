"""Of what day a page is, and whether a newer report than its own is there or due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .. import profiles

__all__ = ["State", "passed_targets", "state"]

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class State:
    """The round that a page shows and its cut-off date (ISO).

    `newer` is the newest published round where that is another one. `expected` is the first day (ISO) of the
    month that the next report is to describe, "" where the city does not say how often it reports; `due` is
    whether that month is over, None for a page that does not know what day it is.
    """

    berichtsstand: str
    stichtag: str
    newer: str = ""
    expected: str = ""
    due: bool | None = None


def state(edition: Mapping[str, Any] | None, newest: str, today: date | None = None) -> State | None:
    """Return the state of a page that shows `edition` (a mapping with `berichtsstand` and `stichtag`).

    `newest` is the published round. A page that is made once and read for years has no `today`. None where
    there is no edition.
    """
    if not edition or not edition.get("berichtsstand"):
        return None
    berichtsstand, stichtag = str(edition["berichtsstand"]), str(edition.get("stichtag") or "")
    newer = newest if newest and newest != berichtsstand else ""
    expected = None if newer else _expected(stichtag)
    due = (
        None
        if expected is None or today is None
        else (today.year, today.month) > (expected.year, expected.month)
    )
    return State(berichtsstand, stichtag, newer, expected.isoformat() if expected else "", due)


def _expected(stichtag: str) -> date | None:
    """Return the first day of the month of the next cut-off date, None where nothing says when that is."""
    months = profiles.current().reporting.every_months
    try:
        day = date.fromisoformat(stichtag)
    except ValueError:
        return None
    if not months:
        return None
    years, month = divmod(day.month - 1 + months, _MONTHS)
    return date(day.year + years, month + 1, 1)


def passed_targets(texts: Iterable[str], today: date) -> list[str]:
    """Return the dates that texts name as a goal and that have passed, as they are written there."""
    found = (
        match
        for text in texts
        for pattern in profiles.current().reporting.targets
        for match in re.finditer(pattern, text)
    )
    return list(dict.fromkeys(match.group() for match in found if int(match["year"]) < today.year))
