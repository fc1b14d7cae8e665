"""The OpenAPI document: `openapi.yaml` in one language, with what is defined elsewhere put in.

The file's head says how. What it asks for is answered by `_elsewhere`, and by the values of this portal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ckanext.hndigital.api.cells import array_of, closed, count_map, ratings, reference, rows
from ckanext.hndigital.dcat.feeds import page_size
from ckanext.hndigital.incoming.limits import SEARCH_LENGTH
from ckanext.hndigital.pages.selection import orders
from ckanext.hndigital.register.filtering import (
    WITHOUT_AMOUNT,
    coded,
    filter_names,
    repeatable,
    sorts,
    without_value,
)
from ckanext.hndigital.search.indexing import AT_ONCE

from hndigital import __version__, quality
from hndigital.caching import kept
from hndigital.charts import picture_names
from hndigital.dcat.serialize import FORMATS
from hndigital.figures import counted
from hndigital.projects import SLICES
from hndigital.schemas import codelist, codelist_names, column, register_table_names, table_names

__all__ = ["Portal", "openapi"]

_NUMBER = {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Portal:
    """What the document says of this portal: addresses, licence, and values that answer something here.

    `licence_url` is "" where the licence has none, `resource_id` where there is no register yet. `parts` are
    those that the portal has beside the plugin `hndigital`: "dcat", and "feeds" where feeds and documents of
    the whole portal are ours.
    """

    site_url: str
    developers_page: str
    licence: str
    licence_url: str
    vorhaben_nr: str
    project: str
    register: str
    organization: str
    resource_id: str
    parts: frozenset[str]


@kept(maxsize=8)
def openapi(lang: str, portal: Portal) -> dict[str, Any]:
    """Return the document (OpenAPI 3.1); it is kept and shared: nobody may change it.

    Raises KeyError where the file asks for something that is nowhere defined, and for a filter that is
    neither a column nor described there.
    """
    source = _here(_source(), portal.parts)
    licence = {"name": portal.licence} | ({"url": portal.licence_url} if portal.licence_url else {})
    here = {name: getattr(portal, name) for name in Portal.__dataclass_fields__} | {"licence": licence}
    known = _elsewhere(lang) | here
    known["filters"] = [_filter(name, lang, source["x-shared"], known) for name in filter_names()]
    return {key: _served(part, lang, known) for key, part in source.items() if key != "x-shared"}


@cache
def _source() -> dict[str, Any]:
    source: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "openapi.yaml").read_text("utf-8"))
    source["paths"] = {path: item for template in source["paths"].items() for path, item in _each(*template)}
    return source


def _here(source: dict[str, Any], parts: frozenset[str]) -> dict[str, Any]:
    """Return the file without the paths of parts that the portal does not have."""
    paths = {
        path: {key: value for key, value in item.items() if key != "x-part"}
        for path, item in source["paths"].items()
        if item.get("x-part") in (None, *parts)
    }
    return {**source, "paths": paths}


def _each(path: str, item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the paths that one of the file stands for."""
    if "x-each" not in item:
        yield path, item
        return
    every = {
        "slices": [
            {"slice": name, "table": one.table, "title_de": one.title_de, "title_en": one.title_en}
            for name, one in SLICES.items()
        ],
        "formats": [{"suffix": name, "type": one.content_type} for name, one in FORMATS.items()],
    }
    rest = {key: value for key, value in item.items() if key != "x-each"}
    for values in every[item["x-each"]]:
        yield _named(path, values), _named(rest, values)


def _named(node: Any, values: Mapping[str, str]) -> Any:
    """Return a part of the file with `<key>` replaced by its value."""
    if isinstance(node, dict):
        return {_named(key, values): _named(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_named(value, values) for value in node]
    if isinstance(node, str):
        for key, value in values.items():
            node = node.replace(f"<{key}>", value)
    return node


def _served(node: Any, lang: str, known: Mapping[str, Any]) -> Any:
    """Return a part of the file as it is served."""
    if isinstance(node, list):
        return [one for item in node for one in _items(item, lang, known)]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"de", "en"}:
        return node[lang]
    rest = {key: _served(value, lang, known) for key, value in node.items() if key != "x-from"}
    if "x-from" not in node:
        return rest
    found = known[node["x-from"]]
    return {**found, **rest} if isinstance(found, dict) else found


def _items(item: Any, lang: str, known: Mapping[str, Any]) -> list[Any]:
    """Return what an item of a list becomes: itself, or the items of the list that it asks for."""
    found = known[item["x-from"]] if isinstance(item, dict) and "x-from" in item else None
    if not isinstance(found, list):
        return [_served(item, lang, known)]
    return [
        {**one, "example": _example(one["schema"], item[one["name"]])}
        if isinstance(one, dict) and one.get("name") in item
        else one
        for one in found
    ]


def _example(schema: Mapping[str, Any], code: str) -> str | list[str]:
    """Return a code as an example, or the first of the list of a city that has no such code."""
    one = schema.get("items", schema)
    codes = one.get("enum") or [code]
    example = code if code in codes else codes[0]
    return [example] if "items" in schema else example


def _elsewhere(lang: str) -> dict[str, Any]:
    """Return what the file may ask for beside filters and this portal's values."""
    tables = rows(lang)
    return {
        "version": __version__,
        "index_limit": AT_ONCE,
        "page_size": page_size(),
        "search_length": SEARCH_LENGTH,
        "sort": f"^(({'|'.join(sorts())})( (asc|desc))?)?$",
        "orders": [sign + name for name in orders() for sign in ("", "-")],
        "pictures": list(picture_names()),
        "tables": list(table_names()),
        "register_tables": list(register_table_names()),
        "codelists": list(codelist_names()),
        "quality_ratings": list(quality.ratings()),
        "quality_indicators": list(quality.indicators()),
        "table_schemas": tables,
        "rows": [reference(name) for name in tables if name.startswith("row.")],
        "cells": {name: array_of(reference(f"cells.{name}")) for name in register_table_names()},
        "ratings": ratings(lang),
        "rated": {
            field: closed(dict.fromkeys(codelist("bewertung"), _NUMBER))
            for field in codelist("strategiefeld")
        },
        "counted": list(counted()),
        "counts": {name: count_map(coded().get(name, "")) for name in counted()},
        "numbers.kosten_angabe": dict.fromkeys(codelist("kosten_angabe"), _NUMBER),
        **{f"codes.{name}": list(codelist(name)) for name in codelist_names()},
    }


def _filter(name: str, lang: str, shared: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameter of a filter: what the file says of it, else its column; "" is no filter."""
    schema: dict[str, Any] = dict(shared["written"])
    if name in coded():
        without = {"strategiefeld": [], "kosten_angabe": [WITHOUT_AMOUNT]}.get(name, [without_value()])
        schema = {"type": "string", "enum": list(dict.fromkeys([*codelist(coded()[name]), *without, ""]))}
    said = _served(shared["filters"].get(name, {}), lang, known)
    if "description" not in said:
        said["description"] = column(name).description(lang)
    if repeatable(name):
        more = _served(shared["several"], lang, known)
        said["description"] = f"{said['description']} {more['description']}"
        return {
            "name": name,
            "in": "query",
            "style": "form",
            "explode": True,
            **said,
            "schema": array_of(schema),
        }
    return {"name": name, "in": "query", "schema": schema, **said}
