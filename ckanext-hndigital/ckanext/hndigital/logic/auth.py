"""Who may do what: reading follows the datasets' rights, publishing asks for an editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import AuthResult, Context, DataDict
from ckanext.hndigital import belonging, config
from ckanext.hndigital.internals import rights
from ckanext.hndigital.internals.datasets import dataset_of, file_of
from ckanext.hndigital.mending.collaborators import (
    package_collaborator_create,
    package_collaborator_delete,
    package_collaborator_list,
)
from ckanext.hndigital.publication import staged

from hndigital.projects import number_of, project_name

__all__ = [
    "digitalprojekt_check",
    "digitalprojekt_list",
    "digitalprojekt_matrix",
    "digitalprojekt_publish",
    "digitalprojekt_show",
    "digitalprojekt_state",
    "digitalprojekt_statistik",
    "digitalprojekt_withdraw",
    "group_create",
    "group_update",
    "member_create",
    "organization_create",
    "organization_delete",
    "organization_update",
    "package_collaborator_create",
    "package_collaborator_delete",
    "package_collaborator_list",
    "package_owner_org_update",
    "package_update",
    "resource_show",
]

_ALLOWED: AuthResult = {"success": True}


@toolkit.auth_allow_anonymous_access
def digitalprojekt_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; the list holds public projects only."""
    return _ALLOWED


@toolkit.auth_allow_anonymous_access
def digitalprojekt_statistik(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; the figures count public projects only."""
    return _ALLOWED


@toolkit.auth_allow_anonymous_access
def digitalprojekt_matrix(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; the matrix holds public projects only."""
    return _ALLOWED


@toolkit.auth_allow_anonymous_access
def digitalprojekt_state(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; what is not public is answered to editors of the organisation only."""
    return _ALLOWED


@toolkit.auth_allow_anonymous_access
def digitalprojekt_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the project's dataset."""
    number = number_of(str(data_dict.get("id") or ""))
    name = project_name(number) if number else str(data_dict.get("id") or "")
    try:
        toolkit.check_access("package_show", context, {"id": name})
    except toolkit.NotAuthorized as error:
        return {"success": False, "msg": str(error)}
    return _ALLOWED


@toolkit.chained_auth_function
@toolkit.auth_allow_anonymous_access
def resource_show(next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict) -> AuthResult:
    """Who may read the dataset, but a correction's file only once it is published.

    The DataStore's actions ask this too, so that neither file nor table is read by its id before.
    """
    answer = next_auth(context, data_dict)
    if not answer["success"]:
        return answer
    resource = file_of(context, data_dict)
    if not staged.is_staged(resource) or staged.may_see_staged(context):
        return answer
    return {"success": False, "msg": toolkit._("This file is not published yet.")}


def digitalprojekt_check(context: Context, data_dict: DataDict) -> AuthResult:
    """As `digitalprojekt_publish`: it tells of what is not public, and is much work."""
    return digitalprojekt_publish(context, data_dict)


def digitalprojekt_publish(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation that everything published belongs to."""
    return _editors(context)


def digitalprojekt_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may publish."""
    return _editors(context)


def _editors(context: Context) -> AuthResult:
    if belonging.may_write(context.get("user")):
        return _ALLOWED
    return {"success": False, "msg": belonging.missing() or belonging.refusal()}


@toolkit.chained_auth_function
@toolkit.auth_allow_anonymous_access
def package_update(next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but what belongs to the organisation only its editors: no collaborators from outside.

    CKAN asks this too for deleting, for resources, their tables and views, and for relationships.
    """
    answer = next_auth(context, data_dict)
    if not answer["success"] or not rights.collaborators_are_allowed():
        return answer
    if _may_touch(context, dataset_of(context, data_dict)):
        return answer
    return {"success": False, "msg": belonging.refusal()}


@toolkit.chained_auth_function
def package_owner_org_update(
    next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict
) -> AuthResult:
    """As CKAN allows, but nobody puts a dataset into the organisation who may not create one there."""
    target = model.Group.get(str(data_dict.get("organization_id") or ""))
    if target is not None and target.id == belonging.organisation_id():
        package = dataset_of(context, data_dict)
        if not belonging.belongs(package) and not belonging.may_write(context.get("user")):
            return {"success": False, "msg": belonging.refusal()}
    return next_auth(context, data_dict)


def _group_change(next_auth: Any, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Let only sysadmins give or take the organisation's name, and only its editors group what belongs to it.

    Whoever has the name owns the register; a group can say what a dataset is about.
    """
    data = data_dict or {}
    group = model.Group.get(str(data.get("id") or ""))
    name, before = str(data.get("name") or ""), group.name if group else ""
    if name and name != before and config.organisation() in (name, before):
        sentence = toolkit._(
            "“{name}” is the organisation that register and projects of this portal belong to; only a system "
            "administrator gives or changes that name."
        )
        return {"success": False, "msg": sentence.format(name=config.organisation())}
    there = {package.id for package in group.packages()} if group and data.get("packages") else set()
    for entry in data.get("packages") or ():
        listed = entry.get("id") or entry.get("name") if isinstance(entry, dict) else entry
        package = model.Package.get(str(listed or ""))
        if package is not None and package.id not in there and not _may_touch(context, package):
            return {"success": False, "msg": belonging.refusal()}
    return next_auth(context, data)


def _may_touch(context: Context, package: model.Package) -> bool:
    """Return whether a dataset is none of ours, or the user one of its editors."""
    ours = belonging.claims(package.name, package.type) and belonging.belongs(package)
    return not ours or belonging.may_write(context.get("user"))


@toolkit.chained_auth_function
def organization_create(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but for the one that the register belongs to: a sysadmin makes it."""
    return _group_change(next_auth, context, data_dict)


@toolkit.chained_auth_function
def organization_update(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but the name of the one that the register belongs to stays where it is."""
    return _group_change(next_auth, context, data_dict)


@toolkit.chained_auth_function
def group_create(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but not under the organisation's name: groups and organisations share names."""
    return _group_change(next_auth, context, data_dict)


@toolkit.chained_auth_function
def group_update(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but not to the organisation's name."""
    return _group_change(next_auth, context, data_dict)


@toolkit.chained_auth_function
def organization_delete(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but the one that the register belongs to only a sysadmin deletes."""
    group = model.Group.get(str(data_dict.get("id") or ""))
    if group is not None and group.id == belonging.organisation_id():
        sentence = toolkit._(
            "Register and projects of this portal belong to the organisation “{name}”; only a system "
            "administrator deletes it."
        )
        return {"success": False, "msg": sentence.format(name=group.name)}
    return next_auth(context, data_dict)


@toolkit.chained_auth_function
def member_create(next_auth: Any, context: Context, data_dict: DataDict) -> AuthResult:
    """As CKAN allows, but only editors put what belongs to the organisation into a group."""
    if data_dict.get("object_type") == "package":
        package = model.Package.get(str(data_dict.get("object") or ""))
        if package is not None and not _may_touch(context, package):
            return {"success": False, "msg": belonging.refusal()}
    return next_auth(context, data_dict)
