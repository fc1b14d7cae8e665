"""What somebody has renamed or moved past CKAN: found by the ids that were noted with it, and put back.

Before anything else: whoever does not find a dataset under its name would make it a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, config, identities
from ckanext.hndigital.internals.model import dataset_extra

from hndigital.projects import REPORTING_TYPES

__all__ = ["ORGANISATION", "Misplaced", "look", "put_back"]

ORGANISATION = "organisation"
"""The place of the organisation itself."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A dataset of ours with another name or owner, or a file of it (its `place` there) in another dataset.

    `field` (name, owner_org, dataset) is what is `found` instead of `expected`.
    """

    id: str
    name: str
    place: str
    field: str
    expected: str
    found: str


def look() -> list[Misplaced]:
    """Return all of it; while the organisation has another name, that one alone."""
    found = [*_datasets(), *_files()] if belonging.organisation_id() else [*_organisation()]
    return sorted(found, key=lambda one: (one.name, one.place, one.field))


def _organisation() -> Iterator[Misplaced]:
    name = config.organisation()
    group = model.Session.get(model.Group, identities.noted().organisations.get(name, ""))
    if group is not None and group.name != name and model.Group.get(name) is None:
        yield Misplaced(group.id, name, ORGANISATION, "name", name, group.name)


def _datasets() -> Iterator[Misplaced]:
    """Yield datasets with another name or owner.

    A project that no report names may belong to others; so may all of it on a portal that was given another
    organisation since.
    """
    known, owner, package = identities.noted(), belonging.organisation_id(), model.Package
    reported = dataset_extra("zuletzt_berichtet").label("reported")
    query = sa.select(package.id, package.name, package.owner_org, package.type, reported)
    query = query.where(package.id.in_(known.datasets.values()))
    found = {row.id: row for row in model.Session.execute(query)}
    for name, one in known.datasets.items():
        if one not in found:
            continue
        row = found[one]
        if row.name != name:
            yield Misplaced(one, name, "", "name", name, row.name)
        is_ours = row.type in REPORTING_TYPES or row.reported
        if is_ours and owner in known.organisations.values() and row.owner_org != owner:
            yield Misplaced(one, name, "", "owner_org", owner, row.owner_org or "")


def _files() -> Iterator[Misplaced]:
    """Yield files that are in another dataset, where their own is there."""
    known, package, resource = identities.noted(), model.Package, model.Resource
    places = {one: (name, place) for name, files in known.files.items() for place, one in files.items()}
    query = sa.select(resource.id, resource.package_id).where(resource.id.in_(places))
    moved = {
        row.id: row.package_id
        for row in model.Session.execute(query)
        if row.package_id != known.datasets.get(places[row.id][0], row.package_id)
    }
    wanted = {*moved.values(), *(known.datasets[places[one][0]] for one in moved)}
    there = sa.select(package.id, package.name).where(package.id.in_(wanted))
    names = {row.id: row.name for row in model.Session.execute(there)}
    for one, dataset in moved.items():
        name, place = places[one]
        if known.datasets[name] in names:
            yield Misplaced(one, name, place, "dataset", name, names.get(dataset, dataset))


def put_back() -> set[str]:
    """Give all of it its name, owner and dataset again and commit; return the ids of the datasets changed.

    A name that another dataset has by now stays with that one.
    """
    wrong = look()
    if not wrong:
        return set()
    group, package, resource = model.Group, model.Package, model.Resource
    renamed = {one.id: one.name for one in wrong if one.field == "name" and one.place != ORGANISATION}
    query = sa.select(package.name).where(package.name.in_(renamed.values()), package.id.not_in(renamed))
    taken = set(model.Session.scalars(query))
    free = {one: name for one, name in renamed.items() if name not in taken}
    datasets = [(one, {"name": one}) for one in free]  # two may have each other's
    datasets += [(one, {"name": name}) for one, name in free.items()]
    datasets += [(one.id, {"owner_org": one.expected}) for one in wrong if one.field == "owner_org"]
    known = identities.noted().datasets
    files = [(one.id, known[one.name]) for one in wrong if one.field == "dataset"]
    groups = [(one.id, one.name) for one in wrong if one.place == ORGANISATION]
    # Past the model, which refuses to rename and to move what is ours.
    for one, values in datasets:
        model.Session.execute(sa.update(package).where(package.id == one).values(**values))
    for one, dataset in files:
        model.Session.execute(sa.update(resource).where(resource.id == one).values(package_id=dataset))
    for one, name in groups:
        model.Session.execute(sa.update(group).where(group.id == one).values(name=name))
    model.Session.commit()
    model.Session.expire_all()
    return {*(one for one, _values in datasets), *(dataset for _file, dataset in files)}
