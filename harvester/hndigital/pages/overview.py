"""The figures of a selection of projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..schemas import quantified

__all__ = ["Figures"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a selection holds: `counts` as `hndigital.figures.figures` counts rows of the register.

    `total` is the number of all projects, `newest` the published round; `narrowed` tells whether
    there are filters.
    """

    counts: Mapping[str, Any]
    total: int
    newest: str
    narrowed: bool = False

    @property
    def count(self) -> int:
        """Number of projects in the selection."""
        return int(self.counts["count"])

    @property
    def quantified(self) -> str:
        """The code of `kosten_angabe` that says that there is an amount."""
        return quantified()

    @property
    def with_amount(self) -> int:
        """Number of projects in the selection that carry a figure."""
        return int(self.counts["kosten"][quantified()])

    @property
    def without_amount(self) -> int:
        """Number of projects in the selection that carry no figure."""
        return self.count - self.with_amount

    @property
    def amount(self) -> str:
        """The sum of the figures in EUR."""
        return str(self.counts["kosten"]["summe_eur"])

    @property
    def by_hand(self) -> int:
        """Number of projects in the selection that no report names yet."""
        return int(self.counts["zuletzt_berichtet"].get("", 0))

    @property
    def vanished(self) -> int:
        """Number of projects in the selection that the newest report no longer names."""
        return self.count - int(self.counts["zuletzt_berichtet"].get(self.newest, 0)) - self.by_hand
