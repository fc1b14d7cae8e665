"""What all commands share: translated help, exit codes, and output for people and machines."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import click

from .. import profiles
from ..outside import printable, shown
from .language import LANGUAGES, N_, _, current

__all__ = [
    "Command",
    "ExitCode",
    "Output",
    "command",
    "json_option",
    "limit_options",
    "option",
    "print_table",
    "profile_option",
    "say_profile",
]


class ExitCode(IntEnum):
    """What the command's exit codes mean."""

    OK = 0
    FINDINGS = 1
    UNREADABLE = 2
    WRITTEN_WITH_ERRORS = 3
    SOME_FAILED = 4
    PLAN_OUTDATED = 5
    GATE_REFUSED = 6
    NOT_AUTHORISED = 7
    CHANGES = 10
    USAGE = 64
    INTERRUPTED = 130


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return names and translated help."""
        original = self.help
        try:
            self.help = _(original) if original else None
            return super().get_help_record(ctx)
        finally:
            self.help = original


class _Translated(click.Command):
    """A command whose help is translated when it is shown; `--lang` is understood everywhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(
            Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                help=N_("Language of messages; by default the locale's."),
            )
        )

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the translated help."""
        original = self.help
        try:
            self.help = _(original) if original else None
            super().format_help_text(ctx, formatter)
        finally:
            self.help = original

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the translated epilogue."""
        original = self.epilog
        try:
            self.epilog = _(original) if original else None
            super().format_epilog(ctx, formatter)
        finally:
            self.epilog = original

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the translated first sentence for the list of commands."""
        text = self.short_help or self.help
        return _(text) if text else ""


class Command(_Translated):
    """One command. Its function returns its exit code (see `ExitCode`)."""


class Group(_Translated, click.Group):
    """The command `hndigital` itself."""


def command(name: str, *, help: str, short_help: str, epilog: str = "") -> Callable[[Any], Command]:
    """Make a function a command; the texts are marked with `N_` and translated when shown."""
    return click.command(name, cls=Command, help=help, short_help=short_help, epilog=epilog or None)


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """Add an option whose `help` is translated when shown."""
    return click.option(*names, cls=Option, **settings)


json_option = option("--json", "as_json", is_flag=True, help=N_("Print JSON for machines."))


def profile_option(*names: str) -> Callable[[Any], Any]:
    """Return the option for a city's profile, as `city`; without it the profile is recognised."""
    return option(
        *(names or ("--profile",)),
        "city",
        metavar="NAME_OR_FOLDER",
        help=N_("Profile of the city, if it is not to be recognised: the name of a shipped one or a folder."),
    )


def limit_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add what raises the limits of reading, as `max_mb` and `max_seconds`."""
    for decorate in (
        option(
            "--max-seconds",
            type=click.FloatRange(min=1),
            metavar="SECONDS",
            help=N_("Time in which SOURCE must be read whole."),
        ),
        option(
            "--max-mb",
            type=click.FloatRange(min=0.001),
            metavar="MB",
            help=N_("Size up to which SOURCE is read; a catalogue with all its pages."),
        ),
    ):
        function = decorate(function)
    return function


def say_profile(output: Output) -> None:
    """Say which city's profile was taken."""
    profile = profiles.current()
    title = profile.organisation.title.get(current())
    output.say(_("Profile: {name} ({city})").format(name=profile.name, city=title))


class Output:
    """Where a command says things: sentences for people, or one JSON document for machines.

    What is being done goes to standard error, so that standard output holds results alone. Whatever is
    said may hold words of a source: no secret of an address and nothing that a terminal obeys gets out.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    def say(self, text: str = "") -> None:
        """Print a line of the result for people."""
        if not self.as_json:
            _print(printable(text))

    def note(self, text: str) -> None:
        """Print a line about what is being done, or a warning, to standard error."""
        click.echo(printable(text), err=True)

    def result(self, document: Any) -> None:
        """Print the result for machines."""
        if self.as_json:
            text = json.dumps(_without_secrets(document), ensure_ascii=False, indent=2)
            _print(_OBEYED_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))

    @contextmanager
    def progress(self, label: str, length: int) -> Iterator[Callable[[int], None]]:
        """Show progress: a bar on a terminal, otherwise one line; yields a function that advances it."""
        if self.as_json or not sys.stderr.isatty():
            if not self.as_json:
                self.note(label)
            yield lambda _steps: None
            return
        with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
            yield bar.update


def _print(text: str) -> None:
    """Print a line; who closed the pipe (`| head`) has read enough, which is no error."""
    try:
        click.echo(text)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# json.dumps writes out what is below U+0020 only.
_OBEYED_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: _without_secrets(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_secrets(inner) for inner in value]
    return value


def print_table(output: Output, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns as wide as their longest cell."""
    widths = [max(len(line[column]) for line in [header, *rows]) for column in range(len(header))]
    for line in [header, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        output.say(f"  {'  '.join(cells)}".rstrip())
