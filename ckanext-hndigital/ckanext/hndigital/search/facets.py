"""Facets of projects in the portal's search, with the words of the code lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from hndigital.caching import kept
from hndigital.offices import dezernat_label
from hndigital.schemas import column, field_label, presented, register_table
from hndigital.texts import format_value, is_german

__all__ = ["facet_fields", "label_facets", "project_facets"]

#: Columns of the history of which a dataset holds the latest value.
_OF_ROUND = ("berichtsstand",)


@kept()
def facet_fields() -> Mapping[str, str]:
    """Return the index field of each facet, with the field that names it.

    A project has several Strategiefelder, but one value of every other.
    """
    return MappingProxyType(
        {f"vocab_{name}": name for name in register_table("strategiefeld_matrix").having("facet")}
        | {name: name for name in presented(register_table("vorhaben").having("facet"))}
        | {name: name for name in register_table("status").having("facet") if name in _OF_ROUND}
    )


def project_facets(facets: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return the facets of projects with their titles, followed by CKAN's own."""
    return {**{name: field_label(field, lang) for name, field in facet_fields().items()}, **facets}


def label_facets(search_facets: Mapping[str, Any], lang: str) -> None:
    """Put words in place of codes as the facets' displayed names: code lists' labels, names of offices.

    An item whose name is the city's own, German in every language, is marked by `german`.
    """
    for name, field in facet_fields().items():
        if not column(field).codelist and not column(field).named_by:
            continue
        for item in search_facets.get(name, {}).get("items", ()):
            said = dezernat_label if field == "dezernat" else partial(format_value, field)
            item["display_name"] = said(item["name"], lang)
            item["german"] = is_german(field, item["name"], item["display_name"])
