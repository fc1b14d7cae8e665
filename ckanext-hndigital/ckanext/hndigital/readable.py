"""What the reader of the present request may read: datasets by their names, or the request ends with 404.

Who may not read something is told the same as where there is nothing.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import belonging

from hndigital.projects import DATASET_TYPE, number_of

__all__ = ["own_dataset", "readable_dataset", "readable_project"]


def readable_dataset(name: str) -> dict[str, Any]:
    """Return a dataset if the reader may see it."""
    try:
        return toolkit.get_action("package_show")({}, {"id": name})
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return toolkit.abort(404, toolkit._("Dataset not found or you have no permission to view it"))


def own_dataset(name: str) -> dict[str, Any]:
    """Return register or edition if the reader may see it; 404 for what another organisation calls so."""
    dataset = readable_dataset(name)
    if not belonging.belongs(dataset):
        return toolkit.abort(404, toolkit._("There is nothing of this name."))
    return dataset


def readable_project(name: str) -> dict[str, Any]:
    """Return a project's dataset if the reader may see it."""
    dataset = readable_dataset(name)
    is_project = dataset["type"] == DATASET_TYPE and number_of(dataset["name"]) is not None
    if not is_project or dataset["name"] != name or not belonging.belongs(dataset):
        return toolkit.abort(404, toolkit._("Project not found"))
    return dataset
