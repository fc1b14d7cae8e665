"""The publication of a round through three stores: CKAN's database, the DataStore, the search index.

Order of work, so that readers see all or nothing and a kill at any point can be mended by repeating:

1. The lock of the register is taken (in the DataStore's transaction): one publication at a time.
2. All projects and the edition are written by CKAN's actions without a commit. When one fails, CKAN
   rolls the whole session back; then all projects are validated, the failing ones put aside and the
   rest written again.
3. The rows are exchanged in the DataStore's transaction, without a commit.
4. The search documents are made, CKAN's database commits, the DataStore commits.
5. The documents go to Solr with one commit; last, the index is compared and mended.

A kill between the two commits leaves old rows; a kill before Solr's commit an old index. Repeating
the call finds both, since it compares rows and index, not only datasets.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ckan import logic, model
from ckan.lib import plugins as lib_plugins
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import config, hidden, indexing, register_dataset, rounds, store
from ckanext.hndigital.handmade import dataset_rows, is_handmade
from ckanext.hndigital.logic.validators import PUBLISHING
from ckanext.hndigital.projects import TYPE, number_of, project_name, slice_resources, with_slice_resources
from ckanext.hndigital.register import newest_round
from hndigital.schemas import register_table, register_table_names

__all__ = ["Order", "input_errors", "publish"]

log = logging.getLogger(__name__)

_CORE_FIELDS = ("title", "notes", "license_id", "url", "version", "author", "maintainer")
_STAGED = "hndigital_staged"

_ObjectErrors = (
    toolkit.ValidationError,
    toolkit.NotAuthorized,
    toolkit.ObjectNotFound,
    SQLAlchemyError,
    ValueError,
)


@dataclass(frozen=True)
class Order:
    """What is to be published (see `digitalprojekt_publish`)."""

    berichtsstand: str
    owner_org: str
    projects: Sequence[Mapping[str, Any]]
    tables: Mapping[str, list[dict[str, str]]]
    edition: str = ""
    edition_fields: Mapping[str, Any] = field(default_factory=dict)
    final: bool = True
    dry_run: bool = False


@dataclass
class _Outcome:
    """What has happened to the projects so far."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, Any] = field(default_factory=dict)


def input_errors(projects: Any, tables: Any, edition_fields: Any) -> dict[str, list[str]]:
    """Return what is wrong with the shape of the parameters and with the rows, by parameter."""
    errors: dict[str, list[str]] = {}
    if not isinstance(projects, list) or not all(isinstance(project, dict) for project in projects):
        errors["projects"] = [toolkit._("Please send a list of projects.")]
    if not isinstance(edition_fields, dict):
        errors["edition_fields"] = [toolkit._("Please send a dictionary of fields.")]
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
                toolkit._("Table {name}, row {row}: {problem}.").format(name=name, row=position, problem=error)
            )
        key = tuple(row.get(column) or "" for column in definition.primary_key)
        if key in seen:
            return str(
                toolkit._("Table {name}: {key} occurs more than once.").format(name=name, key=", ".join(key))
            )
        seen.add(key)
    return ""


def publish(context: Context, order: Order) -> dict[str, Any]:
    """Carry the order out (see the module's docstring); rights have been checked."""
    base: Context = {"user": context["user"], "auth_user_obj": context.get("auth_user_obj")}
    if order.dry_run:
        return _dry_run(base, order)
    register_dataset.ensure(order.owner_org, private=order.final and bool(order.edition))
    with store.writing() as (writer, connection):
        outcome, changed_ids = _write_batch(base, order)
        exchanged: list[str] = []
        if order.final:
            also, exchanged = _write_register(base, order, writer)
            changed_ids.update(also)
        model.Session.flush()
        prepared = indexing.documents(sorted(changed_ids))
        model.Session.commit()
        connection.commit()
    indexing.send(prepared)
    mended = indexing.mend(_datasets_of(order))
    return {
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "failed": [{"name": name, "errors": errors} for name, errors in outcome.failed.items()],
        "berichtsstand": newest_round(store.read(["vorhaben"])["vorhaben"]),
        "tables": exchanged,
        "index": mended.as_dict(),
    }


def _datasets_of(order: Order) -> list[str]:
    names = [name for name in (order.edition, config.register_name()) if name]
    return [package.id for name in names if (package := model.Package.get(name)) is not None]


def _batch_context(base: Context) -> Context:
    context: Context = {**base, "session": model.Session, "defer_commit": True, "return_id_only": True}  # type: ignore[typeddict-item]
    context[PUBLISHING] = True  # type: ignore[literal-required]
    return context


def _write_batch(base: Context, order: Order) -> tuple[_Outcome, set[str]]:
    """Write all projects into the open session; return the outcome and the ids that changed."""
    failed = _unnumbered(order.projects)
    validated = False
    while True:
        outcome = _Outcome(failed=dict(failed))
        changed: set[str] = set()
        todo = [project for project in order.projects if _name(project) not in failed]
        stored = _stored_packages(_name(project) for project in todo)
        for project in todo:
            name = _name(project)
            try:
                _write_one(base, order, project, stored.get(name), outcome, changed)
            except _ObjectErrors as error:
                # The session may be rolled back: nothing written so far in this pass counts.
                model.Session.rollback()
                failed[name] = _error_of(error)
                log.warning("publication: project %s failed: %s", name, failed[name])
                break
        else:
            return outcome, changed
        if not validated:
            validated = True
            rest = [project for project in todo if _name(project) not in failed]
            failed.update(_problems(base, order, rest))


def _unnumbered(projects: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    failed: dict[str, Any] = {}
    seen: set[str] = set()
    for project in projects:
        name = _name(project)
        number = str(project.get("vorhaben_nr") or "")
        if number_of(number) != number:
            failed[name] = {
                "vorhaben_nr": [toolkit._("“{value}” is no project number.").format(value=number)]
            }
        elif name in seen:
            failed[name] = {"vorhaben_nr": [toolkit._("The project is listed more than once.")]}
        seen.add(name)
    return failed


def _name(project: Mapping[str, Any]) -> str:
    return project_name(str(project.get("vorhaben_nr") or ""))


def _stored_packages(names: Iterable[str]) -> dict[str, model.Package]:
    query = sa.select(model.Package).where(model.Package.name.in_(list(names)))
    return {package.name: package for package in model.Session.scalars(query)}


def _write_one(
    base: Context,
    order: Order,
    project: Mapping[str, Any],
    package: model.Package | None,
    outcome: _Outcome,
    changed: set[str],
) -> None:
    name = _name(project)
    if package is None:
        created = {**project, "type": TYPE, "name": name, "owner_org": order.owner_org}
        if not order.final:
            created["private"] = True
        package_id = toolkit.get_action("package_create")(_batch_context(base), created)
        if not order.final:
            staged = model.Package.get(package_id)
            staged.plugin_data = {**(staged.plugin_data or {}), _STAGED: True}
        outcome.created.append(name)
        changed.add(str(package_id))
        return
    if package.type != TYPE:
        raise toolkit.ValidationError(
            {"name": [toolkit._("{name} is a dataset of another type.").format(name=name)]}
        )
    patch = _differences(project, package)
    if order.final and _is_staged(package):
        patch["private"] = False
    if not patch:
        outcome.unchanged.append(name)
        return
    before = package.metadata_modified
    toolkit.get_action("package_patch")(_batch_context(base), {**patch, "id": package.id})
    _release_savepoints()
    if order.final and _is_staged(package):
        package.plugin_data = {k: v for k, v in (package.plugin_data or {}).items() if k != _STAGED}
    if package.metadata_modified == before:
        outcome.unchanged.append(name)
        return
    outcome.updated.append(name)
    changed.add(package.id)


def _is_staged(package: model.Package) -> bool:
    return bool((package.plugin_data or {}).get(_STAGED))


def _release_savepoints() -> None:
    # package_update opens one for each dataset and leaves it open when the commit is deferred.
    while (nested := model.Session().get_nested_transaction()) is not None:
        nested.commit()


def _differences(project: Mapping[str, Any], package: model.Package) -> dict[str, Any]:
    """Return the keys of `project` whose values differ from the dataset's, and resources to mend."""
    extras = package.extras or {}
    patch: dict[str, Any] = {}
    for key, value in project.items():
        if key in ("id", "name", "type", "vorhaben_nr", "owner_org", "resources"):
            continue
        stored = getattr(package, key) if key in _CORE_FIELDS else extras.get(key)
        if key in ("private", "state"):
            stored = getattr(package, key)
        if not isinstance(value, (str, type(None))):
            if stored != value:
                patch[key] = value
        elif (stored or "") != (value or ""):
            patch[key] = value or ""
    number = number_of(package.name)
    if number and not _slices_right(package, number):
        shown = [resource.as_dict() for resource in package.resources]
        patch["resources"] = with_slice_resources(number, shown)
    return patch


def _slices_right(package: model.Package, number: str) -> bool:
    urls = {resource.id: resource.url for resource in package.resources}
    return all(urls.get(wanted["id"]) == wanted["url"] for wanted in slice_resources(number))


def _error_of(error: Exception) -> Any:
    if isinstance(error, toolkit.ValidationError):
        return error.error_dict
    if isinstance(error, toolkit.NotAuthorized):
        return {"": [toolkit._("Not authorised to change this project.")]}
    if isinstance(error, SQLAlchemyError):
        return {"": [toolkit._("The database refused the project: {reason}").format(reason=type(error).__name__)]}
    return {"": [str(error)]}


def _problems(base: Context, order: Order, projects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Validate projects without writing; return the errors of those that would fail."""
    found: dict[str, Any] = {}
    for project in projects:
        name = _name(project)
        try:
            errors = _validate(base, order, project, name)
        except (toolkit.NotAuthorized, toolkit.ObjectNotFound) as error:
            errors = _error_of(error)
        if errors:
            found[name] = errors
    return found


def _validate(base: Context, order: Order, project: Mapping[str, Any], name: str) -> Any:
    context = _batch_context(base)
    plugin = lib_plugins.lookup_package_plugin(TYPE)
    package = model.Package.get(name)
    if package is None:
        number = str(project["vorhaben_nr"])
        data = {**project, "type": TYPE, "name": name, "owner_org": order.owner_org}
        data["resources"] = slice_resources(number)
        toolkit.check_access("package_create", context, data)
        schema, action = plugin.create_package_schema(), "package_create"
    else:
        patch = _differences(project, package)
        if not patch:
            return {}
        shown = toolkit.get_action("package_show")(
            logic.fresh_context(context, ignore_auth=True), {"id": package.id}
        )
        data = {**shown, **patch, "resources": []}
        data.pop("metadata_modified", None)
        context["package"] = package
        toolkit.check_access("package_update", context, data)
        schema, action = plugin.update_package_schema(), "package_update"
    return lib_plugins.plugin_validate(plugin, context, data, schema, action)[1]


def _dry_run(base: Context, order: Order) -> dict[str, Any]:
    failed = _unnumbered(order.projects)
    todo = [project for project in order.projects if _name(project) not in failed]
    failed.update(_problems(base, order, todo))
    outcome = _Outcome(failed=failed)
    stored = _stored_packages(_name(project) for project in todo)
    for project in todo:
        name = _name(project)
        if name in failed:
            continue
        if name not in stored:
            outcome.created.append(name)
        elif _differences(project, stored[name]):
            outcome.updated.append(name)
        else:
            outcome.unchanged.append(name)
    present = store.read()
    given = {name: _in_order(name, rows) for name, rows in order.tables.items()}
    return {
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "failed": [{"name": name, "errors": errors} for name, errors in failed.items()],
        "berichtsstand": newest_round(given.get("vorhaben", present["vorhaben"])),
        "tables": [name for name, rows in given.items() if rows != present[name]],
        "index": indexing.compare().as_dict(),
    }


def _in_order(name: str, rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    definition = register_table(name)
    return sorted((definition.row(row) for row in rows), key=definition.key)


def _write_register(base: Context, order: Order, writer: store.Writer) -> tuple[set[str], list[str]]:
    """Exchange the rows and flip edition and register; return changed dataset ids and tables."""
    changed: set[str] = set()
    present = writer.read()
    shown, packages = _public_tables(order, present)
    exchanged = [name for name, rows in shown.items() if rows != present[name]]
    for name in exchanged:
        writer.replace(name, shown[name])
    model.Session.flush()
    if order.edition:
        patch = {**order.edition_fields, "private": False}
        changed.update(_patch_dataset(base, order.edition, patch))
    current = newest_round(shown["vorhaben"])
    patch = {"berichtsstand": current, "stichtag": _stichtag(shown["status"], current)}
    if not rounds.is_round(newest_round(present["vorhaben"])):
        patch["private"] = False
    changed.update(_patch_dataset(base, config.register_name(), patch, touch=bool(exchanged)))
    changed.update(package.id for package in packages)
    return changed, exchanged


def _stichtag(status: Iterable[Mapping[str, str]], berichtsstand: str) -> str:
    dates = (row["stichtag"] for row in status if row["berichtsstand"] == berichtsstand and row["stichtag"])
    return next(dates, "")


def _public_tables(
    order: Order, present: Mapping[str, list[dict[str, str]]]
) -> tuple[dict[str, list[dict[str, str]]], list[model.Package]]:
    """Return the rows that readers may see; rows of other projects are put beside their datasets.

    Rows of projects made by hand come from their datasets, whatever the caller sent; rows without a
    dataset (its creation failed) are left out until there is one.
    """
    packages = {
        number: package
        for package in model.Session.scalars(sa.select(model.Package).where(model.Package.type == TYPE))
        if package.state != "draft" and (number := number_of(package.name))
    }
    rows: dict[str, dict[str, list[dict[str, str]]]] = {name: {} for name in register_table_names()}
    for name, by_number in rows.items():
        source = _in_order(name, order.tables[name]) if name in order.tables else present[name]
        for row in source:
            by_number.setdefault(row["vorhaben_nr"], []).append(row)
    for number, package in packages.items():
        kept = hidden.hidden_rows(package)
        for name, by_number in rows.items():
            if name not in order.tables and kept.get(name):
                by_number[number] = kept[name]
        if is_handmade(package):
            earlier = {
                name: [row for row in present[name] if row["vorhaben_nr"] == number] or kept.get(name, [])
                for name in rows
            }
            for name, own in dataset_rows(package, earlier).items():
                rows[name][number] = own
    moved = []
    for number, package in packages.items():
        if hidden.is_public(package):
            hidden.take_hidden(package)
            continue
        own = {name: by_number.pop(number, []) for name, by_number in rows.items()}
        if own != {name: hidden.hidden_rows(package).get(name, []) for name in own}:
            hidden.keep_hidden(package, own)
            moved.append(package)
    shown = {
        name: _in_order(name, (row for number, own in by_number.items() if number in packages for row in own))
        for name, by_number in rows.items()
    }
    return shown, moved


def _patch_dataset(base: Context, name: str, patch: Mapping[str, Any], *, touch: bool = False) -> set[str]:
    package = model.Package.get(name)
    if package is None:
        raise toolkit.ValidationError(
            {"edition": [toolkit._("There is no dataset {name}.").format(name=name)]}
        )
    extras = package.extras or {}
    different = {
        key: value
        for key, value in patch.items()
        if (bool(package.private) != value if key == "private" else _value(package, extras, key) != str(value or ""))
    }
    if different:
        toolkit.get_action("package_patch")(_batch_context(base), {**different, "id": package.id})
        _release_savepoints()
    if touch:
        package.metadata_modified = datetime.now(UTC).replace(tzinfo=None)
    return {package.id} if different or touch else set()


def _value(package: model.Package, extras: Mapping[str, Any], key: str) -> str:
    return str((getattr(package, key) if key in _CORE_FIELDS else extras.get(key)) or "")
