"""Withdrawing from the command's side: which Fassung is meant, whatever a kill or a lost answer has left."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hndigital.errors import NotAuthorised, PlanOutdated
from hndigital.publisher.client import ActionRefused, Portal
from hndigital.publisher.journal import Journal
from hndigital.publisher.withdrawing import withdraw


class Scene(Portal):
    """A portal with a round of two Fassungen, each a package called by its number."""

    def __init__(self, *, pending: int = 0, lose_answers: int = 0, changed: bool = False) -> None:
        super().__init__("https://portal.example.org", "token-of-a-person")
        self.counts = 2
        self.gone: set[int] = set()
        self.pending, self.lose_answers, self.changed = pending, lose_answers, changed
        self.calls: list[Mapping[str, Any]] = []

    def read(self, action: str, data: Mapping[str, Any] | None = None) -> Any:
        """Answer a question: what would be done."""
        return self._answer(data or {}, write=False)

    def write(self, action: str, data: Mapping[str, Any], *, upload: tuple[str, bytes] | None = None) -> Any:
        """Withdraw, and lose the answer if that is what happens here."""
        self.calls.append(data)
        if self.changed and data.get("fingerprint"):
            raise ActionRefused(action, {"fingerprint": ["The portal has changed."]})
        answer = self._answer(data, write=True)
        if self.lose_answers:
            self.lose_answers -= 1
            raise KeyboardInterrupt
        return answer

    def _answer(self, data: Mapping[str, Any], *, write: bool) -> Any:
        wanted = data.get("fassung") or self.counts
        number = 0 if wanted in self.gone else wanted
        left, self.pending = (self.pending, max(self.pending - 1, 0)) if write else (0, self.pending)
        gone = self.gone | ({number} if number else set())
        before = max({1, 2} - gone, default=0)
        if write and not left:
            self.gone, self.counts = gone, before
        entry = {"objekt": "ausgabe", "name": "e", "aktion": "x", "titel": "", "felder": [], "zeilen": []}
        return {
            "edition": "digitalprojekte-2020-2", "berichtsstand": "2020-2", "fassung": number,
            "fassung_davor": before, "paket_sha256": str(number or ""), "fingerprint": "f", "profile": "x",
            "zurueckgezogen": [{"fassung": one, "paket_sha256": str(one)} for one in sorted(gone)],
            "updated": [], "failed": [], "tables": [], "pending": left, "index_pending": 0,
            "plan": [entry] if number else [],
        }  # fmt: skip


def test_a_repetition_never_takes_the_fassung_before(tmp_path: Path) -> None:
    """The action ran, its answer was lost: the next run finds that out, and the Fassung before stays."""
    scene = Scene(lose_answers=1)
    with Journal(tmp_path / "journal") as notes, pytest.raises(KeyboardInterrupt):
        withdraw(scene, "2020-2", notes)
    with Journal(tmp_path / "journal") as notes:
        outcome = withdraw(scene, "2020-2", notes)
    assert outcome.fortgesetzt
    assert scene.gone == {2}
    assert scene.calls[-1]["fassung"] == 2
    with Journal(tmp_path / "journal") as notes:
        assert withdraw(scene, "2020-2", notes, fassung=2).foreseen.plan.empty
        withdraw(scene, "2020-2", notes)
    assert scene.gone == {1, 2}


def test_the_same_call_until_nothing_is_left(tmp_path: Path) -> None:
    """A large round takes several calls, all for the Fassung that was meant at the beginning."""
    scene = Scene(pending=2)
    with Journal(tmp_path / "journal") as notes:
        outcome = withdraw(scene, "2020-2", notes)
    assert [(call["fassung"], "fingerprint" in call) for call in scene.calls] == [
        (2, True),
        (2, False),
        (2, False),
    ]
    assert outcome.foreseen.davor == 1
    assert scene.gone == {2}


def test_the_portal_changed_meanwhile(tmp_path: Path) -> None:
    """Where the portal is no longer as it was when it was asked, nothing goes: PlanOutdated, exit code 5."""
    scene = Scene(changed=True)
    with Journal(tmp_path / "journal") as notes, pytest.raises(PlanOutdated):
        withdraw(scene, "2020-2", notes)
    assert not scene.gone


def test_without_a_token(tmp_path: Path) -> None:
    """Nobody's round is withdrawn by nobody: the sentence says what is needed."""
    with Journal(tmp_path / "journal") as notes, pytest.raises(NotAuthorised, match="HNDIGITAL_TOKEN"):
        withdraw(Portal("https://portal.example.org"), "2020-2", notes)
