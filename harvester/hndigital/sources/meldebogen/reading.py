"""Opened sources → the records of a round: one that is no Meldebogen, or damaged, does not end the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...bericht import Fundstelle
from ...errors import SourceError
from ...findings import Finding
from ...outside import Limits
from ...outside.limits import REPORT
from ...profiles import use
from ...profiles.recognising import use_for_form, use_for_report
from ..opening import RawSource, opened
from ..records import Records
from .answers import Answer, is_answer, mark_of, read_answer
from .choosing import CHOICES, Choices, read_choices
from .collecting import Opened
from .last import LastRound
from .merging import Collected, collected, merged

__all__ = ["answer_of", "collected_answers", "read_answers"]


def read_answers(
    found: Sequence[Opened],
    profile: str | Path | None = None,
    last: LastRound | None = None,
    berichtsstand: str = "",
) -> Records:
    """Return the records of all Meldebögen among what was opened.

    `profile` goes before the one of the `last` round, and that before what the first sheet names. Raises
    SourceError if there is no Meldebogen of that city and round.
    """
    return merged(*collected_answers(found, profile, last, berichtsstand))


def collected_answers(
    found: Sequence[Opened],
    profile: str | Path | None = None,
    last: LastRound | None = None,
    berichtsstand: str = "",
) -> tuple[Collected, LastRound | None, Choices]:
    """Return what `read_answers` makes records of: answers, last round, and what editors have chosen."""
    _use_profile(found, profile, last)
    choices: Choices = {}
    for name, raw in found:
        if name == CHOICES:
            choices = read_choices(raw) if isinstance(raw, RawSource) else {}
    found = [one for one in found if one[0] != CHOICES]
    answers: list[Answer] = []
    odd: list[Finding] = []
    for name, raw in found:
        try:
            answers.append(read_answer(_readable(name, raw)))
        except SourceError as error:
            place = Fundstelle(datei=name)
            odd.append(Finding("meldebogen_unlesbar", wortlaut=error.message_de, fundstelle=place))
            if len(found) == 1:
                raise
    if not answers:
        names = ", ".join(name for name, _ in found)
        raise SourceError(
            f"Unter den Dateien ist kein Meldebogen: {names}. Mehrere Quellen auf einmal werden nur gelesen, "
            "wenn es Meldebögen sind.",
            f"None of the files is a Meldebogen: {names}. Several sources at once are only read if they are "
            "Meldebögen.",
        )
    return collected(answers, last, berichtsstand=berichtsstand, findings=odd), last, choices


def answer_of(
    name: str,
    content: bytes,
    last: LastRound,
    berichtsstand: str,
    limits: Limits = REPORT,
) -> Answer:
    """Return what one returned sheet says; raises SourceError unless it is of this city and round."""
    sheet = [(name, opened(content, name, limits))]
    return collected_answers(sheet, last=last, berichtsstand=berichtsstand)[0].answers[0]


def _use_profile(found: Sequence[Opened], asked: str | Path | None, last: LastRound | None) -> None:
    if asked:
        use(asked)
    if asked or last:
        return  # a package that was read has chosen its own
    raws = [(name, raw) for name, raw in found if not isinstance(raw, SourceError)]
    marks = [(name, mark) for name, raw in raws if (mark := mark_of(raw))]
    if marks:
        name, mark = marks[0]
        use_for_form(mark.profil, name)
    elif raws:
        use_for_report("\n".join(raw.text for _, raw in raws), raws[0][0])


def _readable(name: str, raw: RawSource | SourceError) -> RawSource:
    if isinstance(raw, SourceError):
        raise raw
    if mark_of(raw) is None and not is_answer(raw):
        raise SourceError(
            f"{name} ist kein Meldebogen: weder Kennung noch Spalten passen. Bitte den Meldebogen der Runde "
            "ausfüllen lassen.",
            f"{name} is no Meldebogen: neither mark nor columns fit. Please have the round's one filled in.",
        )
    return raw
