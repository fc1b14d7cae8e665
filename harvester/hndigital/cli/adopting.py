"""`hndigital adopt`: the datasets of a city's present catalogue on a CKAN portal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import click

from ..adopting import Finding, Outcome, Plan, apply, make_plan, read_source, read_target
from ..adopting.measure import Quality, after, before, left_out
from ..adopting.plan import CHANGE, CREATE, LEAVE, REFUSE, Entry, line
from ..characters import printed
from ..errors import NotAuthorised
from ..outside import shown
from ..outside.limits import CATALOGUE
from ..publisher.client import Portal
from ..quality import dimensions, most_points
from ..schemas import codelist
from .base import (
    ExitCode,
    Output,
    command,
    json_option,
    limit_options,
    option,
    print_table,
    profile_option,
)
from .language import N_, _, current
from .token import open_portal

__all__ = ["adopt_command"]

_SHOWN = 200
_SIGNS = {CREATE: "+", CHANGE: "~"}
_LONGEST = 100


@command(
    "adopt",
    help=N_(
        "Take over the datasets of the catalogue at SOURCE on a CKAN portal, with their identifiers: a DCAT "
        "catalogue in any format (also DKAN's catalog.xml), a data.json, or the address of another CKAN; an "
        "address or a file. Files stay where they are and are linked. Run again it writes only what the "
        "source has changed since; what a person changed on the portal stays. Register, editions and "
        "projects are never touched."
    ),
    short_help=N_("Take over the datasets of a city's present catalogue."),
    epilog=N_(
        "Exit codes: 0 done or nothing to do, 10 with --plan: there is something to do, 4 some datasets or "
        "values failed (named; the rest is done), 7 not authorised, 2 SOURCE cannot be read or the portal "
        "cannot be reached."
    ),
)
@click.argument("source", metavar="SOURCE")
@option("--ckan", required=True, metavar="URL", help=N_("Address of the CKAN portal."))
@option("--plan", "only_plan", is_flag=True, help=N_("Only say what would be done; nothing is written."))
@option(
    "--organization",
    metavar="NAME",
    default="",
    help=N_("Organisation on the portal that gets the datasets; by default the city's own."),
)
@option(
    "--token",
    metavar="TOKEN",
    help=N_("API token, - to read it from standard input; better: the variable HNDIGITAL_TOKEN."),
)
@option("--token-file", type=click.Path(), metavar="FILE", help=N_("File that holds the API token."))
@profile_option()
@limit_options
@json_option
def adopt_command(
    source: str,
    ckan: str,
    only_plan: bool,
    organization: str,
    token: str | None,
    token_file: str | None,
    city: str | None,
    max_mb: float | None,
    max_seconds: float | None,
    as_json: bool,
) -> int:
    """Read, plan, print, and write unless only the plan is asked for."""
    output = Output(as_json=as_json)
    portal = open_portal(output, ckan, token, token_file)
    target = read_target(portal, organization, city)
    if not only_plan and not portal.has_token:
        raise NotAuthorised(
            "Zum Übernehmen ist ein API-Token nötig: bitte HNDIGITAL_TOKEN setzen (im Portal unter "
            "„Benutzerkonto › API-Token“ anzulegen).",
            'Adopting needs an API token: set HNDIGITAL_TOKEN (made on the portal under "user account › API '
            'tokens").',
        )
    found, graph = read_source(source, CATALOGUE.raised(max_mb, max_seconds))
    plan = make_plan(found, target)
    plan = replace(plan, findings=(*plan.findings, *left_out(plan)))
    quality = {"before": before(plan, graph) if graph is not None else None, "after": after(plan)}
    _say_plan(output, plan)
    _say_findings(output, plan.findings)
    _say_quality(output, quality)
    outcome = None if only_plan else _apply(output, portal, plan)
    code = _code(plan, outcome)
    output.result(_document(plan, quality, outcome, code))
    return code


def _apply(output: Output, portal: Portal, plan: Plan) -> Outcome:
    with output.progress(_("Adopting"), len(plan.pending)) as advance:
        outcome = apply(portal, plan, lambda _entry: advance(1))
    output.say()
    output.say(
        _("{portal}: {created} created, {changed} changed, {failed} failed.").format(
            portal=plan.target.address,
            created=len(outcome.created),
            changed=len(outcome.changed),
            failed=len(outcome.failures),
        )
    )
    _say_findings(output, outcome.findings)
    for failure in outcome.failures:
        output.note(
            _("Failed: {name}: {message}").format(
                name=printed(failure.dataset), message=failure.error.message(current())
            )
        )
    return outcome


def _code(plan: Plan, outcome: Outcome | None) -> ExitCode:
    if outcome is None:
        return ExitCode.CHANGES if plan.pending else ExitCode.OK
    unread = any(finding.code == "seite_unlesbar" for finding in plan.findings)
    return ExitCode.OK if outcome.whole and not unread else ExitCode.SOME_FAILED


def _say_plan(output: Output, plan: Plan) -> None:
    count = Counter(entry.action for entry in plan.entries)
    output.say(
        _(
            "{source} → {portal}, organisation {organisation}: {create} to create, {change} to change, "
            "{leave} as they are, {refuse} not adopted"
        ).format(
            source=shown(plan.source.address),
            portal=plan.target.address,
            organisation=plan.target.organisation,
            create=count[CREATE],
            change=count[CHANGE],
            leave=count[LEAVE],
            refuse=count[REFUSE],
        )
    )
    for entry in plan.pending[:_SHOWN]:
        output.say(f"  {_SIGNS[entry.action]} {entry.name}  {printed(entry.record.title)}")
        for change in entry.changes:
            old, new = (_short(line(value)) or "–" for value in (change.old, change.new))
            output.say(f"      {change.field}: {old} → {new}")
    if len(plan.pending) > _SHOWN:
        output.say(_("  … {number} more; --json names all.").format(number=len(plan.pending) - _SHOWN))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _say_findings(output: Output, findings: Sequence[Finding]) -> None:
    """Print findings by kind: what it is, what to do, and each dataset, field and value."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    for code, listed in by_code.items():
        words = codelist("uebernahme_hinweis")[code]
        lang = current()
        output.say()
        output.say(f"{words.label(lang)} ({len(listed)}): {words.definition(lang)}")
        output.say(f"  → {words.extra[f'rat_{lang}']}")
        for finding in listed[:_SHOWN]:
            parts = (printed(finding.dataset), finding.field, _short(finding.value), _short(finding.detail))
            output.say(f"  - {' · '.join(part for part in parts if part)}")
        if len(listed) > _SHOWN:
            output.say(_("  … {number} more; --json names all.").format(number=len(listed) - _SHOWN))


def _say_quality(output: Output, quality: dict[str, Quality | None]) -> None:
    """Print the table of quality before and after."""
    output.say()
    output.say(_("Quality of the metadata"))
    rows: list[tuple[str, Callable[[Quality], float | None]]] = [
        (_("Datasets"), lambda one: one.datasets),
        (_("Points of {most}, on average").format(most=most_points()), lambda one: one.points),
        *(
            (f"  {dimension.label[current()]} ({dimension.points})", _points_in(code))
            for code, dimension in dimensions().items()
        ),
        (_("Datasets that break DCAT-AP.de 3.0"), lambda one: one.violations),
        (_("Datasets with findings of the dashboard"), lambda one: one.dashboard),
        (_("Datasets on which readers fail"), lambda one: one.unreadable),
        (_("Datasets given to GovData"), lambda one: one.given),
    ]
    columns = (quality["before"], quality["after"])
    cells = [[title, *(_cell(read(one) if one else None) for one in columns)] for title, read in rows]
    print_table(output, ["", _("before"), _("after")], cells)


def _points_in(dimension: str) -> Callable[[Quality], float]:
    return lambda one: one.dimensions[dimension]


def _cell(number: float | None) -> str:
    return "–" if number is None else f"{number:.0f}"


def _document(
    plan: Plan, quality: dict[str, Quality | None], outcome: Outcome | None, code: ExitCode
) -> dict[str, Any]:
    findings = (*plan.findings, *(outcome.findings if outcome else ()))
    return {
        "source": plan.source.address,
        "kind": plan.source.kind,
        "portal": plan.target.address,
        "organization": plan.target.organisation,
        "datasets": [_entry(entry) for entry in plan.entries],
        "findings": [asdict(finding) for finding in findings],
        "quality": {name: asdict(one) if one else None for name, one in quality.items()},
        "created": outcome.created if outcome else [],
        "changed": outcome.changed if outcome else [],
        "failed": [
            {"dataset": one.dataset, "message": one.error.message(current())}
            for one in (outcome.failures if outcome else ())
        ],
        "exit_code": int(code),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "action": entry.action,
        "identifier": entry.record.identifier,
        "uri": entry.record.iri,
        "title": entry.record.title,
        "name": entry.name,
        "changes": [asdict(change) for change in entry.changes],
    }
