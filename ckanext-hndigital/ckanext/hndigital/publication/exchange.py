"""The register's part of a publication: rows exchanged, edition and register flipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.types import Context
from ckanext.hndigital import belonging, config
from ckanext.hndigital.publication import batch, before, edition, versions
from ckanext.hndigital.publication.order import Order, in_order
from ckanext.hndigital.register import hidden, store
from ckanext.hndigital.register.handmade import dataset_rows, is_handmade
from ckanext.hndigital.register.reading import newest_round
from ckanext.hndigital.visibility import is_public

from hndigital.projects import DATASET_TYPE, number_of
from hndigital.publisher.desired import register_pointer
from hndigital.schemas import register_table_names

__all__ = ["write_register"]

Row = dict[str, str]


def write_register(base: Context, order: Order, writer: store.Writer) -> tuple[set[str], list[str]]:
    """Exchange the rows and flip edition and register; return changed dataset ids and tables."""
    changed: set[str] = set()
    present = writer.read()
    shown, packages = _public_tables(order, present)
    exchanged = [name for name, rows in shown.items() if rows != present[name]]
    for name in exchanged:
        writer.replace(name, shown[name])
    model.Session.flush()
    if order.edition:
        changed.update(_turn_edition(base, order))
    patch: dict[str, Any] = {**register_pointer(newest_round(shown["vorhaben"]), shown["status"])}
    patch["private"] = bool(order.withdraws) and not any(shown.values())  # as before the first publication
    changed.update(batch.patch_dataset(base, config.register_name(), patch, touch=bool(exchanged)))
    changed.update(package.id for package in packages)
    return changed, exchanged


def _turn_edition(base: Context, order: Order) -> set[str]:
    """Let another Fassung of the edition count, or none of it."""
    package = model.Package.get(order.edition)
    fields = order.edition_fields if order.withdraws else edition.fields_to_set(order)
    before = versions.fields_now(package, fields) if package else {}
    if order.withdraws and not fields:
        patch: dict[str, Any] = {"fassung": "", "private": True}
    else:
        patch = {**fields, "private": False}
    changed = batch.patch_dataset(base, order.edition, patch)
    package = model.Package.get(order.edition)
    if order.withdraws:
        versions.take_back(package, order.withdraws)
    elif fields:
        versions.note_published(package, before, fields)
    versions.note_reasons(package, versions.published(package), order.reasons)
    return changed


def _public_tables(
    order: Order, present: Mapping[str, list[dict[str, str]]]
) -> tuple[dict[str, list[dict[str, str]]], list[model.Package]]:
    """Return the rows that readers may see, and the datasets beside which other rows were put.

    Rows of projects made by hand come from their datasets, whatever the caller sent; rows without a
    dataset (its creation failed) are left out until there is one.
    """
    packages = {
        number: package
        for package in model.Session.scalars(
            sa.select(model.Package).where(model.Package.type == DATASET_TYPE, belonging.own())
        )
        if (number := number_of(package.name))
    }
    shown: dict[str, list[dict[str, str]]] = {name: [] for name in register_table_names()}
    moved = []
    sent = {name: _by_number(in_order(name, rows)) for name, rows in order.tables.items()}
    held = {name: _by_number(rows) for name, rows in present.items()}
    for number, package in packages.items():
        wanted = _project_rows(number, package, sent, held)
        if is_handmade(package):
            before.forget(package)
        if is_public(package):
            hidden.take_hidden(package)
            for name, rows in wanted.items():
                shown[name].extend(rows)
            continue
        kept = hidden.hidden_rows(package)
        if wanted != {name: kept.get(name, []) for name in wanted}:
            hidden.keep_hidden(package, wanted)
            moved.append(package)
    return {name: in_order(name, rows) for name, rows in shown.items()}, moved


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["vorhaben_nr"], []).append(row)
    return grouped


def _project_rows(
    number: str,
    package: model.Package,
    sent: Mapping[str, Mapping[str, list[Row]]],
    held: Mapping[str, Mapping[str, list[Row]]],
) -> dict[str, list[Row]]:
    """Return the rows that a project shall have: made from its dataset, sent, or as they are."""
    kept = hidden.hidden_rows(package)
    now = {name: held[name].get(number) or kept.get(name, []) for name in register_table_names()}
    if is_handmade(package):
        return dataset_rows(package, before.entered_rows(package) or now)
    return {name: sent[name].get(number, []) if name in sent else rows for name, rows in now.items()}
