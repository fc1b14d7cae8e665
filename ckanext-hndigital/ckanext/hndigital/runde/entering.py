"""The form on the portal for an office that prefers it to the spreadsheet: the same questions, by project.

What is entered is kept as a draft, in the words in which it was entered. Checked and handed in it is a
Meldebogen, written by the core and read by the core: there is no second way from an entry to a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.redaktion.model import Refused, now
from ckanext.hndigital.runde import forms, steps, store
from ckanext.hndigital.runde.model import BY_FORM, Round

from hndigital.characters import clean
from hndigital.meldebogen.form import Entry, Form
from hndigital.meldebogen.questions import NUMBER, questions
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.profiles import current
from hndigital.schemas import codelist
from hndigital.sources import LastRound
from hndigital.sources.meldebogen import Row, answer_of, lacking
from hndigital.values import parse_vorhaben_nr, plain_amount

__all__ = ["NEW", "Draft", "Office", "entered", "fields", "hand_in", "none", "office", "save"]

NEW = "neu"
"""Stands for the number of a project that has none yet, in addresses."""
_LONGEST = 20_000
"""Characters of a field that are kept: what is longer than its question allows is said, not cut."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was entered for a project: `texts` by field, `gone` if it is not reported any more.

    `version` counts how often it was stored, 0 for what the last round says; `errors` are sentences by field.
    """

    texts: Mapping[str, str]
    gone: bool = False
    version: int = 0
    who: str = ""
    at: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Office:
    """An office's form: the sheet that it was given, the drafts by number in their order."""

    form: Form
    drafts: Mapping[str, Draft]

    @property
    def open(self) -> tuple[str, ...]:
        """The numbers of projects that nobody has looked at, or with something wrong."""
        return tuple(number for number, one in self.drafts.items() if not one.version or one.errors)


def office(round_: Round, amt: str) -> Office:
    """Return an office's form as it is stored; what nobody has stored is that of the last round."""
    form = forms.form_of(round_, amt)
    stored = store.drafts(round_.berichtsstand, amt)
    given = {
        str(row[NUMBER]): Draft({name: _text(entry) for name, entry in row.items()}) for row in form.rows
    }
    return Office(form, {**given, **{number: Draft(**one) for number, one in sorted(stored.items())}})


def entered(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a form by field, without characters that nobody sees."""
    return {one.name: clean(sent.get(one.name, ""))[:_LONGEST].strip() for one in questions()}


def save(user: str, round_: Round, amt: str, number: str, draft: Draft) -> Draft:
    """Store what was entered for a project; its version says which one the person had before.

    Raises Refused where somebody else has stored another one since, or a new project lacks a number.
    """
    steps.still_open(round_)
    whole = office(round_, amt)
    if number == NEW:
        number = _new_number(draft.texts.get(NUMBER, ""), whole)
    elif number not in whole.drafts:
        raise Refused(toolkit._("This office has no project with the number {number}.").format(number=number))
    draft = replace(draft, texts={**draft.texts, NUMBER: number})
    errors = {} if draft.gone else _errors(round_, whole.form, draft)
    with store.changing_drafts(round_.berichtsstand, amt) as found:
        known = found.get(number)
        if (known["version"] if known else 0) != draft.version:
            who = known["who"] if known else "–"
            sentence = toolkit._(
                "Meanwhile {who} has stored this project. Below stands what you have entered."
            )
            raise Refused(sentence.format(who=who))
        made = replace(draft, version=draft.version + 1, who=user, at=now(), errors=errors)
        found[number] = asdict(made)
    return made


def _new_number(number: str, whole: Office) -> str:
    if parse_vorhaben_nr(number) != number:
        sentence = toolkit._("“{value}” is no project number {number}.")
        said = current().number.said(toolkit.h.hndigital_lang())
        raise Refused(sentence.format(value=number[:200], number=said))
    if number in whole.drafts:
        raise Refused(toolkit._("The project {number} is in this form already.").format(number=number))
    return number


def hand_in(user: str, round_: Round, amt: str) -> None:
    """Hand in an office's form as its answer, in place of the one that it handed in here before."""
    whole = office(round_, amt)
    if whole.open:
        sentence = toolkit._("Please look through these projects and store them first: {numbers}.")
        raise Refused(sentence.format(numbers=", ".join(whole.open)))
    given = [str(row[NUMBER]) for row in whole.form.rows]
    reported = {number: one.texts for number, one in whole.drafts.items() if not one.gone}
    if not reported:
        raise Refused(
            toolkit._("No project is left to report. If that is right, please choose “Fehlanzeige”.")
        )
    made = replace(
        whole.form,
        rows=tuple(reported[number] for number in given if number in reported),
        added=tuple(texts for number, texts in reported.items() if number not in given),
    )
    _take(user, round_, made)


def none(user: str, round_: Round, amt: str) -> None:
    """Answer for an office that it has nothing to report."""
    _take(user, round_, replace(forms.form_of(round_, amt), rows=(), none=True))


def _take(user: str, round_: Round, form: Form) -> None:
    steps.take(user, round_, f"{form.name}.xlsx", xlsx_bytes(form), BY_FORM)


def _errors(round_: Round, form: Form, draft: Draft) -> dict[str, str]:
    """Return what is wrong with a project, a sentence by field, as the reader of returned sheets says it."""
    alone = replace(form, rows=(draft.texts,))
    last = LastRound.of(forms.previous(round_))
    row = answer_of(f"{form.name}.xlsx", xlsx_bytes(alone), last, round_.berichtsstand).rows[0]
    lang = str(toolkit.h.hndigital_lang())
    errors = {one.feld: one.message(lang) for one in row.findings if one.feld}
    errors |= {name: str(toolkit._("Please choose one of the list.")) for name in _unknown(row)}
    return {**{name: str(toolkit._("Please enter this.")) for name in lacking(row)}, **errors}


def _unknown(row: Row) -> list[str]:
    asked = {one.name: one for one in questions() if one.kind == "choice"}
    said = {name: row.cells[name].text for name in asked if name in row.cells}
    return [name for name, text in said.items() if text not in codelist(asked[name].codes)]


def _text(entry: Entry) -> str:
    if isinstance(entry, Decimal):
        return plain_amount(entry).replace(".", ",")
    return entry.isoformat() if isinstance(entry, date) else str(entry)


def fields(draft: Draft) -> list[dict[str, Any]]:
    """Return the questions in their order, each with what was entered and what is wrong with it."""
    return [
        {"question": one, "text": draft.texts.get(one.name, ""), "error": draft.errors.get(one.name, "")}
        for one in questions()
    ]
