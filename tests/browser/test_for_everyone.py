"""The pages for everyone: by keyboard, on a phone, in both languages, from nobody else's servers."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from hndigital.schemas import codelist, codelist_names
from playwright.sync_api import Page

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]
OVERVIEW = "/digitalprojekte"
PATHS = [
    OVERVIEW,
    f"{OVERVIEW}?ansicht=matrix&dezernat=II",
    f"{OVERVIEW}?q=gibtesnicht&bearbeitungsstand=fertig",
    "/digitalprojekt/digitalprojekt-2020000050",
    "/digitalprojekt/digitalprojekt-2020000004",
]
GERMAN_LETTERS = re.compile("[äöüÄÖÜß]")

#: Text nodes outside elements that are marked as another language.
FOREIGN_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest('script, style')) continue;
    if (parent.closest('[lang]').lang !== 'en') continue;
    if (node.data.trim()) texts.push(node.data.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      if (element.getAttribute(name)) texts.push(element.getAttribute(name));
  return texts;
}"""

#: What has the focus: a description, whether it can be seen, and how its focus is marked.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    id: element.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.height > 0,
    marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== 'none',
  };
}"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page, A and AA rules."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(visit: Visits, path: str, width: int) -> None:
    """No violation of an A or AA rule on our pages, wide and narrow."""
    page = visit(width=width).open(path)
    for summary in page.locator("main details:not([open]) > summary:visible").all():
        summary.click()
    assert violations(page) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("width", "text_percent"), [(360, 100), (1280, 200)])
def test_no_page_scrolls_sideways(visit: Visits, path: str, width: int, text_percent: int) -> None:
    """At 360 px, and with text at 200 %, only tables scroll, each in its own region."""
    page = visit(width=width, text_percent=text_percent).open(path)
    for summary in page.locator("main details:not([open]) > summary:visible").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_logged_and_nobody_else_is_asked(visit: Visits, path: str) -> None:
    """No error in the console, and not one request to another server."""
    seen = visit()
    seen.open(path)
    assert seen.errors == []
    assert seen.hosts == {urlsplit(seen.url).netloc}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_one_heading_and_landmarks(visit: Visits, path: str, lang: str) -> None:
    """One h1, one main part, no heading level left out, and the page says its language."""
    page = visit().open(f"/en{path}" if lang == "en" else path)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    assert page.get_by_role("main").count() == 1
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(element => Number(element.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("path", PATHS)
def test_the_english_page_is_english(visit: Visits, path: str) -> None:
    """What is German on an English page (titles, wordings) is marked so; the interface has none."""
    texts = visit().open(f"/en{path}").evaluate(FOREIGN_TEXT)
    labels = {
        code.label_de
        for name in codelist_names()
        for code in codelist(name).values()
        if code.label_de != code.label_en
    }
    assert [text for text in texts if GERMAN_LETTERS.search(text) or text in labels] == []


@pytest.mark.parametrize("path", [OVERVIEW, "/digitalprojekt/digitalprojekt-2020000050"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit: Visits, path: str, width: int) -> None:
    """Tab stops at every link, field and scrolling table in order, each visibly marked, without a trap."""
    page = visit(width=width).open(path)
    expected = page.locator(
        "main :is(a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']):visible"
    ).count()
    reached = []
    for _ in range(expected + 60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if page.evaluate("document.activeElement.closest('main') !== null"):
            reached.append(focused)
    assert len(reached) == expected
    assert [one["id"] for one in reached if not (one["seen"] and one["marked"])] == []


def test_the_language_can_be_changed_without_scripts_and_keeps_the_selection(visit: Visits) -> None:
    """A plain link leads to the same selection in the other language."""
    page = visit(scripts=False).open(f"{OVERVIEW}?dezernat=IV")
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state()
    assert page.url.endswith("/en/digitalprojekte?dezernat=IV")
    assert page.locator("h1").inner_text() == "Digital projects"


def test_amounts_and_dates_are_written_as_each_language_does(visit: Visits) -> None:
    """1.250.000 € and 31. März 2021, but €1,250,000 and 31 March 2021."""
    german = visit().open("/digitalprojekt/digitalprojekt-2020000050").locator("main").inner_text()
    english = visit().open("/en/digitalprojekt/digitalprojekt-2020000050").locator("main").inner_text()
    assert "40.000 €" in german
    assert "31. März 2021" in german
    assert "€40,000" in english
    assert "31 March 2021" in english
