"""The pages for everyone: on a phone, in both languages, without cookies, on paper."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Person, log_in
from tests.browser.everyone import (
    ADMIN,
    FORMS,
    OURS,
    OVERVIEW,
    PROJECT,
    SPACED,
    STAFF,
    STICKING_OUT,
    TARGETS,
    THEIRS,
    Visits,
    foreign_texts,
    problems,
    sideways,
    unfold,
)

#: Every page once: one half wide, the other narrow.
ALTERNATING = [(path, (1280, 360)[index % 2]) for index, path in enumerate([*OURS, *THEIRS, *FORMS])]


@pytest.fixture(scope="module")
def responses(url: str, package: object, places: dict[str, str]) -> dict[str, requests.Response]:
    """Return every page that readers meet, as a reader's browser gets it."""
    return {path: requests.get(url + path.format(**places), timeout=60) for path in [*OURS, *THEIRS]}


@pytest.mark.parametrize(("path", "width"), ALTERNATING)
def test_nothing_keeps_anybody_from_a_page(
    visit: Visits, places: dict[str, str], path: str, width: int
) -> None:
    """No finding of axe, enough contrast, one heading and main part, all within its box; all from here."""
    seen = visit(width=width)
    page = seen.open(path.format(**places))
    assert problems(page, width) == []
    assert page.evaluate(STICKING_OUT) == []
    assert [error for error in seen.errors if "404" not in error and "403" not in error] == []
    assert seen.hosts == {urlsplit(seen.url).netloc}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(page, width) == []


@pytest.mark.parametrize(("who", "paths"), [("person", STAFF), ("sysadmin", ADMIN)])
def test_nothing_keeps_staff_from_their_pages(
    visit: Visits, places: dict[str, str], request: pytest.FixtureRequest, who: str, paths: list[str]
) -> None:
    """The same on the pages that only editors and administrators see, the form among them."""
    width = 360
    seen = visit(width=width)
    somebody: Person = request.getfixturevalue(who)
    log_in(seen.open("/user/login"), somebody)
    found = {}
    for path in paths:
        page = seen.open(path.format(**places, person=somebody.name))
        found[path] = problems(page, width) + foreign_texts(page, of_staff=True)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_readers_get_no_cookie(responses: dict[str, requests.Response]) -> None:
    """No page that a reader meets sets a cookie."""
    assert [path for path, answer in responses.items() if "Set-Cookie" in answer.headers] == []


def test_a_login_still_works_without_a_cookie_before(visit: Visits, person: Person) -> None:
    """Who comes from a page without a cookie can log in, and out again."""
    page = visit().open(OVERVIEW)
    page.get_by_role("link", name="Anmelden").click()
    log_in(page, person)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Anmelden").is_visible()


def test_readers_meet_no_closed_doors(responses: dict[str, requests.Response], url: str) -> None:
    """No link to a page that readers may not see, none that hands them to a social network."""
    pages = "".join(answer.text for answer in responses.values())
    assert "/organization/members/" not in pages
    for company in ("facebook.com", "x.com/share", "twitter.com"):
        assert company not in pages


@pytest.mark.parametrize("first", ["de", pytest.param("en", marks=pytest.mark.slow)])
def test_a_page_speaks_one_language(visit: Visits, places: dict[str, str], first: str) -> None:
    """What is written in the other language (titles, wordings of the report) is marked so."""
    seen = visit(scripts=False)
    found = {}
    for index, path in enumerate([*OURS, *THEIRS]):
        lang = ("de", "en")[(index + (first == "en")) % 2]
        page = seen.open(("/en" if lang == "en" else "") + path.format(**places))
        assert page.locator("html").get_attribute("lang") == lang
        found[f"{lang} {path}"] = foreign_texts(page)
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_a_phone_without_scripts_has_menu_search_and_files(visit: Visits) -> None:
    """The menu opens, filters of the search are there, and a file can be downloaded: all plain HTML."""
    page = visit(width=360, scripts=False).open("/dataset/")
    page.locator("summary", has_text="Menü").click()
    assert page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link").first.is_visible()
    page.locator("summary", has_text="Filter").click()
    assert page.locator(".nav-facet a:visible").count() > 3
    assert page.get_by_role("link", name="Personal- und Organisationsamt (10)").is_visible()
    page.get_by_role("link", name="Digitalprojekte", exact=True).first.click()
    page.wait_for_load_state()
    assert urlsplit(page.url).path == OVERVIEW
    page.goto(page.url.replace(OVERVIEW, "/dataset/digitalprojekte"))
    assert page.get_by_role("link", name="Herunterladen").first.is_visible()


def test_the_language_can_be_changed_without_scripts_and_keeps_the_selection(visit: Visits) -> None:
    """A plain link leads to the same selection in the other language."""
    page = visit(scripts=False).open(f"{OVERVIEW}?dezernat=IV")
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state()
    assert page.url.endswith("/en/digitalprojekte?dezernat=IV")
    assert page.locator("h1").inner_text() == "Digital projects"


def test_amounts_and_dates_are_written_as_each_language_does(visit: Visits) -> None:
    """1.250.000 € and 31. März 2021, but €1,250,000 and 31 March 2021."""
    german = visit().open(PROJECT).locator("main").inner_text()
    english = visit().open(f"/en{PROJECT}").locator("main").inner_text()
    assert "40.000 €" in german
    assert "31. März 2021" in german
    assert "€40,000" in english
    assert "31 March 2021" in english


def test_the_footer_leads_to_what_the_law_asks_for(visit: Visits) -> None:
    """Accessibility statement (a template until the city fills it) and plain language are a click away."""
    page = visit().open(OVERVIEW)
    page.get_by_role("link", name="Barrierefreiheit").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "Vorlage" in text
    for part in (
        "Stand der Vereinbarkeit",
        "Nicht barrierefreie Inhalte",
        "Rückmeldung",
        "Durchsetzungsverfahren",
    ):
        assert part in text
    page.get_by_role("link", name="Einfacher Sprache").click()
    page.wait_for_load_state()
    assert "Entwurf" in page.locator("main").inner_text()


def _printed(page: Page) -> list[str]:
    page.emulate_media(media="print")
    hidden = (".hnd-utility", ".hnd-menu", ".hnd-footer", ".toolbar", "form")
    return [selector for selector in hidden if page.locator(selector).first.is_visible()]


@pytest.mark.parametrize("path", [OVERVIEW, PROJECT])
def test_a_page_prints_its_content_on_a4(visit: Visits, path: str) -> None:
    """Menus, filters and footer stay off the paper; nothing is wider than A4."""
    page = visit(width=680).open(path)
    assert _printed(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert page.pdf(format="A4")[:4] == b"%PDF"


@pytest.mark.parametrize("path", ["/", OVERVIEW, PROJECT, "/dataset/", "/dataset/digitalprojekte", "/about"])
def test_a_thumb_and_wide_letters_have_room(visit: Visits, path: str) -> None:
    """On a phone: links and buttons are 24 px or stand apart; spaced text fits the window.

    Spacing as WCAG's success criterion 1.4.12 asks for.
    """
    seen = visit(width=360)
    page = seen.open(path)
    unfold(page)
    small = Axe().run(page, options=TARGETS).response["violations"]
    assert [node["html"] for rule in small for node in rule["nodes"]] == []
    page.evaluate(SPACED)
    assert sideways(page, 360) == []
    if path == PROJECT:  # terms and values stand beside each other there
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
