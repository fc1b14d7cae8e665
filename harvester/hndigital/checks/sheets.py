"""Fact sheets against table rows: the table wins, what the sheet says otherwise is a finding."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding
from ..register import Bericht, Steckbrief, Vorhaben
from ..schemas import codelist
from ..values import office_key

__all__ = ["check_sheets"]

CODED = ("anlass", "gesamtstatus", "bearbeitungsstand")
PRINTED = (
    *("titel", "amt", "abteilung", "anlass", "gesetz_beschluss", "beschreibung", "vorhabenziel"),
    *("strategiefeld", "gesamtstatus", "bearbeitungsstand"),
)
MAY_BE_EMPTY = ("abteilung", "gesetz_beschluss")


def check_sheets(bericht: Bericht) -> list[Finding]:
    """Return the findings on all fact sheets of a report."""
    projects = {project.vorhaben_nr: project for project in bericht.vorhaben}
    findings: list[Finding] = []
    for sheet in bericht.steckbriefe:
        number, place = sheet.vorhaben_nr, sheet.fundstelle
        findings += [
            Finding("steckbrief_unvollstaendig", number, name, fundstelle=place)
            for name in PRINTED
            if name not in MAY_BE_EMPTY and not getattr(sheet, name)
        ]
        if number not in projects:
            findings.append(Finding("steckbrief_ohne_tabelle", number, "vorhaben_nr", sheet.titel, "", place))
            continue
        findings += [
            Finding("steckbrief_weicht_ab", number, name, said, table, place)
            for name, said, table in _differences(sheet, projects[number])
        ]
    return findings


def _differences(sheet: Steckbrief, project: Vorhaben) -> Iterator[tuple[str, str, str]]:
    """Yield (field, the sheet's wording, the table's wording) wherever the two mean different things."""
    if sheet.titel and sheet.titel != project.titel:
        yield "titel", sheet.titel, project.titel
    if sheet.amt and not _same_office(sheet.amt, project.amt):
        yield "amt", sheet.amt, project.amt
    for name in CODED:
        said, code = getattr(sheet, name), getattr(project, name)
        if said and code and codelist(name).for_wording(said) != code:
            yield name, said, _table_wording(project, name, code)
    said = sheet.strategiefeld.rstrip("* ")
    field = codelist("strategiefeld").for_wording(said)
    if said and field is None:
        yield "strategiefeld", sheet.strategiefeld, ", ".join(_primary(project))
    elif field is not None and field in project.bewertungen and project.bewertungen[field] != "++":
        name = f"strategiefeld.{field}"
        yield name, sheet.strategiefeld, _table_wording(project, name, project.bewertungen[field])


def _same_office(said: str, amt: str) -> bool:
    """Tell whether two wordings name one office: `105` is `I/105`, `Dezernat II` is `Dez. II`."""
    (said_dezernat, said_office), (dezernat, office) = office_key(said), office_key(amt)
    return said_office == office and (said_dezernat == dezernat or not said_dezernat or not dezernat)


def _primary(project: Vorhaben) -> list[str]:
    labels = codelist("strategiefeld")
    return [labels[code].label() for code, rating in project.bewertungen.items() if rating == "++"]


def _table_wording(project: Vorhaben, name: str, code: str) -> str:
    """Return what the table prints; for a status that its caption states, the code's own label."""
    if name == "bearbeitungsstand" and project.kapitel == codelist(name)[code].extra["kapitel"]:
        origin = project.herkunft.get(name)
        if origin and codelist(name).for_wording(origin.wortlaut) is None:
            return codelist(name)[code].label()
    origin = project.herkunft.get(name)
    return origin.wortlaut if origin else code
