"""Search and metadata quality in a browser: what is missing, without scripts, and the way to the form."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from hndigital.publisher.client import Portal
from playwright.sync_api import Page

from tests.browser.conftest import Person, Visit, log_in
from tests.browser.everyone import Visits, foreign_texts, problems


@pytest.fixture(scope="module")
def flawed(admin: Portal, package: object) -> Iterator[str]:
    """Make a dataset that lacks most of what can be had; yield the path of its quality."""
    name = f"probe-{uuid.uuid4().hex[:8]}"
    admin.write(
        "package_create",
        {
            "name": name,
            "title": "Probe mit Mängeln",
            "owner_org": "stadt-heilbronn",
            "license_id": "dl-de-by-2.0",
            "resources": [{"name": "Karte", "url": "https://daten.example/karte", "format": "Papier"}],
        },
    )
    yield f"/metadatenqualitaet/{name}"
    admin.write("dataset_purge", {"id": name})


@pytest.mark.parametrize(("width", "lang"), [(1280, "/en"), (360, "")])
def test_the_page_of_a_flawed_dataset_is_for_everyone(
    visit: Visits, flawed: str, width: int, lang: str
) -> None:
    """With everything on it that can be missing: nothing keeps anybody from it, in either language."""
    seen = visit(width=width)
    page = seen.open(lang + flawed)
    assert page.locator(".hnd-quality--missed").count() >= 5
    assert page.locator(".hnd-quality--open").count() >= 1
    assert problems(page, width) == []
    assert foreign_texts(page) == []
    assert seen.errors == []


def assessed(seen: Visit) -> Page:
    """Open the quality page once the portal has assessed all its datasets, in the background."""
    for _ in range(90):
        page = seen.open("/metadatenqualitaet")
        if (
            page.get_by_label("Was fehlt", exact=True).count()
            and not page.get_by_text("bisher bewertet").count()
        ):
            return page
        page.wait_for_timeout(1000)
    raise AssertionError("the portal has not assessed its datasets")


@pytest.mark.usefixtures("flawed")
def test_finding_works_without_scripts(visit: Visits) -> None:
    """Without JavaScript, on a phone: search, suggestion, facet, and the filters of the quality list."""
    page = visit(width=360, scripts=False).open("/")
    page.get_by_label("Alle Daten durchsuchen").fill("Digitalisirung")
    page.locator("main form button[type=submit]").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Digitalisierung", exact=True).click()
    assert page.locator(".dataset-item").count() > 0
    page.locator("summary", has_text="Filter").click()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^In Umsetzung")).click()
    items = page.locator(".dataset-item").count()
    assert 0 < items == page.locator(".hnd-item-facts", has_text="In Umsetzung").count()
    page = assessed(visit(width=360, scripts=False))
    page.get_by_label("Was fehlt", exact=True).select_option("format")
    page.get_by_role("button", name="Filter anwenden").click()
    assert "fehlt=format" in page.url
    assert page.locator("#hnd-quality-list-caption").inner_text().startswith("1 ")


def test_who_may_mend_is_led_to_the_form(visit: Visits, url: str, person: Person, flawed: str) -> None:
    """Readers get advice; who may edit the dataset gets links to the very field of the form."""
    page = visit().open(flawed)
    assert "Eintragen, von wann bis wann die Daten gelten." in page.locator("main").inner_text()
    assert page.locator("main a[href*='/edit']").count() == 0
    editor = visit()
    log_in(editor.open("/user/login"), person)
    links = editor.open(flawed).locator("main a[href*='/edit']")
    targets = {links.nth(number).get_attribute("href") or "" for number in range(links.count())}
    assert len(targets) >= 3
    for target in sorted(targets):
        form = editor.open(target)
        field = target.partition("#")[2]
        assert form.locator(f"[id='{field}']").count() == 1, target
