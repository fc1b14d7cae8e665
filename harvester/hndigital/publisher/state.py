"""What is on the portal now: editions with their Fassungen, the register's tables, the projects.

Everything is read with side-effect free actions. What a reader may not see (a private edition, say) is
simply missing for an anonymous plan; whoever publishes sees it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .. import profiles
from ..errors import PortalError
from ..schemas import FIRST_VERSION
from ..summary import Summarised
from ..values import whole_number
from .client import NotFound, Portal, taking_apart
from .damage import Damage, as_published, read_check, to_fill, to_upload

__all__ = [
    "EditionLost",
    "EditionState",
    "EditionTables",
    "PortalState",
    "ResourceState",
    "checked_content",
    "edition_content",
    "edition_descriptor",
    "edition_state",
    "file_of",
    "portal_state",
    "read_edition",
    "read_state",
    "tables_from",
]


class EditionLost(PortalError):
    """A file of a published edition is gone or another; `edition` is the dataset's name."""

    def __init__(self, edition: str, german: str, english: str) -> None:
        super().__init__(german, english)
        self.edition = edition


HISTORY_TABLES = ("vorhaben", "strategiefeld_matrix", "status", "kosten")
"""The tables of an edition that the register's history is folded from."""


@dataclass(frozen=True, slots=True)
class ResourceState:
    """One stored file of an edition: `datei` its name in the package, `zeilen` the rows of its DataStore "
    "table.

    `zeilen` is None where there is no such table or nobody asked.
    """

    id: str
    datei: str
    fassung: int
    sha256: str
    paket_sha256: str
    url: str
    zeilen: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class EditionState(Summarised):
    """One edition dataset. `fassung` is the published version's number, 0 while none is published.

    `zurueckgezogen` are the numbers of the versions that were withdrawn: their files stay, nobody sees them.
    """

    name: str
    berichtsstand: str
    fassung: int
    private: bool
    fields: Mapping[str, str]
    resources: tuple[ResourceState, ...]
    zurueckgezogen: frozenset[int] = frozenset()

    def files(self, fassung: int) -> dict[str, ResourceState]:
        """Return the files of one Fassung by name; of a file uploaded twice the first counts."""
        found: dict[str, ResourceState] = {}
        for resource in self.resources:
            if resource.fassung == fassung:
                found.setdefault(resource.datei, resource)
        return found

    def number_of(self, paket_sha256: str) -> int:
        """Return the number of the Fassung whose files say they are of this package, 0 if none do."""
        return max((one.fassung for one in self.resources if one.paket_sha256 == paket_sha256), default=0)

    def checksums(self) -> dict[int, str]:
        """Return the package checksum of each published Fassung."""
        return {n: checksum for n, checksum in self.archive().items() if n not in self.zurueckgezogen}

    def archive(self) -> dict[int, str]:
        """Return the package checksum of each Fassung that was ever published, withdrawn ones as well."""
        return {
            r.fassung: r.paket_sha256
            for r in self.resources
            if 0 < r.fassung <= self.fassung or r.fassung in self.zurueckgezogen
        }


@dataclass(frozen=True, slots=True, repr=False)
class PortalState(Summarised):
    """Everything that a plan compares with; `berichtsstand` is the published round or empty.

    `organisation_name` and `register_name` are the portal's, or the profile's where it says nothing. `index`
    names the datasets whose entry in the search index is missing, stale or left over. `metadata` is
    what the portal declares for its catalogue, as `hndigital.dcat.settings` reads it. `columns` are those
    that the register's stored tables have, by table; `schema_version` is that of the plugin's definitions.
    `types` are the dataset types with their fields, None where the plugin does not say; `upgrade` names
    datasets of an older version's form, `links` those with stored links to an address of before;
    `may_publish` is whether the token may write all of it, None where the plugin does not say. `revision`
    is the portal's mark of this state, which comes back with what was computed from it. `organisation` is
    whether it is there and active, `organisation_deleted` whether it was deleted; `register_fields` are those
    of the register's dataset. `damage` is what the portal's stores hold otherwise than it was published, as
    far as the token may ask.
    """

    plugin_version: str = ""
    berichtsstand: str = ""
    organisation_name: str = field(default_factory=lambda: profiles.current().organisation.name)
    register_name: str = field(default_factory=lambda: profiles.current().register.name)
    organisation: bool = False
    register: bool = False
    projects: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=lambda: MappingProxyType({}))
    manual: frozenset[str] = frozenset()
    editions: tuple[EditionState, ...] = ()
    index: frozenset[str] = frozenset()
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    schema_version: int = FIRST_VERSION
    types: Mapping[str, frozenset[str]] | None = None
    upgrade: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    may_publish: bool | None = None
    revision: str | None = None
    organisation_deleted: bool = False
    register_fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    damage: tuple[Damage, ...] = ()

    def edition(self, name: str) -> EditionState | None:
        """Return the edition dataset `name`, if there is one."""
        return next((edition for edition in self.editions if edition.name == name), None)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that is published: projects, register, editions and the pointer.

        Files that an interrupted publication left behind unpublished don't count, so that its plan stays
        valid for the run that goes on.
        """
        published = {
            "berichtsstand": self.berichtsstand,
            "projects": {name: dict(values) for name, values in self.projects.items()},
            "tables": {name: [dict(row) for row in rows] for name, rows in self.tables.items()},
            "manual": sorted(self.manual),
            "editions": {
                e.name: [
                    e.fassung,
                    sorted((r.datei, r.sha256) for r in e.resources if r.fassung <= e.fassung),
                ]
                for e in self.editions
                if e.fassung
            },
        }
        canonical = json.dumps(published, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class EditionTables(Summarised):
    """What the register's history needs to know of one published Fassung; `version` orders those of a "
    "round."""

    berichtsstand: str
    version: str
    tables: Mapping[str, tuple[Mapping[str, str], ...]]


def read_state(portal: Portal, edition: str) -> PortalState:
    """Read the portal's state as far as publishing `edition` needs it.

    Raises PortalUnreachable if nothing answers there or the plugin is missing, NotAuthorised if the token
    may not read.
    """
    with taking_apart(portal):
        return _state(portal, edition)


def _state(portal: Portal, edition: str) -> PortalState:
    answer = portal.read("digitalprojekt_state", {"index": True})
    names = [entry["name"] for entry in answer.get("editions", [])]
    if edition not in names:
        names.append(edition)
    damage = read_check(portal).differences if answer.get("may_publish") else ()
    editions = [read_edition(portal, name, count_rows=name == edition, damage=damage) for name in names]
    state = portal_state(answer, [found for found in editions if found])
    owner = portal.find("organization_show", {"id": state.organisation_name, "include_users": False})
    stored = portal.find("package_show", {"id": state.register_name})
    is_active = owner is not None and owner.get("state", "active") == "active"
    return replace(
        state,
        organisation=is_active,
        organisation_deleted=owner is not None and not is_active,
        register=stored is not None,
        register_fields=_plain_fields(stored or {}),
        damage=damage,
    )


def portal_state(answer: Mapping[str, Any], editions: Iterable[EditionState]) -> PortalState:
    """Return the state that an answer of `digitalprojekt_state` tells, with the editions read beside it.

    Whether organisation and register are there it does not say.
    """
    metadata = {key: _text(value) for key, value in answer.get("metadata", {}).items()}
    profile = profiles.current()
    withdrawn = {entry["name"]: entry.get("zurueckgezogen") or () for entry in answer.get("editions", [])}
    return PortalState(
        plugin_version=_text(answer.get("plugin_version")),
        berichtsstand=_text(answer.get("berichtsstand")),
        organisation_name=metadata.get("publisher_id") or profile.organisation.name,
        register_name=metadata.get("register_name") or profile.register.name,
        projects={
            name: {key: _text(value) for key, value in values.items() if key != "metadata_modified"}
            for name, values in answer.get("projects", {}).items()
        },
        tables={
            table: tuple({key: _text(value) for key, value in row.items() if key != "_id"} for row in rows)
            for table, rows in answer.get("tables", {}).items()
        },
        manual=frozenset(map(str, answer.get("manual", []))),
        editions=tuple(
            replace(found, zurueckgezogen=frozenset(map(int, withdrawn.get(found.name, ()))))
            for found in editions
        ),
        index=frozenset(name for names in (answer.get("index") or {}).values() for name in names),
        metadata=metadata,
        columns={table: tuple(map(str, names)) for table, names in answer.get("columns", {}).items()},
        schema_version=int(answer.get("schema_version", FIRST_VERSION)),
        types=_types(answer.get("types")),
        upgrade=tuple(map(str, answer.get("upgrade") or ())),
        links=tuple(map(str, answer.get("links") or ())),
        may_publish=answer.get("may_publish"),
        revision=answer.get("revision"),
    )


def _types(found: Mapping[str, Any] | None) -> dict[str, frozenset[str]] | None:
    if found is None:
        return None
    return {str(name): frozenset(map(str, fields)) for name, fields in found.items()}


def tables_from(berichtsstand: str, fassung: int, content: Callable[[str], bytes]) -> EditionTables:
    """Return the history tables of one Fassung; `content` gives the bytes of its file by its name."""
    tables = {table: _rows(content(f"{table}.csv")) for table in HISTORY_TABLES}
    return EditionTables(berichtsstand, str(fassung), tables)


def edition_descriptor(
    portal: Portal, edition: EditionState, fassung: int, cache: Path | None = None
) -> dict[str, Any]:
    """Return the descriptor of one published Fassung; raises PortalError as `edition_content` does."""
    content = edition_content(portal, edition, fassung, "datapackage.json", cache)
    with taking_apart(portal):
        return dict(json.loads(content))


def edition_content(
    portal: Portal, edition: EditionState, fassung: int, datei: str, cache: Path | None = None
) -> bytes:
    """Return a file of one published Fassung.

    It is downloaded once: it is kept under its SHA-256 in `cache` (by default the user's cache folder).
    Raises PortalError if the file is missing or is no longer the one that was published.
    """
    folder = cache or _cache_folder()
    resource = file_of(edition, fassung, datei)
    cached = folder / resource.sha256
    if cached.is_file():
        content = cached.read_bytes()
        if hashlib.sha256(content).hexdigest() == resource.sha256:
            return content
    try:
        downloaded = portal.download(resource.url)
    except NotFound:
        downloaded = b""
    content = checked_content(edition, resource, downloaded)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{resource.sha256}.{os.getpid()}"
    partial.write_bytes(content)
    partial.replace(cached)
    return content


def file_of(edition: EditionState, fassung: int, datei: str) -> ResourceState:
    """Return a file of one Fassung; raises PortalError if the edition lacks it."""
    resource = edition.files(fassung).get(datei)
    if resource is None:
        raise EditionLost(
            edition.name,
            f"In der Ausgabe {edition.name} fehlt die Datei {datei} (Fassung {fassung}), die zu ihrer "
            "Veröffentlichung gehört. Bitte zuerst deren Paket erneut publizieren, das sie "
            "wiederherstellt, oder das Portal aus der Sicherung.",
            f"The edition {edition.name} lacks the file {datei} (version {fassung}), which belongs to its "
            "publication. First publish its package again, which restores it, or restore the portal from the "
            "backup.",
        )
    return resource


def checked_content(edition: EditionState, resource: ResourceState, content: bytes) -> bytes:
    """Return what was read of a file; raises PortalError if it is not what was published."""
    if hashlib.sha256(content).hexdigest() != resource.sha256:
        raise EditionLost(
            edition.name,
            f"Die Datei {resource.datei} der Ausgabe {edition.name} ist nicht mehr die veröffentlichte "
            "(sie fehlt, oder ihre Prüfsumme weicht ab). Bitte zuerst das Paket dieser Ausgabe erneut "
            "publizieren, das sie wiederherstellt, oder das Portal aus der Sicherung.",
            f"The file {resource.datei} of the edition {edition.name} is no longer the published one (it is "
            "gone, or its checksum differs). First publish that edition's package again, which restores it, "
            "or restore the portal from the backup.",
        )
    return content


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "hndigital" / "editionen"


def _rows(content: bytes) -> tuple[Mapping[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def read_edition(
    portal: Portal, name: str, *, count_rows: bool, damage: Iterable[Damage] = ()
) -> EditionState | None:
    """Read one edition dataset, if there is one; with `count_rows` its DataStore tables' sizes too.

    A file that somebody gave another name or Fassung (`damage` says so) is read with its own; a table that is
    to be filled anew is not counted: it may be such that nobody can read it.
    """
    dataset = portal.find("package_show", {"id": name})
    if dataset is None:
        return None
    known, unread = to_upload(damage), to_fill(damage)

    def count(resource: Mapping[str, Any]) -> int | None:
        return None if resource["id"] in unread else _row_count(portal, resource)

    with taking_apart(portal):
        resources = [as_published(resource, known) for resource in dataset.get("resources", ())]
        return edition_state({**dataset, "resources": resources}, count if count_rows else None)


def edition_state(
    dataset: Mapping[str, Any], count: Callable[[Mapping[str, Any]], int | None] | None = None
) -> EditionState:
    """Return an edition as `package_show` gives its dataset; `count` tells the rows of a file's table."""
    fields = _plain_fields(dataset)
    resources = [
        ResourceState(
            id=resource["id"],
            datei=_text(resource.get("datei")),
            fassung=_number(resource.get("fassung")),
            sha256=_text(resource.get("hash")),
            paket_sha256=_text(resource.get("paket_sha256")),
            url=_text(resource.get("url")),
            zeilen=count(resource) if count else None,
        )
        for resource in dataset.get("resources", [])
        if resource.get("datei")
    ]
    return EditionState(
        name=dataset["name"],
        berichtsstand=fields.get("berichtsstand", ""),
        fassung=_number(fields.get("fassung")),
        private=bool(dataset.get("private")),
        fields=fields,
        resources=tuple(resources),
    )


def _row_count(portal: Portal, resource: Mapping[str, Any]) -> int | None:
    if not resource.get("datastore_active"):
        return None
    answer = portal.find(
        "datastore_search", {"resource_id": resource["id"], "limit": 0, "include_total": True}
    )
    return None if answer is None else int(answer["total"])


def _plain_fields(dataset: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in dataset.items() if isinstance(value, (str, int, float))}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value)


def _number(value: object) -> int:
    return whole_number(_text(value)) or 0
