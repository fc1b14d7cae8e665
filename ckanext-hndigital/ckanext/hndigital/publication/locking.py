"""Datasets that are being changed: one at a time, and as they are stored at that moment.

CKAN's actions look at a dataset (who may change it?) before they lock it, and then go on with what they saw:
what somebody else has stored in between is written over. Here the row is locked first, and whatever the
session has seen before is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from ckan import model

__all__ = ["hold", "hold_dataset_of"]


def hold(references: Iterable[str]) -> None:
    """Lock datasets (by name or id) until the transaction ends; the session then reads them anew.

    They are locked in the order of their names, so that two who need several never wait for each other.
    """
    package, wanted = model.Package, [one for one in references if one]
    query = sa.select(package.id).where(sa.or_(package.name.in_(wanted), package.id.in_(wanted)))
    model.Session.flush()
    model.Session.execute(query.order_by(package.name).with_for_update()).all()
    model.Session.expire_all()


def hold_dataset_of(resource_id: str) -> None:
    """Lock the dataset that a resource is of, as `hold` does; an unknown id locks nothing."""
    query = sa.select(model.Resource.package_id).where(model.Resource.id == resource_id)
    hold(model.Session.scalars(query).all())
