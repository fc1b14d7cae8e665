"""`hndigital diff`: what changed between two packages."""

from __future__ import annotations

import click

from ..package import check_same_city, diff
from .base import ExitCode, Output, command, json_option, profile_option, say_profile
from .changes import say_changes, summary_of_changes
from .language import N_, _
from .packages import load_package

__all__ = ["diff_command"]


@command(
    "diff",
    help=N_("Say what changed from the package OLD to the package NEW (folders or ZIPs), field by field."),
    short_help=N_("Say what changed between two packages."),
    epilog=N_("Exit codes: 0 nothing changed, 10 there are changes, 2 one of the packages cannot be read."),
)
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@profile_option()
@json_option
def diff_command(old: str, new: str, city: str | None, as_json: bool) -> int:
    """Compare and print."""
    output = Output(as_json=as_json)
    before, after = load_package(output, old, city), load_package(output, new, city)
    check_same_city((before, after))
    say_profile(output)
    rows = [change.row() for change in diff(before, after)]
    output.say(
        _("{old} {old_version} → {new} {new_version}: {changes}").format(
            old=before.name,
            old_version=before.version,
            new=after.name,
            new_version=after.version,
            changes=summary_of_changes(rows),
        )
    )
    say_changes(output, rows, after, before)
    output.result({"profile": after.profile, "old": before.name, "new": after.name, "aenderungen": rows})
    return ExitCode.CHANGES if rows else ExitCode.OK
