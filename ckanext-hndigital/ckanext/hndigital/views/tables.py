"""The tables of register and editions at addresses of their own, `/dataset/<name>/<table>.csv` or `.json`.

The DataStore's own dump adds a column `_id`; these are the tables as their schemas say.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config, register, store
from ckanext.hndigital.views.answers import CSV, JSON, as_csv, as_json, data_answer
from flask import Blueprint, Response

from hndigital.schemas import register_table, table

__all__ = ["blueprint", "readable_dataset"]

blueprint = Blueprint("hndigital_tables", __name__)

_TABLES = (
    "vorhaben, strategiefeld_matrix, status, kosten, steckbriefe, abgleich, hinweise, herkunft, aenderungen"
)


def readable_dataset(name: str) -> dict[str, Any]:
    """Return a dataset if the reader may see it; else the request ends with 404."""
    try:
        return toolkit.get_action("package_show")({}, {"id": name})
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return toolkit.abort(404, toolkit._("Dataset not found or you have no permission to view it"))


@blueprint.get(f"/dataset/<name>/<any({_TABLES}):table_name>.<any(csv, json):suffix>")
def table_rows(name: str, table_name: str, suffix: str) -> Response:
    """Answer with a table of the register (its visible rows) or of an edition; JSON has typed rows."""
    dataset = readable_dataset(name)
    public = not dataset["private"] and dataset["state"] == "active"
    if name == config.register_name():
        try:
            definition = register_table(table_name)
        except KeyError:
            return toolkit.abort(404, toolkit._("The register has no table {name}.").format(name=table_name))
        rows = register.snapshot(table_name).tables[table_name]
    else:
        definition = table(table_name)
        resource_id = register.table_resource(dataset, table_name)
        if resource_id is None:
            return toolkit.abort(404, toolkit._("The dataset has no table {name}.").format(name=table_name))
        rows = store.read_table(resource_id, definition)
    if suffix == "json":
        body = as_json([definition.cast(row) for row in rows])
        return data_answer(body, JSON, f"{name}-{table_name}.json", public=public)
    body = as_csv(definition.column_names, rows)
    return data_answer(body, CSV, f"{name}-{table_name}.csv", public=public)
