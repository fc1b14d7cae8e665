"""A project's slices of the register, `/digitalprojekt/<name>/<slice>.csv` and `.json`."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import belonging
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.logic.action.read import project_rows
from ckanext.hndigital.views.answers import CSV, JSON, as_csv, as_json, data_answer
from flask import Blueprint, Response

from hndigital.projects import DATASET_TYPE, SLICES, number_of
from hndigital.schemas import register_table

__all__ = ["blueprint", "readable_project"]

blueprint = Blueprint("hndigital_slices", __name__)


def readable_project(name: str) -> dict[str, Any]:
    """Return a project's dataset if the reader may see it; else the request ends with 404."""
    try:
        dataset = toolkit.get_action("package_show")({}, {"id": name})
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return toolkit.abort(404, toolkit._("Dataset not found or you have no permission to view it"))
    is_project = dataset["type"] == DATASET_TYPE and number_of(dataset["name"]) is not None
    if not is_project or dataset["name"] != name or not belonging.belongs(dataset):
        return toolkit.abort(404, toolkit._("Project not found"))
    return dataset


@blueprint.get("/digitalprojekt/<name>/<any(stammdaten, status, kosten, strategiefelder):slice_name>.csv")
@takes()
def slice_csv(name: str, slice_name: str) -> Response:
    """Answer with a slice as CSV, cell by cell as the package."""
    dataset = readable_project(name)
    definition = register_table(SLICES[slice_name].table)
    rows = project_rows(number_of(name) or "")[definition.name]
    body = as_csv(definition.column_names, rows)
    return data_answer(body, CSV, f"{name}-{slice_name}.csv", public=_public(dataset))


@blueprint.get("/digitalprojekt/<name>/<any(stammdaten, status, kosten, strategiefelder):slice_name>.json")
@takes()
def slice_json(name: str, slice_name: str) -> Response:
    """Answer with a slice as JSON: a list of typed rows, null for empty cells."""
    dataset = readable_project(name)
    definition = register_table(SLICES[slice_name].table)
    rows = project_rows(number_of(name) or "")[definition.name]
    body = as_json([definition.cast(row) for row in rows])
    return data_answer(body, JSON, f"{name}-{slice_name}.json", public=_public(dataset))


def _public(dataset: dict[str, Any]) -> bool:
    return not dataset["private"] and dataset["state"] == "active"
