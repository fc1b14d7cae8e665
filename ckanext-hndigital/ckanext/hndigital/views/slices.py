"""A project's slices of the register, `/digitalprojekt/<name>/<slice>.csv` and `.json`."""

from __future__ import annotations

from ckanext.hndigital.answers import CSV, JSON, as_csv, as_json, data_answer
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.readable import readable_project
from ckanext.hndigital.register.hidden import project_rows
from ckanext.hndigital.visibility import is_public
from flask import Blueprint, Response

from hndigital.projects import SLICES, number_of
from hndigital.schemas import register_table

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_slices", __name__)


@blueprint.get("/digitalprojekt/<name>/<any(stammdaten, status, kosten, strategiefelder):slice_name>.csv")
@takes()
def slice_csv(name: str, slice_name: str) -> Response:
    """Answer with a slice as CSV, cell by cell as the package."""
    dataset = readable_project(name)
    definition = register_table(SLICES[slice_name].table)
    rows = project_rows(number_of(name) or "")[definition.name]
    body = as_csv(definition.column_names, rows)
    return data_answer(body, CSV, f"{name}-{slice_name}.csv", public=is_public(dataset))


@blueprint.get("/digitalprojekt/<name>/<any(stammdaten, status, kosten, strategiefelder):slice_name>.json")
@takes()
def slice_json(name: str, slice_name: str) -> Response:
    """Answer with a slice as JSON: a list of typed rows, null for empty cells."""
    dataset = readable_project(name)
    definition = register_table(SLICES[slice_name].table)
    rows = project_rows(number_of(name) or "")[definition.name]
    body = as_json([definition.cast(row) for row in rows])
    return data_answer(body, JSON, f"{name}-{slice_name}.json", public=is_public(dataset))
