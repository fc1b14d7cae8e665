"""A published round is taken back: readers see what they saw before it, and it can come again."""

from __future__ import annotations

from typing import Any

import pytest
from hndigital.publisher import Portal

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
