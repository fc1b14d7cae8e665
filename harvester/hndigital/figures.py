"""Figures of projects, counted from rows of the table `vorhaben` and their ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .caching import kept
from .schemas import codelist, no_amount_column, presented, register_table, supported

__all__ = ["Ratings", "counted", "figures", "ratings_by_number"]

Row = Mapping[str, str]
Ratings = Mapping[str, Mapping[str, str]]
"""Vorhabennummer → Strategiefeld → rating."""


@kept()
def counted() -> tuple[str, ...]:
    """Return the columns whose values are counted, each with its empty cells."""
    return presented(register_table("vorhaben").having("counted"))


def ratings_by_number(matrix: Iterable[Row]) -> dict[str, dict[str, str]]:
    """Return the ratings of each project: number → Strategiefeld → rating."""
    ratings: dict[str, dict[str, str]] = {}
    for row in matrix:
        ratings.setdefault(row["vorhaben_nr"], {})[row["strategiefeld"]] = row["bewertung"]
    return ratings


def figures(rows: Iterable[Row], ratings: Ratings) -> dict[str, Any]:
    """Return the counts and the sum of a selection; the key "" counts empty cells.

    `unterstuetzte_felder` counts projects by how many Strategiefelder they support, "" those without
    any rating.
    """
    listed = list(rows)
    counts: dict[str, Any] = {"count": len(listed)}
    for name in counted():
        counts[name] = dict(sorted(Counter(row[name] for row in listed).items()))
    kinds = Counter(row["kosten_angabe"] or no_amount_column() for row in listed)
    total = sum((Decimal(row["kosten_eur"]) for row in listed if row["kosten_eur"]), Decimal(0))
    counts["kosten"] = {
        "summe_eur": format(total, "f"),
        **{kind: kinds.get(kind, 0) for kind in codelist("kosten_angabe")},
    }
    rated = Counter(pair for row in listed for pair in ratings.get(row["vorhaben_nr"], {}).items())
    counts["strategiefeld"] = {
        field: {rating: rated[field, rating] for rating in codelist("bewertung")}
        for field in codelist("strategiefeld")
    }
    counts["unterstuetzte_felder"] = dict(
        sorted(Counter(_supported(ratings.get(row["vorhaben_nr"], {})) for row in listed).items())
    )
    return counts


def _supported(ratings: Mapping[str, str]) -> str:
    return str(len(supported(ratings))) if ratings else ""
