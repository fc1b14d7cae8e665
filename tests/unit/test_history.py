"""The register's tables: latest state and whole history of all rounds."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from factories import NEXT, STAND, read, vorhaben
from hndigital import schemas
from hndigital.bericht import Berichtsstand, Vorhaben
from hndigital.history import register_tables, round_key
from hndigital.package import Package, build_package
from hypothesis import given, settings
from hypothesis import strategies as st

THIRD = Berichtsstand("2021-2", stichtag=date(2022, 3, 31))


def package(*projects: Vorhaben, stand: Berichtsstand = STAND, previous: Package | None = None) -> Package:
    return build_package(read(*projects, stand=stand), previous)


def by_number(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["vorhaben_nr"]: row for row in rows}


def changes(tables: Mapping[str, list[dict[str, str]]]) -> list[tuple[str, ...]]:
    columns = ("vorhaben_nr", "berichtsstand", "feld", "alt", "neu", "art")
    return [tuple(row[name] for name in columns) for row in tables["aenderungen"]]


def test_one_round_is_its_own_history() -> None:
    """After the first round every project was first and last reported there, and nothing has changed."""
    tables = register_tables([package()])
    assert {(row["erstmals_berichtet"], row["zuletzt_berichtet"]) for row in tables["vorhaben"]} == {
        ("2020-2", "2020-2")
    }
    assert tables["aenderungen"] == []


def test_renamed_project_keeps_number_and_history() -> None:
    """Latest title in the register, the old one in the changes."""
    tables = register_tables([package(vorhaben()), package(vorhaben(titel="Neuer Name"), stand=NEXT)])
    assert by_number(tables["vorhaben"])["2020000018"]["titel"] == "Neuer Name"
    assert changes(tables) == [
        ("2020000018", "2021-1", "titel", "Vorhaben 18", "Neuer Name", "geaendert"),
    ]


def test_first_cost_and_every_later_one_stay() -> None:
    """kosten holds all rounds; the change names both amounts."""
    rounds = [
        package(vorhaben(kosten_eur=Decimal(amount)), stand=stand)
        for stand, amount in ((STAND, "20000"), (NEXT, "25000.5"), (THIRD, "30000"))
    ]
    tables = register_tables(rounds)
    assert [(row["berichtsstand"], row["betrag_eur"]) for row in tables["kosten"]] == [
        ("2020-2", "20000"),
        ("2021-1", "25000.5"),
        ("2021-2", "30000"),
    ]
    assert changes(tables) == [
        ("2020000018", "2021-1", "kosten_eur", "20000", "25000.5", "geaendert"),
        ("2020000018", "2021-2", "kosten_eur", "25000.5", "30000", "geaendert"),
    ]


def test_vanished_project_stays_with_its_last_state() -> None:
    """What a newer report no longer names is kept, marked by zuletzt_berichtet, and named once."""
    rounds = [
        package(vorhaben("2020000001"), vorhaben()),
        package(vorhaben(), stand=NEXT),
        package(vorhaben(), stand=THIRD),
    ]
    tables = register_tables(rounds)
    gone = by_number(tables["vorhaben"])["2020000001"]
    assert (gone["titel"], gone["erstmals_berichtet"], gone["zuletzt_berichtet"]) == (
        "Vorhaben 01",
        "2020-2",
        "2020-2",
    )
    assert sum(row["vorhaben_nr"] == "2020000001" for row in tables["strategiefeld_matrix"]) == 3
    assert changes(tables) == [("2020000001", "2021-1", "titel", "Vorhaben 01", "", "entfallen")]


def test_project_that_returns_is_not_new() -> None:
    """After a pause it is compared with what was last said of it, and the pause stays visible."""
    rounds = [
        package(vorhaben("2020000001"), vorhaben()),
        package(vorhaben(), stand=NEXT),
        package(vorhaben("2020000001", titel="Wieder da"), vorhaben(), stand=THIRD),
    ]
    tables = register_tables(rounds)
    row = by_number(tables["vorhaben"])["2020000001"]
    assert (row["erstmals_berichtet"], row["zuletzt_berichtet"]) == ("2020-2", "2021-2")
    assert changes(tables)[1:] == [
        ("2020000001", "2021-2", "titel", "Vorhaben 01", "Wieder da", "geaendert"),
        ("2020000001", "2021-2", "zuletzt_berichtet", "2020-2", "2021-2", "geaendert"),
    ]


def test_older_round_after_a_newer_one_does_not_turn_the_register_back() -> None:
    """The fold does not depend on the order in which rounds come."""
    rounds = [
        package(vorhaben("2020000001"), vorhaben()),
        package(vorhaben(titel="Zwei"), stand=NEXT),
        package(vorhaben(titel="Drei"), vorhaben("2021000001"), stand=THIRD),
    ]
    expected = register_tables(rounds)
    assert by_number(expected["vorhaben"])["2020000018"]["titel"] == "Drei"
    for order in itertools.permutations(rounds):
        assert register_tables(order) == expected


def test_correction_replaces_its_round_and_stays_visible() -> None:
    """The corrected version counts, in whatever order the two are given; what was wrong is in the changes."""
    first = package(vorhaben(kosten_eur=Decimal("20000")))
    corrected = package(vorhaben(kosten_eur=Decimal("2000")), previous=first)
    later = package(vorhaben(kosten_eur=Decimal("3000")), stand=NEXT)
    tables = register_tables([first, later, corrected])
    assert tables == register_tables([corrected, later, first])
    assert [row["betrag_eur"] for row in tables["kosten"]] == ["2000", "3000"]
    assert changes(tables) == [
        ("2020000018", "2020-2", "kosten_eur", "20000", "2000", "korrektur"),
        ("2020000018", "2021-1", "kosten_eur", "2000", "3000", "geaendert"),
    ]


def test_rating_that_a_newer_round_no_longer_prints_is_gone() -> None:
    """The matrix is that of the newest round that names the project, whole."""
    tables = register_tables([package(vorhaben()), package(vorhaben(bewertungen={}), stand=NEXT)])
    assert tables["strategiefeld_matrix"] == []
    assert len(changes(tables)) == 3


def test_rows_made_by_hand_stay_until_a_report_names_the_project() -> None:
    """A project that only people know is in the register; once reported, the report counts."""
    manual = {
        "vorhaben": [{"vorhaben_nr": "2022000001", "titel": "Von Hand"}],
        "kosten": [{"vorhaben_nr": "2022000001", "berichtsstand": "", "betrag_eur": "5"}],
    }
    tables = register_tables([package(vorhaben())], manual)
    row = by_number(tables["vorhaben"])["2022000001"]
    assert (row["titel"], row["amt"], row["erstmals_berichtet"]) == ("Von Hand", "", "")
    assert by_number(tables["kosten"])["2022000001"]["betrag_eur"] == "5"
    reported = register_tables([package(vorhaben("2022000001", titel="Berichtet"))], manual)
    assert by_number(reported["vorhaben"])["2022000001"]["titel"] == "Berichtet"
    assert len(reported["kosten"]) == 1


def test_without_editions_only_hand_made_rows_remain() -> None:
    """An empty portal has an empty register."""
    assert register_tables([]) == {name: [] for name in schemas.register_table_names()}


def test_editions_need_no_more_than_round_and_tables() -> None:
    """What a portal answers is enough: no descriptor, no version."""

    @dataclass(frozen=True)
    class Plain:
        berichtsstand: str
        tables: Mapping[str, tuple[Mapping[str, str], ...]]

    whole = [package(vorhaben()), package(vorhaben(titel="Neu"), stand=NEXT)]
    plain = [Plain(each.berichtsstand, each.tables) for each in whole]
    assert register_tables(plain) == register_tables(whole)


@pytest.mark.parametrize(
    "ordered", [["2020-2", "2020-10", "2021-1"], ["2019-1", "2019-2", "2020-1"], ["", "2020-1"]]
)
def test_rounds_sort_by_year_and_number(ordered: list[str]) -> None:
    """The tenth round of a year comes after the second."""
    assert sorted(reversed(ordered), key=round_key) == ordered


STATES = st.fixed_dictionaries(
    {
        "titel": st.sampled_from(["A", "B", "C"]),
        "kosten_eur": st.sampled_from([None, Decimal(1), Decimal(2)]),
        "bearbeitungsstand": st.sampled_from(["planung", "umsetzung"]),
    }
)
ROUNDS = st.lists(
    st.dictionaries(st.sampled_from(["2020000001", "2020000002", "2020000003"]), STATES, min_size=1),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None)
@given(rounds=ROUNDS, data=st.data())
def test_changes_lead_from_the_first_state_to_the_latest(
    rounds: list[dict[str, dict[str, object]]], data: st.DataObject
) -> None:
    """For any rounds in any order: following a project's changes ends at its row in the register."""
    editions = [
        package(
            *(vorhaben(nr, **state) for nr, state in projects.items()), stand=Berichtsstand(f"20{20 + i}-1")
        )
        for i, projects in enumerate(rounds)
    ]
    tables = register_tables(data.draw(st.permutations(editions)))
    latest = by_number(tables["vorhaben"])
    state: dict[tuple[str, str], str] = {}
    for edition in editions:
        for row in edition.tables["vorhaben"]:
            for feld in ("titel", "kosten_eur", "bearbeitungsstand"):
                state.setdefault((row["vorhaben_nr"], feld), row[feld])
    for row in sorted(tables["aenderungen"], key=lambda row: row["berichtsstand"]):
        if row["art"] == "geaendert" and (row["vorhaben_nr"], row["feld"]) in state:
            assert state[row["vorhaben_nr"], row["feld"]] == row["alt"]
            state[row["vorhaben_nr"], row["feld"]] = row["neu"]
    assert {key: latest[key[0]][key[1]] for key in state} == state
