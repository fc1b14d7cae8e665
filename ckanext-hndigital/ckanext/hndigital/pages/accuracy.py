"""How exact a report is: its own totals against its rows, and what was noticed when it was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.selection import Selection
from ckanext.hndigital.register import reading
from ckanext.hndigital.register.filtering import coded

from hndigital.findings import Finding
from hndigital.schemas import codelist, field_label
from hndigital.texts import format_value

__all__ = ["Accuracy", "Remark", "Total", "accuracy"]

#: Findings that repeat what the comparison of the totals says.
_REPEATED = ("summe_weicht_ab",)
#: Findings that say what the reader put right.
_CORRECTED = ("nummer_neunstellig", "kodierung_ersetzt")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Total:
    """A number that the report states about its projects, and the count of its rows (None: not possible)."""

    label: str
    stated: int
    counted: int | None
    places: tuple[str, ...]
    reason: str
    reason_is_german: bool
    behind: Selection | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in the report: what kind, which project, a sentence, where; `german` are its quotes."""

    kind: str
    vorhaben_nr: str
    text: str
    place: str
    german: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The comparison of one edition, by result, and its findings."""

    edition: Mapping[str, Any]
    matching: tuple[Total, ...]
    differing: tuple[Total, ...]
    incomparable: tuple[Total, ...]
    corrected: tuple[Remark, ...]
    remarks: tuple[Remark, ...]

    @property
    def stated(self) -> int:
        """How many numbers the report states about its projects."""
        return len(self.matching) + len(self.differing) + len(self.incomparable)


def accuracy(berichtsstand: str, lang: str) -> Accuracy | None:
    """Return how exact the report of a round is, None if its edition is not public."""
    edition = reading.edition_of(berichtsstand)
    if edition is None:
        return None
    totals: dict[str, list[Total]] = {code: [] for code in codelist("abgleich_ergebnis")}
    for row in reading.edition_table(berichtsstand, "abgleich"):
        totals.setdefault(row["ergebnis"], []).append(_total(row, berichtsstand, lang))
    found = [row for row in reading.edition_table(berichtsstand, "hinweise") if row["code"] not in _REPEATED]
    return Accuracy(
        edition=edition,
        matching=tuple(totals["stimmt"]),
        differing=tuple(totals["weicht_ab"]),
        incomparable=tuple(totals["nicht_vergleichbar"]),
        corrected=_remarks((row for row in found if row["code"] in _CORRECTED), lang),
        remarks=_remarks((row for row in found if row["code"] not in _CORRECTED), lang),
    )


def _total(row: Row, berichtsstand: str, lang: str) -> Total:
    name, _, again = row["kennzahl"].partition("#")
    reason = _reason(name.partition(".")[0]) if row["begruendung"] else ""
    label = _label(name, lang)
    return Total(
        label=toolkit._("{figure}, stated differently in another place").format(figure=label)
        if again
        else label,
        stated=int(row["bericht"]),
        counted=int(row["zeilen"]) if row["zeilen"] else None,
        places=tuple(_place(place) for place in row["fundstelle"].split(" | ") if place),
        reason=reason or row["begruendung"],
        reason_is_german=bool(row["begruendung"]) and not reason,
        behind=_behind(name, berichtsstand) if row["zeilen"] else None,
    )


def _label(name: str, lang: str) -> str:
    """Return what a figure counts, in words: `anlass.auftrag` is “Anlass: Auftrag”."""
    field, _, code = name.partition(".")
    if name == "anzahl":
        return str(toolkit._("Projects in all"))
    if field == "kapitel":
        return toolkit._("Projects in the table of chapter {chapter}").format(chapter=code)
    if name == "bearbeitungsstand.nicht_in_umsetzung":
        return str(toolkit._("Projects that are not in implementation"))
    if field == "strategiefeld":
        code, _, rating = code.partition(".")
        return f"{_coded(field, code, lang)}: {_coded('bewertung', rating, lang)}"
    if field == "dezernat":
        return _coded(field, code, lang)
    titles = {"wirkung": toolkit._("Expected effect"), "beteiligung": toolkit._("Who takes part")}
    return f"{titles.get(field) or field_label(field, lang)}: {_coded(field, code, lang)}"


def _coded(name: str, code: str, lang: str) -> str:
    try:
        entry = codelist(name).get(code)
    except FileNotFoundError:
        return code
    return entry.label(lang) if entry else code


def _reason(subject: str) -> str:
    """Return why a figure cannot be compared, "" if only the package says so (in German)."""
    reasons = {
        "dezernat": toolkit._(
            "The report doesn’t say which office belongs to which department. That was worked out from these"
            " very totals, so that comparing them would prove nothing."
        ),
        "strategiefeld": toolkit._(
            "Not every table of the report has a column for this strategic field; its rows cannot be counted"
            " in full."
        ),
        "wirkung": toolkit._("The report’s tables have no column for it."),
        "beteiligung": toolkit._("The report’s tables have no column for it."),
    }
    return str(reasons.get(subject) or "")


def _behind(name: str, berichtsstand: str) -> Selection | None:
    """Return the projects that were counted, as the report of the round lists them."""
    field, _, code = name.partition(".")
    selection = Selection(berichtsstand=berichtsstand)
    if name == "anzahl":
        return selection
    if field == "strategiefeld":
        code, _, rating = code.partition(".")
        return selection.only(strategiefeld=code, bewertung=rating)
    if field in coded() and code in codelist(coded()[field]):
        return selection.only(**{field: code})
    return None


def _remarks(rows: Iterable[Row], lang: str) -> tuple[Remark, ...]:
    return tuple(_remark(row, lang) for row in rows)


def _remark(row: Row, lang: str) -> Remark:
    kind = codelist("hinweiscode").get(row["code"])
    shown = format_value(row["feld"], row["wert"], lang)
    found = Finding(row["code"], row["vorhaben_nr"], field_label(row["feld"], lang), row["wortlaut"], shown)
    german = (row["wortlaut"], *([shown] if shown == row["wert"] else []))
    return Remark(
        kind=kind.label(lang) if kind else row["code"],
        vorhaben_nr=row["vorhaben_nr"],
        text=_missing(row["code"]) or (found.message(lang) if kind else row["meldung"]),
        place=_place(row["fundstelle"].split(" | ")[0]),
        german=tuple(text for text in german if re.search(r"[^\W\d]{2}", text)),
    )


def _missing(code: str) -> str:
    """Return for readers what `hinweiscode` says to whoever runs the command."""
    sentences = {
        "stichtag_fehlt": toolkit._("The report doesn’t say up to which day it describes the projects."),
        "berichtsdatum_fehlt": toolkit._("The report doesn’t say when it was published."),
        "berichtsstand_fehlt": toolkit._("The report doesn’t say which reporting round it belongs to."),
    }
    return str(sentences.get(code) or "")


def _place(text: str) -> str:
    """Return a place in words: `Kap. 5.1; S. 36; Z. 1604` is “chapter 5.1, page 36, line 1604”."""
    words = {
        "Kap.": toolkit._("chapter {number}"),
        "S.": toolkit._("page {number}"),
        "Z.": toolkit._("line {number}"),
    }
    parts = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        head, _, rest = part.partition(" ")
        parts.append(words[head].format(number=rest) if head in words else part)
    return ", ".join(parts)
