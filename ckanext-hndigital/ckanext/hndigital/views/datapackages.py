"""`datapackage.json` (Data Package v2) of a project, the register and each edition.

The paths are the portal's own CSV addresses, so that `frictionless validate <address>` reads the
live tables.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import JSON, as_json, data_answer
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.readable import own_dataset, readable_project
from ckanext.hndigital.register import reading
from ckanext.hndigital.visibility import is_public
from flask import Blueprint, Response

from hndigital.projects import SLICES, number_of
from hndigital.schemas import TableDefinition, register_table, register_table_names, table, table_names

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_datapackages", __name__)

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@blueprint.get("/digitalprojekt/<name>/datapackage.json")
@takes()
def project_datapackage(name: str) -> Response:
    """Answer with the descriptor of a project: its four slices, empty ones too."""
    dataset = readable_project(name)
    known = {part.table: slice_name for slice_name, part in SLICES.items()}
    resources = [
        _resource(
            slice_name,
            register_table(part.table),
            f"{config.site_url()}/digitalprojekt/{name}/{slice_name}.csv",
            known,
        )
        for slice_name, part in SLICES.items()
    ]
    return _answer(dataset, f"{config.base_uri()}/id/datensatz/{number_of(name)}", resources)


@blueprint.get("/dataset/<name>/datapackage.json")
@takes()
def dataset_datapackage(name: str) -> Response:
    """Answer with the descriptor of the register or an edition; other datasets have none."""
    dataset = own_dataset(name)
    if name == config.register_name():
        definitions = {table_name: register_table(table_name) for table_name in register_table_names()}
        identity = f"{config.base_uri()}/id/register"
    elif dataset.get("berichtsstand"):
        definitions = {
            table_name: table(table_name)
            for table_name in table_names()
            if reading.table_resource(dataset, table_name)
        }
        identity = f"{config.base_uri()}/id/edition/{dataset['berichtsstand']}"
    else:
        return toolkit.abort(404, toolkit._("Only the register and its editions have a datapackage.json."))
    known = {table_name: table_name for table_name in definitions}
    resources = [
        _resource(table_name, definition, f"{config.site_url()}/dataset/{name}/{table_name}.csv", known)
        for table_name, definition in definitions.items()
    ]
    return _answer(dataset, identity, resources)


def _resource(name: str, definition: TableDefinition, address: str, tables: dict[str, str]) -> dict[str, Any]:
    """Return a resource of the descriptor; `tables` says what other tables are called in it."""
    schema = definition.table_schema()
    keys = [
        {**key, "reference": {**key["reference"], "resource": tables[key["reference"]["resource"]]}}
        for key in schema.pop("foreignKeys", [])
        if key["reference"]["resource"] in tables
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "type": "table",
        "path": address,
        "scheme": "http",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "title": definition.title_de,
        "title_en": definition.title_en,
        "description": definition.description_de,
        "description_en": definition.description_en,
        "schema": schema,
    }


def _answer(dataset: dict[str, Any], identity: str, resources: list[dict[str, Any]]) -> Response:
    descriptor: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": dataset["name"],
        "id": identity,
        "title": dataset["title"],
        "description": dataset.get("notes") or dataset["title"],
        "homepage": f"{config.site_url()}/{dataset['type']}/{dataset['name']}",
        "created": f"{dataset['metadata_created'][:19]}Z",
        "contributors": [
            {"title": dataset.get("publisher_name") or config.publisher_name(), "roles": ["publisher"]}
        ],
        "resources": resources,
    }
    for key in ("title_en", "notes_en"):
        if dataset.get(key):
            descriptor[key.replace("notes", "description")] = dataset[key]
    if dataset.get("license_id"):
        descriptor["licenses"] = [_licence(dataset)]
    body, filename = as_json(descriptor), f"{dataset['name']}-datapackage.json"
    return data_answer(body, JSON, filename, public=is_public(dataset))


def _licence(dataset: dict[str, Any]) -> dict[str, str]:
    licence = {"name": str(dataset["license_id"]).replace("/", "-")}
    if dataset.get("license_title"):
        licence["title"] = dataset["license_title"]
    if dataset.get("license_url"):
        licence["path"] = dataset["license_url"]
    return licence
