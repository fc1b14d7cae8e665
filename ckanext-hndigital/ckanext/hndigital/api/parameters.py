"""Parameters of actions and data routes: names and codes from where they are defined, words for people."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.selection import SORTS
from ckanext.hndigital.register.filtering import CODED, FILTERS, WITHOUT_AMOUNT, WITHOUT_VALUE
from ckanext.hndigital.register.filtering import SORTS as ACTION_SORTS

from hndigital.schemas import codelist, column, field_label

__all__ = ["action_parameters", "order_parameter", "path_parameter", "query_parameter", "route_parameters"]

Parameter = dict[str, Any]


def action_parameters(
    schema: Mapping[str, Any],
    lang: str,
    examples: Mapping[str, str],
    *,
    required: Container[str] = (),
    page: int = 100,
) -> list[Parameter]:
    """Return the parameters that an action's own schema accepts; `page` is its default of `limit`."""
    names = [name for name in schema if not name.startswith("__")]
    return [
        query_parameter(
            name, _accepted(name, page), _words(name, lang), required=name in required, examples=examples
        )
        for name in names
    ]


def route_parameters(lang: str, examples: Mapping[str, str]) -> list[Parameter]:
    """Return the parameters of a route that takes the overview's address: its filters and the edition."""
    return [
        query_parameter(name, _accepted(name), _words(name, lang), examples=examples)
        for name in (*FILTERS, "berichtsstand")
    ]


def order_parameter() -> Parameter:
    """Return the parameter by which such a route orders projects."""
    columns = {"enum": [direction + name for name in SORTS for direction in ("", "-")]}
    return query_parameter(
        "sort", columns, toolkit._("Column to order by; with “-” descending."), examples={}
    )


def query_parameter(
    name: str,
    schema: Mapping[str, Any],
    description: str,
    *,
    required: bool = False,
    examples: Mapping[str, str],
) -> Parameter:
    """Return a parameter of the address's query."""
    parameter: Parameter = {"name": name, "in": "query", "description": description, "schema": dict(schema)}
    if required:
        parameter["required"] = True
    if name in examples:
        parameter["example"] = examples[name]
    return parameter


def path_parameter(name: str, description: str, example: str, values: Iterable[str] = ()) -> Parameter:
    """Return a part of the address's path."""
    schema: dict[str, Any] = {"type": "string"}
    if values:
        schema["enum"] = list(values)
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _accepted(name: str, page: int = 100) -> dict[str, Any]:
    if name in CODED:
        without = {"strategiefeld": [], "kosten_angabe": [WITHOUT_AMOUNT]}.get(name, [WITHOUT_VALUE])
        return {"type": "string", "enum": list(dict.fromkeys([*codelist(CODED[name]), *without]))}
    if name in ("limit", "offset"):
        return {"type": "integer", "minimum": 0, "default": page if name == "limit" else 0}
    if name in ("kosten_min", "kosten_max"):
        return {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}
    if name == "sort":
        return {"type": "string", "pattern": f"^({'|'.join(ACTION_SORTS)})( (asc|desc))?$"}
    if name in ("index", "auswahl"):
        return {"type": "boolean", "default": False}
    return {"type": "string"}


def _words(name: str, lang: str) -> str:
    words = {
        "q": toolkit._("Words or a project number, searched as the portal’s search does."),
        "id": toolkit._("Name or id of the dataset, or the ten-digit number of the project."),
        "limit": toolkit._("How many results to answer with."),
        "offset": toolkit._("How many results to leave out at the beginning."),
        "sort": toolkit._("Column and direction, such as “kosten_eur desc”."),
        "kosten_min": toolkit._("Least cost in EUR, inclusive; only projects with an amount."),
        "kosten_max": toolkit._("Highest cost in EUR, inclusive; only projects with an amount."),
        "strategiefeld": toolkit._(
            "Alone: projects that support the field. With “bewertung”: that rating in it."
        ),
        "berichtsstand": toolkit._(
            "Edition whose rows are meant, such as 2020-2; without: the latest state."
        ),
        "auswahl": toolkit._("Whether to count what each choice of a filter would leave."),
        "organization": toolkit._("Name of the organisation whose datasets are looked at."),
        "rating": toolkit._("Only datasets with this rating."),
        "missing": toolkit._("Only datasets without the points of this indicator."),
        "index": toolkit._("Whether to compare the search index as well."),
    }
    if name in words:
        return str(words[name])
    try:
        return column(name).description(lang)
    except KeyError:
        return field_label(name, lang)
