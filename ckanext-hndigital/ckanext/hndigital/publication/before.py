"""What a project said that was made by hand, kept while reports name it.

A report's values take the place of those entered before it. Where that report is withdrawn, and no other
names the project, the entered values come back, and so do their rows of earlier rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.choices import reported_fields
from ckanext.hndigital.internals.model import fields_of
from ckanext.hndigital.register import hidden, store
from ckanext.hndigital.register.handmade import is_handmade
from ckanext.hndigital.visibility import is_public

from hndigital.projects import DATASET_TYPE, number_of

__all__ = ["all_entered", "entered_rows", "forget", "remember"]

_KEY = "hndigital_entered"


def remember(package: model.Package, changes: Mapping[str, Any]) -> None:
    """Keep all that a hand-made project says where reports do, if `changes` are a report's (in the session).

    All of it, not only what this report says otherwise: a later one changes other fields.
    """
    if not changes.get("zuletzt_berichtet") or not is_handmade(package):
        return
    number = number_of(package.name) or ""
    rows = store.read(vorhaben_nr=number) if is_public(package) else hidden.hidden_rows(package)
    found = fields_of(package, (*reported_fields(), "notes", "notes_berechnet"))
    fields = {name: str(value or "") for name, value in found.items()}
    kept = {"fields": {**fields, "private": "true" if package.private else ""}, "rows": rows}
    package.plugin_data = {**(package.plugin_data or {}), _KEY: kept}


def all_entered() -> dict[str, dict[str, str]]:
    """Return what projects said that were made by hand before a report named them, by name."""
    query = sa.select(model.Package.name, model.Package.plugin_data).where(
        model.Package.type == DATASET_TYPE, belonging.own(), model.Package.plugin_data.has_key(_KEY)
    )
    return {name: dict(kept[_KEY]["fields"]) for name, kept in model.Session.execute(query)}


def entered_rows(package: model.Package) -> dict[str, list[dict[str, str]]]:
    """Return the register's rows that were kept with it, by table."""
    kept = (package.plugin_data or {}).get(_KEY) or {}
    return {name: [dict(row) for row in rows] for name, rows in (kept.get("rows") or {}).items()}


def forget(package: model.Package) -> None:
    """Forget what was kept: the project is made by hand again (in the session)."""
    if _KEY in (package.plugin_data or {}):
        package.plugin_data = {key: value for key, value in package.plugin_data.items() if key != _KEY}
