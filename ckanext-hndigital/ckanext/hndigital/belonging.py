"""Whose round is it? Register, editions, series and projects belong to the configured organisation.

The one rule about them, below everything that uses it:

* what is called as one of them (`claims`: by name, or by type) can only be a dataset of that organisation,
  and what has the type of register, editions or series only has a name of theirs. `watch` holds every change
  to it, whatever door it comes through;
* the ids of their files that everybody can compute (`resources.resource_id`, a UUID of version 5) are theirs
  alone: whoever had such an id first would keep the project from ever being made;
* a dataset counts as one of them only there (`own`, `belongs`). One of another organisation that is in the
  database already counts as nothing (`genuine` leaves it out) until somebody renames or removes it;
* only the organisation's editors and administrators write them (`may_write`), and sysadmins, there as well.

Where no organisation is configured, or the configured one is not there, nothing belongs: nothing is shown and
nothing can be published, and `missing` says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.internals import rights
from ckanext.hndigital.naming import is_edition_name, series_name

from hndigital.profiles import current
from hndigital.projects import (
    DATASET_TYPE,
    EDITION_TYPE,
    REGISTER_TYPE,
    REPORTING_TYPES,
    SERIES,
    SERIES_TYPE,
    name_prefix,
    number_of,
)

__all__ = [
    "belongs",
    "claims",
    "foreign",
    "genuine",
    "is_reporting",
    "is_reporting_name",
    "may_write",
    "missing",
    "organisation_id",
    "own",
    "refusal",
    "taken",
    "type_of",
    "watch",
]

_ROUND = r"[0-9]{4}-[0-9]{1,2}"
#: Ids that are made from a name (UUIDs of version 5); CKAN's own are random (version 4).
_COMPUTED = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
#: The columns of a dataset that decide whose it is and what it claims to be.
_DECIDING = ("name", "type", "owner_org")


def claims(name: str | None, type_: str | None) -> bool:
    """Return whether a dataset is called as register, edition, series or project."""
    return type_ in (DATASET_TYPE, *REPORTING_TYPES) or bool(type_of(name))


def type_of(name: str | None) -> str:
    """Return the type that a dataset of this name has if it is ours, "" for a name that anybody may give."""
    register = config.register_name()
    if name == register:
        return REGISTER_TYPE
    if name == series_name():
        return SERIES_TYPE
    if is_edition_name(name):
        return EDITION_TYPE
    is_project = str(name or "").startswith(name_prefix()) and number_of(str(name)) is not None
    return DATASET_TYPE if is_project else ""


def _organisation() -> sa.Select[tuple[str]]:
    group = model.Group
    return sa.select(group.id).where(
        group.name == config.organisation(), group.is_organization.is_(True), group.state == "active"
    )


def organisation_id() -> str:
    """Return the id of the configured organisation, "" if there is none."""
    return model.Session.scalar(_organisation()) or ""


def own() -> sa.ColumnElement[bool]:
    """Return the condition on `model.Package` for datasets of the organisation."""
    return model.Package.owner_org == _organisation().scalar_subquery()


def genuine() -> sa.ColumnElement[bool]:
    """Return the condition on `model.Package` that leaves out what claims (see there) and is another's."""
    package, register = model.Package, config.register_name()
    number = current().number.pattern
    named = f"^({re.escape(register)}(-({SERIES}|{_ROUND}))?|{re.escape(name_prefix())}({number}))$"
    claiming = sa.or_(
        sa.func.coalesce(package.type, "dataset").in_((DATASET_TYPE, *REPORTING_TYPES)),
        package.name.regexp_match(named, flags="i"),  # a number may have capitals, a name has none
    )
    return sa.or_(sa.func.coalesce(own(), sa.false()), sa.not_(claiming))


def belongs(dataset: model.Package | Mapping[str, Any] | None) -> bool:
    """Return whether a dataset (as stored, or as `package_show` gives it) is one of the organisation's."""
    owner = dataset.get("owner_org") if isinstance(dataset, Mapping) else getattr(dataset, "owner_org", None)
    return bool(owner) and owner == organisation_id()


def is_reporting(dataset: Mapping[str, Any] | None) -> bool:
    """Return whether a dataset, as `package_show` gives it, is the register or one of its editions."""
    return is_reporting_name(str((dataset or {}).get("name") or "")) and belongs(dataset)


def is_reporting_name(name: str) -> bool:
    """Return whether a name is the register's or an edition's, whosever the dataset is."""
    return name == config.register_name() or is_edition_name(name)


def foreign() -> list[str]:
    """Return the names of datasets that claim to be ours and are another's."""
    package = model.Package
    query = sa.select(package.name).where(sa.not_(genuine()), package.state != "deleted")
    return sorted(model.Session.scalars(query))


def may_write(user: str | None) -> bool:
    """Return whether a user may write what belongs to the organisation: its editors, and sysadmins."""
    if user and rights.is_sysadmin(user):
        return True
    organisation = organisation_id()
    return bool(
        user
        and organisation
        and all(
            rights.has_right(organisation, user, permission)
            for permission in ("create_dataset", "update_dataset")
        )
    )


def missing() -> str:
    """Return what to do where there is no organisation that anything could belong to, "" if there is one."""
    if not config.organisation():
        return str(
            toolkit._(
                "This portal does not know yet whose projects it shows. An administrator has to set "
                "ckanext.hndigital.profile; the command “ckan hndigital init” does it."
            )
        )
    if not organisation_id():
        return toolkit._(
            "There is no organisation “{organisation}” on this portal. A system administrator has to create "
            "it, or to set ckanext.hndigital.organisation to the one that publishes the projects."
        ).format(organisation=config.organisation())
    return ""


def refusal() -> str:
    """Return whose all of it is, and what somebody does who wants to write it."""
    return toolkit._(
        "Register, editions and projects of this portal belong to the organisation “{organisation}”; only "
        "its editors write them. Please ask its administrator for an editor’s right."
    ).format(organisation=config.organisation())


def taken(name: str) -> str:
    """Return why another organisation's dataset that has one of our names is in the way, and what to do."""
    return toolkit._(
        "The name {name} belongs to the organisation “{organisation}”, but a dataset of another one has it. "
        "A system administrator has to rename or remove that dataset."
    ).format(name=name, organisation=config.organisation())


def watch() -> None:
    """Hold every change of a dataset to the rule from now on; raises ValidationError where one breaks it."""
    for event in ("before_insert", "before_update"):
        if not sa.event.contains(model.Package, event, _hold):
            sa.event.listen(model.Package, event, _hold)
    if not sa.event.contains(model.Resource, "before_insert", _hold_file):
        sa.event.listen(model.Resource, "before_insert", _hold_file)


def _hold(_mapper: Any, connection: sa.Connection, package: model.Package) -> None:
    state = sa.inspect(package)
    if state.persistent and not any(state.attrs[name].history.has_changes() for name in _DECIDING):
        return
    owner = connection.scalar(_organisation())
    if owner and package.owner_org == owner:
        if package.type in REPORTING_TYPES and type_of(package.name) != package.type:
            raise toolkit.ValidationError(_misnamed(package))
        return
    if claims(package.name, package.type) or (state.persistent and _was_ours(connection, package.id, owner)):
        raise toolkit.ValidationError(_why(package))


def _misnamed(package: model.Package) -> dict[str, list[str]]:
    """Return what is wrong with a dataset that has a type of ours without the name."""
    sentence = toolkit._(
        "{name} is no name of a dataset of the type {type}. Please leave the type out: publishing sets it."
    )
    return {"type": [sentence.format(name=package.name, type=package.type)]}


def _hold_file(_mapper: Any, connection: sa.Connection, resource: model.Resource) -> None:
    if not _COMPUTED.fullmatch(resource.id or ""):
        return
    package = model.Package
    query = sa.select(package.name, package.type, package.owner_org).where(package.id == resource.package_id)
    dataset = connection.execute(query).one_or_none()
    if (
        dataset is None
        or dataset.owner_org != connection.scalar(_organisation())
        or not claims(dataset.name, dataset.type)
    ):
        sentence = toolkit._(
            "The id {id} is of a kind that is kept for the files of projects (UUID, version 5). Please leave "
            "the id out, so that the portal makes one."
        )
        raise toolkit.ValidationError({"id": [sentence.format(id=resource.id)]})


def _was_ours(connection: sa.Connection, dataset_id: str, owner: str | None) -> bool:
    """Return whether the dataset is ours as it is stored: it cannot be moved and renamed at once, either."""
    package = model.Package
    query = sa.select(package.name, package.type).where(package.id == dataset_id, package.owner_org == owner)
    before = connection.execute(query).one_or_none()
    return before is not None and claims(before.name, before.type)


def _why(package: model.Package) -> dict[str, list[str]]:
    """Return what is wrong with a dataset that claims to be ours in another organisation, by field."""
    names = {"name": package.name, "organisation": config.organisation()}
    if missing():
        return {"owner_org": [missing()]}
    if package.type == DATASET_TYPE:
        sentence = toolkit._(
            "Projects belong to the organisation “{organisation}”. Please choose that one; an editor’s right "
            "in it is needed."
        )
        return {"owner_org": [sentence.format(**names)]}
    sentence = toolkit._(
        "The name {name} belongs to the organisation “{organisation}”. Please choose another name, or that "
        "organisation; an editor’s right in it is needed."
    )
    return {"name": [sentence.format(**names)]}
