"""CKAN's tables beyond the columns that `ckan.model` documents: extras of datasets, licences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from ckan import model
from ckan.model.license import LicenseRegister
from ckanext.hndigital.internals.versions import since
from sqlalchemy.dialects.postgresql import JSONB

__all__ = [
    "KnownLicence",
    "dataset_extra",
    "dataset_extras",
    "fields_of",
    "known_licence",
    "migrate",
    "release_savepoints",
    "set_fields",
]


class KnownLicence(NamedTuple):
    """A licence of the portal's list: its title and its address ("" if it has none)."""

    title: str
    url: str


def dataset_extra(name: str) -> sa.ColumnElement[Any]:
    """Return a dataset's extra as text, NULL where it has none, in a query on `model.Package`.

    Since 2.12 extras are a JSONB column of the table of datasets (`ckan/model/package.py`), before rows of
    a table of their own (`ckan/model/package_extra.py`).
    """
    if since("2.12"):
        return model.Package.extras[name].astext
    own = _own_table()
    return sa.select(own.value).where(*_of_dataset(own), own.key == name).scalar_subquery()


def dataset_extras() -> sa.ColumnElement[Any]:
    """Return all extras of a dataset as a dict of texts, NULL where it has none; see `dataset_extra`."""
    if since("2.12"):
        return model.Package.extras
    own = _own_table()
    whole = sa.func.jsonb_object_agg(own.key, own.value, type_=JSONB)
    return sa.select(whole).where(*_of_dataset(own)).scalar_subquery()


def _own_table() -> Any:
    return model.PackageExtra


def _of_dataset(own: Any) -> tuple[Any, Any]:
    return own.package_id == model.Package.id, own.state == "active"


def known_licence(licence_id: str) -> KnownLicence | None:
    """Return a licence of the portal's list by its id.

    `LicenseRegister` in `ckan/model/license.py` reads the list that `licenses_group_url` names.
    """
    found = LicenseRegister().get(licence_id)
    return KnownLicence(found.title or "", found.url or "") if found else None


def release_savepoints() -> None:
    """Make the savepoints part of the transaction that CKAN's own actions have left open in it.

    Since 2.12 `package_update` opens one for each dataset (`ckan/logic/action/update.py`) and leaves it open
    where the context says `defer_commit`.
    """
    while (nested := model.Session().get_nested_transaction()) is not None:
        nested.commit()


def _columns() -> Collection[str]:
    return sa.inspect(model.Package).column_attrs.keys()


def fields_of(package: model.Package, names: Iterable[str]) -> dict[str, Any]:
    """Return columns and extras of a dataset by their names, None for an extra that it has not."""
    columns, extras = _columns(), package.extras or {}
    return {name: getattr(package, name) if name in columns else extras.get(name) for name in names}


def set_fields(package: model.Package, fields: Mapping[str, Any]) -> None:
    """Set columns and extras of a dataset by their names, past CKAN's actions; None or "" is no extra at all.

    Extras are a dictionary of the model: since 2.12 a column (`ckan/model/package.py`), before a proxy of the
    rows of a table of their own (`ckan/model/package_extra.py`).
    """
    columns = _columns()
    for name, value in fields.items():
        if name in columns:
            setattr(package, name, value)
        elif value:
            package.extras[name] = value
        else:
            package.extras.pop(name, None)


def migrate() -> None:
    """Bring the tables of an older version to the installed one's, as `ckan db upgrade` does."""
    from ckan.cli.db import upgrade  # the command line's, which nothing else needs

    upgrade.main(args=[], standalone_mode=False)
