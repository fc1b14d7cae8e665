"""The way from a source to a checked report: sources → build → checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .bericht import Bericht, SourceFile
from .build import Stated, build
from .checks import Abgleichszeile, check_progress, check_sheets, doubts, reconcile
from .decisions import Decisions, corrected
from .findings import Finding
from .outside import Limits
from .outside.limits import REPORT
from .package import Package
from .schemas import naming
from .sources import LastRound, Progress, read_source
from .summary import Summarised

__all__ = ["ReadResult", "read_report"]


@dataclass(frozen=True, slots=True, repr=False)
class ReadResult(Summarised):
    """A report as read: the model, what is odd about it, its totals against its rows, and its own file.

    There is no `source` where a password keeps the report from readers.
    """

    bericht: Bericht
    findings: tuple[Finding, ...]
    abgleich: tuple[Abgleichszeile, ...]
    source: SourceFile | None = None

    @property
    def has_errors(self) -> bool:
        """Tell whether a finding is of severity `fehler`."""
        return any(finding.schwere == "fehler" for finding in self.findings)


def read_report(
    source: str | Path | Sequence[str | Path],
    *,
    berichtsstand: str | None = None,
    stichtag: date | None = None,
    berichtsdatum: date | None = None,
    limits: Limits = REPORT,
    profile: str | Path | None = None,
    password: str = "",
    progress: Progress | None = None,
    previous: Package | None = None,
    decisions: Decisions = Decisions(),  # noqa: B008 - it is frozen
) -> ReadResult:
    """Read a report from a file or an http(s) address, or the Meldebögen of a round: files, a folder, a ZIP.

    Meldebögen are held against `previous`, the package of the last round; other sources don't ask for it.

    What is given here goes before `SOURCE.meta.yaml`, and that before what the report says. `limits` bound
    size and time of the source. `profile` (name or folder) goes before the one that the source is recognised
    as; it is used from then on. A `password` opens an encrypted PDF; `progress` is told, page by page, how
    many of how many are read. `decisions` name wordings and correct cells; each one that counts is a finding.
    Raises SourceError if the source cannot be read as a report, or a decision does not fit it.
    """
    with naming(decisions.wortlaute):
        records, meta = read_source(
            source,
            limits,
            profile,
            password=password,
            progress=progress,
            last=LastRound.of(previous) if previous else None,
            berichtsstand=berichtsstand or "",
        )
        decisions.check()
        stated = Stated(
            berichtsstand or meta.berichtsstand,
            stichtag or meta.stichtag,
            berichtsdatum or meta.berichtsdatum,
            meta.titel,
        )
        bericht, findings = build(corrected(records, decisions.berichtigungen), stated)
        abgleich, differences = reconcile(bericht)
        found = (*findings, *check_sheets(bericht), *check_progress(bericht), *differences)
        return ReadResult(bericht, (*found, *doubts(bericht, found, abgleich)), abgleich, records.datei)
