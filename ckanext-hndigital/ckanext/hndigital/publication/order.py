"""What is to be published, and whether its shape and rows are right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckan.plugins import toolkit

from hndigital.schemas import register_table, register_table_names

__all__ = ["Order", "in_order", "input_errors"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published (see `digitalprojekt_publish`), or withdrawn.

    `reasons` say why it is published although it would be refused, by the option that was given.
    All calls of one publication have the same `run`, those of another one never.
    `withdraws` is the Fassung of the edition that goes, 0 for a publication; then `edition_fields` are those
    of the one that counts afterwards, none where none does.
    """

    berichtsstand: str
    projects: Sequence[Mapping[str, Any]]
    tables: Mapping[str, list[dict[str, str]]]
    edition: str = ""
    edition_fields: Mapping[str, Any] = field(default_factory=dict)
    edition_before: Mapping[str, Any] = field(default_factory=dict)
    revision: str | None = None
    run: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    final: bool = True
    dry_run: bool = False
    index_limit: int = 0
    withdraws: int = 0

    @property
    def publication(self) -> str:
        """What all calls of a publication have in common; without a mark its edition, or the round."""
        return self.run or self.edition or self.berichtsstand

    @property
    def writes(self) -> bool:
        """Whether it brings anything: a call that only lets the index follow does not."""
        return bool(self.projects or self.tables or self.edition_fields or (self.withdraws and self.edition))


def input_errors(
    projects: Any, tables: Any, edition_fields: Any, edition_before: Any
) -> dict[str, list[str]]:
    """Return what is wrong with the shape of the parameters and with the rows, by parameter."""
    errors: dict[str, list[str]] = {}
    if not isinstance(projects, list) or not all(isinstance(project, dict) for project in projects):
        errors["projects"] = [toolkit._("Please send a list of projects.")]
    for name, fields in (("edition_fields", edition_fields), ("edition_before", edition_before)):
        if not isinstance(fields, dict):
            errors[name] = [toolkit._("Please send a dictionary of fields.")]
    if not isinstance(tables, dict):
        errors["tables"] = [toolkit._("Please send a dictionary of tables.")]
        return errors
    for name, rows in tables.items():
        if name not in register_table_names():
            problem = toolkit._("The register has no table {name}.").format(name=name)
        elif rows is not None and (
            not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows)
        ):
            problem = toolkit._("Table {name} must be a list of rows.").format(name=name)
        else:
            problem = _row_problem(name, rows or [])
        if problem:
            errors.setdefault("tables", []).append(problem)
    return errors


def _row_problem(name: str, rows: Iterable[Mapping[str, Any]]) -> str:
    definition = register_table(name)
    seen = set()
    for position, row in enumerate(rows, start=1):
        if not all(isinstance(cell, str) or cell is None for cell in row.values()):
            return str(toolkit._("Table {name}, row {row}: cells are text.").format(name=name, row=position))
        try:
            definition.cast(row)
        except ValueError as error:
            return str(
                toolkit._("Table {name}, row {row}: {problem}.").format(
                    name=name, row=position, problem=error
                )
            )
        key = tuple(row.get(column) or "" for column in definition.primary_key)
        if key in seen:
            return str(
                toolkit._("Table {name}: {key} occurs more than once.").format(name=name, key=", ".join(key))
            )
        seen.add(key)
    return ""


def in_order(name: str, rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return rows with all columns of the register's table `name`, in the order of its key."""
    definition = register_table(name)
    return sorted((definition.row(row) for row in rows), key=definition.key)
