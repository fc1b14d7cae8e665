"""CKAN's reading actions where staged files, and what else is not public, must not be read."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Action, Context, DataDict
from ckanext.hndigital import belonging
from ckanext.hndigital.internals.datasets import files_page
from ckanext.hndigital.publication import staged

from hndigital.projects import REPORTING_TYPES

__all__ = [
    "dataset_followee_list",
    "followee_list",
    "package_show",
    "resource_search",
]


@toolkit.side_effect_free
@toolkit.chained_action
def package_show(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Read a dataset with staged files from the database: the index holds it without them (see `staged`).

    So is what belongs to the organisation where it is to be written, and register and editions for their
    editors: what changed past CKAN is in no index, and a patch of what is there would write nothing.
    """
    name = str(data_dict.get("id") or data_dict.get("name_or_id") or "")
    if name and (staged.staged_ids(name) or _from_database(context, name)):
        context["use_cache"] = False
    return original_action(context, data_dict)


def _from_database(context: Context, name: str) -> bool:
    user = context.get("user")
    if not (context.get("for_update") or user):
        return False
    package = model.Package.get(name)
    if package is None or not belonging.claims(package.name, package.type):
        return False
    return bool(context.get("for_update")) or (package.type in REPORTING_TYPES and belonging.may_write(user))


@toolkit.side_effect_free
@toolkit.chained_action
def dataset_followee_list(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Leave staged files out of the datasets that somebody follows: CKAN reads those past `package_show`."""
    return [staged.without_staged(context, dataset) for dataset in original_action(context, data_dict)]


@toolkit.side_effect_free
@toolkit.chained_action
def followee_list(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Leave them out where people, groups and datasets are listed together as well."""
    found = original_action(context, data_dict)
    for entry in found:
        if entry["type"] == "dataset":
            staged.without_staged(context, entry["dict"])
    return found


@toolkit.side_effect_free
@toolkit.chained_action
def resource_search(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Leave staged files out of what is found and of the count."""
    hidden = set() if staged.may_see_staged(context) else staged.staged_ids()
    if not hidden:
        return original_action(context, data_dict)
    start, limit = files_page(context, data_dict)
    everything = {key: value for key, value in data_dict.items() if key not in ("offset", "limit")}
    found = original_action(context, everything)
    shown = [one for one in found["results"] if _id(one) not in hidden]
    end = None if limit is None else start + limit
    return {"count": len(shown), "results": shown[start:end]}


def _id(resource: Any) -> str:
    # CKAN's own search asks for objects, everybody else gets dictionaries.
    return str(resource["id"] if isinstance(resource, dict) else resource.id)
