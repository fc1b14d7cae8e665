"""The OpenAPI document as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.api.actions import action_schemas, reading_actions
from ckanext.hndigital.api.cells import row
from ckanext.hndigital.api.of_ckan import ckan_actions, ckan_schemas
from ckanext.hndigital.api.operations import error_schema
from ckanext.hndigital.api.routes import route_operations
from ckanext.hndigital.api.upkeep import upkeep_actions, upkeep_schemas

from hndigital import __version__
from hndigital.schemas import register_table, register_table_names, table, table_names

__all__ = ["all_actions", "openapi"]


def openapi(
    lang: str, examples: Mapping[str, str], *, site_url: str, licence: Mapping[str, str]
) -> dict[str, Any]:
    """Return the document (OpenAPI 3.1) in the language of the request.

    `examples` are values that answer something on this portal: `vorhaben_nr`, `project` and
    `register` (names of datasets), `resource_id`, `bearbeitungsstand`, `sort`, `limit`. `licence` is
    that of the data: `name` and, if it has one, `url`.
    """
    components: dict[str, Any] = {}
    for name in register_table_names():
        definition = register_table(name)
        components[f"cells.{name}"] = row(definition, lang, typed=False)
        components[f"row.{name}"] = row(definition, lang, typed=True)
    # A listed project is a register row with two more keys.
    for kind in ("cells", "row"):
        components[f"{kind}.vorhaben"].pop("additionalProperties")
    for name in table_names():
        components[f"edition.{name}"] = row(table(name), lang, typed=False)
        components[f"row.edition.{name}"] = row(table(name), lang, typed=True)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": toolkit._("Digital projects: data interfaces"),
            "version": __version__,
            "description": toolkit._(
                "Two kinds of addresses: data routes, which caches may keep (ETag, 304) and which any website"
                " may read (CORS), and actions of CKAN’s Action API, which filter and count. Reading needs no"
                " key."
            ),
            "license": dict(licence),
        },
        "servers": [{"url": site_url}],
        "externalDocs": {
            "url": toolkit.url_for("hndigital_api.page", _external=True),
            "description": toolkit._("Tables, examples, limits, change policy"),
        },
        "tags": [
            {"name": "data", "description": toolkit._("Data routes")},
            {"name": "actions", "description": toolkit._("Actions")},
        ],
        "paths": {**route_operations(lang, examples), **all_actions(lang, examples)},
        "components": {
            "schemas": {
                **components,
                **action_schemas(lang),
                **upkeep_schemas(),
                **ckan_schemas(),
                "fehler": error_schema(),
            },
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        },
        "security": [],
    }


def all_actions(lang: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """Return the path items of all actions: ours, then CKAN's own that we use."""
    return {**reading_actions(lang, examples), **upkeep_actions(lang), **ckan_actions(examples)}
