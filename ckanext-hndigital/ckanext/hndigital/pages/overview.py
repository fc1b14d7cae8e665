"""What the overview page shows: answers of the actions put beside the choices of its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.selection import CODED, Selection
from ckanext.hndigital.register.filtering import WITHOUT_VALUE

from hndigital.schemas import codelist

__all__ = ["Choice", "Overview", "overview"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with the number of projects that it would leave."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the template of the overview needs.

    `total` is the number of all published projects, `listing` and `figures` are the answers of
    `digitalprojekt_list` (or `_matrix`) and `digitalprojekt_statistik` for the selection.
    """

    selection: Selection
    total: int
    listing: Mapping[str, Any]
    figures: Mapping[str, Any]
    choices: Mapping[str, list[Choice]]

    @property
    def count(self) -> int:
        """Number of projects in the selection."""
        return self.listing["count"]

    @property
    def edition(self) -> Mapping[str, Any] | None:
        """The edition that is shown: its dataset's name and title, source and whether it is sample data."""
        return self.listing.get("ausgabe")

    @property
    def by_hand(self) -> int:
        """Number of projects in the selection that no report names yet."""
        return self.figures["zuletzt_berichtet"].get("", 0)

    @property
    def vanished(self) -> int:
        """Number of projects in the selection that the newest report no longer names."""
        newest = self.figures["zuletzt_berichtet"].get(self.listing["berichtsstand"], 0)
        return self.count - newest - self.by_hand

    @property
    def pages(self) -> int:
        """Number of pages that the selection fills."""
        return self.selection.pages(self.count)

    @property
    def page_numbers(self) -> list[int]:
        """Numbers for the pager: first, last and the present one's neighbours; 0 stands for a gap."""
        near = {1, self.pages, *range(self.selection.page - 2, self.selection.page + 3)}
        numbers: list[int] = []
        for page in sorted(page for page in near if 1 <= page <= self.pages):
            if numbers and page - numbers[-1] > 1:
                numbers.append(0)
            numbers.append(page)
        return numbers


def overview(selection: Selection) -> Overview:
    """Ask the actions for everything that the overview shows for `selection`."""
    statistik = _Statistik(selection)
    action = "digitalprojekt_matrix" if selection.view == "matrix" else "digitalprojekt_list"
    figures = statistik.for_selection(selection)
    # An address may name a page beyond the last one: the last one is shown.
    selection = selection.on_page(min(selection.page, selection.pages(figures["count"])))
    listing = toolkit.get_action(action)(
        {}, {**selection.action_data(), "limit": selection.page_size, "offset": selection.offset}
    )
    return Overview(
        selection=selection,
        total=statistik.for_selection(Selection())["count"],
        listing=listing,
        figures=figures,
        choices={name: _choices(name, selection, statistik) for name in (*CODED, "amt", "zuletzt_berichtet")},
    )


class _Statistik:
    """Answers of `digitalprojekt_statistik`, asked once per set of filters."""

    def __init__(self, selection: Selection) -> None:
        self._answers: dict[frozenset[tuple[str, str]], Mapping[str, Any]] = {}

    def for_selection(self, selection: Selection) -> Mapping[str, Any]:
        key = frozenset(selection.filters.items())
        if key not in self._answers:
            self._answers[key] = toolkit.get_action("digitalprojekt_statistik")({}, dict(selection.filters))
        return self._answers[key]


def _choices(name: str, selection: Selection, statistik: _Statistik) -> list[Choice]:
    """Return the values of a filter, each with its count under all other filters."""
    chosen = selection.filters.get(name, "")
    if name == "bewertung":
        return _rating_choices(selection, statistik)
    counts = _counts(name, statistik.for_selection(selection.without_filter(name)))
    codes = list(codelist(CODED[name])) if name in CODED else sorted(counts, key=_office_order)
    # Also what no list holds: the empty cell where there is one, and what the address asks for.
    codes += [value for value in (*counts, chosen) if value and value not in codes]
    codes = list(dict.fromkeys(codes))
    return [Choice(code, counts.get(code, 0), code == chosen) for code in codes]


def _counts(name: str, figures: Mapping[str, Any]) -> Mapping[str, int]:
    if name == "kosten_angabe":
        return {code: figures["kosten"][code] for code in codelist("kosten_angabe")}
    if name == "strategiefeld":
        return {
            code: sum(count for rating, count in ratings.items() if rating != "-")
            for code, ratings in figures["strategiefeld"].items()
        }
    return {code or WITHOUT_VALUE: count for code, count in figures[name].items()}


def _rating_choices(selection: Selection, statistik: _Statistik) -> list[Choice]:
    """Return the ratings with their counts in the chosen Strategiefeld (without one, no counts apply)."""
    field = selection.filters.get("strategiefeld")
    chosen = selection.filters.get("bewertung", "")
    counts: dict[str, int] = {}
    if field:
        figures = statistik.for_selection(selection.without_filter("strategiefeld", "bewertung"))
        counts = dict(figures["strategiefeld"].get(field, {}))
        counts[WITHOUT_VALUE] = figures["count"] - sum(counts.values())
    return [
        Choice(code, counts.get(code, -1 if not field else 0), code == chosen)
        for code in (*codelist("bewertung"), WITHOUT_VALUE)
    ]


def _office_order(office: str) -> tuple[int, int, str]:
    """Order offices as people do: numbers by value, then what begins with letters."""
    head = office.split("/")[0]
    return (0, int(head), office) if head.isdigit() else (1, 0, office)
