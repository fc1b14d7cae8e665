"""Two publishers, and people who edit, at the same moment: nothing of anybody is lost without a word."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hndigital.package import Package
from hndigital.publisher import Portal

from tests.portal.publication.faulty import Fault, run_amid
from tests.portal.publication.scenes import (
    TOKEN_FILE,
    URL,
    A,
    B,
    Berichtsstand,
    Command,
    check_edition,
    correction,
    first_round,
    project,
    register_rows,
    round_of,
    second_round,
    third_round,
)
from tests.portal.stores import held

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")

OF_A = f"digitalprojekt-{A}"
WRONG_CLOCK = (
    "import datetime as d; d.datetime = type('Clock', (d.datetime,), "
    "{'now': classmethod(lambda cls, tz=None: cls(1999, 1, 1, tzinfo=tz))})"
)


def published_rounds(admin: Portal) -> set[str]:
    """Return the rounds that the register's history names."""
    return {row["berichtsstand"] for row in register_rows(admin, "status")}


def publish_meanwhile(command: Command, package: Package, *faults: Fault) -> tuple[int, str]:
    """Publish along a line on which something happens; return exit code and what was said."""
    ran = run_amid(command, ["publish", str(command.write(package))], *faults)
    return ran.code, ran.err


@pytest.mark.parametrize(
    ("overtaken", "overtaking"),
    [(second_round, third_round), pytest.param(third_round, second_round, marks=pytest.mark.slow)],
)
def test_who_is_overtaken_is_refused(
    command: Command,
    clean_portal: Portal,
    overtaken: Callable[[], Package],
    overtaking: Callable[[], Package],
) -> None:
    """Of two rounds computed from one state one is published; the other's command says so and exits with 5.

    Nothing of the one that came first is lost, and the other one's next run publishes both.
    """
    command.publish(first_round())
    other = Fault("digitalprojekt_publish", before=lambda: command.publish(overtaking()))
    code, said = publish_meanwhile(command, overtaken(), other)
    assert code == 5, said
    assert "hat jemand anderes veröffentlicht" in said
    assert published_rounds(clean_portal) == {"2020-2", overtaking().berichtsstand}
    assert command.plan(overtaking()).code == 0
    command.publish(overtaken())
    assert published_rounds(clean_portal) == {"2020-2", "2021-1", "2021-2"}
    state = Portal(URL).read("digitalprojekt_state", {})
    assert state["berichtsstand"] == "2021-2"
    for package in (overtaken(), overtaking()):
        check_edition(clean_portal, package)
        assert command.plan(package).code == 0


@pytest.mark.slow
@pytest.mark.parametrize("trial", range(5))
def test_two_commands_at_once(command: Command, clean_portal: Portal, trial: int) -> None:
    """Two commands started at the same moment: each is content or says that it was overtaken."""
    first, second = ((second_round(), third_round()), (third_round(), second_round()))[trial % 2]
    if trial != 0:  # at first there is not even a register
        command.publish(first_round())
    started = [
        subprocess.Popen(
            command.arguments("publish", str(command.write(package))),
            env=command.environ | {"HNDIGITAL_TOKEN": command.token},
            stderr=subprocess.PIPE,
            text=True,
        )
        for package in (first, second)
    ]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert {code for _said, code in ended} <= {0, 5}, ended
    assert 0 in {code for _said, code in ended}
    for package, (_said, code) in zip((first, second), ended, strict=True):
        if code:
            command.publish(package)
    assert published_rounds(clean_portal) >= {"2021-1", "2021-2"}
    for package in (first, second):
        check_edition(clean_portal, package)
        assert command.plan(package).code == 0


@pytest.mark.slow
def test_two_corrections_of_one_round(command: Command, clean_portal: Portal) -> None:
    """A correction whose files another one's overwrote in between is refused; none is published mixed."""
    command.publish(first_round())
    other = round_of(project(A, titel="Andere Korrektur"), project(B))
    meanwhile = Fault("resource_create", nth=4, before=lambda: command.publish(other))
    code, said = publish_meanwhile(command, correction(), meanwhile)
    assert code == 5, said
    check_edition(clean_portal, other, "2")
    command.publish(correction())
    check_edition(clean_portal, other, "2")
    check_edition(clean_portal, correction(), "3")


@pytest.mark.slow
def test_an_edit_before_the_last_call_stays(command: Command, clean_portal: Portal) -> None:
    """What a person words while a correction is on its way stays, beside what the report says anew.

    The days of both are the portal's, whatever clock the command has.
    """
    command.prelude = WRONG_CLOCK
    command.publish(first_round())
    editor, edition = Portal(URL, command.token), first_round().name

    def edit() -> None:
        editor.write("package_patch", {"id": OF_A, "title_en": "Lighting", "contact_name": "Amt 20"})
        editor.write("package_patch", {"id": edition, "title": "Von Hand", "notes_en": "By hand"})
        clean_portal.write("organization_patch", {"id": "stadt-heilbronn", "description": "Von Hand"})

    corrected = round_of(project(A, titel="Neu"), project(B), stand=first_stand_later())
    code, said = publish_meanwhile(command, corrected, Fault("digitalprojekt_publish", before=edit))
    assert code == 0, said
    dataset = clean_portal.read("package_show", {"id": OF_A})
    assert (dataset["title"], dataset["title_en"], dataset["contact_name"]) == ("Neu", "Lighting", "Amt 20")
    shown = clean_portal.read("package_show", {"id": edition})
    assert (shown["title"], shown["notes_en"], shown["fassung"]) == ("Von Hand", "By hand", "2")
    today = datetime.now(UTC).date().isoformat()
    assert (shown["veroeffentlicht_am"], shown["fassung_vom"]) == (today, today)
    organisation = clean_portal.read("organization_show", {"id": "stadt-heilbronn"})
    assert organisation["description"] == "Von Hand"


def first_stand_later() -> Berichtsstand:
    """Return the first round with another cut-off date: its edition is worded otherwise then."""
    return Berichtsstand("2020-2", stichtag=datetime(2021, 4, 30, tzinfo=UTC).date())


def test_an_edit_amid_the_last_call_waits_for_it(command: Command, clean_portal: Portal) -> None:
    """An edit that comes while the rows are exchanged waits, then has both: the person's and the report's."""
    command.publish(first_round())
    editor = Portal(URL, command.token)
    table = next(
        one["id"]
        for one in clean_portal.read("package_show", {"id": "digitalprojekte"})["resources"]
        if one["name"] == "vorhaben"
    )
    edits: list[threading.Thread] = []
    with held(table) as wait_for_somebody:
        ran: list[int] = []
        publisher = threading.Thread(
            target=lambda: ran.append(command.run("publish", str(command.write(correction()))).code)
        )
        publisher.start()
        wait_for_somebody()  # the publication has written its datasets and stands here, with its rows
        edits.append(
            threading.Thread(
                target=lambda: editor.write("package_patch", {"id": OF_A, "title_en": "Lighting"})
            )
        )
        edits[0].start()
        edits[0].join(timeout=2)
        assert edits[0].is_alive(), "the edit did not wait"
    publisher.join()
    edits[0].join()
    assert ran == [0]
    dataset = clean_portal.read("package_show", {"id": OF_A})
    assert (dataset["title_en"], dataset["kosten_eur"]) == ("Lighting", "21000")
    assert command.plan(correction()).code == 0
