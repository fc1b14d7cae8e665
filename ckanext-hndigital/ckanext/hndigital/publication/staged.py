"""Files of a correction that is being published: only who may edit the edition sees them.

A correction's files stand beside the first version's in the same dataset, uploaded one after the
other. The dataset's field `fassung` says which version is published; resources of a later one are
kept from readers until the publication turns it.

The copy in the search index is never cut: CKAN reads it back as the dataset when it patches one, and
files missing there would be deleted. What readers get of it is cut instead.
"""

from __future__ import annotations

from typing import Any

from ckan import authz, model
from ckan.types import Context

__all__ = ["is_staged", "may_see_staged", "without_staged"]


def without_staged(context: Context, dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the dataset as the reader in `context` may see it."""
    resources = dataset.get("resources")
    if dataset.get("type") != "dataset" or not resources or _for_writing(context):
        return dataset
    published = _version(dataset.get("fassung"))
    if not published or not any(_version(resource.get("fassung")) > published for resource in resources):
        return dataset
    if may_see_staged(context, dataset.get("owner_org")):
        return dataset
    shown = [resource for resource in resources if _version(resource.get("fassung")) <= published]
    dataset["resources"] = shown
    dataset["num_resources"] = len(shown)
    return dataset


def is_staged(resource: model.Resource) -> bool:
    """Tell whether the file belongs to a correction that its dataset doesn't show yet."""
    version = _version(resource.extras.get("fassung"))
    if version < 2:
        return False
    published = _version(resource.package.extras.get("fassung"))
    return bool(published) and version > published


def may_see_staged(context: Context, organisation: str | None) -> bool:
    """Tell whether the reader may edit the organisation's datasets."""
    user = context.get("user") or ""
    return bool(user) and authz.has_user_permission_for_group_or_org(organisation, user, "update_dataset")


def _for_writing(context: Context) -> bool:
    # An update begins with reading for_update; the index asks for the dataset unvalidated.
    return bool(context.get("for_update")) or context.get("validate") is False


def _version(text: Any) -> int:
    return int(text) if str(text or "").isdigit() else 0
