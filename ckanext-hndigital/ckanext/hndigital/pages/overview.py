"""What the overview page shows: answers of the actions put beside the choices of its filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages import pictures
from ckanext.hndigital.pages.selection import Selection
from ckanext.hndigital.pages.today import today
from ckanext.hndigital.register import reading, shown
from ckanext.hndigital.register.filtering import NO_LONGER, WITHOUT_AMOUNT, coded, equal, unknown

from hndigital.charts import Chart, stated_charts
from hndigital.history import round_key
from hndigital.pages.accuracy import Accuracy, accuracy
from hndigital.pages.overview import Figures
from hndigital.pages.state import State, state
from hndigital.schemas import codelist
from hndigital.values import whole_number

__all__ = ["Choice", "Overview", "accuracy_of", "overview", "public_editions"]

#: Values of a filter that no code list holds, in the order in which they follow its codes.
_SUMMARIES = {"kosten_angabe": (WITHOUT_AMOUNT,), "zuletzt_berichtet": (NO_LONGER,)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with the number of projects that it would leave."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the template of the overview needs.

    `listing` is the answer of `digitalprojekt_list` (or `_matrix`), `figures` has that of
    `digitalprojekt_statistik` for the selection; `charts` are the pictures and `matrix` is the heat
    map where the address asks for them; `stated` are those of figures that only the whole report counts.
    `editions` are the public ones, the newest first.
    """

    selection: Selection
    listing: Mapping[str, Any]
    figures: Figures
    choices: Mapping[str, list[Choice]]
    charts: tuple[Chart, ...]
    matrix: Chart | None
    editions: Sequence[Mapping[str, Any]]
    accuracy: Accuracy | None
    state: State | None
    stated: tuple[Chart, ...]

    @property
    def count(self) -> int:
        """Number of projects in the selection."""
        return self.listing["count"]

    @property
    def total(self) -> int:
        """Number of all projects of the register, or of the edition."""
        return self.figures.total

    @property
    def edition(self) -> Mapping[str, Any] | None:
        """The edition that is shown: its dataset's name and title, source and whether it is sample data."""
        return self.listing.get("ausgabe")

    @property
    def newest(self) -> str:
        """The published round, also while an older one is shown."""
        return self.figures.newest

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


def public_editions() -> list[Mapping[str, Any]]:
    """Return the public editions, the newest first."""
    return sorted(reading.editions(), key=lambda one: round_key(one["berichtsstand"]), reverse=True)


def accuracy_of(berichtsstand: str, lang: str) -> Accuracy | None:
    """Return how exact the report of a round is, None if its edition is not public."""
    edition = reading.edition_of(berichtsstand)
    if edition is None:
        return None
    abgleich, hinweise = (reading.edition_table(berichtsstand, name) for name in ("abgleich", "hinweise"))
    return accuracy(edition, abgleich, hinweise, lang)


def overview(selection: Selection, lang: str) -> Overview:
    """Ask the actions for everything that the overview shows for `selection`, in `lang`."""
    editions = public_editions()
    if selection.berichtsstand and selection.berichtsstand not in {e["berichtsstand"] for e in editions}:
        selection = selection.without_round()
    rows = shown.current() if not selection.berichtsstand else shown.of_edition(selection.berichtsstand)
    selection = selection.without_unknown(unknown(rows.rows if rows else (), selection.filters))
    figures = toolkit.get_action("digitalprojekt_statistik")({}, {**selection.scope(), "auswahl": True})
    # An address may name a page beyond the last one: the last one is shown.
    selection = replace(selection, page=min(selection.page, selection.pages(figures["count"])))
    asked = {**selection.action_data(), "limit": selection.page_size, "offset": selection.offset}
    as_matrix = selection.view == "matrix"
    listing = toolkit.get_action("digitalprojekt_matrix" if as_matrix else "digitalprojekt_list")({}, asked)
    newest = editions[0]["berichtsstand"] if editions else listing["berichtsstand"]
    return Overview(
        selection=selection,
        listing=listing,
        figures=Figures(figures, figures["gesamt"], newest, narrowed=bool(selection.filters)),
        choices={
            name: _choices(name, selection, figures["auswahl"][name])
            for name in dict.fromkeys((*coded(), *equal()))
        },
        charts=pictures.pictures(selection, figures, lang) if selection.view == "bilder" else (),
        matrix=pictures.matrix(listing, figures, lang) if as_matrix else None,
        editions=editions,
        accuracy=accuracy_of(listing["berichtsstand"], lang),
        state=state(listing, newest, today()),
        stated=_stated(selection, listing["berichtsstand"], lang),
    )


def _stated(selection: Selection, berichtsstand: str, lang: str) -> tuple[Chart, ...]:
    """Return the pictures of what only the whole report counts, where pictures of all of it are shown."""
    if selection.view != "bilder" or selection.filters:
        return ()
    return stated_charts(reading.edition_table(berichtsstand, "abgleich"), lang)


def _choices(name: str, selection: Selection, counts: Mapping[str, int]) -> list[Choice]:
    """Return the values of a filter, each with its count under all other filters."""
    chosen = selection.filters.get(name, ())
    summaries = _SUMMARIES.get(name, ())
    if name in coded():
        codes = list(codelist(coded()[name]))
    elif name == "zuletzt_berichtet":
        codes = sorted((code for code in counts if code not in summaries), key=round_key, reverse=True)
    else:
        codes = sorted(counts, key=_office_order)
    codes = [*codes, *(code for code in summaries if counts.get(code) or code in chosen)]
    # Also what no list holds: the empty cell where there is one, and what the address asks for.
    codes += [value for value in (*counts, *chosen) if value and value not in (*codes, *summaries)]
    return [Choice(code, counts.get(code, 0), code in chosen) for code in dict.fromkeys(codes)]


def _office_order(office: str) -> tuple[int, int, str]:
    """Order offices as people do: numbers by value, then what begins with letters."""
    number = whole_number(office.split("/")[0])
    return (1, 0, office) if number is None else (0, number, office)
