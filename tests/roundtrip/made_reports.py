"""What a report that `hndigital report` made must give when it is read: the package that it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hndigital.bericht import Bericht
from hndigital.package import Package, build_package
from hndigital.pipeline import ReadResult, read_report
from hndigital.reporting import make_report

__all__ = ["COMPARED", "differences", "package_of", "read_back"]

COMPARED = ("vorhaben", "strategiefeld_matrix", "status", "kosten", "steckbriefe")
"""Tables that a made report holds whole."""


def package_of(bericht: Bericht) -> Package:
    """Return the package of a report that nobody printed."""
    return build_package(ReadResult(bericht, (), ()))


def read_back(packages: Sequence[Package], form: str, folder: Path, **stated: Any) -> ReadResult:
    """Make the report of some packages in a form, and read it."""
    source = folder / f"bericht.{form}"
    source.write_bytes(make_report(packages, form))
    return read_report(source, **stated)


def _comparable(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row without its place; where the first print broke a line nothing else may remember."""
    return {name: cell.replace(" ⏎ ", " ") for name, cell in row.items() if name != "fundstelle"}


def differences(before: Package, after: Package) -> list[str]:
    """Return a line per row that is not the same in both packages."""
    found = []
    for table in COMPARED:
        old, new = ([_comparable(row) for row in one.tables[table]] for one in (before, after))
        found += [f"{table}: lost or changed: {row}" for row in old if row not in new]
        found += [f"{table}: not there before: {row}" for row in new if row not in old]
    return found
