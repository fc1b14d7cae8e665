"""Rows of projects that readers must not see: kept beside the dataset, not in the DataStore.

The register's tables are public through CKAN's DataStore API, so that the rows of a project that
is private, a draft or deleted cannot stay there. They move to the dataset's `plugin_data`, which only
CKAN's database holds and no API shows, and come back when the project is public again.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.register import store
from ckanext.hndigital.register.store import Tables
from ckanext.hndigital.visibility import is_public

from hndigital.projects import DATASET_TYPE, number_of, project_name
from hndigital.schemas import register_table, register_table_names

__all__ = [
    "STAGED",
    "all_hidden",
    "hidden_rows",
    "keep_hidden",
    "project_rows",
    "take_hidden",
    "whole_tables",
]

STAGED = "hndigital_staged"
"""Says, in `plugin_data`, of which publication a project is that has not come to its last call yet."""
_KEY = "hndigital"


def hidden_rows(package: model.Package) -> dict[str, list[dict[str, str]]]:
    """Return the rows kept beside a dataset, by table."""
    stored = (package.plugin_data or {}).get(_KEY) or {}
    return {name: [dict(row) for row in rows] for name, rows in (stored.get("rows") or {}).items()}


def keep_hidden(package: model.Package, tables: Tables) -> None:
    """Keep rows beside a dataset (in the session; the caller commits)."""
    rows = {name: [dict(row) for row in table] for name, table in tables.items() if table}
    package.plugin_data = {**(package.plugin_data or {}), _KEY: {"rows": rows}}


def take_hidden(package: model.Package) -> dict[str, list[dict[str, str]]]:
    """Return the rows kept beside a dataset and forget them there (in the session)."""
    rows = hidden_rows(package)
    if rows:
        package.plugin_data = {k: v for k, v in (package.plugin_data or {}).items() if k != _KEY}
    return rows


def all_hidden(numbers: Iterable[str] | None = None) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Return the kept rows of all projects that have some, by number and table."""
    query = (
        sa.select(model.Package)
        .where(model.Package.type == DATASET_TYPE, belonging.own())
        .where(model.Package.plugin_data.has_key(_KEY))
    )
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    wanted = set(numbers) if numbers is not None else None
    for package in model.Session.scalars(query):
        number = number_of(package.name)
        if number and (wanted is None or number in wanted):
            found[number] = hidden_rows(package)
    return found


def project_rows(number: str) -> dict[str, list[dict[str, str]]]:
    """Return the register rows of one project, wherever they are kept; rights are the caller's."""
    package = model.Package.get(project_name(number))
    if not is_public(package):
        kept = hidden_rows(package) if package is not None else {}
        if kept:
            return {name: kept.get(name, []) for name in register_table_names()}
    return store.read(vorhaben_nr=number)


def whole_tables() -> dict[str, list[dict[str, str]]]:
    """Return the register's rows, those of projects that readers must not see among them, sorted by key."""
    tables = store.read()
    for rows in all_hidden().values():
        for name, kept in rows.items():
            tables[name].extend(kept)
    return {name: sorted(rows, key=register_table(name).key) for name, rows in tables.items()}
