"""The one loader of `schemas/`: code lists, tables and other files.

Nothing else in the project opens those files.
"""

from __future__ import annotations

from .codelists import Code, CodeList, Source, codelist, codelist_names
from .files import schema_text
from .tables import (
    Column,
    ForeignKey,
    TableDefinition,
    column,
    field_label,
    register_table,
    register_table_names,
    table,
    table_names,
)

__all__ = [
    "Code",
    "CodeList",
    "Column",
    "ForeignKey",
    "Source",
    "TableDefinition",
    "codelist",
    "codelist_names",
    "column",
    "field_label",
    "register_table",
    "register_table_names",
    "schema_text",
    "table",
    "table_names",
]
