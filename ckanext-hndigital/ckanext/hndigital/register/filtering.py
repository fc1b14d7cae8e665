"""Filtering, ordering and counting of register rows. No I/O: the rows come in, the result goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from hndigital.schemas import codelist

__all__ = [
    "FILTERS",
    "SORTS",
    "WITHOUT_VALUE",
    "BadFilter",
    "figures",
    "matching",
    "ordered",
    "ratings_by_number",
]

Row = Mapping[str, str]
Ratings = Mapping[str, Mapping[str, str]]

#: All filters in the order in which addresses hold them.
FILTERS = (
    "q",
    "strategiefeld",
    "bewertung",
    "amt",
    "dezernat",
    "vorhabentyp",
    "anlass",
    "bearbeitungsstand",
    "gesamtstatus",
    "kosten_angabe",
    "kosten_min",
    "kosten_max",
    "zuletzt_berichtet",
)

#: Value of a filter that asks for projects whose table has no such column (an empty cell).
WITHOUT_VALUE = "nicht_ausgewiesen"

_EQUAL = ("amt", "dezernat", "vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus", "kosten_angabe",
          "zuletzt_berichtet")  # fmt: skip
#: Columns by which rows can be ordered.
SORTS = ("vorhaben_nr", "titel", "amt", "dezernat", "vorhabentyp", "anlass", "bearbeitungsstand",
         "gesamtstatus", "kosten_eur")  # fmt: skip
_CODED = ("dezernat", "vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus")
_COUNTED = (
    "bearbeitungsstand",
    "gesamtstatus",
    "dezernat",
    "amt",
    "vorhabentyp",
    "anlass",
    "zuletzt_berichtet",
)
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


class BadFilter(ValueError):
    """A filter or order that cannot be applied; `name` is the parameter."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}: {value!r}")
        self.name = name
        self.value = value


def ratings_by_number(matrix: Iterable[Row]) -> dict[str, dict[str, str]]:
    """Return the ratings of each project: number → Strategiefeld → rating."""
    ratings: dict[str, dict[str, str]] = {}
    for row in matrix:
        ratings.setdefault(row["vorhaben_nr"], {})[row["strategiefeld"]] = row["bewertung"]
    return ratings


def matching(
    rows: Iterable[Row], ratings: Ratings, filters: Mapping[str, Any], found: set[str] | None = None
) -> list[Row]:
    """Return the rows that all filters let through; `found` are the numbers that a search found.

    `strategiefeld` alone asks for projects that support the field (`+` or `++`), with `bewertung`
    for that rating in it; `bewertung` alone for that rating in any field. A filter with the value
    `nicht_ausgewiesen` asks for the empty cell, or for the field without a rating.
    """
    least, most = _amount(filters, "kosten_min"), _amount(filters, "kosten_max")
    result = []
    for row in rows:
        if found is not None and row["vorhaben_nr"] not in found:
            continue
        if not all(_equal(row, name, filters.get(name)) for name in _EQUAL):
            continue
        if not _rated(
            ratings.get(row["vorhaben_nr"], {}), filters.get("strategiefeld"), filters.get("bewertung")
        ):
            continue
        if (least is not None or most is not None) and not _within(row["kosten_eur"], least, most):
            continue
        result.append(row)
    return result


def _equal(row: Row, name: str, wanted: str | None) -> bool:
    if not wanted:
        return True
    if wanted == WITHOUT_VALUE and name != "kosten_angabe":
        return row[name] == ""
    return row[name] == wanted


def _rated(ratings: Mapping[str, str], field: str | None, rating: str | None) -> bool:
    if not field:
        return not rating or rating in ratings.values()
    if not rating:
        return ratings.get(field) in ("+", "++")
    if rating == WITHOUT_VALUE:
        return field not in ratings
    return ratings.get(field) == rating


def _amount(filters: Mapping[str, Any], name: str) -> Decimal | None:
    text = filters.get(name)
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise BadFilter(name, text) from None
    if not amount.is_finite():
        raise BadFilter(name, text)
    return amount


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
    if name not in SORTS or direction not in ("asc", "desc"):
        raise BadFilter("sort", sort or "")
    by_number = sorted(rows, key=lambda row: row["vorhaben_nr"])
    filled = [row for row in by_number if row[name]]
    empty = [row for row in by_number if not row[name]]
    if name == "kosten_eur":
        filled.sort(key=lambda row: Decimal(row[name]), reverse=direction == "desc")
    elif name in _CODED:
        order = {code: position for position, code in enumerate(codelist(name))}
        filled.sort(key=lambda row: order.get(row[name], len(order)), reverse=direction == "desc")
    else:
        filled.sort(key=lambda row: _alphabetical(row[name]), reverse=direction == "desc")
    return [*filled, *empty]


def _alphabetical(text: str) -> str:
    # DIN 5007-1: an umlaut sorts as its vowel.
    return text.casefold().translate(_UMLAUTS)


def figures(rows: Iterable[Row], ratings: Ratings) -> dict[str, Any]:
    """Return the counts and the sum of a selection; the key "" counts empty cells."""
    listed = list(rows)
    counts: dict[str, Any] = {"count": len(listed)}
    for name in _COUNTED:
        counts[name] = dict(sorted(Counter(row[name] for row in listed).items()))
    kinds = Counter(row["kosten_angabe"] for row in listed)
    total = sum((Decimal(row["kosten_eur"]) for row in listed if row["kosten_eur"]), Decimal(0))
    counts["kosten"] = {
        "summe_eur": format(total, "f"),
        **{kind: kinds.get(kind, 0) for kind in codelist("kosten_angabe")},
    }
    counts["strategiefeld"] = {
        field: {
            rating: sum(1 for row in listed if ratings.get(row["vorhaben_nr"], {}).get(field) == rating)
            for rating in codelist("bewertung")
        }
        for field in codelist("strategiefeld")
    }
    return counts
