"""Filtering and ordering of register rows. No I/O: the rows come in, the result goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hndigital.caching import kept
from hndigital.figures import Ratings
from hndigital.schemas import (
    codelist,
    column,
    no_amount_column,
    quantified,
    register_table,
    supports,
    table,
)

__all__ = [
    "NO_LONGER",
    "TOO_MUCH",
    "WITHOUT_AMOUNT",
    "BadFilter",
    "Selector",
    "coded",
    "equal",
    "filter_names",
    "matching",
    "not_a_code",
    "ordered",
    "repeatable",
    "sorts",
    "unknown",
    "wanted",
    "without_value",
]

Row = Mapping[str, str]

#: Value of `kosten_angabe` that asks for all projects without an amount, whatever the reason.
WITHOUT_AMOUNT = "ohne_betrag"
#: Value of `zuletzt_berichtet` that asks for projects that the newest report no longer names.
NO_LONGER = "nicht_mehr"

#: No amount in EUR is that high, and no more digits are computed with.
TOO_MUCH = Decimal(10**15)
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def _rated() -> tuple[str, ...]:
    return register_table("strategiefeld_matrix").having("filter")


def equal() -> tuple[str, ...]:
    """Return the filters that compare a cell."""
    return register_table("vorhaben").having("filter")


@kept()
def filter_names() -> tuple[str, ...]:
    """Return all filters in the order in which addresses hold them."""
    reported = table("vorhaben").column_names
    return (
        *("q", *_rated()),
        *(name for name in equal() if name in reported),
        *("kosten_min", "kosten_max"),
        *(name for name in equal() if name not in reported),
    )


@kept()
def coded() -> Mapping[str, str]:
    """Return the filters whose values are codes, with the list that holds them."""
    return MappingProxyType(
        {name: codes for name in (*_rated(), *equal()) if (codes := column(name).codelist)}
    )


def repeatable(name: str) -> bool:
    """Return whether a filter takes several values, of which a project needs one."""
    return name in _rated() or name in equal()


def wanted(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the values of a filter, which may be given as one text or as several."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(dict.fromkeys(value))


def unknown(rows: Iterable[Row], filters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the values of filters without a code list (offices, rounds) that none of `rows` has."""
    uncoded = [name for name in equal() if name not in coded() and wanted(filters.get(name))]
    held = {name: {row[name] for row in rows} for name in uncoded}
    return [
        (name, value)
        for name in uncoded
        for value in wanted(filters[name])
        if value not in held[name]
        and value != without_value()
        and (name, value) != ("zuletzt_berichtet", NO_LONGER)
    ]


def sorts() -> tuple[str, ...]:
    """Return the columns by which rows can be ordered."""
    return register_table("vorhaben").having("sort")


def without_value() -> str:
    """Return the value of a filter that asks for projects whose table has no such column (an empty cell)."""
    return no_amount_column()


class BadFilter(ValueError):
    """A filter or order that cannot be applied; `name` is the parameter."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}: {value!r}")
        self.name = name
        self.value = value


def not_a_code(name: str, value: str) -> bool:
    """Return whether `value` is nothing that the filter `name` could ask for."""
    if name not in coded() or value in codelist(coded()[name]):
        return False
    if name == "kosten_angabe":
        return value != WITHOUT_AMOUNT
    return value != without_value() or name == "strategiefeld"


class Selector:
    """The filters in force, each as a test of its own; `newest` is the published round.

    Of several values of a filter a project needs one. `strategiefeld` alone asks for projects that support
    the field, with `bewertung` for that rating in it; `bewertung` alone for that rating in any field. A
    filter with the value `nicht_ausgewiesen` asks for the empty cell, or for a field without a rating.
    `found` are the numbers that a search found.
    """

    def __init__(
        self,
        ratings: Ratings,
        filters: Mapping[str, Any],
        found: Collection[str] | None = None,
        newest: str = "",
    ) -> None:
        self._ratings = ratings
        self._newest = newest
        self.fields = wanted(filters.get("strategiefeld"))
        self.rated_as = wanted(filters.get("bewertung"))
        least, most = _amount(filters, "kosten_min"), _amount(filters, "kosten_max")
        self._tests: dict[str, Callable[[Row], bool]] = {}
        if found is not None:
            self._tests["q"] = lambda row: row["vorhaben_nr"] in found
        for name in equal():
            if values := wanted(filters.get(name)):
                self._tests[name] = self._one_of(name, values)
        if self.fields or self.rated_as:
            self._tests["strategiefeld"] = lambda row: self.rated(row, self.fields, self.rated_as)
        if least is not None or most is not None:
            self._tests["kosten_min"] = lambda row: _within(row["kosten_eur"], least, most)

    def matching(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that all filters let through."""
        tests = list(self._tests.values())
        return [row for row in rows if all(test(row) for test in tests)]

    def without_one(self, rows: Iterable[Row]) -> tuple[list[Row], dict[str, list[Row]]]:
        """Return the matching rows, and by filter the rows that it alone keeps out."""
        tests = list(self._tests.items())
        passed: list[Row] = []
        held: dict[str, list[Row]] = {name: [] for name, _ in tests}
        for row in rows:
            failed = ""
            for name, test in tests:
                if not test(row):
                    if failed:
                        break
                    failed = name
            else:
                (held[failed] if failed else passed).append(row)
        return passed, held

    def rated(self, row: Row, fields: Sequence[str], rated_as: Sequence[str]) -> bool:
        """Return whether a project has one of the ratings in one of the fields.

        No field is any field; no rating is any support.
        """
        return any(
            self._rated(row, field, rating) for field in (fields or ("",)) for rating in (rated_as or ("",))
        )

    def _rated(self, row: Row, field: str, rating: str) -> bool:
        ratings = self._ratings.get(row["vorhaben_nr"], {})
        if rating == without_value():
            return field not in ratings if field else len(ratings) < len(codelist("strategiefeld"))
        if not field:
            return not rating or rating in ratings.values()
        return ratings.get(field) == rating if rating else supports(ratings.get(field, ""))

    def no_longer(self, row: Row) -> bool:
        """Return whether the newest report leaves out a project that an older one names."""
        return row["zuletzt_berichtet"] not in ("", self._newest)

    def _one_of(self, name: str, values: Sequence[str]) -> Callable[[Row], bool]:
        tests = [self._equal(name, value) for value in values]
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _equal(self, name: str, value: str) -> Callable[[Row], bool]:
        if name == "zuletzt_berichtet" and value == NO_LONGER:
            return self.no_longer
        if name == "kosten_angabe":
            if value == WITHOUT_AMOUNT:
                return lambda row: row[name] != quantified()
            # A cell that nobody filled says no more than that.
            return lambda row: (row[name] or without_value()) == value
        cell = "" if value == without_value() else value
        return lambda row: row[name] == cell


def matching(
    rows: Iterable[Row],
    ratings: Ratings,
    filters: Mapping[str, Any],
    found: Collection[str] | None = None,
    newest: str = "",
) -> list[Row]:
    """Return the rows that all filters let through (see `Selector`)."""
    return Selector(ratings, filters, found, newest).matching(rows)


def _amount(filters: Mapping[str, Any], name: str) -> Decimal | None:
    text = filters.get(name)
    if not text:
        return None
    if not _AMOUNT.fullmatch(str(text)) or Decimal(str(text)) >= TOO_MUCH:
        raise BadFilter(name, text)
    return Decimal(str(text))


def _within(cell: str, least: Decimal | None, most: Decimal | None) -> bool:
    if not cell:
        return False
    amount = Decimal(cell)
    return (least is None or amount >= least) and (most is None or amount <= most)


def ordered(rows: Iterable[Row], sort: str | None) -> list[Row]:
    """Return the rows in the order `sort` ("kosten_eur desc"): empty cells last, ties by number.

    Codes stand in the order of their code list.
    """
    name, _, direction = (sort or "vorhaben_nr asc").strip().partition(" ")
    direction = direction.strip().lower() or "asc"
    if name not in sorts() or direction not in ("asc", "desc"):
        raise BadFilter("sort", sort or "")
    by_number = sorted(rows, key=lambda row: row["vorhaben_nr"])
    filled = [row for row in by_number if row[name]]
    empty = [row for row in by_number if not row[name]]
    kind = column(name)
    if kind.type == "number":
        filled.sort(key=lambda row: Decimal(row[name]), reverse=direction == "desc")
    elif kind.codelist:
        order = {code: position for position, code in enumerate(codelist(kind.codelist))}
        filled.sort(key=lambda row: order.get(row[name], len(order)), reverse=direction == "desc")
    else:
        filled.sort(key=lambda row: _alphabetical(row[name]), reverse=direction == "desc")
    return [*filled, *empty]


def _alphabetical(text: str) -> str:
    # DIN 5007-1: an umlaut sorts as its vowel.
    return text.casefold().translate(_UMLAUTS)
