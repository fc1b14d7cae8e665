"""The tables of register and editions at addresses of their own, `/dataset/<name>/<table>.csv` or `.json`.

The DataStore's own dump adds a column `_id`; these are the tables as their schemas say.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import CSV, JSON, as_csv, as_json, data_answer
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.readable import own_dataset
from ckanext.hndigital.register import reading, store
from ckanext.hndigital.visibility import is_public
from flask import Blueprint, Response

from hndigital.schemas import TableDefinition, register_table, register_table_names, table

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_tables", __name__)

_TABLES = (
    "vorhaben, strategiefeld_matrix, status, kosten, steckbriefe, abgleich, hinweise, herkunft, fortschritt, "
    "aenderungen"
)


@blueprint.get(f"/dataset/<name>/<any({_TABLES}):table_name>.<any(csv, json):suffix>")
@takes()
def table_rows(name: str, table_name: str, suffix: str) -> Response:
    """Answer with a table of the register (its visible rows) or of an edition."""
    dataset = own_dataset(name)
    definition, rows = _table(dataset, table_name)
    if suffix == "csv":
        body, content_type = as_csv(definition.column_names, rows), CSV
    else:
        body, content_type = as_json([definition.cast(row) for row in rows]), JSON
    return data_answer(body, content_type, f"{name}-{table_name}.{suffix}", public=is_public(dataset))


def _table(dataset: dict[str, Any], table_name: str) -> tuple[TableDefinition, list[dict[str, str]]]:
    if dataset["name"] == config.register_name():
        if table_name not in register_table_names():
            return toolkit.abort(404, toolkit._("There is no table of this name."))
        return register_table(table_name), reading.snapshot(table_name).tables[table_name]
    resource_id = reading.table_resource(dataset, table_name)
    if resource_id is None:
        return toolkit.abort(404, toolkit._("There is no table of this name."))
    definition = table(table_name)
    return definition, store.read_table(resource_id, definition)
