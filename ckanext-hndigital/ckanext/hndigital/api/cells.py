"""JSON Schemas of cells and rows, made from the tables' definitions in `schemas/`.

Actions answer with the text cells of the CSV files, the JSON routes with typed ones: each table has
both as a component of the document, `cells.<table>` and `row.<table>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hndigital.schemas import (
    Column,
    TableDefinition,
    codelist,
    register_table,
    register_table_names,
    table,
    table_names,
)

__all__ = ["array_of", "closed", "count_map", "ratings", "reference", "rows"]

Schema = dict[str, Any]

_ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_AMOUNT = r"[0-9]+(\.[0-9]+)?"


def rows(lang: str) -> dict[str, Schema]:
    """Return the schemas of all tables' rows by the name of the component.

    Those of the register are `cells.<table>` and `row.<table>`, those of an edition `edition.<table>` and
    `row.edition.<table>`.
    """
    found: dict[str, Schema] = {}
    for name in register_table_names():
        found[f"cells.{name}"] = _row(register_table(name), lang, typed=False)
        found[f"row.{name}"] = _row(register_table(name), lang, typed=True)
    # A listed project is a register row with two more keys.
    for kind in ("cells", "row"):
        found[f"{kind}.vorhaben"].pop("additionalProperties")
    for name in table_names():
        found[f"edition.{name}"] = _row(table(name), lang, typed=False)
        found[f"row.edition.{name}"] = _row(table(name), lang, typed=True)
    return found


def _value(column: Column, lang: str) -> Schema:
    """Return the schema of a typed cell: null where it is empty."""
    schema: Schema = {"type": column.type if column.type != "date" else "string"}
    if column.type == "date":
        schema["format"] = "date"
    if column.pattern:
        schema["pattern"] = f"^{column.pattern}$"
    if column.minimum is not None:
        schema["minimum"] = column.minimum
    if column.codelist:
        schema["enum"] = [*codelist(column.codelist), *([] if column.required else [None])]
    if not column.required:
        schema["type"] = [schema["type"], "null"]
    return schema | _words(column, lang)


def _cell(column: Column, lang: str) -> Schema:
    """Return the schema of a text cell: empty text where it is empty."""
    schema: Schema = {"type": "string"}
    if column.codelist:
        schema["enum"] = [*codelist(column.codelist), *([] if column.required else [""])]
    else:
        pattern = column.pattern or {"date": _ISO_DATE, "number": _AMOUNT, "integer": "-?[0-9]+"}.get(
            column.type, ""
        )
        if pattern:
            schema["pattern"] = f"^{pattern}$" if column.required else f"^({pattern})?$"
    return schema | _words(column, lang)


def _row(table: TableDefinition, lang: str, *, typed: bool) -> Schema:
    """Return the schema of a row: every column is there, and nothing else."""
    of = _value if typed else _cell
    return closed(
        {column.name: of(column, lang) for column in table.columns},
        title=table.title(lang),
        description=table.description(lang),
    )


def ratings(lang: str) -> Schema:
    """Return the schema of a project's ratings: Strategiefeld → rating, only where there is one."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            code.code: {"enum": list(codelist("bewertung")), "title": code.label(lang)}
            for code in codelist("strategiefeld").values()
        },
    }


def count_map(codes: str = "") -> Schema:
    """Return the schema of counts by value; with a code list its codes and the empty cell are the keys."""
    schema: Schema = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
    if codes:
        schema["propertyNames"] = {"enum": [*codelist(codes), ""]}
    return schema


def array_of(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def reference(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: Mapping[str, Schema], **words: str) -> Schema:
    """Return the schema of an object that has all of these properties, and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": dict(properties),
        **words,
    }


def _words(column: Column, lang: str) -> Schema:
    return {"title": column.title(lang), "description": column.description(lang)}
