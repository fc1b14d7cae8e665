"""From version 0.1.0: register, editions and series get dataset types of their own.

There they were datasets of the type `dataset`. Only the type changes: ids, names, addresses, IRIs, dates,
files and all fields stay as they are, so no feed and no reader sees a change. One transaction of CKAN,
then the search index; a run that is killed between them is finished by the next, which compares both.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.search import indexing

from hndigital.projects import REPORTING_TYPES

__all__ = ["Retyped", "apply", "pending"]

_BEFORE = "dataset"


@dataclass(frozen=True, slots=True)
class Retyped:
    """A dataset that genuinely belongs to the register, and the type that it gets."""

    id: str
    name: str
    type: str


def pending() -> list[Retyped]:
    """Return what is still of the type that version 0.1.0 gave it, by name, whatever its state."""
    package = model.Package
    query = sa.select(package.id, package.name).where(
        sa.func.coalesce(package.type, _BEFORE) == _BEFORE, belonging.own()
    )
    found = [(row.id, row.name, belonging.type_of(row.name)) for row in model.Session.execute(query)]
    return sorted(
        (Retyped(*one) for one in found if one[2] in REPORTING_TYPES), key=lambda one: (one.name, one.id)
    )


def apply(todo: list[Retyped]) -> int:
    """Give each its type, bring the index in step; return how many documents were brought there."""
    package = model.Package
    for one in todo:
        # Not through CKAN's actions, which know no other type of a dataset, and not as a change of its date.
        model.Session.execute(
            sa.update(package)
            .where(package.id == one.id)
            .values(type=one.type)
            .execution_options(synchronize_session=False)
        )
    model.Session.commit()
    difference, _left = indexing.mend([one.id for one in todo])
    return len({*difference.missing, *difference.stale})
