"""`hndigital meldebogen`: the spreadsheets in which offices report for the next round."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ..meldebogen.form import forms
from ..package.files import write_atomically
from .base import ExitCode, Output, command, json_option, option, profile_option, say_profile
from .harvest import Day, Round
from .language import N_, _, ngettext
from .packages import load_package

__all__ = ["meldebogen_command"]


@command(
    "meldebogen",
    help=N_(
        "Write spreadsheets (XLSX) for the next round of reports to FOLDER, prefilled with what the package "
        "at DIR (folder or ZIP) says: one for each office and one for all, or for the offices that --amt "
        "names. harvest reads them when they come back."
    ),
    short_help=N_("Write the forms in which offices report."),
    epilog=N_("Exit codes: 0 written, 2 the package cannot be read or knows no such office."),
)
@click.argument("package", metavar="DIR", type=click.Path())
@option(
    "--out", metavar="FOLDER", required=True, type=click.Path(file_okay=False), help=N_("Folder to write to.")
)
@option("--amt", "offices", metavar="AMT", multiple=True, help=N_("An office; may be given several times."))
@option("--ods", is_flag=True, help=N_("Write OpenDocument spreadsheets (ODS), too."))
@option(
    "--berichtsstand",
    type=Round(),
    metavar="YYYY-N",
    help=N_("Round that the forms are for, if it is not the one that follows the package's."),
)
@option("--stichtag", type=Day(), metavar="YYYY-MM-DD", help=N_("Cut-off date of that round."))
@profile_option()
@json_option
def meldebogen_command(
    package: str,
    out: str,
    offices: tuple[str, ...],
    ods: bool,
    berichtsstand: str | None,
    stichtag: date | None,
    city: str | None,
    as_json: bool,
) -> int:
    """Read the package and write the forms."""
    # Here: each takes its time to load, and reading reports needs neither.
    from ..meldebogen.xlsx import xlsx_bytes

    output = Output(as_json=as_json)
    loaded = load_package(output, package, city)
    day = stichtag.isoformat() if stichtag else ""
    made = forms(loaded, offices=offices, berichtsstand=berichtsstand or "", stichtag=day)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in made:
        files = {f"{form.name}.xlsx": xlsx_bytes(form)}
        if ods:
            from ..meldebogen.ods import ods_bytes

            files[f"{form.name}.ods"] = ods_bytes(form)
        for name, content in files.items():
            write_atomically(folder / name, content)
            written.append({"file": name, "amt": form.mark.amt, "projects": len(form.rows)})
    say_profile(output)
    mark = made[0].mark
    output.say(
        _("Reporting round {round}, cut-off date {day}, prefilled with {last}").format(
            round=mark.runde or "–", day=mark.stichtag or "–", last=loaded.name
        )
    )
    count = len(written)
    output.say(
        ngettext("{out}: {count} file written.", "{out}: {count} files written.", count).format(
            out=out, count=count
        )
    )
    output.result(
        {
            "profile": loaded.profile,
            "berichtsstand": mark.runde,
            "stichtag": mark.stichtag,
            "previous": loaded.name,
            "out": out,
            "files": written,
        }
    )
    return ExitCode.OK
