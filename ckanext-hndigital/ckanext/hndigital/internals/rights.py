"""What CKAN says about a user's rights where no action is asked: `ckan/authz.py`."""

from __future__ import annotations

from typing import Any

from ckan import authz, model
from ckan.types import Context

__all__ = ["collaborators_are_allowed", "has_right", "is_sysadmin", "may"]


def is_sysadmin(user: str) -> bool:
    """Return whether a user administers the whole portal."""
    return bool(authz.is_sysadmin(user))


def has_right(organisation_id: str, user: str, permission: str) -> bool:
    """Return whether a user has a right such as `update_dataset` in an organisation, or in one above it."""
    return bool(authz.has_user_permission_for_group_or_org(organisation_id, user, permission))


def collaborators_are_allowed() -> bool:
    """Return whether people from outside an organisation can be given rights on its datasets."""
    return bool(authz.check_config_permission("allow_dataset_collaborators"))


def may(action: str, context: Context, data_dict: dict[str, Any]) -> bool:
    """Return whether the user in `context` may call an action; raises nothing for a refusal.

    Before 2.12 checks of rights take model and session from the context.
    """
    whole: Context = {"model": model, "session": model.Session, **context}
    return bool(authz.is_authorized_boolean(action, whole, data_dict))
