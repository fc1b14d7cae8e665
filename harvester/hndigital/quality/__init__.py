"""Metadata quality: what data.europa.eu and GovData would say of a dataset, before they say it.

`assess` scores the graph of a dataset in the five dimensions of data.europa.eu's Metadata Quality
Assessment (405 points); `Rules` asks the official shapes of DCAT-AP.de and of GovData's dashboard. Pure:
a graph goes in, points go out; whether an address answers is told by the caller.
"""

from __future__ import annotations

from .assessment import Assessment, Check, State, assess
from .indicators import Dimension, Indicator, Rating, dimensions, indicators, most_points, rating_of, ratings
from .rules import Rules, Verdict, closure

__all__ = [
    "Assessment",
    "Check",
    "Dimension",
    "Indicator",
    "Rating",
    "Rules",
    "State",
    "Verdict",
    "assess",
    "closure",
    "dimensions",
    "indicators",
    "most_points",
    "rating_of",
    "ratings",
]
