"""The overview with JavaScript: a choice changes the page without a reload, and is announced."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]
RESULTS = "#hnd-results"


def opened(visit: Visits, path: str = "/digitalprojekte", **kwargs: int) -> Page:
    """Open a page and leave a mark in it that a reload would wipe out."""
    page = visit(**kwargs).open(path)
    page.evaluate("window.sameDocument = true")
    return page


def not_reloaded(page: Page) -> bool:
    return page.evaluate("window.sameDocument === true")


def test_a_choice_is_followed_at_once(visit: Visits) -> None:
    """Figures, list, counts and address follow a choice; the focus stays, the count is announced."""
    page = opened(visit)
    page.locator("#hnd-choice-dezernat > summary").click()
    page.locator("#hnd-dezernat-IV").check()
    expect(page.locator("#hnd-status")).to_have_text("28 Vorhaben")
    assert page.url.endswith("/digitalprojekte?dezernat=IV")
    assert page.locator(RESULTS).inner_text() == "28 Vorhaben"
    assert "von insgesamt 102" in page.locator(".hnd-chosen").inner_text()
    assert page.evaluate("document.activeElement.id") == "hnd-dezernat-IV"
    page.locator("#hnd-choice-bearbeitungsstand > summary").click()
    page.locator("#hnd-bearbeitungsstand-umsetzung").check()
    page.wait_for_url(re.compile("bearbeitungsstand=umsetzung"))
    assert re.search(r"/digitalprojekte\?.*dezernat=IV", page.url)
    assert "dezernat=IV" in (page.locator(".hnd-languages a", has_text="English").get_attribute("href") or "")
    assert not_reloaded(page)


def test_back_and_forward_show_what_was_selected(visit: Visits) -> None:
    """The browser's history leads through the selections."""
    page = opened(visit)
    page.locator("#hnd-choice-dezernat > summary").click()
    page.locator("#hnd-dezernat-IV").check()
    expect(page.locator(RESULTS)).to_have_text("28 Vorhaben")
    page.locator(".hnd-chips a").first.click()
    expect(page.locator(RESULTS)).to_have_text("102 Vorhaben")
    page.go_back()
    expect(page.locator(RESULTS)).to_have_text("28 Vorhaben")
    assert page.locator("#hnd-dezernat-IV").is_checked()
    page.go_back()
    expect(page.locator(RESULTS)).to_have_text("102 Vorhaben")
    page.go_forward()
    expect(page.locator("#hnd-status")).to_have_text("28 Vorhaben")
    assert not_reloaded(page)


def test_search_leads_to_the_results_by_keyboard(visit: Visits) -> None:
    """Enter in the search field selects, and the focus goes to the heading of the results."""
    page = opened(visit, width=360)
    page.locator("#hnd-q").fill("2020000072")
    page.keyboard.press("Enter")
    expect(page.locator(RESULTS)).to_have_text("1 Vorhaben")
    assert page.evaluate("document.activeElement.id") == "hnd-results"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not_reloaded(page)


def test_ordering_keeps_the_focus_on_its_column(visit: Visits) -> None:
    """A click on a column orders the list in place; a second one turns it round."""
    page = opened(visit)
    page.locator("#hnd-sort-kosten_eur").click()
    page.wait_for_url(re.compile("sort=-kosten_eur"))
    assert page.evaluate("document.activeElement.id") == "hnd-sort-kosten_eur"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("sort=kosten_eur"))
    expect(page.get_by_role("columnheader", name="Kosten")).to_have_attribute("aria-sort", "ascending")
    assert not_reloaded(page)


def test_a_page_that_cannot_be_fetched_is_opened(visit: Visits) -> None:
    """When fetching fails, the choice still leads to its page, as without JavaScript."""
    page = opened(visit)
    page.route(re.compile("dezernat=IV"), lambda route: route.abort(), times=1)
    page.locator("#hnd-choice-dezernat > summary").click()
    page.locator("#hnd-dezernat-IV").check()
    page.wait_for_url(re.compile("dezernat=IV"))
    expect(page.locator(RESULTS)).to_have_text("28 Vorhaben")
    assert not not_reloaded(page)
