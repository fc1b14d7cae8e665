"""The one loader of `schemas/`: code lists, tables, what columns are for and what codes mean.

Nothing else in the project opens those files, and no rule elsewhere names a column or a code where it
means a role or a meaning. Where the files are, `files` says.
"""

from __future__ import annotations

from .certainty import Measure, completing_words, measures, unfinished_words
from .codelists import Code, CodeList, Source, codelist, codelist_names
from .dataset_type import dataset_type, dataset_types, with_fields_of
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
from .report import (
    ListLayout,
    PrintedChart,
    PrintedTable,
    ReportWords,
    has_list_layout,
    list_layout,
    printed_charts,
    printed_kind,
    printed_tables,
    report_words,
    sheet_layout,
    statement_patterns,
    table_heads,
    table_words,
)
from .tables import (
    Column,
    ForeignKey,
    TableDefinition,
    column,
    field_label,
    is_round,
    presented,
    register_table,
    register_table_names,
    sheet_fields,
    table,
    table_names,
)
from .versions import FIRST_VERSION, schema_version

__all__ = [
    "FIRST_VERSION",
    "Code",
    "CodeList",
    "Column",
    "ForeignKey",
    "ListLayout",
    "PrintedChart",
    "PrintedTable",
    "ReportWords",
    "Source",
    "TableDefinition",
    "codelist",
    "codelist_names",
    "completing_words",
    "Measure",
    "measures",
    "unfinished_words",
    "column",
    "dataset_rating",
    "ratings_in",
    "dataset_type",
    "dataset_types",
    "field_label",
    "is_round",
    "has_list_layout",
    "list_layout",
    "mainly_supports",
    "no_amount_column",
    "not_stated",
    "presented",
    "printed_charts",
    "printed_kind",
    "printed_tables",
    "quantified",
    "rated_field",
    "rating_field",
    "rating_of",
    "register_table",
    "register_table_names",
    "report_words",
    "sheet_layout",
    "statement_patterns",
    "table_heads",
    "table_words",
    "schema_text",
    "schema_version",
    "sheet_fields",
    "supported",
    "supports",
    "table",
    "table_names",
    "with_fields_of",
]
