"""Which datasets stand in a feed, on which page of it, and whether the feed changed since.

Pages are cut along an immutable key (creation, then id): a dataset that is there all the time is read
exactly once, however many are created, changed or deleted while somebody reads page after page. `next`
names the last key of a page; `?page=n` counts from the beginning, for people; `?size=n` asks for
smaller pages.

Who is in a feed is worked out for all datasets at once from a few columns and kept in memory until one
of them changes, so that a page costs the same in a portal of ten thousand datasets.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import dcat
from ckanext.hndigital.recent import Recent

from hndigital.dcat.federation import Exclusion, exclusion
from hndigital.dcat.settings import DcatSettings
from hndigital.projects import DATASET_TYPE

__all__ = [
    "Feed",
    "Key",
    "KeptBack",
    "Member",
    "Position",
    "feed",
    "kept_back",
    "page_size",
    "public_datasets",
]

_MANY = 1_000_000
_NOT_DATASETS = ("harvest",)
"""Dataset types that CKAN extensions use for something else."""
_FIELDS = ("beispieldaten", "zuletzt_berichtet", "berichtsstand")
"""Fields of a dataset that decide whether GovData is given it, beside its licence and its resources."""


@dataclass(frozen=True, slots=True, order=True)
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
        moment = datetime.fromisoformat(created)
        if not separator or not dataset_id or moment.tzinfo:
            raise ValueError(f"{text!r} is no key of a feed")
        return cls(moment, dataset_id)


@dataclass(frozen=True, slots=True)
class Member:
    """A dataset of a feed, and when it changed last."""

    key: Key
    modified: str

    @property
    def id(self) -> str:
        """The dataset's id."""
        return self.key.id


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A dataset that GovData is not given, or not all of."""

    name: str
    title: str
    exclusion: Exclusion


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


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's datasets in their order, when one changed last, and a fingerprint of the public ones."""

    members: tuple[Member, ...]
    keys: tuple[Key, ...]
    modified: datetime | None
    fingerprint: str

    def page(self, position: Position) -> tuple[tuple[Member, ...], Key | None]:
        """Return the members at `position`, and the key after which the next page begins (None: the last)."""
        start = (position.number - 1) * position.size
        if position.after:
            start = bisect_right(self.keys, position.after)
        shown = self.members[start : start + position.size]
        more = len(self.members) > start + position.size
        return shown, shown[-1].key if shown and more else None


def page_size() -> int:
    """Return how many datasets a page has."""
    return int(toolkit.config.get("ckanext.hndigital.dcat.page_size") or 100)


def public_datasets() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on `model.Package` for what everybody may read and `/catalog.*` names."""
    package = model.Package
    return (
        package.state == "active",
        package.private.is_(False),
        sa.func.coalesce(package.type, "dataset").not_in(_NOT_DATASETS),
    )


def feed(declared: DcatSettings, published: dcat.Editions, *, govdata: bool) -> Feed:
    """Return everything public, or with `govdata` what GovData is given, as it is now."""
    fingerprint, modified = _state()
    if govdata:
        members = tuple(
            Member(key, changed)
            for key, changed, found in _judged(declared, published, fingerprint)
            if not found or found.exclusion.partly
        )
    else:
        members = _public_members.get(fingerprint) or _public_members.put(fingerprint, _public())
    return Feed(members, tuple(member.key for member in members), modified, fingerprint)


def kept_back(declared: DcatSettings, published: dcat.Editions) -> list[KeptBack]:
    """Return the public datasets that GovData is not given, or not all of, in the feed's order."""
    return [found for _key, _changed, found in _judged(declared, published, _state()[0]) if found]


def _state() -> tuple[str, datetime | None]:
    """Return a fingerprint of all public datasets, and when any dataset changed last.

    Datasets that are no longer public count for the date: the feed changed when they left it.
    """
    package = model.Package
    entry = package.id + sa.cast(package.metadata_modified, sa.Text)
    whole = sa.func.md5(sa.func.string_agg(entry, sa.literal(",").op("ORDER BY")(package.id)))
    fingerprint = model.Session.scalar(sa.select(whole).where(*public_datasets()))
    latest = model.Session.scalar(sa.select(sa.func.max(package.metadata_modified)))
    return fingerprint or "", latest.replace(tzinfo=UTC) if latest else None


def _public() -> tuple[Member, ...]:
    package = model.Package
    query = sa.select(package.metadata_created, package.id, package.metadata_modified)
    rows = model.Session.execute(query.where(*public_datasets()))
    return tuple(
        sorted(
            (Member(Key(row.metadata_created, row.id), row.metadata_modified.isoformat()) for row in rows),
            key=lambda member: member.key,
        )
    )


_Judged = tuple[tuple[Key, str, KeptBack | None], ...]
_public_members: Recent[tuple[Member, ...]] = Recent(2)
_judged_members: Recent[_Judged] = Recent(2)


def _judged(declared: DcatSettings, published: dcat.Editions, fingerprint: str) -> _Judged:
    """Return every public dataset with what keeps it from GovData; single projects only if federated."""
    key = (fingerprint, repr(declared), repr(published))
    known = _judged_members.get(key)
    if known is None:
        found = tuple(sorted(_judge(declared, published), key=lambda entry: entry[0]))
        known = _judged_members.put(key, found)
    return known


def _judge(declared: DcatSettings, published: dcat.Editions) -> Iterator[tuple[Key, str, KeptBack | None]]:
    package, resource = model.Package, model.Resource
    conditions = [*public_datasets()]
    if not declared.federate_projects:
        conditions.append(sa.func.coalesce(package.type, "dataset") != DATASET_TYPE)
    query = (
        sa.select(resource.package_id, resource.id, resource.extras)
        .join(package, package.id == resource.package_id)
        .where(*conditions, resource.state == "active", package.type != DATASET_TYPE)
    )
    resources: dict[str, list[dict[str, Any]]] = {}
    for package_id, resource_id, extras in model.Session.execute(query):
        licence = (extras or {}).get("license")
        resources.setdefault(package_id, []).append({"id": resource_id, "license": licence})
    columns = (package.id, package.name, package.title, package.type, package.license_id)
    dates = (package.metadata_created, package.metadata_modified)
    fields = [package.extras[name].astext.label(name) for name in _FIELDS]
    for row in model.Session.execute(sa.select(*columns, *dates, *fields).where(*conditions)):
        known = {**row._mapping, "resources": resources.get(row.id, [])}
        found = exclusion(dcat.completed(known, published), declared)
        left_out = KeptBack(row.name, row.title or row.name, found) if found else None
        yield Key(row.metadata_created, row.id), row.metadata_modified.isoformat(), left_out
