"""Of what day a page is, what became of a project: in words that a reader of any day can trust."""

from __future__ import annotations

from datetime import date

import pytest
from hndigital.pages.history import told
from hndigital.pages.state import passed_targets, state

EDITION = {"berichtsstand": "2020-2", "stichtag": "2021-03-31"}


@pytest.mark.parametrize(
    ("newest", "today", "newer", "expected", "due"),
    [
        ("2020-2", date(2021, 9, 30), "", "2021-09-01", False),
        ("2020-2", date(2021, 10, 1), "", "2021-09-01", True),
        ("2020-2", None, "", "2021-09-01", None),
        ("2021-1", date(2026, 1, 1), "2021-1", "", None),
    ],
)
def test_a_page_knows_whether_a_newer_report_is_there_or_due(
    newest: str, today: date | None, newer: str, expected: str, due: bool | None
) -> None:
    """The city reports twice a year; a month counts as over on the first day of the next one."""
    found = state(EDITION, newest, today)
    assert found is not None
    assert (found.newer, found.expected, found.due) == (newer, expected, due)


def test_nothing_is_expected_where_no_day_is_known() -> None:
    """A report without a cut-off date promises no next one, and no edition has no state."""
    found = state({"berichtsstand": "2020-2", "stichtag": ""}, "2020-2", date(2026, 1, 1))
    assert found is not None
    assert (found.expected, found.due) == ("", None)
    assert state(None, "2020-2", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("Alle Leistungen bis Ende 2022 anbieten.", ["bis Ende 2022"]),
        ("Umsetzung bis 31. Dezember 2021, Ausbau bis 2099", ["bis 31. Dezember 2021"]),
        ("Umsetzung bis zum 31.12.2021", ["bis zum 31.12.2021"]),
        ("Seit 2019 geplant; bis 2026 fertig", []),
    ],
)
def test_goals_of_a_year_that_is_over_are_found(text: str, passed: list[str]) -> None:
    """What a text names as its goal is quoted as written, once its year is over."""
    assert passed_targets([text], date(2026, 5, 1)) == passed


def test_the_history_reads_as_sentences() -> None:
    """The first state, each round's changes in words, a title that was another one marked as German."""
    rounds = [
        {"berichtsstand": "2021-1", "stichtag": "2021-09-30"},
        {
            **{"berichtsstand": "2020-2", "stichtag": "2021-03-31", "bearbeitungsstand": "planung"},
            **{"gesamtstatus": "im_plan", "betrag_eur": "20000"},
        },
    ]
    fields = [
        ("kosten_eur", "20000", "25000"),
        ("gesamtstatus", "im_plan", "kritisch"),
        ("titel", "Alt", "Neu"),
    ]
    changes = [
        {"berichtsstand": "2021-1", "art": "geaendert", "feld": field, "alt": old, "neu": new}
        for field, old, new in fields
    ]
    first, then = told(rounds, changes, "de")
    assert first.text == (
        "Zuerst berichtet im Bericht 2020-2 (Stand 31. März 2021): Planung, Im Plan, 20.000 €."
    )
    assert then.text == (
        "Im Bericht 2021-1: Kosten von 20.000 € auf 25.000 € gestiegen, Gesamtstatus von „Im Plan“ zu "
        "„Kritisch“ und neuer Titel, zuvor „Alt“."
    )
    assert then.german == ("Alt",)
    english = [sentence.text for sentence in told(rounds, (), "en")]
    assert english == [
        "First reported in report 2020-2 (31 March 2021): Planning, On track, €20,000.",
        "Nothing has changed since, up to report 2021-1.",
    ]
