"""The tables that a report prints: `schemas/report.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import yaml

from .codelists import codelist
from .files import schema_text

__all__ = ["PrintedTable", "printed_kind", "printed_tables"]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One kind of table: what stands behind the ratings, and which Strategiefelder are rated.

    `stage` is the stage of all its rows, "" if it lists several, None if it is for every other stage.
    """

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    stage: str | None = None
    rotated: bool = False


@cache
def printed_tables() -> Mapping[str, PrintedTable]:
    """Return the kinds of tables by name, in the order of the file."""
    kinds = {}
    for name, said in yaml.safe_load(schema_text("report.yaml"))["tables"].items():
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
