"""The data routes as OpenAPI operations: cacheable addresses that answer GET, for any origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.cells import array_of, reference
from ckanext.hndigital.api.parameters import (
    order_parameter,
    path_parameter,
    query_parameter,
    route_parameters,
)

from hndigital.charts import NAMES as PICTURES
from hndigital.dcat.serialize import FORMATS
from hndigital.projects import SLICES
from hndigital.schemas import codelist_names, register_table_names, table_names

__all__ = ["route_operations"]

Operation = dict[str, Any]

_TEXT: Operation = {"schema": {"type": "string"}}
_CSV = {"text/csv": _TEXT}
_ATOM = {"application/atom+xml": _TEXT}
_SVG = {"image/svg+xml": _TEXT}
_XLSX: Operation = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {}}


def route_operations(lang: str, examples: Mapping[str, str]) -> dict[str, Operation]:
    """Return the path items of all data routes; `examples` holds a value by the name of a parameter."""
    chosen = route_parameters(lang, {"dezernat": "I"})
    ordered = [*chosen, order_parameter()]
    project = path_parameter("name", toolkit._("Name of the project’s dataset."), examples["project"])
    register = path_parameter(
        "name", toolkit._("Name of the register or of an edition."), examples["register"]
    )
    tables = path_parameter("table", toolkit._("Name of the table."), "status", table_names())
    package = {"type": "object", "required": ["$schema", "name", "resources"]}
    return {
        "/digitalprojekte.csv": _get(
            "selection_csv", toolkit._("A selection of projects as CSV."), _CSV, ordered
        ),
        "/digitalprojekte.json": _get(
            "selection_json",
            toolkit._("A selection of projects as JSON."),
            _json(_selection()),
            ordered,
        ),
        "/digitalprojekte.xlsx": _get(
            "selection_xlsx", toolkit._("A selection of projects as a spreadsheet."), _XLSX, ordered
        ),
        **_pictures(ordered),
        "/digitalprojekte.atom": _get(
            "changes", toolkit._("Feed of the changes of a selection."), _ATOM, [*chosen, _page_of_changes()]
        ),
        **_slices(project),
        "/digitalprojekt/{name}/datapackage.json": _get(
            "project_package", toolkit._("A project as a Data Package."), _json(package), [project]
        ),
        **_rdf("/digitalprojekt/{name}", "project_rdf", toolkit._("A project as DCAT-AP.de."), [project]),
        "/dataset/{name}/{table}.csv": _get(
            "table_csv",
            toolkit._("A table of the register or of an edition as CSV, without the column _id."),
            _CSV,
            [register, tables],
        ),
        "/dataset/{name}/{table}.json": _get(
            "table_json",
            toolkit._("A table of the register or of an edition as JSON: typed rows, null for empty cells."),
            _json(array_of({"anyOf": [reference(f"row.{name}") for name in _row_names()]})),
            [register, tables],
        ),
        "/dataset/{name}/datapackage.json": _get(
            "dataset_package", toolkit._("Register or edition as a Data Package."), _json(package), [register]
        ),
        **_rdf("/dataset/{name}", "dataset_rdf", toolkit._("A dataset as DCAT-AP.de."), [register]),
        **_rdf(
            "/catalog", "catalog", toolkit._("The whole catalogue as DCAT-AP.de, in pages."), _page_of_feed()
        ),
        **_rdf(
            "/codelist/{list}",
            "codelist",
            toolkit._("A code list as SKOS."),
            [
                path_parameter(
                    "list", toolkit._("Name of the code list."), "bearbeitungsstand", codelist_names()
                )
            ],
        ),
        "/schema/register/{table}.json": _get(
            "table_schema",
            toolkit._("Table Schema of a table of the register."),
            _json({"type": "object", "required": ["$schema", "fields", "primaryKey"]}),
            [path_parameter("table", toolkit._("Name of the table."), "vorhaben", register_table_names())],
        ),
        "/digitalprojekte/api/openapi.json": _get(
            "openapi",
            toolkit._("This document."),
            _json({"type": "object", "required": ["openapi", "info", "paths"]}),
            [],
        ),
    }


def _pictures(chosen: Iterable[Operation]) -> dict[str, Operation]:
    name = path_parameter("name", toolkit._("Name of the picture."), PICTURES[0], PICTURES)
    values = {
        "type": "object",
        "required": ["title", "columns", "rows"],
    }
    words = toolkit._("A picture of the overview, for a selection")
    answers = {"csv": _CSV, "json": _json(values), "svg": _SVG}
    return {
        f"/digitalprojekte/bild/{{name}}.{suffix}": _get(
            f"picture_{suffix}", f"{words} ({suffix.upper()})", content, [name, *chosen]
        )
        for suffix, content in answers.items()
    }


def _row_names() -> tuple[str, ...]:
    return (*register_table_names(), *(f"edition.{name}" for name in table_names()))


def _selection() -> Operation:
    project = {
        "allOf": [reference("row.vorhaben")],
        "type": "object",
        "unevaluatedProperties": False,
        "required": ["strategiefelder", "url"],
        "properties": {
            "strategiefelder": reference("bewertungen"),
            "url": {"type": "string", "format": "uri"},
        },
    }
    return {
        "type": "object",
        "required": ["berichtsstand", "stichtag", "filter", "count", "results"],
        "properties": {
            "berichtsstand": {"type": "string"},
            "stichtag": {"type": "string"},
            "filter": {"type": "object", "additionalProperties": {"type": "string"}},
            "count": {"type": "integer", "minimum": 0},
            "results": array_of(project),
        },
    }


def _slices(project: Operation) -> dict[str, Operation]:
    return {
        f"/digitalprojekt/{{name}}/{name}.{suffix}": _get(
            f"{name}_{suffix}",
            f"{part.title_de if toolkit.h.hndigital_lang() == 'de' else part.title_en} ({suffix.upper()})",
            _CSV if suffix == "csv" else _json(array_of(reference(f"row.{part.table}"))),
            [project],
        )
        for name, part in SLICES.items()
        for suffix in ("csv", "json")
    }


def _page_of_feed() -> list[Operation]:
    number = {"type": "integer", "minimum": 1}
    text = {"type": "string"}
    return [
        query_parameter("page", number, toolkit._("Number of the page, from 1."), examples={}),
        query_parameter("size", number, toolkit._("Datasets of a page."), examples={"size": "2"}),
        query_parameter("after", text, toolkit._("Where hydra:next goes on."), examples={}),
    ]


def _page_of_changes() -> Operation:
    number = {"type": "integer", "minimum": 1}
    return query_parameter("seite", number, toolkit._("Number of the page, from 1."), examples={})


def _rdf(path: str, name: str, summary: str, parameters: Iterable[Operation]) -> dict[str, Operation]:
    return {
        f"{path}.{suffix}": _get(
            f"{name}_{suffix}",
            f"{summary} ({form.content_type.partition(';')[0]})",
            {form.content_type.partition(";")[0]: {"schema": {"type": ["string", "object", "array"]}}},
            parameters,
        )
        for suffix, form in FORMATS.items()
    }


def _json(schema: Operation) -> Operation:
    return {"application/json": {"schema": schema}}


def _get(name: str, summary: str, content: Operation, parameters: Iterable[Operation]) -> Operation:
    etag = {"ETag": {"schema": {"type": "string"}, "description": toolkit._("Stands for these bytes.")}}
    return {
        "get": {
            "operationId": name,
            "tags": ["data"],
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": summary, "headers": etag, "content": content},
                "304": {"description": toolkit._("The reader’s copy (If-None-Match) is the same.")},
                "400": {
                    "description": toolkit._(
                        "A parameter is wrong, unknown or given twice; a line names it."
                    ),
                    "content": {"text/plain": _TEXT},
                },
                "404": {"description": toolkit._("Not found.")},
                "414": {
                    "description": toolkit._("The address is too long."),
                    "content": {"text/plain": _TEXT},
                },
            },
        }
    }
