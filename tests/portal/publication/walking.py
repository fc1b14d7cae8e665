"""Rounds that follow one another on one portal, each with a fault on its way, and what holds after each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hndigital.package import Package
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.publication.faulty import Fault, faulty_line
from tests.portal.publication.reader import MARK, Reader
from tests.portal.publication.scenes import (
    URL,
    A,
    B,
    Berichtsstand,
    C,
    Command,
    Ran,
    check_edition,
    project,
    register_rows,
    round_of,
)
from tests.portal.stores import in_database, in_datastore

__all__ = ["NUMBERS", "Walk", "begun", "left_over"]

NUMBERS = (A, B, C)


@dataclass
class Walk:
    """A portal that goes from round to round; `note` keeps the figures of each trial.

    `before` are tables without a file that other tests have left.
    """

    command: Command
    admin: Portal
    note: Callable[[str, object], None] = lambda name, value: None
    number: int = 0
    before: set[str] = field(default_factory=lambda: left_over())

    def package(self, number: int) -> Package:
        """Return the package of the round with this number: it stands in the titles of its projects."""
        year, half = 2021 + number // 2, number % 2 + 1
        stand = Berichtsstand(f"{year}-{half}", stichtag=date(year, 3 if half == 1 else 9, 30))
        projects = (
            project(one, titel=f"{MARK} {number:02d} Vorhaben {one[-2:]}", beschreibung="") for one in NUMBERS
        )
        return round_of(*projects, stand=stand)

    def publish(self, number: int) -> Ran:
        """Publish the round along no line at all."""
        return self.command.run("publish", str(self.command.write(self.package(number))))

    def fail(
        self,
        *faults: Fault,
        prelude: str = "pass",
        token: str | None = None,
        mended: Callable[[], object] = lambda: None,
    ) -> Ran:
        """Publish the next round while that happens, and a reader reads; then check what readers saw.

        `mended` puts right what was broken, before the next run.
        """
        self.number += 1
        started = time.monotonic()
        with self._line(faults) as address, Reader(URL, f"digitalprojekt-{A}") as reader:
            self.command.address, self.command.prelude = address, prelude
            try:
                ran = self.command.run(
                    "publish", str(self.command.write(self.package(self.number))), token=token
                )
            finally:
                self.command.address, self.command.prelude = URL, "pass"
                mended()
            self.note("first", ran.code)
            self.note("seconds", round(time.monotonic() - started, 1))
            self._complete(ran)
        self.note("answers", dict(reader.answers))
        assert not reader.faults
        assert reader.answers[200]
        return ran

    @contextmanager
    def _line(self, faults: tuple[Fault, ...]) -> Iterator[str]:
        if not faults:
            yield URL
            return
        with faulty_line(URL, *faults) as line:
            yield line.address

    def _complete(self, first: Ran) -> None:
        """Run again, and look whether all is there once."""
        again = self.publish(self.number)
        self.note("again", again.code)
        assert again.code == 0, (first, again)
        self.check()

    def check(self) -> None:
        """Hold the portal against the round that is published last: nothing doubled, lost or left over."""
        package = self.package(self.number)
        plan = self.command.run("plan", str(self.command.write(package)))
        assert plan.code == 0, plan.out
        check_edition(self.admin, package)
        assert [row["titel"] for row in register_rows(self.admin, "vorhaben")] == sorted(
            row["titel"] for row in package.tables["vorhaben"]
        )
        history = {row["berichtsstand"] for row in register_rows(self.admin, "status")}
        assert history == {self.package(number).berichtsstand for number in range(1, self.number + 1)}
        assert left_over() <= self.before


def left_over() -> set[str]:
    """Return the tables of the DataStore that are of no file that is there."""
    tables = {
        name
        for (name,) in in_datastore(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
            "AND table_type = 'BASE TABLE' AND table_name ~ '^[0-9a-f-]{36}$'"
        )
    }
    return tables - {name for (name,) in in_database("SELECT id FROM resource WHERE state = 'active'")}


@contextmanager
def begun(admin: Portal, folder: Path) -> Iterator[Walk]:
    """Give a portal with a first round, which goes on from round to round, and clean it up."""
    reset(admin)
    make_organisation(admin)
    walk = Walk(Command(folder, editor_token(admin)), admin)
    walk.number = 1
    assert walk.publish(1).code == 0
    yield walk
    reset(admin)
