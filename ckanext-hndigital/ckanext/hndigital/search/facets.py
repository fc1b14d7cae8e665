"""Facets of projects in the portal's search, with the words of the code lists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hndigital.schemas import codelist, field_label

__all__ = ["FACETS", "label_facets", "project_facets"]

#: Index field of each facet, with the field that names it.
FACETS: Mapping[str, str] = MappingProxyType(
    {
        "vocab_strategiefeld": "strategiefeld",
        "bearbeitungsstand": "bearbeitungsstand",
        "gesamtstatus": "gesamtstatus",
        "dezernat": "dezernat",
        "amt": "amt",
        "anlass": "anlass",
        "berichtsstand": "berichtsstand",
    }
)
_CODED = frozenset({"strategiefeld", "bearbeitungsstand", "gesamtstatus", "dezernat", "anlass"})


def project_facets(facets: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return the facets of projects with their titles, followed by CKAN's own."""
    return {**{name: field_label(field, lang) for name, field in FACETS.items()}, **facets}


def label_facets(search_facets: Mapping[str, Any], lang: str) -> None:
    """Put the code lists' labels in place of codes as the facets' displayed names."""
    for name, field in FACETS.items():
        if field not in _CODED:
            continue
        labels = codelist(field)
        for item in search_facets.get(name, {}).get("items", ()):
            code = labels.get(item["name"])
            item["display_name"] = code.label(lang) if code else item["name"]
