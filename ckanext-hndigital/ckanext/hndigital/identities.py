"""The ids of what was published: the same again, whatever happened to it meanwhile.

Only sysadmins choose ids, and a purged dataset leaves none behind. So ids are computed from names (UUIDs of
version 5, as those of the projects' slices in `resources`): a dataset of ours from its name, a file of the
register or an edition from dataset and place. Whoever uploads a file again after a failure writes over the
first try, and a packages' portal that was lost comes back with the ids that it had.

What got another id (the organisation, and all that earlier versions made) is noted with each publication in
`kept`, where no removal of a dataset reaches it, and comes back under that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.types import Context
from ckanext.hndigital import belonging, config, kept
from ckanext.hndigital.resources import computed_id

from hndigital.projects import DATASET_TYPE, REPORTING_TYPES

__all__ = [
    "Known",
    "choosing",
    "file_ids",
    "names",
    "note",
    "noted",
    "noted_files",
    "of_dataset",
    "of_organisation",
    "place_of",
    "remember",
    "with_ids",
]

_KEY = "identities"


@dataclass(frozen=True, slots=True)
class Known:
    """Ids by name; those of files by dataset and place (see `place_of`)."""

    organisations: dict[str, str] = field(default_factory=dict)
    datasets: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)


def place_of(resource: Mapping[str, Any]) -> str:
    """Return what a file of register or edition is within its dataset: `1/vorhaben.csv`, `vorhaben`."""
    datei = str(resource.get("datei") or "")
    return f"{resource.get('fassung') or ''}/{datei}" if datei else str(resource.get("name") or "")


def remember() -> None:
    """Note the ids of all that is ours, in the session; what is no longer there stays noted."""
    found = _present()
    with kept.changing(_KEY) as stored:
        known = Known(**stored)
        files = {
            name: {**known.files.get(name, {}), **found.files.get(name, {})}
            for name in {*known.files, *found.files}
        }
        organisations = {**known.organisations, **found.organisations}
        stored.update(asdict(Known(organisations, {**known.datasets, **found.datasets}, files)))


def note(name: str, dataset_id: str) -> None:
    """Note the id of a dataset that is being made, in the session: left alone, its files are found by it."""
    if noted().datasets.get(name) != dataset_id:
        with kept.changing(_KEY) as stored:
            stored.setdefault("datasets", {})[name] = dataset_id


def noted() -> Known:
    """Return all that was noted."""
    return Known(**kept.read(_KEY))


def of_organisation(name: str) -> str:
    """Return the id that the organisation of this name had, "" if it is not known or taken."""
    known = noted().organisations.get(name, "")
    return known if known and model.Session.get(model.Group, known) is None else ""


def of_dataset(name: str) -> str:
    """Return the id that our dataset of this name has to have, "" if it is no name of ours or is taken."""
    if not belonging.type_of(name):
        return ""
    known = noted().datasets.get(name) or computed_id(name)
    return known if model.Session.get(model.Package, known) is None else ""


def names() -> set[str]:
    """Return the names of all datasets that were ever noted."""
    return set(noted().datasets)


def noted_files(name: str) -> dict[str, str]:
    """Return the ids of a dataset's files that were ever noted, by their places there."""
    return dict(noted().files.get(name, {}))


def file_ids(name: str, places: Iterable[str]) -> dict[str, str]:
    """Return the ids that files of our dataset `name` have to have, by their places there."""
    known = noted_files(name)
    return {place: known.get(place) or computed_id(f"{name}/{place}") for place in places}


def with_ids(name: str, resources: Iterable[dict[str, Any]]) -> None:
    """Give files of our dataset `name` that come without an id the one that they have to have."""
    new = [resource for resource in resources if not resource.get("id")]
    if not new or belonging.type_of(name) not in REPORTING_TYPES:
        return
    wanted = file_ids(name, map(place_of, new))
    for resource in new:
        found = wanted.pop(place_of(resource), "")
        if found and _is_free(found, name):
            resource["id"] = found


@contextmanager
def choosing(context: Context) -> Iterator[None]:
    """Let the id through that CKAN takes from sysadmins only; the caller's rights have been asked before."""
    before: Context = {**context}
    context["ignore_auth"] = True
    try:
        yield
    finally:
        if "ignore_auth" in before:
            context["ignore_auth"] = before["ignore_auth"]
        else:  # CKAN asks whether it is there, not what it says
            context.pop("ignore_auth", None)


def _is_free(resource_id: str, name: str) -> bool:
    resource = model.Session.get(model.Resource, resource_id)
    return resource is None or (resource.state == "deleted" and resource.package.name == name)


def _present() -> Known:
    package, resource = model.Package, model.Resource
    organisation = belonging.organisation_id()
    ours = belonging.own(), package.type.in_((DATASET_TYPE, *REPORTING_TYPES))
    before = {one: name for name, one in noted().datasets.items()}
    datasets = {
        row.name: row.id
        for row in model.Session.execute(sa.select(package.name, package.id).where(*ours))
        if belonging.type_of(row.name) and before.get(row.id, row.name) == row.name
    }
    files: dict[str, dict[str, str]] = {}
    query = (
        sa.select(package.name.label("dataset"), resource.id, resource.name, resource.extras)
        .join(package, package.id == resource.package_id)
        .where(*ours, package.type != DATASET_TYPE, resource.state == "active")
    )
    for row in model.Session.execute(query):
        place = place_of({"name": row.name, **(row.extras or {})})
        files.setdefault(row.dataset, {}).setdefault(place, row.id)
    return Known({config.organisation(): organisation} if organisation else {}, datasets, files)
