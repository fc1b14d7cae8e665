"""A round of more projects than one call takes: readers see the round before, or this one, never both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hndigital.package import Package
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.publication.reader import MARK, Reader
from tests.portal.publication.scenes import (
    TOKEN_FILE,
    URL,
    Berichtsstand,
    Command,
    project,
    register_rows,
    round_of,
)
from tests.portal.stores import in_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal"),
]

NUMBERS = [f"2020{number:06}" for number in range(1, 281)]
"""More than the 250 of a call of `publish` and of `withdraw`."""


@pytest.fixture
def command(admin: Portal, tmp_path: Path) -> Iterator[Command]:
    """Return the command on an empty portal."""
    reset(admin)
    make_organisation(admin)
    yield Command(tmp_path, editor_token(admin))
    reset(admin)


def large_round(number: int) -> Package:
    """Return a round whose number stands in the title of each of its projects."""
    stand = Berichtsstand(f"{2020 + number}-1", stichtag=date(2020 + number, 9, 30))
    titled = (
        project(one, titel=f"{MARK} {number:02d} Vorhaben {one[-3:]}", beschreibung="") for one in NUMBERS
    )
    return round_of(*titled, stand=stand)


def test_never_two_rounds_at_once(command: Command, admin: Portal) -> None:
    """While the next round is published, and while it is withdrawn, no place mixes the two."""
    command.publish(large_round(1))
    with Reader(URL, f"digitalprojekt-{NUMBERS[-1]}") as reader:
        command.publish(large_round(2))
    assert reader.faults == []
    assert reader.answers.keys() == {200}
    assert {row["titel"][:8] for row in register_rows(admin, "vorhaben")} == {f"{MARK} 02"}
    assert command.plan(large_round(2)).code == 0
    for one in NUMBERS[:255]:  # more than a call takes is made private
        in_database("UPDATE package SET private = true WHERE name = %s", f"digitalprojekt-{one}")
    assert command.plan(large_round(2)).code == 10
    command.publish(large_round(2))
    assert command.run("status", "--check", token=admin_token()).code == 0
    with Reader(URL, f"digitalprojekt-{NUMBERS[-1]}") as reader:
        ran = command.run("withdraw", "2022-1")
    assert ran.code == 0, ran.err
    assert [fault for fault in reader.faults if "mixes" in fault] == []
    assert {row["titel"][:8] for row in register_rows(admin, "vorhaben")} == {f"{MARK} 01"}
    assert command.run("status", "--check", token=admin_token()).code == 0


def admin_token() -> str:
    """Return the sysadmin's token."""
    return Path(TOKEN_FILE).read_text(encoding="utf-8").strip()
