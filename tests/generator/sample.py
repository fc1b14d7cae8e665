"""The sample reports of the repo: the facts of the first report, and an invented second round."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .model import FIELDS, Project, Report, Sheet
from .totals import UNCOMPARABLE, counted
from .wordings import STAND

__all__ = ["first_round", "second_round", "texts"]

_FACTS = Path(__file__).resolve().parent.parent / "facts"
_ORDER = (*STAND, "umsetzung", "abgeschlossen", "zurueckgestellt")


def _facts(name: str) -> list[dict[str, str]]:
    with Path(_FACTS, f"{name}-2020-2.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def texts() -> dict[str, Any]:
    """Return the running texts: `prosa` (chapter → paragraphs) and `steckbriefe` (number → texts)."""
    file = Path(__file__).with_name("sample.yaml")
    result: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return result


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
    return Sheet(
        nr=row["vorhaben_nr"],
        **{name: value for name, value in row.items() if name != "vorhaben_nr"},
        **texts()["steckbriefe"][row["vorhaben_nr"]],
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
        prosa=texts()["prosa"],
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


_FINISHED: dict[str, Any] = {"gesamtstatus": "", "kosten": None}
"""What a project loses with the table of chapter 5.3."""

_CHANGES: dict[str, dict[str, Any]] = {
    "2020000018": {"stand": "abgeschlossen", **_FINISHED},
    "2020000112": {"stand": "zurueckgestellt", **_FINISHED},
    # planned → in implementation: that table has an overall status, a cost and one field more
    "2020000046": {"stand": "umsetzung", "gesamtstatus": "teilweise_kritisch", FIELDS[0]: "++"},
    "2020000045": {"stand": "planung"},
    # taken up again by another office, in the table without the first field
    "2020000051": {"stand": "ideenfindung", "amt": "32", "vorhabentyp": "kurzfristig", FIELDS[0]: ""},
    "2020000072": {"kosten": Decimal(12500)},
    "2020000055": {"kosten": Decimal(35000), "gesamtstatus": "kritisch"},
    "2020000044": {"kosten": Decimal("612500.5")},
    "2020000017": {"teilhabe": "+"},
    "2020000066": {"gesamtstatus": "teilweise_kritisch"},
    "2020000059": {"titel": "ESS/MSS Mitarbeiterportal"},
    "2020000125": {"titel": "Verwaltung 2030"},
    "2020000054": {"vorhabentyp": "mittelfristig"},
    "2020000057": {"neunstellig": False},
}
"""The second round's changes (all invented): number → what changes."""


def _changed(row: Project) -> Project:
    values = dict(_CHANGES.get(row.nr, {}))
    ratings = {**row.bewertungen, **{name: values.pop(name) for name in FIELDS if name in values}}
    return replace(row, bewertungen={name: sign for name, sign in ratings.items() if sign}, **values)


def second_round() -> Report:
    """Return the invented round 2021-1: three new projects, three gone, the changes of `_CHANGES`."""
    first = first_round()
    kept = [_changed(row) for row in first.projects if row.nr not in _VANISHED]
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
