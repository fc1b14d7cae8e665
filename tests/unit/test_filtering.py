"""Filtering, ordering and counting of register rows, without CKAN."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ckanext.hndigital.register.facets import facets
from ckanext.hndigital.register.filtering import (
    BadFilter,
    Selector,
    matching,
    not_a_code,
    ordered,
)
from ckanext.hndigital.register.rounds import is_round
from hndigital.figures import figures, ratings_by_number
from hndigital.history import round_key
from hypothesis import given, settings
from hypothesis import strategies as st


def _row(number: str, **cells: str) -> dict[str, str]:
    names = ["titel", "amt", "dezernat", "vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus"]
    empty = dict.fromkeys([*names, "kosten_eur", "kosten_angabe", "zuletzt_berichtet"], "")
    return {**empty, "vorhaben_nr": number, **cells}


ROWS = [
    _row("2020000003", titel="Ärztehaus", amt="20", kosten_eur="900.5", kosten_angabe="beziffert"),
    _row("2020000001", titel="Zoo", amt="I/105", gesamtstatus="kritisch", kosten_angabe="keine_angabe"),
    _row(
        "2020000002",
        titel="Archiv",
        amt="20",
        gesamtstatus="im_plan",
        kosten_eur="10000",
        kosten_angabe="beziffert",
    ),
]
RATINGS = ratings_by_number(
    [
        {"vorhaben_nr": "2020000001", "strategiefeld": "teilhabe", "bewertung": "++"},
        {"vorhaben_nr": "2020000001", "strategiefeld": "mobilitaet", "bewertung": "-"},
        {"vorhaben_nr": "2020000002", "strategiefeld": "teilhabe", "bewertung": "+"},
        {"vorhaben_nr": "2020000003", "strategiefeld": "mobilitaet", "bewertung": "-"},
    ]
)


def _numbers(rows: list[Any]) -> list[str]:
    return [row["vorhaben_nr"][-1] for row in rows]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["3", "1", "2"]),
        ({"amt": "20"}, ["3", "2"]),
        ({"gesamtstatus": "nicht_ausgewiesen"}, ["3"]),
        ({"kosten_angabe": "keine_angabe"}, ["1"]),
        ({"zuletzt_berichtet": "2020-2"}, []),
        ({"zuletzt_berichtet": "nicht_ausgewiesen"}, ["3", "1", "2"]),
        ({"strategiefeld": "teilhabe"}, ["1", "2"]),
        ({"strategiefeld": "teilhabe", "bewertung": "++"}, ["1"]),
        ({"strategiefeld": "mobilitaet"}, []),
        ({"strategiefeld": "mobilitaet", "bewertung": "nicht_ausgewiesen"}, ["2"]),
        ({"bewertung": "-"}, ["3", "1"]),
        ({"bewertung": "nicht_ausgewiesen"}, ["3", "1", "2"]),
        ({"kosten_angabe": "ohne_betrag"}, ["1"]),
        ({"zuletzt_berichtet": "nicht_mehr"}, []),
        ({"kosten_min": "900.5"}, ["3", "2"]),
        ({"kosten_max": "901", "amt": "20"}, ["3"]),
        ({"kosten_min": "0"}, ["3", "2"]),
    ],
)
def test_filters(filters: dict[str, str], found: list[str]) -> None:
    """Each filter lets through exactly its rows; several are joined by and."""
    assert _numbers(matching(ROWS, RATINGS, filters)) == found


def test_what_is_no_longer_named_is_older_than_the_newest_report() -> None:
    """`nicht_mehr` asks for what an older report names and the newest does not; by hand is neither."""
    rows = [
        _row("2020000001", zuletzt_berichtet="2020-2"),
        _row("2020000002", zuletzt_berichtet="2021-1"),
        _row("2020000003"),
    ]
    assert _numbers(matching(rows, {}, {"zuletzt_berichtet": "nicht_mehr"}, newest="2021-1")) == ["1"]


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("bearbeitungsstand", "fertig", True),
        ("bearbeitungsstand", "nicht_ausgewiesen", False),
        ("strategiefeld", "nicht_ausgewiesen", True),
        ("kosten_angabe", "ohne_betrag", False),
        ("anlass", "ohne_betrag", True),
        ("amt", "irgendeins", False),
    ],
)
def test_what_a_filter_can_ask_for(name: str, value: str, wrong: bool) -> None:
    """Codes and the empty cell where there can be one; offices are free text."""
    assert not_a_code(name, value) is wrong


_CELLS = {
    "amt": st.sampled_from(["20", "I/105", "Dez. II"]),
    "dezernat": st.sampled_from(["", "I", "II"]),
    "gesamtstatus": st.sampled_from(["", "im_plan", "kritisch"]),
    "kosten_angabe": st.sampled_from(["beziffert", "keine_angabe", "nicht_ausgewiesen", ""]),
    "zuletzt_berichtet": st.sampled_from(["", "2020-2", "2021-1"]),
}
_RATED = st.dictionaries(st.sampled_from(["teilhabe", "mobilitaet"]), st.sampled_from(["++", "+", "-"]))
_CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "amt": st.just("20"),
        "dezernat": st.sampled_from(["II", "nicht_ausgewiesen"]),
        "gesamtstatus": st.sampled_from(["kritisch", "nicht_ausgewiesen"]),
        "kosten_angabe": st.sampled_from(["beziffert", "ohne_betrag", "nicht_ausgewiesen"]),
        "zuletzt_berichtet": st.sampled_from(["nicht_mehr", "2021-1"]),
        "strategiefeld": st.just("teilhabe"),
        "bewertung": st.sampled_from(["+", "-", "nicht_ausgewiesen"]),
    },
)


@settings(max_examples=40, deadline=None)
@given(
    projects=st.lists(st.tuples(st.fixed_dictionaries(_CELLS), _RATED), max_size=12),
    filters=_CHOICES,
    found=st.none() | st.sets(st.integers(0, 11)),
)
def test_the_number_beside_a_choice_is_what_it_leaves(
    projects: list[Any], filters: dict[str, str], found: set[int] | None
) -> None:
    """For any projects and filters, each count equals the list that its choice then gives."""
    rows = [_row(f"{number:010d}", **cells) for number, (cells, _) in enumerate(projects)]
    ratings = {f"{number:010d}": rated for number, (_, rated) in enumerate(projects) if rated}
    numbers = None if found is None else {f"{number:010d}" for number in found}
    selector = Selector(ratings, filters, numbers, "2021-1")
    passed, held = selector.without_one(rows)
    assert passed == matching(rows, ratings, filters, numbers, "2021-1")
    for name, counts in facets(selector, passed, held).items():
        for value, count in counts.items():
            chosen = {**filters, name: value}
            assert count == len(matching(rows, ratings, chosen, numbers, "2021-1")), (name, value)


def test_search_limits_to_what_was_found() -> None:
    """The numbers that a search found are the only ones left, and none if it found none."""
    assert _numbers(matching(ROWS, RATINGS, {}, {"2020000001"})) == ["1"]
    assert matching(ROWS, RATINGS, {}, set()) == []


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, ["1", "2", "3"]),
        ("vorhaben_nr desc", ["3", "2", "1"]),
        ("titel", ["2", "3", "1"]),
        ("kosten_eur", ["3", "2", "1"]),
        ("kosten_eur desc", ["2", "3", "1"]),
        ("gesamtstatus", ["2", "1", "3"]),
        ("gesamtstatus desc", ["1", "2", "3"]),
        ("amt desc", ["1", "2", "3"]),
    ],
)
def test_order(sort: str | None, order: list[str]) -> None:
    """Amounts as numbers, codes as in their list, umlauts as vowels, empty cells last, ties by number."""
    assert _numbers(ordered(ROWS, sort)) == order


@pytest.mark.parametrize("sort", ["beschreibung", "titel up", "titel; drop table"])
def test_unknown_order_is_refused(sort: str) -> None:
    """An order that is not offered is an error, not silently another one."""
    with pytest.raises(BadFilter):
        ordered(ROWS, sort)


@pytest.mark.parametrize("amount", ["viel", "NaN", "1,5", "-1", "1e5", " 5"])
def test_wrong_amount_is_refused(amount: str) -> None:
    """An amount that is no number names its parameter."""
    with pytest.raises(BadFilter, match="kosten_min"):
        matching(ROWS, RATINGS, {"kosten_min": amount})


def test_figures() -> None:
    """Counts, the exact sum of quantified cost, and ratings per field."""
    counted = figures(ROWS, RATINGS)
    assert counted["count"] == 3
    assert counted["gesamtstatus"] == {"": 1, "im_plan": 1, "kritisch": 1}
    assert counted["amt"] == {"20": 2, "I/105": 1}
    assert counted["kosten"] == {
        "summe_eur": "10900.5", "beziffert": 2, "keine_angabe": 1, "nicht_ausgewiesen": 0,
    }  # fmt: skip
    assert counted["strategiefeld"]["teilhabe"] == {"++": 1, "+": 1, "-": 0}
    assert counted["unterstuetzte_felder"] == {"0": 1, "1": 2}


@given(st.lists(st.decimals(min_value=0, max_value=10**12, places=2), max_size=30))
def test_sum_is_exact(amounts: list[Decimal]) -> None:
    """The sum of any amounts is exact to the cent."""
    rows = [
        _row(f"{number:010d}", kosten_eur=str(amount), kosten_angabe="beziffert")
        for number, amount in enumerate(amounts)
    ]
    assert Decimal(figures(rows, {})["kosten"]["summe_eur"]) == sum(amounts, Decimal(0))


def test_rounds_are_ordered_by_number() -> None:
    """A tenth report of a year comes after the second; what is no round comes first."""
    assert sorted(["2021-1", "2020-10", "", "2020-2"], key=round_key) == ["", "2020-2", "2020-10", "2021-1"]
    assert is_round("2020-2")
    assert not is_round("2020/2")
