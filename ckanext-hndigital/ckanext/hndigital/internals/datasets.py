"""What CKAN's own actions on datasets do and plugins cannot ask for alone: checks, names, objects, search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ckan import model
from ckan.lib.plugins import lookup_package_plugin, plugin_validate
from ckan.logic import validators
from ckan.logic.auth import get_package_object, get_resource_object
from ckan.logic.schema import default_resource_search_schema
from ckan.plugins import toolkit
from ckan.types import Context, DataDict, FlattenDataDict, FlattenErrorDict, FlattenKey

__all__ = [
    "check_group_name",
    "check_name",
    "dataset_of",
    "file_of",
    "files_page",
    "known_parameters",
    "problems",
]


def problems(dataset_type: str, context: Context, data: DataDict, *, creates: bool) -> dict[str, Any]:
    """Return what CKAN would find wrong with a dataset, by field, without writing anything.

    `package_create` and `package_update` validate by these two functions of `ckan/lib/plugins.py`.
    """
    plugin = lookup_package_plugin(dataset_type)
    schema = plugin.create_package_schema() if creates else plugin.update_package_schema()
    action = "package_create" if creates else "package_update"
    return dict(plugin_validate(plugin, context, data, schema, action)[1])


def dataset_of(context: Context, data_dict: DataDict) -> model.Package:
    """Return the dataset that a check of rights is about; raises ObjectNotFound. `ckan/logic/auth/`."""
    return get_package_object(context, data_dict)


def file_of(context: Context, data_dict: DataDict) -> model.Resource:
    """Return the resource that a check of rights is about; raises ObjectNotFound. `ckan/logic/auth/`."""
    return get_resource_object(context, data_dict)


def check_name(value: Any, context: Context) -> Any:
    """Return a name by CKAN's own rule; raises Invalid.

    `ckan/logic/validators.py`: the toolkit would give our validator, which has the same name.
    """
    return validators.name_validator(value, context)


def check_group_name(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Note in `errors` if a group's name is taken; as `check_name`."""
    validators.group_name_validator(key, data, errors, context)


def files_page(context: Context, data_dict: DataDict) -> tuple[int, int | None]:
    """Return offset and limit of a search for files (None for no limit); raises ValidationError.

    `default_resource_search_schema` in `ckan/logic/schema.py`.
    """
    page, errors = toolkit.navl_validate(dict(data_dict), default_resource_search_schema(), context)
    if errors:
        raise toolkit.ValidationError(errors)
    return int(page.get("offset") or 0), None if page.get("limit") is None else int(page["limit"])


def known_parameters(context: Context) -> Iterable[str]:
    """Return the names that the schema knows by which an action's data is being validated.

    `validate` in `ckan/lib/navl/dictization_functions.py` puts them into the context.
    """
    return [name for name in context["schema_keys"] if not name.startswith("__")]
