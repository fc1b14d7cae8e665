"""The points of one dataset.

Of a dataset's distributions the one with the most points counts, as with data.europa.eu: it takes them
for the same content in several forms. What nobody knows (whether a foreign address answers) is neither
given nor taken: it stands beside the points as `open`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rdflib import Graph, URIRef
from rdflib.term import Node

from ..dcat.vocab import DCAT
from .indicators import Rating, dimensions, indicators, rating_of
from .measures import DATASET, DISTRIBUTION, Reach

__all__ = ["Assessment", "Check", "State", "assess"]


class State(StrEnum):
    """The answer to an indicator's question."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"

    @classmethod
    def of(cls, answer: bool | None) -> State:
        """Return the state for yes, no or nobody knows."""
        return cls.OPEN if answer is None else cls.MET if answer else cls.MISSED


@dataclass(frozen=True, slots=True)
class Check:
    """An indicator's answer and the points that it gives."""

    code: str
    state: State

    @property
    def most(self) -> int:
        """The points that can be had."""
        return indicators()[self.code].points

    @property
    def points(self) -> int:
        """The points that are had for certain."""
        return self.most if self.state is State.MET else 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """All checks of a dataset, in the indicators' order.

    `counted` is the IRI of the distribution that counts ("" if there is none); `distributions` holds the
    checks of each distribution, by IRI.
    """

    dataset: str
    checks: tuple[Check, ...]
    counted: str
    distributions: Mapping[str, tuple[Check, ...]]

    @property
    def points(self) -> int:
        """The points that are certain."""
        return sum(check.points for check in self.checks)

    @property
    def open(self) -> int:
        """The points that nobody knows yet."""
        return sum(check.most for check in self.checks if check.state is State.OPEN)

    @property
    def most(self) -> int:
        """The points of a perfect dataset."""
        return sum(check.most for check in self.checks)

    @property
    def rating(self) -> Rating:
        """The rating of the certain points; with open ones it is the least that the dataset gets."""
        return rating_of(self.points)

    def codes(self, state: State) -> tuple[str, ...]:
        """Return the codes of the indicators in `state`."""
        return tuple(check.code for check in self.checks if check.state is state)

    def in_dimension(self, dimension: str) -> tuple[Check, ...]:
        """Return the checks of a dimension."""
        return tuple(check for check in self.checks if indicators()[check.code].dimension == dimension)

    @property
    def by_dimension(self) -> Mapping[str, tuple[int, int]]:
        """Certain and open points of each dimension."""
        return {
            code: (
                sum(check.points for check in self.in_dimension(code)),
                sum(check.most for check in self.in_dimension(code) if check.state is State.OPEN),
            )
            for code in dimensions()
        }


def assess(graph: Graph, dataset: str, reach: Reach, *, conforms: bool) -> Assessment:
    """Return the points of the dataset with the IRI `dataset` in `graph`.

    `reach` tells whether an address answers, `conforms` whether the shapes of DCAT-AP found no violation.
    """
    node = URIRef(dataset)
    each = {
        str(distribution): _checks(graph, distribution, reach)
        for distribution in sorted(graph.objects(node, DCAT.distribution), key=str)
    }
    # max takes the first of equals: the IRI's order decides, so that the same graph gives the same answer
    counted = max(each, key=lambda iri: _sum(each[iri]), default="")
    answers = {code: State.of(measure(graph, node, reach)) for code, measure in DATASET.items()}
    answers["dcat_ap"] = State.of(conforms)
    for code in DISTRIBUTION:
        answers[code] = State.MISSED
    answers |= {check.code: check.state for check in each.get(counted, ())}
    if counted:
        for code in ("issued", "modified"):
            if answers[code] is State.MISSED:
                answers[code] = State.of(DATASET[code](graph, URIRef(counted), reach))
    checks = tuple(Check(code, answers[code]) for code in indicators())
    return Assessment(dataset, checks, counted, each)


def _checks(graph: Graph, distribution: Node, reach: Reach) -> tuple[Check, ...]:
    return tuple(
        Check(code, State.of(measure(graph, distribution, reach))) for code, measure in DISTRIBUTION.items()
    )


def _sum(checks: Iterable[Check]) -> tuple[int, int]:
    """Return certain points and what could be added, by which distributions are compared."""
    listed = list(checks)
    return sum(c.points for c in listed), sum(c.most for c in listed if c.state is State.OPEN)
