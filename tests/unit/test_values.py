"""Printed wordings become values by fixed rules, and nothing else does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hndigital.values import (
    dezernat_of,
    join_lines,
    office_key,
    parse_day,
    parse_eur,
    parse_month,
    parse_vorhaben_nr,
    printed,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Fahrzeug-", "verwaltung"], "Fahrzeugverwaltung"),
        (["Fahrzeug-  ", "", "verwaltung"], "Fahrzeugverwaltung"),
        (["Bildungs-", "und Kulturportal"], "Bildungs- und Kulturportal"),
        (["Rest-", "oder Biotonne"], "Rest- oder Biotonne"),
        (["Bus-", "bzw. Bahnkarte"], "Bus- bzw. Bahnkarte"),
        (["Ver-", "undeutlichung"], "Verundeutlichung"),
        (["Luftbild-", "Negative"], "Luftbild-Negative"),
        (["Version-", "3"], "Version-3"),
        (["Automaten - ", "Aufsicht"], "Automaten - Aufsicht"),
        (["Umsetzung –", "Analyse"], "Umsetzung – Analyse"),
        (["Online- Antrag"], "Online- Antrag"),
        (["2019-", "und 2020"], "2019- und 2020"),
        (["zwei   Worte", " im Satz "], "zwei Worte im Satz"),
        (["Projekt-", "„Alpha“"], "Projekt- „Alpha“"),
    ],
)
def test_lines_are_joined_by_the_rules(lines: list[str], expected: str) -> None:
    """Each rule of the design about a line's end gives the documented text."""
    assert join_lines(lines) == expected


@given(st.text(alphabet="abcdefgäöüß", min_size=4, max_size=30), st.data())
def test_a_word_broken_anywhere_is_whole_again(word: str, data: st.DataObject) -> None:
    """A lower-case word broken with a hyphen at any place is joined to the same word."""
    place = data.draw(st.integers(1, len(word) - 1))
    blanks = data.draw(st.sampled_from(["", " ", "  "]))
    assert join_lines([word[:place] + "-" + blanks, "", word[place:]]) == word


def test_wording_keeps_the_printed_lines() -> None:
    """The wording keeps each printed line and the blanks within it."""
    assert printed([" 1  Satz ", "", "Zeile zwei-"]) == "1  Satz ⏎ Zeile zwei-"


@given(st.integers(0, 10**10), st.integers(0, 99))
def test_amounts_come_back(whole: int, cents: int) -> None:
    """Every amount printed the German way is read as the same number, without trailing zeros."""
    text = f"{whole:,}".replace(",", ".") + (f",{cents:02d}" if cents else "") + " €"
    amount = parse_eur(text)
    assert amount == Decimal(whole) + Decimal(cents) / 100
    assert not str(amount).endswith(".0")
    assert "E" not in str(amount)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("11.978.346 €", "11978346"), ("1.922,50 €", "1922.5"), ("20000€", "20000"), ("0 €", "0")),
        *(("500,- €", "500"), ("EUR 3.000", "3000"), ("100,00 EUR", "100")),
        *(("20 000 €", "20000"), ("1'250'000 €", "1250000"), ("20 T€", "20000"), ("250 Tsd. €", "250000")),
        *(
            ("1,5 Mio. €", "1500000"),
            ("2,25 Mio €", "2250000"),
            ("1 Mrd. EUR", "1000000000"),
            ("3 TEUR", "3000"),
        ),
    ],
)
def test_amounts_in_their_spellings(text: str, expected: str) -> None:
    """The usual spellings of an amount are read exactly."""
    assert str(parse_eur(text)) == expected


@pytest.mark.parametrize(
    "text", ["20.000", "1.92 €", "1922.50 €", "ca. 5.000 €", "5 - 10 €", "k.A.", "", "€", "1.2345 €", "-5 €"]
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    """An amount without currency, with odd grouping or with words gives nothing."""
    assert parse_eur(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("2020000072", "2020000072"), ("202000057", "2020000057"), ("2019000001", "2019000001")),
        *(("20200007", None), ("20200000721", None), ("1920000072", None), ("2020 000072", None)),
    ],
)
def test_project_numbers(text: str, expected: str | None) -> None:
    """Ten digits are a number, nine lack a zero behind the year, anything else is none."""
    assert parse_vorhaben_nr(text) == expected


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_days_come_back(day: date) -> None:
    """A day in each printed form is read as the same day."""
    assert parse_day(f"{day.day}.{day.month:02d}.{day.year}") == day
    assert parse_day(day.isoformat()) == day


def test_months_and_impossible_days() -> None:
    """Month names are German; a day that does not exist gives nothing."""
    assert parse_month("März 2021") == (2021, 3)
    assert parse_month("Brachmond 2021") is None
    assert parse_day("31. März 2021") == date(2021, 3, 31)
    assert parse_day("31.02.2021") is None
    assert parse_day("45.13.2021") is None


@pytest.mark.parametrize(
    ("amt", "expected"),
    [
        *(("I/105", "I"), ("II/106", "II"), ("Dez. II", "II"), ("20", "II"), ("II/20", "II"), ("33", "III")),
        *(("60", "IV"), ("65", "IV"), ("IV/65", "IV"), ("70", "IV"), ("Dez. IV", "IV")),
        *(
            ("20²", None),
            ("²", None),
            ("9" * 5000, None),
            ("71", None),
            ("V/200", None),
            ("106", None),
            ("", None),
            ("III/65", None),
        ),
    ],
)
def test_dezernat_of_an_office(amt: str, expected: str | None) -> None:
    """An office belongs to the Dezernat that the code list records, and to none if it records none."""
    assert dezernat_of(amt) == expected


def test_office_keys_make_spellings_equal() -> None:
    """A Dezernat spelt out and abbreviated is the same; an office keeps its Dezernat beside it."""
    assert office_key("Dezernat II") == office_key("Dez. II") == ("II", "")
    assert office_key("I/105") == ("I", "105")
    assert office_key("105") == ("", "105")
