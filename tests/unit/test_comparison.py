"""Two rounds beside each other: every project is told once where it belongs, and the numbers add up."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hndigital import offices
from hndigital.charts.flow import Move, draw_flow
from hndigital.pages.comparison import Comparison, compare
from hndigital.pages.words import Words
from hndigital.schemas import table

OLD, NEW = {"berichtsstand": "2020-2"}, {"berichtsstand": "2021-1"}


def row(number: str, **cells: str) -> dict[str, str]:
    return {
        **dict.fromkeys(table("vorhaben").column_names, ""),
        **{"vorhaben_nr": number, "titel": f"Vorhaben {number}", "bearbeitungsstand": "umsetzung"},
        **cells,
    }


@pytest.fixture
def comparison() -> Comparison:
    before = [
        row("1", gesamtstatus="im_plan", kosten_eur="100"),
        row("2", gesamtstatus="kritisch"),
        row("3", bearbeitungsstand="planung"),
        row("4"),
        row("5"),
    ]
    after = [
        row("1", gesamtstatus="teilweise_kritisch", kosten_eur="150.5"),
        row("2", gesamtstatus="im_plan", titel="Neuer Name"),
        row("3", bearbeitungsstand="abgeschlossen"),
        row("5"),
        row("6"),
    ]
    return compare(OLD, NEW, (before, after), ({"5": {"teilhabe": "+"}}, {"5": {"teilhabe": "++"}}))


def test_each_change_is_of_its_kind(comparison: Comparison) -> None:
    """Worse and better follow the traffic light; a project may be in several kinds, none is left out."""
    found = {change.vorhaben_nr: set(change.kinds) for change in comparison.changes}
    assert found == {
        "1": {"schlechter", "kosten"},
        "2": {"besser", "umbenannt"},
        "3": {"sonstiges"},
        "4": {"entfallen"},
        "5": {"sonstiges"},
        "6": {"neu"},
    }
    assert comparison.unchanged == 0
    assert sum(comparison.counts.values()) == 8
    assert comparison.of("kosten")[0].of("kosten") == [("kosten_eur", "100", "150.5")]


def test_costs_are_compared_where_both_rounds_state_them(comparison: Comparison) -> None:
    """A sum before and after is of the same projects."""
    assert (comparison.costed, comparison.cost_before, comparison.cost_after) == (
        1,
        Decimal(100),
        Decimal("150.5"),
    )


def test_the_flow_counts_every_project_once(comparison: Comparison) -> None:
    """New and vanished projects come from and go to nowhere; the rest keeps or changes its stage."""
    assert set(comparison.flow.moves) == {
        Move("umsetzung", "umsetzung", 3),
        Move("planung", "abgeschlossen", 1),
        Move("umsetzung", "", 1),
        Move("", "umsetzung", 1),
    }
    assert comparison.flow.moved == 1
    drawn = ElementTree.fromstring(draw_flow(comparison.flow, "Bericht <2020-2>", "Bericht 2021-1", "de"))
    assert len(drawn.findall("path")) == 4
    assert [text.text for text in drawn.findall("text")][:2] == ["Bericht <2020-2>", "Bericht 2021-1"]


def test_offices_have_the_names_that_the_profile_has_evidence_for() -> None:
    """A name with its sign where it is known, the sign alone where not; staff's names go before."""
    words = Words("de")
    assert words.office("65") == "Hochbauamt (65)"
    assert words.office("40") == "Amt 40"
    assert Words("en").office("40") == "Office 40"
    assert words.office("") == "–"
    offices.entered_by(lambda: {"40": "Schul-, Kultur- und Sportamt"})
    try:
        assert words.office("40") == "Schul-, Kultur- und Sportamt (40)"
        assert words.office("65") == "Hochbauamt (65)"
    finally:
        offices.entered_by(dict)


def test_an_inferred_department_says_why() -> None:
    """What the report states needs no reason; what was inferred has one in both languages."""
    assert Words("de").inferred("65", "IV") == ""
    assert "Summe 21" in Words("de").inferred("40", "III")
    assert "total of 21" in Words("en").inferred("40", "III")
    assert Words("de").inferred("40", "IV") == ""
