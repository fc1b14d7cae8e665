"""Reports built by hand, for tests of what comes after reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hndigital.bericht import (
    Bericht,
    Berichtsstand,
    Fundstelle,
    Herkunft,
    Quelle,
    Steckbrief,
    Vorhaben,
)
from hndigital.checks import Abgleichszeile
from hndigital.findings import Finding
from hndigital.pipeline import ReadResult

STAND = Berichtsstand("2020-2", stichtag=date(2021, 3, 31), zeitraum_von=date(2019, 3, 1))
NEXT = Berichtsstand("2021-1", stichtag=date(2021, 9, 30))
QUELLE = Quelle("Bericht zum Test", "bericht.txt", "0" * 64)


def line(kennzahl: str, stated: int, counted: int | None, ergebnis: str) -> Abgleichszeile:
    """Make a row of the reconciliation."""
    return Abgleichszeile(kennzahl, stated, counted, ergebnis, "Kap. 5.1; Z. 10")


def vorhaben(nr: str = "2020000018", **changes: Any) -> Vorhaben:
    """Make a project of chapter 5.3 with every cell filled."""
    project = Vorhaben(
        vorhaben_nr=nr,
        titel=f"Vorhaben {nr[-2:]}",
        amt="I/105",
        dezernat="I",
        vorhabentyp="reallabor",
        anlass="auftrag",
        bearbeitungsstand="umsetzung",
        kapitel="5.3",
        gesamtstatus="im_plan",
        kosten_eur=Decimal("20000"),
        kosten_angabe="beziffert",
        bewertungen={"verwaltung_infrastruktur": "++", "teilhabe": "+", "mobilitaet": "-"},
        herkunft={"kosten_eur": Herkunft("20.000 €", Fundstelle("5.3", "36", 2654))},
    )
    return replace(project, **changes)


def bericht(*projects: Vorhaben, stand: Berichtsstand = STAND, **changes: Any) -> Bericht:
    """Make a report of the given projects, or of three."""
    chosen = projects or (
        vorhaben(),
        vorhaben("2020000072", kosten_eur=Decimal("1250.50"), beschreibung="Sagt, „was“ ist,\nund mehr"),
        vorhaben("2019000001", kosten_eur=None, kosten_angabe="keine_angabe", bewertungen={}),
    )
    return replace(Bericht(stand, QUELLE, chosen), **changes)


def read(*projects: Vorhaben, stand: Berichtsstand = STAND, **changes: Any) -> ReadResult:
    """Make what reading such a report yields, with one fact sheet, one finding and one total."""
    made = bericht(*projects, stand=stand, **changes)
    sheet = Steckbrief("2020000072", "4.4", titel="Wie gedruckt", fundstelle=Fundstelle("4.4", "9", 800))
    finding = Finding("nummer_neunstellig", "2020000072", "vorhaben_nr", "202000072", "2020000072")
    total = line("anzahl", len(made.vorhaben), len(made.vorhaben), "stimmt")
    return ReadResult(replace(made, steckbriefe=made.steckbriefe or (sheet,)), (finding,), (total,))
