"""The actions that read projects, as OpenAPI operations, and what their answers are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.cells import array_of, count_map, ratings, reference
from ckanext.hndigital.api.operations import ACTION_PATH, action, an_object
from ckanext.hndigital.api.parameters import action_parameters
from ckanext.hndigital.logic import schema

from hndigital.schemas import codelist, presented, register_table

__all__ = ["action_schemas", "reading_actions"]

Schema = dict[str, Any]

_PROJECT_TABLES = ("status", "kosten", "aenderungen")
_EDITION_TABLES = ("herkunft", "steckbriefe", "hinweise")
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}


def action_schemas(lang: str) -> dict[str, Schema]:
    """Return the components that the actions' answers are made of."""
    head = {
        "berichtsstand": {**_TEXT, "description": toolkit._("The published reporting round.")},
        "stichtag": {**_TEXT, "description": toolkit._("Its cut-off date.")},
        "ausgabe": {"anyOf": [reference("ausgabe"), {"type": "null"}]},
    }
    named = ("name", "title", "berichtsstand", "stichtag", "quelle_titel", "fassung")
    return {
        "bewertungen": ratings(lang),
        "ausgabe": an_object(
            {**dict.fromkeys(named, _TEXT), "beispieldaten": {"type": "boolean"}}, closed=False
        ),
        "liste": an_object({"count": _NUMBER, "results": array_of(_listed()), **head}),
        "matrix": an_object({"count": _NUMBER, "results": array_of(_row_of_matrix()), **head}),
        "statistik": _figures(head),
        "vorhaben": an_object(
            {
                "vorhaben": {"anyOf": [reference("cells.vorhaben"), {"type": "object", "maxProperties": 0}]},
                "strategiefelder": reference("bewertungen"),
                **{name: array_of(reference(f"cells.{name}")) for name in _PROJECT_TABLES},
                **{name: array_of(reference(f"edition.{name}")) for name in _EDITION_TABLES},
                "dataset": reference("dataset"),
                **head,
            }
        ),
    }


def reading_actions(lang: str, examples: Mapping[str, str]) -> dict[str, Schema]:
    """Return the path items of the actions that read projects; `examples` by the name of a parameter."""
    filters = {name: examples[name] for name in ("bearbeitungsstand", "sort", "limit")}
    listing = schema.list_schema()
    return {
        f"{ACTION_PATH}digitalprojekt_list": action(
            "digitalprojekt_list",
            toolkit._("Projects of the published state, filtered, ordered and paged."),
            "liste",
            action_parameters(listing, lang, filters),
        ),
        f"{ACTION_PATH}digitalprojekt_show": action(
            "digitalprojekt_show",
            toolkit._("Everything that the register holds of one project."),
            "vorhaben",
            action_parameters(schema.show_schema(), lang, {"id": examples["vorhaben_nr"]}, required=("id",)),
        ),
        f"{ACTION_PATH}digitalprojekt_statistik": action(
            "digitalprojekt_statistik",
            toolkit._("Figures of a selection: counts by code, sum of the quantified cost."),
            "statistik",
            action_parameters(schema.statistik_schema(), lang, {"dezernat": "I", "auswahl": "true"}),
        ),
        f"{ACTION_PATH}digitalprojekt_matrix": action(
            "digitalprojekt_matrix",
            toolkit._("Which project supports which Strategiefeld."),
            "matrix",
            action_parameters(listing, lang, {"limit": "3"}),
        ),
    }


def _listed() -> Schema:
    return {
        "allOf": [reference("cells.vorhaben")],
        "type": "object",
        "unevaluatedProperties": False,
        "required": ["name", "strategiefelder"],
        "properties": {"name": _TEXT, "strategiefelder": reference("bewertungen")},
    }


def _row_of_matrix() -> Schema:
    named = ("vorhaben_nr", "name", "titel", "zuletzt_berichtet")
    return an_object({**dict.fromkeys(named, _TEXT), "strategiefelder": reference("bewertungen")})


def _figures(head: Mapping[str, Schema]) -> Schema:
    money = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}
    projects = register_table("vorhaben")
    counted = {name: projects.column(name).codelist for name in presented(projects.having("counted"))}
    figures = an_object(
        {
            "count": {**_NUMBER, "description": toolkit._("Projects of the selection.")},
            "gesamt": {**_NUMBER, "description": toolkit._("Projects without any filter.")},
            "nicht_gezeigt": {
                **_NUMBER,
                "description": toolkit._("Projects of the edition that are not public any more."),
            },
            **{name: count_map(codes) for name, codes in sorted(counted.items(), key=lambda one: not one[1])},
            "unterstuetzte_felder": count_map(),
            "kosten": an_object({"summe_eur": money, **dict.fromkeys(codelist("kosten_angabe"), _NUMBER)}),
            "strategiefeld": an_object(
                {
                    field: an_object(dict.fromkeys(codelist("bewertung"), _NUMBER))
                    for field in codelist("strategiefeld")
                }
            ),
            **head,
        }
    )
    figures["properties"]["auswahl"] = {
        "type": "object",
        "description": toolkit._("With “auswahl”: by filter and value, how many projects it would leave."),
        "additionalProperties": count_map(),
    }
    return figures
