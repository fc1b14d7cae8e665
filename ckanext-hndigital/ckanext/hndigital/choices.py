"""What the scheming schemas ask for: choices from the code lists, and whether a field is read-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.hndigital import config
from ckanext.hndigital.language import page_language

from hndigital.caching import kept
from hndigital.dcat import codes
from hndigital.schemas import codelist, dataset_type

__all__ = [
    "hndigital_choices",
    "hndigital_default_licence",
    "hndigital_listed_choices",
    "hndigital_listed_label",
    "hndigital_readonly",
    "reported_fields",
]


@kept()
def reported_fields() -> tuple[str, ...]:
    """Return the names of the fields whose values belong to the reporting (`reported: true`)."""
    return tuple(field["field_name"] for field in dataset_type()["dataset_fields"] if field.get("reported"))


def hndigital_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the choices of a scheming field: the codes of its `codelist` with labels in both languages."""
    return [
        {"value": code.code, "label": {"de": code.label_de, "en": code.label_en}}
        for code in codelist(field["codelist"]).values()
    ]


def hndigital_listed_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the values of a scheming field's official list as IRIs with labels in both languages."""
    base = codes.LISTS[field["codelist"].rpartition("/")[2]]
    return [{**choice, "value": f"{base}{choice['value']}"} for choice in hndigital_choices(field)]


def hndigital_listed_label(field: Mapping[str, Any], value: str) -> str:
    """Return the label of a value of a scheming field's official list, the value itself if it is none."""
    return codes.label(field["codelist"].rpartition("/")[2], value, page_language()) or value


def hndigital_default_licence() -> str:
    """Return the licence that the form of a new project proposes."""
    return config.licence_id()


def hndigital_readonly(field: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Return whether a person's form must show `field` as read-only for the dataset in `data`."""
    if field["field_name"] == "vorhaben_nr" and data.get("id"):
        return True
    return bool(field.get("reported") and data.get("zuletzt_berichtet"))
