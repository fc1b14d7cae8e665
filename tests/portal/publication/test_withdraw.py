"""A published round is taken back: readers see what they saw before it, and it can come again."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from hndigital.publisher import Portal

from tests.portal.admin import rows
from tests.portal.publication.scenes import (
    TOKEN_FILE,
    URL,
    A,
    B,
    C,
    Command,
    D,
    correction,
    first_round,
    second_round,
)
from tests.portal.publication.seen import seen
from tests.portal.stores import in_datastore

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")


def look() -> dict[str, Any]:
    """Return what readers see of all that these tests publish."""
    return seen([A, B, C, D], ["2020-2", "2021-1"])


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what differs, for a message that says where."""
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def test_next_round_and_its_return(command: Command, clean_portal: Portal) -> None:
    """Without the newest round everything is as before it; published again, it is as with it, ids too."""
    command.publish(first_round())
    before = look()
    command.publish(second_round())
    after = look()
    ids = {r["id"] for r in clean_portal.read("package_show", {"id": second_round().name})["resources"]}
    ran = command.run("withdraw", "2021-1")
    assert ran.code == 0, ran.err
    assert differences(before, look()) == {}
    again = command.run("withdraw", "2021-1")
    assert (again.code, "Nichts zu tun" in again.out) == (0, True)
    command.publish(second_round())
    assert differences(after, look()) == {}
    stored = clean_portal.read("package_show", {"id": second_round().name})
    assert {r["id"] for r in stored["resources"]} == ids


@pytest.mark.slow
def test_correction(command: Command, clean_portal: Portal) -> None:
    """Without the correction its predecessor counts; without that one nothing was ever published."""
    nothing = look()
    command.publish(first_round())
    first = look()
    command.publish(correction())
    corrected = look()
    assert command.run("withdraw", "2020-2").code == 0
    assert differences(first, look()) == {}
    assert command.plan(first_round()).code == 0
    command.publish(correction())
    assert differences(corrected, look()) == {}
    assert command.run("withdraw", "2020-2").code == 0
    assert command.run("withdraw", "2020-2").code == 0
    assert differences(nothing, look()) == {}
    command.publish(first_round())
    assert differences(first, look()) == {}


def test_gone(command: Command, clean_portal: Portal) -> None:
    """A withdrawn edition's addresses answer 410 with a sentence to readers; editors still read all of it."""
    package = first_round()
    command.publish(package)
    dataset = clean_portal.read("package_show", {"id": package.name})
    page = f"/dataset/{package.name}"
    file = next(r for r in dataset["resources"] if r["datei"] == "vorhaben.csv")
    addresses = [
        page, f"/dataset/{dataset['id']}", f"{page}.ttl", f"{page}/datapackage.json", "/id/edition/2020-2",
        f"{page}/resource/{file['id']}", file["url"].removeprefix(URL), f"/datastore/dump/{file['id']}",
    ]  # fmt: skip
    editor = {"Authorization": command.token}
    for path in addresses:
        assert requests.get(f"{URL}{path}", timeout=60).status_code == 200, path
    assert command.run("withdraw", "2020-2", "--plan").code == 10
    assert command.run("withdraw", "2020-2").code == 0
    for path in addresses:
        answer = requests.get(f"{URL}{path}", timeout=60)
        assert answer.status_code == 410, path
        assert "2020-2" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert requests.get(f"{URL}{path}", headers=editor, timeout=60).status_code == 200, path
    html = requests.get(f"{URL}{page}", headers={"Accept": "text/html", "Accept-Language": "de"}, timeout=60)
    assert "<h1>Nicht mehr verfügbar</h1>" in html.text
    assert "zurückgezogen" in html.text
    stored = Portal(URL, command.token).read("package_show", {"id": package.name})
    assert {r["id"] for r in stored["resources"]} == {r["id"] for r in dataset["resources"]}
    assert Portal(URL).read("digitalprojekt_state", {})["editions"] == []


@pytest.mark.slow
def test_unknown_round(command: Command, clean_portal: Portal) -> None:
    """Where the round was never published, the sentence names those that are; nothing changes."""
    command.publish(first_round())
    ran = command.run("withdraw", "2019-1")
    assert ran.code == 2
    assert "2019-1" in ran.err
    assert "2020-2" in ran.err
    assert command.run("withdraw", "2020-2", token="").code == 7
    plan = command.folder / "plan.json"
    assert command.run("withdraw", "2020-2", "--plan", "--out", str(plan)).code == 10
    command.publish(correction())
    assert command.run("withdraw", "2020-2", "--as-planned", str(plan)).code == 5
    assert command.run("withdraw", "2020-2", "--fassung", "1").code == 2
    assert clean_portal.read("package_show", {"id": first_round().name})["fassung"] == "2"


@pytest.mark.slow
def test_entered_by_hand_before(command: Command, clean_portal: Portal) -> None:
    """A project that a person entered before the report says what she entered again, in the register too."""
    editor = Portal(URL, command.token)
    values = {
        "type": "digitalprojekt", "owner_org": "stadt-heilbronn", "vorhaben_nr": A, "title": "Von Hand",
        "amt": "20", "dezernat": "II", "vorhabentyp": "langfristig", "anlass": "auftrag",
        "bearbeitungsstand": "planung", "berichtsstand": "2020-1", "kosten_eur": "12.5",
    }  # fmt: skip
    editor.write("package_create", values)
    before = look()
    command.publish(first_round())
    assert command.run("withdraw", "2020-2").code == 0
    assert differences(before, look()) == {}


def _begun(journal: Path) -> bool:
    return journal.is_file() and "begonnen" in journal.read_text("utf-8")


@pytest.mark.slow
def test_killed_at_its_step(command: Command, clean_portal: Portal) -> None:
    """The step of the journal: killed while the portal works, the same command ends as if nothing was.

    The Fassung before the correction is never taken with it, whether the portal came to its end or not.
    """
    command.publish(first_round())
    first = look()
    command.publish(correction())
    journal = command.folder / "withdraw.jsonl"
    words = command.arguments("withdraw", "2020-2", "--journal", str(journal))
    environ = command.environ | {"HNDIGITAL_TOKEN": command.token}
    with subprocess.Popen(words, env=environ, stderr=subprocess.PIPE, text=True) as process:
        while not _begun(journal):
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
    ran = command.run("withdraw", "2020-2", "--journal", str(journal))
    assert ran.code == 0, ran.err
    assert "begonnen" in ran.out
    assert differences(first, look()) == {}
    assert clean_portal.read("package_show", {"id": first_round().name})["fassung"] == "1"
    assert command.plan(first_round()).code == 0


@pytest.mark.slow
def test_rows_that_a_kill_has_left(command: Command, clean_portal: Portal) -> None:
    """Where the portal ended between its two databases' commits, the same command mends the register."""
    command.publish(first_round())
    before = look()
    command.publish(second_round())
    resources = clean_portal.read("digitalprojekt_state", {})["register"]["resources"]
    late = {one: rows(clean_portal, one) for one in resources.values()}
    assert command.run("withdraw", "2021-1").code == 0
    for resource, held in late.items():
        in_datastore(f'DELETE FROM "{resource}"')  # noqa: S608
        insert = {"resource_id": resource, "force": True, "method": "insert", "records": held}
        clean_portal.write("datastore_upsert", insert)
    assert differences(before, look())
    assert command.run("withdraw", "2021-1", "--plan").code == 10
    assert command.run("withdraw", "2021-1").code == 0
    assert differences(before, look()) == {}


@pytest.mark.slow
def test_odd_orders(command: Command, clean_portal: Portal) -> None:
    """Rounds, corrections and withdrawals in any order: the same rounds, the same portal."""
    both = [first_round(), second_round()]
    for package in both:
        command.publish(package)
    first_and_second = look()
    command.publish(correction())
    everything = look()
    assert command.run("withdraw", "2021-1").code == 0
    corrected = look()
    command.publish(second_round())
    assert differences(everything, look()) == {}
    assert command.run("withdraw", "2020-2").code == 0
    assert differences(first_and_second, look()) == {}
    assert command.run("withdraw", "2020-2", "--fassung", "1").code == 0
    second_alone = look()
    assert command.run("withdraw", "2021-1").code == 0
    command.publish(second_round())
    assert differences(second_alone, look()) == {}
    for package in (first_round(), correction()):
        command.publish(package)
    assert differences(everything, look()) == {}
    assert command.run("withdraw", "2021-1").code == 0
    assert differences(corrected, look()) == {}
