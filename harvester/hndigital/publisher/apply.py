"""Publish: work through a plan's entries, so that only what changed is written and a re-run goes on.

The order keeps half an edition from being seen: the edition's files are stored in a dataset that is not
yet public (or, for a correction, under a Fassung that the dataset does not yet point to); then one call
of the plugin's `digitalprojekt_publish` writes projects and register and turns all of it public.
Every step compares with the portal first, so a kill anywhere leaves nothing that a re-run would not mend.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import NotAuthorised, PlanOutdated, PortalError, PortalUnreachable, told_as
from ..outside import shown
from ..package import Package
from ..projects import EDITION_TYPE, number_of
from .client import NotFound, Portal, describe_errors, taking_apart
from .damage import MOVED, orphaned_tables, read_check
from .desired import Desired, FileSpec, description_fields
from .fitness import check_fitness
from .journal import DATABASE, DATASTORE, FILES, INDEX, Journal
from .plan import (
    CHANGE,
    CREATE,
    FILL,
    MARK,
    REMOVE,
    SLICES,
    WAITING,
    Plan,
    PlanEntry,
    SavedPlan,
    file_entries,
    left_over,
)
from .prepare import check_rights, prepare
from .state import EditionState, PortalState, read_edition
from .storing import batches, fill, upload
from .untouched import check_certain, check_untouched

__all__ = ["PROJECTS_PER_REQUEST", "Failure", "Outcome", "Step", "index_behind", "publish"]

PROJECTS_PER_REQUEST = 250
"""So many take the portal some 20 seconds: no web server loses patience with one request."""
_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: the object just done, its number among all steps, and how many there are."""

    objekt: str
    name: str
    nummer: int
    gesamt: int


@dataclass(frozen=True, slots=True)
class Failure:
    """One object that the portal did not take, and what it said, in both languages where it has both."""

    objekt: str
    name: str
    meldung_de: str
    meldung_en: str

    def message(self, lang: str = "de") -> str:
        """Return what the portal said, in `lang` ("de" or "en")."""
        return self.meldung_de if lang == "de" else self.meldung_en


@dataclass(slots=True)
class Outcome:
    """What a publication did: objects written by name, what failed, and how long it took in seconds."""

    plan: Plan
    angelegt: list[str] = field(default_factory=list)
    geaendert: list[str] = field(default_factory=list)
    fehler: list[Failure] = field(default_factory=list)
    fortgesetzt: str = ""
    unveroeffentlicht: bool = False
    sekunden: float = 0.0


Progress = Callable[[Step], None]


def publish(
    portal: Portal,
    package: Package,
    journal: Journal,
    *,
    saved: SavedPlan | None = None,
    progress: Progress = lambda step: None,
    cache: Path | None = None,
    projects_per_request: int = PROJECTS_PER_REQUEST,
    documents_per_request: int | None = None,
    changed_by_hand: str = "",
    accept_errors: str = "",
) -> Outcome:
    """Publish `package` to the portal and return what was done; with nothing to do, nothing is written.

    `saved` is the plan that somebody looked at: PlanOutdated if the portal has changed since, unless this
    run goes on with a publication of that very plan which was interrupted. Objects that the portal refuses
    are named in the outcome and don't stop the others; the edition is not turned public while one of its
    own files is missing. `documents_per_request` limits what one call brings to the search index (None: the
    portal's own limit). Before it writes it holds rights, versions and the portal's dataset types against
    what it will write; afterwards it reads that back, and what came back otherwise is among what failed.
    A package that was changed after it was made is refused unless `changed_by_hand` says why that is right,
    one with findings of severity fehler unless `accept_errors` does; the portal keeps both reasons with the
    edition, the journal the latter.
    PlanOutdated is raised, too, where somebody else publishes meanwhile: nothing of this round is public
    then. Raises NotAuthorised, PortalUnreachable, PortalUnfit, PlanOutdated, GateRefused, PackageError.
    """
    started = time.monotonic()
    check_untouched(package, changed_by_hand)
    check_certain(package, accept_errors)
    plan, desired, state = prepare(portal, package, cache=cache)
    check_rights(portal, state)
    check_fitness(portal.address, desired, state)
    outcome = Outcome(plan)
    unfinished = journal.unfinished()
    if unfinished and unfinished.paket_sha256 == plan.paket_sha256:
        outcome.fortgesetzt = unfinished.zeit
    if plan.empty:
        return outcome
    resumed = outcome.fortgesetzt and saved and unfinished and unfinished.fingerprint == saved.fingerprint
    if saved and not resumed:
        saved.check(plan)
    if any(change.feld == WAITING for entry in plan.of("organisation") for change in entry.felder):
        bring_back(portal, plan.of("organisation")[0], package)
        outcome.angelegt.append(state.organisation_name)
        plan, desired, state = prepare(portal, package, cache=cache)
        outcome.plan = plan
    if moved := plan.of("verschoben"):
        put_back(portal, package, state)
        outcome.geaendert += [entry.name for entry in moved]
        plan, desired, state = prepare(portal, package, cache=cache)
        outcome.plan = plan
    reasons = {"changed_by_hand": changed_by_hand, "accept_errors": accept_errors}
    run = _Run(
        portal,
        desired,
        state,
        plan,
        journal,
        progress,
        outcome,
        projects_per_request,
        documents_per_request,
        {name: reason for name, reason in reasons.items() if reason},
    )
    run.check_metadata()
    start = saved.fingerprint if saved else plan.fingerprint
    journal.begin(plan.paket_sha256, start, portal.address)
    if accept_errors:
        journal.accepted(accept_errors)
    run.run()
    if not outcome.unveroeffentlicht:
        run.read_back(cache)
    run.name_others()
    journal.end(failure.name for failure in outcome.fehler)
    outcome.sekunden = time.monotonic() - started
    return outcome


def index_behind(left: int) -> tuple[str, str]:
    """Return what to do where search does not follow, in German and English."""
    return (
        f"{left} Einträge fehlen noch; auf dem Portal hilft `ckan hndigital mend`",
        f"{left} entries are still missing; `ckan hndigital mend` on the portal helps",
    )


def _made(file: FileSpec) -> FileSpec:
    """Return a file with its content; raises PortalError, so that it is named as one that failed."""
    with told_as(PortalError):
        return file.made()


def bring_back(portal: Portal, entry: PlanEntry, package: Package) -> None:
    """Make the organisation, or a deleted one active again; raises NotAuthorised if the token may not."""
    name = entry.name
    contributors = package.descriptor.get("contributors", [])
    title = next((one["title"] for one in contributors if "title" in one), name)
    try:
        if entry.aktion == CHANGE:
            portal.write("organization_patch", {"id": name, "state": "active"})
        else:
            description = f"Offene Daten: {title}"
            portal.write("organization_create", {"name": name, "title": title, "description": description})
    except NotAuthorised:
        raise NotAuthorised(
            f"Auf {portal.address} gibt es die Organisation {name} nicht, und das Token "
            "darf sie nicht anlegen. Ein Systemadministrator muss sie anlegen und die Rolle "
            "„Redakteur“ vergeben.",
            f"There is no organisation {name} on {portal.address}, and the token may not "
            'make it. A system administrator has to make it and grant the role "editor".',
        ) from None


def put_back(portal: Portal, package: Package, state: PortalState) -> None:
    """Have the portal give renamed datasets and moved files their names and datasets again.

    Raises PortalError where a name is taken by now.
    """
    nothing = {"berichtsstand": package.berichtsstand, "owner_org": state.organisation_name, "final": False}
    portal.write("digitalprojekt_publish", nothing)
    if left := [one for one in read_check(portal).differences if one.kind == MOVED]:
        names = ", ".join(f"{one.found} ({one.dataset})" for one in left)
        raise PortalError(
            f"Auf {portal.address} lässt sich nicht zurückbenennen: {names}. Den richtigen Namen trägt dort "
            "inzwischen ein anderer Datensatz; ein Systemadministrator muss ihn umbenennen oder entfernen.",
            f"On {portal.address} this cannot be named back: {names}. Another dataset has the right name by "
            "now; a system administrator has to rename or remove that one.",
        )


class _Run:
    """One pass through a plan's entries."""

    def __init__(
        self,
        portal: Portal,
        desired: Desired,
        state: PortalState,
        plan: Plan,
        journal: Journal,
        progress: Progress,
        outcome: Outcome,
        projects_per_request: int,
        documents_per_request: int | None,
        reasons: Mapping[str, str],
    ) -> None:
        self.portal = portal
        self.desired = desired
        self.state = state
        self.plan = plan
        self.journal = journal
        self.progress = progress
        self.outcome = outcome
        self.done = 0
        self.projects = [e for e in plan.of("vorhaben") if e.aktion != MARK]
        self.batches = batches(self.projects, projects_per_request)
        if len(self.batches) > 1:  # then the last call has enough to do with register and index
            self.batches.append([])
        self.documents = documents_per_request
        self.revision = state.revision
        self.reasons = reasons
        self.orphaned = orphaned_tables(state.damage)
        parts = sum(len(plan.of(kind)) for kind in ("organisation", "ausgabe", "datei"))
        self.total = 1 + parts + len(self.batches)

    def check_metadata(self) -> None:
        """Pass the gate, before anything is written; raises GateRefused."""
        from .gate import check_metadata  # here: RDF and shapes take a second to load, and plan needs neither

        rounds = [edition.berichtsstand for edition in self.state.editions if edition.fassung]
        check_metadata(self.desired.package, self.portal.address, self.state.metadata, rounds)
        self._step("metadaten", "DCAT-AP.de")

    def run(self) -> None:
        """Write what the plan names; raises what `publish` says."""
        for entry in self.plan.of("organisation"):
            self._organisation(entry)
        edition = self.state.edition(self.desired.package.name)
        for entry in self.plan.of("ausgabe"):
            self._attempt(entry, lambda e=entry: self._edition(e, edition))  # type: ignore[misc]
        if self._stopped():
            return
        self._files(self.plan.of("datei"), edition)
        if self._stopped():
            return
        self._projects_and_register()

    def read_back(self, cache: Path | None) -> None:
        """Plan once more: what the portal has dropped or changed is named as failed.

        What failed already is not named again; register and tables then differ for that reason.
        """
        package = self.desired.package
        plan, _desired, now = prepare(self.portal, package, cache=cache)
        made = now.edition(package.name) if self.plan.of("ausgabe", CREATE) else None
        known = {failure.name for failure in self.outcome.fehler}
        for entry in left_over(plan, made, package.descriptor):
            if entry.name in known or (known and entry.objekt in {"register", "tabelle"}):
                continue
            fields = ", ".join(change.feld for change in entry.felder) or entry.aktion
            values = "; ".join(f"{c.feld}: „{shown(c.neu)}“ → „{shown(c.alt)}“" for c in entry.felder)
            self._failed(
                entry.objekt,
                entry.name,
                f"kam anders zurück, als es gesendet wurde: {values or fields}. Bitte auf dem Portal prüfen, "
                "welche Erweiterung oder wer das Feld ändert, und erneut publizieren.",
                f"came back otherwise than it was sent: {values or fields}. Check on the portal which "
                "extension or who changes the field, and publish again.",
            )

    def name_others(self) -> None:
        """Name what this package cannot mend as failed, with the package that can."""
        for entry in self.plan.of("andere_ausgabe"):
            places = ", ".join(change.feld for change in entry.felder)
            self._failed(
                entry.objekt,
                entry.name,
                f"ist beschädigt ({places}); das behebt nur das Paket dieser Ausgabe oder Fassung. Bitte "
                "auch dieses mit `hndigital publish` publizieren.",
                f"is damaged ({places}), which only the package of this edition or Fassung can mend. Publish "
                "that one with `hndigital publish`, too.",
            )

    def _files(self, entries: Sequence[PlanEntry], edition: EditionState | None) -> None:
        """Write the files, then look what came.

        A request whose client was killed may still be at work when the next run reads the state, so that a
        file could be there twice.
        """
        files = {file.datei: file for file in self.desired.files}
        for _attempt in range(_LOOKS):
            if not entries or self.outcome.fehler:
                return
            for entry in entries:
                self._attempt(entry, lambda e=entry, now=edition: self._file(e, files.get(e.name), now))  # type: ignore[misc]
            edition = read_edition(self.portal, self.desired.package.name, count_rows=True)
            entries = file_entries(self.desired, edition)
            self.total += len(entries)
        for entry in entries:
            self._failed(
                entry.objekt,
                entry.name,
                f"stimmt nach {_LOOKS} Versuchen nicht mit dem Paket überein ({entry.aktion})",
                f"does not equal the package's file after {_LOOKS} attempts ({entry.aktion})",
            )

    def _stopped(self) -> bool:
        """Whether a part of the edition itself failed: then nobody is to see it yet."""
        self.outcome.unveroeffentlicht = bool(self.outcome.fehler)
        return self.outcome.unveroeffentlicht

    def _attempt(self, entry: PlanEntry, write: Callable[[], None]) -> None:
        try:
            write()
        except (NotAuthorised, PlanOutdated, PortalUnreachable):
            raise
        except PortalError as error:
            self._failed(entry.objekt, entry.name, error.message("de"), error.message("en"))
            return
        written = self.outcome.angelegt if entry.aktion == CREATE else self.outcome.geaendert
        written.append(entry.name)
        self._step(entry.objekt, entry.name)

    def _failed(self, objekt: str, name: str, german: str, english: str = "") -> None:
        self.journal.note(name, (DATABASE,), "fehler", german)
        self.outcome.fehler.append(Failure(objekt, name, german, english or german))

    def _step(self, objekt: str, name: str) -> None:
        self.done += 1
        self.progress(Step(objekt, name, self.done, self.total))

    def _organisation(self, entry: PlanEntry) -> None:
        name = self.state.organisation_name
        bring_back(self.portal, entry, self.desired.package)
        self.journal.note(name, (DATABASE, INDEX), "fertig")
        self.outcome.angelegt.append(name)
        self._step(entry.objekt, entry.name)

    def _edition(self, entry: PlanEntry, edition: EditionState | None) -> None:
        """Make the edition's dataset, private; its fields of an existing one change with the final call."""
        if entry.aktion != CREATE or edition is not None:
            return
        self.journal.note(entry.name, (DATABASE, INDEX), "begonnen")
        fields = {key: value for key, value in self.desired.edition_fields.items() if key != "fassung"}
        self.portal.write(
            "package_create",
            {
                **fields,
                **description_fields(self.desired.package.descriptor),
                "tags": [{"name": word} for word in self.desired.package.descriptor.get("keywords", [])],
                "name": entry.name,
                "type": EDITION_TYPE,
                "owner_org": self.state.organisation_name,
                "private": True,
            },
        )
        self.journal.note(entry.name, (DATABASE, INDEX), "fertig")

    def _file(self, entry: PlanEntry, file: FileSpec | None, edition: EditionState | None) -> None:
        if file is None or entry.aktion == REMOVE:
            self.portal.write("resource_delete", {"id": entry.felder[0].alt})
            self.journal.note(entry.name, (DATABASE, DATASTORE, FILES), "fertig", REMOVE)
            return
        present = edition.files(self.desired.fassung).get(file.datei) if edition else None
        resource_id = present.id if present else ""
        if entry.aktion in {CREATE, CHANGE}:
            self.journal.note(file.datei, (DATABASE, FILES), "begonnen")
            resource_id = upload(self.portal, self.desired, _made(file), resource_id)
            self.journal.note(file.datei, (DATABASE, FILES), "fertig")
        if file.tabelle:
            self.journal.note(file.datei, (DATASTORE,), "begonnen")
            if entry.aktion in {CHANGE, FILL} or resource_id in self.orphaned:
                with suppress(NotFound):
                    self.portal.write("datastore_delete", {"resource_id": resource_id, "force": True})
            fill(self.portal, self.desired.package, file.tabelle, resource_id)
            self.journal.note(file.datei, (DATASTORE,), "fertig")

    def _projects_and_register(self) -> None:
        pending = 0
        for number, batch in enumerate(self.batches, 1):
            final = number == len(self.batches)
            part = f"vorhaben {number}/{len(self.batches)}"
            self.journal.note(part, (DATABASE, DATASTORE, INDEX), "begonnen")
            answer = self.portal.write("digitalprojekt_publish", self._request(batch, final=final))
            with taking_apart(self.portal):
                self.outcome.angelegt += map(str, answer.get("created", []))
                self.outcome.geaendert += map(str, answer.get("updated", []))
                for failed in answer.get("failed", []):
                    self._failed("vorhaben", str(failed["name"]), describe_errors(failed["errors"]))
                pending = int(answer.get("index_pending", 0))
                self.revision = answer.get("revision")
            self.journal.note(part, (DATABASE, DATASTORE, INDEX), "fertig")
            self._step("register" if final else "vorhaben", self.desired.berichtsstand)
        self.outcome.geaendert += [entry.name for entry in self.plan.of("tabelle")]
        self._rest_of_index(pending)

    def _rest_of_index(self, pending: int) -> None:
        """Repeat the last call, with nothing to write, until the search index has followed."""
        while pending:
            self.total += 1
            part = f"suchindex, noch {pending}"
            self.journal.note(part, (INDEX,), "begonnen")
            answer = self.portal.write("digitalprojekt_publish", self._empty_request(final=True))
            with taking_apart(self.portal):
                left = int(answer.get("index_pending", 0))
            if left >= pending:
                self._failed("suchindex", self.desired.berichtsstand, *index_behind(left))
                return
            pending = left
            self.journal.note(part, (INDEX,), "fertig")
            self._step("suchindex", self.desired.berichtsstand)

    def _empty_request(self, *, final: bool) -> dict[str, Any]:
        return {
            "berichtsstand": self.desired.berichtsstand,
            "edition": self.desired.package.name,
            "register": self.state.register_name,
            "owner_org": self.state.organisation_name,
            "final": final,
            # The same for a run that goes on after a kill, as long as the portal stays as it was.
            "run": f"{self.plan.paket_sha256} {self.plan.fingerprint}",
            **({"index_limit": self.documents} if self.documents else {}),
        }

    def _request(self, batch: Sequence[PlanEntry], *, final: bool) -> dict[str, Any]:
        changed = {entry.name for entry in self.plan.of("tabelle")} if final else set()
        request = self._empty_request(final=final) | {
            "projects": [self._project(entry) for entry in batch],
            "tables": {name: list(self.desired.tables[name]) for name in changed},
        }
        if self.revision is not None:
            request["revision"] = self.revision
        if final:
            request |= self.reasons
        edition_changes = self.plan.of("ausgabe")
        if final and edition_changes:
            request["edition_fields"] = self._edition_fields()
            request["edition_before"] = dict(self.desired.edition_before)
        return request

    def _project(self, entry: PlanEntry) -> dict[str, Any]:
        wanted = self.desired.projects.get(entry.name, {})
        fields: dict[str, Any] = {change.feld: change.neu for change in entry.felder if change.feld != SLICES}
        if entry.aktion == CREATE:
            fields = dict(wanted)
        if "private" in fields:
            fields["private"] = fields["private"] == "true"
        return {"vorhaben_nr": number_of(entry.name), **fields}

    def _edition_fields(self) -> dict[str, str]:
        """The edition's fields that turn this Fassung into the published one; the portal adds the dates."""
        fields = dict(self.desired.edition_fields)
        edition = self.state.edition(self.desired.package.name)
        if edition is not None and edition.fields.get("state", "active") != "active":
            fields["state"] = "active"
        if edition is None or edition.fassung != self.desired.fassung:
            fields["hndigital_version"] = version("ckanext-hndigital")
        return fields
