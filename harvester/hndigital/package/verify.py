"""Hold a package's tables against `schemas/`, and its files against their checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .. import schemas
from ..errors import PackageError
from .load import Rows

__all__ = ["altered_files", "check"]


def check(tables: Mapping[str, Rows], berichtsstand: str, place: str) -> None:
    """Hold every cell and key against `schemas/`; raises PackageError at the first fault.

    Status and cost must be of the package's own round: the register's history is keyed by it.
    """
    for name, rows in tables.items():
        definition = schemas.table(name)
        where = f"{place}: {name}.csv" if place else f"{name}.csv"
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(rows, 2):
            for column in definition.columns:
                _check_cell(column, row[column.name], where, number)
            if row.get("berichtsstand", berichtsstand) != berichtsstand:
                stand = (row["berichtsstand"],)
                words = (f"statt {berichtsstand or '–'}", f"instead of {berichtsstand or '–'}")
                raise _wrong_row(where, number, ("berichtsstand",), stand, *words)
            key = tuple(row[part] for part in definition.primary_key)
            if key in seen:
                raise _wrong_row(where, number, definition.primary_key, key, "ist doppelt", "is used twice")
            seen.add(key)
        for reference in definition.foreign_keys:
            known = {row[reference.column] for row in tables[reference.table]}
            for number, row in enumerate(rows, 2):
                value = row[reference.column]
                if value and value not in known:
                    words = (f"fehlt in {reference.table}.csv", f"is missing from {reference.table}.csv")
                    raise _wrong_row(where, number, (reference.column,), (value,), *words)


def _check_cell(column: schemas.Column, cell: str, where: str, number: int) -> None:
    try:
        column.cast(cell)
    except ValueError:
        raise PackageError(
            f"{where}, Zeile {number}, Spalte {column.name}: „{cell}“ ist nicht erlaubt, sondern: "
            f"{column.allowed('de')}. Bitte den Wert berichtigen oder das Paket neu erzeugen.",
            f"{where}, row {number}, column {column.name}: “{cell}” is not allowed but: "
            f"{column.allowed('en')}. Please correct the value or make the package again.",
        ) from None


def altered_files(descriptor: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the names of the files whose SHA-256 is not the one that the descriptor states."""
    altered = []
    for resource in descriptor["resources"]:
        stated = str(resource.get("hash", "")).removeprefix("sha256:")
        content = files.get(resource["path"])
        if stated and content is not None and hashlib.sha256(content).hexdigest() != stated:
            altered.append(resource["path"])
    return tuple(altered)


def _wrong_row(
    where: str, number: int, columns: tuple[str, ...], values: tuple[str, ...], de: str, en: str
) -> PackageError:
    names, cells = ", ".join(columns), ", ".join(values)
    return PackageError(
        f"{where}, Zeile {number}, {names}: „{cells}“ {de}. Bitte das Paket neu erzeugen.",
        f"{where}, row {number}, {names}: “{cells}” {en}. Please make the package again.",
    )
