"""The indicators, dimensions and ratings of `schemas/metadatenqualitaet.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from ..caching import kept
from ..schemas import schema_text

__all__ = [
    "Dimension",
    "Indicator",
    "Rating",
    "dimensions",
    "indicators",
    "most_points",
    "rating_of",
    "ratings",
]

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the five dimensions; `points` is the most that a dataset can have in it."""

    code: str
    label: Words
    text: Words
    points: int


@dataclass(frozen=True, slots=True)
class Rating:
    """A mark and the least points that give it."""

    code: str
    least: int
    label: Words


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question that gives points, with what to do where the answer is no.

    `level` says whether the dataset or a distribution is asked; `field` is the form's field where a person
    mends it, `setting` the option where an administrator does ("" if there is none).
    """

    code: str
    dimension: str
    points: int
    level: Literal["dataset", "distribution"]
    property: str
    label: Words
    remedy: Words
    field: str = ""
    setting: str = ""


@kept()
def _definition() -> dict[str, Any]:
    return dict(yaml.safe_load(schema_text("metadatenqualitaet.yaml")))


@kept()
def indicators() -> Mapping[str, Indicator]:
    """Return all indicators by code, in their order."""
    return {entry["code"]: Indicator(**entry) for entry in _definition()["indicators"]}


@kept()
def most_points() -> int:
    """Return the points of a perfect dataset: 405."""
    return sum(indicator.points for indicator in indicators().values())


@kept()
def dimensions() -> Mapping[str, Dimension]:
    """Return the five dimensions by code."""
    most = {
        entry["code"]: sum(i.points for i in indicators().values() if i.dimension == entry["code"])
        for entry in _definition()["dimensions"]
    }
    return {e["code"]: Dimension(**e, points=most[e["code"]]) for e in _definition()["dimensions"]}


@kept()
def ratings() -> Mapping[str, Rating]:
    """Return the ratings by code, best first."""
    return {e["code"]: Rating(e["code"], e["from"], e["label"]) for e in _definition()["ratings"]}


def rating_of(points: int) -> Rating:
    """Return the rating that `points` (0 to 405) give."""
    return next(rating for rating in ratings().values() if points >= rating.least)
