"""What happened to a portal from outside: what its stores hold otherwise than it was published.

The portal compares its own stores (`digitalprojekt_check`); here is what that means for a plan. What the
package itself can mend becomes files to upload and tables to fill again; what needs another edition's
package, or only the portal's own repair, becomes an entry that says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from .client import Portal, taking_apart

__all__ = [
    "DATABASE",
    "DATASTORE",
    "FILES",
    "INDEX",
    "LEFT_OVER",
    "LOST",
    "MOVED",
    "PACKAGES",
    "Checked",
    "Damage",
    "as_published",
    "changed_slices",
    "of_others",
    "of_register",
    "orphaned_tables",
    "orphans",
    "read_check",
    "to_fill",
    "to_upload",
]

DATABASE, DATASTORE, INDEX, FILES, PACKAGES = "database", "datastore", "index", "files", "packages"
LEFT_OVER = "left_over"
MOVED = "moved"
LOST = frozenset({"missing", "deleted", LEFT_OVER})
"""Kinds of damage after which nobody can say what rows the register's tables hold."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was published, as `digitalprojekt_check` names it.

    `store` is where (database, datastore, index, files, packages), `dataset` its name, `place` the file (of
    an edition with its Fassung: `1/vorhaben.csv`) or table there, `kind` what is wrong: missing, deleted,
    private, public, changed, moved, rows, columns, stale, checksum, left_over; `field` which field is.
    `expected` and `found` are values, checksums, columns or numbers of rows, `resource` the id of the file,
    or of the dataset that was renamed.
    """

    store: str
    dataset: str
    place: str
    kind: str
    field: str = ""
    expected: str = ""
    found: str = ""
    resource: str = ""

    @property
    def fassung(self) -> str:
        """The Fassung of an edition whose file it is, or ""."""
        number, slash, _file = self.place.partition("/")
        return number if slash else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The portal's comparison of its stores, and how much it compared (datasets, files, rows …)."""

    differences: tuple[Damage, ...]
    counts: Mapping[str, int]


def read_check(portal: Portal) -> Checked:
    """Have the portal compare its stores; raises NotAuthorised without an editor's token."""
    answer = portal.read("digitalprojekt_check", {})
    known = [one.name for one in fields(Damage)]
    with taking_apart(portal):
        differences = tuple(
            Damage(**{name: str(found.get(name) or "") for name in known}) for found in answer["differences"]
        )
        return Checked(differences, {str(name): int(count) for name, count in answer["checked"].items()})


def to_upload(damage: Iterable[Damage]) -> dict[str, Damage]:
    """Return what is wrong with files of editions, or with what is said of them, by resource."""
    return {one.resource: one for one in damage if one.resource and one.store in (FILES, DATABASE)}


def to_fill(damage: Iterable[Damage]) -> dict[str, Damage]:
    """Return what is wrong with tables of editions, by resource."""
    return {one.resource: one for one in damage if one.resource and one.store == DATASTORE}


def as_published(resource: Mapping[str, Any], damage: Mapping[str, Damage]) -> Mapping[str, Any]:
    """Return a resource with the name in the package and the Fassung that it was published with."""
    known = damage.get(str(resource["id"]))
    if known is None or not known.fassung:
        return resource
    return {**resource, "fassung": known.fassung, "datei": known.place.partition("/")[2]}


def changed_slices(damage: Iterable[Damage], names: Collection[str]) -> list[str]:
    """Return those projects of `names` whose own resources are missing or other."""
    return [one.dataset for one in damage if one.field == "resources" and one.dataset in names]


def of_register(damage: Iterable[Damage], register: str) -> list[Damage]:
    """Return what is wrong with the register's resources, and rows of hidden projects that readers see."""
    return [
        one
        for one in damage
        if one.dataset == register
        and (one.resource or one.kind == "public" or (one.store == DATABASE and one.place))
        and one.kind != LEFT_OVER
    ]


def of_others(damage: Iterable[Damage], register: str, edition: str, fassung: int) -> dict[str, list[Damage]]:
    """Return what only packages of other editions, or of another Fassung of `edition`, mend, by dataset."""
    found: dict[str, list[Damage]] = {}
    for one in damage:
        is_ours = one.dataset == edition and one.fassung in ("", str(fassung))
        is_edition = one.dataset.startswith(f"{register}-")
        is_link = one.field == "url" and not one.place
        if is_edition and not is_ours and one.store != INDEX and not is_link and one.kind != LEFT_OVER:
            found.setdefault(one.dataset, []).append(one)
    return found


def orphans(damage: Iterable[Damage]) -> list[Damage]:
    """Return files and tables that nothing belongs to any more."""
    return [one for one in damage if one.kind == LEFT_OVER and one.store != INDEX]


def orphaned_tables(damage: Iterable[Damage]) -> frozenset[str]:
    """Return the ids of resources whose tables nothing belongs to any more."""
    return frozenset(one.resource for one in orphans(damage) if one.store == DATASTORE)
