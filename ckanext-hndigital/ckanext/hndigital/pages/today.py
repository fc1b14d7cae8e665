"""What day it is for the readers of the portal, and of what day a page is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.hndigital.register import reading

from hndigital.pages.state import State, state

__all__ = ["hndigital_state", "today"]

_ZONE = ZoneInfo("Europe/Berlin")


def today() -> date:
    """Return the day in Germany, whatever the clock of the server is set to."""
    return datetime.now(_ZONE).date()


def hndigital_state(edition: Mapping[str, Any] | None) -> State | None:
    """Return of what day a page is that shows this edition, None where it shows none."""
    return state(edition, reading.published_round(), today())
