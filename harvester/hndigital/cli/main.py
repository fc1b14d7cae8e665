"""Entry point of `hndigital`: the list of commands, the language, and errors as exit codes."""

from __future__ import annotations

import io
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from .. import __version__
from ..errors import GateRefused, HndigitalError, NotAuthorised, PlanOutdated
from ..outside import printable
from .base import Command, ExitCode, Group
from .language import N_, _, current, use_language, wanted

__all__ = ["COMMANDS", "main", "run"]

COMMANDS = {
    "harvest": "harvest",
    "check": "harvest",
    "diff": "diff",
    "plan": "publishing",
    "publish": "publishing",
    "withdraw": "withdrawing",
    "status": "publishing",
    "validate": "validating",
    "export": "exporting",
    "meldebogen": "meldebogen",
    "report": "reporting",
    "govdata": "govdata",
    "adopt": "adopting",
}
"""Commands in the order of the help: name → module beside this one that holds `<name>_command`.

A module is imported when its command is used: reading a report needs neither RDF nor a portal.
"""


class _Commands(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name]}", __package__)
        found: Command = getattr(module, f"{cmd_name}_command")
        return found


@click.group(
    "hndigital",
    cls=_Commands,
    no_args_is_help=False,
    help=N_("From a city's digitalisation report to open data: read, check, package, compare and publish."),
    epilog=N_("Exit codes: 64 wrong usage, 130 interrupted; each command's help names its own."),
)
@click.version_option(__version__, prog_name="hndigital", message="%(prog)s %(version)s")
def cli() -> None:
    """Hold the commands together."""


def run(args: Sequence[str]) -> int:
    """Run the command line `args` and return its exit code; messages go to standard output and error."""
    use_language(wanted(args, os.environ))
    # what rdflib thinks of an odd date, with a traceback, is no sentence for people: findings name it
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    try:
        code = cli.main(list(args), prog_name="hndigital", standalone_mode=False)
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        click.echo(printable(said.getvalue()), err=True, nl=False)
        return ExitCode.USAGE if isinstance(error, click.UsageError) else ExitCode.UNREADABLE
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Interrupted; run the same command again to go on."), err=True)
        return ExitCode.INTERRUPTED
    except HndigitalError as error:
        click.echo(printable(error.message(current())), err=True)
        return _exit_code(error)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        sentence = _("{place}{reason}. Please check path, permissions and free space.")
        click.echo(printable(sentence.format(place=place, reason=error.strerror or error)), err=True)
        return ExitCode.UNREADABLE
    except Exception as error:  # noqa: BLE001 - Python's own exit code, 1, would say "findings"
        click.echo(printable(_unexpected(error)), err=True)
        return ExitCode.UNREADABLE
    return int(code or 0)


def _unexpected(error: Exception) -> str:
    """Return a sentence with where it happened, which is what a report of the fault needs."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    sentence = _(
        "This is a fault of the program: {error} ({file}, line {line}). Please report it with this sentence, "
        "the command, and if possible with what was to be read."
    )
    what = f"{type(error).__name__}: {error}"[:300]
    return sentence.format(error=what, file="/".join(Path(frame.filename).parts[-2:]), line=frame.lineno)


def _exit_code(error: HndigitalError) -> ExitCode:
    if isinstance(error, NotAuthorised):
        return ExitCode.NOT_AUTHORISED
    if isinstance(error, PlanOutdated):
        return ExitCode.PLAN_OUTDATED
    if isinstance(error, GateRefused):
        return ExitCode.GATE_REFUSED
    return ExitCode.UNREADABLE


def main() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character must not end the program.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))
