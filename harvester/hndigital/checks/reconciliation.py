"""The report's own totals against its rows: one `Abgleichszeile` per number that it states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .. import profiles
from ..bericht import Bericht, Kennzahl
from ..build import plain_figure
from ..findings import Finding
from ..schemas import codelist, codelist_names, table

__all__ = ["Abgleichszeile", "Cells", "counting", "reconcile"]

Cells = Callable[[str], str]
"""A project's cells by the name of the column."""

# The stage that the report's key figures set against all others.
IMPLEMENTATION = "umsetzung"

REASON_INFERRED = (
    "Die Zuordnung der Ämter zu den Dezernaten wurde aus eben diesen Summen erschlossen; "
    "ein Vergleich belegt nichts."
)
REASON_NO_COLUMN = "Nicht jede Tabelle hat eine Spalte für dieses Strategiefeld (ohne: Kapitel {chapters})."
REASON_NOT_IN_ROWS = "Die Tabellen haben keine Spalte für {subject}."
REASON_UNKNOWN = "Für diese Kennzahl gibt es keine Zählung der Zeilen."


@dataclass(frozen=True, slots=True)
class Abgleichszeile:
    """One stated total and its recount; `zeilen` is None where the rows cannot be counted for it.

    `fundstelle` lists every place that prints the number, separated by " | ".
    """

    kennzahl: str
    bericht: int
    zeilen: int | None
    ergebnis: str
    fundstelle: str
    begruendung: str = ""


def reconcile(bericht: Bericht) -> tuple[tuple[Abgleichszeile, ...], list[Finding]]:
    """Return the reconciliation of all stated totals, and a finding per total that differs."""
    rows: list[Abgleichszeile] = []
    findings: list[Finding] = []
    for figure in bericht.kennzahlen:
        place = " | ".join(str(found) for found in figure.fundstellen)
        count, reason = _recount(bericht, figure)
        if reason:
            rows.append(
                Abgleichszeile(figure.kennzahl, figure.wert, count, "nicht_vergleichbar", place, reason)
            )
            continue
        result = "stimmt" if count == figure.wert else "weicht_ab"
        rows.append(Abgleichszeile(figure.kennzahl, figure.wert, count, result, place))
        if result == "weicht_ab":
            findings.append(
                Finding(
                    "summe_weicht_ab",
                    feld=figure.kennzahl,
                    wortlaut=str(figure.wert),
                    wert=str(count),
                    fundstelle=figure.fundstellen[0],
                )
            )
    return tuple(rows), findings


def _recount(bericht: Bericht, figure: Kennzahl) -> tuple[int | None, str]:
    """Return the count of the rows for a figure (None if there is none) and why it proves nothing, or ""."""
    subject, _, code = plain_figure(figure.kennzahl).partition(".")
    if subject == "strategiefeld":
        return _recount_ratings(bericht, code)
    if subject in codelist_names() and codelist(subject).subject:
        return None, REASON_NOT_IN_ROWS.format(subject=codelist(subject).subject)
    counted = counting(figure.kennzahl)
    if counted is None:
        return None, REASON_UNKNOWN
    inferred_from = profiles.current().departments_inferred_from
    inferred = bool(inferred_from) and subject == "dezernat" and bericht.berichtsstand.code == inferred_from
    return sum(counted(project.cell) for project in bericht.vorhaben), REASON_INFERRED if inferred else ""


def counting(figure: str) -> Callable[[Cells], bool] | None:
    """Return which projects a figure such as `anlass.auftrag` counts, None if their cells don't tell."""
    subject, _, code = plain_figure(figure).partition(".")
    if subject == "anzahl":
        return lambda cells: True
    if (subject, code) == ("bearbeitungsstand", f"nicht_in_{IMPLEMENTATION}"):
        return lambda cells: cells("bearbeitungsstand") != IMPLEMENTATION
    coded = {one.name for one in table("vorhaben").columns if one.codelist}
    if subject in coded or subject == "kapitel":
        return lambda cells: cells(subject) == code
    return None


def _recount_ratings(bericht: Bericht, code: str) -> tuple[int | None, str]:
    field, _, rating = code.partition(".")
    chapters = dict.fromkeys(project.kapitel for project in bericht.vorhaben if project.bewertungen)
    with_column = {project.kapitel for project in bericht.vorhaben if field in project.bewertungen}
    without = [chapter for chapter in chapters if chapter not in with_column]
    if without:
        return None, REASON_NO_COLUMN.format(chapters=", ".join(without))
    return sum(project.bewertungen.get(field) == rating for project in bericht.vorhaben), ""
