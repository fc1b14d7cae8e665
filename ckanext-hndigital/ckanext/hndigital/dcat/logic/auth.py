"""Who may ask about metadata quality and GovData, and who ckanext-dcat's own catalogue action."""

from __future__ import annotations

from collections.abc import Callable

from ckan.plugins import toolkit
from ckan.types import AuthResult, Context, DataDict
from ckanext.hndigital import config

__all__ = [
    "dcat_catalog_search",
    "dcat_catalog_show",
    "hndigital_govdata_link",
    "hndigital_govdata_report",
    "hndigital_metadatenqualitaet",
]

_ALLOWED: AuthResult = {"success": True}


@toolkit.auth_allow_anonymous_access
def hndigital_metadatenqualitaet(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset; the list over all holds public datasets only."""
    if data_dict.get("id"):
        try:
            toolkit.check_access("package_show", context, {"id": str(data_dict["id"])})
        except toolkit.NotAuthorized as error:
            return {"success": False, "msg": str(error)}
    return _ALLOWED


@toolkit.auth_allow_anonymous_access
def hndigital_govdata_report(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody; it names public datasets only."""
    return _ALLOWED


@toolkit.chained_auth_function
@toolkit.auth_allow_anonymous_access
def dcat_catalog_show(
    next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict
) -> AuthResult:
    """As ckanext-dcat allows, or system administrators only: each call makes the graph of 100 datasets."""
    if config.public_catalog_actions():
        return next_auth(context, data_dict)
    sentence = toolkit._("The catalogue is at /catalog.ttl, /catalog.rdf and /catalog.jsonld.")
    return {"success": False, "msg": sentence}


dcat_catalog_search = dcat_catalog_show
"""The same with a search."""


def hndigital_govdata_link(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has an account; the action asks for each dataset whether its user may edit it."""
    if context.get("user"):
        return _ALLOWED
    return {"success": False, "msg": toolkit._("Please log in first.")}
