"""Files of a correction that is being published, or was withdrawn: only who may edit the edition sees them.

A correction's files stand beside the first version's in the same dataset, uploaded one after the
other. The dataset's field `fassung` says which version is published; resources of a later one are
kept from readers until the publication turns it, and so are those of a version that was withdrawn.

The search index is for everybody: its document of the edition never holds them (`in_index`), neither in what
it shows nor in what it finds and counts. CKAN reads that document back as the dataset, even to patch it, and
files missing there would be deleted: so a dataset with such files is always read from the database
(`staged_ids`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.types import Context
from ckanext.hndigital import belonging
from ckanext.hndigital.internals.model import dataset_extra
from ckanext.hndigital.publication import versions

__all__ = ["in_index", "is_staged", "may_see_staged", "staged_ids", "without_staged"]

_RESOURCE_FIELDS = "res_"


def without_staged(context: Context, dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the dataset as the reader in `context` may see it."""
    if _for_writing(context):
        return dataset
    staged = _staged_positions(dataset)
    if staged and not may_see_staged(context):
        shown = [one for place, one in enumerate(dataset["resources"]) if place not in staged]
        dataset["resources"] = shown
        dataset["num_resources"] = len(shown)
    return dataset


def in_index(document: dict[str, Any]) -> dict[str, Any]:
    """Return a dataset's document for the index without the files that are not published yet."""
    if not document.get("fassung"):
        return document
    staged = _staged_positions(json.loads(document["validated_data_dict"]))
    if not staged:
        return document
    for name in ("data_dict", "validated_data_dict"):
        dataset = json.loads(document[name])
        dataset["resources"] = _without(dataset["resources"], staged)
        dataset["num_resources"] = len(dataset["resources"])
        document[name] = json.dumps(dataset)
    for name, values in document.items():
        if name.startswith(_RESOURCE_FIELDS) and isinstance(values, list):
            document[name] = _without(values, staged)
    document["num_resources"] = len(json.loads(document["validated_data_dict"])["resources"])
    return document


def _without(values: list[Any], places: set[int]) -> list[Any]:
    return [value for place, value in enumerate(values) if place not in places]


def _staged_positions(dataset: Mapping[str, Any]) -> set[int]:
    """Return which of a dataset's resources, by position, are not published yet."""
    extras = {entry.get("key"): entry.get("value") for entry in dataset.get("extras") or ()}
    # With CKAN's own schema (`use_default_schema`) the field stands among the extras.
    published = versions.number(dataset.get("fassung") or extras.get("fassung"))
    if not published or not dataset.get("resources") or not belonging.belongs(dataset):
        return set()
    gone = versions.withdrawn_of(str(dataset.get("id") or "")) if published > 1 else frozenset()
    numbers = (versions.number(resource.get("fassung")) for resource in dataset["resources"])
    return {place for place, one in enumerate(numbers) if one > published or one in gone}


def is_staged(resource: model.Resource) -> bool:
    """Tell whether the file belongs to a correction that its dataset doesn't show yet."""
    number = versions.number((resource.extras or {}).get("fassung"))
    package = resource.package
    published = versions.published(package)
    if not published or not belonging.belongs(package):
        return False
    return number > published or number in versions.withdrawn(package)


def staged_ids(dataset: str = "") -> set[str]:
    """Return the ids of all files that are not published yet, or of those of a dataset (by id or name).

    Only columns are read: whoever locks the dataset afterwards must not find an older state in the session.
    """
    package, resource = model.Package, model.Resource
    columns = (resource.id, resource.extras, dataset_extra("fassung").label("published"), package.plugin_data)
    query = (
        sa.select(*columns)
        .join(package, package.id == resource.package_id)
        .where(resource.state == "active", dataset_extra("fassung").is_not(None), belonging.own())
    )
    if dataset:
        query = query.where(sa.or_(package.id == dataset, package.name == dataset))
    return {
        row.id
        for row in model.Session.execute(query)
        if _hidden(versions.number((row.extras or {}).get("fassung")), row)
    }


def _hidden(number: int, row: Any) -> bool:
    published = versions.number(row.published)
    return bool(published) and (number > published or number in versions.noted_as_withdrawn(row.plugin_data))


def may_see_staged(context: Context) -> bool:
    """Tell whether the reader may edit the organisation's datasets."""
    return belonging.may_write(context.get("user"))


def _for_writing(context: Context) -> bool:
    # The index asks for the dataset unvalidated. An update begins with reading for_update, and
    # `package_revise` compares what it reads before it asks for rights: no comparison may tell of such files.
    if context.get("validate") is False:
        return True
    return bool(context.get("for_update")) and (bool(context.get("ignore_auth")) or may_see_staged(context))
