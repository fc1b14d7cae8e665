"""The pictures: their sentences for fixed selections, their values, and the drawings."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hndigital import profiles
from hndigital.charts import (
    SHOWN,
    Chart,
    amount_chart,
    count_chart,
    counting_pictures,
    draw,
    fields_chart,
    matrix_chart,
    stated_charts,
)
from hndigital.colours import named
from hndigital.schemas import codelist
from hypothesis import given
from hypothesis import strategies as st

from tests.musterstadt import PROFILE

SVG = "{http://www.w3.org/2000/svg}"
EMPTY = {"de": "Die Auswahl enthält kein Vorhaben.", "en": "The selection holds no project."}


def costs(*amounts: str) -> list[dict[str, str]]:
    """Return projects A, B, C … with these amounts, the highest first."""
    ordered = sorted(amounts, key=lambda amount: -Decimal(amount or -1))
    return [
        {
            "vorhaben_nr": f"20200000{index:02d}",
            "titel": chr(65 + index),
            "kosten_eur": amount,
            "kosten_angabe": "beziffert" if amount else "keine_angabe",
        }
        for index, amount in enumerate(ordered)
    ]


def cost_chart(*amounts: str, lang: str = "de") -> Chart:
    rows = costs(*amounts)
    known = [Decimal(amount) for amount in amounts if amount]
    return amount_chart(rows, total=len(rows), known=len(known), amount=sum(known, Decimal(0)), lang=lang)


@pytest.mark.parametrize(
    ("name", "counts", "german", "english"),
    [
        ("gesamtstatus", {}, EMPTY["de"], EMPTY["en"]),
        (
            "gesamtstatus",
            {"kritisch": 1},
            "Das einzige Vorhaben der Auswahl hat den Gesamtstatus „Kritisch“.",
            "The only project of the selection has the overall status “Critical”.",
        ),
        (
            "gesamtstatus",
            {"": 1},
            "Für das einzige Vorhaben der Auswahl ist kein Gesamtstatus ausgewiesen.",
            "No overall status is reported for the only project of the selection.",
        ),
        (
            "gesamtstatus",
            {"": 42},
            "Für keines der 42 Vorhaben ist ein Gesamtstatus ausgewiesen.",
            "No overall status is reported for any of the 42 projects.",
        ),
        (
            "gesamtstatus",
            {"im_plan": 28, "teilweise_kritisch": 6, "kritisch": 1, "": 67},
            "Am häufigsten ist der Gesamtstatus „Im Plan“: 28 von 35 Vorhaben; "
            "ohne ausgewiesenen Gesamtstatus: 67.",
            "The most frequent overall status is “On track”: 28 of 35 projects; "
            "without a reported overall status: 67.",
        ),
        (
            "gesamtstatus",
            {"kritisch": 2, "": 3},
            "Ein Gesamtstatus ist nur für 2 von 5 Vorhaben ausgewiesen: „Kritisch“.",
            "The overall status is reported for only 2 of 5 projects: “Critical”.",
        ),
        (
            "bearbeitungsstand",
            {"planung": 5},
            "Alle 5 Vorhaben haben den Bearbeitungsstand „Planung“.",
            "All 5 projects have the stage “Planning”.",
        ),
        (
            "bearbeitungsstand",
            {"planung": 1200, "umsetzung": 1200, "ideenfindung": 1},
            "Am häufigsten sind gleichauf „Planung“ und „In Umsetzung“: je 1.200 von 2.401 Vorhaben.",
            "Equally most frequent are “Planning” and “In implementation”: 1,200 of 2,401 projects each.",
        ),
        (
            "bearbeitungsstand",
            dict.fromkeys(("ideenfindung", "vorbereitung", "planung", "umsetzung"), 3),
            "Am häufigsten sind gleichauf 4 Werte: je 3 von 12 Vorhaben.",
            "Equally most frequent are 4 values: 3 of 12 projects each.",
        ),
        (
            "dezernat",
            {"I": 31, "II": 22, "III": 21, "IV": 28},
            "Die meisten Vorhaben hat „Dezernat I“: 31 von 102.",
            "Most projects belong to “Department I”: 31 of 102.",
        ),
        (
            "dezernat",
            {"I": 4, "IV": 4, "": 1},
            "Die meisten Vorhaben haben gleichauf „Dezernat I“ und „Dezernat IV“: je 4 von 8; "
            "ohne Dezernat: 1.",
            "Most projects belong equally to “Department I” and “Department IV”: 4 of 8 each; "
            "without department: 1.",
        ),
        (
            "amt",
            {"Dez. II": 1},
            "Zuständig für das einzige Vorhaben der Auswahl: „Dez. II“.",
            "Responsible for the only project of the selection: “Dez. II”.",
        ),
        (
            "amt",
            {"I/105": 17, **{str(office): 2 for office in range(10, 30)}},
            "Die meisten Vorhaben hat „Stabsstelle Stadtentwicklung und Zukunftsfragen (I/105)“: 17 von 57; "
            "einzeln gezeigt sind die 15 mit den meisten, "
            "zusammengefasst die übrigen 6.",
            "Most projects belong to “Stabsstelle Stadtentwicklung und Zukunftsfragen (I/105)”: 17 of 57; "
            "the 15 with the most are shown one by one, "
            "the other 6 together.",
        ),
    ],
)
def test_what_the_sentence_of_a_count_says(
    name: str, counts: dict[str, int], german: str, english: str
) -> None:
    """None, one, all the same, most, a tie, nothing known: each has its right sentence."""
    assert count_chart(name, counts).sentence == german
    assert count_chart(name, counts, "en").sentence == english


@pytest.mark.parametrize(
    ("amounts", "german", "english"),
    [
        ((), EMPTY["de"], EMPTY["en"]),
        (
            ("",),
            "Für das einzige Vorhaben der Auswahl ist kein Betrag bekannt.",
            "No amount is known for the only project of the selection.",
        ),
        (
            ("", "", ""),
            "Für keines der 3 Vorhaben ist ein Betrag bekannt.",
            "No amount is known for any of the 3 projects.",
        ),
        (
            ("1250000",),
            "Das einzige Vorhaben der Auswahl, „A“, ist mit 1.250.000 € beziffert.",
            "The only project of the selection, “A”, is quantified at €1,250,000.",
        ),
        (
            ("10000", "", ""),
            "Nur eines von 3 Vorhaben ist beziffert: „A“ mit 10.000 €.",
            "Only one of 3 projects is quantified: “A” at €10,000.",
        ),
        (
            ("500000", "40000.5", "", ""),
            "Den höchsten Betrag hat „A“ mit 500.000 €; zusammen sind es 540.000,50 € "
            "für 2 von 4 Vorhaben, ohne Betrag: 2.",
            "“A” has the highest amount, €500,000; together it is €540,000.50 "
            "for 2 of 4 projects, without an amount: 2.",
        ),
        (
            ("7", "7", "1"),
            "Den höchsten Betrag haben gleichauf „A“ und „B“ mit je 7 €; zusammen sind es 15 € "
            "für 3 von 3 Vorhaben.",
            "“A” and “B” share the highest amount, €7 each; together it is €15 for 3 of 3 projects.",
        ),
        (
            tuple(["5"] * 20),
            "Den höchsten Betrag haben gleichauf 20 Vorhaben mit je 5 €; zusammen sind es 100 € "
            "für 20 von 20 Vorhaben; einzeln gezeigt sind die 15 höchsten Beträge.",
            "20 projects share the highest amount, €5 each; together it is €100 "
            "for 20 of 20 projects; the 15 highest amounts are shown one by one.",
        ),
    ],
)
def test_what_the_sentence_of_the_cost_says(amounts: tuple[str, ...], german: str, english: str) -> None:
    """The sum never stands without how many projects carry no figure; no cost known is said."""
    assert cost_chart(*amounts).sentence == german
    assert cost_chart(*amounts, lang="en").sentence == english


@pytest.mark.parametrize(
    ("ratings", "total", "german", "english"),
    [
        ({}, 0, EMPTY["de"], EMPTY["en"]),
        (
            {},
            3,
            "Für keines der Vorhaben ist eine Bewertung ausgewiesen.",
            "No rating is reported for any of the projects.",
        ),
        (
            {"teilhabe": {"-": 2}},
            2,
            "Keines der bewerteten Vorhaben unterstützt ein Strategiefeld.",
            "None of the rated projects supports a strategic field.",
        ),
        (
            {"teilhabe": {"++": 3, "+": 4, "-": 2}, "mobilitaet": {"++": 5}},
            12,
            "Am häufigsten unterstützt wird „Teilhabe an der Stadtgesellschaft“: von 7 der 9 Vorhaben, "
            "die dort bewertet sind, davon vorrangig 3.",
            "Supported most often is “Participation in urban society”: by 7 of the 9 projects rated there, "
            "primarily by 3.",
        ),
        (
            {"teilhabe": {"++": 1}, "mobilitaet": {"+": 1}},
            1,
            "Am häufigsten unterstützt werden gleichauf „Teilhabe an der Stadtgesellschaft“ und "
            "„Zukunftsfähige Mobilität“: von je 1 Vorhaben.",
            "Supported equally most often are “Participation in urban society” and “Sustainable mobility”: "
            "by 1 each.",
        ),
    ],
)
def test_what_the_sentence_of_the_fields_says(
    ratings: dict[str, dict[str, int]], total: int, german: str, english: str
) -> None:
    """A field is compared on the projects that are rated there; what is not rated is not “not supported”."""
    assert fields_chart(ratings, total=total).sentence == german
    assert fields_chart(ratings, total=total, lang="en").sentence == english


PROJECT = {"vorhaben_nr": "2020000001", "titel": "A"}


@pytest.mark.parametrize(
    ("spread", "german", "english"),
    [
        ({}, EMPTY["de"], EMPTY["en"]),
        (
            {"": 1},
            "Für das einzige Vorhaben der Auswahl ist keine Bewertung ausgewiesen.",
            "No rating is reported for the only project of the selection.",
        ),
        (
            {"1": 1},
            "Unterstützte Strategiefelder des einzigen Vorhabens der Auswahl: "
            "„Teilhabe an der Stadtgesellschaft“.",
            "Strategic fields that the only project of the selection supports: "
            "“Participation in urban society”.",
        ),
        (
            {"": 4},
            "Für keines der 4 Vorhaben ist eine Bewertung ausgewiesen.",
            "No rating is reported for any of the 4 projects.",
        ),
        (
            {"0": 23, "1": 39, "2": 30, "3": 7, "4": 3, "": 2},
            "Bei 39 von 104 Vorhaben ist genau ein Strategiefeld unterstützt, bei 40 sind es mehrere, "
            "bei 23 keines; ohne ausgewiesene Bewertung: 2.",
            "Exactly one strategic field is supported by 39 of 104 projects, several by 40, none by 23; "
            "without a reported rating: 2.",
        ),
    ],
)
def test_what_the_sentence_of_the_matrix_says(spread: dict[str, int], german: str, english: str) -> None:
    """The matrix says for the whole selection how many fields its projects support."""
    ratings = {"2020000001": {"teilhabe": "++", "mobilitaet": "-"}}
    assert matrix_chart([PROJECT], ratings, spread).sentence == german
    assert matrix_chart([PROJECT], ratings, spread, "en").sentence == english


@given(
    st.sampled_from(counting_pictures()),
    st.dictionaries(st.text("0123456789I/", min_size=1, max_size=5), st.integers(0, 10**6), max_size=40),
    st.integers(0, 10**6),
)
def test_bars_leave_nobody_out(name: str, counts: dict[str, int], missing: int) -> None:
    """Whatever the counts, bars and values both add up to all projects, and no bar is too long."""
    chart = count_chart(name, {**counts, "": missing})
    assert sum(bar.number for bar in chart.bars) == sum(counts.values()) + missing
    assert sum(int(row["anzahl"] or 0) for row in chart.rows) == sum(counts.values()) + missing
    assert all(0 <= bar.share <= 100 for bar in chart.bars)
    assert ET.fromstring(draw(chart)).tag == f"{SVG}svg"


@given(st.lists(st.integers(0, 10**9).map(str) | st.just(""), max_size=60))
def test_amounts_add_up(amounts: list[str]) -> None:
    """The bars add up to the sum; a picture of many projects stays small."""
    chart = cost_chart(*amounts)
    assert sum(bar.number for bar in chart.bars) == sum(int(amount) for amount in amounts if amount)
    assert len(chart.bars) <= SHOWN + 1
    assert len(chart.rows) == len(amounts)


def drawings() -> list[Chart]:
    """Return one picture of each kind, with characters that XML must escape."""
    rows = [{"vorhaben_nr": f"2020{index:06d}", "titel": f"A & <B> {index}"} for index in range(200)]
    ratings = {row["vorhaben_nr"]: {"teilhabe": "++", "mobilitaet": "-"} for row in rows}
    return [
        count_chart("gesamtstatus", {"im_plan": 3, "teilweise_kritisch": 2, "kritisch": 1, "": 5}, "en"),
        cost_chart("5", "3.5", ""),
        fields_chart({"teilhabe": {"++": 3}}, total=4),
        matrix_chart(rows, ratings, {"1": 200}),
    ]


@pytest.mark.parametrize("chart", drawings(), ids=lambda chart: chart.name)
def test_a_drawing_stands_alone(chart: Chart) -> None:
    """Well-formed, named by title and description, in a language, without anything from elsewhere."""
    text = draw(chart, "Berichtsstand 2020-2 & mehr")
    root = ET.fromstring(text)
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc") == f"{chart.sentence} Berichtsstand 2020-2 & mehr"
    assert root.get("role") == "img"
    assert root.get("lang") == chart.lang
    assert re.findall(r'(?:href|src)="', text) == []
    assert "script" not in text
    numbers = {bar.text for bar in chart.bars}
    assert numbers <= {element.text for element in root.iter(f"{SVG}text")}


def test_a_long_matrix_says_that_its_drawing_ends() -> None:
    """150 of 200 projects are drawn, and the drawing says so; the values hold all."""
    chart = drawings()[-1]
    assert len(chart.rows) == 200
    assert "Gezeigt sind die ersten 150 von 200 Vorhaben." in draw(chart)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_drawn_colours_can_be_told_from_the_ground() -> None:
    """Bars reach 3:1 on white, and so does what outlines a bar that is not filled; text reaches 4.5:1."""
    for chart in drawings():
        root = ET.fromstring(draw(chart))
        for bar in root.iter(f"{SVG}rect"):
            if bar.get("class") == "bar":
                colours = [bar.get(name, "") for name in ("fill", "stroke")]
                assert max(contrast(c, "#ffffff") for c in colours if c.startswith("#")) >= 3
        elements = list(root)
        for before, text in zip(elements, elements[1:], strict=False):
            if text.tag == f"{SVG}text":
                on_cell = before.tag == f"{SVG}rect" and before.get("class") == "cell"
                ground = (before.get("fill") or "") if on_cell else "#ffffff"
                ground = ground if ground.startswith("#") else "#ffffff"
                assert contrast(text.get("fill", ""), ground) >= 4.5


def test_a_drawing_wears_the_colours_of_the_city() -> None:
    """Bars have the accent of the profile, statuses the colours of the style sheet: no other is written."""
    bars = [chart for chart in drawings() if chart.kind != "matrix"]
    for profile in ("heilbronn", PROFILE):
        with profiles.using(profile):
            drawn = "".join(map(draw, bars))
            assert profiles.current().portal.theme_color in drawn
            assert named()["warn"] in drawn


def test_a_status_is_told_by_its_pattern_too() -> None:
    """The three statuses and “not reported” differ without colour: plain, striped, crossed, dashed."""
    root = ET.fromstring(draw(drawings()[0]))
    bars = [bar for bar in root.iter(f"{SVG}rect") if bar.get("class") == "bar"]
    looks = {
        (bar.get("fill", "").startswith("url") and bar.get("fill"), bar.get("stroke-dasharray"))
        for bar in bars
    }
    assert len(looks) == len(bars) == len(codelist("gesamtstatus")) + 1


def test_titles_in_an_english_sentence_are_known_to_be_german() -> None:
    """A page can mark the quoted titles as German."""
    assert cost_chart("5", "3", lang="en").quoted == ("A",)


def test_a_title_with_control_characters_leaves_the_picture_readable() -> None:
    """What XML cannot hold is left out of the file."""
    rows = [{"vorhaben_nr": "1", "titel": "A\u0001B\ufffe"}]
    chart = matrix_chart(rows, {"1": {"teilhabe": "++"}}, {"1": 1})
    assert ET.fromstring(draw(chart, "a\u0002\ud800")).tag == f"{SVG}svg"


def test_an_outlier_does_not_flatten_the_others() -> None:
    """Its bar is cut, the sentence says so, and the others have the ratios of their amounts."""
    amounts = ("12000000", "600000", "300000", "60000")
    rows = [
        {"vorhaben_nr": str(at), "titel": f"V{at}", "kosten_eur": amount, "kosten_angabe": "beziffert"}
        for at, amount in enumerate(amounts)
    ]
    asked = {"total": 4, "known": 4, "amount": sum(map(Decimal, amounts), Decimal(0))}
    chart = amount_chart(rows, **asked)
    assert [(bar.share, bar.cut) for bar in chart.bars] == [
        *((100, True), (100, False), (50, False), (10, False)),
    ]
    assert chart.sentence.endswith("Dieser Balken ist gekürzt: Er wäre 20-mal so lang wie der nächste.")
    assert "20 times as long" in amount_chart(rows, **asked, lang="en").sentence


def test_what_only_the_report_counts_has_pictures() -> None:
    """Expected effects are drawn from the report's own totals; columns are not repeated."""
    codes = list(codelist("wirkung"))[:2]
    rows = [
        *({"kennzahl": f"wirkung.{code}", "bericht": str(10 - at)} for at, code in enumerate(codes)),
        {"kennzahl": "anlass.auftrag", "bericht": "18"},
    ]
    (chart,) = stated_charts(rows, "de")
    assert (chart.name, [bar.text for bar in chart.bars]) == ("wirkung", ["10", "9"])
    assert codelist("wirkung")[codes[0]].label_de in chart.sentence
