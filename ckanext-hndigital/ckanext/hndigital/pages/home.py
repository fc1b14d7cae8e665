"""What the home page shows: headline figures of the projects and what changed last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.changes import ChangeEntry, change_entries
from ckanext.hndigital.pages.selection import Selection

__all__ = ["HomePage", "hndigital_home"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class HomePage:
    """Figures as `digitalprojekt_statistik` answers them, and the changes of the newest day.

    `kinds` counts those changes by their kind; `latest` are the first few of them.
    """

    figures: Mapping[str, Any]
    day: str
    kinds: Mapping[str, int]
    latest: Sequence[ChangeEntry]

    @property
    def edition(self) -> Mapping[str, Any] | None:
        """The edition that is shown."""
        return self.figures.get("ausgabe")

    @property
    def without_cost(self) -> int:
        """Number of projects whose cost is not quantified."""
        return int(self.figures["count"] - self.figures["kosten"]["beziffert"])


def hndigital_home() -> HomePage:
    """Return the home page's figures and latest changes."""
    figures = toolkit.get_action("digitalprojekt_statistik")({}, {})
    changes = change_entries(Selection()) if figures["count"] else []
    day = changes[0].day if changes else ""
    newest = [change for change in changes if change.day == day]
    kinds = Counter(change.art for change in newest)
    return HomePage(figures, day, dict(sorted(kinds.items())), newest[:_SHOWN])
