"""Records → the model: codes for wordings, one Vorhaben per number, fact sheets joined.

What is odd becomes a finding on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from .bericht import (
    Bericht,
    Berichtsstand,
    Fundstelle,
    Herkunft,
    Kennzahl,
    Quelle,
    Steckbrief,
    Vorhaben,
)
from .findings import Finding
from .schemas import (
    CodeList,
    codelist,
    column,
    has_table_layout,
    no_amount_column,
    not_stated,
    printed_table,
    quantified,
    rated_field,
    rating_field,
    table,
)
from .sources.records import Aussage, Blatt, Records, Tabelle, Zahl, Zeile, Zelle
from .values import dezernat_of, has_dezernate, parse_eur, parse_vorhaben_nr, plain_amount, plain_office

__all__ = ["Stated", "build"]


#: Columns that the model has an attribute for, since rules ask for them by name.
_NAMED = ("vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus")
#: Columns whose cells have rules of their own: what an office and an amount may look like.
_WITH_RULES = ("titel", "amt", "kosten_eur")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the operator states; it goes before what the report says."""

    berichtsstand: str = ""
    stichtag: date | None = None
    berichtsdatum: date | None = None
    titel: str = ""


def build(records: Records, stated: Stated = Stated()) -> tuple[Bericht, tuple[Finding, ...]]:  # noqa: B008
    """Return the report that the records make, and what is odd about them."""
    findings = list(records.findings)
    berichtsstand, titel = _round(records.aussagen, stated, findings)
    all_sheets = _sheets(records.blaetter, findings)
    sheets: dict[str, Sheet] = {}
    for sheet in all_sheets:
        sheets.setdefault(sheet[0].vorhaben_nr, sheet)
    projects: dict[str, Vorhaben] = {}
    for printed in records.tabellen:
        for row in printed.zeilen:
            odd: list[Finding] = []
            project = _project(row, printed, odd)
            if project is not None and project.vorhaben_nr in projects:
                findings.append(_duplicate(row, project))
                continue
            findings += odd
            if project is not None:
                projects[project.vorhaben_nr] = _with_sheet(project, row, sheets.get(project.vorhaben_nr))
    found = {one.kapitel for one in records.tabellen}
    findings += [
        Finding("tabelle_fehlt", wert=chapter, fundstelle=Fundstelle(chapter))
        for chapter in records.erwartet
        if chapter not in found
    ]
    numbers = _numbers(records.zahlen, findings)
    quelle: Quelle = replace(records.quelle, titel=titel or records.quelle.name)
    as_printed = tuple(sheet for sheet, _ in all_sheets)
    return Bericht(berichtsstand, quelle, tuple(projects.values()), as_printed, numbers), tuple(findings)


def _round(
    statements: Iterable[Aussage], stated: Stated, findings: list[Finding]
) -> tuple[Berichtsstand, str]:
    """Return round and title: what is stated goes before what is printed; nothing is guessed."""
    printed: dict[str, list[Aussage]] = {}
    for statement in statements:
        printed.setdefault(statement.name, []).append(statement)

    def value(name: str, given: str) -> str:
        if given:
            return given
        values = [statement.wert for statement in printed.get(name, [])]
        if len(set(values)) > 1 and name != "titel":
            chosen = max(dict.fromkeys(values), key=values.count)
            wording = " / ".join(dict.fromkeys(statement.wortlaut for statement in printed[name]))
            place = printed[name][0].fundstelle
            findings.append(
                Finding("angabe_widerspruch", feld=name, wortlaut=wording, wert=chosen, fundstelle=place)
            )
            return chosen
        return values[0] if values else ""

    code = value("berichtsstand", stated.berichtsstand)
    stichtag = value("stichtag", stated.stichtag.isoformat() if stated.stichtag else "")
    begin = value("zeitraum_von", "")
    published = value("berichtsdatum", stated.berichtsdatum.isoformat() if stated.berichtsdatum else "")
    for name, text in (("berichtsstand", code), ("stichtag", stichtag), ("berichtsdatum", published)):
        if not text:
            findings.append(Finding(f"{name}_fehlt", feld=name))
    days = [date.fromisoformat(text) if text else None for text in (stichtag, begin, published)]
    return Berichtsstand(code, *days), value("titel", stated.titel)


def _number(cell: Zelle, others: Iterable[Zelle], findings: list[Finding]) -> str | None:
    """Return the project number that a cell holds; a digit that it lacks is put right visibly.

    Without a number nothing can be kept: the finding holds the `others` of its row or fact sheet.
    """
    number = parse_vorhaben_nr(cell.text)
    if number is None:
        findings.append(
            Finding("nummer_ungueltig", "", "vorhaben_nr", cell.wortlaut, _wording(others), cell.fundstelle)
        )
    elif number != cell.text:
        findings.append(
            Finding("nummer_neunstellig", number, "vorhaben_nr", cell.wortlaut, number, cell.fundstelle)
        )
    return number


def _project(row: Zeile, printed: Tabelle, findings: list[Finding]) -> Vorhaben | None:
    """Return the project of one row; a missing or unknown cell stays empty and makes a finding."""
    number = _number(row.nummer, row.zellen.values(), findings)
    if number is None:
        return None
    sources: dict[str, Zelle] = {"vorhaben_nr": row.nummer} | dict(row.zellen)
    if printed.bearbeitungsstand:
        sources["bearbeitungsstand"] = printed.ueberschrift
    _missing(row, printed, number, findings)
    values = _values(row, number, findings)
    texts = {name: cell.text for name in table("vorhaben").having("sheet") if (cell := row.zellen.get(name))}
    findings += [_by_hand(name, cell, number) for name, cell in row.zellen.items() if cell.von]
    values["bearbeitungsstand"] = values.get("bearbeitungsstand") or printed.bearbeitungsstand
    ratings = {}
    for name, cell in row.zellen.items():
        if (field := rated_field(name)) and (code := _code(name, cell, number, findings)):
            ratings[field] = code
    amount, kind = _cost(row, printed, number, findings)
    amt = plain_office(row.zellen["amt"].text) if "amt" in row.zellen else ""
    dezernat = dezernat_of(amt) or ""
    if amt and not dezernat and has_dezernate():
        cell = row.zellen["amt"]
        findings.append(Finding("amt_ohne_dezernat", number, "amt", cell.wortlaut, "", cell.fundstelle))
    return Vorhaben(
        vorhaben_nr=number,
        titel=row.zellen["titel"].text if "titel" in row.zellen else "",
        amt=amt,
        dezernat=dezernat,
        **{name: values.pop(name, "") for name in _NAMED},
        kapitel=printed.kapitel,
        kosten_eur=amount,
        kosten_angabe=kind,
        bewertungen=MappingProxyType(ratings),
        **texts,
        weitere=MappingProxyType(values),
        herkunft=_origins(sources),
    )


def _values(row: Zeile, number: str, findings: list[Finding]) -> dict[str, str]:
    """Return the cells of what tables print and offices report, but for what has rules of its own."""
    printed = table("vorhaben").having("printed")
    names = [name for name in (*printed, *table("fortschritt").having("progress")) if name not in _WITH_RULES]
    values = {}
    for name in names:
        if cell := row.zellen.get(name):
            read = _code if column(name).codelist else _cell
            values[name] = read(name, cell, number, findings)
    return values


def _cell(name: str, cell: Zelle, number: str, findings: list[Finding]) -> str:
    """Return the cell of a column without a code list, "" with a finding if it is none of its type."""
    text = cell.text
    if column(name).type == "number" and (amount := parse_eur(text)) is not None:
        text = plain_amount(amount)
    try:
        column(name).cast(text)
    except ValueError:
        findings.append(Finding("wortlaut_unbekannt", number, name, cell.wortlaut, "", cell.fundstelle))
        return ""
    return text


def _missing(row: Zeile, printed: Tabelle, number: str, findings: list[Finding]) -> None:
    open_fields = _open(row, printed)
    for name in printed.felder:
        if name not in row.zellen and name not in open_fields:
            part = row.unklar.get(name.partition(".")[0])
            place = part.fundstelle if part else row.nummer.fundstelle
            wording = part.wortlaut if part else ""
            findings.append(Finding("zeile_unvollstaendig", number, name, wording, "", place))
    if (title := row.unklar.get("titel")) and "titel" in row.zellen:
        findings.append(
            Finding("titel_unsicher", number, "titel", title.wortlaut, title.text, title.fundstelle)
        )
    if rest := row.unklar.get(""):
        findings.append(
            Finding("text_nicht_zugeordnet", number, "", rest.wortlaut, printed.kapitel, rest.fundstelle)
        )


def _open(row: Zeile, printed: Tabelle) -> frozenset[str]:
    """Return the fields whose cell may be empty: a rating only where the report prints none at that stage."""
    cell = row.zellen.get("bearbeitungsstand")
    stage = codelist("bearbeitungsstand").for_wording(cell.text) if cell and printed.offen else None
    if not stage or not has_table_layout():
        return printed.offen
    return printed.offen - set(map(rating_field, printed_table(stage).fields))


def _code(name: str, cell: Zelle, number: str, findings: list[Finding]) -> str:
    """Return the code of a printed wording, "" with a finding if the code list does not know it."""
    codes = codelist(column("bewertung" if rated_field(name) else name).codelist)
    code = codes.for_wording(cell.text)
    if code is None:
        findings.append(Finding("wortlaut_unbekannt", number, name, cell.wortlaut, "", cell.fundstelle))
    findings += _named(name, cell, number, codes)
    return code or ""


def _named(name: str, cell: Zelle, number: str, codes: CodeList) -> Iterator[Finding]:
    """Yield what people have said that a wording means which no code list knows."""
    if not cell.von and (said := codes.naming_of(cell.text)):
        place, who = cell.fundstelle, (said.von, said.grund)
        yield Finding("wortlaut_benannt", number, name, cell.wortlaut, said.code, place, *who)


def _by_hand(name: str, cell: Zelle, number: str) -> Finding:
    """Return what says that people have corrected a cell."""
    place, who = cell.fundstelle, (cell.von, cell.grund)
    return Finding("von_hand_berichtigt", number, name, cell.wortlaut, _as_kept(name, cell.text), place, *who)


def _as_kept(name: str, text: str) -> str:
    """Return a value that people wrote as the tables hold it: a code, a plain amount, or as it stands."""
    if name == "kosten_eur" and (amount := parse_eur(text)) is not None:
        return plain_amount(amount)
    rated = "bewertung" if rated_field(name) else name
    kind = "kosten_angabe" if name == "kosten_eur" else column(rated).codelist
    return (codelist(kind).for_wording(text) or "") if kind else text


def _cost(row: Zeile, printed: Tabelle, number: str, findings: list[Finding]) -> tuple[Decimal | None, str]:
    if "kosten_eur" not in printed.felder:
        return None, no_amount_column()
    cell = row.zellen.get("kosten_eur")
    if cell is None:
        return None, not_stated() if "kosten_eur" in printed.offen else ""
    amount = parse_eur(cell.text)
    if amount is not None:
        return amount, quantified()
    kinds = codelist("kosten_angabe")
    kind = kinds.for_wording(cell.text)
    findings += _named("kosten_eur", cell, number, kinds)
    if kind != not_stated():
        findings.append(
            Finding("wortlaut_unbekannt", number, "kosten_eur", cell.wortlaut, "", cell.fundstelle)
        )
        return None, ""
    return None, kind


def _origins(cells: Mapping[str, Zelle]) -> Mapping[str, Herkunft]:
    return MappingProxyType(
        {name: Herkunft(cell.wortlaut, cell.fundstelle) for name, cell in cells.items() if cell.wortlaut}
    )


def _duplicate(row: Zeile, project: Vorhaben) -> Finding:
    wording = _wording((row.nummer, *row.zellen.values()))
    return Finding("nummer_doppelt", project.vorhaben_nr, "vorhaben_nr", wording, "", row.nummer.fundstelle)


def _wording(cells: Iterable[Zelle]) -> str:
    return " | ".join(cell.wortlaut for cell in cells if cell.wortlaut)


Sheet = tuple[Steckbrief, Mapping[str, Zelle]]


def _sheets(blaetter: Iterable[Blatt], findings: list[Finding]) -> list[Sheet]:
    """Return all fact sheets with a number, each with its cells; a number used again is a finding."""
    sheets: list[Sheet] = []
    seen: set[str] = set()
    for blatt in blaetter:
        cells = blatt.zellen.values()
        number = _number(blatt.nummer, cells, findings)
        if number is None:
            continue
        place = blatt.nummer.fundstelle
        if number in seen:
            findings.append(Finding("nummer_doppelt", number, "vorhaben_nr", _wording(cells), "", place))
        seen.add(number)
        values = {name: cell.text for name, cell in blatt.zellen.items()}
        sheets.append((Steckbrief(number, blatt.kapitel, fundstelle=place, **values), blatt.zellen))
    return sheets


def _with_sheet(project: Vorhaben, row: Zeile, sheet: Sheet | None) -> Vorhaben:
    """Return the project with the texts that only a fact sheet has, but for those that people corrected."""
    if sheet is None:
        return project
    values, cells = sheet
    decided = {name for name, cell in row.zellen.items() if cell.von}
    names = [name for name in table("vorhaben").having("sheet") if name not in decided]
    texts: dict[str, Any] = {name: values.cell(name) for name in names}
    origins = _origins({name: cells[name] for name in names if name in cells})
    return replace(project, **texts, herkunft=MappingProxyType({**project.herkunft, **origins}))


def _numbers(stated: Iterable[Zahl], findings: list[Finding]) -> tuple[Kennzahl, ...]:
    """Return the figures, each with all places that print it; a further number gets the suffix `#2`."""
    places: dict[str, dict[int, list[Fundstelle]]] = {}
    for number in stated:
        places.setdefault(number.kennzahl, {}).setdefault(number.wert, []).append(number.fundstelle)
    figures = []
    for name, values in places.items():
        for order, (value, found) in enumerate(values.items(), 1):
            suffix = f"#{order}" if order > 1 else ""
            figures.append(Kennzahl(f"{name}{suffix}", value, tuple(sorted(found, key=_in_order))))
        if len(values) > 1:
            wording = ", ".join(
                f"{value} ({' / '.join(str(place) for place in found)})" for value, found in values.items()
            )
            first = next(iter(values.values()))[0]
            findings.append(Finding("summe_widerspruch", feld=name, wortlaut=wording, fundstelle=first))
    return tuple(figures)


def _in_order(place: Fundstelle) -> int:
    return place.zeile or 0


def plain_figure(name: str) -> str:
    """Return a figure's name without the suffix of a contradicting second number."""
    return re.sub(r"#\d+$", "", name)
