"""Rights, outdated plans, kills: what must not happen does not."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
import requests
from hndigital.errors import PortalError
from hndigital.package import Package
from hndigital.publisher import Portal
from hndigital.schemas import register_table_names

from tests.portal.admin import editor_token
from tests.portal.publication.scenes import (
    TOKEN_FILE,
    URL,
    Command,
    check_edition,
    correction,
    edition_files,
    first_round,
    register_rows,
    second_round,
)

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")


class TestRights:
    """Who may publish, and who sees the token."""

    @pytest.mark.parametrize("token", ["", "falsches.token.hier"])
    def test_no_or_wrong_token(self, command: Command, token: str) -> None:
        """Without a valid token nothing is written; exit 7 and a sentence that says what to do."""
        ran = command.run("publish", str(command.write(first_round())), token=token)
        assert ran.code == 7
        assert "Token" in ran.err

    def test_member_of_the_organisation_may_not(self, command: Command, clean_portal: Portal) -> None:
        """A member who may only read is told which right is missing in which organisation."""
        ran = command.run(
            "publish", str(command.write(first_round())), token=editor_token(clean_portal, "member")
        )
        assert ran.code == 7
        assert "stadt-heilbronn" in ran.err
        assert "Redakteur" in ran.err

    def test_organisation_is_missing(self, command: Command, clean_portal: Portal) -> None:
        """Where there is no organisation, a person who may not make it is told who can."""
        clean_portal.write("organization_purge", {"id": "stadt-heilbronn"})
        ran = command.run("publish", str(command.write(first_round())))
        assert ran.code == 7
        assert "Systemadministrator" in ran.err

    def test_token_on_the_command_line_is_hidden(self, command: Command) -> None:
        """A token given as an option leaves the process list before the portal is asked."""
        args = command.arguments("publish", str(command.write(first_round())), "--token", command.token)
        with subprocess.Popen(args, env=command.environ, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            for line in process.stderr:
                assert command.token not in line
                if line.startswith("2/"):
                    break
            seen = (
                Path(f"/proc/{process.pid}/cmdline").read_bytes()
                + Path(f"/proc/{process.pid}/environ").read_bytes()
            )
            assert command.token.encode() not in seen
            assert command.token not in process.stderr.read()
        assert process.returncode == 0

    def test_token_is_in_no_file(self, command: Command) -> None:
        """Journal, plan and cache hold no token."""
        command.plan(first_round(), "--out", str(command.folder / "plan.json"))
        command.publish(first_round())
        for file in command.folder.rglob("*"):
            if file.is_file():
                assert command.token.encode() not in file.read_bytes()
        assert list(command.folder.glob("*.journal.jsonl"))


def test_outdated_plan(command: Command, clean_portal: Portal) -> None:
    """A plan is accepted while the portal stays as it was; after a change it is refused with exit 5."""
    plan = str(command.folder / "plan.json")
    command.plan(first_round(), "--out", plan)
    command.publish(first_round(), "--plan", plan)
    command.plan(second_round(), "--out", plan)
    command.publish(correction())
    ran = command.run("publish", str(command.write(second_round())), "--plan", plan)
    assert ran.code == 5
    assert "plan" in ran.err


def kill_after(command: Command, package: Package, line: int, *args: str) -> None:
    """Publish and kill the process without warning once it has said `line` lines."""
    words = command.arguments("publish", str(command.write(package)), *args)
    environ = command.environ | {"HNDIGITAL_TOKEN": command.token}
    with subprocess.Popen(words, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for _ in range(line):
            process.stderr.readline()
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize(
    "line", [pytest.param(2, marks=pytest.mark.slow), 5, pytest.param(12, marks=pytest.mark.slow)]
)
def test_kill_and_go_on(command: Command, clean_portal: Portal, line: int) -> None:
    """Killed after the dataset, among the files or at the final call: a re-run ends as if nothing was.

    The plan that the killed run began with holds for the run that goes on.
    """
    plan = str(command.folder / "plan.json")
    command.plan(first_round(), "--out", plan)
    kill_after(command, first_round(), line, "--plan", plan)
    ran = command.publish(first_round(), "--plan", plan)
    assert "begonnen" in ran.out or "Nichts zu tun" in ran.out
    check_edition(clean_portal, first_round())
    assert len(clean_portal.read("package_show", {"id": first_round().name})["resources"]) == 10
    assert len(clean_portal.read("digitalprojekt_state", {})["projects"]) == 3
    assert command.plan(first_round()).code == 0


def test_half_an_edition_is_not_seen(command: Command, clean_portal: Portal) -> None:
    """After a kill among the files of the next round readers see the first round, and only that."""
    command.publish(first_round())
    seen = {name: register_rows(clean_portal, name) for name in register_table_names()}
    kill_after(command, second_round(), 6)
    reader = Portal(URL)
    state = reader.read("digitalprojekt_state", {})
    assert state["berichtsstand"] == "2020-2"
    assert [edition["name"] for edition in state["editions"]] == [first_round().name]
    assert {name: register_rows(clean_portal, name) for name in register_table_names()} == seen
    plan = command.plan(first_round())
    assert plan.code == 0, plan.out
    command.publish(second_round())
    assert command.plan(second_round()).code == 0


def test_interrupted(command: Command) -> None:
    """Interrupted from the keyboard the command says so and exits with 130."""
    args = command.arguments("publish", str(command.write(first_round())))
    # Where the tests run in the background SIGINT is ignored, and a child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    environ = command.environ | {"HNDIGITAL_TOKEN": command.token}
    with subprocess.Popen(args, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in rest


@pytest.mark.slow
def test_files_of_a_correction_are_not_read_before_it_is_published(
    command: Command, clean_portal: Portal
) -> None:
    """After a kill among a correction's files neither file nor table is read by its id, except by editors."""
    command.publish(first_round())
    kill_after(command, correction(), 5)
    staged = edition_files(clean_portal, first_round(), "2")
    resource = staged["vorhaben.csv"]
    reader, editor = Portal(URL), Portal(URL, command.token)
    for action, question in (
        ("resource_show", {"id": resource["id"]}),
        ("datastore_search", {"resource_id": resource["id"]}),
    ):
        assert editor.read(action, question)
        with pytest.raises(PortalError):
            reader.read(action, question)
    assert requests.get(resource["url"], timeout=30).status_code in (403, 404)
    command.publish(correction())
    assert reader.read("datastore_search", {"resource_id": resource["id"]})["total"] == 3
