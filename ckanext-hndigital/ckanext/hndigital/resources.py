"""The resources of a project's dataset: one for each slice of the register, with lasting ids."""

from __future__ import annotations

import uuid
from typing import Any

from ckan import model
from ckanext.hndigital import config, links

from hndigital.projects import DATASET_TYPE, SLICES, number_of, project_name

__all__ = ["computed_id", "resource_id", "slice_resources", "slices_right", "with_slice_resources"]

_NAMESPACE = uuid.UUID("5b3c41e0-7d0c-5f0e-9d6a-2f6f0d6b8e11")


def computed_id(text: str) -> str:
    """Return the id that is made from a text, the same for ever and on every portal."""
    return str(uuid.uuid5(_NAMESPACE, text))


def resource_id(vorhaben_nr: str, slice_name: str) -> str:
    """Return the id of a slice's resource: the same for ever, made from number and slice."""
    return computed_id(f"{vorhaben_nr}/{slice_name}")


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


def slices_right(package: model.Package) -> bool:
    """Return whether a project's dataset has its four slices as they have to be.

    Addresses of before the portal moved are right here: `links` mends them.
    """
    number = number_of(package.name)
    present = {
        one.id: (one.name, links.here(one.url or "", package.name, package.id), one.format)
        for one in package.resources
    }
    return number is None or all(
        present.get(wanted["id"]) == (wanted["name"], wanted["url"], wanted["format"])
        for wanted in slice_resources(number)
    )


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
