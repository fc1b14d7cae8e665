"""A selection of projects as the address of a page holds it: filters, order and page.

The address is the only state of the overview. It is read here, and every link of the page is
made from it, so that a selection can be sent, bookmarked and downloaded. No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import urlencode

from ckan.plugins import toolkit
from ckanext.hndigital.register.filtering import TOO_MUCH, filter_names, not_a_code, repeatable, wanted
from ckanext.hndigital.register.rounds import is_round
from werkzeug.datastructures import MultiDict

from hndigital.schemas import column, register_table

__all__ = [
    "EVERYTHING",
    "PAGE_SIZES",
    "VIEWS",
    "Problem",
    "Selection",
    "orders",
    "read_amount",
]

VIEWS = ("liste", "matrix", "bilder")
#: The first is the standard: on a phone its list ends after a few screens.
PAGE_SIZES = (20, 50, 100, 200)

#: More projects than any register holds: the limit for a whole selection in one answer.
EVERYTHING = 1_000_000

_AMOUNT_FILTERS = ("kosten_min", "kosten_max")
_GROUPED = re.compile(r"\d{1,3}(?:[.,\s'’]\d{3})+")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d{1,2}))?", re.ASCII)


def orders() -> tuple[str, ...]:
    """Return the columns of the list, by which it can be ordered."""
    return register_table("vorhaben").having("list")


@dataclass(frozen=True, slots=True)
class Problem:
    """A filter of the address that cannot be understood and therefore was left out."""

    filter: str
    value: str

    @property
    def sentence(self) -> str:
        """What is said to a program, which would take all projects for the selection."""
        sentence = toolkit._("“{value}” could not be understood ({filter}).")
        return str(sentence.format(value=self.value, filter=self.filter))


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters (only those that are set), order, view and page of the overview.

    A filter holds one value or, where it is `repeatable`, several of which a project needs one.
    `berichtsstand` is the edition whose rows are shown, "" for the latest state of all projects.
    """

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sort: str = field(default_factory=lambda: orders()[0])
    descending: bool = False
    view: str = "liste"
    page: int = 1
    page_size: int = PAGE_SIZES[0]
    problems: tuple[Problem, ...] = ()
    berichtsstand: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Selection:
        """Read a selection from the parameters of an address; what is not understood is a problem."""
        filters: dict[str, tuple[str, ...]] = {}
        problems: list[Problem] = []
        for name in filter_names():
            values = _values(name, args, problems)
            if values:
                filters[name] = values
        berichtsstand = args.get("berichtsstand", "").strip()
        if berichtsstand and not is_round(berichtsstand):
            problems.append(Problem("berichtsstand", berichtsstand))
            berichtsstand = ""
        sort = args.get("sort", "")
        size = _whole_number(args.get("pro_seite", ""), default=PAGE_SIZES[0])
        return cls(
            filters=MappingProxyType(filters),
            sort=sort.removeprefix("-") if sort.removeprefix("-") in orders() else orders()[0],
            descending=sort.startswith("-") and sort.removeprefix("-") in orders(),
            view=args.get("ansicht", "") if args.get("ansicht", "") in VIEWS else "liste",
            page=max(1, _whole_number(args.get("seite", ""), default=1)),
            page_size=size if size in PAGE_SIZES else PAGE_SIZES[0],
            problems=tuple(problems),
            berichtsstand=berichtsstand,
        )

    @property
    def offset(self) -> int:
        """Number of projects before this page."""
        return (self.page - 1) * self.page_size

    @property
    def other_page_size(self) -> bool:
        """Whether a page has another number of projects than it has by default."""
        return self.page_size != PAGE_SIZES[0]

    @property
    def order(self) -> str:
        """The order as the address holds it ("-kosten_eur"), "" for the standard one."""
        if (self.sort, self.descending) == (orders()[0], False):
            return ""
        return f"-{self.sort}" if self.descending else self.sort

    def pages(self, count: int) -> int:
        """Return how many pages `count` projects fill; at least one."""
        return max(1, -(-count // self.page_size))

    def refused(self, args: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return what data of the selection is refused for, if it was read from `args`.

        A page shows its standard order for one that there is not; a program would not notice.
        """
        odd = []
        if args.get("sort") and args["sort"].removeprefix("-") not in orders():
            odd.append(Problem("sort", args["sort"]))
        if args.get("seite") and _whole_number(args["seite"], default=0) < 1:
            odd.append(Problem("seite", args["seite"]))
        return (*self.problems, *odd)

    def with_filter(self, name: str, value: str | Iterable[str]) -> Selection:
        """Return the selection with one filter set to a value, or to several, on its first page."""
        return replace(self, filters=MappingProxyType({**self.filters, name: wanted(value)}), page=1)

    def without_value(self, name: str, value: str) -> Selection:
        """Return the selection without one value of a filter, on its first page."""
        rest = tuple(one for one in self.filters.get(name, ()) if one != value)
        return self.with_filter(name, rest) if rest else self.without_filter(name)

    def without_unknown(self, unknown: Iterable[tuple[str, str]]) -> Selection:
        """Return the selection without these values of filters, each of them named as a problem."""
        selection = self
        for name, value in unknown:
            problems = (*selection.problems, Problem(name, value))
            selection = replace(selection.without_value(name, value), problems=problems, page=self.page)
        return selection

    def without_filter(self, *names: str) -> Selection:
        """Return the selection without the filters `names`, on its first page."""
        kept = {key: value for key, value in self.filters.items() if key not in names}
        return replace(self, filters=MappingProxyType(kept), page=1)

    def only(self, **filters: str | Iterable[str]) -> Selection:
        """Return a selection with these filters and nothing else, in the standard order."""
        given = {name: wanted(value) for name, value in filters.items()}
        return Selection(filters=MappingProxyType(given), view=self.view, berichtsstand=self.berichtsstand)

    def projects(self) -> Selection:
        """Return which projects are meant, without order, view and page."""
        return Selection(filters=self.filters, berichtsstand=self.berichtsstand)

    def of_round(self, berichtsstand: str) -> Selection:
        """Return the same selection of another edition, on its first page; "" for the latest state."""
        return replace(self, berichtsstand=berichtsstand, page=1)

    def without_round(self) -> Selection:
        """Return the selection of the latest state, with a problem that names the edition asked for."""
        problem = Problem("berichtsstand", self.berichtsstand)
        return replace(self, berichtsstand="", problems=(*self.problems, problem))

    def sorted_by(self, sort: str) -> Selection:
        """Return the selection ordered by `sort`, numbers from the highest; in that order already, turned."""
        descending = not self.descending if self.sort == sort else column(sort).type == "number"
        return replace(self, sort=sort, descending=descending, page=1)

    def on_page(self, page: int) -> Selection:
        """Return the same selection on another page."""
        return replace(self, page=page)

    def as_view(self, view: str) -> Selection:
        """Return the same selection in another view, on its first page."""
        return replace(self, view=view, page=1)

    def stated(self) -> dict[str, str | list[str]]:
        """Return the filters as answers state them: the value, or a list where there are several."""
        return {name: one[0] if len(one) == 1 else list(one) for name, one in self.filters.items()}

    def action_data(self) -> dict[str, str | list[str]]:
        """Return edition, filters and order as the action `digitalprojekt_list` takes them."""
        return {**self.scope(), "sort": f"{self.sort} {'desc' if self.descending else 'asc'}"}

    def scope(self) -> dict[str, str | list[str]]:
        """Return edition and filters as all the actions take them."""
        return {**self.stated(), **({"berichtsstand": self.berichtsstand} if self.berichtsstand else {})}

    def query(self, *, filters_only: bool = False) -> str:
        """Return the query string: filters in a fixed order, then only what differs from the standard."""
        first = [("berichtsstand", self.berichtsstand)] if self.berichtsstand else []
        pairs = first + [(name, value) for name in filter_names() for value in self.filters.get(name, ())]
        if self.order:
            pairs.append(("sort", self.order))
        if not filters_only:
            if self.view != "liste":
                pairs.append(("ansicht", self.view))
            if self.other_page_size:
                pairs.append(("pro_seite", str(self.page_size)))
            if self.page > 1:
                pairs.append(("seite", str(self.page)))
        return urlencode(pairs)


def read_amount(value: str) -> str | None:
    """Return an amount in EUR as people type it ("10.000", "€10,000", "99,50") as plain decimal text.

    A group of three digits after a sign is a group of thousands in both languages; None if the
    text is no amount.
    """
    text = value.replace("€", "").strip()
    match = _PLAIN.fullmatch(re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else text)
    if match is None:
        return None
    whole, cents = match.group(1).lstrip("0") or "0", (match.group(2) or "").rstrip("0")
    amount = f"{whole}.{cents}" if cents else whole
    return amount if Decimal(amount) < TOO_MUCH else None


def _values(name: str, args: Mapping[str, str], problems: list[Problem]) -> tuple[str, ...]:
    """Return the values of a filter that are understood; the others become problems."""
    given = dict.fromkeys(value.strip() for value in MultiDict(args).getlist(name))
    found: list[str] = []
    for value in filter(None, given):
        understood = _understood(name, value) if repeatable(name) or not found else None
        if understood is None:
            problems.append(Problem(name, value))
        elif understood not in found:
            found.append(understood)
    return tuple(found)


def _understood(name: str, value: str) -> str | None:
    if name in _AMOUNT_FILTERS:
        return read_amount(value)
    return None if not_a_code(name, value) else value


def _whole_number(value: str, *, default: int) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default
