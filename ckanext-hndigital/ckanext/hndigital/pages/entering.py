"""What the form of a dataset says beside its fields: the places that have names, the licence to choose."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import dcat
from ckanext.hndigital.language import page_language
from ckanext.hndigital.pages.licence import licence_of

from hndigital.dcat import places

__all__ = ["hndigital_licence_advice", "hndigital_place_label", "hndigital_places"]


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
    named = toolkit._("Recommended: {licence}.").format(licence=recommended)
    return f"{named} {advice}"
