"""What people come for, counted in clicks from the home page: by mouse and by keyboard, wide and on a phone.

`docs/pages.md` shows the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import ROOT, Visit

Visits = Callable[..., Visit]
#: Tabs that lead from the top of a page to anything that a task needs.
_TABS = 200


@dataclass
class Reader:
    """Somebody who follows links, and how many so far."""

    page: Page
    keyboard: bool = False
    clicks: int = 0

    def follow(self, link: Locator) -> None:
        """Click a link, or walk to it by Tab and press Enter."""
        link.wait_for()
        if self.keyboard:
            for _ in range(_TABS):
                if link.evaluate("link => link === document.activeElement"):
                    break
                self.page.keyboard.press("Tab")
            assert link.evaluate("link => link === document.activeElement")
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                link.click()
        self.clicks += 1

    def critical(self) -> None:
        """Ask for the critical projects."""
        self.follow(self.page.locator("main .hnd-counts").get_by_role("link", name="Kritisch", exact=True))

    def changes(self) -> None:
        """Ask what has changed since the round before."""
        self.follow(self.page.get_by_role("link", name="Was sich von Bericht zu Bericht geändert hat"))

    def project(self) -> None:
        """Open the first project of a list."""
        self.follow(self.page.locator(".hnd-table--list tbody th a, .hnd-table--list tbody a").first)


def _critical(reader: Reader) -> None:
    reader.critical()
    assert "Kritisch" in reader.page.locator(".hnd-table--list tbody tr").first.inner_text()


def _cost(reader: Reader) -> None:
    reader.critical()
    row = reader.page.locator(".hnd-table--list tbody tr").first.inner_text()
    assert "€" in row or "Keine Angabe" in row


def _known_cost(reader: Reader) -> None:
    reader.follow(reader.page.locator("main .hnd-big a").last)
    rows = reader.page.locator(".hnd-table--list tbody tr")
    assert all("€" in text for text in rows.all_inner_texts())


def _office(reader: Reader) -> None:
    reader.critical()
    assert re.search(r"Amt \S|\(\S+\)", reader.page.locator(".hnd-table--list tbody tr").first.inner_text())


def _printed(reader: Reader) -> None:
    reader.critical()
    reader.project()
    reader.follow(reader.page.get_by_role("link", name=re.compile("^Im Bericht zeigen")).first)
    assert "/digitalprojekte/bericht/" in reader.page.url
    assert "Z. " in reader.page.locator("main").inner_text() or reader.page.locator("main mark").count()


#: The task as docs/pages.md names it, how it is done, and in how many clicks.
TASKS: dict[str, tuple[Callable[[Reader], None], int]] = {
    "which projects are critical": (_critical, 1),
    "what the critical ones cost": (_cost, 1),
    "who is responsible for them": (_office, 1),
    "what is known of the cost of all": (_known_cost, 1),
    "where a critical project is printed": (_printed, 3),
}


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    ("width", "keyboard"),
    [
        (1280, False),
        pytest.param(360, False, marks=pytest.mark.slow),
        pytest.param(1280, True, marks=pytest.mark.slow),
        pytest.param(360, True, marks=pytest.mark.slow),
    ],
)
def test_a_task_takes_few_clicks(visit: Visits, task: str, width: int, keyboard: bool) -> None:
    """Each question of a council member or a journalist is a click away, each further one a click more."""
    reader = Reader(visit(width=width, scripts=keyboard).open("/"), keyboard)
    do, clicks = TASKS[task]
    do(reader)
    assert reader.clicks == clicks


def test_the_documentation_shows_the_numbers() -> None:
    """What `docs/pages.md` says of clicks is what is counted here."""
    text = (ROOT / "docs" / "pages.md").read_text("utf-8")
    for task, (_, clicks) in TASKS.items():
        assert f"| {task} | {clicks} |" in text
