"""Invented reports: any number of projects, from a seed."""

from __future__ import annotations

import random
from decimal import Decimal

from .model import FIELDS, LINE_END, Project, Report, Sheet, joined
from .totals import printed
from .wordings import (
    ANLASS,
    DEZERNAT,
    SHEET_ANLASS,
    SHEET_FELD,
    SHEET_STAND,
    STAND,
    STAND_CHART,
    TYP,
)
from .words import invented_title, law, paragraph

__all__ = ["active_values", "cost", "invented_project", "invented_report", "prose", "ratings", "sheet_for"]

_LATER = ("umsetzung", "abgeschlossen", "zurueckgestellt")
_SECTIONS = ("5.6.1", "5.6.2", "6.1", "7", "1", "2", "3", "3.1", "3.2", "4", "5", "5.1")
_FORCED = 0.06
_NINE_DIGITS = 0.02


def cost(rng: random.Random) -> Decimal | None:
    """Return an amount in EUR or, as often, none (printed k.A.)."""
    if rng.random() < 0.5:
        return None
    if rng.random() < 0.05:
        return Decimal(rng.randint(100, 99_999_99)).scaleb(-2)
    return Decimal(rng.randint(1, 999) * 10 ** rng.randint(0, 5))


def ratings(rng: random.Random, early: bool) -> dict[str, str]:
    """Draw a rating per field; the table of chapter 5.2 has no first field."""
    fields = FIELDS[1:] if early else FIELDS
    return {name: rng.choices(("++", "+", "-"), (2, 2, 5))[0] for name in fields}


def active_values(rng: random.Random, stand: str) -> dict[str, object]:
    """Draw what depends on the stage: ratings, and in chapter 5.3 overall status and cost."""
    values: dict[str, object] = {"stand": stand, "bewertungen": ratings(rng, stand in STAND)}
    active = stand == "umsetzung"
    values["gesamtstatus"] = rng.choices(tuple(STAND_CHART), (7, 2, 1))[0] if active else ""
    values["kosten"] = cost(rng) if active else None
    return values


def invented_project(rng: random.Random, nr: str, stand: str) -> Project:
    """Return an invented project with the number `nr` in the stage `stand`."""
    title = invented_title(rng, _FORCED)
    return Project(
        nr=nr,
        titel=joined(title),
        gedruckt=title if LINE_END in title else "",
        amt=rng.choice(DEZERNAT[rng.choice(tuple(DEZERNAT))]),
        vorhabentyp=rng.choice(tuple(TYP)),
        anlass=rng.choice(tuple(ANLASS)),
        neunstellig=rng.random() < _NINE_DIGITS and nr[4] == "0",
        **active_values(rng, stand),  # type: ignore[arg-type]
    )


def sheet_for(project: Project, number: int, rng: random.Random) -> Sheet:
    """Return a fact sheet of the project for section 4.`number`; it mostly agrees with the table."""
    amt = project.amt
    if rng.random() < 0.5:
        amt = amt.removeprefix("I/") if amt.startswith("I/") else amt.replace("Dez. ", "Dezernat ")
    field = rng.choice(FIELDS)
    stand = SHEET_STAND[project.stand]
    if rng.random() < 0.2:
        stand = f"{stand}, teilweise abgestimmt mit {rng.randint(2, 9)} Ämtern – Ausbau folgt"
    return Sheet(
        nr=project.nr,
        kapitel=f"4.{number}",
        abschnitt=project.titel,
        titel=project.titel if rng.random() < 0.8 else f"{project.titel} (Teil 1)",
        amt=amt,
        abteilung=rng.choice(("", "1", "12", "02", "Digitalisierung", "Geodaten und Vermessung")),
        anlass=SHEET_ANLASS[project.anlass],
        gesetz_beschluss=law(rng),
        beschreibung=paragraph(rng),
        vorhabenziel=paragraph(rng, 3),
        strategiefeld=SHEET_FELD[field] + rng.choice(("*", "")),
        gesamtstatus=STAND_CHART[project.gesamtstatus or "im_plan"],
        bearbeitungsstand=stand,
    )


def prose(rng: random.Random) -> dict[str, tuple[str, ...]]:
    """Return invented running text for the chapters."""
    return {name: tuple(paragraph(rng) for _ in range(rng.randint(1, 5))) for name in _SECTIONS}


def _stages(rng: random.Random, count: int) -> list[str]:
    """Draw a stage per project; every table gets a row, if there are four."""
    first = rng.sample([rng.choice(tuple(STAND)), *_LATER], 4)
    more = rng.choices((*STAND, *_LATER), (4, 4, 5, 14, 8, 2), k=max(0, count - len(first)))
    return sorted((first + more)[:count], key=(*STAND, *_LATER).index)


def invented_report(
    seed: int, count: int, berichtsstand: str = "2022-1", von: str = "2021-10", bis: str = "2022-03"
) -> Report:
    """Return an invented report with `count` projects for the given round."""
    rng = random.Random(f"report {seed}")
    numbers = rng.sample(range(1, max(400, count * 3)), count)
    years = rng.choices(("2020", "2021", "2022"), k=count)
    stages = _stages(rng, count)
    projects = tuple(
        invented_project(rng, f"{year}{number:06d}", stage)
        for year, number, stage in zip(years, numbers, stages, strict=True)
    )
    chosen = rng.sample(projects, min(len(projects), rng.randint(1, 9)))
    return Report(
        berichtsstand=berichtsstand,
        von=von,
        bis=bis,
        projects=projects,
        sheets=tuple(sheet_for(project, index, rng) for index, project in enumerate(chosen, 1)),
        zahlen=printed(projects, rng, wrong=rng.choice((0, 0, 1, 3))),
        prosa=prose(rng),
    )
