"""ckanext-scheming: the schemas that it has read, and how they are looked up and extended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.scheming import plugins as scheming
from ckanext.scheming.helpers import scheming_get_dataset_schema

__all__ = ["declared", "exchange"]


def declared(dataset_type: str) -> Mapping[str, Any]:
    """Return the schema of a dataset type, {} if scheming has none (`ckanext/scheming/helpers.py`)."""
    return scheming_get_dataset_schema(dataset_type) or {}


def exchange(dataset_type: str, schema: Mapping[str, Any]) -> bool:
    """Put a whole schema in place of what scheming has read for a type; False if it was told of none.

    Scheming reads files only. What it has read stands in `_schemas` of its plugin, and with presets put in in
    `_expanded_schemas` (`ckanext/scheming/plugins.py`); both are made at `update_config`.
    """
    plugin = scheming.SchemingDatasetsPlugin.instance
    if plugin is None or dataset_type not in plugin._schemas:
        return False
    plugin._schemas[dataset_type] = dict(schema)
    plugin._expanded_schemas = scheming._expand_schemas(plugin._schemas)
    return True
