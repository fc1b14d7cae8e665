"""CKAN's actions that patch a dataset or a file, one at a time (see `publication.locking`).

Those that update or delete a file hold its dataset in `logic.keeping`.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckan.types import Action, Context, DataDict
from ckanext.hndigital.contexts import is_publication
from ckanext.hndigital.publication import locking

__all__ = ["package_patch", "resource_patch"]


@toolkit.chained_action
def package_patch(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Do as CKAN's own package_patch, once nobody else changes the dataset."""
    if not is_publication(context):  # which holds all that it writes
        locking.hold([str(data_dict.get("id") or "")])
    return original_action(context, data_dict)


@toolkit.chained_action
def resource_patch(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Do as CKAN's own resource_patch, once nobody else changes the dataset."""
    locking.hold_dataset_of(str(data_dict.get("id") or ""))
    return original_action(context, data_dict)
