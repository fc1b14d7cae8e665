"""CKAN's rules for names of datasets, groups, organisations and people, without two gaps.

CKAN takes a newline at a name's end, and any text at all where a group or organisation is renamed. Both give
somebody a name that looks like another's, such as the city's, and addresses that lead nowhere.

Upstream: none known.
"""

from __future__ import annotations

from typing import Any

from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey
from ckanext.hndigital.internals.datasets import check_group_name, check_name

__all__ = ["group_name_validator", "name_validator"]


def name_validator(value: Any, context: Context) -> Any:
    """Return the name; raises Invalid as CKAN's own does, and for a newline as for any other character."""
    return check_name(value.replace("\n", " ") if isinstance(value, str) else value, context)


def group_name_validator(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Hold a new name to the rules of names before CKAN looks whether it is taken; an old one may stay."""
    group = context.get("group")
    if not errors[key] and (group is None or data[key] != group.name):
        name_validator(data[key], context)
    check_group_name(key, data, errors, context)
