"""The plugin's actions; CKAN's Action API serves them under their names."""

from __future__ import annotations

from ckanext.hndigital.logic.action.change import digitalprojekt_publish, package_create, package_update
from ckanext.hndigital.logic.action.entered import (
    group_create,
    group_update,
    organization_create,
    organization_update,
    resource_view_create,
    resource_view_update,
    user_create,
    user_update,
)
from ckanext.hndigital.logic.action.held import package_patch, resource_patch
from ckanext.hndigital.logic.action.read import (
    digitalprojekt_check,
    digitalprojekt_list,
    digitalprojekt_matrix,
    digitalprojekt_show,
    digitalprojekt_state,
    digitalprojekt_statistik,
)
from ckanext.hndigital.logic.action.staging import (
    dataset_followee_list,
    followee_list,
    package_show,
    resource_search,
)
from ckanext.hndigital.logic.action.withdraw import digitalprojekt_withdraw
from ckanext.hndigital.mending.lists import format_autocomplete, member_list

__all__ = [
    "dataset_followee_list",
    "digitalprojekt_check",
    "digitalprojekt_list",
    "digitalprojekt_matrix",
    "digitalprojekt_publish",
    "digitalprojekt_show",
    "digitalprojekt_state",
    "digitalprojekt_statistik",
    "digitalprojekt_withdraw",
    "followee_list",
    "format_autocomplete",
    "group_create",
    "group_update",
    "member_list",
    "organization_create",
    "organization_update",
    "package_create",
    "package_patch",
    "package_show",
    "package_update",
    "resource_patch",
    "resource_search",
    "resource_view_create",
    "resource_view_update",
    "user_create",
    "user_update",
]
