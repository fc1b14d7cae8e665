"""Pages of CKAN's that somebody reads come without CKAN's own styles and scripts, which staff's pages need.

The templates stay CKAN's, with the blocks and snippets that other extensions fill. One that brings a script
which builds on CKAN's gets CKAN's as well.
"""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.internals import assets
from flask import current_app, request
from markupsafe import Markup

__all__ = ["hndigital_is_light", "hndigital_lighten", "hndigital_scripts_of_others"]

_READ = frozenset(
    (
        *("about", "groups", "index", "members", "read", "search"),
        *("logged_out_page", "login", "perform_reset", "request_reset"),
    )
)
"""Views of CKAN's that show something, or one plain form; the others need their scripts."""
_CKANS_VIEWS = "ckan.views."
_NOT_NEEDED = "ckanext_datastore/datastore"
"""The window with examples of the API, in place of which readers have a page."""


def hndigital_is_light() -> bool:
    """Return whether the present page is CKAN's own and somebody reads it who is not logged in."""
    endpoint = request.endpoint or ""
    view = current_app.view_functions.get(endpoint)
    return (
        not toolkit.current_user.is_authenticated
        and endpoint.rpartition(".")[2] in _READ
        and getattr(view, "__module__", "").startswith(_CKANS_VIEWS)
    )


def hndigital_lighten() -> Markup:
    """Withhold what a light page does not need; returns nothing to show."""
    assets.withhold(_NOT_NEEDED)
    return Markup()


def hndigital_scripts_of_others() -> Markup:
    """Bring CKAN's modules where a script of another extension builds on CKAN's; returns nothing to show."""
    if assets.asked_for("base/main"):
        toolkit.h.include_asset("base/ckan")
    return Markup()
