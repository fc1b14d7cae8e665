"""One report on its way to the portal: what it is, how far it is, who has done what."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

__all__ = ["BUSY", "OPEN", "RUNNING", "Entry", "Refused", "State", "Vorgang", "now"]


class State(StrEnum):
    """How far it is; what is said about it stands in `words`."""

    WAITING = "waiting"
    READING = "reading"
    UNREADABLE = "unreadable"
    READ = "read"
    ASKED = "asked"
    RELEASED = "released"
    PUBLISHING = "publishing"
    PARTLY = "partly"
    PUBLISHED = "published"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


RUNNING = (State.WAITING, State.READING, State.PUBLISHING, State.WITHDRAWING)
"""A worker has it, or is to take it."""
BUSY = (State.PUBLISHING, State.WITHDRAWING)
"""The portal is being changed: nobody else begins."""
OPEN = (State.READ, State.UNREADABLE, State.ASKED, State.RELEASED, State.PARTLY)
"""People may still decide about it."""


class Refused(Exception):
    """A step that is not to be taken now; the text says why, and what to do, to the person who tried."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: what was done, by whom, when (ISO, UTC), and what it was about."""

    what: str
    who: str
    at: str
    about: str = ""


def now() -> str:
    """Return the present moment as it is kept."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(slots=True)
class Vorgang:
    """A report from its upload to its end; a round that is withdrawn without one is another (no `name`).

    `name` is the file's own, `address` where it was fetched from ("" for an upload); `stated` what the
    editor said beside it; `accepted` why findings of severity fehler are; `corrections` cells that count
    otherwise than printed, as `hndigital.decisions.Correction` has them, with who and when; `result` and
    `plan` what reading has found, in figures; `approval` who has agreed, and when; `due` when it is to be
    published ("" at once); `job` what the worker was told; `error` the last failure in both languages.
    """

    id: str
    by: str
    at: str
    state: State
    name: str = ""
    address: str = ""
    sha256: str = ""
    size: int = 0
    stated: dict[str, str] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    corrections: list[dict[str, str]] = field(default_factory=list)
    berichtsstand: str = ""
    reason: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    approval: dict[str, str] = field(default_factory=dict)
    due: str = ""
    job: dict[str, Any] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)
    log: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def new(cls, by: str, state: State, **more: Any) -> Vorgang:
        """Return a new one with an id that nobody guesses."""
        return cls(uuid.uuid4().hex, by, now(), state, **more)

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Vorgang:
        """Return it as it was stored."""
        return cls(**{**stored, "state": State(stored["state"])})

    def to_store(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return asdict(self)

    def note(self, what: str, who: str, about: str = "") -> None:
        """Add a line to the log."""
        self.log.append(asdict(Entry(what, who, now(), about)))

    @property
    def entries(self) -> list[Entry]:
        """The log, the newest first."""
        return [Entry(**one) for one in reversed(self.log)]

    @property
    def changed(self) -> str:
        """When something was done last."""
        return self.log[-1]["at"] if self.log else self.at

    @property
    def errors(self) -> int:
        """How many findings of severity fehler reading has made."""
        return int(self.result.get("counts", {}).get("fehler", 0))

    @property
    def is_blocked(self) -> bool:
        """Whether findings of severity fehler wait for a reason."""
        return bool(self.errors) and not self.accepted
