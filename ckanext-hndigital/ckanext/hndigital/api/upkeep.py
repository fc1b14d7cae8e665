"""The actions for those who keep the portal, as OpenAPI operations: publication, quality, GovData."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.cells import array_of, reference
from ckanext.hndigital.api.operations import ACTION_PATH, action, an_object
from ckanext.hndigital.api.parameters import action_parameters
from ckanext.hndigital.logic import schema
from ckanext.hndigital.search.indexing import AT_ONCE

from hndigital.schemas import register_table_names

__all__ = ["upkeep_actions", "upkeep_schemas"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_NAMES = array_of(_TEXT)


def upkeep_schemas() -> dict[str, Schema]:
    """Return the components that these actions' answers are made of."""
    points = {**dict.fromkeys(("points", "open", "most"), _NUMBER), "rating": _TEXT}
    return {
        "zustand": an_object(
            {
                "plugin_version": _TEXT,
                "berichtsstand": _TEXT,
                "projects": {"type": "object", "additionalProperties": {"type": "object"}},
                "tables": an_object(
                    {name: array_of(reference(f"cells.{name}")) for name in register_table_names()}
                ),
                "manual": _NAMES,
                "editions": array_of({"type": "object", "required": ["name", "berichtsstand", "sha256"]}),
                "register": an_object(
                    {"name": _TEXT, "resources": {"type": "object", "additionalProperties": _TEXT}}
                ),
            },
            closed=False,
        ),
        "veroeffentlichung": an_object(
            {
                **dict.fromkeys(("created", "updated", "unchanged"), _NAMES),
                "failed": {"type": "array"},
                "berichtsstand": _TEXT,
                "index_pending": _NUMBER,
            },
            closed=False,
        ),
        "qualitaet": {
            "anyOf": [
                an_object(
                    {"name": _TEXT, "title": _TEXT, **points, "dimensions": array_of({})}, closed=False
                ),
                an_object(
                    {
                        **dict.fromkeys(("total", "assessed", "count"), _NUMBER),
                        "figures": {"type": ["object", "null"]},
                        "results": {"type": "array"},
                    },
                    closed=False,
                ),
            ]
        },
        "govdata": an_object(
            {
                **dict.fromkeys(("given", "left_out", "projects"), _NUMBER),
                "missing": _NAMES,
                "datasets": array_of(
                    {"type": "object", "required": ["name", "title", "given", "rule", "reason", "advice"]}
                ),
                "unsaid": array_of(
                    {"type": "object", "required": ["name", "title", "field", "value", "rule", "advice"]}
                ),
            }
        ),
    }


def upkeep_actions(lang: str) -> dict[str, Schema]:
    """Return the path items of these actions."""
    quality = action_parameters(schema.quality_schema(), lang, {"limit": "1"}, page=50)
    return {
        f"{ACTION_PATH}hndigital_metadatenqualitaet": action(
            "hndigital_metadatenqualitaet",
            toolkit._("Quality of the metadata in points, and what GovData’s rules say."),
            "qualitaet",
            quality,
        ),
        f"{ACTION_PATH}digitalprojekt_state": action(
            "digitalprojekt_state",
            toolkit._("State of all stores, as a publisher compares it with its package."),
            "zustand",
            action_parameters({"index": []}, lang, {}),
        ),
        f"{ACTION_PATH}digitalprojekt_publish": action(
            "digitalprojekt_publish",
            toolkit._("Publishes a reporting round; needs the token of an editor of the organisation."),
            "veroeffentlichung",
            body=_publication(),
            with_token=True,
        ),
        f"{ACTION_PATH}hndigital_govdata_report": action(
            "hndigital_govdata_report",
            toolkit._("What GovData is not given, and why."),
            "govdata",
        ),
        f"{ACTION_PATH}hndigital_govdata_link": action(
            "hndigital_govdata_link",
            toolkit._("Records the addresses of datasets at GovData; for editors."),
            an_object(
                {**dict.fromkeys(("updated", "unchanged", "unknown"), _NAMES), "refused": {"type": "object"}}
            ),
            body=an_object({"links": array_of(an_object({"identifier": _TEXT, "url": _TEXT}))}),
            with_token=True,
        ),
    }


def _publication() -> Schema:
    rows = array_of({"type": "object", "additionalProperties": _TEXT})
    flag = {"type": "boolean", "default": False}
    body = an_object(
        {
            "berichtsstand": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}$"},
            "owner_org": _TEXT,
            "projects": rows,
            "tables": {"type": "object", "additionalProperties": rows},
            "edition": _TEXT,
            "edition_fields": {"type": "object", "additionalProperties": _TEXT},
            "register": _TEXT,
            "final": {**flag, "default": True},
            "index_limit": {"type": "integer", "minimum": 1, "default": AT_ONCE, "maximum": AT_ONCE},
            "dry_run": flag,
        }
    )
    body["required"] = ["berichtsstand", "owner_org"]
    return body
