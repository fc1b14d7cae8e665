"""Reporting rounds (Berichtsstand): how they are written, and which one is the present."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["is_round", "present_round"]

_ROUND = re.compile(r"([0-9]{4})-([0-9]{1,2})")


def is_round(text: str) -> bool:
    """Return whether `text` is a reporting round, year and number in it: `2020-2`."""
    return _ROUND.fullmatch(text) is not None


def present_round(published: str) -> str:
    """Return the round that a hand-made project without one belongs to.

    It is the `published` one; on a portal without a publication ("") the half-year of today.
    """
    today = datetime.now(UTC)
    return published or f"{today.year}-{1 if today.month <= 6 else 2}"
