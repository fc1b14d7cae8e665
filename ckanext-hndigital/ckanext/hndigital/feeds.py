"""Which datasets stand on which page of a feed, and whether the feed changed since.

Pages are cut along an immutable key (creation, then id): a dataset that is there all the time is read
exactly once, however many are created, changed or deleted while somebody reads page after page. `next`
names the last key of a page; `?page=n` counts from the beginning, for people; `?size=n` asks for
smaller pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit

from hndigital.dcat.settings import DcatSettings
from hndigital.projects import DATASET_TYPE

__all__ = ["FeedPage", "FeedState", "Key", "Position", "feed_page", "feed_state", "page_size"]

_MANY = 1_000_000
_NOT_DATASETS = ("harvest",)
"""Dataset types that CKAN extensions use for something else."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where a dataset stands in every feed, for ever."""

    created: datetime
    id: str

    def __str__(self) -> str:
        return f"{self.created.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Return the key that `text` writes; raises ValueError."""
        created, separator, dataset_id = text.partition("~")
        if not separator or not dataset_id:
            raise ValueError(f"{text!r} is no key of a feed")
        return cls(datetime.fromisoformat(created), dataset_id)


@dataclass(frozen=True, slots=True)
class FeedState:
    """How many datasets a feed has, when one changed last, and a fingerprint of them all."""

    count: int
    modified: datetime | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FeedPage:
    """The ids of a page's datasets, and the key after which the next page begins (None: the last)."""

    ids: tuple[str, ...]
    next: Key | None


@dataclass(frozen=True, slots=True)
class Position:
    """Which page is asked for: by number (from 1) or as what follows a key, and how many datasets it has."""

    size: int
    number: int = 1
    after: Key | None = None

    @classmethod
    def parse(cls, arguments: Mapping[str, str]) -> Position:
        """Return what an address' arguments ask for; raises ValueError for what is no page."""
        size = int(arguments.get("size", page_size()))
        number = int(arguments.get("page", 1))
        if not (1 <= size <= page_size() and 1 <= number <= _MANY):
            raise ValueError("no such page")
        return cls(size, number, Key.parse(arguments["after"]) if "after" in arguments else None)


def page_size() -> int:
    """Return how many datasets a page has."""
    return int(toolkit.config.get("ckanext.hndigital.dcat.page_size") or 100)


def feed_state(declared: DcatSettings, *, govdata: bool) -> FeedState:
    """Return the state of a feed; reads three columns of each dataset."""
    package = model.Package
    query = sa.select(package.id, package.metadata_modified).where(*_members(declared, govdata=govdata))
    digest = hashlib.sha256()
    count = 0
    for dataset_id, modified in model.Session.execute(query.order_by(package.id)):
        digest.update(f"{dataset_id} {modified}\n".encode())
        count += 1
    # Datasets that are no longer public count for the date: the feed changed when they left it.
    latest = model.Session.scalar(sa.select(sa.func.max(package.metadata_modified)))
    return FeedState(count, latest.replace(tzinfo=UTC) if latest else None, digest.hexdigest())


def feed_page(declared: DcatSettings, position: Position, *, govdata: bool) -> FeedPage:
    """Return the page at `position`."""
    package, after, number, size = model.Package, position.after, position.number, position.size
    query = (
        sa.select(package.id, package.metadata_created)
        .where(*_members(declared, govdata=govdata))
        .order_by(package.metadata_created, package.id)
        .limit(size + 1)
    )
    if after:
        query = query.where(
            sa.tuple_(package.metadata_created, package.id)
            > sa.tuple_(sa.literal(after.created), sa.literal(after.id))
        )
    elif number:
        query = query.offset((number - 1) * size)
    rows: Sequence[Any] = model.Session.execute(query).all()
    more = len(rows) > size
    shown = rows[:size]
    following = Key(shown[-1].metadata_created, shown[-1].id) if more else None
    return FeedPage(tuple(row.id for row in shown), following)


def _members(declared: DcatSettings, *, govdata: bool) -> list[sa.ColumnElement[bool]]:
    """Return what makes a dataset a member of a feed, as far as its row says.

    For GovData a dataset needs something to download; samples are marked on the edition only, so that
    they and datasets without a usable licence are left out when the page is written.
    """
    package = model.Package
    conditions = [
        package.state == "active",
        package.private.is_(False),
        sa.func.coalesce(package.type, "dataset").not_in(_NOT_DATASETS),
    ]
    if govdata:
        resource = model.Resource
        conditions.append(
            sa.exists().where(resource.package_id == package.id).where(resource.state == "active")
        )
        if not declared.federate_projects:
            conditions.append(package.type != DATASET_TYPE)
    return conditions
