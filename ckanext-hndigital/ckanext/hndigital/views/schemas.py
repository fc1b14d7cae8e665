"""The Table Schemas that tables of register and editions conform to, `/schema/<table>.json`."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import dcat
from ckanext.hndigital.answers import JSON, as_json, data_answer
from ckanext.hndigital.incoming.parameters import takes
from flask import Blueprint, Response

from hndigital.dcat.iris import Iris
from hndigital.schemas import register_table, register_table_names, table, table_names

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_schemas", __name__)


@blueprint.get("/schema/<name>.json")
@takes()
def table_schema(name: str) -> Response:
    """Answer with the Table Schema of an edition's table."""
    if name not in table_names():
        return toolkit.abort(404, toolkit._("There is no table of this name."))
    return _schema(table(name).table_schema(foreign_keys=False), Iris(dcat.settings()).table_schema(name))


@blueprint.get("/schema/register/<name>.json")
@takes()
def register_table_schema(name: str) -> Response:
    """Answer with the Table Schema of a register table."""
    if name not in register_table_names():
        return toolkit.abort(404, toolkit._("There is no table of this name."))
    schema = register_table(name).table_schema(foreign_keys=False)
    return _schema(schema, Iris(dcat.settings()).register_table_schema(name))


def _schema(schema: dict[str, Any], identity: str) -> Response:
    name = identity.rpartition("/")[2]
    profile = "https://datapackage.org/profiles/2.0/tableschema.json"
    return data_answer(as_json({"$schema": profile, "$id": identity, **schema}), JSON, f"{name}.schema.json")
