"""What a project is in CKAN: dataset type, name, number, slices and the resources made from them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from ckanext.hndigital import config

__all__ = [
    "NAME_PREFIX",
    "SLICES",
    "TYPE",
    "number_of",
    "project_name",
    "resource_id",
    "slice_resources",
    "with_slice_resources",
]

TYPE = "digitalprojekt"
NAME_PREFIX = "digitalprojekt-"

#: A project's slices and the register's table that each is cut from.
SLICES: Mapping[str, str] = {
    "stammdaten": "vorhaben",
    "status": "status",
    "kosten": "kosten",
    "strategiefelder": "strategiefeld_matrix",
}

_TITLES = {
    "stammdaten": "Stammdaten",
    "status": "Status je Berichtsstand",
    "kosten": "Kosten je Berichtsstand",
    "strategiefelder": "Bewertung der Strategiefelder",
}
_NAMESPACE = uuid.UUID("5b3c41e0-7d0c-5f0e-9d6a-2f6f0d6b8e11")
_NUMBER = re.compile(r"[0-9]{10}")


def project_name(vorhaben_nr: str) -> str:
    """Return the dataset's name for a Vorhabennummer."""
    return f"{NAME_PREFIX}{vorhaben_nr}"


def number_of(name_or_number: str) -> str | None:
    """Return the ten-digit Vorhabennummer in a dataset's name or a bare number, else None."""
    bare = name_or_number.removeprefix(NAME_PREFIX)
    return bare if _NUMBER.fullmatch(bare) else None


def resource_id(vorhaben_nr: str, slice_name: str) -> str:
    """Return the id of a slice's resource: the same for ever, made from number and slice."""
    return str(uuid.uuid5(_NAMESPACE, f"{vorhaben_nr}/{slice_name}"))


def slice_resources(vorhaben_nr: str) -> list[dict[str, Any]]:
    """Return the four resources of a project as `package_create` takes them."""
    address = f"{config.site_url()}/digitalprojekt/{project_name(vorhaben_nr)}"
    return [
        {
            "id": resource_id(vorhaben_nr, name),
            "name": name,
            "description": _TITLES[name],
            "url": f"{address}/{name}.csv",
            "format": "CSV",
            "mimetype": "text/csv",
        }
        for name in SLICES
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
