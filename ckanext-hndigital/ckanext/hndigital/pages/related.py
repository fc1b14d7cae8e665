"""Projects that belong to a project: those of the same office, and of the fields that it mainly supports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit

from hndigital.schemas import codelist, mainly_supports

__all__ = ["Related", "hndigital_related", "nearest"]

#: How many projects of a group are named; the link leads to all.
_FEW = 3
#: Of how many the nearest are chosen.
_CANDIDATES = 500

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Related:
    """Some projects that share something with a project; `count` is how many share it in all, it included.

    `filters` is the selection of all of them.
    """

    filters: Mapping[str, str]
    count: int
    projects: Sequence[Row]


def hndigital_related(row: Row, ratings: Mapping[str, str]) -> list[Related]:
    """Return the related projects of the project with this register row and these ratings.

    A project is named once, in the first group that it belongs to.
    """
    wanted = [{"amt": row["amt"]}] if row.get("amt") else []
    wanted += [
        {"strategiefeld": field, "bewertung": ratings[field]}
        for field in codelist("strategiefeld")
        if mainly_supports(ratings.get(field, ""))
    ]
    seen = {row["vorhaben_nr"]}
    groups = []
    for filters in wanted:
        answer = toolkit.get_action("digitalprojekt_list")({}, {**filters, "limit": _CANDIDATES})
        others = [one for one in answer["results"] if one["vorhaben_nr"] not in seen]
        projects = nearest(row, ratings, others)[:_FEW]
        if projects:
            seen |= {one["vorhaben_nr"] for one in projects}
            groups.append(Related(filters, answer["count"], projects))
    return groups


def nearest(row: Row, ratings: Mapping[str, str], others: Iterable[Row]) -> list[Row]:
    """Return `others` with those first that have most in common with the project.

    What counts, in this order: fields that both mainly support, the same office, a stage that is not
    over yet; then the number.
    """
    mainly = {field for field, rating in ratings.items() if mainly_supports(rating)}

    def distance(other: Row) -> tuple[int, bool, int, str]:
        shared = sum(mainly_supports(other["strategiefelder"].get(field, "")) for field in mainly)
        stage = codelist("bearbeitungsstand").get(other["bearbeitungsstand"])
        place = stage.order if stage and stage.order is not None else len(codelist("bearbeitungsstand")) + 1
        return -shared, other["amt"] != row["amt"], place, other["vorhaben_nr"]

    return sorted(others, key=distance)
