"""What the earlier calls of a large publication change of projects that readers see already.

It is kept beside the project until the last call, which makes it public with the register's rows: until then
readers see the round before, whole. CKAN's action writes it first, with validators and hooks, and what it
wrote is taken back in the same transaction.

What a publication that was given up has left here never comes to be: it has the mark of another run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.internals.model import fields_of, set_fields
from ckanext.hndigital.publication import before

from hndigital.projects import DATASET_TYPE

__all__ = ["keep", "kept", "names", "settle"]

_KEY = "hndigital_postponed"


def keep(package: model.Package, run: str, fields: Mapping[str, Any], write: Callable[[], object]) -> bool:
    """Let `write` set `fields` and keep them for the last call of `run`; return whether it wrote anything.

    Afterwards the dataset says what it said before (in the session; the caller commits). A run that goes on
    after a kill finds what it has kept already.
    """
    wanted = {"run": run, "fields": dict(fields)}
    if (package.plugin_data or {}).get(_KEY) == wanted:
        return True
    present = fields_of(package, [*fields, "metadata_modified"])
    write()
    if package.metadata_modified == present["metadata_modified"]:
        return False
    set_fields(package, present)
    package.plugin_data = {**(package.plugin_data or {}), _KEY: wanted}
    return True


def _all() -> list[model.Package]:
    package = model.Package
    query = sa.select(package).where(
        package.type == DATASET_TYPE, belonging.own(), package.plugin_data.has_key(_KEY)
    )
    return list(model.Session.scalars(query.order_by(package.name)))


def names() -> list[str]:
    """Return the names of the projects that something is kept of, whichever run it is of."""
    return [package.name for package in _all()]


def kept(run: str) -> dict[str, dict[str, Any]]:
    """Return what is kept for the last call of `run`, by the project's name."""
    noted = {package.name: package.plugin_data[_KEY] for package in _all()}
    return {name: dict(one["fields"]) for name, one in noted.items() if one["run"] == run}


def settle(run: str, *, forget_others: bool) -> set[str]:
    """Write what was kept for `run` (in the session); return the ids of the datasets changed.

    With `forget_others` what other runs have kept is gone: they have been overtaken.
    """
    changed = set()
    modified = datetime.now(UTC).replace(tzinfo=None)
    for package in _all():
        noted = package.plugin_data[_KEY]
        if noted["run"] == run or forget_others:
            package.plugin_data = {key: value for key, value in package.plugin_data.items() if key != _KEY}
        if noted["run"] != run:
            continue
        before.remember(package, noted["fields"])
        set_fields(package, {**noted["fields"], "metadata_modified": modified})
        changed.add(package.id)
    return changed
