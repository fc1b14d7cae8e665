"""How a round stands while answers come in: who has said what, where answers contradict, what is doubled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...outside import Limits
from ...outside.limits import REPORT
from .answers import Answer, Row
from .choosing import Choices, place_of, said_in
from .collecting import opened_sources
from .last import LastRound
from .merging import Collected, compared, differing
from .reading import collected_answers

__all__ = ["Conflict", "Option", "Said", "Standing", "standing_of"]


@dataclass(frozen=True, slots=True)
class Option:
    """What one answer says of a field, in its own words ("" for nothing), and where it stands."""

    wert: str
    fundstelle: str
    datei: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a project of which answers say different things."""

    vorhaben_nr: str
    feld: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One returned sheet: its file, its office ("" for all or an unknown one), the projects that it reports.

    `none` tells that the office says that it has nothing to report.
    """

    datei: str
    amt: str
    none: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All answers that are of this city and round, held against each other.

    `offices` are those of the projects as they are reported, by number; `doubled` the files by the number of
    a project that several rows report alike.
    """

    runde: str
    answers: tuple[Said, ...]
    conflicts: tuple[Conflict, ...]
    doubled: Mapping[str, tuple[str, ...]]
    offices: Mapping[str, str]
    titles: Mapping[str, str]


def standing_of(
    sources: Sequence[str | Path],
    last: LastRound | None = None,
    berichtsstand: str = "",
    limits: Limits = REPORT,
) -> Standing:
    """Return how a round stands by its returned sheets; raises SourceError if none is of this city and round.

    One that cannot be read, or is of another round, is left out: `read_report` tells of it.
    """
    opened = opened_sources(sources, limits)
    found, before, choices = collected_answers(opened, last=last, berichtsstand=berichtsstand)
    return Standing(
        found.runde,
        tuple(_said(answer) for answer in found.answers),
        tuple(_conflicts(found, before, choices)),
        {number: _files(rows) for number, rows in found.rows.items() if _alike(rows)},
        {number: _told("amt", rows, number, before) for number, rows in found.rows.items()},
        {number: _told("titel", rows, number, before) for number, rows in found.rows.items()},
    )


def _said(answer: Answer) -> Said:
    numbers = tuple(row.number for row in answer.rows if row.number)
    return Said(answer.quelle.name, answer.office, answer.none, numbers)


def _alike(rows: Sequence[Row]) -> bool:
    return any(not differing(rows[0], other) for other in rows[1:])


def _files(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(row.nummer.fundstelle.datei for row in rows)


def _told(name: str, rows: Sequence[Row], number: str, last: LastRound | None) -> str:
    told = next((row.cells[name].text for row in rows if name in row.cells), "")
    return told or (last.projects[number][name] if last and number in last.projects else "")


def _conflicts(found: Collected, last: LastRound | None, choices: Choices) -> Iterator[Conflict]:
    for number, rows in found.rows.items():
        told, hidden = compared(number, rows, last, choices)
        names = dict.fromkeys(name for other in told[1:] for name in differing(told[0], other))
        for name in names:
            options = {
                place: Option(said_in(row, name, hidden), place, row.nummer.fundstelle.datei)
                for row in told
                if (place := str(place_of(row, name)))
            }
            yield Conflict(number, name, tuple(options.values()))
