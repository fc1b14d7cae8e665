"""The generator itself: rules for line ends, break points, determinism, noise."""

from __future__ import annotations

import random
import re

import pytest

from tests.generator.expected import tables
from tests.generator.invent import invented_report
from tests.generator.marks import COST, EMPTY, EXTRA, ROW_END, TITLE_END
from tests.generator.model import joined
from tests.generator.noise import Noise, noisy
from tests.generator.rounds import changes, next_report
from tests.generator.sample import first_round
from tests.generator.totals import counted
from tests.generator.typeset import pieces
from tests.generator.words import invented_title


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("künstlicher In-⏎telligenz", "künstlicher Intelligenz"),
        ("Rest-⏎und Biomülltonnen", "Rest- und Biomülltonnen"),
        ("Vor-⏎bzw. Nachbereitung", "Vor- bzw. Nachbereitung"),
        ("Gesamt-⏎undersystem", "Gesamtundersystem"),
        ("Schrägluftbild-⏎Negative 1956-2009", "Schrägluftbild-Negative 1956-2009"),
        ("HTML-⏎5", "HTML-5"),
        ("Bestand 1956-⏎2009", "Bestand 1956- 2009"),
        ("Parkscheinautomaten - ⏎Monitoring", "Parkscheinautomaten - Monitoring"),
        ("OZG Umsetzung –⏎Analysematrix", "OZG Umsetzung – Analysematrix"),
        ("Online- Anmeldung", "Online- Anmeldung"),
        ("Termin- ⏎managementsystems", "Terminmanagementsystems"),
        ("in ⏎ Heilbronn", "in Heilbronn"),
    ],
)
def test_line_ends_are_joined_by_the_rules(printed: str, value: str) -> None:
    """The generator's own joining rules give the value that a person would write down."""
    assert joined(printed) == value


def test_a_title_may_only_wrap_where_it_can_be_read_back() -> None:
    """Wherever Chromium may end a line, joining the two lines gives the title again."""
    wrong = []
    for seed in range(600):
        title = " ".join(invented_title(random.Random(seed), forced=0).split())
        parts = pieces(title)
        for cut in range(1, len(parts)):
            before = _line(parts[:cut]) + ("-" if parts[cut - 1][1] == "s" else "")
            if joined(f"{before}⏎{_line(parts[cut:])}") != title:
                wrong.append((title, before))
    assert wrong == []


def _line(parts: list[tuple[str, str]]) -> str:
    text = "".join(piece + ("" if kind else " ") for piece, kind in parts)
    return text.strip()


def test_the_same_seed_gives_the_same_report() -> None:
    """Two reports of one seed are equal, of two seeds they differ."""
    assert invented_report(4, 30) == invented_report(4, 30)
    assert invented_report(4, 30) != invented_report(5, 30)


def test_the_facts_give_the_totals_that_a_person_counted() -> None:
    """The sample holds the first report's rows, and their counts are those beside the facts."""
    numbers = counted(first_round().projects)
    assert (numbers["anzahl"], numbers["kapitel.5.2"], numbers["kapitel.5.5"]) == (102, 42, 5)
    assert [numbers[f"dezernat.{code}"] for code in ("I", "II", "III", "IV")] == [31, 22, 21, 28]
    total = sum(row.kosten for row in first_round().projects if row.kosten)
    assert total == 13_499_899


def test_a_next_round_keeps_numbers_and_names_every_change() -> None:
    """Numbers stay the identity: what is neither new nor gone has the same number in both rounds."""
    first = invented_report(9, 40, "2021-2", "2021-04", "2021-09")
    second = next_report(
        first.projects, first.sheets, seed=9, berichtsstand="2022-1", von="2021-10", bis="2022-03"
    )
    before, after = ({row["vorhaben_nr"] for row in tables(report)["vorhaben"]} for report in (first, second))
    found = changes(first, second)
    assert {change.vorhaben_nr for change in found if change.art == "neu"} == after - before
    assert {change.vorhaben_nr for change in found if change.art == "entfallen"} == before - after
    assert len(after - before) == 3
    assert len(before - after) == 2


def test_noise_leaves_no_mark_and_takes_no_value() -> None:
    """Marks of the layout are gone after the noise, printed values are all still there."""
    page = f"2020000018 Titel{TITLE_END} 20 kurzfr. Auftrag ++ — im\nPlan\n{COST}20.000 €{ROW_END}\n{EMPTY}"
    page += f"\nBearbeitungsstand{EXTRA} Planung"
    for seed in range(50):
        rng = random.Random(seed)
        pages = noisy([page, page], rng, Noise.drawn(rng), "BEISPIELBERICHT STADT HEILBRONN 2020")
        text = "\n".join(line for page_ in pages for line in page_.lines)
        assert not re.search(f"[{TITLE_END}{COST}{ROW_END}{EMPTY}{EXTRA}]", text)
        words = ["2020000018", "Titel", "20", "kurzfr.", "Auftrag", "++", "—", "im", "Plan", "20.000", "€"]
        assert [word for word in words if text.split().count(word) < 2] == []
