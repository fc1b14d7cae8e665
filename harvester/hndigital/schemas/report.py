"""The tables that a report prints and the words that tell it: `report.yaml` of the profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from ..caching import kept
from .codelists import codelist
from .files import schema_text

__all__ = ["PrintedTable", "ReportWords", "printed_kind", "printed_tables", "report_words"]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One kind of table: what stands behind the ratings, and which Strategiefelder are rated.

    `stage` is the stage of all its rows, "" if it lists several, None if it is for every other stage.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    stage: str | None = None
    rotated: bool = False


@dataclass(frozen=True, slots=True)
class ReportWords:
    """How the report's running heads begin, and the place that stands before its date."""

    title: str
    place: str


@kept()
def _layout() -> Mapping[str, Any]:
    return yaml.safe_load(schema_text("report.yaml"))


@kept()
def report_words() -> ReportWords:
    """Return the words by which the report speaks of itself."""
    return ReportWords(_layout()["title"], _layout()["place"])


@kept()
def printed_tables() -> Mapping[str, PrintedTable]:
    """Return the kinds of tables by name, in the order of the file."""
    kinds = {}
    for name, said in _layout()["tables"].items():
        without = said.get("without", ())
        fields = tuple(code for code in codelist("strategiefeld") if code not in without)
        kinds[name] = PrintedTable(
            tuple(said["columns"]), fields, said.get("stage"), rotated=said.get("rotated", False)
        )
    return MappingProxyType(kinds)


def printed_kind(stage: str) -> str:
    """Return the name of the kind of table that lists the projects of a stage ("" for several)."""
    kinds = printed_tables()
    others = (name for name, kind in kinds.items() if kind.stage is None)
    return next((name for name, kind in kinds.items() if kind.stage == stage), next(others, ""))
