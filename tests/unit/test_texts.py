"""Amounts, dates and the computed sentence in both languages."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hndigital import schemas, texts

ROW = {
    "vorhaben_nr": "2020000018",
    "titel": "Anliegenmanagement",
    "amt": "I/105",
    "vorhabentyp": "reallabor",
    "anlass": "auftrag",
    "bearbeitungsstand": "umsetzung",
    "gesamtstatus": "im_plan",
    "kosten_eur": "1250000",
    "kosten_angabe": "beziffert",
}
RATINGS = {"verwaltung_infrastruktur": "++", "teilhabe": "+", "mobilitaet": "+", "bildung_wissensstadt": "-"}


@pytest.mark.parametrize(
    ("amount", "german", "english"),
    [
        ("1250000", "1.250.000 €", "€1,250,000"),
        ("1250.5", "1.250,50 €", "€1,250.50"),
        (Decimal("20000"), "20.000 €", "€20,000"),
        (13541899, "13.541.899 €", "€13,541,899"),
        (0.1, "0,10 €", "€0.10"),
        ("0", "0 €", "€0"),
        ("", "", ""),
    ],
)
def test_amounts(amount: str | Decimal | int | float, german: str, english: str) -> None:
    """Each language writes amounts its own way; cents only where there are any."""
    assert texts.format_amount(amount, "de") == german
    assert texts.format_amount(amount, "en") == english


def test_dates() -> None:
    """Dates are written out; a CSV cell does as well."""
    assert texts.format_date(date(2021, 3, 31), "de") == "31. März 2021"
    assert texts.format_date("2021-03-31", "en") == "31 March 2021"
    assert texts.format_date("", "de") == ""


def test_values_for_people() -> None:
    """Codes by label, amounts and dates as written, everything else as it is."""
    assert texts.format_value("bearbeitungsstand", "umsetzung", "de") == "In Umsetzung"
    assert texts.format_value("strategiefeld.teilhabe", "++", "en") == "Primarily supported"
    assert texts.format_value("kosten_eur", "20000", "de") == "20.000 €"
    assert texts.format_value("stichtag", "2021-03-31", "de") == "31. März 2021"
    assert texts.format_value("anlass", "unbekannt", "de") == "unbekannt"
    assert texts.format_value("irgendwas", "x", "de") == "x"


def test_sentence_german() -> None:
    """The whole sentence, as a reader meets it."""
    assert texts.project_sentence(ROW, RATINGS, "de") == (
        "Aus den Angaben des Berichts berechnet: Das Vorhaben „Anliegenmanagement“ (Amt I/105) ist ein "
        "Reallabor aufgrund eines Auftrags, wird umgesetzt und liegt im Plan; der Bericht nennt Kosten von "
        "1.250.000 €; es unterstützt das Strategiefeld „Verwaltung & Infrastruktur“ vorrangig und die "
        "Strategiefelder „Teilhabe an der Stadtgesellschaft“ und „Zukunftsfähige Mobilität“ grundsätzlich."
    )


def test_sentence_english() -> None:
    """The same in English."""
    assert texts.project_sentence(ROW, RATINGS, "en") == (
        "Computed from the report’s data: The project “Anliegenmanagement” (office I/105) is a living lab "
        "based on a mandate, is being implemented and is on track; the report states a cost of €1,250,000; "
        "it primarily supports the strategic field “Administration & infrastructure” and generally supports "
        "the strategic fields “Participation in urban society” and “Sustainable mobility”."
    )


def test_sentence_of_a_project_that_no_report_names() -> None:
    """It doesn't speak of a report that there isn't."""
    german = texts.project_sentence(ROW, {}, "de", reported=False)
    assert german == (
        "Aus den eingetragenen Angaben berechnet: Das Vorhaben „Anliegenmanagement“ (Amt I/105) ist ein "
        "Reallabor aufgrund eines Auftrags, wird umgesetzt und liegt im Plan; die Kosten betragen "
        "1.250.000 €."
    )
    english = texts.project_sentence({**ROW, "kosten_eur": ""}, {}, "en", reported=False)
    assert "report" not in english
    assert "cost" not in english
    assert texts.is_computed(german)
    assert texts.is_computed(english)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_sentence_of_a_bare_row(lang: str) -> None:
    """With nothing but a number it is still a sentence."""
    sentence = texts.project_sentence({"vorhaben_nr": "2020000018"}, {}, lang)
    assert "2020000018" in sentence
    assert sentence.endswith(".")
    assert "  " not in sentence


@pytest.mark.parametrize("lang", ["de", "en"])
def test_sentence_is_recognisable_for_every_combination_of_codes(lang: str) -> None:
    """Any cells give one sentence without gaps that says it was computed."""
    lists = ("vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus", "kosten_angabe")
    for codes in itertools.product(*(["", *schemas.codelist(name)] for name in lists)):
        sentence = texts.project_sentence(ROW | dict(zip(lists, codes, strict=True)), RATINGS, lang)
        assert texts.is_computed(sentence)
        assert sentence.endswith(".")
        assert not any(gap in sentence for gap in ("  ", " ,", " ;", ";;", "{", "None"))
    assert not texts.is_computed("Die Stadt schreibt selbst.")


@pytest.mark.parametrize(
    ("cell", "german", "english"),
    [("16.5", "+16,5 %", "+16.5%"), ("-3", "−3 %", "−3%"), ("0", "0 %", "0%"), ("", "", "")],
)
def test_variances(cell: str, german: str, english: str) -> None:
    """Per cent of plan with its sign; over plan is plus."""
    assert texts.format_percent(cell, "de") == german
    assert texts.format_percent(cell, "en") == english
