"""By keyboard alone: everything is reached, in the order in which it is read, and it shows where one is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.everyone import FOCUSED, FORMS, OURS, OVERVIEW, THEIRS, Visits

HEIGHT = 900
STOPS = (
    ":is(main, [role=main])"
    " :is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']):visible"
)
PAGES = [
    *((path, (1280, 360)[index % 2]) for index, path in enumerate(OURS)),
    *(pytest.param(path, 1280, marks=pytest.mark.slow) for path in [*THEIRS, *FORMS]),
]


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the page is left; return what had the focus, what stands in frames left out."""
    page.emulate_media(reduced_motion="reduce")  # else Bootstrap scrolls slowly to what has the focus
    stops = []
    for _ in range(2000):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if "frame" not in focused:
            stops.append(focused)
    return stops


@pytest.mark.parametrize(("path", "width"), PAGES)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    visit: Visits, places: dict[str, str], path: str, width: int
) -> None:
    """Every link, field and scrolling table is a stop, visibly marked, in the order of the page, once.

    The way leads down the page. Only between a page's two columns (the overview's filters, what CKAN's
    pages have beside them) it leads back to the top.
    """
    page = visit(width=width).open(path.format(**places))
    expected = page.locator(STOPS).count()
    stops = walk(page)
    assert len([stop for stop in stops if stop["inside"]]) == expected
    assert [stop["id"] for stop in stops if not (stop["seen"] and stop["marked"])] == []
    assert [stop["place"] for stop in stops] == sorted({stop["place"] for stop in stops})
    back = [
        (one["id"], two["id"])
        for one, two in pairwise(stops)
        if one["top"] - two["top"] > HEIGHT and one["beside"] == two["beside"]
    ]
    assert back == []


def test_the_first_stop_leads_past_the_head(visit: Visits) -> None:
    """The first Tab shows the link to the content, and following it puts the focus behind the head."""
    page = visit().open(OVERVIEW)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
