"""Which datasets stand in a feed, on which page of it, and whether the feed changed since.

Pages are cut along an immutable key (creation, then id): a dataset that is there all the time is read
exactly once, however many are created, changed or deleted while somebody reads page after page. `next`
names the last key of a page; `?page=n` counts from the beginning, for people; `?size=n` asks for
smaller pages. By hand, since ckanext-dcat pages by offset over a date that changes.

Who is in a feed is worked out for all datasets at once from a few columns and kept in memory until one
of them changes, so that a page costs the same in a portal of ten thousand datasets.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import belonging, dcat
from ckanext.hndigital.internals import memory
from ckanext.hndigital.internals.model import dataset_extra
from ckanext.hndigital.recent import Recent
from ckanext.hndigital.visibility import public
from redis.exceptions import RedisError

from hndigital.dcat.federation import Exclusion, exclusion
from hndigital.dcat.identity import FIELDS, Identity, identities
from hndigital.dcat.settings import DcatSettings
from hndigital.projects import DATASET_TYPE

__all__ = [
    "Feed",
    "Key",
    "KeptBack",
    "Member",
    "Position",
    "dataset_called",
    "feed",
    "identity_of",
    "kept_back",
    "page_size",
    "public_datasets",
]

log = logging.getLogger(__name__)

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
    """A dataset of a feed, and when it changed last.

    `identity.lost` names the fields whose value another dataset has (this one is a copy of it, say): then
    its own must not be used, or the two would become one in a reader's eyes.
    """

    key: Key
    modified: str
    project: bool
    identity: Identity

    @property
    def id(self) -> str:
        """The dataset's id."""
        return self.key.id


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A dataset that GovData is not given, or not all of."""

    id: str
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
    """Datasets in their order, when the feed changed last, and a fingerprint of the public ones."""

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
    return int(toolkit.config.get("ckanext.hndigital.dcat.page_size") or 50)


def public_datasets() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on `model.Package` for what everybody may read and `/catalog.*` names."""
    package = model.Package
    return (
        public(),
        sa.func.coalesce(package.type, "dataset").not_in(_NOT_DATASETS),
        belonging.genuine(),
    )


def feed(declared: DcatSettings, published: dcat.Editions, *, govdata: bool) -> Feed:
    """Return everything public, or with `govdata` what GovData is given, as it is now."""
    fingerprint, modified = _state()

    def make() -> Feed:
        members = _members.once((fingerprint, repr(declared)), lambda: _public(declared))
        if govdata:
            excluded = {
                one.id for one in _judged(declared, published, fingerprint) if not one.exclusion.partly
            }
            with_projects = declared.federate_projects
            members = tuple(
                one for one in members if one.id not in excluded and (with_projects or not one.project)
            )
        return Feed(members, tuple(one.key for one in members), modified, fingerprint)

    known = _feeds.once((govdata, fingerprint, repr(declared), repr(published)), make)
    return replace(known, modified=modified)


def identity_of(dataset_id: str, declared: DcatSettings, published: dcat.Editions) -> Identity | None:
    """Return what a dataset is told apart by in the feeds, None for one that is in none."""
    found = feed(declared, published, govdata=False)
    return next((member.identity for member in found.members if member.id == dataset_id), None)


def dataset_called(identifier: str, declared: DcatSettings, published: dcat.Editions) -> str:
    """Return the id of the public dataset with this dct:identifier in the feeds, "" if there is none."""
    found = feed(declared, published, govdata=False)
    return next((member.id for member in found.members if member.identity.identifier == identifier), "")


def kept_back(declared: DcatSettings, published: dcat.Editions) -> tuple[KeptBack, ...]:
    """Return the public datasets that GovData is not given, or not all of, by name.

    Single projects are among them only if they are federated.
    """
    return _judged(declared, published, _state()[0])


def _state() -> tuple[str, datetime | None]:
    """Return a fingerprint of all public datasets, and when one of them changed, came or went."""
    package = model.Package
    entry = package.id + sa.cast(package.metadata_modified, sa.Text)
    whole = sa.func.md5(sa.func.string_agg(entry, sa.literal(",").op("ORDER BY")(package.id)))
    fingerprint = model.Session.scalar(sa.select(whole).where(*public_datasets()))
    latest = model.Session.scalar(sa.select(sa.func.max(package.metadata_modified)).where(*public_datasets()))
    return fingerprint or "", _changed(fingerprint or "", latest.replace(tzinfo=UTC)) if latest else None


def _changed(fingerprint: str, latest: datetime) -> datetime:
    """Return when the feed changed: no dataset left is as young as one that was taken away.

    So what was read last is kept in Redis with the moment at which it was found to differ.
    """
    key = f"hndigital:feed:{toolkit.config['ckan.site_id']}"
    try:
        redis = memory.redis()
        known, _, moment = (redis.get(key) or b"").decode().partition(" ")
        if known == fingerprint:
            return max(latest, datetime.fromisoformat(moment))
        changed = datetime.now(UTC).replace(microsecond=0) if known else latest
        redis.set(key, f"{fingerprint} {changed.isoformat()}")
    except RedisError as error:
        log.warning("Redis does not answer, a feed's date is its youngest dataset's: %s", error)
        return latest
    return max(latest, changed)


def _public(declared: DcatSettings) -> tuple[Member, ...]:
    package = model.Package
    named = [dataset_extra(name).label(name) for name in (*FIELDS, "berichtsstand")]
    columns = (package.id, package.name, package.type, package.owner_org)
    dates = (package.metadata_created, package.metadata_modified)
    query = sa.select(*columns, *dates, *named).where(*public_datasets())
    rows = model.Session.execute(query.order_by(package.metadata_created, package.id)).all()
    known = identities([dict(row._mapping) for row in rows], declared)
    return tuple(
        Member(
            Key(row.metadata_created, row.id),
            row.metadata_modified.isoformat(),
            row.type == DATASET_TYPE,
            known[row.id],
        )
        for row in rows
    )


def _judged(declared: DcatSettings, published: dcat.Editions, fingerprint: str) -> tuple[KeptBack, ...]:
    key = (fingerprint, repr(declared), repr(published))
    return _verdicts.once(key, lambda: tuple(_judge(declared, published)))


def _judge(declared: DcatSettings, published: dcat.Editions) -> Iterator[KeptBack]:
    package, resource = model.Package, model.Resource
    conditions = [*public_datasets()]
    if not declared.federate_projects:
        conditions.append(sa.func.coalesce(package.type, "dataset") != DATASET_TYPE)
    query = (
        sa.select(resource.package_id, resource.id, resource.extras)
        .join(package, package.id == resource.package_id)
        .where(*conditions, resource.state == "active", package.type != DATASET_TYPE)
        .order_by(resource.position)
    )
    resources: dict[str, list[dict[str, Any]]] = {}
    for package_id, resource_id, extras in model.Session.execute(query):
        licence = (extras or {}).get("license")
        resources.setdefault(package_id, []).append({"id": resource_id, "license": licence})
    columns = (package.id, package.name, package.title, package.type, package.license_id)
    fields = [dataset_extra(name).label(name) for name in _FIELDS]
    rows = model.Session.execute(sa.select(*columns, *fields).where(*conditions).order_by(package.name))
    for row in rows:
        known = {**row._mapping, "resources": resources.get(row.id, [])}
        found = exclusion(dcat.completed(known, published), declared)
        if found:
            yield KeptBack(row.id, row.name, row.title or row.name, found)


_feeds: Recent[Feed] = Recent(4)
_members: Recent[tuple[Member, ...]] = Recent(2)
_verdicts: Recent[tuple[KeptBack, ...]] = Recent(2)
