"""The next round: read a package of the first, change projects, and say what was changed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from .expected import COLUMNS, csv_text, tables
from .invent import active_values, cost, invented_project, prose
from .model import FIELDS, Project, Report, Sheet
from .totals import printed
from .wordings import DEZERNAT, STAND, STAND_CHART, TYP

__all__ = ["CHANGE_COLUMNS", "Change", "changes", "changes_text", "next_report", "read_package"]

CHANGE_COLUMNS = ("vorhaben_nr", "feld", "alt", "neu", "art")
_LATER = {
    "ideenfindung": ("vorbereitung", "planung", "zurueckgestellt"),
    "vorbereitung": ("planung", "umsetzung", "zurueckgestellt"),
    "planung": ("umsetzung", "zurueckgestellt"),
    "umsetzung": ("abgeschlossen", "zurueckgestellt"),
    "zurueckgestellt": ("ideenfindung", "planung"),
    "abgeschlossen": ("umsetzung",),
}


@dataclass(frozen=True)
class Change:
    """One field of one project that the next round reports differently."""

    vorhaben_nr: str
    feld: str
    alt: str
    neu: str
    art: str


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with Path(folder, f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_package(folder: Path) -> tuple[tuple[Project, ...], tuple[Sheet, ...]]:
    """Return the projects and fact sheets of a package's CSV files."""
    rated: dict[str, dict[str, str]] = {}
    for row in _rows(folder, "strategiefeld_matrix"):
        rated.setdefault(row["vorhaben_nr"], {})[row["strategiefeld"]] = row["bewertung"]
    projects = tuple(
        Project(
            nr=row["vorhaben_nr"],
            titel=row["titel"],
            amt=row["amt"],
            vorhabentyp=row["vorhabentyp"],
            anlass=row["anlass"],
            stand=row["bearbeitungsstand"],
            gesamtstatus=row["gesamtstatus"],
            kosten=Decimal(row["kosten_eur"]) if row["kosten_eur"] else None,
            bewertungen=rated.get(row["vorhaben_nr"], {}),
        )
        for row in _rows(folder, "vorhaben")
    )
    sheets = tuple(
        Sheet(
            abschnitt=row["titel"],
            nr=row["vorhaben_nr"],
            **{name: row[name] for name in COLUMNS["steckbriefe"][1:]},
        )
        for row in _rows(folder, "steckbriefe")
    )
    return projects, tuple(sorted(sheets, key=lambda sheet: int(sheet.kapitel.split(".")[1])))


def _changed(row: Project, rng: random.Random) -> Project:
    """Change one thing of a project: stage, cost, rating, title, office, kind or overall status."""
    active = row.stand == "umsetzung"
    kinds = [
        "stand",
        "stand",
        "rating",
        "titel",
        "amt",
        "typ",
        *(["kosten", "kosten", "status"] if active else []),
    ]
    match rng.choice(kinds):
        case "stand":
            stand = rng.choice(_LATER[row.stand])
            values = active_values(rng, stand)
            drawn = values["bewertungen"]
            assert isinstance(drawn, dict)
            # ratings stay; only the field that the other table adds or lacks comes or goes
            values["bewertungen"] = {name: row.bewertungen.get(name, sign) for name, sign in drawn.items()}
            return replace(row, **values)  # type: ignore[arg-type]
        case "rating":
            name = rng.choice([name for name in FIELDS if name in row.bewertungen])
            return replace(row, bewertungen={**row.bewertungen, name: rng.choice(("++", "+", "-"))})
        case "titel":
            return replace(row, titel=f"{row.titel} (neu)", gedruckt="")
        case "amt":
            return replace(row, amt=rng.choice(DEZERNAT[rng.choice(tuple(DEZERNAT))]))
        case "kosten":
            return replace(row, kosten=cost(rng))
        case "status":
            return replace(row, gesamtstatus=rng.choice(tuple(STAND_CHART)))
        case _:
            return replace(row, vorhabentyp=rng.choice(tuple(TYP)))


def next_report(
    projects: Iterable[Project],
    sheets: Iterable[Sheet],
    *,
    seed: int,
    berichtsstand: str,
    von: str,
    bis: str,
    new: int = 3,
    vanished: int = 2,
    share: float = 0.3,
) -> Report:
    """Return the next round: a `share` of the projects changed, `vanished` dropped, `new` added.

    Fact sheets stay with their projects, so that nothing changes but what is meant to.
    """
    rng = random.Random(f"round {seed}")
    before = list(projects)
    gone = {row.nr for row in rng.sample(before, min(vanished, max(0, len(before) - 4)))}
    after = [_changed(row, rng) if rng.random() < share else row for row in before if row.nr not in gone]
    year = berichtsstand.split("-")[0]
    used = {row.nr for row in before}
    number = 1
    for _ in range(new):
        while f"{year}{number:06d}" in used:
            number += 1
        used.add(f"{year}{number:06d}")
        stage = rng.choice((*STAND, "umsetzung"))
        after.append(invented_project(rng, f"{year}{number:06d}", stage))
    order = (*STAND, "umsetzung", "abgeschlossen", "zurueckgestellt")
    rows = tuple(sorted(after, key=lambda row: (order.index(row.stand), row.nr)))
    return Report(
        berichtsstand=berichtsstand,
        von=von,
        bis=bis,
        projects=rows,
        sheets=tuple(sheet for sheet in sheets if sheet.nr not in gone),
        zahlen=printed(rows, rng, wrong=0),
        prosa=prose(rng),
    )


def _fields(report: Report) -> dict[str, dict[str, str]]:
    expected = tables(report)
    result = {row["vorhaben_nr"]: dict(row) for row in expected["vorhaben"]}
    for row in expected["strategiefeld_matrix"]:
        result[row["vorhaben_nr"]][f"strategiefeld.{row['strategiefeld']}"] = row["bewertung"]
    return result


def changes(old: Report, new: Report) -> list[Change]:
    """List what differs between two rounds; a project that comes or goes is one row of the field titel."""
    before, after = _fields(old), _fields(new)
    result = [Change(nr, "titel", "", row["titel"], "neu") for nr, row in after.items() if nr not in before]
    result += [
        Change(nr, "titel", row["titel"], "", "entfallen") for nr, row in before.items() if nr not in after
    ]
    for nr in before.keys() & after.keys():
        for name in before[nr].keys() | after[nr].keys():
            alt, neu = before[nr].get(name, ""), after[nr].get(name, "")
            if alt != neu:
                result.append(Change(nr, name, alt, neu, "geaendert"))
    return sorted(result, key=lambda change: (change.vorhaben_nr, change.feld))


def changes_text(found: Iterable[Change]) -> str:
    """Return the changes as CSV text with the columns of `aenderungen.csv`."""
    rows: list[Mapping[str, str]] = [
        {name: getattr(change, name) for name in CHANGE_COLUMNS} for change in found
    ]
    return csv_text(CHANGE_COLUMNS, rows)
