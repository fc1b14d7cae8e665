"""A selection of the rows that are shown: who fits, in which order, and what can be counted of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ckanext.hndigital.register.facets import facets
from ckanext.hndigital.register.filtering import Row, Selector, filter_names, ordered, wanted
from ckanext.hndigital.register.shown import Shown

from hndigital.figures import figures

__all__ = ["Selected", "select"]

#: How many selections are kept beside the rows that they are from.
_KEPT = 64


@dataclass(frozen=True)
class Selected:
    """Rows of a selection in their order; nobody may change them or what is counted of them."""

    shown: Shown
    rows: list[Row]
    held: Mapping[str, list[Row]]
    selector: Selector

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Counts and sum (see `hndigital.figures`)."""
        return figures(self.rows, self.shown.ratings)

    @cached_property
    def choices(self) -> dict[str, dict[str, int]]:
        """What each choice of a filter would leave (see `facets.facets`)."""
        return facets(self.selector, self.rows, self.held)


def select(
    shown: Shown, filters: Mapping[str, Any], found: frozenset[str] | None, sort: str | None
) -> Selected:
    """Return the rows that all `filters` let through; `found` are the numbers that a search found.

    Selections are kept as long as the rows stay the same. Raises `filtering.BadFilter`.
    """
    key = (sort or "", found, *(wanted(filters.get(name)) for name in filter_names()))
    kept = shown.selections.get(key)
    if kept is None:
        selector = Selector(shown.ratings, filters, found, shown.newest)
        passed, held = selector.without_one(shown.rows)
        kept = Selected(shown, ordered(passed, sort), held, selector)
        if len(shown.selections) >= _KEPT:
            shown.selections.clear()
        shown.selections[key] = kept
    return kept
