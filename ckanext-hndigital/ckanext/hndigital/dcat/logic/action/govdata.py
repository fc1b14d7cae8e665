"""The action that keeps a dataset's address at GovData with the dataset."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context, DataDict
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.logic import schema

__all__ = ["hndigital_govdata_link"]

_AT_ONCE = 100
_FIELD = "govdata_url"


def hndigital_govdata_link(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record the addresses of datasets' entries at GovData, or take them away.

    Only what differs is written, by CKAN's own `package_update`, with its validators and hooks. The
    datasets' `metadata_modified` stays: where an entry is found says nothing new about the data, and a
    harvester that reads dct:modified must not take every dataset for changed.

    :param links: up to 100 dictionaries with `identifier` (the dataset's dct:identifier in the feeds) and
        `url` (empty: there is no entry)
    :type links: list of dictionaries

    :returns: `updated`, `unchanged` (names), `unknown` (identifiers that no dataset here has which the
        user may read), `refused` (name → why: whoever may not edit a dataset may not record its address)
    :rtype: dictionary
    """
    toolkit.check_access("hndigital_govdata_link", context, data_dict)
    if not isinstance(data_dict.get("links"), list) or not all(
        isinstance(link, dict) for link in data_dict["links"]
    ):
        raise toolkit.ValidationError({"links": [toolkit._("Please send a list of dictionaries.")]})
    data, errors = toolkit.navl_validate(data_dict, schema.govdata_link_schema(), context)
    links = data.get("links") or []
    if not errors and not 1 <= len(links) <= _AT_ONCE:
        errors["links"] = [toolkit._("There must be 1 to {count} links.").format(count=_AT_ONCE)]
    if errors:
        raise toolkit.ValidationError(errors)
    outcome: dict[str, Any] = {"updated": [], "unchanged": [], "unknown": [], "refused": {}}
    for link in links:
        package = _dataset(link["identifier"])
        if package is None or not _readable(context, package.id):
            outcome["unknown"].append(link["identifier"])
            continue
        try:
            changed = _record(context, package.id, link.get("url") or "")
        except toolkit.NotAuthorized as error:
            outcome["refused"][package.name] = error.message or toolkit._("Not authorised")
        except toolkit.ValidationError as error:
            outcome["refused"][package.name] = str(error.error_summary)
        else:
            outcome["updated" if changed else "unchanged"].append(package.name)
    return outcome


def _dataset(identifier: str) -> model.Package | None:
    """Return the public dataset that has this dct:identifier in the feeds: never one that only copied it."""
    found = feeds.dataset_called(identifier, dcat.settings(), dcat.editions())
    return model.Package.get(found) if found else None


def _readable(context: Context, package_id: str) -> bool:
    """Return whether the user may know of the dataset: of others the answer is that of none at all."""
    own: Context = {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")}
    try:
        toolkit.check_access("package_show", own, {"id": package_id})
    except toolkit.NotAuthorized:
        return False
    return True


def _record(context: Context, package_id: str, url: str) -> bool:
    """Set the address of one dataset; returns whether it was another one."""
    own: Context = {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")}
    toolkit.check_access("package_update", {**own}, {"id": package_id})
    # Read for the update: nobody else changes the dataset between reading and writing.
    reading: Context = {**own, "ignore_auth": True, "for_update": True}
    stored = toolkit.get_action("package_show")(reading, {"id": package_id})
    if (stored.get(_FIELD) or "") == url:
        model.Session.rollback()  # gives the row free again
        return False
    # metadata_modified is taken from the data only where rights are not asked again.
    writing: Context = {**own, "ignore_auth": True, "return_id_only": True}
    toolkit.get_action("package_update")(writing, {**stored, _FIELD: url})
    return True
