"""Make the package of one reporting round from what was read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from .. import profiles, schemas
from ..bericht import Bericht, Steckbrief, Vorhaben
from ..findings import Finding
from ..progress import has_progress, progress_of
from .changes import diff
from .descriptor import PackageSettings, descriptor, first_version, next_version
from .files import csv_bytes, json_bytes
from .load import DESCRIPTOR, Rows
from .model import Package, check_same_city

if TYPE_CHECKING:  # a package knows what a reader yields, but needs no reader to run
    from ..pipeline import ReadResult

__all__ = ["build_package"]


def build_package(
    result: ReadResult, previous: Package | None = None, settings: PackageSettings | None = None
) -> Package:
    """Make the package of a report that was read; the same input gives the same bytes.

    With `previous` the package also holds `aenderungen.csv`. If `previous` is the same reporting
    round with other content, the version counts on: this is a correction. The report's own file goes with it.
    """
    settings = settings or PackageSettings.default()
    bericht = result.bericht
    tables = _tables(result, previous)
    files = {f"{name}.csv": _csv(name, rows) for name, rows in tables.items()}
    version = first_version(bericht.berichtsstand.code)

    def described(with_version: str) -> dict[str, Any]:
        return descriptor(
            bericht.berichtsstand, bericht.quelle, files, len(bericht.vorhaben), with_version, settings
        )

    if previous is not None:
        if previous.berichtsstand == bericht.berichtsstand.code:
            version = previous.version
            if _content(described(version), files) != _content(previous.descriptor, previous.files()):
                version = next_version(version)
        draft = Package(described(version), tables, files, profiles.current().name)
        check_same_city((previous, draft))
        changes = [change.row() for change in diff(previous, draft)]
        files["aenderungen.csv"] = _csv("aenderungen", changes)
    files[DESCRIPTOR] = json_bytes(described(version))
    return replace(Package.from_files(files), source=result.source)


def _csv(name: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    definition = schemas.table(name)
    return csv_bytes(definition.column_names, sorted(rows, key=definition.key))


def _content(described: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return what makes two packages of one round differ: everything but version and list of changes."""
    kept = {name: content for name, content in files.items() if name not in (DESCRIPTOR, "aenderungen.csv")}
    without = {
        **described,
        "version": "",
        "resources": [entry for entry in described["resources"] if entry["name"] != "aenderungen"],
    }
    return json.dumps(without, sort_keys=True), kept


def _tables(result: ReadResult, previous: Package | None) -> dict[str, Rows]:
    bericht = result.bericht
    stand = bericht.berichtsstand
    context = {"berichtsstand": stand.code, "stichtag": _day(stand.stichtag)}
    rows: dict[str, Iterable[Mapping[str, str]]] = {
        "vorhaben": [_vorhaben(vorhaben) for vorhaben in bericht.vorhaben],
        "strategiefeld_matrix": [
            {"vorhaben_nr": vorhaben.vorhaben_nr, "strategiefeld": field, "bewertung": rating}
            for vorhaben in bericht.vorhaben
            for field, rating in vorhaben.bewertungen.items()
        ],
        "status": [_vorhaben(vorhaben) | context for vorhaben in bericht.vorhaben],
        "kosten": [_vorhaben(vorhaben) | context | _cost(vorhaben) for vorhaben in bericht.vorhaben],
        "steckbriefe": _steckbriefe(bericht.steckbriefe),
        "abgleich": [
            {
                "kennzahl": line.kennzahl,
                "bericht": _number(line.bericht),
                "zeilen": _number(line.zeilen),
                "ergebnis": line.ergebnis,
                "fundstelle": line.fundstelle,
                "begruendung": line.begruendung,
            }
            for line in result.abgleich
        ],
        "hinweise": [_hinweis(number, finding) for number, finding in enumerate(result.findings, 1)],
        "herkunft": [
            {
                "vorhaben_nr": vorhaben.vorhaben_nr,
                "feld": feld,
                "wortlaut": herkunft.wortlaut,
                "fundstelle": str(herkunft.fundstelle),
                "seite": herkunft.fundstelle.seite,
                "zeile": _number(herkunft.fundstelle.zeile),
                "ort": herkunft.fundstelle.ort,
            }
            for vorhaben in bericht.vorhaben
            for feld, herkunft in vorhaben.herkunft.items()
        ],
    }
    if progress := _progress(bericht, previous):
        rows["fortschritt"] = progress
    if decided := [_decision(finding) for finding in result.findings if finding.von]:
        rows["entscheidungen"] = decided
    return {
        name: tuple(sorted(map(schemas.table(name).row, made), key=schemas.table(name).key))
        for name, made in rows.items()
    }


def _vorhaben(vorhaben: Vorhaben) -> dict[str, str]:
    return {name: vorhaben.cell(name) for name in schemas.table("vorhaben").column_names}


def _cost(vorhaben: Vorhaben) -> dict[str, str]:
    printed = vorhaben.herkunft.get("kosten_eur")
    return {"betrag_eur": vorhaben.cell("kosten_eur"), "wortlaut": printed.wortlaut if printed else ""}


def _progress(bericht: Bericht, previous: Package | None) -> list[Mapping[str, str]]:
    """Return plan and actual of this round and, so that no baseline is lost, of the rounds before it."""
    stand = bericht.berichtsstand.code
    earlier = previous.tables.get("fortschritt", ()) if previous else ()
    now = [
        {name: vorhaben.cell(name) for name in schemas.table("fortschritt").column_names}
        | {"berichtsstand": stand}
        | progress_of(vorhaben.cell).cells()
        for vorhaben in bericht.vorhaben
        if has_progress(vorhaben.cell)
    ]
    return [*(row for row in earlier if row["berichtsstand"] != stand), *now]


def _steckbriefe(sheets: Iterable[Steckbrief]) -> list[dict[str, str]]:
    rows = []
    seen: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        row = {name: sheet.cell(name) for name in schemas.table("steckbriefe").column_names}
        seen[sheet.vorhaben_nr, sheet.kapitel] += 1
        if (count := seen[sheet.vorhaben_nr, sheet.kapitel]) > 1:
            row["kapitel"] = f"{sheet.kapitel}#{count}"
        rows.append(row)
    return rows


def _hinweis(number: int, finding: Finding) -> dict[str, str]:
    return {
        "nr": str(number),
        "code": finding.code,
        "schwere": finding.schwere,
        "vorhaben_nr": finding.vorhaben_nr,
        "feld": finding.feld,
        "wortlaut": finding.wortlaut,
        "wert": finding.wert,
        "meldung": finding.message("de"),
        "fundstelle": str(finding.fundstelle),
    }


def _decision(finding: Finding) -> dict[str, str]:
    names = ("vorhaben_nr", "feld", "code", "wortlaut", "wert", "von", "grund")
    said = {name: str(getattr(finding, name)) for name in names}
    return said | {"fundstelle": str(finding.fundstelle)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
