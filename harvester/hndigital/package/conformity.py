"""Hold a package against the standard and against `schemas/`: frictionless judges, in sentences.

frictionless is given cells, never a file or an address: it opens whatever a descriptor points at, and its
CSV reader guesses the dialect with expressions that hostile text keeps busy. Checks of our own that it runs
are what it has no rule for: it takes ` 1_000 ` for a number, `2021-3-1` for a date, a line break at the end
of a pattern, and it knows no reporting round. Import this module where it is needed: frictionless takes its
time to load.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import attrs
import frictionless
from frictionless import errors as faults
from frictionless.resources import TableResource

from .. import schemas
from ..errors import PackageError

__all__ = ["Given", "check_descriptor", "check_tables"]

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
    try:
        report = frictionless.Package.validate_descriptor(dict(descriptor))
    except (TypeError, AttributeError, LookupError, ValueError) as error:
        # It stumbles over some parts that are not what the standard says, as a field that is `true`.
        raise _wrong_descriptor(place, str(error)) from error
    if not report.valid:
        raise _wrong_descriptor(place, report.flatten(["note"])[0][0])


@dataclass(frozen=True, slots=True)
class Given:
    """A table to be checked: `lines` reads it anew with each call, its header first.

    `place` is what errors call it, `later` names the columns that it may lack. In a package status and cost
    must be of its own round, `berichtsstand`: the register's history is keyed by it.
    """

    definition: schemas.TableDefinition
    lines: Callable[[], Iterator[list[str]]]
    place: str
    later: frozenset[str] = frozenset()
    berichtsstand: str | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The first line."""
        return tuple(next(self.lines(), ()))

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that it lacks and may lack, in the order of its definition."""
        header = self.header
        return tuple(one for one in self.definition.column_names if one in self.later and one not in header)

    def resource(self) -> TableResource:
        """Return the table as frictionless takes it."""
        schema = self.definition.table_schema()
        missing = self.missing
        schema["fields"] = [field for field in schema["fields"] if field["name"] not in missing]
        schema["fieldsMatch"] = "subset"  # a table may hold more than we know, in any order
        found = frictionless.Schema.from_descriptor(schema)
        return TableResource(name=self.definition.name, data=self.lines, schema=found)


def check_tables(tables: Iterable[Given]) -> None:
    """Hold every cell and key of tables that belong together against `schemas/`.

    Raises PackageError at the first fault, naming file, row, column, value and next step.
    """
    given = list(tables)
    package = frictionless.Package(resources=[table.resource() for table in given])
    for table, resource in zip(given, package.resources, strict=True):
        checklist = frictionless.Checklist(checks=[_House(table=table, header=table.header)])
        errors = resource.validate(checklist, limit_errors=_ERRORS).tasks[0].errors
        if errors and isinstance(errors[0], faults.SourceError):
            deque(table.lines(), maxlen=0)  # whoever reads the file says what is wrong with it
        if errors:
            # Cells that are too many or too few go first: those after them stand in wrong columns.
            raise _told(next((one for one in errors if isinstance(one, _TORN)), errors[0]), table)


def _cells(row: frictionless.Row | faults.RowError, header: Sequence[str]) -> dict[str, str]:
    """Return a row's cells as they stand in the file, by column."""
    return dict(zip(header, map(str, row.cells), strict=False))


@attrs.define(kw_only=True, repr=False)
class _House(frictionless.Check):
    """What frictionless has no rule for, as the head of this module says."""

    Errors = [faults.TypeError, faults.CellError, faults.BlankRowError]
    table: Given
    header: Sequence[str]

    def validate_row(self, row: frictionless.Row) -> Iterator[frictionless.Error]:
        if len(row.cells) != len(self.header):
            # It counts the cells of the columns that it knows.
            yield faults.BlankRowError.from_row(row, note="")
        cells = _cells(row, self.header)
        for column in self.table.definition.columns:
            if column.pattern or column.type != "string":
                try:
                    column.cast(cells.get(column.name, ""))
                except ValueError as error:
                    yield faults.TypeError.from_row(row, note=str(error), field_name=column.name)
        own = self.table.berichtsstand
        if own is not None and cells.get("berichtsstand", own) != own:
            yield faults.CellError.from_row(row, note="other round", field_name="berichtsstand")


def _told(error: frictionless.Error, table: Given) -> PackageError:
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
            column = table.definition.column(error.field_name)
            cell = _cells(error, table.header)[column.name]
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
            cells, key = _cells(error, table.header), table.definition.primary_key
            twice = any(cells[name] for name in key)
            words = ("ist doppelt", "is used twice") if twice else ("ist leer", "is empty")
            return _wrong_row(error, key, table, *words)
        case faults.ForeignKeyError():
            other = error.reference_name
            return _wrong_row(
                error, error.field_names, table, f"fehlt in {other}.csv", f"is missing from {other}.csv"
            )
    names = getattr(error, "field_name", "") or ", ".join(table.header or table.definition.column_names)
    return _again(
        table, f"Kopfzeile: es fehlt oder doppelt sich {names}", f"header row: missing or used twice: {names}"
    )


def _wrong_row(
    error: faults.RowError, columns: Sequence[str], table: Given, de: str, en: str
) -> PackageError:
    cells = _cells(error, table.header)
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


def _again(table: Given, de: str, en: str) -> PackageError:
    return PackageError(
        f"{table.place}, {de}. Bitte das Paket neu erzeugen.",
        f"{table.place}, {en}. Please make the package again.",
    )
