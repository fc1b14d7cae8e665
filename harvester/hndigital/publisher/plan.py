"""What publishing would create, change and mark, object by object and field by field.

Pure: `make_plan` compares the desired with the present state. `publish` works through the same entries
that `plan` prints, so what is shown is what is done. A saved plan carries the fingerprint of the state
that it was made on; a portal that has changed since refuses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .. import history
from ..errors import PackageError, PlanOutdated, told_as
from ..outside import json_document, read_file
from ..outside.limits import PORTAL
from ..package import Package
from ..package.source import is_of_source
from ..projects import number_of, project_name
from ..schemas import register_table, register_table_names
from ..summary import Summarised
from .damage import (
    LOST,
    MOVED,
    Damage,
    changed_slices,
    of_others,
    of_register,
    orphans,
    to_fill,
    to_upload,
)
from .desired import Desired, Folded, description_fields, register_pointer, reported_fields
from .state import EditionState, PortalState, ResourceState

__all__ = [
    "Conflict",
    "FieldChange",
    "Plan",
    "PlanEntry",
    "RowChange",
    "SavedPlan",
    "differences",
    "file_entries",
    "left_over",
    "make_plan",
    "projects",
    "register",
]

CREATE = "anlegen"
CHANGE = "aendern"
MARK = "nicht_mehr_berichtet"
RETIRE = "zurueckziehen"
FILL = "datastore_fuellen"
PUBLISH = "veroeffentlichen"
REMOVE = "entfernen"
OWN_PACKAGE = "eigenes_paket"
PUT_BACK = "zurueckholen"
TAKE_BACK = "zurueckgezogen"
BRING_BACK = "fassung_davor"

COLUMN = "spalte_neu"
"""A column that a table of the register gets: the field of a `FieldChange` whose new value names it."""
COLUMN_GONE = "spalte_weg"
"""A column that a table of the register has beyond its own, and loses."""
WAITING = "datensaetze"
"""The field of a `FieldChange` whose new value is how many datasets come back with their organisation."""
SLICES = "resources"
"""The field of a `FieldChange` for a project whose own resources are missing or other."""
LINKS = "verweise"
INDEX = "suchindex"

BY_HAND_BEFORE = "von_hand_vor_bericht"
BY_HAND_SINCE = "von_hand_geaendert"
DELETED = "geloescht"
HIDDEN = "verborgen"
SUPERSEDED = "ueberholt"
SAMPLE = "beispieldaten"
SAMPLE_OVER_REPORT = "beispiel_ueber_bericht"
EDITION_GONE = "ausgabe_fehlt"
ALTERED = "paket_geaendert"
SAME_VERSION = "version_gleich"
UPGRADE = "aktualisierung_fehlt"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value on the portal and the one it would get."""

    feld: str
    alt: str
    neu: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a register table that changes or goes; new rows are only counted."""

    schluessel: str
    aktion: str
    felder: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One object that publishing would touch.

    `objekt` is its kind: organisation, ausgabe (edition), datei (its file), register, tabelle, vorhaben,
    verschoben (a dataset that was renamed, or whose files are in another one), verweise (stored links of a
    dataset, to an address that the portal had before), suchindex (an entry of the search index that is
    missing, stale or left over), andere_ausgabe (damage that only the package of another
    edition or Fassung mends), rest (files and tables that nothing belongs to any more).
    """

    objekt: str
    name: str
    aktion: str
    titel: str = ""
    felder: tuple[FieldChange, ...] = ()
    zeilen: tuple[RowChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a person should know before publishing; `art` says what kind."""

    art: str
    name: str
    feld: str = ""
    portal: str = ""
    bericht: str = ""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What `publish --plan` holds against the portal: which package, made on which state."""

    paket: str
    paket_sha256: str
    fingerprint: str

    @classmethod
    def load(cls, path: Path) -> SavedPlan:
        """Read a plan written by `Plan.to_json`.

        Raises PackageError if the file is missing or no plan.
        """
        try:
            with told_as(PackageError):
                data = json_document(read_file(path, PORTAL), str(path))
            return cls(*(str(data[key]) for key in ("paket", "paket_sha256", "fingerprint")))
        except (OSError, KeyError, TypeError):
            raise PackageError(
                f"{path} ist kein Plan; `hndigital plan … --out {path}` schreibt einen.",
                f"{path} is no plan; `hndigital plan … --out {path}` writes one.",
            ) from None

    def check(self, plan: Plan) -> None:
        """Raise PlanOutdated unless `plan`, made just now, starts from the same package and state."""
        if self.paket_sha256 != plan.paket_sha256:
            raise PlanOutdated(
                f"Der Plan gilt für ein anderes Paket ({self.paket}, Prüfsumme "
                f"{self.paket_sha256[:12]}…). Bitte `hndigital plan` für dieses Paket neu aufrufen.",
                f"The plan is for another package ({self.paket}, checksum {self.paket_sha256[:12]}…). Run "
                "`hndigital plan` for this package again.",
            )
        if self.fingerprint != plan.fingerprint:
            raise PlanOutdated(
                "Das Portal hat sich geändert, seit der Plan entstand. Bitte `hndigital plan` neu "
                "aufrufen, das Ergebnis ansehen und dann veröffentlichen.",
                "The portal has changed since the plan was made. Run `hndigital plan` again, look at the "
                "result and publish then.",
            )


@dataclass(frozen=True, slots=True, repr=False)
class Plan(Summarised):
    """All that publishing a package to a portal would do; `empty` if there is nothing to do."""

    portal: str
    paket: str
    paket_sha256: str
    berichtsstand: str
    fassung: int
    fingerprint: str
    eintraege: tuple[PlanEntry, ...]
    konflikte: tuple[Conflict, ...]

    @property
    def empty(self) -> bool:
        """True if publishing would write nothing."""
        return not self.eintraege

    def of(self, objekt: str, *aktionen: str) -> list[PlanEntry]:
        """Return the entries of one kind of object, of these actions only if any are given."""
        return [e for e in self.eintraege if e.objekt == objekt and (not aktionen or e.aktion in aktionen)]

    def to_json(self) -> str:
        """Return the plan as JSON text."""
        data: dict[str, Any] = asdict(self)
        return json.dumps({"plan": 1} | data, ensure_ascii=False, indent=2) + "\n"


def make_plan(address: str, desired: Desired, state: PortalState) -> Plan:
    """Compare what should be with what is on the portal at `address`."""
    edition = state.edition(desired.package.name)
    if moved := _moved(state):
        return _plan(address, desired, state, moved)
    if not state.organisation and (back := _coming_back(state)):
        return _organisation_first(address, desired, state, back)
    whole = not desired.unlesbar
    entries = [
        *_organisation(state),
        *(_lost_files(desired, state) if desired.ueberholt else _edition(desired, edition, state.damage)),
        *(register(desired, state) if whole else ()),
        *(projects(desired, state) if whole else ()),
        *_others(desired, state),
        *_left_over(state),
        *(PlanEntry(LINKS, name, CHANGE) for name in state.links),
        *(PlanEntry(INDEX, name, CHANGE) for name in sorted(state.index.difference(state.links))),
    ]
    conflicts = [
        *(_conflicts(desired, state) if whole else ()),
        *(Conflict(UPGRADE, name) for name in state.upgrade),
    ]
    if desired.ueberholt:
        conflicts.append(
            Conflict(
                SUPERSEDED,
                desired.package.name,
                "fassung",
                str(edition and edition.fassung),
                str(desired.fassung),
            )
        )
    package = desired.package
    conflicts += [Conflict(ALTERED, package.name, name) for name in package.altered]
    if edition and 0 < edition.fassung < desired.fassung and edition.fields.get("version") == package.version:
        conflicts.append(Conflict(SAME_VERSION, package.name, "version", package.version, package.version))
    marked = _no_longer_named(desired, state) if whole else []
    return _plan(address, desired, state, [*entries, *marked] if entries else [], conflicts)


def _plan(
    address: str,
    desired: Desired,
    state: PortalState,
    entries: Iterable[PlanEntry],
    conflicts: Iterable[Conflict] = (),
) -> Plan:
    return Plan(
        portal=address,
        paket=desired.package.name,
        paket_sha256=desired.package.sha256,
        berichtsstand=desired.berichtsstand,
        fassung=desired.fassung,
        fingerprint=state.fingerprint,
        eintraege=tuple(entries),
        konflikte=tuple(conflicts),
    )


def left_over(plan: Plan, made: EditionState | None, descriptor: Mapping[str, Any]) -> list[PlanEntry]:
    """Return what a plan made after publishing finds to write; `made` is the edition if it is new.

    Search index and links are mended by calls of their own.
    """
    others = {LINKS, INDEX, "andere_ausgabe"}
    entries = [e for e in plan.eintraege if e.objekt not in others and e.aktion != MARK]
    words = differences(made.fields, description_fields(descriptor)) if made else ()
    return [*entries, PlanEntry("ausgabe", plan.paket, CHANGE, felder=words)] if words else entries


def differences(
    old: Mapping[str, str], new: Mapping[str, str], fields: Iterable[str] | None = None
) -> tuple[FieldChange, ...]:
    """Return the fields of `new` (or just `fields`) whose value in `old` is another; missing is empty."""
    return tuple(
        FieldChange(name, old.get(name, ""), new.get(name, ""))
        for name in (new if fields is None else fields)
        if old.get(name, "") != new.get(name, "")
    )


def _coming_back(state: PortalState) -> str:
    """Return how many datasets wait for their organisation, "" for none: with it they are there again."""
    return next((one.found for one in state.damage if one.place == "organisation" and one.found != "0"), "")


def _organisation_first(address: str, desired: Desired, state: PortalState, waiting: str) -> Plan:
    """Plan to bring back the organisation that everything belongs to; what else differs shows afterwards."""
    aktion = CHANGE if state.organisation_deleted else CREATE
    fields = (FieldChange(WAITING, "", waiting),)
    entry = PlanEntry("organisation", state.organisation_name, aktion, felder=fields)
    return _plan(address, desired, state, [entry])


def _moved(state: PortalState) -> list[PlanEntry]:
    """What has another name or another dataset: it comes back first, and what else differs shows then."""
    found: dict[str, list[FieldChange]] = {}
    for one in state.damage:
        if one.kind == MOVED:
            found.setdefault(one.dataset, []).append(_damaged(one))
    return [PlanEntry("verschoben", name, PUT_BACK, felder=tuple(fields)) for name, fields in found.items()]


def _organisation(state: PortalState) -> list[PlanEntry]:
    return [] if state.organisation else [PlanEntry("organisation", state.organisation_name, CREATE)]


def _others(desired: Desired, state: PortalState) -> list[PlanEntry]:
    """What only another package mends; `publish` names it as failed."""
    name, fassung = desired.package.name, desired.fassung
    found = of_others(state.damage, state.register_name, name, fassung)
    if _came_without_report(desired.package):
        lost = [one for one in state.damage if one.dataset == name and one.fassung == str(fassung)]
        of_report = [one for one in lost if is_of_source(one.place.partition("/")[2])]
        found |= {name: [*found.get(name, ()), *of_report]} if of_report else {}
    return [
        PlanEntry("andere_ausgabe", other, OWN_PACKAGE, felder=tuple(map(_damaged, damage)))
        for other, damage in found.items()
    ]


def _came_without_report(package: Package) -> bool:
    """Tell whether a package has no report with it, though nobody said that it is not to be published."""
    return package.source is None and not package.withheld


def _left_over(state: PortalState) -> list[PlanEntry]:
    return [
        PlanEntry("rest", one.dataset, REMOVE, felder=(FieldChange(one.store, one.resource, ""),))
        for one in orphans(state.damage)
    ]


def _damaged(one: Damage) -> FieldChange:
    """What a store holds and what it has to."""
    return FieldChange(".".join(filter(None, (one.place, one.field))) or one.kind, one.found, one.expected)


def _lost_files(desired: Desired, state: PortalState) -> list[PlanEntry]:
    """Files of a Fassung that a later one replaced: the archive is mended, what is shown stays."""
    name, prefix = desired.package.name, f"{desired.fassung}/"
    if not any(one.dataset == name and one.place.startswith(prefix) for one in state.damage):
        return []
    return file_entries(desired, state.edition(name), state.damage)


def _edition(
    desired: Desired, edition: EditionState | None, damage: Sequence[Damage] = ()
) -> list[PlanEntry]:
    package = desired.package
    title = str(package.descriptor.get("title", ""))
    entries = []
    published = edition is not None and edition.fassung == desired.fassung
    if edition is None:
        entries.append(
            PlanEntry("ausgabe", package.name, CREATE, title, differences({}, desired.edition_fields))
        )
    else:
        visible = {"state": "active", "private": ""} if published else {}
        changed = differences({"state": "active", **edition.fields}, {**desired.edition_fields, **visible})
        if changed or not published:
            entries.append(
                PlanEntry("ausgabe", package.name, CHANGE if published else PUBLISH, title, changed)
            )
    return [*entries, *file_entries(desired, edition, damage)]


def file_entries(
    desired: Desired, edition: EditionState | None, damage: Sequence[Damage] = ()
) -> list[PlanEntry]:
    """Return the files of the package's Fassung that are missing, other, half filled or left over."""
    uploads, fills = to_upload(damage), to_fill(damage)
    tables = desired.package.tables
    present = edition.files(desired.fassung) if edition else {}
    entries = []
    for file in desired.files:
        there = present.get(file.datei)
        if there is None:
            entries.append(PlanEntry("datei", file.datei, CREATE))
        elif not file.is_stored(there, desired.package.sha256):
            change = FieldChange("sha256", there.sha256, file.sha256)
            entries.append(PlanEntry("datei", file.datei, CHANGE, felder=(change,)))
        elif there.id in uploads:
            entries.append(PlanEntry("datei", file.datei, CHANGE, felder=(_damaged(uploads[there.id]),)))
        elif there.id in fills:
            entries.append(PlanEntry("datei", file.datei, FILL, felder=(_damaged(fills[there.id]),)))
        elif file.tabelle and there.zeilen != len(tables[file.tabelle]):
            rows = "" if there.zeilen is None else str(there.zeilen)
            change = FieldChange("zeilen", rows, str(len(tables[file.tabelle])))
            entries.append(PlanEntry("datei", file.datei, FILL, felder=(change,)))
    wanted = {present[file.datei].id for file in desired.files if file.datei in present}
    wanted |= _left_alone(desired, present)
    entries += [
        PlanEntry("datei", resource.datei, REMOVE, felder=(FieldChange("id", resource.id, ""),))
        for resource in (edition.resources if edition else ())
        if resource.fassung == desired.fassung and resource.id not in wanted
    ]
    return entries


def _left_alone(desired: Desired, present: Mapping[str, ResourceState]) -> set[str]:
    """Return the report's files that stay as they are, since the package came without its report."""
    if not _came_without_report(desired.package):
        return set()
    return {one.id for name, one in present.items() if is_of_source(name)}


def register(desired: Desired | Folded, state: PortalState) -> list[PlanEntry]:
    """Return what changes in the register: its dataset, the round that it stands for, its tables."""
    entries = []
    pointer = differences({"berichtsstand": state.berichtsstand}, {"berichtsstand": desired.berichtsstand})
    if not state.register:
        entries.append(PlanEntry("register", state.register_name, CREATE, felder=pointer))
    elif changed := (*pointer, *_register_fields(desired, state)):
        entries.append(PlanEntry("register", state.register_name, CHANGE, felder=changed))
    lost = any(one.dataset == state.register_name and one.kind in LOST for one in state.damage)
    for table in register_table_names():
        stored = state.columns.get(table, ())
        own = register_table(table).column_names
        columns = [FieldChange(COLUMN, "", name) for name in own if stored and name not in stored]
        columns += [FieldChange(COLUMN_GONE, name, name) for name in stored if name not in own]
        entry = _table(table, state.tables.get(table, ()), desired.tables[table], columns)
        # Rows of a lost register come back with it: all of them are exchanged.
        dropped = bool(state.columns) and table not in state.columns
        if entry is None and (dropped or lost):
            entry = PlanEntry("tabelle", table, CREATE)
        if entry:
            entries.append(entry)
    return entries


def _register_fields(desired: Desired | Folded, state: PortalState) -> tuple[FieldChange, ...]:
    """What is wrong with the register's dataset itself: gone, hidden, another round, other resources."""
    others = tuple(map(_damaged, of_register(state.damage, state.register_name)))
    if not state.register_fields:
        return others
    fields = {"state": "active", **state.register_fields}
    wanted = {"state": "active", "private": ""}
    if state.berichtsstand == desired.berichtsstand:  # else the pointer moves, and this with it
        wanted |= register_pointer(desired.berichtsstand, desired.tables["status"])
    if not state.berichtsstand:  # nothing was published yet: it is made public with the first round
        wanted.pop("private")
    return (*differences(fields, wanted), *others)


def _table(
    table: str,
    old_rows: Iterable[Mapping[str, str]],
    new_rows: Iterable[Mapping[str, str]],
    other_columns: Iterable[FieldChange],
) -> PlanEntry | None:
    """Return what changes in a table; `other_columns` came after it was made, or were put in by hand."""
    definition = register_table(table)
    columns = definition.column_names
    stored = list(old_rows)
    old = {tuple(row.get(k, "") for k in definition.primary_key): row for row in stored}
    new = {tuple(row.get(k, "") for k in definition.primary_key): row for row in new_rows}
    rows = [
        RowChange(" ".join(key), CHANGE, changed)
        for key, row in new.items()
        if key in old and (changed := differences(old[key], row, columns))
    ]
    gone = [RowChange(" ".join(key), REMOVE) for key in old if key not in new]
    added = sum(key not in old for key in new)
    counts = {"neu": added, "geaendert": len(rows), "entfernt": len(gone), "doppelt": len(stored) - len(old)}
    felder = (
        *other_columns,
        *(FieldChange(f"zeilen_{name}", "", str(count)) for name, count in counts.items() if count),
    )
    if not felder:
        return None
    return PlanEntry("tabelle", table, CHANGE if old else CREATE, felder=felder, zeilen=(*rows, *gone))


def projects(desired: Desired | Folded, state: PortalState) -> list[PlanEntry]:
    """Return what changes of the projects; those that no round names any more become private."""
    entries = []
    slices = set(changed_slices(state.damage, desired.projects))
    for name, wanted in desired.projects.items():
        present = state.projects.get(name)
        if present is None:
            entries.append(PlanEntry("vorhaben", name, CREATE, wanted["title"], differences({}, wanted)))
            continue
        changed = differences(present, wanted)
        if (stands := present.get("state", "active")) != "active":
            changed = (FieldChange("state", stands, "active"), *changed)
        # An earlier correction took it back, somebody hid it, or it was being prepared by hand.
        if present.get("private"):
            changed = (FieldChange("private", "true", ""), *changed)
        if name in slices:
            changed = (*changed, FieldChange(SLICES, "", ""))
        if changed:
            entries.append(PlanEntry("vorhaben", name, CHANGE, wanted["title"], changed))
    retire = (FieldChange("private", "", "true"),)
    entries += [
        PlanEntry("vorhaben", name, RETIRE, present.get("title", ""), retire)
        for name, present in state.projects.items()
        if name not in desired.projects
        and number_of(name) not in state.manual
        and present.get("state", "active") == "active"
        and not present.get("private")
    ]
    return entries


def _no_longer_named(desired: Desired, state: PortalState) -> list[PlanEntry]:
    """Projects that the newest round is the first not to name: kept, marked by `zuletzt_berichtet`."""
    before = {
        row["vorhaben_nr"]: row.get("zuletzt_berichtet", "") for row in state.tables.get("vorhaben", ())
    }
    if not state.berichtsstand or history.round_key(desired.berichtsstand) <= history.round_key(
        state.berichtsstand
    ):
        return []
    return [
        PlanEntry("vorhaben", project_name(row["vorhaben_nr"]), MARK, row["titel"])
        for row in desired.tables["vorhaben"]
        if row["zuletzt_berichtet"] != desired.berichtsstand
        and before.get(row["vorhaben_nr"]) == state.berichtsstand
    ]


def _taken_away(name: str, present: Mapping[str, str], *, was_shown: bool) -> Iterator[Conflict]:
    """Yield that somebody deleted a project which a report names, or made it private."""
    if present.get("state") == "deleted":
        yield Conflict(DELETED, name)
    elif present.get("private") and was_shown:
        yield Conflict(HIDDEN, name)


def _conflicts(desired: Desired, state: PortalState) -> list[Conflict]:
    conflicts: list[Conflict] = []
    last_published = reported_fields(state.tables)
    in_register = {row["vorhaben_nr"] for row in state.tables.get("vorhaben", ())} | state.manual
    for name, wanted in desired.projects.items():
        present = state.projects.get(name)
        if present is None:
            continue
        conflicts += _taken_away(name, present, was_shown=number_of(name) in in_register)
        if number_of(name) in state.manual:
            conflicts += [
                Conflict(BY_HAND_BEFORE, name, change.feld, change.alt, change.neu)
                for change in differences(present, wanted)
                if change.alt
            ]
            continue
        expected = last_published.get(name)
        if expected is None:
            continue
        skipped = {"notes", "notes_berechnet"} if present.get("notes_berechnet") else set()
        conflicts += [
            Conflict(BY_HAND_SINCE, name, change.feld, change.neu, wanted.get(change.feld, ""))
            for change in differences(expected, present, expected)
            if change.feld not in skipped and change.neu != wanted.get(change.feld, "")
        ]
    named = {row["berichtsstand"] for row in desired.tables["status"]}
    gone = {row["berichtsstand"] for row in state.tables.get("status", ()) if row["berichtsstand"]} - named
    conflicts += [Conflict(EDITION_GONE, berichtsstand) for berichtsstand in sorted(gone)]
    for edition in state.editions:
        sample = bool(edition.fields.get("beispieldaten"))
        if not edition.fassung or sample == desired.package.beispieldaten:
            continue
        if not sample:
            conflicts.append(Conflict(SAMPLE_OVER_REPORT, edition.name))
        elif edition.name != desired.package.name:
            conflicts.append(Conflict(SAMPLE, edition.name))
    return conflicts
