"""`hndigital plan`, `publish` and `status`: a package and a CKAN portal."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..publisher.apply import Outcome, Step, publish
from ..publisher.client import Portal
from ..publisher.damage import read_check
from ..publisher.journal import Journal, journal_path
from ..publisher.plan import Plan, SavedPlan
from ..publisher.prepare import prepare
from ..publisher.status import read_status
from ..publisher.untouched import check_certain
from .base import ExitCode, Output, command, json_option, option, profile_option, say_profile
from .checking import check_document, say_check
from .language import N_, _, current
from .packages import load_package
from .plans import say_conflicts, say_nothing_to_do, say_plan, write_plan
from .token import open_portal

__all__ = ["Progress", "plan_command", "portal_options", "publish_command", "status_command"]


def portal_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add what says which portal, and in whose name."""
    for decorate in reversed(
        (
            option("--ckan", required=True, metavar="URL", help=N_("Address of the CKAN portal.")),
            option(
                "--token",
                metavar="TOKEN",
                help=N_("API token, - to read it from standard input; better: the variable HNDIGITAL_TOKEN."),
            ),
            option(
                "--token-file", type=click.Path(), metavar="FILE", help=N_("File that holds the API token.")
            ),
            json_option,
        )
    ):
        function = decorate(function)
    return function


_accept_errors = option(
    "--accept-errors",
    metavar="REASON",
    default="",
    help=N_("Take a package in which reading found errors; the journal of a publication keeps the reason."),
)


_without_source = option(
    "--without-source",
    "withheld",
    is_flag=True,
    help=N_("Leave out the report's own file; where it is published already, it is taken away."),
)


@command(
    "plan",
    help=N_(
        "Say what publishing the package DIR (folder or ZIP) on a CKAN portal would create, change and "
        "mark, field by field. Nothing is written there. A token is needed only to see what is not "
        "public."
    ),
    short_help=N_("Say what publishing would change on a portal."),
    epilog=N_(
        "Exit codes: 0 nothing to do, 10 changes pending, 2 no package or the portal cannot be reached, "
        "7 not authorised."
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path())
@profile_option()
@portal_options
@_accept_errors
@_without_source
@option("--out", type=click.Path(dir_okay=False), metavar="FILE", help=N_("Write the plan as JSON."))
def plan_command(
    directory: str,
    city: str | None,
    ckan: str,
    token: str | None,
    token_file: str | None,
    accept_errors: str,
    withheld: bool,
    out: str | None,
    as_json: bool,
) -> int:
    """Compare, print, and write the plan if asked to."""
    output = Output(as_json=as_json)
    portal = open_portal(output, ckan, token, token_file)
    package = load_package(output, directory, city, say_altered=False)
    check_certain(package, accept_errors.strip())
    if withheld:
        package = package.without_source()
    plan, _desired, state = prepare(portal, package)
    if not state.may_publish:
        output.note(
            _("Without an editor's token it is not seen whether files, tables and addresses were damaged.")
        )
    say_profile(output)
    say_plan(output, plan)
    write_plan(output, plan, out)
    output.result({"profile": package.profile, **json.loads(plan.to_json())})
    return ExitCode.OK if plan.empty else ExitCode.CHANGES


@command(
    "publish",
    help=N_(
        "Publish the package DIR (folder or ZIP) on a CKAN portal. Only what changed is written; "
        "interrupted, the same command goes on. An editor's token of the organisation is enough."
    ),
    short_help=N_("Publish a package on a portal."),
    epilog=N_(
        "Exit codes: 0 done, 4 some objects failed (named; the rest is done), 5 the plan is outdated, 6 "
        "the metadata does not conform to DCAT-AP.de, 7 not authorised, 2 no package or the portal "
        "cannot be reached."
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path())
@profile_option()
@portal_options
@option(
    "--plan",
    "plan_file",
    type=click.Path(),
    metavar="FILE",
    help=N_("Publish only if this plan still holds."),
)
@_accept_errors
@_without_source
@option(
    "--changed-by-hand",
    metavar="REASON",
    default="",
    help=N_("Publish a package that was changed after harvest wrote it; the portal keeps the reason."),
)
@option(
    "--journal",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=N_("Where to note how far it came; by default beside the package."),
)
def publish_command(
    directory: str,
    city: str | None,
    ckan: str,
    token: str | None,
    token_file: str | None,
    plan_file: str | None,
    accept_errors: str,
    withheld: bool,
    changed_by_hand: str,
    journal: str | None,
    as_json: bool,
) -> int:
    """Publish and say what was done."""
    output = Output(as_json=as_json)
    portal = open_portal(output, ckan, token, token_file)
    package = load_package(output, directory, city, say_altered=False)
    if withheld:
        package = package.without_source()
    saved = SavedPlan.load(Path(plan_file)) if plan_file else None
    place = Path(journal) if journal else journal_path(Path(directory), portal.address)
    with Journal(place) as notes, Progress(output) as progress:
        outcome = publish(
            portal,
            package,
            notes,
            saved=saved,
            progress=progress.step,
            changed_by_hand=changed_by_hand.strip(),
            accept_errors=accept_errors.strip(),
        )
    code = ExitCode.SOME_FAILED if outcome.fehler else ExitCode.OK
    say_profile(output)
    _say_outcome(output, outcome, place)
    output.result({"profile": package.profile, **_document(outcome, code)})
    return code


@command(
    "status",
    help=N_(
        "Say what is published on a CKAN portal: which rounds, from which source, when, by which version. "
        "With --check it compares the portal's database, DataStore, search index, files and packages."
    ),
    short_help=N_("Say what is published on a portal."),
    epilog=N_(
        "Exit codes: 0 answered, and all is well with --check; 1 something differs; 2 the portal cannot be "
        "reached, 7 not authorised (--check needs an editor's token)."
    ),
)
@portal_options
@option("--check", "check", is_flag=True, help=N_("Compare the portal's stores with what was published."))
def status_command(ckan: str, token: str | None, token_file: str | None, as_json: bool, check: bool) -> int:
    """Read and print."""
    output = Output(as_json=as_json)
    portal = open_portal(output, ckan, token, token_file)
    if check:
        return _check(output, portal)
    status = read_status(portal)
    output.say(
        _("{portal}: reporting round {berichtsstand}, {vorhaben} projects, plugin {plugin_version}").format(
            portal=status.portal,
            berichtsstand=status.berichtsstand or "–",
            vorhaben=status.vorhaben,
            plugin_version=status.plugin_version or "–",
        )
    )
    for edition in status.ausgaben:
        output.say()
        sample = _("sample data") if edition.beispieldaten else ""
        gone = _("withdrawn") if edition.zurueckgezogen else ""
        output.say("  ".join(part for part in (edition.name, sample, gone) if part))
        for label, value in (
            (_("Cut-off date"), edition.stichtag),
            (
                _("Version"),
                " · ".join(v for v in (edition.version, f"Fassung {edition.fassung or '–'}") if v),
            ),
            (_("Published"), edition.veroeffentlicht_am or _("not yet")),
            (_("This version since"), edition.fassung_vom),
            (_("By hndigital"), edition.hndigital_version),
            (_("Source"), edition.quelle_titel),
            (_("Checksum of the source"), edition.quelle_sha256),
            (_("Checksum of the package"), edition.paket_sha256),
        ):
            output.say(f"  {label}: {value or '–'}")
        for fassung, told in edition.begruendungen.items():
            for option_name, reason in told.items():
                output.say(f"  Fassung {fassung}, --{option_name.replace('_', '-')}: {reason}")
    output.result(asdict(status))
    return ExitCode.OK


def _check(output: Output, portal: Portal) -> int:
    started = time.monotonic()
    checked = read_check(portal)
    seconds = time.monotonic() - started
    say_check(output, portal.address, checked, seconds)
    output.result({"portal": portal.address, **check_document(checked, seconds)})
    return ExitCode.FINDINGS if checked.differences else ExitCode.OK


class Progress:
    """A bar on a terminal, otherwise a line per object."""

    def __init__(self, output: Output, label: str = "") -> None:
        self._output = output
        self._label = label
        self._bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*error)

    def step(self, step: Step) -> None:
        """Show that one object is done."""
        if self._output.as_json:
            return
        if not sys.stderr.isatty():
            self._output.note(f"{step.nummer}/{step.gesamt} {step.name}")
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=step.gesamt, label=self._label or _("Publishing"), file=sys.stderr
            )
            self._bar.__enter__()
        self._bar.update(1)


def _say_outcome(output: Output, outcome: Outcome, journal: Path) -> None:
    plan = outcome.plan
    if outcome.fortgesetzt and not plan.empty:
        output.say(_("Went on with the publication begun at {time}.").format(time=outcome.fortgesetzt))
    if plan.empty:
        say_nothing_to_do(output, plan)
    else:
        output.say(
            _(
                "{package} on {portal}: {created} created, {changed} changed, {failed} failed in {seconds} s."
            ).format(
                package=plan.paket,
                portal=plan.portal,
                created=len(outcome.angelegt),
                changed=len(outcome.geaendert),
                failed=len(outcome.fehler),
                seconds=format(outcome.sekunden, ".1f"),
            )
        )
        output.say(_("Journal: {file}").format(file=os.fspath(journal)))
    say_conflicts(output, plan)
    for failure in outcome.fehler:
        output.note(
            _("Failed: {name}: {message}").format(name=failure.name, message=failure.message(current()))
        )
    if outcome.unveroeffentlicht:
        output.note(
            _(
                "The edition is not public yet, because some of its own parts failed. Mend the cause and "
                "publish again."
            )
        )


def _document(outcome: Outcome, code: ExitCode) -> dict[str, Any]:
    plan: Plan = outcome.plan
    return {
        "portal": plan.portal,
        "paket": plan.paket,
        "paket_sha256": plan.paket_sha256,
        "berichtsstand": plan.berichtsstand,
        "fassung": plan.fassung,
        "angelegt": outcome.angelegt,
        "geaendert": outcome.geaendert,
        "fehler": [
            {"objekt": f.objekt, "name": f.name, "meldung": f.message(current())} for f in outcome.fehler
        ],
        "konflikte": [asdict(conflict) for conflict in plan.konflikte],
        "fortgesetzt": outcome.fortgesetzt,
        "sekunden": round(outcome.sekunden, 3),
        "exit_code": int(code),
    }
