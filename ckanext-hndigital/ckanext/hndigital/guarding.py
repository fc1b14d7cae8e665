"""What each guard stands before: all of the portal, or only the addresses and actions of this package.

A portal that wears `hndigital_theme` is ours as a whole, so the guards hold for CKAN's pages and those of
other extensions as well. In a portal of somebody else's, whose pages we do not know, they keep to what is
ours; `ckanext.hndigital.protect.*` says otherwise for one of them.
"""

from __future__ import annotations

from ckan.plugins import plugin_loaded, toolkit
from flask import request

from hndigital.projects import DATASET_TYPE

__all__ = ["GUARDS", "OUR_ACTIONS", "guards", "guards_portal", "is_our_action", "is_our_endpoint"]

GUARDS = ("addresses", "errors", "forgery", "headers", "policy", "requests", "uploads")
"""Names of the guards, each a setting `ckanext.hndigital.protect.<name>`."""

OUR_ACTIONS = ("digitalprojekt_", "hndigital_")
"""What our actions' names begin with."""

_OUR_BLUEPRINTS = (DATASET_TYPE, "hndigital_")
"""What our blueprints' names begin with; CKAN serves the pages of our dataset types under the type's name."""
_API = "api.action"


def guards_portal(guard: str) -> bool:
    """Return whether a guard stands before all of the portal: as it is set, else where it wears our theme."""
    chosen = str(toolkit.config.get(f"ckanext.hndigital.protect.{guard}") or "").strip()
    return bool(toolkit.asbool(chosen)) if chosen else plugin_loaded("hndigital_theme")


def guards(guard: str) -> bool:
    """Return whether a guard looks at the present request."""
    return guards_portal(guard) or _is_ours()


def is_our_action(name: str) -> bool:
    """Return whether an action of the API is one of this package's."""
    return name.startswith(OUR_ACTIONS)


def is_our_endpoint(endpoint: str) -> bool:
    """Return whether a view (`blueprint.view`) shows what is ours."""
    return endpoint.startswith(_OUR_BLUEPRINTS)


def _is_ours() -> bool:
    if request.endpoint == _API:
        return is_our_action(str((request.view_args or {}).get("logic_function", "")))
    return is_our_endpoint(request.endpoint or "")
