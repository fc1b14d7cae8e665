"""The full matrix: every page wide and narrow, enlarged, with and without scripts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.browser.conftest import Person, Visit, log_in
from tests.browser.everyone import ADMIN, FORMS, OURS, STAFF, THEIRS, Visits, problems

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Mode:
    """How somebody looks at the pages: window in CSS pixels, size of text in percent, zoom, scripts."""

    width: int
    text_percent: int = 100
    zoom: int = 1
    scripts: bool = True

    def __str__(self) -> str:
        scripts = "" if self.scripts else "-noscript"
        return f"{self.width}px-text{self.text_percent}-zoom{self.zoom}{scripts}"

    def visit(self, visit: Visits) -> Visit:
        """Open a browser in this mode."""
        return visit(width=self.width, text_percent=self.text_percent, zoom=self.zoom, scripts=self.scripts)

    def look(self, seen: Visit, paths: list[str]) -> dict[str, list[str]]:
        """Return what is wrong with each page that something is wrong with."""
        found = {path: problems(seen.open(path), self.width // self.zoom) for path in paths}
        return {path: wrong for path, wrong in found.items() if wrong}


#: A browser at 400 % on 1280 px has 320 px for the page: what WCAG's success criterion 1.4.10 asks for.
MODES = [
    Mode(1280),
    Mode(360),
    Mode(1280, text_percent=200),
    Mode(360, text_percent=200),
    Mode(1280, zoom=2),
    Mode(1280, zoom=4),
    Mode(1280, scripts=False),
    Mode(360, scripts=False),
]
in_every_mode = pytest.mark.parametrize("mode", MODES, ids=str)


@in_every_mode
@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_in_every_mode(visit: Visits, places: dict[str, str], mode: Mode, lang: str) -> None:
    """Nothing keeps anybody from any page that readers meet, in either language."""
    paths = [lang + path.format(**places) for path in [*OURS, *THEIRS, *FORMS]]
    assert mode.look(mode.visit(visit), paths) == {}


@in_every_mode
def test_every_page_of_editors_in_every_mode(
    visit: Visits, person: Person, places: dict[str, str], mode: Mode
) -> None:
    """The same for who edits."""
    seen = mode.visit(visit)
    log_in(seen.open("/user/login"), person)
    assert mode.look(seen, [path.format(**places, person=person.name) for path in STAFF]) == {}


@in_every_mode
def test_every_page_of_administrators_in_every_mode(
    visit: Visits, sysadmin: Person, places: dict[str, str], mode: Mode
) -> None:
    """The same for who administers the portal."""
    seen = mode.visit(visit)
    log_in(seen.open("/user/login"), sysadmin)
    assert mode.look(seen, [path.format(**places) for path in ADMIN]) == {}
