"""`hndigital report`: packages as the city's report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..package.files import write_atomically
from ..reporting import FORMS, make_report, not_printed
from ..schemas import field_label
from .base import ExitCode, Output, command, json_option, option, profile_option, say_profile
from .language import N_, _, current, ngettext
from .packages import load_package

__all__ = ["report_command"]

_NAMED = 5
"""So many numbers of projects are named one by one."""


class _File(click.Path):
    """The path of a file whose suffix is a form."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if Path(value).suffix.lower().lstrip(".") not in FORMS:
            known = ", ".join(f".{form}" for form in FORMS)
            self.fail(_("“{value}”: the name must end in one of {known}.").format(value=value, known=known))
        return super().convert(value, param, ctx)


@command(
    "report",
    help=N_(
        "Write the report that the package at DIR (folder or ZIP) makes: counts, charts, the tables of all "
        "projects, fact sheets. Several DIRs are packages in the order of their rounds: the last is "
        "reported, and what changed since the one before. Reading the report gives the same package again."
    ),
    short_help=N_("Write the report as PDF, DOCX or HTML."),
    epilog=N_("Exit codes: 0 written, 2 a package cannot be read, or a library or the file cannot be used."),
)
@click.argument("packages", metavar="DIR...", nargs=-1, required=True, type=click.Path())
@option(
    "--out",
    metavar="FILE",
    required=True,
    type=_File(dir_okay=False),
    help=N_("File to write; its suffix says the form: .pdf (tagged), .docx or .html."),
)
@profile_option()
@json_option
def report_command(packages: tuple[str, ...], out: str, city: str | None, as_json: bool) -> int:
    """Read, compose and write."""
    output = Output(as_json=as_json)
    loaded = [load_package(output, path, city) for path in packages]
    form = Path(out).suffix.lower().lstrip(".")
    content = make_report(loaded, form)
    _write(out, content)
    say_profile(output)
    count = len(loaded[-1].tables["vorhaben"])
    output.say(
        ngettext("{out}: {name}, {count} project.", "{out}: {name}, {count} projects.", count).format(
            out=out, name=loaded[-1].name, count=count
        )
    )
    lost = not_printed(loaded)
    for name, numbers in lost.items():
        listed = ", ".join([*numbers[:_NAMED], *(["…"] if len(numbers) > _NAMED else [])])
        output.note(
            _("The report's layout has no place for {field} of: {numbers}.").format(
                field=field_label(name, current()), numbers=listed
            )
        )
    output.result(
        {
            "profile": loaded[-1].profile,
            "out": out,
            "form": form,
            "name": loaded[-1].name,
            "version": loaded[-1].version,
            "compared_with": [one.name for one in loaded[:-1]],
            "projects": count,
            "not_printed": {name: list(numbers) for name, numbers in lost.items()},
        }
    )
    return ExitCode.OK


def _write(out: str, content: bytes) -> None:
    try:
        write_atomically(Path(out), content)
    except OSError as error:
        error.filename = out  # not the file beside it that was to take its place
        raise
