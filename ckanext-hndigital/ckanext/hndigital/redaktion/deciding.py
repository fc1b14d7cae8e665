"""What editors answer in place: unknown wordings named, cells corrected.

A named wording is an overlay of the city's profile: it is kept for all reports to come, with who named it,
when and why, until somebody takes it back. A correction belongs to its Vorgang. Both reach the package by the
core (`hndigital.decisions`), as they do by `hndigital harvest --decisions`; what is published of them names
an office or a role, the log names the person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import audit, kept
from ckanext.hndigital.redaktion import folder, jobs, store
from ckanext.hndigital.redaktion.model import Refused, State, Vorgang, now

from hndigital.characters import one_line
from hndigital.decisions import Correction, Decisions, codes_for, is_readable
from hndigital.schemas import Naming, codelist, field_label, rated_field

__all__ = [
    "Cell",
    "cell",
    "cells",
    "correct",
    "decisions",
    "name_wordings",
    "revoke",
    "take_back",
    "unknown",
    "wordings",
]

_KEY = "redaktion_wordings"
_WHO, _WHY, _VALUE = 100, 500, 5_000
"""Characters that people may write."""
_FORMULA = re.compile(r"[=@+\-]")
"""How a spreadsheet's formula begins: what people write goes into tables that others open."""
_NAMES = tuple(one.name for one in fields(Correction))


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that can be corrected: what is printed, what was made of it, its choices (code, label)."""

    vorhaben_nr: str
    feld: str
    wortlaut: str
    wert: str
    fundstelle: str
    choices: tuple[tuple[str, str], ...]


def wordings() -> list[dict[str, str]]:
    """Return all wordings that were ever named, the newest first; those with `ended_at` are taken back."""
    return list(reversed(kept.read(_KEY).get("named", [])))


def decisions(vorgang: Vorgang | None = None) -> Decisions:
    """Return what a report is read with: the wordings that hold, and its own corrections."""
    named = tuple(
        Naming(**{one.name: entry[one.name] for one in fields(Naming)})
        for entry in kept.read(_KEY).get("named", [])
        if not entry.get("ended_at")
    )
    own = vorgang.corrections if vorgang else []
    return Decisions(named, tuple(Correction(**{name: one[name] for name in _NAMES}) for one in own))


def unknown(found: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """Return the unknown wordings among what reading found, each once, with the codes that each can mean."""
    listed: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found.get("findings", ()):
        codes = codes_for(one["feld"]) if one["code"] == "wortlaut_unbekannt" else ()
        if len(codes) < 2:
            continue
        entry = listed.setdefault((codes[0], _folded(one["wortlaut"])), {**one, "count": 0})
        entry["count"] += 1
        entry["codeliste"] = codes[0]
        entry["options"] = [(code, codelist(codes[0])[code].label(lang)) for code in codes[1:]]
    return list(listed.values())


def _folded(wording: str) -> str:
    return re.sub(r"[\s⏎-]+", "", wording).casefold() or wording


def name_wordings(user: str, id_: str, form: Mapping[str, str]) -> None:
    """Name unknown wordings of a report: `code.<nr>` says by its finding's number which code each means."""
    von, grund = _who_and_why(form)
    with store.changing(id_) as vorgang:
        _as_seen(vorgang, form)
        named = [
            Naming(one["codeliste"], one["wortlaut"], code, von, grund)
            for one in unknown(folder.found(vorgang), "de")
            if (code := form.get(f"code.{one['nr']}", "")) and code in dict(one["options"])
        ]
        if not named:
            raise Refused(toolkit._("Please choose for at least one wording what it means."))
        for one in named:
            vorgang.note("named", user, f"{one.codeliste}: „{one.wortlaut}“ = {one.code}; {von}: {grund}")
        _keep(user, named)
        _read_again(vorgang)
    _account("name", vorgang, user)
    jobs.begin(vorgang)


def _keep(user: str, named: Sequence[Naming]) -> None:
    """Keep wordings for all reports to come; raises Refused for one that somebody has named meanwhile."""
    with kept.changing(_KEY) as said:
        listed = said.setdefault("named", [])
        there = {
            (one["codeliste"], _folded(one["wortlaut"])): one for one in listed if not one.get("ended_at")
        }
        for one in named:
            if other := there.get((one.codeliste, _folded(one.wortlaut))):
                sentence = toolkit._(
                    "{who} has named “{value}” meanwhile. Please have the report read again, then look anew."
                )
                raise Refused(sentence.format(who=other["who"], value=one.wortlaut))
            listed.append({**asdict(one), "who": user, "at": now()})
    model.Session.commit()


def revoke(user: str, at: str) -> None:
    """Take back the wording that was named at this place of the list, counted from 0."""
    with kept.changing(_KEY) as said:
        named = said.get("named", [])
        entry = {str(number): one for number, one in enumerate(named)}.get(at, {})
        if not entry or entry.get("ended_at"):
            raise Refused(toolkit._("This wording is taken back already, or was never named."))
        entry |= {"ended_by": user, "ended_at": now()}
    model.Session.commit()
    audit.record("redaktion", who=user, step="revoke", wording=entry["wortlaut"])


def cells(vorgang: Vorgang) -> dict[str, set[str]]:
    """Return by project the fields whose value can be corrected: what is printed, or lacking in its row."""
    found: dict[str, set[str]] = {}
    for row in (*folder.rows(vorgang, "herkunft"), *_lacking(vorgang)):
        if row["feld"] != "vorhaben_nr":
            found.setdefault(row["vorhaben_nr"], set()).add(row["feld"])
    return found


def _lacking(vorgang: Vorgang) -> list[dict[str, str]]:
    return [row for row in folder.rows(vorgang, "hinweise") if row["code"] == "zeile_unvollstaendig"]


def cell(vorgang: Vorgang, number: str, feld: str) -> Cell | None:
    """Return a value that can be corrected, None where the report has no such one."""
    rows = (*folder.rows(vorgang, "herkunft"), *_lacking(vorgang))
    row = next((one for one in rows if one["vorhaben_nr"] == number and one["feld"] == feld), None)
    if row is None or feld == "vorhaben_nr":
        return None
    lang = toolkit.h.hndigital_lang()
    codes = codes_for(feld) if feld != "kosten_eur" else ()
    choices = tuple((code, codelist(codes[0])[code].label(lang)) for code in codes[1:])
    return Cell(number, feld, row["wortlaut"], _value(vorgang, number, feld), row["fundstelle"], choices)


def _value(vorgang: Vorgang, number: str, feld: str) -> str:
    rated = rated_field(feld)
    for row in folder.rows(vorgang, "strategiefeld_matrix" if rated else "vorhaben"):
        if row["vorhaben_nr"] == number and (not rated or row["strategiefeld"] == rated):
            return row["bewertung" if rated else feld]
    return ""


def correct(user: str, id_: str, form: Mapping[str, str]) -> None:
    """Let a cell of a report count otherwise than printed, and have it read again."""
    von, grund = _who_and_why(form)
    number, feld = form.get("vorhaben_nr", ""), form.get("feld", "")
    wert = _text(form.get("wert", ""), _VALUE)
    with store.changing(id_) as vorgang:
        _as_seen(vorgang, form)
        found = cell(vorgang, number, feld)
        if found is None:
            raise Refused(toolkit._("This report has no such value. Please choose it on the report’s page."))
        if not is_readable(feld, wert) or (
            not found.choices and feld != "kosten_eur" and _FORMULA.match(wert)
        ):
            sentence = toolkit._(
                "“{value}” is no value of {field}. Please write it as the report would print it."
            )
            label = field_label(feld, toolkit.h.hndigital_lang())
            raise Refused(sentence.format(value=wert[:_WHO], field=label))
        made = Correction(number, feld, one_line(found.wortlaut), wert, von, grund)
        others = [one for one in vorgang.corrections if (one["vorhaben_nr"], one["feld"]) != (number, feld)]
        vorgang.corrections = [*others, {**asdict(made), "who": user, "at": now()}]
        vorgang.note("corrected", user, f"{number}, {feld}: „{found.wortlaut}“ → „{wert}“; {von}: {grund}")
        _read_again(vorgang)
    _account("correct", vorgang, user)
    jobs.begin(vorgang)


def take_back(user: str, id_: str, form: Mapping[str, str]) -> None:
    """Let a cell count as printed again."""
    key = (form.get("vorhaben_nr", ""), form.get("feld", ""))
    with store.changing(id_) as vorgang:
        _only_open(vorgang)
        left = [one for one in vorgang.corrections if (one["vorhaben_nr"], one["feld"]) != key]
        if len(left) == len(vorgang.corrections):
            raise Refused(toolkit._("This correction is taken back already."))
        vorgang.corrections = left
        vorgang.note("uncorrected", user, ", ".join(key))
        _read_again(vorgang)
    _account("uncorrect", vorgang, user)
    jobs.begin(vorgang)


def _who_and_why(form: Mapping[str, str]) -> tuple[str, str]:
    von, grund = _text(form.get("von", ""), _WHO), _text(form.get("grund", ""), _WHY)
    if len(von) < 2 or len(grund) < 10:
        raise Refused(toolkit._("Please say in whose name (an office or a role), and in a sentence why."))
    if _FORMULA.match(von) or _FORMULA.match(grund):
        raise Refused(toolkit._("Office and reason begin with a letter or a digit, please."))
    return von, grund


def _text(text: str, longest: int) -> str:
    """Return a text in one line; raises Refused where it is too long: nothing is cut silently."""
    said = one_line(text)
    if len(said) > longest:
        sentence = toolkit._("“{value}…” is too long: {number} characters at most.")
        raise Refused(sentence.format(value=said[:40], number=longest))
    return said


def _only_open(vorgang: Vorgang) -> None:
    if vorgang.state not in (State.READ, State.UNREADABLE, State.PARTLY):
        raise Refused(
            toolkit._("Meanwhile this has gone on: please look at the present state and decide then.")
        )


def _as_seen(vorgang: Vorgang, form: Mapping[str, str]) -> None:
    """Raise Refused where what was seen has been read anew since."""
    _only_open(vorgang)
    if form.get("paket", "") != vorgang.result.get("sha256"):
        raise Refused(
            toolkit._("The report was read anew since you saw it. Please look at it again and answer then.")
        )


def _read_again(vorgang: Vorgang) -> None:
    vorgang.state = State.WAITING
    vorgang.error, vorgang.job, vorgang.accepted = {}, {}, {}


def _account(step: str, vorgang: Vorgang, who: str) -> None:
    audit.record("redaktion", who=who, step=step, vorgang=vorgang.id, berichtsstand=vorgang.berichtsstand)
