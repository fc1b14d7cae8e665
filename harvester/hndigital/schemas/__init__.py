"""The one loader of `schemas/`: code lists, tables, what columns are for and what codes mean.

Nothing else in the project opens those files, and no rule elsewhere names a column or a code where it
means a role or a meaning. Where the files are, `files` says.
"""

from __future__ import annotations

from .codelists import Code, CodeList, Source, codelist, codelist_names
from .dataset_type import dataset_type
from .files import schema_text
from .meaning import (
    dataset_rating,
    mainly_supports,
    no_amount_column,
    not_stated,
    quantified,
    rated_field,
    rating_field,
    rating_of,
    ratings_in,
    supported,
    supports,
)
from .report import PrintedTable, printed_kind, printed_tables
from .tables import (
    Column,
    ForeignKey,
    TableDefinition,
    column,
    field_label,
    presented,
    register_table,
    register_table_names,
    sheet_fields,
    table,
    table_names,
)

__all__ = [
    "Code",
    "CodeList",
    "Column",
    "ForeignKey",
    "PrintedTable",
    "Source",
    "TableDefinition",
    "codelist",
    "codelist_names",
    "column",
    "dataset_rating",
    "ratings_in",
    "dataset_type",
    "field_label",
    "mainly_supports",
    "no_amount_column",
    "not_stated",
    "presented",
    "printed_kind",
    "printed_tables",
    "quantified",
    "rated_field",
    "rating_field",
    "rating_of",
    "register_table",
    "register_table_names",
    "schema_text",
    "sheet_fields",
    "supported",
    "supports",
    "table",
    "table_names",
]
