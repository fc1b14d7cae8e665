"""What adopting a catalogue would do to a portal: datasets created, changed field by field, left and refused.

A field that the source has not changed since it was adopted is left, whatever the portal says of it now. One
that it has changed is changed there, unless a person did so in the meantime: then it stays and is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from ..addresses import same, web_address
from ..characters import printed
from ..dcat import codes
from ..dcat.editorial_ckan import licence_of
from ..summary import Summarised
from .model import File, Finding, Record, Source, Value, as_list
from .naming import name_for
from .state import Noted, State, digest, flat, solid, state_of
from .target import Holdings, Target

__all__ = [
    "CHANGE",
    "CREATE",
    "LEAVE",
    "REFUSE",
    "Change",
    "Entry",
    "Plan",
    "compare",
    "files_by_key",
    "line",
    "make_plan",
]

_PAGE = re.compile(r"/(dataset|datensatz|node)/[^/]+/?$")
CREATE, CHANGE, LEAVE, REFUSE = "create", "change", "leave", "refuse"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that would be written. `file` is the file's key, "" for a field of the dataset."""

    field: str
    old: Value
    new: Value
    file: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Entry(Summarised):
    """What would happen to one record: its dataset on the portal (`package`), its name and the changes."""

    action: str
    record: Record
    name: str
    wanted: Mapping[str, Value]
    changes: tuple[Change, ...] = ()
    package: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Plan(Summarised):
    """All entries in the source's order, and every finding."""

    source: Source
    target: Target
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @property
    def pending(self) -> tuple[Entry, ...]:
        """The entries for which something would be written."""
        return tuple(one for one in self.entries if one.action in (CREATE, CHANGE))

    def of(self, action: str) -> tuple[Entry, ...]:
        """Return the entries of one kind."""
        return tuple(one for one in self.entries if one.action == action)


def make_plan(source: Source, target: Target) -> Plan:
    """Compare a source with a portal."""
    planner = _Planner(source, target)
    entries = tuple(planner.entry(record) for record in source.records)
    found = [*source.findings, *(finding for entry in entries for finding in entry.findings)]
    found += planner.gone(entries) if source.complete else []
    return Plan(source, target, entries, tuple(dict.fromkeys(found)))


class _Planner:
    def __init__(self, source: Source, target: Target) -> None:
        self._source = source
        self._target = target
        self._holdings = Holdings(target)
        self._names = target.names
        self._seen: set[str] = set()

    def entry(self, record: Record) -> Entry:
        """Return what happens to a record, in the order of the source: of two alike the first counts."""
        refusal = self._refusal(record)
        if refusal:
            return Entry(REFUSE, record, "", {}, findings=(refusal,))
        record = replace(record, files=tuple(_without_default(one, self._target) for one in record.files))
        wanted, findings = _wanted(record, self._source, self._target)
        package = self._holdings.find(record.identifier, record.iri, record.key)
        if package and not self._is_of_organisation(package):
            foreign = Finding(
                "kennung_vergeben", record.label, "identifier", record.key, str(package["name"])
            )
            return Entry(REFUSE, record, "", {}, findings=(foreign,))
        if package:
            changes, kept = compare(record, wanted, package, self._target)
            action = CHANGE if changes else LEAVE
            return Entry(action, record, str(package["name"]), wanted, changes, package, (*findings, *kept))
        name, deleted = self._free_name(record)
        if deleted:
            gone = Finding("geloescht", record.label, "", name)
            return Entry(REFUSE, record, "", {}, findings=(gone,))
        return Entry(CREATE, record, name, wanted, findings=findings)

    def _free_name(self, record: Record) -> tuple[str, bool]:
        """Return a name that nothing on the portal has, or that of the record's own deleted dataset."""
        while True:
            name = name_for(record, self._names, self._target.settings.register_name)
            self._names.add(name)
            found = self._target.named(name)
            if found is None:
                return name, False
            if found.get("state") == "deleted" and _is_of(found, record):
                return name, True

    def _refusal(self, record: Record) -> Finding | None:
        if record.foreign_type:
            return Finding("anderer_typ", record.label, "type", record.foreign_type)
        if record.uncertain:
            return Finding("kennung_ungewiss", record.label, "identifier", record.name)
        if not record.key:
            return Finding("unkenntlich", record.label, "identifier")
        if self._holdings.reserved(record.identifier, record.iri):
            return Finding("eigener", record.label, "identifier", record.identifier or record.iri)
        keys = {
            f"{kind} {same(value)}"
            for kind, value in (("identifier", record.identifier), ("uri", record.iri), ("key", record.key))
            if value
        }
        if keys & self._seen:
            return Finding("kennung_mehrfach", record.label, "identifier", record.title)
        self._seen |= keys
        return None

    def _is_of_organisation(self, package: Mapping[str, Any]) -> bool:
        organisation = package.get("organization") or {}
        return str(organisation.get("name")) == self._target.organisation

    def gone(self, entries: tuple[Entry, ...]) -> list[Finding]:
        """Return the datasets that were adopted from this source and are no longer in it."""
        there = {str(entry.package["name"]) for entry in entries if entry.package}
        return [
            Finding("entfallen", state_of(one).key, "", str(one["name"]))
            for one in self._target.datasets
            if state_of(one).source == self._source.address and one["name"] not in there
        ]


def _wanted(record: Record, source: Source, target: Target) -> tuple[dict[str, Value], tuple[Finding, ...]]:
    """Return the values that the portal's dataset should have, and what a person should know of them."""
    findings: list[Finding] = []

    def note(code: str, name: str, value: str) -> None:
        findings.append(Finding(code, record.label, name, printed(value)))

    wanted: dict[str, Value] = {"title": record.key, **record.fields}
    _on_this_portal(wanted, record, source, target)
    _identity(wanted, record, target, note)
    themes = {word: codes.theme(word) for word in as_list(wanted.pop("theme", ()))}
    wanted["theme"] = tuple(dict.fromkeys(filter(None, themes.values())))
    for word in (word for word, iri in themes.items() if not iri):
        note("abgelehnt", "theme", word)
    if (licence_id := _licence(record, target)) or "license_id" in wanted:
        wanted["license_id"] = licence_id
    stated = record.files or (File("", {"license": record.fields.get("license_id", "")}),)
    for licence in sorted({str(file.fields.get("license") or "") for file in stated}):
        if licence and not codes.licence(target.settings.licence_map.get(licence, licence)):
            note("lizenz_unbekannt", "license", licence)
    if any(not (file.fields.get("license") or record.fields.get("license_id")) for file in record.files):
        note("ohne_lizenz", "license", "")
    if not record.files:
        note("keine_datei", "resources", "")
    wanted["tags"] = tuple(sorted(record.keywords))
    wanted["groups"] = tuple(sorted({*record.groups} & target.groups))
    for group in sorted({*record.groups} - target.groups):
        note("gruppe_fehlt", "groups", group)
    return {name: value for name, value in wanted.items() if value}, tuple(findings)


def _identity(
    wanted: dict[str, Value], record: Record, target: Target, note: Callable[[str, str, str], None]
) -> None:
    if record.identifier:
        wanted["identifier"] = record.identifier
    else:
        note("kennung_fehlt", "identifier", record.key)
    if target.is_own(record.iri):
        note("iri_neu", "uri", record.iri)
    elif record.iri and not web_address(record.iri):
        note("adresse", "uri", record.iri)
    elif record.iri:
        wanted["uri"] = record.iri


def _is_of(package: Mapping[str, Any], record: Record) -> bool:
    return state_of(package).key == record.key or flat(package, "identifier") == record.key


def _on_this_portal(wanted: dict[str, Value], record: Record, source: Source, target: Target) -> None:
    """Adapt what is said of the catalogue's own portal, or otherwise on this one.

    Its page of the dataset is now here; the city's own place and provider have their fields.
    """
    hosts = {urlsplit(record.iri).hostname, urlsplit(source.address).hostname} - {None}
    if _is_page_at(str(wanted.get("url", "")), hosts):
        del wanted["url"]
    pages = tuple(one for one in as_list(wanted.pop("documentation", ())) if not _is_page_at(one, hosts))
    if pages:
        wanted["documentation"] = pages
    _without_citys_contact(wanted, target)
    if _is_city(wanted, target):
        for name in [name for name in wanted if name.startswith("publisher_")]:
            del wanted[name]
    city, place = target.settings.place, str(wanted.get("spatial_uri", ""))
    if place and same(place) == same(city.iri):
        known = {"text": {one.value for one in city.label}, "bbox": {city.bbox}, "centroid": {city.centroid}}
        parts = {f"spatial_{part}": values for part, values in known.items()}
        if all(wanted.get(name, "") in {"", *values} for name, values in parts.items()):
            for name in parts:
                wanted.pop(name, None)
    providers = as_list(wanted.get("contributorID", ()))
    if len(providers) == 1 and "contributorID" not in target.fields and "contributor_id" in target.fields:
        wanted["contributor_id"] = providers[0]
        del wanted["contributorID"]
    whole = {"spatial", "spatial_text", "spatial_bbox", "spatial_centroid", "spatial_coverage"}
    if place and not whole & wanted.keys() and "hndigital_place" in str(target.fields.get("spatial", "")):
        wanted["spatial"] = wanted.pop("spatial_uri")


def _without_citys_contact(wanted: dict[str, Value], target: Target) -> None:
    """Leave out the contact that the portal states of itself for whom nobody else is named."""
    city = target.settings.contact
    own = {"name": city.name, "email": city.email, "url": city.url, "tel": city.telephone}
    said = {name: str(value) for name, value in wanted.items() if name.startswith("contact_")}
    told = {name: value for name, value in said.items() if name != "contact_uri"}
    if told and all(own.get(name.removeprefix("contact_")) == value for name, value in told.items()):
        for name in said:
            del wanted[name]


def _is_city(wanted: Mapping[str, Value], target: Target) -> bool:
    """Return whether the publisher is the city itself, which each portal of hers describes whole."""
    city, iri = target.settings.publisher, str(wanted.get("publisher_uri", ""))
    named = wanted.get("publisher_name") in {words.value for words in city.name}
    elsewhere = f"/id/organisation/{target.settings.publisher_id}"
    return named and (same(iri) == same(city.iri) or iri.endswith(elsewhere))


def _without_default(file: File, target: Target) -> File:
    """Return a file without the attribution that the portal states of itself, in both languages."""
    name, default = "licenseAttributionByText", {words.value for words in target.settings.attribution}
    if file.fields.get(name) not in default:
        return file
    return replace(file, fields={key: value for key, value in file.fields.items() if key != name})


def _is_page_at(address: str, hosts: Container[str | None]) -> bool:
    parts = urlsplit(address)
    return parts.hostname in hosts and bool(_PAGE.search(parts.path))


def _licence(record: Record, target: Target) -> str:
    """Return the dataset's licence id: that which all its files have, "" if the portal has none for it.

    Nor if a file states none: it would be given the licence of the others, which nobody has granted.
    """
    given = str(record.fields.get("license_id") or "")
    if given in target.licences.values():
        return given
    words = {str(file.fields.get("license") or given) for file in record.files} or {given}
    found = {word and licence_of(word, target.settings) for word in words}
    return target.licences.get(found.pop(), "") if len(found) == 1 else ""


def compare(
    record: Record, wanted: Mapping[str, Value], package: Mapping[str, Any], target: Target
) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """Return what of a dataset on the portal would change, and what a person should know of the rest.

    What the source no longer says stays, and is named.
    """
    state = state_of(package)
    changes: list[Change] = []
    findings: list[Finding] = []
    for name, value in wanted.items():
        there, noted = flat(package, name), state.fields.get(name)
        if (noted and noted.sent == digest(value)) or digest(there) == digest(target.kept(name, value)):
            continue
        if digest(there) == noted.stored if noted else not there:
            changes.append(Change(name, there, value))
        else:
            findings.append(Finding("von_hand", record.label, name, line(value), line(there)))
    findings += [
        Finding("angabe_entfallen", record.label, name, line(flat(package, name)))
        for name in state.fields
        if name not in wanted and flat(package, name)
    ]
    files = _Files(record, state, package, target)
    return (*changes, *files.changes), (*findings, *files.findings)


class _Files:
    """Compares the files of a record with those of its dataset."""

    def __init__(self, record: Record, state: State, package: Mapping[str, Any], target: Target) -> None:
        self._record = record
        self._target = target
        self.changes: list[Change] = []
        self.findings: list[Finding] = []
        there = files_by_key(record, package)
        for file in record.files:
            self._compare(file, state.files.get(file.key), there.get(file.key))
        for key in state.files.keys() - {file.key for file in record.files}:
            self._note("angabe_entfallen", key, "")

    def _compare(self, file: File, noted: Noted | None, there: Mapping[str, Any] | None) -> None:
        address = str(file.fields["url"])
        if noted and noted.sent == digest(file.fields):
            return
        if there is None:
            if noted:
                self._note("von_hand", address, file.key)
            else:
                self.changes.append(Change("resources", "", address, file.key))
            return
        untouched = noted is not None and digest(solid(there)) == noted.stored
        for name, value in file.fields.items():
            old = flat(there, name)
            if digest(old) == digest(self._target.kept(name, value, of_file=True)):
                continue
            if untouched or (noted is None and not old):
                self.changes.append(Change(name, old, value, file.key))
            else:
                self._note("von_hand", line(value), line(old), name)

    def _note(self, code: str, value: str, detail: str, name: str = "resources") -> None:
        self.findings.append(Finding(code, self._record.label, name, value, detail))


def files_by_key(record: Record, package: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the dataset's files on the portal by the keys of the source: those with their IRI or address."""
    free = list(package.get("resources") or ())
    found: dict[str, Mapping[str, Any]] = {}
    for file in record.files:
        match = next((one for one in free if _is_same_file(one, file)), None)
        if match:
            found[file.key] = match
            free.remove(match)
    return found


def _is_same_file(resource: Mapping[str, Any], file: File) -> bool:
    names = ("uri", "url")
    return any(file.fields.get(name) and flat(resource, name) == file.fields[name] for name in names)


def line(value: Value) -> str:
    """Return a value on one line, as people are shown it."""
    return printed(" ".join((value if isinstance(value, str) else ", ".join(value)).split()))
