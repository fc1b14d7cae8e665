"""What editions and series are called on the portal; projects: `hndigital.projects`."""

from __future__ import annotations

import re

from ckanext.hndigital import config

from hndigital.projects import SERIES

__all__ = ["edition_name", "is_edition_name", "round_of", "series_name"]

_ROUND = re.compile(r"[0-9]{4}-[0-9]{1,2}")


def edition_name(berichtsstand: str) -> str:
    """Return the name of a round's edition, such as `digitalprojekte-2020-2`."""
    return f"{config.register_name()}-{berichtsstand}"


def round_of(name: str | None) -> str:
    """Return the round whose edition has this name, "" if it is no edition's."""
    berichtsstand = str(name or "").removeprefix(edition_name(""))
    is_edition = berichtsstand != name and _ROUND.fullmatch(berichtsstand)
    return berichtsstand if is_edition else ""


def is_edition_name(name: str | None) -> bool:
    """Return whether a name is that of a round's edition."""
    return round_of(name) != ""


def series_name() -> str:
    """Return the name of the series."""
    return edition_name(SERIES)
