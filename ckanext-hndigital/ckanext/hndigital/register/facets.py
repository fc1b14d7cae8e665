"""How many projects each choice of a filter would leave, beside the filters in force. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from ckanext.hndigital.register.filtering import (
    NO_LONGER,
    WITHOUT_AMOUNT,
    Row,
    Selector,
    equal,
    without_value,
)

from hndigital.schemas import codelist, quantified

__all__ = ["facets"]


def facets(selector: Selector, passed: list[Row], held: Mapping[str, list[Row]]) -> dict[str, dict[str, int]]:
    """Return filter → value → number of projects that the value leaves under all other filters.

    `passed` and `held` are the answer of `Selector.without_one`. The empty cell is counted as
    `nicht_ausgewiesen`; what summarises values (`ohne_betrag`, `nicht_mehr`) has its count, too.
    """
    counted: dict[str, dict[str, int]] = {
        name: dict(sorted(Counter(row[name] or without_value() for row in _rows(name, passed, held)).items()))
        for name in equal()
    }
    amounts = counted["kosten_angabe"]
    amounts[WITHOUT_AMOUNT] = sum(amounts.values()) - amounts.get(quantified(), 0)
    counted["zuletzt_berichtet"][NO_LONGER] = sum(
        selector.no_longer(row) for row in _rows("zuletzt_berichtet", passed, held)
    )
    rows = list(_rows("strategiefeld", passed, held))
    counted["strategiefeld"] = {
        field: sum(selector.rated(row, (field,), selector.rated_as) for row in rows)
        for field in codelist("strategiefeld")
    }
    counted["bewertung"] = {
        rating: sum(selector.rated(row, selector.fields, (rating,)) for row in rows)
        for rating in (*codelist("bewertung"), without_value())
    }
    return counted


def _rows(name: str, passed: list[Row], held: Mapping[str, list[Row]]) -> Iterable[Row]:
    return chain(passed, held.get(name, ()))
