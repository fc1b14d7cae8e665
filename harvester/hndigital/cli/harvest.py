"""`hndigital harvest` and `hndigital check`: read a report, say what was found, write the package."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ..decisions import Decisions
from ..findings import Finding
from ..history import round_key
from ..outside.limits import REPORT
from ..package import Package, PackageSettings, build_package
from ..pipeline import ReadResult, read_report
from ..schemas import codelist, field_label, is_round
from ..texts import format_date
from .base import (
    ExitCode,
    Output,
    command,
    json_option,
    limit_options,
    option,
    print_table,
    profile_option,
    say_profile,
)
from .changes import say_changes, summary_of_changes
from .language import N_, _, current, ngettext
from .packages import load_package
from .token import read_secret

__all__ = ["Day", "Round", "check_command", "harvest_command"]

_MANY_PAGES = 50
_EXIT_CODES = N_(
    "Exit codes: 0 fine (findings allowed), 2 the source cannot be read as a report, "
    "3 read, but with findings of severity error."
)


class Round(click.ParamType):
    """A reporting round such as 2020-2."""

    name = "round"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the round as it stands."""
        if not is_round(value):
            self.fail(_("{value} is no reporting round such as 2020-2.").format(value=value), param, ctx)
        return str(value)


class Day(click.ParamType):
    """A date such as 2021-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(_("{value} is no date such as 2021-03-31.").format(value=value), param, ctx)


def _reading_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add what both commands take."""
    for decorate in reversed(
        (
            click.argument("sources", metavar="SOURCE...", nargs=-1, required=True),
            option(
                "--berichtsstand",
                type=Round(),
                metavar="YYYY-N",
                help=N_("Reporting round, if the report names none or another one is meant."),
            ),
            option("--stichtag", type=Day(), metavar="YYYY-MM-DD", help=N_("Cut-off date of the report.")),
            option(
                "--berichtsdatum",
                type=Day(),
                metavar="YYYY-MM-DD",
                help=N_("Date of publication of the report."),
            ),
            option(
                "--previous",
                type=click.Path(),
                metavar="DIR_OR_ZIP",
                help=N_(
                    "Earlier package: what changed goes to aenderungen.csv, and Meldebögen are held "
                    "against it."
                ),
            ),
            option(
                "--config",
                type=click.Path(),
                metavar="FILE",
                help=N_("YAML file with other titles, licence, contributors than the profile's."),
            ),
            profile_option(),
            option(
                "--decisions",
                type=click.Path(),
                metavar="FILE",
                help=N_(
                    "YAML file in which people have named unknown wordings and corrected cells; the portal "
                    "gives it for download."
                ),
            ),
            option(
                "--password-file",
                type=click.Path(),
                metavar="FILE",
                help=N_("File that holds the password of an encrypted PDF."),
            ),
            limit_options,
            json_option,
        )
    ):
        function = decorate(function)
    return function


@command(
    "harvest",
    help=N_(
        "Read the report SOURCE (a file or an http(s) address), check it, and write its data package to a "
        "folder: CSV files, datapackage.json and a ZIP of both. Meldebögen of a round may be several files, "
        "or a folder or ZIP of them."
    ),
    short_help=N_("Read a report and write its data package."),
    epilog=_EXIT_CODES,
)
@_reading_options
@option(
    "--without-source",
    "withheld",
    is_flag=True,
    help=N_("Don't keep the report's own file beside the package: it is not published then."),
)
@option(
    "--out", required=True, type=click.Path(file_okay=False), metavar="DIR", help=N_("Folder to write to.")
)
def harvest_command(out: str, as_json: bool, withheld: bool, **options: Any) -> int:
    """Write the package and print the summary."""
    return _run(Output(as_json=as_json), out=Path(out), withheld=withheld, **options)


@command(
    "check",
    help=N_(
        "Read and check the report SOURCE (a file or an http(s) address) like harvest, but write nothing."
    ),
    short_help=N_("Read and check a report without writing."),
    epilog=_EXIT_CODES,
)
@_reading_options
def check_command(as_json: bool, **options: Any) -> int:
    """Print the summary only."""
    return _run(Output(as_json=as_json), out=None, **options)


def _run(
    output: Output,
    *,
    sources: tuple[str, ...],
    out: Path | None,
    withheld: bool = False,
    previous: str | None,
    config: str | None,
    berichtsstand: str | None,
    stichtag: date | None,
    berichtsdatum: date | None,
    city: str | None,
    max_mb: float | None,
    max_seconds: float | None,
    password_file: str | None,
    decisions: str | None,
) -> int:
    password = read_secret(output, password_file, "--password-file") if password_file else None
    # Before the report is read: a wrong path should not cost a minute.
    earlier = load_package(output, previous, city) if previous else None
    decided = Decisions.load(decisions) if decisions else Decisions()
    if sys.stderr.isatty():
        output.note(_("Reading {source} …").format(source=", ".join(sources)))
    result = read_report(
        sources,
        berichtsstand=berichtsstand,
        stichtag=stichtag,
        berichtsdatum=berichtsdatum,
        limits=REPORT.raised(max_mb, max_seconds),
        profile=city,
        password=password or "",
        progress=lambda done, count: _say_pages(output, done, count),
        previous=earlier,
        decisions=decided,
    )
    settings = PackageSettings.load(config) if config else None
    package = build_package(result, earlier, settings)
    if withheld:
        package = package.without_source()
    elif out and result.source is None:
        output.note(_("The report is encrypted: its own file is not kept beside the package."))
    if earlier and round_key(earlier.berichtsstand) > round_key(package.berichtsstand):
        output.note(
            _("{name} is of a later round than this report; the changes lead back in time.").format(
                name=earlier.name
            )
        )
    if out:  # before anything is said: who reads that may have heard enough
        package.write(out)
    _summary(output, result, package, earlier)
    if out:
        output.say()
        output.say(
            _("Written: {out} ({files} files and {name}.zip)").format(
                out=out, files=len(package.files()), name=package.name
            )
        )
    code = ExitCode.OK
    if result.has_errors:
        code = ExitCode.WRITTEN_WITH_ERRORS
    output.result(_document(result, package, out, code))
    return code


def _say_pages(output: Output, done: int, count: int) -> None:
    """Say now and then how far the reading of a long PDF is."""
    if count > _MANY_PAGES and not done % _MANY_PAGES:
        output.note(_("Page {page} of {count} …").format(page=done, count=count))


def _summary(output: Output, result: ReadResult, package: Package, earlier: Package | None) -> None:
    lang = current()
    output.say(_("{name}, version {version}").format(name=package.name, version=package.version))
    say_profile(output)
    if package.beispieldaten:
        output.say(_("Sample data: not a publication of the city."))
    output.say(_("Cut-off date: {day}").format(day=format_date(package.stichtag, lang) or "–"))
    chapters = Counter(row["kapitel"] for row in package.tables["vorhaben"])
    output.say(
        _("Projects: {number} ({chapters})").format(
            number=len(package.tables["vorhaben"]),
            chapters=", ".join(f"{chapter or '–'}: {number}" for chapter, number in sorted(chapters.items())),
        )
    )
    output.say(
        _("Ratings: {ratings}; fact sheets: {sheets}").format(
            ratings=len(package.tables["strategiefeld_matrix"]), sheets=len(package.tables["steckbriefe"])
        )
    )
    _reconciliation(output, package)
    _findings(output, result)
    if earlier is not None:
        changes = summary_of_changes(package.tables["aenderungen"])
        output.say()
        output.say(
            _("Changes since {name}, version {version}: {changes}").format(
                name=earlier.name, version=earlier.version, changes=changes
            )
        )
        say_changes(output, package.tables["aenderungen"], package, earlier)


def _reconciliation(output: Output, package: Package) -> None:
    rows = package.tables["abgleich"]
    results = codelist("abgleich_ergebnis")
    counts = Counter(row["ergebnis"] for row in rows)
    output.say()
    output.say(
        _("Reconciliation with the report's own totals: {match}, {differ}, {other} not comparable").format(
            match=ngettext("{n} matches", "{n} match", counts["stimmt"]).format(n=counts["stimmt"]),
            differ=ngettext("{n} differs", "{n} differ", counts["weicht_ab"]).format(n=counts["weicht_ab"]),
            other=counts["nicht_vergleichbar"],
        )
    )
    table = [
        (row["kennzahl"], row["bericht"], row["zeilen"], results[row["ergebnis"]].label(current()))
        for row in rows
    ]
    header = [field_label(name, current()) for name in ("kennzahl", "bericht", "zeilen", "ergebnis")]
    if table:
        print_table(output, header, table)


def _findings(output: Output, result: ReadResult) -> None:
    counts = Counter(finding.schwere for finding in result.findings)
    output.say()
    output.say(
        _("Findings: {errors}, {warnings}, {notes}").format(
            errors=ngettext("{n} error", "{n} errors", counts["fehler"]).format(n=counts["fehler"]),
            warnings=ngettext("{n} warning", "{n} warnings", counts["warnung"]).format(n=counts["warnung"]),
            notes=ngettext("{n} note", "{n} notes", counts["hinweis"]).format(n=counts["hinweis"]),
        )
    )
    for finding in result.findings:
        output.say(f"  {_finding_line(finding)}")


def _finding_line(finding: Finding) -> str:
    lang = current()
    severity = codelist("schwere")[finding.schwere].label(lang)
    place = ", ".join(part for part in (finding.vorhaben_nr, str(finding.fundstelle)) if part)
    return f"{severity}{f' ({place})' if place else ''}: {finding.message(lang)}"


def _document(result: ReadResult, package: Package, out: Path | None, code: ExitCode) -> dict[str, Any]:
    return {
        "name": package.name,
        "profile": package.profile,
        "berichtsstand": package.berichtsstand,
        "stichtag": package.stichtag,
        "version": package.version,
        "sha256": package.sha256,
        "beispieldaten": package.beispieldaten,
        "out": str(out) if out else None,
        "files": sorted(package.files()) if out else [],
        "counts": {name: len(rows) for name, rows in package.tables.items()},
        "abgleich": list(package.tables["abgleich"]),
        "hinweise": [
            dict(row) | {"meldung": finding.message(current())}
            for row, finding in zip(package.tables["hinweise"], result.findings, strict=True)
        ],
        "aenderungen": list(package.tables.get("aenderungen", ())),
        "exit_code": int(code),
    }
