"""The text that an office is reminded with, to be copied: German, as offices are written to.

Its sentences stand in `schemas/meldebogen.yaml`, so that a city may have its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from ckanext.hndigital.runde.model import Round
from ckanext.hndigital.runde.offices import Office

from hndigital.offices import in_sentence
from hndigital.schemas import field_label, form_words
from hndigital.texts import format_date

__all__ = ["Reminder", "reminder"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Subject and text of a message."""

    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """An address that opens the person's mail program with it."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.text)}"


def reminder(round_: Round, office: Office, titles: Mapping[str, str], today: date) -> Reminder | None:
    """Return what to write to an office, None if nothing lacks."""
    if office.state in ("complete", "none"):
        return None
    words = form_words().reminder
    said = {
        "runde": round_.berichtsstand,
        "vorher": round_.vorher,
        "stichtag": format_date(round_.stichtag, "de"),
        "frist": format_date(round_.frist, "de"),
        "amt": in_sentence(office.amt),
    }
    if office.state == "open":
        kind = "over" if round_.frist < today.isoformat() else "open"
        lines = [_project(number, titles) for number in office.before]
        heads = [words[kind], *([words["projects"]] if lines else [])]
    else:
        heads, lines = [words["incomplete"]], list(_lacking(office, titles))
    paragraphs = [words["greeting"], *(head.format(**said) for head in heads)]
    paragraphs += ["\n".join(f"- {line}" for line in lines)] if lines else []
    text = "\n\n".join((*paragraphs, words["closing"]))
    return Reminder(words["subject"].format(**said), text)


def _project(number: str, titles: Mapping[str, str]) -> str:
    return f"{number} {titles.get(number, '')}".strip()


def _lacking(office: Office, titles: Mapping[str, str]) -> Iterator[str]:
    words = form_words().reminder
    for number in office.unreported:
        yield words["unreported"].format(vorhaben=_project(number, titles))
    for number, names in office.missing.items():
        fields = ", ".join(map(field_label, names))
        yield words["fields"].format(vorhaben=_project(number, titles), felder=fields)
    for number in office.contradicting:
        yield words["contradicting"].format(vorhaben=_project(number, titles))
    for one in office.findings:
        if one["schwere"] == "fehler":
            yield f"{one['vorhaben_nr']} {one['message']['de']} ({one['fundstelle']})".strip()
