"""`hndigital govdata`: what GovData holds of our datasets, and its addresses for their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from ..govdata import (
    GOVDATA,
    Comparison,
    Entries,
    Finding,
    Recorded,
    State,
    compare,
    read_offers,
    record,
)
from ..outside.limits import CATALOGUE
from ..publisher.client import Portal
from .base import ExitCode, Output, command, json_option, limit_options, option
from .language import N_, _, ngettext
from .token import open_portal

__all__ = ["govdata_command"]

_SHOWN = 20


@command(
    "govdata",
    help=N_(
        "Hold the catalogue for GovData at SOURCE (its address on the portal, or a file) beside what GovData "
        "has: which datasets are there, missing or of an older date, and which are there but no longer in "
        "the catalogue. GovData fetches the catalogue by itself; this command only reads. With --ckan the "
        "addresses of the entries are recorded with the portal's datasets, whose pages then link them."
    ),
    short_help=N_("Say what GovData has of our datasets."),
    epilog=N_(
        "Exit codes: 0 everything is there as it is here, 10 there are differences, 2 the catalogue or "
        "GovData cannot be read, 4 some addresses could not be recorded, 7 not authorised."
    ),
)
@click.argument("source", metavar="SOURCE")
@option(
    "--govdata",
    "govdata",
    metavar="URL",
    default=GOVDATA,
    show_default=True,
    help=N_("Address of the CKAN that is asked."),
)
@option(
    "--entry-url",
    metavar="URL",
    default="",
    help=N_("How the address of an entry's page is made there, with {name} for the entry's name."),
)
@option("--ckan", metavar="URL", help=N_("Portal with whose datasets the addresses are recorded."))
@option(
    "--token", metavar="TOKEN", help=N_("API token of that portal; HNDIGITAL_TOKEN is safer, - reads it.")
)
@option("--token-file", metavar="FILE", type=click.Path(), help=N_("File that holds the API token."))
@limit_options
@json_option
def govdata_command(
    source: str,
    govdata: str,
    entry_url: str,
    ckan: str | None,
    token: str | None,
    token_file: str | None,
    max_mb: float | None,
    max_seconds: float | None,
    as_json: bool,
) -> int:
    """Read both, compare, print; record if asked to."""
    if entry_url and "{name}" not in entry_url:
        raise click.BadParameter(_("{name} is missing in it."), param_hint="--entry-url")
    output = Output(as_json=as_json)
    portal = open_portal(output, ckan, token, token_file) if ckan else None
    offers = read_offers(source, CATALOGUE.raised(max_mb, max_seconds))
    entries = Entries(Portal(govdata), entry_url)
    comparison = compare(offers, entries)
    _say(output, comparison, govdata)
    code = ExitCode.OK if comparison.same else ExitCode.CHANGES
    recorded = record(comparison, portal) if portal else None
    if recorded:
        _say_recorded(output, recorded)
        code = ExitCode.SOME_FAILED if recorded.refused else code
    output.result(_document(source, govdata, comparison, recorded, code))
    return code


def _say(output: Output, comparison: Comparison, govdata: str) -> None:
    count = len(comparison.findings)
    output.say(
        ngettext(
            "{count} dataset in the catalogue; at {govdata}:",
            "{count} datasets in the catalogue; at {govdata}:",
            count,
        ).format(count=count, govdata=govdata)
    )
    for state, label in (
        (State.CURRENT, _("current")),
        (State.STALE, _("of an older date")),
        (State.MISSING, _("missing")),
    ):
        found = comparison.of(state)
        output.say(f"  {label}: {len(found)}")
        if state is not State.CURRENT:
            _list(output, [_line(finding) for finding in found])
    output.say(f"  {_('there, but no longer in the catalogue')}: {len(comparison.gone)}")
    _list(output, [f"{entry.identifier or entry.guid}  {entry.page}" for entry in comparison.gone])
    elsewhere = [finding for finding in comparison.findings if finding.elsewhere]
    if elsewhere:
        output.say(f"  {_('delivered by another portal')}: {len(elsewhere)}")
        _list(output, [_elsewhere(finding) for finding in elsewhere])


def _line(finding: Finding) -> str:
    if finding.entry is None:
        return f"{finding.offer.identifier}  {finding.offer.title}"
    return _("{identifier}: {theirs} there, {ours} here").format(
        identifier=finding.offer.identifier,
        theirs=finding.entry.modified or "–",
        ours=finding.offer.modified or "–",
    )


def _elsewhere(finding: Finding) -> str:
    entry = finding.entry
    return f"{finding.offer.identifier}  {(entry.portal or entry.guid) if entry else ''}"


def _list(output: Output, lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        output.say(f"    {line}")
    if len(lines) > _SHOWN:
        output.say(f"    {_('… and {count} more (--json lists all)').format(count=len(lines) - _SHOWN)}")


def _say_recorded(output: Output, recorded: Recorded) -> None:
    output.say(
        _("Recorded on the portal: {updated} changed, {unchanged} as they were.").format(
            updated=len(recorded.updated), unchanged=len(recorded.unchanged)
        )
    )
    if recorded.unknown:
        output.note(
            _("The portal does not have: {identifiers}").format(identifiers=", ".join(recorded.unknown))
        )
    for name, reason in recorded.refused.items():
        output.note(_("Failed: {name}: {message}").format(name=name, message=reason))


def _document(
    source: str, govdata: str, comparison: Comparison, recorded: Recorded | None, code: ExitCode
) -> dict[str, Any]:
    return {
        "source": source,
        "govdata": govdata,
        "counts": {
            **{str(state): len(comparison.of(state)) for state in State},
            "gone": len(comparison.gone),
            "elsewhere": sum(finding.elsewhere for finding in comparison.findings),
        },
        "datasets": [
            {
                **asdict(finding.offer),
                "state": str(finding.state),
                "elsewhere": finding.elsewhere,
                "entry": asdict(finding.entry) if finding.entry else None,
            }
            for finding in comparison.findings
        ],
        "gone": [asdict(entry) for entry in comparison.gone],
        "recorded": asdict(recorded) if recorded else None,
        "exit_code": int(code),
    }
