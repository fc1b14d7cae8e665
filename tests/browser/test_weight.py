"""A first view of our pages is light beside stock CKAN's, measured the same way in the same run."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import requests
from hndigital.publisher.client import Portal as Client
from playwright.sync_api import Browser

from tests.browser.conftest import Person, log_in
from tests.browser.everyone import FORMS, OURS, THEIRS, Visits
from tests.plain_ckan import ORGANISATION
from tests.portal.support import Portal

#: The most of the plugin's own styles and scripts in a first view, in bytes.
OWN_SHARE = 80_000
#: The most that a page of CKAN's weighs for who reads it, in bytes.
READ = 150_000


def weight(browser: Browser, address: str) -> dict[str, int]:
    """Return the bytes of each answer of a first view, uncompressed, in a browser that knows nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    sizes: dict[str, int] = {}
    page = context.new_page()
    page.on(
        "response",
        lambda answer: sizes.update({answer.url: len(answer.body())} if answer.ok else {}),
    )
    page.goto(address, wait_until="networkidle")
    sizes.setdefault(address, len(page.content().encode()))  # an error page is no "ok" answer
    context.close()
    return sizes


@pytest.fixture(scope="module")
def half_of_stock(browser: Browser, stock: Portal, admin: Client, package: object) -> Iterator[float]:
    """Return half the weight of stock CKAN's page of a dataset with an edition's title, text and files."""
    edition = admin.read("package_show", {"id": "digitalprojekte-2020-2"})
    dataset = stock.api(
        "package_create",
        name=f"bericht-{uuid.uuid4().hex[:8]}",
        owner_org=ORGANISATION,
        title=edition["title"],
        notes=edition["notes"],
        resources=[
            {field: file.get(field) or "" for field in ("name", "url", "format", "description")}
            for file in edition["resources"]
        ],
    )
    sizes = weight(browser, f"{stock.url}/dataset/{dataset['name']}")
    yield sum(sizes.values()) / 2
    stock.api("dataset_purge", id=dataset["id"])


@pytest.mark.parametrize("path", OURS)
def test_a_first_view_is_light(browser: Browser, url: str, half_of_stock: float, path: str) -> None:
    """At most half of stock CKAN's dataset page; at most 80 kB of it are the plugin's styles and scripts."""
    sizes = weight(browser, url + path)
    own = sum(size for address, size in sizes.items() if "/hndigital/" in address)
    assert sum(sizes.values()) <= half_of_stock
    assert own <= OWN_SHARE


@pytest.mark.parametrize("path", [*THEIRS, *FORMS[:2]])
def test_ckans_pages_are_light_for_readers(
    browser: Browser, url: str, places: dict[str, str], path: str
) -> None:
    """Styles and scripts that staff's pages need are not sent to who reads, nor what only htmx reads."""
    address = url + path.format(**places)
    sizes = weight(browser, address)
    assert sum(sizes.values()) <= READ
    assert [found for found in sizes if ".js" in found] == []
    assert "hx-" not in requests.get(address, timeout=60).text


def test_staff_keep_ckans_styles_and_scripts(visit: Visits, sysadmin: Person) -> None:
    """What somebody may change on the same pages builds on them."""
    seen = visit()
    log_in(seen.open("/user/login"), sysadmin)
    page = seen.open("/dataset/digitalprojekte")
    assert page.evaluate("Boolean(window.ckan && window.jQuery && window.htmx)")
    assert seen.errors == []
