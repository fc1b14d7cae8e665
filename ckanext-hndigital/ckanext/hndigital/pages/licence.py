"""The licence of the data, as pages and feeds name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.internals.model import known_licence
from ckanext.hndigital.language import page_language

__all__ = ["Licence", "hndigital_licence_title", "licence_of"]


@dataclass(frozen=True, slots=True)
class Licence:
    """The data's licence: its name, its address ("" if unknown) and how it wants to be attributed."""

    title: str
    url: str
    attribution: str


def licence_of(dataset: Mapping[str, Any] | None = None) -> Licence:
    """Return the licence of a dataset, or the one that the portal declares for its projects."""
    given = dataset or {}
    licence_id = given.get("license_id") or config.licence_id()
    known = known_licence(licence_id)
    title = given.get("license_title") or (known.title if known else licence_id)
    url = given.get("license_url") or (known.url if known else "")
    return Licence(title or "", url or "", config.licence_attribution())


#: What the authors of licences with a German title call them in English.
_ENGLISH = {
    "Datenlizenz Deutschland – Namensnennung – Version 2.0": (
        "Data licence Germany – attribution – Version 2.0"
    ),
    "Datenlizenz Deutschland – Zero – Version 2.0": "Data licence Germany – Zero – Version 2.0",
    "Creative Commons Namensnennung 4.0 International (CC BY 4.0)": (
        "Creative Commons Attribution 4.0 International (CC BY 4.0)"
    ),
}


def hndigital_licence_title(title: str) -> str:
    """Return a licence's title as the page's language says it; the title itself where there is no other."""
    if page_language() == "en":
        return _ENGLISH.get(title, title)
    return str(toolkit._(title)) if title else ""
