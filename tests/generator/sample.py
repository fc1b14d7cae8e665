"""The sample reports of the repo: the facts of the first report, and an invented second round."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from .model import FIELDS, Project, Report, Sheet
from .sample_texts import PROSE, SHEETS
from .totals import UNCOMPARABLE, counted
from .wordings import STAND

__all__ = ["first_round", "second_round"]

_FACTS = Path(__file__).resolve().parent.parent / "facts"
_ORDER = (*STAND, "umsetzung", "abgeschlossen", "zurueckgestellt")


def _facts(name: str) -> list[dict[str, str]]:
    with Path(_FACTS, f"{name}-2020-2.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _project(row: Mapping[str, str]) -> Project:
    return Project(
        nr=row["vorhaben_nr"],
        titel=row["titel"],
        amt=row["amt"],
        vorhabentyp=row["vorhabentyp"],
        anlass=row["anlass"],
        stand=row["bearbeitungsstand"],
        gesamtstatus=row["gesamtstatus"],
        kosten=Decimal(row["kosten_eur"]) if row["kosten_eur"] else None,
        bewertungen={name: row[name] for name in FIELDS if row[name]},
        neunstellig=bool(row["gedruckte_nr"]),
    )


def _sheet(row: Mapping[str, str]) -> Sheet:
    heading, law, description, goal = SHEETS[row["vorhaben_nr"]]
    return Sheet(
        nr=row["vorhaben_nr"],
        kapitel=row["kapitel"],
        abschnitt=heading,
        titel=row["titel"],
        amt=row["amt"],
        abteilung=row["abteilung"],
        anlass=row["anlass"],
        gesetz_beschluss=law,
        beschreibung=description,
        vorhabenziel=goal,
        strategiefeld=row["strategiefeld"],
        gesamtstatus=row["gesamtstatus"],
        bearbeitungsstand=row["bearbeitungsstand"],
    )


def _sorted(rows: list[Project]) -> tuple[Project, ...]:
    return tuple(sorted(rows, key=lambda row: (_ORDER.index(row.stand), row.titel)))


def first_round() -> Report:
    """Return the sample of round 2020-2: the city's numbers, titles, offices and figures."""
    return Report(
        berichtsstand="2020-2",
        von="2019-03",
        bis="2021-03",
        projects=_sorted([_project(row) for row in _facts("vorhaben")]),
        sheets=tuple(_sheet(row) for row in sorted(_facts("steckbriefe"), key=lambda row: row["kapitel"])),
        zahlen={row["kennzahl"]: int(row["bericht"]) for row in _facts("kennzahlen")},
        prosa=PROSE,
        titel="Beispielbericht",
        beispieldaten=True,
    )


_NEW = (
    Project(
        "2021000001",
        "Beispielvorhaben Digitale Baustellen- und Umleitungsübersicht",
        "66",
        "kurzfristig",
        "eigenmotivation",
        "ideenfindung",
        bewertungen={"bildung_wissensstadt": "-", "teilhabe": "+", "mobilitaet": "++"},
    ),
    Project(
        "2021000002",
        "Beispielvorhaben Terminvergabe im Bürgeramt (Stufe 2)",
        "33",
        "mittelfristig",
        "auftrag",
        "planung",
        bewertungen={"bildung_wissensstadt": "-", "teilhabe": "++", "mobilitaet": "-"},
    ),
    Project(
        "2021000003",
        "Beispielvorhaben Straßenbeleuchtung per LoRaWAN",
        "I/105",
        "reallabor",
        "foerdermittel_wettbewerb",
        "umsetzung",
        "im_plan",
        Decimal(48500),
        {"verwaltung_infrastruktur": "++", "bildung_wissensstadt": "+", "teilhabe": "-", "mobilitaet": "+"},
    ),
)
"""New projects of the invented second round."""

_VANISHED = ("2020000002", "2020000088", "2020000126")
"""Projects that the second round no longer names; the first of them was reported as finished."""


def _change(row: Project) -> Project:
    """Apply the second round's changes to one project (all invented)."""
    match row.nr:
        case "2020000018":  # finished
            return replace(row, stand="abgeschlossen", gesamtstatus="", kosten=None)
        case "2020000112":  # postponed
            return replace(row, stand="zurueckgestellt", gesamtstatus="", kosten=None)
        case "2020000046":  # planned → in implementation: its table has cost, status and one field more
            ratings = {**row.bewertungen, "verwaltung_infrastruktur": "++"}
            return replace(row, stand="umsetzung", gesamtstatus="teilweise_kritisch", bewertungen=ratings)
        case "2020000045":
            return replace(row, stand="planung")
        case "2020000051":  # taken up again, by another office
            ratings = {name: sign for name, sign in row.bewertungen.items() if name != FIELDS[0]}
            return replace(
                row, stand="ideenfindung", amt="32", vorhabentyp="kurzfristig", bewertungen=ratings
            )
        case "2020000072":
            return replace(row, kosten=Decimal(12500))
        case "2020000055":  # first cost, still in trouble
            return replace(row, kosten=Decimal(35000), gesamtstatus="kritisch")
        case "2020000044":
            return replace(row, kosten=Decimal("612500.5"))
        case "2020000017":
            return replace(row, bewertungen={**row.bewertungen, "teilhabe": "+"})
        case "2020000066":
            return replace(row, gesamtstatus="teilweise_kritisch")
        case "2020000059":  # renamed
            return replace(row, titel="ESS/MSS Mitarbeiterportal")
        case "2020000125":
            return replace(row, titel="Verwaltung 2030")
        case "2020000054":
            return replace(row, vorhabentyp="mittelfristig")
        case "2020000057":  # printed with all its digits
            return replace(row, neunstellig=False)
        case _:
            return row


def second_round() -> Report:
    """Return the invented round 2021-1: three new projects, three gone, the changes of `_change`."""
    first = first_round()
    kept = [_change(row) for row in first.projects if row.nr not in _VANISHED]
    rows = _sorted([*kept, *_NEW])
    numbers = counted(rows)
    strong, weak, none = (numbers[UNCOMPARABLE + sign] for sign in ("++", "+", "-"))
    early = numbers["kapitel.5.2"]
    numbers |= {
        UNCOMPARABLE + "++": strong + early - 9,
        UNCOMPARABLE + "+": weak + 8,
        UNCOMPARABLE + "-": none + 1,
    }
    return replace(first, berichtsstand="2021-1", von="2021-04", bis="2021-09", projects=rows, zahlen=numbers)
