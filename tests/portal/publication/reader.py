"""A reader who looks at everything again and again while something is published, and what was seen."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType

import requests

from tests.portal.support import REGISTER

__all__ = ["MARK", "Reader"]

MARK = "Runde"
"""With a number of two digits it stands in the title of every project of a round."""
_MARKED = re.compile(rf"{MARK} ([0-9]{{2}})")
_FOLLOWS = 5.0
"""Seconds in which the search follows."""


def _places(name: str) -> dict[str, str]:
    return {
        "page": "/digitalprojekte",
        "slice": f"/digitalprojekt/{name}/stammdaten.csv",
        "register": f"/dataset/{REGISTER}/vorhaben.csv",
        "feed": "/catalog.ttl",
        "list": "/api/3/action/digitalprojekt_list",
        "search": "/api/3/action/package_search?fq=dataset_type:digitalprojekt",
    }


@dataclass
class Reader:
    """Reads the places of a project (by its dataset's name) in turn, from entering to leaving."""

    url: str
    name: str
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __enter__(self) -> Reader:
        self._seen: dict[str, int] = {}
        self._end = Event()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join(timeout=120)

    @property
    def read(self) -> int:
        """How many answers came."""
        return sum(self.answers.values())

    def _read(self) -> None:
        while not self._end.is_set():
            for place, path in _places(self.name).items():
                try:
                    answer = requests.get(self.url + path, timeout=60)
                except requests.RequestException:
                    self.answers[0] += 1
                    continue
                self.answers[answer.status_code] += 1
                if answer.ok:
                    self._look(place, answer.text)
            time.sleep(0.7)

    def _look(self, place: str, text: str) -> None:
        rounds = {int(number) for number in _MARKED.findall(text)}
        if len(rounds) > 1:
            self.faults.append(f"{place} mixes {sorted(rounds)}")
            return
        for found in rounds:
            if found < self._seen.get(place, found):
                self.faults.append(f"{place} went back from {self._seen[place]} to {found}")
            self._seen[place] = found
