"""Facets of projects in the portal's search, with the words of the code lists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hndigital.caching import kept
from hndigital.schemas import codelist, column, field_label, presented, register_table

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
    """Put the code lists' labels in place of codes as the facets' displayed names."""
    for name, field in facet_fields().items():
        codes = column(field).codelist
        if not codes:
            continue
        labels = codelist(codes)
        for item in search_facets.get(name, {}).get("items", ()):
            code = labels.get(item["name"])
            item["display_name"] = code.label(lang) if code else item["name"]
