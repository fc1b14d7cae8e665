"""Plan against actual: variances in per cent of plan and the light by the profile's thresholds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hndigital.profiles import use, using
from hndigital.progress import progress_of

from tests.musterstadt import PROFILE


@pytest.fixture(autouse=True)
def _heilbronn() -> Iterator[None]:
    with using("heilbronn"):
        yield


def _row(
    plan: str = "", actual: str = "", begin: str = "", end: str = "", expected: str = ""
) -> dict[str, str]:
    named = {"kosten_plan_eur": plan, "kosten_ist_eur": actual, "beginn_plan": begin}
    cells = {**named, "ende_plan": end, "ende_prognose": expected}
    return dict(progress_of(lambda name: cells[name]).cells()) | {
        "odd": ", ".join(progress_of(cells.__getitem__).odd)
    }


@pytest.mark.parametrize(
    ("actual", "variance", "light"),
    [
        ("80000", "-20", "im_plan"),
        ("100000", "0", "im_plan"),
        ("104999.99", "5", "im_plan"),
        ("105000", "5", "teilweise_kritisch"),
        ("115000", "15", "teilweise_kritisch"),
        ("115000.01", "15", "kritisch"),
        ("99990", "0", "im_plan"),
        ("0", "-100", "im_plan"),
    ],
)
def test_less_than_5_from_5_to_15_more_than_15_per_cent_of_cost(
    actual: str, variance: str, light: str
) -> None:
    """The exact number decides, the table shows it with one decimal; minus nothing is nothing."""
    row = _row("100000", actual)
    assert (row["abweichung_kosten"], row["ampel_regel"]) == (variance, light)


@pytest.mark.parametrize(
    ("expected", "variance", "light"),
    [
        ("2020-04-10", "0", "im_plan"),
        ("2020-04-14", "4", "im_plan"),
        ("2020-04-15", "5", "teilweise_kritisch"),
        ("2020-04-25", "15", "teilweise_kritisch"),
        ("2020-04-26", "16", "kritisch"),
        ("2020-03-31", "-10", "im_plan"),
    ],
)
def test_a_delay_counts_in_per_cent_of_the_planned_duration(expected: str, variance: str, light: str) -> None:
    """Of a hundred days each is one per cent."""
    row = _row(begin="2020-01-01", end="2020-04-10", expected=expected)
    assert (row["abweichung_termin"], row["ampel_regel"]) == (variance, light)


def test_the_worse_of_cost_and_schedule_is_the_light() -> None:
    """Whichever of them it is."""
    days = {"begin": "2020-01-01", "end": "2020-04-10"}
    assert _row("100", "120", expected="2020-04-10", **days)["ampel_regel"] == "kritisch"
    assert _row("100", "100", expected="2020-04-20", **days)["ampel_regel"] == "teilweise_kritisch"


@pytest.mark.parametrize(
    ("cells", "odd"),
    [
        ({}, ""),
        ({"plan": "100"}, ""),
        ({"actual": "100"}, ""),
        ({"begin": "2020-01-01", "end": "2020-12-31"}, ""),
        ({"end": "2020-12-31", "expected": "2020-12-31"}, ""),
        ({"plan": "0", "actual": "100"}, "kosten_plan_eur"),
        ({"plan": "0", "actual": "0"}, "kosten_plan_eur"),
        ({"begin": "2020-12-31", "end": "2020-01-01", "expected": "2021-01-01"}, "ende_plan"),
        ({"begin": "2020-12-31", "end": "2020-12-31", "expected": "2021-01-01"}, "ende_plan"),
        ({"begin": "2020-06-01", "end": "2020-12-31", "expected": "2020-05-31"}, "ende_prognose"),
        ({"begin": "2020-06-01", "expected": "2020-05-31"}, "ende_prognose"),
    ],
)
def test_nothing_is_computed_where_something_is_missing_or_impossible(
    cells: dict[str, str], odd: str
) -> None:
    """No variance, no light; what cannot be true is named."""
    assert _row(**cells) == {"abweichung_kosten": "", "abweichung_termin": "", "ampel_regel": "", "odd": odd}


def test_the_thresholds_are_the_citys() -> None:
    """Where ten per cent are the measure, seven are none."""
    assert _row("100", "107")["ampel_regel"] == "teilweise_kritisch"
    use(PROFILE)
    assert _row("100", "107")["ampel_regel"] == "im_plan"
    assert _row("100", "120")["ampel_regel"] == "teilweise_kritisch"
    assert _row("100", "121")["ampel_regel"] == "kritisch"
