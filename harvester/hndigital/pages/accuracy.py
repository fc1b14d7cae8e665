"""How exact a report is: its own totals against its rows, and what was noticed when it was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..findings import Finding
from ..schemas import codelist, column, field_label
from ..texts import format_value
from .language import translations

__all__ = ["Accuracy", "Remark", "Total", "accuracy", "figure_label", "place_in_words", "remarks"]

#: Findings that repeat what the comparison of the totals says.
_REPEATED = ("summe_weicht_ab",)
#: Findings that say what the reader, or the editors, put right.
_CORRECTED = ("nummer_neunstellig", "kodierung_ersetzt", "wortlaut_benannt", "von_hand_berichtigt")

#: Finding of a project whose reported status is not the one that plan and actual give.
_LIGHT = "ampel_weicht_ab"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Total:
    """A number that the report states about its projects, and the count of its rows (None: not possible).

    `filters` select the rows that were counted, None where no filter does; `kennzahl` is the figure's name.
    """

    label: str
    stated: int
    counted: int | None
    places: tuple[str, ...]
    reason: str
    reason_is_german: bool
    filters: Mapping[str, str] | None
    kennzahl: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in the report: what kind, which project, a sentence, where; `german` are its quotes.

    `number` is the finding's own in its edition.
    """

    kind: str
    vorhaben_nr: str
    text: str
    place: str
    german: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The comparison of one edition, by result, and its findings.

    `lights` counts projects whose reported status is not the one that plan and actual give.
    """

    edition: Mapping[str, Any]
    matching: tuple[Total, ...]
    differing: tuple[Total, ...]
    incomparable: tuple[Total, ...]
    corrected: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    lights: int = 0

    @property
    def stated(self) -> int:
        """How many numbers the report states about its projects."""
        return len(self.matching) + len(self.differing) + len(self.incomparable)


def accuracy(
    edition: Mapping[str, Any], abgleich: Iterable[Row], hinweise: Iterable[Row], lang: str
) -> Accuracy:
    """Return how exact the report of an edition is, from its tables `abgleich` and `hinweise`.

    `edition` has `name`, `berichtsstand`, `stichtag` and `quelle_titel`.
    """
    totals: dict[str, list[Total]] = {code: [] for code in codelist("abgleich_ergebnis")}
    for row in abgleich:
        totals.setdefault(row["ergebnis"], []).append(_total(row, lang))
    found = [row for row in hinweise if row["code"] not in _REPEATED]
    return Accuracy(
        edition=edition,
        matching=tuple(totals["stimmt"]),
        differing=tuple(totals["weicht_ab"]),
        incomparable=tuple(totals["nicht_vergleichbar"]),
        corrected=remarks((row for row in found if row["code"] in _CORRECTED), lang),
        remarks=remarks((row for row in found if row["code"] not in _CORRECTED), lang),
        lights=sum(row["code"] == _LIGHT for row in found),
    )


def _total(row: Row, lang: str) -> Total:
    _ = translations(lang).gettext
    name, __, again = row["kennzahl"].partition("#")
    reason = _reason(name.partition(".")[0], lang) if row["begruendung"] else ""
    label = figure_label(name, lang)
    return Total(
        label=_("{figure}, stated differently in another place").format(figure=label) if again else label,
        stated=int(row["bericht"]),
        counted=int(row["zeilen"]) if row["zeilen"] else None,
        places=tuple(place_in_words(place, lang) for place in row["fundstelle"].split(" | ") if place),
        reason=reason or row["begruendung"],
        reason_is_german=bool(row["begruendung"]) and not reason,
        filters=_counted(name) if row["zeilen"] else None,
        kennzahl=row["kennzahl"],
    )


def figure_label(name: str, lang: str) -> str:
    """Return what a figure counts, in words: `anlass.auftrag` is “Anlass: Auftrag”."""
    _ = translations(lang).gettext
    field, __, code = name.partition(".")
    if name == "anzahl":
        return _("Projects in all")
    if field == "kapitel":
        return _("Projects in the table of chapter {chapter}").format(chapter=code)
    if name == "bearbeitungsstand.nicht_in_umsetzung":
        return _("Projects that are not in implementation")
    if field == "strategiefeld":
        code, __, rating = code.partition(".")
        return f"{_coded(field, code, lang)}: {_coded('bewertung', rating, lang)}"
    if field == "dezernat":
        return _coded(field, code, lang)
    titles = {"wirkung": _("Expected effect"), "beteiligung": _("Who takes part")}
    return f"{titles.get(field) or field_label(field, lang)}: {_coded(field, code, lang)}"


def _coded(name: str, code: str, lang: str) -> str:
    try:
        entry = codelist(name).get(code)
    except FileNotFoundError:
        return code
    return entry.label(lang) if entry else code


def _reason(subject: str, lang: str) -> str:
    """Return why a figure cannot be compared, "" if only the package says so (in German)."""
    _ = translations(lang).gettext
    reasons = {
        "dezernat": _(
            "The report doesn’t say which office belongs to which department. That was worked out from these"
            " very totals, so comparing them would prove nothing."
        ),
        "strategiefeld": _(
            "Not every table of the report has a column for this strategic field; its rows cannot be counted"
            " in full."
        ),
        "wirkung": _("The report’s tables have no column for it."),
        "beteiligung": _("The report’s tables have no column for it."),
    }
    return reasons.get(subject, "")


def _counted(name: str) -> dict[str, str] | None:
    """Return the filters that select the projects that a figure counts, None if none do."""
    field, _, code = name.partition(".")
    if name == "anzahl":
        return {}
    if field == "strategiefeld":
        code, _, rating = code.partition(".")
        return {"strategiefeld": code, "bewertung": rating}
    try:
        asked = column(field)
    except KeyError:
        return None
    filters = "filter" in asked.roles and asked.codelist
    return {field: code} if filters and code in codelist(asked.codelist) else None


def remarks(rows: Iterable[Row], lang: str) -> tuple[Remark, ...]:
    """Return rows of the table `hinweise` in words."""
    return tuple(_remark(row, lang) for row in rows)


def _remark(row: Row, lang: str) -> Remark:
    kind = codelist("hinweiscode").get(row["code"])
    shown = format_value(row["feld"], row["wert"], lang)
    found = Finding(row["code"], row["vorhaben_nr"], field_label(row["feld"], lang), row["wortlaut"], shown)
    german = (row["wortlaut"], *([shown] if shown == row["wert"] else []))
    return Remark(
        kind=kind.label(lang) if kind else row["code"],
        vorhaben_nr=row["vorhaben_nr"],
        text=_missing(row["code"], lang) or (found.message(lang) if kind else row["meldung"]),
        place=place_in_words(row["fundstelle"].split(" | ")[0], lang),
        german=tuple(text for text in german if re.search(r"[^\W\d]{2}", text)),
        number=row.get("nr", ""),
    )


def _missing(code: str, lang: str) -> str:
    """Return for readers what `hinweiscode` says to whoever runs the command."""
    _ = translations(lang).gettext
    sentences = {
        "stichtag_fehlt": _("The report doesn’t say up to which day it describes the projects."),
        "berichtsdatum_fehlt": _("The report doesn’t say when it was published."),
        "berichtsstand_fehlt": _("The report doesn’t say which reporting round it belongs to."),
    }
    return sentences.get(code, "")


def place_in_words(text: str, lang: str) -> str:
    """Return a place in words: `Kap. 5.1; S. 36; Z. 1604` is “chapter 5.1, page 36, line 1604”."""
    _ = translations(lang).gettext
    words = {
        "Kap.": _("chapter {number}"),
        "S.": _("page {number}"),
        "Z.": _("line {number}"),
        "Zeile": _("line {number}"),
        "Blatt": _("sheet {number}"),
        "Tabelle": _("table {number}"),
        "Zelle": _("cell {number}"),
        "Absatz": _("paragraph {number}"),
        "Spalte": _("column {number}"),
    }
    parts = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        head, __, rest = part.partition(" ")
        parts.append(words[head].format(number=rest) if head in words else part)
    return ", ".join(parts)
