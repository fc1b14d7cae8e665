"""Write a plan: one dataset after the other, each in one request, so that an interruption leaves no half.

What the portal refuses of a dataset is left out and named, a dataset that it refuses whole is named, and the
rest goes on. The next run finds what is done and does what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import HndigitalError, NotAuthorised, PortalError, PortalUnreachable
from ..publisher.client import ActionRefused, Portal, describe_errors, taking_apart
from .model import Finding, Value
from .plan import CREATE, Change, Entry, Plan, compare, files_by_key, line
from .state import EXTRA, REFUSED, Noted, State, digest, flat, solid, state_of
from .target import CORE, Target

__all__ = ["Failure", "Outcome", "apply"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A dataset that could not be written, and why."""

    dataset: str
    error: HndigitalError


@dataclass(slots=True)
class Outcome:
    """What was done: names of the datasets; `findings` are those that only writing showed."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether everything was written as planned."""
        return not self.failures and not any(one.code == "abgelehnt" for one in self.findings)


def apply(portal: Portal, plan: Plan, progress: Callable[[Entry], None] = lambda _: None) -> Outcome:
    """Write what is pending and return what became of it.

    Raises NotAuthorised and PortalUnreachable: then nothing further could be written either.
    """
    outcome = Outcome()
    if plan.pending and plan.target.founding:
        _found(portal, plan.target)
    for entry in plan.pending:
        try:
            _Writer(portal, plan, entry, outcome).write()
        except (NotAuthorised, PortalUnreachable):
            raise
        except PortalError as error:
            outcome.failures.append(Failure(entry.record.label, error))
        progress(entry)
    return outcome


def _found(portal: Portal, target: Target) -> None:
    """Make the city's organisation, which takes the token of a system administrator."""
    title = next((words.value for words in target.settings.publisher_name), target.organisation)
    portal.write("organization_create", {"name": target.organisation, "title": title})


class _Writer:
    """Writes one dataset, without what the portal refuses of it."""

    def __init__(self, portal: Portal, plan: Plan, entry: Entry, outcome: Outcome) -> None:
        self._portal = portal
        self._target: Target = plan.target
        self._source = plan.source.address
        self._entry = entry
        self._outcome = outcome
        self._refused: dict[tuple[str, str], str] = {}
        self._sent: list[str] = []

    def write(self) -> None:
        if self._entry.action == CREATE:
            self._create()
        else:
            self._change()

    def _create(self) -> None:
        made = self._written("package_create", self._new)
        self._outcome.created.append(self._entry.name)
        self._settle(made, set(self._entry.wanted), {file.key for file in self._entry.record.files})

    def _written(self, action: str, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Write, again without what the portal refuses by name, and return the dataset as it is then."""
        while True:
            try:
                return dict(self._portal.write(action, build()))
            except ActionRefused as error:
                if not self._give_up(error):
                    raise

    def _new(self) -> dict[str, Any]:
        return {
            "name": self._entry.name,
            "type": "dataset",
            "owner_org": self._target.organisation,
            **self._dataset(self._entry.wanted, {}, self._noted({})),
            "resources": self._sending(self._new_files(file.key for file in self._entry.record.files)),
        }

    def _change(self) -> None:
        """Change what is still to be changed: somebody may have been there since the plan was made."""
        fresh = self._portal.read("package_show", {"id": self._entry.package["id"]})
        with taking_apart(self._portal):
            changes, _ = compare(self._entry.record, self._entry.wanted, fresh, self._target)
        if not changes:
            return
        made = self._written("package_patch", lambda: self._patch(fresh, changes))
        self._outcome.changed.append(str(fresh["name"]))
        self._settle(made, {one.field for one in changes if not one.file}, {one.file for one in changes})

    def _patch(self, package: Mapping[str, Any], changes: tuple[Change, ...]) -> dict[str, Any]:
        fields = {one.field: one.new for one in changes if not one.file}
        patch = {"id": package["id"], **self._dataset(fields, package, self._noted(package, changes))}
        of_files: dict[str, dict[str, Value]] = {}
        for one in changes:
            if one.file:
                of_files.setdefault(one.file, {})[one.field] = one.new
        if of_files:
            patch["resources"] = self._resources(package, of_files)
        return patch

    def _resources(
        self, package: Mapping[str, Any], of_files: Mapping[str, Mapping[str, Value]]
    ) -> list[dict[str, Any]]:
        record = self._entry.record
        there = files_by_key(record, package)
        keys = {one["id"]: key for key, one in there.items()}
        kept = (
            (key, self._file(one, key, of_files.get(key, {})))
            for one in package.get("resources") or ()
            for key in [keys.get(one["id"], "")]
        )
        new = self._new_files(key for key in of_files if key not in there)
        return self._sending((*kept, *new))

    def _new_files(self, keys: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield files that are yet to be made, by their keys; one whose address was refused is none."""
        whole = {file.key: file.fields for file in self._entry.record.files}
        made = ((key, self._file({}, key, whole[key])) for key in keys)
        return ((key, one) for key, one in made if one.get("url"))

    def _sending(self, files: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
        """Return files, and keep their keys in that order: errors have it, too."""
        sent = list(files)
        self._sent = [key for key, _ in sent]
        return [one for _, one in sent]

    def _file(self, there: Mapping[str, Any], key: str, fields: Mapping[str, Value]) -> dict[str, Any]:
        said = {
            name: self._target.form(name, value, of_file=True)
            for name, value in fields.items()
            if (key, name) not in self._refused and name != "resources"
        }
        return {**there, **said}

    def _dataset(
        self, fields: Mapping[str, Value], package: Mapping[str, Any], state: State
    ) -> dict[str, Any]:
        """Return fields as the schema takes them; what it does not know goes into extras."""
        said = {name: value for name, value in fields.items() if ("", name) not in self._refused}
        extras = {str(one["key"]): one.get("value") for one in package.get("extras") or ()}
        made: dict[str, Any] = {}
        for name, value in said.items():
            if name in ("tags", "groups"):
                made[name] = [{"name": word} for word in value]
            elif name in CORE or name in self._target.fields:
                made[name] = self._target.form(name, value)
            else:
                extras[name] = self._target.form(name, value)
        extras[EXTRA] = state.text()
        made["extras"] = [{"key": key, "value": value} for key, value in extras.items() if value]
        return made

    def _noted(self, package: Mapping[str, Any], changes: tuple[Change, ...] = ()) -> State:
        """Return what is to be noted with the dataset before the portal's answer is known."""
        record, before = self._entry.record, state_of(package)
        files = dict(before.files)
        there = files_by_key(record, package)
        for file in record.files:
            if not package or file.key in {one.file for one in changes}:
                written = self._file(there.get(file.key, {}), file.key, file.fields)
                files[file.key] = Noted(digest(file.fields), digest(solid(written)))
        written_fields = {one.field for one in changes if not one.file} if package else self._entry.wanted
        fields = dict(before.fields)
        for name, value in self._entry.wanted.items():
            if ("", name) in self._refused:
                fields[name] = Noted(digest(value), REFUSED)
            elif name in written_fields:
                fields[name] = Noted(digest(value), digest(self._target.kept(name, value)))
        return State(self._source, record.key, fields, files)

    def _settle(self, made: Mapping[str, Any], fields_written: set[str], files_written: set[str]) -> None:
        """Note how the portal keeps what it was given, where that is another form."""
        with taking_apart(self._portal):
            before = state_of(made)
            fields = {
                name: replace(one, stored=digest(flat(made, name)))
                if name in fields_written and one.stored != REFUSED
                else one
                for name, one in before.fields.items()
            }
            there = files_by_key(self._entry.record, made)
            files = {
                key: replace(one, stored=digest(solid(there[key])))
                if key in there and key in files_written
                else one
                for key, one in before.files.items()
            }
        after = replace(before, fields=fields, files=files)
        if after != before:
            extras = [one for one in made.get("extras") or () if one["key"] != EXTRA]
            extras.append({"key": EXTRA, "value": after.text()})
            self._portal.write("package_patch", {"id": made["id"], "extras": extras})

    def _give_up(self, error: ActionRefused) -> bool:
        """Leave out what the portal refuses by name; return whether there was something of that kind."""
        found = dict(self._named(error.errors))
        new = {key: said for key, said in found.items() if key not in self._refused}
        for (key, name), said in new.items():
            value = self._value(key, name)
            self._note("abgelehnt", name, line(value), said)
        self._refused |= new
        return bool(new)

    def _named(self, errors: Mapping[str, Any]) -> list[tuple[tuple[str, str], str]]:
        found: list[tuple[tuple[str, str], str]] = []
        for name, said in errors.items():
            if name == "resources" and isinstance(said, list):
                for key, of_file in zip(self._sent, said, strict=False):
                    if isinstance(of_file, Mapping):
                        found += [((key, str(n)), describe_errors(s)) for n, s in of_file.items()]
            elif name in self._entry.wanted and name != "title":
                found.append((("", name), describe_errors(said)))
        return found

    def _value(self, key: str, name: str) -> Value:
        if not key:
            return self._entry.wanted.get(name, "")
        return next((file.fields.get(name, "") for file in self._entry.record.files if file.key == key), "")

    def _note(self, code: str, name: str, value: str, detail: str = "") -> None:
        self._outcome.findings.append(Finding(code, self._entry.record.label, name, value, detail))
