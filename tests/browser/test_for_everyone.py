"""The pages for everyone: by keyboard, on a phone, in both languages, without cookies, light."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from hndigital.publisher.client import Portal
from playwright.sync_api import Page

from tests.browser.everyone import (
    FOCUSED,
    FORMS,
    OURS,
    OVERVIEW,
    PROJECT,
    STAFF,
    THEIRS,
    Visits,
    foreign_texts,
    problems,
)
from tests.browser.test_form import Person, log_in, person

__all__ = ["person"]

#: Every page once: one half wide, the other narrow.
ALTERNATING = [(path, (1280, 360)[index % 2]) for index, path in enumerate([*OURS, *THEIRS, *FORMS])]
#: The most of a first view of ours, and of the plugin's own share of it, in bytes.
HALF_OF_STOCK = 700_000
OWN_SHARE = 80_000


@pytest.fixture(scope="module")
def file(admin: Portal, package: object) -> str:
    """Return the id of the register's first file."""
    return str(admin.read("package_show", {"id": "digitalprojekte"})["resources"][0]["id"])


@pytest.fixture(scope="module")
def responses(url: str, package: object, file: str) -> dict[str, requests.Response]:
    """Return every page that readers meet, as a reader's browser gets it."""
    return {path: requests.get(url + path.format(file=file), timeout=60) for path in [*OURS, *THEIRS]}


@pytest.mark.parametrize(("path", "width"), ALTERNATING)
def test_nothing_keeps_anybody_from_a_page(visit: Visits, file: str, path: str, width: int) -> None:
    """No finding of axe, enough contrast, one heading and main part, no sideways scrolling; all from here."""
    seen = visit(width=width)
    page = seen.open(path.format(file=file))
    assert problems(page, width) == []
    assert [error for error in seen.errors if "404" not in error] == []
    assert seen.hosts == {urlsplit(seen.url).netloc}


def test_nothing_keeps_staff_from_their_pages(visit: Visits, person: Person, file: str) -> None:
    """The same on the pages that only an editor sees, the form among them."""
    width = 360
    seen = visit(width=width)
    log_in(seen.open("/user/login"), person)
    found = {}
    for path in STAFF:
        page = seen.open(path.format(file=file, person=person.name))
        found[path] = problems(page, width)
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


def weight(visit: Visits, path: str) -> dict[str, int]:
    """Return the bytes of each request of a first view, uncompressed."""
    seen = visit()
    sizes: dict[str, int] = {}
    seen.page.on(
        "response",
        lambda answer: sizes.update({answer.url: len(answer.body())} if answer.status == 200 else {}),
    )
    seen.open(path)
    return sizes


@pytest.mark.parametrize("path", [OVERVIEW, PROJECT, "/"])
def test_a_first_view_is_light(visit: Visits, url: str, path: str) -> None:
    """At most half of stock CKAN's dataset page, at most 80 kB of it the plugin's own styles and scripts."""
    sizes = weight(visit, path)
    own = sum(size for address, size in sizes.items() if "/hndigital/" in address)
    assert sum(sizes.values()) <= HALF_OF_STOCK
    assert own <= OWN_SHARE


def test_half_of_stock_is_still_the_right_measure(visit: Visits) -> None:
    """What CKAN itself loads for a dataset page, without the plugin's files, weighs twice as much."""
    sizes = weight(visit, "/dataset/digitalprojekte-2020-2")
    stock = sum(size for address, size in sizes.items() if "/hndigital/" not in address)
    assert stock >= 2 * HALF_OF_STOCK


@pytest.mark.parametrize("first", ["de", pytest.param("en", marks=pytest.mark.slow)])
def test_a_page_speaks_one_language(visit: Visits, file: str, first: str) -> None:
    """What is written in the other language (titles, wordings of the report) is marked so."""
    seen = visit(scripts=False)
    found = {}
    for index, path in enumerate([*OURS, *THEIRS]):
        lang = ("de", "en")[(index + (first == "en")) % 2]
        page = seen.open(("/en" if lang == "en" else "") + path.format(file=file))
        assert page.locator("html").get_attribute("lang") == lang
        found[f"{lang} {path}"] = foreign_texts(page)
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize(("path", "width"), [(OVERVIEW, 1280), (PROJECT, 360), ("/dataset/", 1280)])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit: Visits, path: str, width: int) -> None:
    """Tab stops at every link, field and scrolling table, each visibly marked, without a trap."""
    page = visit(width=width).open(path)
    expected = page.locator(
        ":is(main, [role=main])"
        " :is(a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']):visible"
    ).count()
    reached = []
    for _ in range(expected + 80):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if page.evaluate("document.activeElement.closest('main, [role=main]') !== null"):
            reached.append(focused)
    assert len(reached) == expected
    assert [one["id"] for one in reached if not (one["seen"] and one["marked"])] == []


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


def test_a_phone_without_scripts_has_menu_search_and_files(visit: Visits, file: str) -> None:
    """The menu opens, filters of the search are there, and a file can be downloaded: all plain HTML."""
    page = visit(width=360, scripts=False).open("/dataset/")
    page.locator("summary", has_text="Menü").click()
    assert page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link").first.is_visible()
    assert page.locator(".nav-facet a:visible").count() > 3
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
