"""The actions that the portal offers and that our own programs use, as OpenAPI operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.cells import array_of, count_map, ratings, reference
from ckanext.hndigital.api.parameters import action_parameters, query_parameter
from ckanext.hndigital.logic import schema

from hndigital.schemas import codelist, register_table_names

__all__ = ["ACTION_PATH", "action_operations", "action_schemas"]

Schema = dict[str, Any]

ACTION_PATH = "/api/3/action/"

_PROJECT_TABLES = ("status", "kosten", "aenderungen")
_EDITION_TABLES = ("herkunft", "steckbriefe", "hinweise")


def action_schemas(lang: str) -> dict[str, Schema]:
    """Return the components that the actions' answers are made of."""
    head = {
        "berichtsstand": {"type": "string", "description": toolkit._("The published reporting round.")},
        "stichtag": {"type": "string", "description": toolkit._("Its cut-off date.")},
        "ausgabe": {"anyOf": [reference("ausgabe"), {"type": "null"}]},
    }
    listed: Schema = {
        "allOf": [reference("cells.vorhaben")],
        "type": "object",
        "unevaluatedProperties": False,
        "required": ["name", "strategiefelder"],
        "properties": {"name": {"type": "string"}, "strategiefelder": reference("bewertungen")},
    }
    counts = ("bearbeitungsstand", "gesamtstatus", "dezernat", "vorhabentyp", "anlass")
    money = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}
    number = {"type": "integer", "minimum": 0}
    return {
        "bewertungen": ratings(lang),
        "ausgabe": _object(
            {
                **{key: {"type": "string"} for key in ("name", "title", "berichtsstand", "stichtag")},
                **{key: {"type": "string"} for key in ("quelle_titel", "fassung")},
                "beispieldaten": {"type": "boolean"},
            },
            closed=False,
        ),
        "liste": _object({"count": number, "results": array_of(listed), **head}),
        "matrix": _object(
            {
                "count": number,
                "results": array_of(
                    _object(
                        {
                            **{key: {"type": "string"} for key in ("vorhaben_nr", "name", "titel")},
                            "strategiefelder": reference("bewertungen"),
                        }
                    )
                ),
                **head,
            }
        ),
        "statistik": _object(
            {
                "count": number,
                **{name: count_map(name) for name in counts},
                "amt": count_map(),
                "zuletzt_berichtet": count_map(),
                "kosten": _object(
                    {"summe_eur": money, **{code: number for code in codelist("kosten_angabe")}}
                ),
                "strategiefeld": _object(
                    {
                        field: _object({code: number for code in codelist("bewertung")})
                        for field in codelist("strategiefeld")
                    }
                ),
                **head,
            }
        ),
        "vorhaben": _object(
            {
                "vorhaben": {"anyOf": [reference("cells.vorhaben"), {"type": "object", "maxProperties": 0}]},
                "strategiefelder": reference("bewertungen"),
                **{name: array_of(reference(f"cells.{name}")) for name in _PROJECT_TABLES},
                **{name: array_of(reference(f"edition.{name}")) for name in _EDITION_TABLES},
                "dataset": reference("dataset"),
                **head,
            }
        ),
        "zustand": _object(
            {
                "plugin_version": {"type": "string"},
                "berichtsstand": {"type": "string"},
                "projects": {"type": "object", "additionalProperties": {"type": "object"}},
                "tables": _object(
                    {name: array_of(reference(f"cells.{name}")) for name in register_table_names()}
                ),
                "manual": array_of({"type": "string"}),
                "editions": array_of({"type": "object", "required": ["name", "berichtsstand", "sha256"]}),
                "register": _object(
                    {
                        "name": {"type": "string"},
                        "resources": {"type": "object", "additionalProperties": {"type": "string"}},
                    }
                ),
            },
            closed=False,
        ),
        "veroeffentlichung": _object(
            {
                **{key: array_of({"type": "string"}) for key in ("created", "updated", "unchanged")},
                "failed": {"type": "array"},
                "berichtsstand": {"type": "string"},
            },
            closed=False,
        ),
        "dataset": {
            "type": "object",
            "description": toolkit._("A dataset as CKAN describes it."),
            "required": ["id", "name", "title", "type", "resources"],
            "properties": {
                **{key: {"type": "string"} for key in ("id", "name", "title", "type")},
                "resources": array_of({"type": "object", "required": ["id", "name", "url"]}),
            },
        },
        "fehler": _object(
            {
                "success": {"const": False},
                "help": {"type": "string"},
                "error": {"type": "object", "required": ["__type"]},
            },
            description=toolkit._("What was wrong: by parameter, in words."),
        ),
    }


def action_operations(lang: str, examples: Mapping[str, str]) -> dict[str, Schema]:
    """Return the path items of all actions; `examples` holds a value by the name of a parameter."""
    shown = {"id": examples["vorhaben_nr"]}
    filters = {name: examples[name] for name in ("bearbeitungsstand", "sort", "limit")}
    few = schema.list_schema()
    return {
        ACTION_PATH + name: {"get": operation}
        for name, operation in {
            "digitalprojekt_list": _operation(
                "digitalprojekt_list",
                toolkit._("Projects of the published state, filtered, ordered and paged."),
                "liste",
                action_parameters(few, lang, filters),
            ),
            "digitalprojekt_show": _operation(
                "digitalprojekt_show",
                toolkit._("Everything that the register holds of one project."),
                "vorhaben",
                action_parameters(schema.show_schema(), lang, shown),
            ),
            "digitalprojekt_statistik": _operation(
                "digitalprojekt_statistik",
                toolkit._("Figures of a selection: counts by code, sum of the quantified cost."),
                "statistik",
                action_parameters(schema.statistik_schema(), lang, {"dezernat": "I"}),
            ),
            "digitalprojekt_matrix": _operation(
                "digitalprojekt_matrix",
                toolkit._("Which project supports which Strategiefeld."),
                "matrix",
                action_parameters(few, lang, {"limit": "3"}),
            ),
            "digitalprojekt_state": _operation(
                "digitalprojekt_state",
                toolkit._("State of all stores, as a publisher compares it with its package."),
                "zustand",
                action_parameters({"index": []}, lang, {}),
            ),
            **_of_ckan(examples),
        }.items()
    } | {ACTION_PATH + "digitalprojekt_publish": {"post": _publish()}}


def _of_ckan(examples: Mapping[str, str]) -> dict[str, Schema]:
    """Return those of CKAN's own actions that our pages and programs use; its manual has the rest."""
    text, number = {"type": "string"}, {"type": "integer", "minimum": 0}
    table = toolkit._("Id of the table’s resource; those of the register never change.")
    found = _object({"count": number, "results": array_of(reference("dataset"))}, closed=False)
    return {
        "package_show": _operation(
            "package_show",
            toolkit._("A dataset with its files (CKAN’s own action)."),
            "dataset",
            [
                query_parameter(
                    "id",
                    text,
                    toolkit._("Name of the dataset."),
                    required=True,
                    examples={"id": examples["register"]},
                )
            ],
        ),
        "package_search": _operation(
            "package_search",
            toolkit._("Search of all datasets (CKAN’s own action)."),
            found,
            [
                query_parameter("q", text, toolkit._("Words to search."), examples={"q": "Straße"}),
                query_parameter(
                    "rows", number, toolkit._("How many results to answer with."), examples={"rows": "2"}
                ),
            ],
        ),
        "datastore_search": _operation(
            "datastore_search",
            toolkit._("Rows of a table of the register or of an edition (CKAN’s own action)."),
            _object({"fields": {"type": "array"}, "records": array_of({"type": "object"})}, closed=False),
            [
                query_parameter(
                    "resource_id",
                    text,
                    table,
                    required=True,
                    examples={"resource_id": examples["resource_id"]},
                ),
                query_parameter("filters", text, toolkit._("JSON object: column and value."), examples={}),
                query_parameter(
                    "limit", number, toolkit._("How many rows to answer with."), examples={"limit": "2"}
                ),
            ],
        ),
        "organization_list_for_user": _operation(
            "organization_list_for_user",
            toolkit._("Organisations in which the token’s owner may do something (CKAN’s own action)."),
            array_of({"type": "object", "required": ["id", "name"]}),
            [query_parameter("permission", text, toolkit._("The right that is asked for."), examples={})],
        ),
    }


def _publish() -> Schema:
    rows = {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}}
    flag = {"type": "boolean", "default": False}
    body = _object(
        {
            "berichtsstand": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}$"},
            "owner_org": {"type": "string"},
            "projects": rows,
            "tables": {"type": "object", "additionalProperties": rows},
            "edition": {"type": "string"},
            "edition_fields": {"type": "object", "additionalProperties": {"type": "string"}},
            "register": {"type": "string"},
            "final": {**flag, "default": True},
            "dry_run": flag,
        }
    )
    body["required"] = ["berichtsstand", "owner_org"]
    summary = toolkit._("Publishes a reporting round; needs the token of an editor of the organisation.")
    return {
        **_operation("digitalprojekt_publish", summary, "veroeffentlichung", []),
        "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
    }


def _operation(name: str, summary: str, result: str | Schema, parameters: list[Schema]) -> Schema:
    answer = _object(
        {
            "help": {"type": "string"},
            "success": {"const": True},
            "result": reference(result) if isinstance(result, str) else result,
        }
    )
    error = {"application/json": {"schema": reference("fehler")}}
    return {
        "operationId": name,
        "tags": ["actions"],
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": answer}}},
            "403": {"description": toolkit._("Not allowed."), "content": error},
            "404": {"description": toolkit._("Not found."), "content": error},
            "409": {"description": toolkit._("A parameter is wrong; the answer names it."), "content": error},
        },
    }


def _object(properties: Mapping[str, Schema], *, closed: bool = True, **words: str) -> Schema:
    return {
        "type": "object",
        **({"additionalProperties": False} if closed else {}),
        "required": list(properties),
        "properties": dict(properties),
        **words,
    }
