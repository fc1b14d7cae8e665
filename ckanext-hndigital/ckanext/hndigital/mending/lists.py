"""CKAN's lists of members and formats without what the reader may not see.

`member_list` names all datasets of a group or organisation, private ones and drafts too, and
`format_autocomplete` the formats of all files.

Upstream: none known of these two; https://github.com/ckan/ckan/issues/1902 (“Private datasets belonging to
groups”, closed) was the same on a group's page.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Action, Context, DataDict
from ckanext.hndigital.internals import rights
from ckanext.hndigital.publication import staged
from ckanext.hndigital.visibility import public

__all__ = ["format_autocomplete", "member_list"]


@toolkit.side_effect_free
@toolkit.chained_action
def format_autocomplete(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Offer formats that a file has which everybody may see: CKAN's own looks at all files."""
    package, resource = model.Package, model.Resource
    query = (
        sa.select(sa.func.lower(resource.format))
        .join(package, package.id == resource.package_id)
        .where(public(), resource.state == "active")
        .where(resource.id.not_in(staged.staged_ids()))
    )
    seen = set(model.Session.scalars(query.distinct()))
    return [one for one in original_action(context, data_dict) if one in seen]


@toolkit.side_effect_free
@toolkit.chained_action
def member_list(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """List of an organisation's or group's datasets those that the reader may see: CKAN's own lists all."""
    found = original_action(context, data_dict)
    package = model.Package
    datasets = [key for key, kind, _ in found if kind == "package"]
    query = sa.select(package.id).where(package.id.in_(datasets), sa.not_(public()))
    asked: Context = {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")}
    hidden = {
        key
        for key in model.Session.scalars(query).all()
        if not context.get("ignore_auth") and not rights.may("package_show", asked.copy(), {"id": key})
    }
    return [member for member in found if member[0] not in hidden]
