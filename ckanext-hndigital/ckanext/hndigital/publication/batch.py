"""The projects of a publication: written by CKAN's own actions into one transaction.

CKAN's actions roll the whole session back when one object fails. Then all projects are validated,
those that would fail are put aside with their errors, and the rest is written again: one failing
object costs one repetition, and so do a hundred.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import belonging, config
from ckanext.hndigital.contexts import for_publication
from ckanext.hndigital.internals import datasets
from ckanext.hndigital.internals.model import release_savepoints
from ckanext.hndigital.publication import before as entered
from ckanext.hndigital.publication import locking, postponed
from ckanext.hndigital.publication.order import Order
from ckanext.hndigital.register.hidden import STAGED
from ckanext.hndigital.resources import slice_resources, slices_right, with_slice_resources
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError, SQLAlchemyError

from hndigital.projects import DATASET_TYPE, number_of, project_name

__all__ = ["Outcome", "foresee", "patch_dataset", "write_batch"]

log = logging.getLogger(__name__)

_CORE_FIELDS = ("title", "notes", "license_id", "url", "version", "author", "maintainer", "state")

_IDENTITY = ("id", "name", "type", "vorhaben_nr", "owner_org", "resources")

_ObjectErrors = (
    toolkit.ValidationError,
    toolkit.NotAuthorized,
    toolkit.ObjectNotFound,
    SQLAlchemyError,
    ValueError,
)
_OfTheDatabase = (OperationalError, InterfaceError, PendingRollbackError)
"""It is away, full, or has given up on this transaction."""


@dataclass
class Outcome:
    """What has happened to the projects so far."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, Any] = field(default_factory=dict)


def _batch_context(base: Context) -> Context:
    context: Context = {**base, "session": model.Session, "defer_commit": True, "return_id_only": True}
    context["allow_state_change"] = True  # what was deleted comes back with its round
    return for_publication(context)


def write_batch(base: Context, order: Order) -> tuple[Outcome, set[str]]:
    """Write all projects into the open session; return the outcome and the ids that the index must follow."""
    failed = _unnumbered(order.projects)
    validated = False
    while True:
        outcome = Outcome(failed=dict(failed))
        changed: set[str] = set()
        todo = [project for project in order.projects if _name(project) not in failed]
        # Until the commit nobody else changes what this call writes; what people have stored by now stays.
        begun = postponed.names() if order.final else []
        locking.hold([*map(_name, todo), *begun, order.edition, config.register_name()])
        if begun:
            changed.update(postponed.settle(order.publication, forget_others=order.writes))
        stored = _stored_packages(_name(project) for project in todo)
        for project in todo:
            name = _name(project)
            try:
                _write_one(base, order, project, stored.get(name), outcome, changed)
            except _OfTheDatabase:
                raise  # no object's fault: nothing is written
            except _ObjectErrors as error:
                # The session may be rolled back: nothing written so far in this pass counts.
                model.Session.rollback()
                failed[name] = _error_of(error)
                log.warning("publication: project %s failed: %s", name, failed[name])
                break
        else:
            if order.final and not order.withdraws:
                changed.update(_release_staged(order))
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
    outcome: Outcome,
    changed: set[str],
) -> None:
    name = _name(project)
    if package is None:
        created = {**project, "type": DATASET_TYPE, "name": name, "owner_org": config.organisation()}
        if not order.final:
            created["private"] = True
        package_id = toolkit.get_action("package_create")(_batch_context(base), created)
        if not order.final:
            _stage(model.Package.get(package_id), order)
        else:
            changed.add(str(package_id))
        outcome.created.append(name)
        return
    _check_project(package)
    if not order.final and STAGED in (package.plugin_data or {}):
        _stage(package, order)
    patch = _differences(project, package)
    if not patch:
        outcome.unchanged.append(name)
        return

    def write() -> None:
        toolkit.get_action("package_patch")(_batch_context(base), {**patch, "id": package.id})
        release_savepoints()

    if order.final:
        entered.remember(package, patch)
        before = package.metadata_modified
        write()
        written = package.metadata_modified != before
    else:
        fields = {key: value for key, value in patch.items() if key != "resources"}  # mended at once
        written = postponed.keep(package, order.publication, fields, write)
    if not written:
        outcome.unchanged.append(name)
        return
    outcome.updated.append(name)
    if order.final:  # until then the index says what readers are to see
        changed.add(package.id)


def _check_project(package: model.Package) -> None:
    """Refuse a dataset that only has the name of a project."""
    problem = ""
    if not belonging.belongs(package):
        problem = belonging.taken(package.name)
    elif package.type != DATASET_TYPE:
        problem = toolkit._("{name} is a dataset of another type.").format(name=package.name)
    if problem:
        raise toolkit.ValidationError({"name": [problem]})


def _stage(package: model.Package, order: Order) -> None:
    """Keep a project until the last call of the publication that wrote it last."""
    package.plugin_data = {**(package.plugin_data or {}), STAGED: order.publication}


def _release_staged(order: Order) -> set[str]:
    """Make the projects of the publication's earlier calls public, and those of this one; return their ids.

    What another publication has begun waits for its own last call. They passed validators and hooks when they
    were created; here only the one flag turns, for all of them in one statement: thousands one by one took
    longer than a web server waits.
    """
    package = model.Package
    # Version 0.1.0 wrote `true`, whatever the publication.
    begun = package.plugin_data[STAGED].astext.in_((order.publication, "true"))
    listed = package.name.in_([_name(project) for project in order.projects])
    released = model.Session.scalars(
        sa.update(package)
        .where(package.type == DATASET_TYPE, package.plugin_data.has_key(STAGED), belonging.own())
        .where(begun | listed)
        .values(
            private=False,
            metadata_modified=datetime.now(UTC).replace(tzinfo=None),
            plugin_data=package.plugin_data.op("-")(sa.literal(STAGED)),
        )
        .returning(package.id)
        .execution_options(synchronize_session=False)
    ).all()
    if released:
        model.Session.expire_all()
    return set(released)


def _differences(project: Mapping[str, Any], package: model.Package) -> dict[str, Any]:
    """Return the keys of `project` whose values differ from the dataset's, and resources to mend."""
    extras = package.extras or {}
    patch: dict[str, Any] = {}
    for key, value in project.items():
        if key in _IDENTITY:
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
    if number and not slices_right(package):
        shown = [resource.as_dict() for resource in package.resources]
        patch["resources"] = with_slice_resources(number, shown)
    return patch


def _error_of(error: Exception) -> Any:
    if isinstance(error, toolkit.ValidationError):
        return error.error_dict
    if isinstance(error, toolkit.NotAuthorized):
        return {"": [toolkit._("Not authorised to change this project.")]}
    if isinstance(error, SQLAlchemyError):
        return {
            "": [toolkit._("The database refused the project: {reason}").format(reason=type(error).__name__)]
        }
    return {"": [str(error)]}


def _problems(base: Context, order: Order, projects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Validate projects without writing; return the errors of those that would fail."""
    found: dict[str, Any] = {}
    for project in projects:
        name = _name(project)
        try:
            errors = _validate(base, order, project, name)
        except (toolkit.NotAuthorized, toolkit.ObjectNotFound, toolkit.ValidationError) as error:
            errors = _error_of(error)
        if errors:
            found[name] = errors
    return found


def _validate(base: Context, order: Order, project: Mapping[str, Any], name: str) -> Any:
    context = _batch_context(base)
    package = model.Package.get(name)
    if package is None:
        number = str(project["vorhaben_nr"])
        data = {**project, "type": DATASET_TYPE, "name": name, "owner_org": config.organisation()}
        data["resources"] = slice_resources(number)
        toolkit.check_access("package_create", context, data)
    else:
        _check_project(package)
        patch = _differences(project, package)
        if not patch:
            return {}
        shown = toolkit.get_action("package_show")(
            toolkit.fresh_context(context, ignore_auth=True), {"id": package.id}
        )
        data = {**shown, **patch, "resources": []}
        data.pop("metadata_modified", None)
        context["package"] = package
        toolkit.check_access("package_update", context, data)
    return datasets.problems(DATASET_TYPE, context, data, creates=package is None)


def foresee(base: Context, order: Order) -> Outcome:
    """Return what `write_batch` would do, without writing."""
    failed = _unnumbered(order.projects)
    todo = [project for project in order.projects if _name(project) not in failed]
    failed.update(_problems(base, order, todo))
    outcome = Outcome(failed=failed)
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
    return outcome


def patch_dataset(base: Context, name: str, patch: Mapping[str, Any], *, touch: bool = False) -> set[str]:
    package = model.Package.get(name)
    if package is None:
        raise toolkit.ValidationError(
            {"edition": [toolkit._("There is no dataset {name}.").format(name=name)]}
        )
    extras = package.extras or {}
    different = {
        key: value
        for key, value in patch.items()
        if (
            bool(package.private) != value
            if key == "private"
            else _value(package, extras, key) != str(value or "")
        )
    }
    if different:
        toolkit.get_action("package_patch")(_batch_context(base), {**different, "id": package.id})
        release_savepoints()
    if touch:
        package.metadata_modified = datetime.now(UTC).replace(tzinfo=None)
    return {package.id} if different or touch else set()


def _value(package: model.Package, extras: Mapping[str, Any], key: str) -> str:
    return str((getattr(package, key) if key in _CORE_FIELDS else extras.get(key)) or "")
