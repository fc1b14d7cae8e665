"""Projects made by hand: their register rows follow their datasets.

A project that no report names yet has its values in its dataset only. After each committed action
its rows are written to the register by the code that a publication uses as well. For a project that
a report names the rows are the publication's; here they only leave the DataStore when the project
is no longer public, and come back with it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import belonging
from ckanext.hndigital.contexts import is_publication
from ckanext.hndigital.register import dataset as register_dataset
from ckanext.hndigital.register import store
from ckanext.hndigital.register.hidden import hidden_rows, keep_hidden, take_hidden
from ckanext.hndigital.visibility import is_public

from hndigital.projects import DATASET_TYPE, number_of
from hndigital.schemas import ratings_in, register_table, register_table_names

__all__ = ["dataset_rows", "is_handmade", "remove_orphans", "signal_subscriptions", "sync", "sync_all"]

log = logging.getLogger(__name__)

_UNDEFINED_TABLE = "42P01"
"""PostgreSQL's code for a table that is not there."""
_ACTIONS = ("package_create", "package_update", "package_delete", "dataset_purge")


def is_handmade(package: model.Package) -> bool:
    """Return whether no report has named the project yet."""
    return not (package.extras or {}).get("zuletzt_berichtet")


def dataset_rows(
    package: model.Package, earlier: Mapping[str, list[dict[str, str]]]
) -> dict[str, list[dict[str, str]]]:
    """Return the register rows of a hand-made project, made from its dataset.

    Rows of other rounds in `earlier` (status and cost that the project had then) stay.
    """
    values = dict(package.extras or {})
    values["titel"] = package.title or ""
    number = values.get("vorhaben_nr") or number_of(package.name) or ""
    values["vorhaben_nr"] = number
    berichtsstand = values.get("berichtsstand") or ""
    ratings = [
        {"vorhaben_nr": number, "strategiefeld": code, "bewertung": rating}
        for code, rating in ratings_in(values.get).items()
    ]
    amount = values.get("kosten_eur") or ""
    own: dict[str, list[dict[str, str]]] = {
        "vorhaben": [values],
        "strategiefeld_matrix": ratings,
        "status": [{**values, "stichtag": ""}],
        "kosten": [{**values, "betrag_eur": amount, "wortlaut": ""}],
        "aenderungen": [],
    }
    tables: dict[str, list[dict[str, str]]] = {}
    for name in register_table_names():
        definition = register_table(name)
        rows = [definition.row(row) for row in own[name]]
        if "berichtsstand" in definition.primary_key and name != "aenderungen":
            kept = [row for row in earlier.get(name, []) if row["berichtsstand"] != berichtsstand]
            rows = [*kept, *rows]
        tables[name] = rows
    return tables


def sync(vorhaben_nr: str, package: model.Package | None) -> bool:
    """Bring the register's rows of one project in step with its dataset; return whether any changed.

    The rows of a project whose dataset is gone, private, a draft or deleted leave the DataStore.
    """
    if package is not None and is_handmade(package) and is_public(package):
        register_dataset.ensure()
    if not store.register_resources():
        return False
    with store.writing() as (writer, transaction):
        present = {
            name: [row for row in rows if row["vorhaben_nr"] == vorhaben_nr]
            for name, rows in writer.read().items()
        }
        kept = hidden_rows(package) if package is not None else {}
        rows = {name: present[name] or kept.get(name, []) for name in present}
        if package is not None and is_handmade(package):
            rows = dataset_rows(package, rows)
        public = is_public(package)
        wanted = rows if public else {name: [] for name in present}
        changed = wanted != present
        if changed:
            writer.replace_project(vorhaben_nr, wanted)
        if package is not None:
            if public:
                take_hidden(package)
            else:
                keep_hidden(package, rows)
            model.Session.commit()
        transaction.commit()
    if changed:
        register_dataset.touch()
    return changed


def signal_subscriptions() -> Mapping[Any, Any]:
    """Return the signals to listen to: the actions that change a dataset, once each has committed."""
    return {
        toolkit.signals.action_succeeded: [{"sender": name, "receiver": _after_action} for name in _ACTIONS]
    }


def _after_action(
    sender: str, context: Context, data_dict: dict[str, Any], result: Any, **_kwargs: Any
) -> None:
    if is_publication(context) or context.get("defer_commit"):
        return
    reference = _reference(data_dict, result)
    if not reference:
        return
    package = model.Package.get(reference)
    try:
        if package is None:
            remove_orphans()
        elif (
            package.type == DATASET_TYPE
            and belonging.belongs(package)
            and (number := number_of(package.name))
        ):
            sync(number, package)
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "pgcode", "") != _UNDEFINED_TABLE:
            raise
        # The action is done; whoever dropped the table is taking the register away, and its rows with it.
        log.warning("The rows of %s are not in step: the register has lost a table.", reference)


def _reference(data_dict: Mapping[str, Any], result: Any) -> str:
    if isinstance(result, Mapping):
        return str(result.get("id") or "")
    if isinstance(result, str) and result:
        return result
    return str(data_dict.get("id") or data_dict.get("name") or "")


def remove_orphans() -> list[str]:
    """Remove the rows of projects that have no dataset any more; return their numbers."""
    if not store.register_resources():
        return []
    names = model.Session.scalars(
        sa.select(model.Package.name).where(model.Package.type == DATASET_TYPE, belonging.own())
    )
    known = {number_of(name) for name in names}
    with store.writing() as (writer, transaction):
        tables = writer.read()
        gone = sorted({row["vorhaben_nr"] for rows in tables.values() for row in rows} - known)
        for number in gone:
            writer.replace_project(number, {name: [] for name in tables})
        transaction.commit()
    if gone:
        register_dataset.touch()
    return gone


def sync_all() -> list[str]:
    """Bring the rows of all projects that are hand-made or not public in step; return the changed numbers."""
    query = sa.select(model.Package).where(model.Package.type == DATASET_TYPE, belonging.own())
    changed = remove_orphans()
    for package in list(model.Session.scalars(query)):
        number = number_of(package.name)
        if number and (is_handmade(package) or not is_public(package)) and sync(number, package):
            changed.append(number)
    return changed
