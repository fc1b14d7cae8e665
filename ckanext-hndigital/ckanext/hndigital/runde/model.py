"""A round: for which reporting round and until when, what came in, what editors have decided."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.hndigital.redaktion.model import Entry, now

from hndigital.sources.meldebogen import Choice, Choices

__all__ = ["BY_FORM", "Answer", "Decision", "Round"]

BY_FORM = "formular"
"""How an answer came that was entered on the portal; others came as a file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An office's answer: a Meldebogen that came back, or was written from what the office entered here.

    `datei` is what it is called in this round and later on as the place of its values (never the name that
    its sender gave it, which is `original`); `amt` is "" for a sheet of all offices or of nobody knows whom;
    `aside` says who has laid it aside, and when: it then counts no more.
    """

    id: str
    datei: str
    original: str
    sha256: str
    amt: str
    way: str
    who: str
    at: str
    aside: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, datei: str, original: str, sha256: str, amt: str, way: str, who: str) -> Answer:
        """Return one that came in now."""
        return cls(uuid.uuid4().hex, datei, original, sha256, amt, way, who, now())


@dataclass(frozen=True, slots=True)
class Decision:
    """Which of contradicting answers counts, who has chosen it, and when."""

    vorhaben_nr: str
    feld: str
    fundstelle: str
    wert: str
    who: str
    at: str


@dataclass(slots=True)
class Round:
    """A round from its opening: made from `vorher`, due on `frist`; `put_together` are ids of Vorgänge."""

    berichtsstand: str
    vorher: str
    stichtag: str
    frist: str
    who: str
    at: str
    answers: list[Answer] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    put_together: list[str] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Round:
        """Return it as it was stored."""
        lists = {
            "answers": [Answer(**one) for one in stored["answers"]],
            "decisions": [Decision(**one) for one in stored["decisions"]],
            "log": [Entry(**one) for one in stored["log"]],
        }
        return cls(**{**stored, **lists})

    def to_store(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return asdict(self)

    def note(self, what: str, who: str, about: str = "") -> None:
        """Add a line to the log."""
        self.log.append(Entry(what, who, now(), about))

    @property
    def counting(self) -> Sequence[Answer]:
        """The answers that were not laid aside."""
        return [one for one in self.answers if not one.aside]

    def answer(self, id_: str) -> Answer | None:
        """Return an answer by its id."""
        return next((one for one in self.answers if one.id == id_), None)

    def choices(self) -> Choices:
        """Return what was chosen, as the core takes it."""
        return {(one.vorhaben_nr, one.feld): Choice(one.fundstelle, one.wert) for one in self.decisions}

    def decision(self, number: str, name: str) -> Decision | None:
        """Return what was chosen for a field of a project."""
        return next((one for one in self.decisions if (one.vorhaben_nr, one.feld) == (number, name)), None)

    def is_late(self, answer: Answer, zone: ZoneInfo) -> bool:
        """Tell whether an answer came after the last moment of its last day, in the portal's zone."""
        end = datetime.combine(datetime.fromisoformat(self.frist), time.max, zone)
        return datetime.fromisoformat(answer.at) > end.astimezone(UTC)
