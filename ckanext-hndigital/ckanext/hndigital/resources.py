"""The resources of a project's dataset: one for each slice of the register, with lasting ids."""

from __future__ import annotations

import uuid
from typing import Any

from ckanext.hndigital import config

from hndigital.projects import DATASET_TYPE, SLICES, project_name

__all__ = ["resource_id", "slice_resources", "with_slice_resources"]

_NAMESPACE = uuid.UUID("5b3c41e0-7d0c-5f0e-9d6a-2f6f0d6b8e11")


def resource_id(vorhaben_nr: str, slice_name: str) -> str:
    """Return the id of a slice's resource: the same for ever, made from number and slice."""
    return str(uuid.uuid5(_NAMESPACE, f"{vorhaben_nr}/{slice_name}"))


def slice_resources(vorhaben_nr: str) -> list[dict[str, Any]]:
    """Return the four resources of a project as `package_create` takes them."""
    address = f"{config.site_url()}/{DATASET_TYPE}/{project_name(vorhaben_nr)}"
    return [
        {
            "id": resource_id(vorhaben_nr, name),
            "name": name,
            "description": part.title_de,
            "url": f"{address}/{name}.csv",
            "format": "CSV",
            "mimetype": "text/csv",
        }
        for name, part in SLICES.items()
    ]


def with_slice_resources(vorhaben_nr: str, given: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return the four slices, as they must be, followed by the other resources of `given`.

    What else a slice's resource carries (position, dates) stays, so that an unchanged dataset
    compares as unchanged.
    """
    by_id = {resource.get("id"): resource for resource in given or []}
    wanted = slice_resources(vorhaben_nr)
    own_ids = {resource["id"] for resource in wanted}
    slices = [{**by_id.get(resource["id"], {}), **resource} for resource in wanted]
    return [*slices, *(resource for resource in given or [] if resource.get("id") not in own_ids)]
