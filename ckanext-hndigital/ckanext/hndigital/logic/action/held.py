"""CKAN's actions that change a dataset or its files, one at a time (see `publication.locking`)."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckan.types import Action, Context, DataDict
from ckanext.hndigital.contexts import is_publication
from ckanext.hndigital.publication import locking

__all__ = ["package_patch", "resource_delete", "resource_patch", "resource_update"]


@toolkit.chained_action
def package_patch(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Do as CKAN's own package_patch, once nobody else changes the dataset."""
    if not is_publication(context):  # which holds all that it writes
        locking.hold([str(data_dict.get("id") or "")])
    return original_action(context, data_dict)


def _held_by_its_file(name: str) -> Any:
    @toolkit.chained_action
    def action(original_action: Action, context: Context, data_dict: DataDict) -> Any:
        locking.hold_dataset_of(str(data_dict.get("id") or ""))
        return original_action(context, data_dict)

    action.__name__ = name
    action.__doc__ = f"Do as CKAN's own {name}, once nobody else changes the dataset."
    return action


resource_delete = _held_by_its_file("resource_delete")
resource_patch = _held_by_its_file("resource_patch")
resource_update = _held_by_its_file("resource_update")
