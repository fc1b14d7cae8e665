"""A selection of projects as addresses hold it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from ckanext.hndigital.pages.selection import PAGE_SIZES, VIEWS, Problem, Selection, orders, read_amount
from ckanext.hndigital.register.filtering import filter_names
from hndigital.schemas import codelist
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

CODES = {
    "strategiefeld": ("teilhabe",),
    "bewertung": ("++", "+"),
    "amt": ("I/105", "20"),
    "bearbeitungsstand": ("umsetzung",),
    "gesamtstatus": ("nicht_ausgewiesen", "kritisch"),
    "q": ("Straße & Öl",),
    "kosten_min": ("1000.5",),
}


def parse(query: str) -> Selection:
    return Selection.from_args(MultiDict(parse_qsl(query)))


@given(
    filters=st.dictionaries(st.sampled_from(sorted(CODES)), st.none()),
    sort=st.sampled_from(orders()),
    descending=st.booleans(),
    view=st.sampled_from(VIEWS),
    page=st.integers(1, 500),
    page_size=st.sampled_from(PAGE_SIZES),
    berichtsstand=st.sampled_from(["", "2020-2"]),
)
def test_an_address_brings_back_its_selection(
    filters: dict[str, None],
    sort: str,
    descending: bool,
    view: str,
    page: int,
    page_size: int,
    berichtsstand: str,
) -> None:
    """Whatever a reader selects can be sent as an address and is the same there."""
    chosen = {name: CODES[name] for name in filters}
    selection = Selection(chosen, sort, descending, view, page, page_size, berichtsstand=berichtsstand)
    assert parse(selection.query()) == selection


@given(
    st.dictionaries(
        st.sampled_from([*filter_names(), "berichtsstand", "sort", "seite", "pro_seite", "ansicht"]),
        st.text(),
    )
)
def test_any_address_is_readable(args: dict[str, str]) -> None:
    """No address breaks the page: what is not understood is named as a problem or has a standard."""
    selection = Selection.from_args(args)
    assert selection.page >= 1
    assert {problem.filter for problem in selection.problems} <= set(args)


def test_the_plain_overview_has_the_plain_address() -> None:
    """Nothing selected needs no parameters."""
    assert Selection().query() == ""


def test_a_filter_given_twice_means_both() -> None:
    """Several values are one wider choice, in the order given; each can be taken out alone."""
    selection = parse("gesamtstatus=kritisch&gesamtstatus=teilweise_kritisch&gesamtstatus=kritisch&amt=20")
    assert selection.filters["gesamtstatus"] == ("kritisch", "teilweise_kritisch")
    assert selection.stated() == {"amt": "20", "gesamtstatus": ["kritisch", "teilweise_kritisch"]}
    alone = selection.without_value("gesamtstatus", "kritisch")
    assert alone.query() == "amt=20&gesamtstatus=teilweise_kritisch"
    assert alone.without_value("amt", "20").without_value("gesamtstatus", "teilweise_kritisch") == Selection()


def test_what_holds_one_value_names_the_second() -> None:
    """A search or an amount given twice is not guessed at: the first counts, the second is a problem."""
    selection = parse("q=Straße&q=Brücke&kosten_min=5&kosten_min=7")
    assert dict(selection.filters) == {"q": ("Straße",), "kosten_min": ("5",)}
    assert selection.problems == (Problem("q", "Brücke"), Problem("kosten_min", "7"))


def test_an_unknown_code_is_named_and_left_out() -> None:
    """A filter that no code list knows does not silently empty the list."""
    selection = parse("bearbeitungsstand=fertig&dezernat=II")
    assert dict(selection.filters) == {"dezernat": ("II",)}
    assert selection.problems == (Problem("bearbeitungsstand", "fertig"),)


def test_the_edition_belongs_to_the_selection() -> None:
    """Filters, downloads and the way back keep the edition; what is no round is named and left out."""
    selection = parse("berichtsstand=2020-2&dezernat=II&seite=3")
    assert selection.with_filter("amt", "20").query() == "berichtsstand=2020-2&amt=20&dezernat=II"
    assert selection.query(filters_only=True) == "berichtsstand=2020-2&dezernat=II"
    assert selection.only().query() == "berichtsstand=2020-2"
    assert selection.of_round("").query() == "dezernat=II"
    assert selection.scope() == {"dezernat": "II", "berichtsstand": "2020-2"}
    assert parse("berichtsstand=gestern").problems == (Problem("berichtsstand", "gestern"),)


def test_a_new_filter_starts_on_the_first_page() -> None:
    """Narrowing page 4 shows the first of the narrower pages."""
    assert parse("seite=4").with_filter("amt", "20").page == 1
    assert parse("seite=4&amt=20").without_filter("amt") == Selection()


def test_ordering_twice_turns_round_and_cost_begins_with_the_highest() -> None:
    """A second click on a column turns its order; for cost the highest come first."""
    assert Selection().sorted_by("titel").order == "titel"
    assert Selection().sorted_by("titel").sorted_by("titel").order == "-titel"
    assert Selection().sorted_by("kosten_eur").order == "-kosten_eur"


def test_downloads_carry_filters_but_not_the_page() -> None:
    """A download is the whole selection, whatever page the reader is on."""
    assert parse("dezernat=II&seite=3&ansicht=matrix").query(filters_only=True) == "dezernat=II"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("250000", "250000"),
        ("250.000", "250000"),
        ("250,000", "250000"),
        ("1.250.000 €", "1250000"),
        ("€1,250,000", "1250000"),
        ("10 000", "10000"),
        ("99,50", "99.5"),
        ("99.05", "99.05"),
        ("0", "0"),
        ("007", "7"),
        ("viel", None),
        ("-5", None),
        ("1e5", None),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: str | None) -> None:
    """German and English groups of thousands mean the same whole amount."""
    assert read_amount(typed) == amount


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (102, 6)])
def test_pages(count: int, pages: int) -> None:
    """The last page may be short; an empty selection still has one."""
    assert Selection().pages(count) == pages


def test_every_filter_by_code_has_its_list() -> None:
    """Each coded value that a page offers can be sent back to it."""
    for code in codelist("bearbeitungsstand"):
        assert parse(f"bearbeitungsstand={code}").filters == {"bearbeitungsstand": (code,)}
