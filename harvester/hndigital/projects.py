"""What a Vorhaben is called on a portal: dataset type, name and the slices of its data.

The number is the identity: names are built from it, since titles change and CKAN turns ä into a.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from . import profiles

__all__ = [
    "DATASET_TYPE",
    "EDITION_TYPE",
    "REGISTER_TYPE",
    "REPORTING_TYPES",
    "SERIES",
    "SERIES_TYPE",
    "SLICES",
    "Slice",
    "name_prefix",
    "number_of",
    "project_name",
]

DATASET_TYPE = "digitalprojekt"
REGISTER_TYPE = f"{DATASET_TYPE}_register"
EDITION_TYPE = f"{DATASET_TYPE}_edition"
SERIES_TYPE = f"{DATASET_TYPE}_serie"
REPORTING_TYPES = (REGISTER_TYPE, EDITION_TYPE, SERIES_TYPE)
"""The types of register, editions and series; version 0.1.0 made them as `dataset`."""
SERIES = "berichtswesen"
"""What the series of editions is called in IRIs and addresses, in every city: they never change."""


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


def name_prefix() -> str:
    """Return how the names of all projects' datasets begin, as the profile says."""
    return profiles.current().register.project_prefix


def project_name(vorhaben_nr: str) -> str:
    """Return the dataset's name for a Vorhabennummer; names have small letters only."""
    return f"{name_prefix()}{vorhaben_nr.lower()}"


def number_of(name_or_number: str) -> str | None:
    """Return the Vorhabennummer in a dataset's name or a bare number, else None."""
    bare = name_or_number.removeprefix(name_prefix())
    number = profiles.current().number
    return next((text for text in (bare, bare.upper()) if number.fits(text)), None)
