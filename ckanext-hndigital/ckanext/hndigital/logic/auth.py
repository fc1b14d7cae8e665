"""Who may do what: reading follows the datasets' rights, publishing asks for an editor."""

from __future__ import annotations

from collections.abc import Callable

from ckan import authz, model
from ckan.logic.auth import get_resource_object
from ckan.plugins import toolkit
from ckan.types import AuthResult, Context, DataDict
from ckanext.hndigital.publication import staged

from hndigital.projects import number_of, project_name

__all__ = [
    "digitalprojekt_list",
    "digitalprojekt_matrix",
    "digitalprojekt_publish",
    "digitalprojekt_show",
    "digitalprojekt_state",
    "digitalprojekt_statistik",
    "hndigital_govdata_link",
    "hndigital_govdata_report",
    "hndigital_metadatenqualitaet",
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
def hndigital_metadatenqualitaet(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset; the list over all holds public datasets only."""
    if data_dict.get("id"):
        try:
            toolkit.check_access("package_show", context, {"id": str(data_dict["id"])})
        except toolkit.NotAuthorized as error:
            return {"success": False, "msg": str(error)}
    return _ALLOWED


@toolkit.auth_allow_anonymous_access
def hndigital_govdata_report(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; it names public datasets only."""
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
    resource = get_resource_object(context, data_dict)
    if not staged.is_staged(resource) or staged.may_see_staged(context, resource.package.owner_org):
        return answer
    return {"success": False, "msg": toolkit._("This file is not published yet.")}


def hndigital_govdata_link(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has an account; the action asks for each dataset whether its user may edit it."""
    if context.get("user"):
        return _ALLOWED
    return {"success": False, "msg": toolkit._("Please log in first.")}


def digitalprojekt_publish(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation that owns the projects."""
    user = context.get("user") or ""
    organisation = model.Group.get(str(data_dict.get("owner_org") or ""))
    if organisation is None or not organisation.is_organization:
        raise toolkit.ObjectNotFound(toolkit._("Organisation not found"))
    if all(
        authz.has_user_permission_for_group_or_org(organisation.id, user, permission)
        for permission in ("create_dataset", "update_dataset")
    ):
        return _ALLOWED
    return {
        "success": False,
        "msg": toolkit._(
            "User {user} may not publish for {organisation}; an editor's right is needed."
        ).format(user=user or "-", organisation=organisation.name),
    }
