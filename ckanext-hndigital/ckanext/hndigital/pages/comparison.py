"""Which two rounds an address compares, and what changed from one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.overview import public_editions
from ckanext.hndigital.register.shown import Shown, of_edition
from werkzeug.datastructures import MultiDict

from hndigital.history import round_key
from hndigital.pages.comparison import Comparison, compare

__all__ = ["Choice", "OddRounds", "chosen", "comparison_of", "steps"]


class OddRounds(ValueError):
    """Two rounds that cannot be compared; the message says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Two public editions, the older and the newer; `editions` are all there are, the oldest first."""

    older: Mapping[str, Any]
    newer: Mapping[str, Any]
    editions: Sequence[Mapping[str, Any]]


def chosen(args: MultiDict[str, str]) -> Choice | None:
    """Return the editions that `von` and `bis` name; without them the newest and the one before.

    None where there are no two editions to compare. Raises OddRounds for a round that is given twice or is
    not published, for one without another to compare it with, and for rounds in the wrong order.
    """
    editions = public_editions()[::-1]
    by_round = {edition["berichtsstand"]: edition for edition in editions}
    given = {name: value for name in ("von", "bis") if (value := _once(args, name))}
    for value in given.values():
        if value not in by_round:
            sentence = toolkit._("There is no published report of round “{value}”. There are: {known}.")
            raise OddRounds(sentence.format(value=value, known=", ".join(by_round) or "–"))
    if len(editions) < 2 and len(given) < 2:  # noqa: PLR2004 - two are compared
        return None
    bis = given.get("bis") or editions[-1]["berichtsstand"]
    earlier = [one for one in by_round if round_key(one) < round_key(bis)]
    von = given.get("von") or (earlier[-1] if earlier else bis)
    if round_key(von) >= round_key(bis):
        raise OddRounds(_out_of_order(von, bis, given))
    return Choice(by_round[von], by_round[bis], editions)


def _once(args: MultiDict[str, str], name: str) -> str:
    values = args.getlist(name)
    if len(values) > 1:
        raise OddRounds(toolkit._("The parameter “{name}” is given more than once.").format(name=name))
    return values[0].strip() if values else ""


def _out_of_order(von: str, bis: str, given: Mapping[str, str]) -> str:
    """Say why the rounds cannot be compared and what to do; of one alone, that there is no other."""
    if "von" not in given:
        sentence = toolkit._("There is no report earlier than {bis} to compare with.")
    elif "bis" not in given:
        sentence = toolkit._("There is no report later than {von} to compare with.")
    elif von == bis:
        sentence = toolkit._("“von” and “bis” both name report {von}. Please choose two different ones.")
    else:
        sentence = toolkit._(
            "“von” has to be an earlier round than “bis”: {von} is not earlier than {bis}."
            " Please exchange them."
        )
    return str(sentence.format(von=von, bis=bis))


def steps(choice: Choice) -> list[tuple[str, str]]:
    """Return the pairs of rounds that lead from the older to the newer; one pair where none lies between."""
    first, last = (round_key(one["berichtsstand"]) for one in (choice.older, choice.newer))
    rounds = [one["berichtsstand"] for one in choice.editions]
    return list(pairwise(one for one in rounds if first <= round_key(one) <= last))


def comparison_of(choice: Choice) -> Comparison:
    """Compare the editions as they were reported, with the projects that are public today."""
    older, newer = _shown(choice.older), _shown(choice.newer)
    return compare(
        dict(choice.older), dict(choice.newer), (older.rows, newer.rows), (older.ratings, newer.ratings)
    )


def _shown(edition: Mapping[str, Any]) -> Shown:
    found = of_edition(edition["berichtsstand"])
    if found is None:
        sentence = toolkit._("There is no published report of round “{value}”.")
        raise OddRounds(sentence.format(value=edition["berichtsstand"]))
    return found
