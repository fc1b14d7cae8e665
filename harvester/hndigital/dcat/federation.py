"""What GovData is given: which datasets are left out and why, and which distributions a feed offers.

GovData's dashboard asks every distribution for an open licence. Which licence a city's data has is
the city's decision and cannot be guessed: so a feed names a dataset without one, but not its files,
and GovData is not given it at all. Codes are those of the code list `govdata_ausschluss`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import codes
from .ckan_values import Package
from .editorial_ckan import licence_of, stated_licence
from .from_ckan import is_ours, is_project, is_sample
from .model import Dataset
from .settings import DcatSettings

__all__ = ["Exclusion", "as_described", "exclusion", "only_open"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why GovData is not given a dataset, or (`partly`) some of its resources, named by their ids."""

    code: str
    resources: tuple[str, ...] = ()
    partly: bool = False


def exclusion(package: Package, settings: DcatSettings) -> Exclusion | None:
    """Return why a dataset or some of its resources are kept from GovData, or None if nothing is.

    Reads type, name, licence, `beispieldaten`, `berichtsstand` and the resources' ids and licences only,
    so that a portal can ask for all of its datasets at once.
    """
    if is_project(package) and not settings.federate_projects:
        return Exclusion("projekt")
    if is_sample(package) and not settings.federate_sample:
        return Exclusion("beispieldaten")
    resources = package.get("resources", ())
    if is_ours(package, settings):
        licence = codes.licence(str(package.get("license_id") or "")) or settings.licence_iri
        return None if codes.is_open(licence) else Exclusion("lizenz")
    if not resources:
        return Exclusion("keine_daten")
    closed = tuple(str(r["id"]) for r in resources if not codes.is_open(_licence(r, package, settings)))
    if len(closed) == len(resources):
        return Exclusion("lizenz", closed)
    return Exclusion("lizenz_teilweise", closed, partly=True) if closed else None


def _licence(resource: Mapping[str, Any], package: Package, settings: DcatSettings) -> str:
    return licence_of(resource.get("license") or package.get("license_id"), settings)


def as_described(dataset: Dataset, package: Package, settings: DcatSettings) -> Dataset:
    """Return an ordinary dataset with its files as people describe them: no licence where none is said.

    The feeds offer no such file; what is good about it and what is missing can still be told.
    """
    resources = package.get("resources", ())
    if is_ours(package, settings) or len(resources) != len(dataset.distributions):
        return dataset
    files = tuple(
        file
        if stated_licence(resource.get("license") or package.get("license_id"), settings)
        else replace(file, licence="")
        for file, resource in zip(dataset.distributions, resources, strict=True)
    )
    return replace(dataset, distributions=files)


def only_open(dataset: Dataset) -> Dataset:
    """Return the dataset as a feed offers it: without the distributions that have no open licence."""
    kept = tuple(d for d in dataset.distributions if codes.is_open(d.licence))
    return dataset if len(kept) == len(dataset.distributions) else replace(dataset, distributions=kept)
