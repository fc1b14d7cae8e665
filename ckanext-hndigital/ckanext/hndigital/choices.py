"""What the scheming schemas ask for: choices from the code lists, and whether a field is read-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config, dcat
from ckanext.hndigital.language import page_language
from ckanext.hndigital.pages.licence import licence_of

from hndigital.caching import kept
from hndigital.dcat import codes, places
from hndigital.schemas import codelist, dataset_type

__all__ = [
    "hndigital_choices",
    "hndigital_default_licence",
    "hndigital_licence_advice",
    "hndigital_listed_choices",
    "hndigital_listed_label",
    "hndigital_place_label",
    "hndigital_places",
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


def hndigital_places() -> dict[str, str]:
    """Return the IRIs of the places that a form offers, by name in the page's language."""
    return places.names(dcat.settings(), page_language())


def hndigital_place_label(value: str) -> str:
    """Return what a stored place is called: its name if the portal knows it, else the value itself."""
    return places.label(value, dcat.settings(), page_language()) or value


def hndigital_licence_advice() -> str:
    """Return the sentence beside the form's licence: what the city recommends, and why there must be one."""
    advice = toolkit._("Without an open licence nobody may use the data, and GovData does not take it.")
    recommended = licence_of().title
    if not recommended:
        return str(advice)
    return f"{toolkit._('Recommended: {licence}.').format(licence=recommended)} {advice}"


def hndigital_default_licence() -> str:
    """Return the licence that the form of a new project proposes."""
    return config.licence_id()


def hndigital_readonly(field: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Return whether a person's form must show `field` as read-only for the dataset in `data`."""
    if field["field_name"] == "vorhaben_nr" and data.get("id"):
        return True
    return bool(field.get("reported") and data.get("zuletzt_berichtet"))
