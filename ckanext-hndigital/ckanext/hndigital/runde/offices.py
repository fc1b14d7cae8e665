"""How a round stands office by office: who has answered what and when, what is missing, late or doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.hndigital import office_names
from ckanext.hndigital.redaktion.steps import time_zone
from ckanext.hndigital.runde.forms import slug
from ckanext.hndigital.runde.model import Answer, Round

__all__ = ["Office", "offices"]


@dataclass(frozen=True, slots=True)
class Office:
    """An office in a round.

    `before` are the numbers of its projects in the last round, `reported` those that came in; `unreported`
    and `missing` (number → fields) are what lacks; `answers` those that count for it, `late` the ones of
    them after the last day; `contradicting` and `doubled` are numbers of projects, `findings` what is odd in
    its sheets beside all that.
    """

    amt: str
    before: tuple[str, ...]
    reported: tuple[str, ...]
    missing: Mapping[str, Sequence[str]]
    answers: tuple[Answer, ...]
    late: tuple[Answer, ...]
    none: bool
    contradicting: tuple[str, ...]
    doubled: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...]

    @property
    def slug(self) -> str:
        """Its sign as a part of addresses."""
        return slug(self.amt)

    @property
    def unreported(self) -> tuple[str, ...]:
        """The numbers of projects of the last round that it has not reported."""
        return tuple(one for one in self.before if one not in self.reported)

    @property
    def state(self) -> str:
        """`open`, `none` (it says that it has nothing to report), `incomplete` or `complete`."""
        if not self.answers:
            return "open"
        if self.none and not self.reported:
            return "none"
        lacks = self.unreported or self.missing or self.contradicting
        return "incomplete" if lacks or self.errors else "complete"

    @property
    def errors(self) -> int:
        """How many of its findings are errors."""
        return sum(one["schwere"] == "fehler" for one in self.findings)

    @property
    def is_expected(self) -> bool:
        """Whether the round waits for it: it had projects in the last one, or has answered."""
        return bool(self.before or self.answers)


_ELSEWHERE = frozenset(
    {
        "zeile_unvollstaendig",
        "antworten_widersprechen",
        "antwort_gewaehlt",
        "antwort_doppelt",
        "amt_ohne_antwort",
        "nicht_gemeldet",
        "fehlanzeige",
    }
)
"""Findings that a page says in other words."""


def offices(round_: Round, stands: Mapping[str, Any]) -> list[Office]:
    """Return all offices in the order of their signs; those that nobody waits for among them."""
    signs = dict.fromkeys((*office_names.signs(), *stands["before"], *stands["offices"].values()))
    said = {one["datei"]: one for one in stands["answers"]}
    return [_office(sign, round_, stands, said) for sign in signs if sign]


def _office(sign: str, round_: Round, stands: Mapping[str, Any], said: Mapping[str, Any]) -> Office:
    before = tuple(stands["before"].get(sign, ()))
    reported = tuple(
        number for number, office in stands["offices"].items() if office == sign or number in before
    )
    answers = tuple(one for one in round_.counting if _is_of(sign, reported, said.get(one.datei)))
    files = {one.datei for one in answers}
    conflicts = {
        one["vorhaben_nr"]: None
        for one in stands["conflicts"]
        if one["vorhaben_nr"] in reported and not round_.decision(one["vorhaben_nr"], one["feld"])
    }
    zone = time_zone()
    return Office(
        sign,
        before,
        reported,
        {number: names for number, names in stands["missing"].items() if number in reported},
        answers,
        tuple(one for one in answers if round_.is_late(one, zone)),
        any(said[one.datei]["none"] for one in answers),
        tuple(conflicts),
        tuple(number for number in stands["doubled"] if number in reported),
        tuple(
            one
            for one in stands["findings"]
            if one["code"] not in _ELSEWHERE and _concerns(one, reported, files, said)
        ),
    )


def _is_of(sign: str, reported: Sequence[str], said: Mapping[str, Any] | None) -> bool:
    """Tell whether a sheet is an answer of an office: its own, or one of all with a project of the office."""
    if said is None:
        return False
    return said["amt"] == sign or (not said["amt"] and not {*said["numbers"]}.isdisjoint(reported))


def _concerns(
    finding: Mapping[str, Any], reported: Sequence[str], files: set[str], said: Mapping[str, Any]
) -> bool:
    """Tell whether a finding is about an office: its project, or its own sheet as a whole."""
    if finding["vorhaben_nr"]:
        return finding["vorhaben_nr"] in reported
    return finding["datei"] in files and bool(said[finding["datei"]]["amt"])
