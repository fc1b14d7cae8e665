"""A file of the edition on its way to the portal: stored as a resource, filled into its DataStore table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..package import Package
from ..schemas import table
from .client import Portal, taking_apart
from .desired import Desired, FileSpec, report_words, resource_fields

__all__ = ["batches", "fill", "upload"]

ROWS_PER_REQUEST = 5000
_Item = TypeVar("_Item")


def upload(portal: Portal, desired: Desired, file: FileSpec, resource_id: str) -> str:
    """Store a file and return its resource's id.

    A resource that was never published keeps its id (`resource_id`) and gets the new content.
    """
    fassung = desired.fassung
    sample = "Beispieldaten." if desired.package.beispieldaten else ""
    words = table(file.tabelle).description("de") if file.tabelle else report_words(file.datei)
    data = {
        **resource_fields(file.datei, fassung),
        "datei": file.datei,
        "tabelle": file.tabelle,
        "fassung": str(fassung),
        "paket_sha256": desired.package.sha256,
        "hash": file.sha256,
        "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
        "description": " ".join(filter(None, (sample, words))),
    }
    if resource_id:
        action, key, value = "resource_patch", "id", resource_id
    else:
        action, key, value = "resource_create", "package_id", desired.package.name
    answer = portal.write(action, {**data, key: value}, upload=(file.datei, file.content))
    with taking_apart(portal):
        return str(answer["id"])


def fill(portal: Portal, package: Package, name: str, resource_id: str) -> None:
    """Write a file's rows into its DataStore table, typed and described by the Table Schema.

    The count of rows tells a later run whether all of them came.
    """
    definition = table(name)
    parts = batches([definition.cast(row) for row in package.tables[name]], ROWS_PER_REQUEST)
    for number, part in enumerate(parts):
        common = {
            "resource_id": resource_id,
            "records": part,
            "force": True,
            "calculate_record_count": number == len(parts) - 1,
        }
        if number == 0:
            create = {"fields": definition.datastore_fields(), "primary_key": list(definition.primary_key)}
            portal.write("datastore_create", common | create)
        else:
            portal.write("datastore_upsert", common | {"method": "insert"})


def batches(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    """Split `items`; nothing at all is one empty batch."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]
