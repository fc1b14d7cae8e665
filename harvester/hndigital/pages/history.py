"""What became of a project from round to round, told in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..history import round_key
from ..package.changes import ENTFALLEN, KORREKTUR, NEU
from ..schemas import column, field_label, register_table
from ..texts import format_amount, format_date, format_value, is_german, join_words
from .language import translations

__all__ = ["Told", "told"]

Row = Mapping[str, Any]

#: Fields that follow from another one that changes with them.
_FOLLOWS = {"kapitel": "bearbeitungsstand", "kosten_angabe": "kosten_eur"}
_AGAIN = "zuletzt_berichtet"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the parts of it that are German in every language."""

    text: str
    german: tuple[str, ...] = ()


def told(rounds: Sequence[Row], changes: Iterable[Row], lang: str) -> tuple[Told, ...]:
    """Return the history of a project from its rounds (newest first) and the rows of its changes."""
    if not rounds:
        return ()
    by_round: dict[tuple[str, str], list[Row]] = {}
    for change in changes:
        by_round.setdefault((change["berichtsstand"], change["art"]), []).append(change)
    sentences = [_first(rounds[-1], lang)]
    for (berichtsstand, art), rows in sorted(by_round.items(), key=lambda one: round_key(one[0][0])):
        if art != NEU:
            sentences.append(_changed(berichtsstand, art, rows, lang))
    if len(sentences) == 1 and len(rounds) > 1:
        unchanged = translations(lang).gettext("Nothing has changed since, up to report {round}.")
        sentences.append(Told(unchanged.format(round=rounds[0]["berichtsstand"])))
    return tuple(sentences)


def _first(row: Row, lang: str) -> Told:
    _ = translations(lang).gettext
    names = [name for name in register_table("vorhaben").having("headline") if row.get(name)]
    facts = [format_value(name, row[name], lang) for name in names]
    if row.get("betrag_eur"):
        facts.append(format_amount(row["betrag_eur"], lang))
    day = format_date(row.get("stichtag") or "", lang)
    text = _("First reported in report {round} ({date})") if day else _("First reported in report {round}")
    lead = text.format(round=row["berichtsstand"], date=day)
    return Told(f"{lead}: {', '.join(facts)}." if facts else f"{lead}.")


def _changed(berichtsstand: str, art: str, rows: Sequence[Row], lang: str) -> Told:
    _ = translations(lang).gettext
    if art == ENTFALLEN:
        return Told(_("It is no longer in report {round}.").format(round=berichtsstand))
    lead = _("Correction of report {round}:") if art == KORREKTUR else _("In report {round}:")
    names = {row["feld"] for row in rows}
    clauses = [_clause(row, lang) for row in rows if _FOLLOWS.get(row["feld"]) not in names]
    words = join_words([clause.text for clause in clauses], lang)
    german = tuple(part for clause in clauses for part in clause.german)
    return Told(f"{lead.format(round=berichtsstand)} {words}.", german)


def _clause(row: Row, lang: str) -> Told:
    _ = translations(lang).gettext
    name, old, new = row["feld"], row["alt"] or "", row["neu"] or ""
    label = field_label(name, lang)
    before, after = format_value(name, old, lang), format_value(name, new, lang)
    if name == _AGAIN:
        return Told(_("named again, last in report {round}").format(round=before))
    if name == "titel":
        return Told(_("new title, before “{title}”").format(title=old), (old,))
    if _is_text(name):
        return Told(_("{field} rewritten").format(field=label))
    if name == "kosten_eur" and old and new:
        text = _("cost up from {old} to {new}") if _more(old, new) else _("cost down from {old} to {new}")
        return Told(text.format(old=before, new=after))
    german = tuple(words for cell, words in ((old, before), (new, after)) if is_german(name, cell, words))
    if not old:
        return Told(_("{field} now “{new}”").format(field=label, new=after), german)
    if not new:
        return Told(_("{field} no longer stated, before “{old}”").format(field=label, old=before), german)
    return Told(_("{field} from “{old}” to “{new}”").format(field=label, old=before, new=after), german)


def _is_text(name: str) -> bool:
    try:
        return "text" in column(name).roles
    except KeyError:
        return False


def _more(old: str, new: str) -> bool:
    return Decimal(new) > Decimal(old)
