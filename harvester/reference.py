"""Write the manual pages and shell completions of `hndigital` from the command itself.

    python harvester/reference.py

The files in `harvester/share/` are installed by the wheel to where `man` and the shells look. A test
compares them with the command. Of the libraries none knows commands that are imported when they are
used, or epilogues, in which the exit codes stand.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete
from hndigital.cli.language import LANGUAGES, _, use_language
from hndigital.cli.main import cli

SHARE = Path(__file__).parent / "share"
COMMAND = "hndigital"
HEADINGS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"),
    "de": ("BEZEICHNUNG", "ÜBERSICHT", "BESCHREIBUNG", "BEFEHLE", "EXIT-STATUS", "UMGEBUNG"),
}
VARIABLES = {
    "HNDIGITAL_TOKEN": {
        "en": "API token of the portal for commands that write there.",
        "de": "API-Token des Portals für Befehle, die dort schreiben.",
    },
    "HNDIGITAL_PROFILE": {
        "de": "Profil der Stadt, wo keine Option es nennt: Name eines mitgelieferten oder ein Ordner.",
        "en": "Profile of the city where no option names it: the name of a shipped one or a folder.",
    },
    "HNDIGITAL_SCHEMAS": {
        "en": "Folder whose definitions of tables and code lists go before the shipped ones.",
        "de": "Ordner, dessen Definitionen von Tabellen und Codelisten vor den mitgelieferten gelten.",
    },
}
PLACES = {
    "bash-completion/completions/hndigital": BashComplete,
    "fish/vendor_completions.d/hndigital.fish": FishComplete,
    "zsh/site-functions/_hndigital": ZshComplete,
}


def files() -> dict[str, str]:
    """Return every file's text by its path beneath `share/`."""
    pages = {
        f"man/{'' if lang == 'en' else lang + '/'}man1/{COMMAND}.1": "\n".join(_page(lang)) + "\n"
        for lang in LANGUAGES
    }
    # Without its own look at the installed bash, which `source()` of click takes.
    scripts = {
        path: shell.source_template % shell(cli, {}, COMMAND, f"_{COMMAND.upper()}_COMPLETE").source_vars()
        for path, shell in PLACES.items()
    }
    return pages | {path: text.strip() + "\n" for path, text in scripts.items()}


def _page(lang: str) -> Iterator[str]:
    use_language(lang)
    name, synopsis, description, commands, exit_status, environment = HEADINGS[lang]
    context = click.Context(cli, info_name=COMMAND)
    summary = _(cli.help or "").rstrip(".")
    yield f'.TH {COMMAND.upper()} 1 "" {COMMAND}'
    yield f".SH {name}\n{COMMAND} \\- {_roff(summary)}"
    yield f".SH {synopsis}\n\\fB{COMMAND}\\fP {_roff(' '.join(cli.collect_usage_pieces(context)))}"
    yield f".SH {description}\n{_roff(_(cli.help or ''))}"
    yield from _options(cli, context)
    yield f".SH {commands}"
    for found in cli.list_commands(context):
        command = cli.get_command(context, found)
        assert command is not None  # noqa: S101 - for the type checker
        yield from _command(command, click.Context(command, info_name=found, parent=context))
    yield f".SH {exit_status}\n{_roff(_(cli.epilog or ''))}"
    yield f".SH {environment}"
    for variable, words in VARIABLES.items():
        yield f".TP\n\\fB{variable}\\fP\n{_roff(words[lang])}"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f".SS {_roff(f'{context.command_path} ' + ' '.join(command.collect_usage_pieces(context)))}"
    yield _roff(_(command.help or ""))
    yield from _options(command, context)
    if command.epilog:
        yield f".PP\n{_roff(_(command.epilog))}"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    # click keeps the option --help in the language in which it was first made: a copy makes its own.
    for parameter in copy.copy(command).get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield f".TP\n\\fB{_roff(record[0])}\\fP\n{_roff(record[1])}"


def _roff(text: str) -> str:
    """Return `text` for roff: its own signs escaped, paragraphs apart, lines joined."""
    joined = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\b", "")))
    escaped = (part.replace("\\", "\\e").replace("-", "\\-") for part in joined)
    return "\n.PP\n".join(f"\\&{part}" if part.startswith((".", "'")) else part for part in escaped)


def main() -> None:
    """Write the files."""
    for path, text in files().items():
        (SHARE / path).parent.mkdir(parents=True, exist_ok=True)
        (SHARE / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
