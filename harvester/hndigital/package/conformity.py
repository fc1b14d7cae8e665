"""Hold a package against the standard and against `schemas/`: frictionless judges, in sentences.

frictionless is given cells, never a file or an address: it opens whatever a descriptor points at, and its
CSV reader guesses the dialect with expressions that hostile text keeps busy. Checks of our own that it runs
are what it has no rule for: it takes ` 1_000 ` for a number, `2021-3-1` for a date, a line break at the end
of a pattern, and it knows no reporting round. Import this module where it is needed: frictionless takes its
time to load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import attrs
import frictionless
from frictionless import errors as faults
from frictionless.resources import TableResource

from .. import schemas
from ..errors import PackageError

__all__ = ["Cells", "check_descriptor", "check_tables"]

Cells = Callable[[], Iterable[Sequence[str]]]
"""Reads a table's lines anew with each call, its header first."""

_PROFILES = ("profile", "profiles")
_TORN = (faults.ExtraCellError, faults.MissingCellError, faults.BlankRowError)
_ERRORS = 100
"""More than a row can have; the first one is told."""
_REFERENCES = ("schema", "dialect", "checklist", "pipeline", "package")


def check_descriptor(descriptor: Mapping[str, Any], place: str) -> None:
    """Hold `datapackage.json` against the standard; raises PackageError, also for what points elsewhere."""
    parts = [descriptor, *descriptor["resources"]]
    for name, value in (entry for part in parts for entry in part.items()):
        if name in _PROFILES or (name in _REFERENCES and isinstance(value, str)):
            raise _wrong_descriptor(place, f"{name}: {value}")
    report = frictionless.Package.validate_descriptor(dict(descriptor))
    if not report.valid:
        raise _wrong_descriptor(place, report.flatten(["note"])[0][0])


def check_tables(
    tables: Mapping[str, Cells],
    absent: Mapping[str, frozenset[str]],
    places: Mapping[str, str],
    berichtsstand: str,
) -> None:
    """Hold every cell and key against `schemas/`; raises PackageError at the first fault.

    `absent` names the columns that a table may lack, `places` what errors call it. Status and cost must be of
    the package's own round: the register's history is keyed by it.
    """
    package = frictionless.Package(
        resources=[_resource(name, cells, absent[name]) for name, cells in tables.items()]
    )
    for name, cells in tables.items():
        found = _Table(schemas.table(name), tuple(next(iter(cells()), ())), berichtsstand, places[name])
        checklist = frictionless.Checklist(checks=[_House(table=found)])
        report = package.get_resource(name).validate(checklist, limit_errors=_ERRORS)
        errors = report.tasks[0].errors
        if errors:
            # Cells that are too many or too few go first: those after them stand in wrong columns.
            raise _told(next((one for one in errors if isinstance(one, _TORN)), errors[0]), found)


def _resource(name: str, cells: Cells, absent: frozenset[str]) -> TableResource:
    schema = schemas.table(name).table_schema()
    schema["fields"] = [field for field in schema["fields"] if field["name"] not in absent]
    schema["fieldsMatch"] = "subset"  # a table may hold more than we know, in any order
    return TableResource(name=name, data=cells, schema=frictionless.Schema.from_descriptor(schema))


@dataclass(frozen=True, slots=True)
class _Table:
    definition: schemas.TableDefinition
    header: Sequence[str]
    berichtsstand: str
    place: str

    def cells(self, row: frictionless.Row | faults.RowError) -> dict[str, str]:
        """Return a row's cells as they stand in the file, by column."""
        return dict(zip(self.header, map(str, row.cells), strict=False))


@attrs.define(kw_only=True, repr=False)
class _House(frictionless.Check):
    """What frictionless has no rule for, as the head of this module says."""

    Errors = [faults.TypeError, faults.CellError, faults.BlankRowError]
    table: _Table

    def validate_row(self, row: frictionless.Row) -> Iterator[frictionless.Error]:
        if len(row.cells) != len(self.table.header):
            # It counts the cells of the columns that it knows.
            yield faults.BlankRowError.from_row(row, note="")
        cells = self.table.cells(row)
        for column in self.table.definition.columns:
            if column.pattern or column.type != "string":
                try:
                    column.cast(cells.get(column.name, ""))
                except ValueError as error:
                    yield faults.TypeError.from_row(row, note=str(error), field_name=column.name)
        if cells.get("berichtsstand", self.table.berichtsstand) != self.table.berichtsstand:
            yield faults.CellError.from_row(row, note="other round", field_name="berichtsstand")


def _told(error: frictionless.Error, table: _Table) -> PackageError:
    """Return an error of frictionless as file, row, column, value and next step."""
    match error:
        case _ if isinstance(error, _TORN):
            row, is_, wanted = error.row_number, len(error.cells), len(table.header)
            return _again(
                table,
                f"Zeile {row}: {is_} statt {wanted} Zellen; die Datei ist beschädigt",
                f"row {row}: {is_} instead of {wanted} cells; the file is damaged",
            )
        case faults.TypeError() | faults.ConstraintError():
            column, cell = table.definition.column(error.field_name), table.cells(error)[error.field_name]
            return PackageError(
                f"{table.place}, Zeile {error.row_number}, Spalte {column.name}: „{cell}“ ist nicht erlaubt, "
                f"sondern: {column.allowed('de')}. Bitte den Wert berichtigen oder das Paket neu erzeugen.",
                f"{table.place}, row {error.row_number}, column {column.name}: “{cell}” is not allowed but: "
                f"{column.allowed('en')}. Please correct the value or make the package again.",
            )
        case faults.CellError():
            own = table.berichtsstand or "–"
            return _wrong_row(error, [error.field_name], table, f"statt {own}", f"instead of {own}")
        case faults.PrimaryKeyError():
            return _wrong_row(error, table.definition.primary_key, table, "ist doppelt", "is used twice")
        case faults.ForeignKeyError():
            other = error.reference_name
            return _wrong_row(
                error, error.field_names, table, f"fehlt in {other}.csv", f"is missing from {other}.csv"
            )
    names = getattr(error, "field_name", "") or ", ".join(table.header)
    return _again(
        table, f"Kopfzeile: es fehlt oder doppelt sich {names}", f"header row: missing or used twice: {names}"
    )


def _wrong_row(
    error: faults.RowError, columns: Sequence[str], table: _Table, de: str, en: str
) -> PackageError:
    cells = table.cells(error)
    names, values = ", ".join(columns), ", ".join(cells.get(name, "") for name in columns)
    return _again(
        table,
        f"Zeile {error.row_number}, {names}: „{values}“ {de}",
        f"row {error.row_number}, {names}: “{values}” {en}",
    )


def _wrong_descriptor(place: str, reason: str) -> PackageError:
    return PackageError(
        f"{place}: datapackage.json entspricht nicht dem Standard Data Package ({reason}). Bitte das Paket "
        "neu erzeugen.",
        f"{place}: datapackage.json does not conform to the Data Package standard ({reason}). Please make "
        "the package again.",
    )


def _again(table: _Table, de: str, en: str) -> PackageError:
    return PackageError(
        f"{table.place}, {de}. Bitte das Paket neu erzeugen.",
        f"{table.place}, {en}. Please make the package again.",
    )
