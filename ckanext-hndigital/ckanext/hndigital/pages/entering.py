"""What the form of a dataset says beside its fields: its parts, the places that have names, the licence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import dcat
from ckanext.hndigital.language import page_language
from ckanext.hndigital.pages.licence import licence_of

from hndigital.dcat import places

__all__ = [
    "Part",
    "hndigital_form_parts",
    "hndigital_licence_advice",
    "hndigital_licence_note",
    "hndigital_place_label",
    "hndigital_places",
]

Field = Mapping[str, Any]
_OPEN = ("", "recommended")
"""The parts that are not folded."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form: its fields, how many of them hold something, and whether one is wrong.

    A folded part is opened where something is wrong in it.
    """

    name: str
    title: str
    folded: bool
    fields: Sequence[Field]
    filled: int
    wrong: bool


def hndigital_form_parts(
    fields: Sequence[Field], data: dict[str, Any], errors: Mapping[str, Any]
) -> list[Part]:
    """Return the parts of a form in their order, [] for a schema whose fields name none.

    A field of a part that nobody knows is in the first. As scheming does, a field that `data` lacks is given
    its default there.
    """
    shown = [field for field in fields if field.get("form_snippet", "") is not None]
    if not any(field.get("form_group") for field in shown):
        return []
    for field in shown:
        if field["field_name"] not in data and (default := _default(field)):
            data[field["field_name"]] = default
    titles = _titles()
    parts = []
    for name, title in titles.items():
        members = [field for field in shown if _part_of(field, titles) == name]
        given = [field for field in members if data.get(field["field_name"]) not in (None, "", [])]
        wrong = any(errors.get(field["field_name"]) for field in members)
        if members:
            parts.append(Part(name, title, name not in _OPEN, members, len(given), wrong))
    return parts


def _part_of(field: Field, titles: Mapping[str, str]) -> str:
    name = str(field.get("form_group", ""))
    return name if name in titles else ""


def _default(field: Field) -> Any:
    template = field.get("default_jinja2")
    return toolkit.h.scheming_render_from_string(template) if template else field.get("default")


def _titles() -> dict[str, str]:
    """Return the names of all parts in their order."""
    return {
        "": toolkit._("What is needed"),
        "recommended": toolkit._("Recommended"),
        "languages": toolkit._("Languages and English texts"),
        "bodies": toolkit._("Publisher and other bodies"),
        "area": toolkit._("Area and resolution"),
        "rights": toolkit._("Rights and high-value data"),
        "origin": toolkit._("Origin, quality and documentation"),
        "versions": toolkit._("Versions, series and references"),
        "addresses": toolkit._("Further addresses and services"),
        "technique": toolkit._("Technical details"),
        "identifiers": toolkit._("Identifiers and other portals"),
    }


def hndigital_places() -> dict[str, str]:
    """Return the IRIs of the places that a form offers, by name in the page's language."""
    return places.names(dcat.settings(), page_language())


def hndigital_place_label(value: str) -> str:
    """Return what a stored place is called: its name if the portal knows it, else the value itself."""
    return places.label(value, dcat.settings(), page_language()) or value


def hndigital_licence_note() -> str:
    """Return the sentence at the form's end: what the licence is for, and what becomes of the entries."""
    return str(
        toolkit._(
            "The licence holds for the files of the dataset. What is entered in this form describes them: "
            "the portal’s pages and catalogues show it to everybody, and other portals such as GovData "
            "take it over."
        )
    )


def hndigital_licence_advice() -> str:
    """Return the sentence beside the form's licence: what the city recommends, and why there must be one."""
    advice = toolkit._("Without an open licence nobody may use the data, and GovData does not take it.")
    recommended = licence_of().title
    if not recommended:
        return str(advice)
    named = toolkit._("Recommended: {licence}.").format(licence=recommended)
    return f"{named} {advice}"
