"""Further rounds, older rounds and corrections."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hndigital.publisher import Portal

from tests.portal.admin import contents, datasets, editor_token, make_organisation, reset
from tests.portal.publication.scenes import (
    TOKEN_FILE,
    URL,
    A,
    B,
    C,
    Command,
    D,
    check_edition,
    correction,
    edition_files,
    first_round,
    project,
    register_rows,
    round_of,
    second_round,
)
from tests.portal.support import REGISTER

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")


def test_second_round(command: Command, clean_portal: Portal) -> None:
    """Register = latest state and whole history; the earlier edition, ids and addresses stay."""
    first, second = first_round(), second_round()
    command.publish(first)
    before = datasets(clean_portal)
    plan = json.loads(command.plan(second, "--json").out)
    named = {(e["name"], e["aktion"]) for e in plan["eintraege"] if e["objekt"] == "vorhaben"}
    assert named == {
        (f"digitalprojekt-{A}", "aendern"),
        (f"digitalprojekt-{B}", "aendern"),
        (f"digitalprojekt-{C}", "nicht_mehr_berichtet"),
        (f"digitalprojekt-{D}", "anlegen"),
    }
    command.publish(second)
    check_edition(clean_portal, first)
    check_edition(clean_portal, second)
    after = datasets(clean_portal)
    assert after[first.name] == before[first.name]
    for name, dataset in before.items():
        assert [(r["id"], r["url"]) for r in dataset["resources"]] == [
            (r["id"], r["url"]) for r in after[name]["resources"]
        ]
    projects = {row["vorhaben_nr"]: row for row in register_rows(clean_portal, "vorhaben")}
    assert projects[C]["zuletzt_berichtet"] == "2020-2"
    assert projects[A]["zuletzt_berichtet"] == "2021-1"
    costs = {
        (r["vorhaben_nr"], r["berichtsstand"]): r["betrag_eur"] for r in register_rows(clean_portal, "kosten")
    }
    assert costs == {
        (A, "2020-2"): "20000",
        (A, "2021-1"): "25000",
        (B, "2020-2"): "1250.5",
        (B, "2021-1"): "1250.5",
        (C, "2020-2"): "",
        (D, "2021-1"): "20000",
    }
    changes = {(r["vorhaben_nr"], r["feld"], r["alt"]) for r in register_rows(clean_portal, "aenderungen")}
    assert (B, "titel", "Vorhaben 72") in changes
    assert after[f"digitalprojekt-{B}"]["title"] == "Neuer Name"
    assert command.plan(second).code == 0


@pytest.mark.slow
def test_older_round_after_a_newer_one(command: Command, clean_portal: Portal) -> None:
    """The older round adds its edition and history; the end is the same as in the right order."""
    command.publish(first_round())
    command.publish(second_round())
    in_order = contents(clean_portal)
    reset(clean_portal)
    make_organisation(clean_portal)
    other = Command(command.folder, editor_token(clean_portal))
    other.publish(second_round())
    other.publish(first_round())
    reverse = contents(clean_portal)
    assert reverse[REGISTER]["fields"]["berichtsstand"] == "2021-1"
    assert reverse == in_order
    assert other.plan(first_round()).code == 0
    assert other.plan(second_round()).code == 0


def test_correction_stands_beside_the_first(command: Command, clean_portal: Portal) -> None:
    """A correction is a further Fassung; the first keeps ids, addresses and bytes; the register follows."""
    first, corrected = first_round(), correction()
    command.publish(first)
    before = edition_files(clean_portal, first)
    command.publish(corrected)
    assert edition_files(clean_portal, first) == before
    check_edition(clean_portal, first, "1")
    check_edition(clean_portal, corrected, "2")
    assert clean_portal.read("package_show", {"id": first.name})["fassung"] == "2"
    costs = {row["vorhaben_nr"]: row["kosten_eur"] for row in register_rows(clean_portal, "vorhaben")}
    assert costs[A] == "21000"
    assert ("korrektur", "kosten_eur") in {
        (row["art"], row["feld"]) for row in register_rows(clean_portal, "aenderungen")
    }
    assert command.plan(corrected).code == 0
    again = command.run("publish", str(command.write(first)))
    assert again.code == 0
    assert command.plan(corrected).code == 0


@pytest.mark.slow
def test_correction_takes_a_project_back(command: Command, clean_portal: Portal) -> None:
    """A project that only the first Fassung named is no longer public, and nothing is left to do."""
    command.publish(first_round())
    fewer = round_of(project(A), project(B, kosten_eur=Decimal("1250.50")))
    command.publish(fewer)
    assert clean_portal.read("package_show", {"id": f"digitalprojekt-{C}"})["private"]
    assert {row["vorhaben_nr"] for row in register_rows(clean_portal, "vorhaben")} == {A, B}
    assert command.plan(fewer).code == 0
