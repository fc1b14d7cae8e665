"""CKAN's own actions for groups, people and views, with usable addresses (see `logic.addresses`).

What changes a resource, `_patch` and `package_revise` end in `package_update`, which `change` looks after.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckan.types import Action, Context, DataDict
from ckanext.hndigital import identities
from ckanext.hndigital.logic import addresses

__all__ = [
    "group_create",
    "group_update",
    "organization_create",
    "organization_update",
    "resource_view_create",
    "resource_view_update",
    "user_create",
    "user_update",
]


def _with_checked_addresses(name: str) -> Any:
    @toolkit.chained_action
    def action(original_action: Action, context: Context, data_dict: DataDict) -> Any:
        return original_action(context, addresses.checked(name, context, data_dict))

    action.__name__ = name
    action.__doc__ = f"Do as CKAN's own {name} once the addresses are usable."
    return action


group_create = _with_checked_addresses("group_create")
group_update = _with_checked_addresses("group_update")


@toolkit.chained_action
def organization_create(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Do as CKAN's own once the addresses are usable; the city's organisation gets the id that it had."""
    checked = addresses.checked("organization_create", context, data_dict)
    known = "" if checked.get("id") else identities.of_organisation(str(checked.get("name") or ""))
    return original_action(context, {**checked, "id": known} if known else checked)


organization_update = _with_checked_addresses("organization_update")
resource_view_create = _with_checked_addresses("resource_view_create")
resource_view_update = _with_checked_addresses("resource_view_update")
user_create = _with_checked_addresses("user_create")
user_update = _with_checked_addresses("user_update")
