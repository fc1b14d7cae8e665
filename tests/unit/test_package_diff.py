"""What changed between two packages."""

from __future__ import annotations

from decimal import Decimal

from factories import NEXT, read, vorhaben
from hndigital.bericht import Berichtsstand, Vorhaben
from hndigital.package import Change, build_package, diff


def changes(
    old: list[Vorhaben], new: list[Vorhaben], stand: Berichtsstand = NEXT
) -> list[tuple[str, str, str, str, str]]:
    found = diff(build_package(read(*old)), build_package(read(*new, stand=stand)))
    return [(c.vorhaben_nr, c.feld, c.alt, c.neu, c.art) for c in found]


def test_same_package_has_no_changes() -> None:
    """Nothing changed is nothing said."""
    assert diff(build_package(read()), build_package(read())) == ()


def test_renamed_project_keeps_its_number() -> None:
    """A new title is a change of the project, not another project."""
    assert changes([vorhaben()], [vorhaben(titel="Neuer Name")]) == [
        ("2020000018", "titel", "Vorhaben 18", "Neuer Name", "geaendert")
    ]


def test_costs_and_ratings_are_fields() -> None:
    """Costs, ratings that change, come or go are each named."""
    new = vorhaben(
        kosten_eur=Decimal("25000"),
        bewertungen={"verwaltung_infrastruktur": "+", "mobilitaet": "-", "bildung_wissensstadt": "-"},
    )
    assert changes([vorhaben()], [new]) == [
        ("2020000018", "kosten_eur", "20000", "25000", "geaendert"),
        ("2020000018", "strategiefeld.bildung_wissensstadt", "", "-", "geaendert"),
        ("2020000018", "strategiefeld.teilhabe", "+", "", "geaendert"),
        ("2020000018", "strategiefeld.verwaltung_infrastruktur", "++", "+", "geaendert"),
    ]


def test_cost_no_longer_stated_is_two_changes() -> None:
    """From an amount to "k.A.": the amount goes and the kind of statement changes."""
    assert changes([vorhaben()], [vorhaben(kosten_eur=None, kosten_angabe="keine_angabe")]) == [
        ("2020000018", "kosten_angabe", "beziffert", "keine_angabe", "geaendert"),
        ("2020000018", "kosten_eur", "20000", "", "geaendert"),
    ]


def test_new_and_vanished_projects_are_one_change_each() -> None:
    """A project that appears or vanishes is named once, with its title."""
    assert changes([vorhaben("2020000001")], [vorhaben("2021000002")]) == [
        ("2020000001", "titel", "Vorhaben 01", "", "entfallen"),
        ("2021000002", "titel", "", "Vorhaben 02", "neu"),
    ]


def test_within_one_round_every_change_is_a_correction() -> None:
    """A corrected round changes, adds and removes by correction."""
    old, new = [vorhaben("2020000001"), vorhaben()], [vorhaben(titel="Anders"), vorhaben("2020000002")]
    stand = Berichtsstand("2020-2")
    assert [(nr, art) for nr, _feld, _alt, _neu, art in changes(old, new, stand)] == [
        ("2020000001", "korrektur"),
        ("2020000002", "korrektur"),
        ("2020000018", "korrektur"),
    ]


def test_package_with_previous_holds_the_same_changes() -> None:
    """aenderungen.csv says what diff says."""
    old = build_package(read())
    new = build_package(read(vorhaben(titel="Anders"), stand=NEXT), old)
    assert [dict(row) for row in new.tables["aenderungen"]] == [change.row() for change in diff(old, new)]
    assert Change("2020000018", "titel", "Vorhaben 18", "Anders", "geaendert") in diff(old, new)
