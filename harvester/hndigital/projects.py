"""What a Vorhaben is called on a portal: dataset type, name and the slices of its data.

The number is the identity: names are built from it, since titles change and CKAN turns ä into a.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = [
    "DATASET_TYPE",
    "EDITION_TYPE",
    "NAME_PREFIX",
    "REGISTER_TYPE",
    "REPORTING_TYPES",
    "SERIES_TYPE",
    "SLICES",
    "Slice",
    "number_of",
    "project_name",
]

DATASET_TYPE = "digitalprojekt"
REGISTER_TYPE = f"{DATASET_TYPE}_register"
EDITION_TYPE = f"{DATASET_TYPE}_edition"
SERIES_TYPE = f"{DATASET_TYPE}_serie"
REPORTING_TYPES = (REGISTER_TYPE, EDITION_TYPE, SERIES_TYPE)
"""The types of register, editions and series; version 0.1.0 made them as `dataset`."""
NAME_PREFIX = f"{DATASET_TYPE}-"

_NUMBER = re.compile(r"[0-9]{10}")


@dataclass(frozen=True, slots=True)
class Slice:
    """A project's part of one table of the register, and its title in both languages."""

    table: str
    title_de: str
    title_en: str


SLICES: Mapping[str, Slice] = MappingProxyType(
    {
        "stammdaten": Slice("vorhaben", "Stammdaten", "Master data"),
        "status": Slice("status", "Status je Berichtsstand", "Status per reporting round"),
        "kosten": Slice("kosten", "Kosten je Berichtsstand", "Cost per reporting round"),
        "strategiefelder": Slice(
            "strategiefeld_matrix", "Bewertung nach Strategiefeldern", "Rating by strategic field"
        ),
    }
)
"""The four slices of a project, by the name in their address."""


def project_name(vorhaben_nr: str) -> str:
    """Return the dataset's name for a Vorhabennummer."""
    return f"{NAME_PREFIX}{vorhaben_nr}"


def number_of(name_or_number: str) -> str | None:
    """Return the ten-digit Vorhabennummer in a dataset's name or a bare number, else None."""
    bare = name_or_number.removeprefix(NAME_PREFIX)
    return bare if _NUMBER.fullmatch(bare) else None
