"""What the home page shows: headline figures of the projects and what changed last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.changes import ChangeEntry, change_entries, last_publication
from ckanext.hndigital.pages.selection import Selection
from ckanext.hndigital.register import shown

from hndigital.schemas import quantified

__all__ = ["HomePage", "hndigital_home"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Latest:
    """The changes of the round that was published last: how many of each kind, and the first few of them.

    `compared` is false for a first round: that every project of it is new is no change to tell of.
    """

    day: str
    berichtsstand: str
    kinds: Mapping[str, int]
    entries: Sequence[ChangeEntry]
    compared: bool = False


_NOTHING = Latest("", "", {}, ())


@dataclass(frozen=True, slots=True)
class HomePage:
    """Figures as `digitalprojekt_statistik` answers them, and what changed last."""

    figures: Mapping[str, Any]
    latest: Latest
    #: What a portal without projects has to offer: the datasets that changed last.
    datasets: Sequence[Mapping[str, Any]] = ()

    @property
    def edition(self) -> Mapping[str, Any] | None:
        """The edition that is shown."""
        return self.figures.get("ausgabe")

    @property
    def without_cost(self) -> int:
        """Number of projects whose cost is not quantified."""
        return int(self.figures["count"] - self.figures["kosten"][quantified()])


def hndigital_home() -> HomePage:
    """Return the home page's figures and latest changes."""
    figures = toolkit.get_action("digitalprojekt_statistik")({}, {})
    if not figures["count"]:
        newest = {"rows": _SHOWN, "sort": "metadata_modified desc"}
        return HomePage(figures, _NOTHING, toolkit.get_action("package_search")({}, newest)["results"])
    kept, key = shown.current().selections, ("home", last_publication())
    if key not in kept:
        kept[key] = _latest(change_entries(Selection()))
    return HomePage(figures, kept[key])


def _latest(changes: Sequence[ChangeEntry]) -> Latest:
    if not changes:
        return _NOTHING
    day, berichtsstand = changes[0].day, changes[0].berichtsstand
    newest = [change for change in changes if (change.day, change.berichtsstand) == (day, berichtsstand)]
    kinds = Counter(change.art for change in newest)
    compared = any(change.berichtsstand != berichtsstand for change in changes)
    return Latest(day, berichtsstand, dict(sorted(kinds.items())), newest[:_SHOWN], compared)
