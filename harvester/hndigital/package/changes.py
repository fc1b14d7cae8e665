"""What changed between two packages, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .. import schemas
from .load import Rows

__all__ = ["Change", "Edition", "diff", "project_fields"]

NEU, GEAENDERT, ENTFALLEN, KORREKTUR = "neu", "geaendert", "entfallen", "korrektur"


class Edition(Protocol):
    """What comparing and folding need to know of a package."""

    @property
    def berichtsstand(self) -> str:
        """Reporting round."""

    @property
    def tables(self) -> Mapping[str, Rows]:
        """Rows by table name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one project that differs; `art` is a code of `schemas/codelists/aenderungsart.csv`.

    A project that appears or vanishes is one change of the field `titel`.
    """

    vorhaben_nr: str
    feld: str
    alt: str
    neu: str
    art: str

    def row(self) -> dict[str, str]:
        """Return the change as a row of `aenderungen.csv`."""
        return {
            "vorhaben_nr": self.vorhaben_nr,
            "feld": self.feld,
            "alt": self.alt,
            "neu": self.neu,
            "art": self.art,
        }


def project_fields(edition: Edition) -> dict[str, dict[str, str]]:
    """Return each project's fields: the columns of `vorhaben` and `strategiefeld.<code>` per rating.

    Where a package has a table `fortschritt`, plan and actual as reported for this round follow.
    """
    names = [name for name in schemas.table("vorhaben").column_names if name != "vorhaben_nr"]
    projects = {
        row["vorhaben_nr"]: {name: row.get(name, "") for name in names} for row in edition.tables["vorhaben"]
    }
    for row in edition.tables["strategiefeld_matrix"]:
        if row["vorhaben_nr"] in projects:
            projects[row["vorhaben_nr"]][schemas.rating_field(row["strategiefeld"])] = row["bewertung"]
    reported = schemas.table("fortschritt").having("progress")
    for row in edition.tables.get("fortschritt", ()):
        if row["berichtsstand"] == edition.berichtsstand and row["vorhaben_nr"] in projects:
            projects[row["vorhaben_nr"]] |= {name: row[name] for name in reported if row[name]}
    return projects


def changed_fields(nr: str, old: Mapping[str, str], new: Mapping[str, str], art: str) -> list[Change]:
    """Return a change per field in which two states of one project differ, in the order of the columns."""
    fields = [*old, *(name for name in new if name not in old)]
    return [
        Change(nr, name, old.get(name, ""), new.get(name, ""), art)
        for name in fields
        if not _same(name, old.get(name, ""), new.get(name, ""))
    ]


def _same(name: str, old: str, new: str) -> bool:
    """Tell whether two cells hold one value, however it is written: `20000.50` is `20000.5`."""
    if old == new:
        return True
    columns = (*schemas.table("vorhaben").columns, *schemas.table("fortschritt").columns)
    column = next((one for one in columns if one.name == name), None)
    if column is None or column.type == "string":
        return False
    try:
        return column.cast(old) == column.cast(new)
    except ValueError:
        return False


def diff(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Return what changed from `old` to `new`, sorted by project number and field.

    If both are the same reporting round, every change is a correction (`korrektur`).
    """
    same_round = old.berichtsstand == new.berichtsstand
    neu, geaendert, entfallen = [KORREKTUR] * 3 if same_round else [NEU, GEAENDERT, ENTFALLEN]
    before, after = project_fields(old), project_fields(new)
    changes: list[Change] = []
    for nr in before.keys() | after.keys():
        if nr not in before:
            changes.append(Change(nr, "titel", "", after[nr]["titel"], neu))
        elif nr not in after:
            changes.append(Change(nr, "titel", before[nr]["titel"], "", entfallen))
        else:
            changes += changed_fields(nr, before[nr], after[nr], geaendert)
    return tuple(sorted(changes, key=lambda change: (change.vorhaben_nr, change.feld)))
