"""`hndigital withdraw`: a published round, or its correction, taken back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from .. import profiles
from ..publisher.journal import Journal
from ..publisher.plan import SavedPlan
from ..publisher.withdrawing import Foreseen, Withdrawn, foresee, withdraw, withdrawal_journal
from .base import ExitCode, Output, command, option, profile_option
from .language import N_, _, current
from .plans import say_entries, write_plan
from .publishing import Progress, portal_options
from .token import open_portal

__all__ = ["withdraw_command"]


@command(
    "withdraw",
    help=N_(
        "Take a published round (BERICHTSSTAND, for example 2021-1) back, or the correction of it that "
        "counts: register, pages, feeds, search and history show what they showed before. The edition is "
        "answered with 410 and stays in the archive; publishing its package again brings it back with its "
        "ids. Interrupted, the same command goes on. An editor's token of the organisation is enough."
    ),
    short_help=N_("Take a published round back."),
    epilog=N_(
        "Exit codes: 0 done or nothing to do, with --plan 10 if there is something to do, 4 some objects "
        "failed (named; the rest is done), 5 the portal changed since the plan was made, 7 not authorised, 2 "
        "the round is not published or the portal cannot be reached."
    ),
)
@click.argument("berichtsstand", metavar="BERICHTSSTAND")
@profile_option()
@portal_options
@option(
    "--fassung",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help=N_("The version that is meant: withdrawn only as long as it is the one that counts."),
)
@option("--plan", "only_plan", is_flag=True, help=N_("Say what would change, and write nothing."))
@option(
    "--out", type=click.Path(dir_okay=False), metavar="FILE", help=N_("With --plan: write the plan as JSON.")
)
@option(
    "--as-planned",
    "planned",
    type=click.Path(),
    metavar="FILE",
    help=N_("Withdraw only if this plan still holds."),
)
@option(
    "--journal",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=N_("Where to note how far it came; by default in the folder for states of programs."),
)
def withdraw_command(
    berichtsstand: str,
    city: str | None,
    ckan: str,
    token: str | None,
    token_file: str | None,
    fassung: int | None,
    only_plan: bool,
    out: str | None,
    planned: str | None,
    journal: str | None,
    as_json: bool,
) -> int:
    """Say what would change, or change it."""
    if out and not only_plan:
        raise click.UsageError(_("--out needs --plan."))
    output = Output(as_json=as_json)
    portal = open_portal(output, ckan, token, token_file)
    if only_plan:
        foreseen = foresee(portal, berichtsstand, fassung or 0)
        if city or not profiles.chosen():
            profiles.use(city or foreseen.profil)
        return _plan(output, foreseen, berichtsstand, out)
    saved = SavedPlan.load(Path(planned)) if planned else None
    place = Path(journal) if journal else withdrawal_journal(berichtsstand, portal.address)
    with Journal(place) as notes, Progress(output, _("Withdrawing")) as progress:
        outcome = withdraw(
            portal, berichtsstand, notes, fassung=fassung or 0, saved=saved, progress=progress.step
        )
    code = ExitCode.SOME_FAILED if outcome.fehler else ExitCode.OK
    _say_outcome(output, outcome, berichtsstand, place)
    output.result(_document(outcome, berichtsstand, code))
    return code


def _plan(output: Output, foreseen: Foreseen, berichtsstand: str, out: str | None) -> int:
    plan = foreseen.plan
    _say_head(output, foreseen, berichtsstand)
    say_entries(output, plan)
    write_plan(output, plan, out)
    output.result(json.loads(plan.to_json()))
    return ExitCode.OK if plan.empty else ExitCode.CHANGES


def _say_head(output: Output, foreseen: Foreseen, berichtsstand: str) -> None:
    plan = foreseen.plan
    if plan.empty:
        sentence = _("Nothing to do: {edition} is withdrawn on {portal}.")
    elif foreseen.davor:
        sentence = _(
            "{edition} on {portal}: version {fassung} goes, version {before} counts again; the register then "
            "stands at round {newest}."
        )
    elif plan.berichtsstand:
        sentence = _("{edition} on {portal} goes; the register then stands at round {newest}.")
    else:
        sentence = _("{edition} on {portal} goes; then no round is published.")
    output.say(
        sentence.format(
            edition=plan.paket,
            portal=plan.portal,
            fassung=foreseen.fassung,
            before=foreseen.davor,
            newest=plan.berichtsstand,
        )
    )


def _say_outcome(output: Output, outcome: Withdrawn, berichtsstand: str, journal: Path) -> None:
    plan = outcome.foreseen.plan
    if outcome.fortgesetzt:
        output.say(_("Went on with the withdrawal begun at {time}.").format(time=outcome.fortgesetzt))
    _say_head(output, outcome.foreseen, berichtsstand)
    if plan.empty:
        return
    output.say(
        _("{changed} projects changed, {failed} failed, in {seconds} s.").format(
            changed=len(outcome.geaendert),
            failed=len(outcome.fehler),
            seconds=format(outcome.sekunden, ".1f"),
        )
    )
    output.say(
        _("Publishing the package of {round} again brings it back with its ids and addresses.").format(
            round=berichtsstand
        )
    )
    output.say(_("Journal: {file}").format(file=os.fspath(journal)))
    for failure in outcome.fehler:
        output.note(
            _("Failed: {name}: {message}").format(name=failure.name, message=failure.message(current()))
        )


def _document(outcome: Withdrawn, berichtsstand: str, code: ExitCode) -> dict[str, Any]:
    foreseen = outcome.foreseen
    return {
        "portal": foreseen.plan.portal,
        "ausgabe": foreseen.plan.paket,
        "zurueckgezogen": berichtsstand,
        "fassung": foreseen.fassung,
        "fassung_davor": foreseen.davor,
        "berichtsstand": foreseen.plan.berichtsstand,
        "geaendert": outcome.geaendert,
        "fehler": [
            {"objekt": f.objekt, "name": f.name, "meldung": f.message(current())} for f in outcome.fehler
        ],
        "fortgesetzt": outcome.fortgesetzt,
        "sekunden": round(outcome.sekunden, 3),
        "exit_code": int(code),
    }
