"""Fact sheets against table rows: the table wins, what the sheet says otherwise is a finding."""

from __future__ import annotations

from collections.abc import Iterator

from ..bericht import Bericht, Steckbrief, Vorhaben
from ..findings import Finding
from ..schemas import codelist, column, mainly_supports, rating_field, sheet_fields, table
from ..values import office_key

__all__ = ["check_sheets"]


def check_sheets(bericht: Bericht) -> list[Finding]:
    """Return the findings on all fact sheets of a report."""
    projects = {project.vorhaben_nr: project for project in bericht.vorhaben}
    findings: list[Finding] = []
    for sheet in bericht.steckbriefe:
        number, place = sheet.vorhaben_nr, sheet.fundstelle
        findings += [
            Finding("steckbrief_unvollstaendig", number, name, fundstelle=place)
            for name in sheet_fields()
            if not column(name).may_be_blank and not sheet.cell(name)
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
    for name in _coded():
        said, code = sheet.cell(name), project.cell(name)
        if said and code and codelist(column(name).codelist).for_wording(said) != code:
            yield name, said, _table_wording(project, name, code)
    said = sheet.strategiefeld.rstrip("* ")
    field = codelist("strategiefeld").for_wording(said)
    if said and field is None:
        yield "strategiefeld", sheet.strategiefeld, ", ".join(_primary(project))
    elif field and field in project.bewertungen and not mainly_supports(project.bewertungen[field]):
        name = rating_field(field)
        yield name, sheet.strategiefeld, _table_wording(project, name, project.bewertungen[field])


def _coded() -> list[str]:
    """Return the fields of a fact sheet that the table holds as a code."""
    both = set(table("vorhaben").column_names)
    names = [name for name in table("steckbriefe").column_names if name in both]
    return [name for name in names if column(name).codelist]


def _same_office(said: str, amt: str) -> bool:
    """Tell whether two wordings name one office: `105` is `I/105`, `Dezernat II` is `Dez. II`."""
    (said_dezernat, said_office), (dezernat, office) = office_key(said), office_key(amt)
    return said_office == office and (said_dezernat == dezernat or not said_dezernat or not dezernat)


def _primary(project: Vorhaben) -> list[str]:
    labels = codelist("strategiefeld")
    return [labels[code].label() for code, rating in project.bewertungen.items() if mainly_supports(rating)]


def _table_wording(project: Vorhaben, name: str, code: str) -> str:
    """Return what the table prints; for a status that its caption states, the code's own label."""
    if name == "bearbeitungsstand" and project.kapitel == codelist(name)[code].extra["kapitel"]:
        origin = project.herkunft.get(name)
        if origin and codelist(name).for_wording(origin.wortlaut) is None:
            return codelist(name)[code].label()
    origin = project.herkunft.get(name)
    return origin.wortlaut if origin else code
