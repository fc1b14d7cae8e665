"""The tables that a reader must come to: columns as in the package, from what went in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

from .model import FIELDS, Project, Report, joined
from .totals import UNCOMPARABLE, counted
from .wordings import dezernat

__all__ = ["COLUMNS", "csv_text", "tables"]

Row = dict[str, str]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "vorhaben": (
        *("vorhaben_nr", "titel", "amt", "dezernat", "vorhabentyp", "anlass", "bearbeitungsstand"),
        *("gesamtstatus", "kosten_eur", "kosten_angabe", "beschreibung", "vorhabenziel"),
        *("gesetz_beschluss", "abteilung", "kapitel"),
    ),
    "strategiefeld_matrix": ("vorhaben_nr", "strategiefeld", "bewertung"),
    "status": ("vorhaben_nr", "berichtsstand", "stichtag", "bearbeitungsstand", "gesamtstatus"),
    "kosten": ("vorhaben_nr", "berichtsstand", "betrag_eur", "kosten_angabe"),
    "steckbriefe": (
        *("vorhaben_nr", "kapitel", "titel", "amt", "abteilung", "anlass", "gesetz_beschluss"),
        *("beschreibung", "vorhabenziel", "strategiefeld", "gesamtstatus", "bearbeitungsstand"),
    ),
    "abgleich": ("kennzahl", "bericht", "zeilen", "ergebnis"),
}
"""Table → columns that are fixed by what went in (wordings and places are the reader's to tell)."""

_LAST_DAY = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}
_DEZERNAT_INFERRED_FROM = "2020-2"


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _stichtag(month: str) -> str:
    year, number = month.split("-")
    leap = number == "02" and int(year) % 4 == 0
    return f"{month}-{'29' if leap else _LAST_DAY.get(number, '31')}"


def _project(row: Project, sheets: Mapping[str, Row]) -> Row:
    sheet = sheets.get(row.nr, {})
    return {
        "vorhaben_nr": row.nr,
        "titel": " ".join(row.titel.split()),
        "amt": row.amt,
        "dezernat": dezernat(row.amt),
        "vorhabentyp": row.vorhabentyp,
        "anlass": row.anlass,
        "bearbeitungsstand": row.stand,
        "gesamtstatus": row.gesamtstatus,
        "kosten_eur": _amount(row.kosten),
        "kosten_angabe": row.kosten_angabe,
        **{
            name: sheet.get(name, "")
            for name in ("beschreibung", "vorhabenziel", "gesetz_beschluss", "abteilung")
        },
        "kapitel": row.kapitel,
    }


def _reconciled(report: Report) -> Iterable[Row]:
    rows = counted(report.projects)
    lacking = any(FIELDS[0] not in row.bewertungen for row in report.projects)
    for name, stated in report.zahlen.items():
        inferred = name.startswith("dezernat.") and report.berichtsstand == _DEZERNAT_INFERRED_FROM
        if (lacking and name.startswith(UNCOMPARABLE)) or inferred:
            yield {"kennzahl": name, "bericht": str(stated), "zeilen": "", "ergebnis": "nicht_vergleichbar"}
            continue
        result = "stimmt" if rows[name] == stated else "weicht_ab"
        yield {"kennzahl": name, "bericht": str(stated), "zeilen": str(rows[name]), "ergebnis": result}


def tables(report: Report) -> dict[str, list[Row]]:
    """Return the expected tables of the package, rows sorted by key."""
    stand, stichtag = report.berichtsstand, _stichtag(report.bis)
    columns = COLUMNS["steckbriefe"][2:]
    sheets = [
        {
            "vorhaben_nr": sheet.nr,
            "kapitel": sheet.kapitel,
            **{name: joined(getattr(sheet, name)) for name in columns},
        }
        for sheet in report.sheets
    ]
    by_number = {sheet["vorhaben_nr"]: sheet for sheet in sheets}
    projects = sorted(report.projects, key=lambda row: row.nr)
    vorhaben = [_project(row, by_number) for row in projects]
    matrix = [
        {"vorhaben_nr": row.nr, "strategiefeld": name, "bewertung": row.bewertungen[name]}
        for row in projects
        for name in sorted(FIELDS)
        if name in row.bewertungen
    ]
    keyed = [(row, {"vorhaben_nr": row["vorhaben_nr"], "berichtsstand": stand}) for row in vorhaben]
    return {
        "vorhaben": vorhaben,
        "strategiefeld_matrix": matrix,
        "status": [
            {
                **key,
                "stichtag": stichtag,
                "bearbeitungsstand": row["bearbeitungsstand"],
                "gesamtstatus": row["gesamtstatus"],
            }
            for row, key in keyed
        ],
        "kosten": [
            {**key, "betrag_eur": row["kosten_eur"], "kosten_angabe": row["kosten_angabe"]}
            for row, key in keyed
        ],
        "steckbriefe": sorted(sheets, key=lambda sheet: (sheet["vorhaben_nr"], sheet["kapitel"])),
        "abgleich": sorted(_reconciled(report), key=lambda row: row["kennzahl"]),
    }


def csv_text(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as CSV text (comma, header row, line feeds)."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
