"""ckanext-scheming: the schemas that it has read, and how they are looked up and extended.

Scheming reads files only. What it has read stands in `_schemas` of its plugin, and with presets put in in
`_expanded_schemas` (`ckanext/scheming/plugins.py`); both are made at `update_config`. Its helpers, forms and
actions look among the expanded ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.scheming import plugins as scheming
from ckanext.scheming.helpers import scheming_get_dataset_schema

__all__ = ["Forms", "Schema", "add", "declared", "exchange", "expanded", "named", "runs", "with_presets"]

Schema = Mapping[str, Any]

Forms = scheming.SchemingDatasetsPlugin
"""How scheming checks, shows and edits a dataset by the schemas of whom it is asked for."""


def runs() -> bool:
    """Return whether the plugin scheming_datasets runs."""
    return Forms.instance is not None


def declared(dataset_type: str) -> Schema:
    """Return the schema of a dataset type, {} if scheming has none (`ckanext/scheming/helpers.py`)."""
    return scheming_get_dataset_schema(dataset_type) or {}


def named() -> Schema:
    """Return the schemas that scheming has read from what `scheming.dataset_schemas` names, by type."""
    return Forms.instance._schemas if runs() else {}


def expanded() -> dict[str, Any]:
    """Return all schemas that scheming knows, with presets, by type."""
    return Forms.instance._expanded_schemas if runs() else {}


def with_presets(schema: Schema) -> Schema:
    """Return a schema with scheming's own presets put in, whatever presets the portal has."""
    presets = {
        preset["preset_name"]: preset["values"]
        for preset in scheming._load_schema(scheming.DEFAULT_PRESETS)["presets"]
    }
    parts = {
        part: [{**presets.get(field.get("preset", ""), {}), **field} for field in schema[part]]
        for part in ("dataset_fields", "resource_fields")
    }
    return {**schema, **parts}


def exchange(schemas: Schema) -> None:
    """Put whole schemas in the place of those that scheming has read for the same types."""
    for name, schema in schemas.items():
        Forms.instance._schemas[name] = dict(schema)
    Forms.instance._expanded_schemas.update(scheming._expand_schemas(dict(schemas)))


def add(schemas: Schema) -> None:
    """Let scheming find further schemas, with presets put in; the pages of its forms follow from them."""
    Forms.instance._expanded_schemas.update(schemas)
    Forms.instance.configure({})
