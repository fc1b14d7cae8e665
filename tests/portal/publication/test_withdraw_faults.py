"""A withdrawal beside publishers, people who edit, kills, and in odd orders: nothing lost, nothing mixed.

After each the stores are compared with one another, and what readers see with what they saw before.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from hndigital.package import Package
from hndigital.publisher import Portal

from tests.portal.away import workers
from tests.portal.publication.faulty import Fault, run_amid
from tests.portal.publication.scenes import (
    SECOND,
    TOKEN_FILE,
    URL,
    A,
    B,
    C,
    Command,
    D,
    correction,
    first_round,
    project,
    round_of,
    second_round,
    third_round,
)
from tests.portal.publication.seen import seen
from tests.portal.stores import held

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")

ROUNDS = ["2020-2", "2021-1", "2021-2"]
OF_A = f"digitalprojekt-{A}"


def look() -> dict[str, Any]:
    """Return what readers see of all that these tests publish."""
    return seen([A, B, C, D], ROUNDS)


def differing(before: dict[str, Any]) -> dict[str, Any]:
    """Return where readers see something else now, with both."""
    after = look()
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def is_well(command: Command) -> bool:
    """Return whether database, DataStore, index and files say the same."""
    checked = command.run("status", "--check")
    assert checked.code == 0, checked.out
    return True


def withdrawing(command: Command, round_: str, *faults: Fault) -> tuple[int, str]:
    """Withdraw along a line on which something happens; return exit code and what was said."""
    ran = run_amid(command, ["withdraw", round_], *faults)
    return ran.code, ran.err


def register_table(portal: Portal) -> str:
    """Return the id of the register's table of projects."""
    return str(portal.read("digitalprojekt_state", {})["register"]["resources"]["vorhaben"])


@pytest.mark.slow
def test_who_is_overtaken_withdraws_nothing(command: Command, clean_portal: Portal) -> None:
    """Where a round is published between the look and the deed the command exits with 5 and says so."""
    command.publish(first_round())
    command.publish(second_round())
    other = Fault("digitalprojekt_withdraw", nth=2, before=lambda: command.publish(third_round()))
    code, said = withdrawing(command, "2021-1", other)
    assert (code, "geändert" in said) == (5, True), said
    assert clean_portal.read("package_show", {"id": second_round().name})["fassung"] == "1"
    assert command.run("withdraw", "2021-1").code == 0
    assert is_well(command)
    assert command.plan(third_round()).code == 0


@pytest.mark.slow
def test_two_withdrawals_at_once(command: Command, clean_portal: Portal) -> None:
    """Of two that take a correction back one does; the Fassung before is never taken with it."""
    command.publish(first_round())
    before = look()
    command.publish(correction())
    ran: list[int] = []
    other = Fault(
        "digitalprojekt_withdraw", nth=2, before=lambda: ran.append(command.run("withdraw", "2020-2").code)
    )
    code, said = withdrawing(command, "2020-2", other)
    assert (ran, code) == ([0], 5), said
    assert differing(before) == {}
    assert is_well(command)


@pytest.mark.slow
def test_withdrawn_while_another_round_is_published(command: Command, clean_portal: Portal) -> None:
    """Who publishes is overtaken (exit 5); the next run publishes what the withdrawn round is no part of."""
    command.publish(first_round())
    command.publish(third_round())
    alone = look()
    assert command.run("withdraw", "2021-2").code == 0
    command.publish(second_round())
    other = Fault("digitalprojekt_publish", before=lambda: command.run("withdraw", "2021-1"))
    ran = run_amid(command, ["publish", str(command.write(third_round()))], other)
    assert ran.code == 5, ran.err
    command.publish(third_round())
    assert differing(alone) == {}
    assert is_well(command)


@pytest.mark.slow
def test_an_edit_amid_a_withdrawal_waits_for_it(command: Command, clean_portal: Portal) -> None:
    """What a person words meanwhile is there afterwards, beside what the round before said."""
    command.publish(first_round())
    command.publish(second_round())
    editor = Portal(URL, command.token)
    ran: list[int] = []
    withdrawal = threading.Thread(target=lambda: ran.append(command.run("withdraw", "2021-1").code))
    words = {"id": OF_A, "title_en": "Lighting"}
    edit = threading.Thread(target=lambda: editor.write("package_patch", words))
    with held(register_table(clean_portal)) as wait_for_somebody:
        withdrawal.start()
        wait_for_somebody()
        edit.start()
        edit.join(timeout=2)
        assert edit.is_alive(), "the edit did not wait"
    withdrawal.join()
    edit.join()
    assert ran == [0]
    dataset = clean_portal.read("package_show", {"id": OF_A})
    assert (dataset["title_en"], dataset["berichtsstand"]) == ("Lighting", "2020-2")
    assert is_well(command)


@pytest.mark.slow
def test_ckan_killed_amid_a_withdrawal(command: Command, clean_portal: Portal) -> None:
    """Killed when datasets are written and rows are not, readers see the round; a re-run completes it."""
    command.publish(first_round())
    before = look()
    command.publish(second_round())
    after = look()
    with ExitStack() as stack:
        wait_for_somebody = stack.enter_context(held(register_table(clean_portal)))

        def kill() -> None:
            wait_for_somebody()
            for pid in workers(URL):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            stack.close()

        killer = threading.Thread(target=kill)
        killer.start()
        ran = command.run("withdraw", "2021-1")
        killer.join()
    assert ran.code == 2, ran.err
    assert "Internal Server Error" not in ran.err
    assert differing(after) == {}
    assert command.run("withdraw", "2021-1").code == 0
    assert differing(before) == {}
    assert is_well(command)


def second_correction() -> Package:
    """Return a correction of the correction of the first round."""
    return round_of(project(A, titel="Noch einmal berichtigt"), project(B))


Step = Callable[[Command], object]


def _publish(package: Callable[[], Package]) -> Step:
    return lambda command: command.publish(package())


def _withdraw(round_: str) -> Step:
    def step(command: Command) -> None:
        ran = command.run("withdraw", round_)
        assert ran.code == 0, ran.err

    return step


def _again(round_: str) -> Step:
    """Withdraw what is withdrawn already: it is said, and nothing changes."""

    def step(command: Command) -> None:
        before = seen_tables()
        ran = command.run("withdraw", round_)
        assert ran.code in (0, 2), ran.err
        assert seen_tables() == before

    return step


ORDERS: dict[str, tuple[list[Step], list[Step]]] = {
    "newest first, then withdrawn": (
        [_publish(third_round), _publish(second_round), _withdraw("2021-2"), _publish(first_round)],
        [_publish(first_round), _publish(second_round)],
    ),
    "the first withdrawn, then the last": (
        [_publish(first_round), _publish(second_round), _withdraw("2020-2"), _publish(third_round)],
        [_publish(second_round), _publish(third_round)],
    ),
    "corrections of corrections": (
        [
            *map(_publish, (first_round, correction, second_correction, second_round)),
            *(_withdraw("2020-2"), _publish(third_round), _withdraw("2020-2"), _withdraw("2021-2")),
        ],
        [_publish(first_round), _publish(second_round)],
    ),
    "withdrawn, corrected otherwise, withdrawn": (
        [
            *(_publish(first_round), _withdraw("2020-2"), _publish(correction), _publish(first_round)),
            *(_withdraw("2020-2"), _publish(second_round)),
        ],
        [_publish(second_round)],
    ),
    "newest first": (
        [*map(_publish, (third_round, second_round, first_round))],
        [*map(_publish, (first_round, second_round, third_round))],
    ),
    "an older one corrected": (
        [*map(_publish, (second_round, third_round, first_round, correction, second_correction))],
        [*map(_publish, (first_round, correction, second_correction, second_round, third_round))],
    ),
    "the middle one withdrawn twice, published again": (
        [
            *map(_publish, (first_round, second_round, third_round)),
            *(_withdraw("2021-1"), _again("2021-1"), _publish(second_round)),
        ],
        [*map(_publish, (first_round, second_round, third_round))],
    ),
    "the correction withdrawn, then the round, then both published": (
        [
            *map(_publish, (first_round, correction, second_round)),
            *(_withdraw("2020-2"), _withdraw("2020-2"), _again("2020-2")),
            *map(_publish, (correction, first_round)),
        ],
        [*map(_publish, (first_round, correction, second_round))],
    ),
    "corrected, then the first one again": (
        [*map(_publish, (first_round, correction, first_round, second_round, first_round))],
        [*map(_publish, (first_round, correction, second_round))],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("odd", "plain"), ORDERS.values(), ids=ORDERS)
def test_odd_orders(command: Command, clean_portal: Portal, odd: list[Step], plain: list[Step]) -> None:
    """However rounds, corrections and withdrawals followed one another: the same rounds, the same rows."""
    for step in odd:
        step(command)
        assert is_well(command)
    found = seen_tables()
    for round_ in reversed(ROUNDS):
        while command.run("withdraw", round_, "--plan").code == 10:
            _withdraw(round_)(command)
    assert is_well(command)
    for step in plain:
        step(command)
    assert found == seen_tables()


def seen_tables() -> dict[str, Any]:
    """Return the register's rows and the projects' fields as readers see them."""
    state = Portal(URL).read("digitalprojekt_state", {})
    projects = {
        name: {key: value for key, value in fields.items() if key != "metadata_modified"}
        for name, fields in state["projects"].items()
    }
    return {"round": state["berichtsstand"], "tables": state["tables"], "projects": projects}


@pytest.mark.slow
def test_entered_by_hand_and_reported_twice(command: Command, clean_portal: Portal) -> None:
    """Whichever round goes first, what was entered by hand before both of them comes back, every field."""
    values = {
        "type": "digitalprojekt", "owner_org": "stadt-heilbronn", "vorhaben_nr": A, "title": "Vorhaben 18",
        "amt": "20", "dezernat": "II", "vorhabentyp": "langfristig", "anlass": "auftrag",
        "bearbeitungsstand": "planung", "berichtsstand": "2020-1", "kosten_eur": "12.5",
    }  # fmt: skip
    Portal(URL, command.token).write("package_create", values)
    before = look()
    command.publish(first_round())
    command.publish(round_of(project(A, titel="Ganz anders"), stand=SECOND))
    assert command.run("withdraw", "2020-2").code == 0
    assert command.run("withdraw", "2021-1").code == 0
    assert differing(before) == {}
    assert is_well(command)


@pytest.mark.slow
def test_prepared_by_hand_and_reported(command: Command, clean_portal: Portal) -> None:
    """A project that somebody prepares, private, is public with its report, and private again without."""
    values = {
        "type": "digitalprojekt", "owner_org": "stadt-heilbronn", "vorhaben_nr": A, "title": "Im Entwurf",
        "amt": "20", "dezernat": "II", "vorhabentyp": "langfristig", "anlass": "auftrag",
        "bearbeitungsstand": "planung", "private": True,
    }  # fmt: skip
    Portal(URL, command.token).write("package_create", values)
    before = look()
    assert "ist privat und wird öffentlich" in command.plan(first_round()).out
    command.publish(first_round())
    assert not clean_portal.read("package_show", {"id": f"digitalprojekt-{A}"})["private"]
    assert is_well(command)
    assert command.run("withdraw", "2020-2").code == 0
    assert differing(before) == {}
    assert is_well(command)


@pytest.mark.slow
def test_reasons_stand_with_the_edition(command: Command, clean_portal: Portal, tmp_path: Path) -> None:
    """Why a package that was changed by hand is published is read by editors, and by nobody else."""
    folder = command.write(first_round())
    (folder / "datapackage.json").write_text(
        (folder / "datapackage.json").read_text("utf-8").replace("Bericht 2020-2", "Bericht des Amts"),
        "utf-8",
    )
    refused = command.run("publish", str(folder))
    assert (refused.code, "datapackage.json" in refused.err) == (2, True), refused.err
    assert command.run("publish", str(folder), "--changed-by-hand", "Titel <b>berichtigt</b>").code == 0
    name = first_round().name
    editor, reader = Portal(URL, command.token), Portal(URL)
    told = {"1": {"changed_by_hand": "Titel <b>berichtigt</b>"}}
    assert editor.read("digitalprojekt_state", {})["editions"][0]["begruendungen"] == told
    assert "begruendungen" not in reader.read("digitalprojekt_state", {})["editions"][0]
    assert "Titel <b>berichtigt</b>" in command.run("status").out
    assert "berichtigt" not in command.run("status", token="").out
    page = f"{URL}/dataset/{name}"
    assert (
        "Titel &lt;b&gt;berichtigt"
        in requests.get(page, headers={"Authorization": command.token}, timeout=60).text
    )
    assert "berichtigt" not in requests.get(page, timeout=60).text


@pytest.mark.slow
def test_the_portal_answers_in_the_commands_language(command: Command, clean_portal: Portal) -> None:
    """What the portal says about a request stands in the language that the command speaks."""
    command.publish(first_round())
    said = {}
    for language in ("de", "en"):
        command.environ["LANGUAGE"] = language
        ran = command.run("withdraw", "2019-1")
        assert ran.code == 2
        said[language] = ran.err
    assert "ist nicht veröffentlicht" in said["de"]
    assert "is not published" in said["en"]
