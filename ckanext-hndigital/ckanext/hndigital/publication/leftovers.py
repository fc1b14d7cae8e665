"""What was left behind by uploads that failed and by datasets that were purged: found, and cleaned.

Only what is certainly ours: ids that are computed or noted for the files of register and editions
(`identities`) and that no dataset has any more. Whatever else lies in storage or DataStore is somebody's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import config, identities
from ckanext.hndigital.internals import files
from ckanext.hndigital.naming import is_edition_name
from ckanext.hndigital.publication import locking
from ckanext.hndigital.register import store

from hndigital.package.source import MEDIA_TYPES, PICTURES
from hndigital.schemas import register_table_names, table_names

__all__ = ["clean", "look"]

log = logging.getLogger(__name__)

_FASSUNGEN_AHEAD = 2
"""An upload that failed belongs to the Fassung after the newest one, or to the one after that."""


def look() -> list[tuple[str, str, str]]:
    """Return what nothing belongs to any more: id of the resource, store (files, datastore), dataset."""
    wanted = dict(_ours())
    query = sa.select(model.Resource.id).where(
        model.Resource.id.in_(wanted), model.Resource.state == "active"
    )
    orphans = sorted(wanted.keys() - set(model.Session.scalars(query)))
    tables = store.existing(orphans)
    return [
        *((one, "files", wanted[one]) for one in orphans if files.is_there(one)),
        *((one, "datastore", wanted[one]) for one in orphans if one in tables),
    ]


def clean() -> int:
    """Remove all of it; return how many files and tables that were.

    A file may be stored before its resource is: whoever uploads one holds its dataset until both are.
    """
    found = look()
    if not found:
        return 0
    locking.hold({dataset for _one, _kind, dataset in found})
    found = look()
    for resource_id, kind, _dataset in found:
        if kind == "files":
            files.discard(resource_id)
    store.drop([resource_id for resource_id, kind, _dataset in found if kind == "datastore"])
    model.Session.commit()
    log.info("left over, removed: %s", ", ".join(f"{kind} {one}" for one, kind, _dataset in found))
    return len(found)


def _ours() -> Iterator[tuple[str, str]]:
    """Yield every id that a file of register or edition has, had or would have, and its dataset."""
    register = config.register_name()
    editions = {name for name in identities.names() if is_edition_name(name)}
    for name in sorted({register, *editions}):
        places = set(register_table_names()) if name == register else _places(name)
        known = identities.noted_files(name)
        for one in {*known.values(), *identities.file_ids(name, {*places, *known}).values()}:
            yield one, name


def _places(edition: str) -> set[str]:
    noted = (place.partition("/")[0] for place in identities.noted_files(edition))
    last = max((int(number) for number in noted if number.isdecimal()), default=0)
    names = ["datapackage.json", f"{edition}.zip", PICTURES, *(f"{name}.csv" for name in table_names())]
    names += [f"bericht.{suffix}" for suffix in MEDIA_TYPES]
    return {f"{number}/{name}" for number in range(1, last + 1 + _FASSUNGEN_AHEAD) for name in names}
