"""Which datasets count as editions: the organisation's that say a round and are called for it.

The one question to the database about them, for pages, the portal's state and DCAT-AP.de.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.internals.model import dataset_extras
from ckanext.hndigital.naming import edition_name, round_of
from ckanext.hndigital.visibility import public

from hndigital.history import round_key

__all__ = ["Edition", "stored"]


class Edition(NamedTuple):
    """An edition's dataset as it is stored; `fields` are those that its type has beside CKAN's own."""

    berichtsstand: str
    name: str
    title: str
    version: str
    private: bool
    modified: datetime
    fields: Mapping[str, str]


def stored(*, everything: bool = False) -> list[Edition]:
    """Return the public editions, or with `everything` the private ones as well, the oldest round first."""
    package = model.Package
    columns = (package.name, package.title, package.version, package.private, package.metadata_modified)
    query = sa.select(*columns, dataset_extras()).where(
        package.name.startswith(edition_name(""), autoescape=True),
        package.state == "active" if everything else public(),
        belonging.own(),
    )
    found = [
        Edition(berichtsstand, name, title or "", version or "", private, modified, fields)
        for name, title, version, private, modified, fields in model.Session.execute(query)
        if (berichtsstand := round_of(name)) and (fields or {}).get("berichtsstand") == berichtsstand
    ]
    return sorted(found, key=lambda edition: round_key(edition.berichtsstand))
