"""Texts that people write in the portal's forms, opened in a browser that has no policy to stop them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from hndigital.publisher.client import Portal
from playwright.sync_api import Browser, Page

from tests.browser.conftest import somebody

#: Each gets out of an attribute if an address within it is made a link, or what stands in it taken for HTML.
ATTACKS = (
    "![> https://a.example/ <b hx-get=/about hx-trigger=load>x</b>](x)",
    "![> https://a.example/ <img src=x onerror=ran.push(1)>](x)",
    "![> https://a.example/onmouseover=ran.push](x)",
    "![> dataset:x <img src=x onerror=ran.push(2)>](x)",
    "![> tag:x <img src=x onerror=ran.push(3)>](x)",
    "![<main><img src=x onerror=ran.push(4)>](x)",
    '[x](https://a.example "> https://b.example/ <img src=x onerror=ran.push(5)>")',
    '<b title="> group:x <i style=position:fixed onmouseover=ran.push(6)>">x</b>',
    "[x](javascript:ran.push(7)) [x](java&#10;script:ran.push(7))",
    '<p id="content" hx-get="/about" hx-trigger="load" data-module="confirm-action">x</p>',
)
TEXT = "\n\n".join([*ATTACKS, "W" * 200])
#: Attributes that act, of elements within what people wrote.
_ACTING = """() => [...document.querySelectorAll('main *, [role=main] *, aside *')].flatMap(element =>
  [...element.attributes].filter(one =>
    /^on/.test(one.name) || /a\\.example|b\\.example/.test(one.name) || /^\\s*javascript:/.test(one.value)
    && one.value.includes('ran') || /^hx-/.test(one.name) && one.value === '/about' || one.name === 'style'
    && one.value.includes('fixed')).map(one => `${element.localName} ${one.name}=${one.value}`))"""


@pytest.fixture
def unguarded(browser: Browser) -> Iterator[Page]:
    """Return a page on which everything runs that is written into it."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script("window.ran = []")
    yield context.new_page()
    context.close()


@pytest.fixture
def paths(admin: Portal) -> Iterator[list[str]]:
    """Return the pages that show a text of each kind: organisation, group, dataset, file, person."""
    name = f"texte-{secrets.token_hex(4)}"
    admin.write("organization_create", {"name": name, "title": name, "description": TEXT})
    admin.write("group_create", {"name": f"{name}-g", "title": name, "description": TEXT})
    file = {"name": "Datei", "url": "https://daten.example/a", "description": TEXT, "format": "W" * 60}
    dataset = {"name": name, "title": name, "notes": TEXT, "owner_org": name, "resources": [file]}
    resource = admin.write("package_create", dataset)["resources"][0]["id"]
    # CKAN takes an address in somebody's own words for spam.
    with somebody(admin, about=TEXT.replace("https://", "")) as person:
        yield [
            f"/organization/{name}",
            f"/organization/about/{name}",
            f"/group/{name}-g",
            f"/group/about/{name}-g",
            f"/dataset/{name}",
            f"/dataset/{name}/resource/{resource}",
            f"/user/{person.name}",
            "/dataset/",
        ]
    admin.write("dataset_purge", {"id": name})
    admin.write("group_purge", {"id": f"{name}-g"})
    admin.write("organization_purge", {"id": name})


def test_a_text_does_nothing(unguarded: Page, url: str, paths: list[str]) -> None:
    """No script runs, nothing is asked for in the reader's name, and no element gets what acts."""
    asked: list[str] = []
    unguarded.on("request", lambda request: asked.append(request.url))
    for path in paths:
        unguarded.goto(url + path, wait_until="networkidle")
        assert unguarded.evaluate(_ACTING) == [], path
        assert unguarded.evaluate("ran") == [], path
    assert f"{url}/about" not in asked


def test_a_long_word_widens_no_page(unguarded: Page, url: str, paths: list[str]) -> None:
    """On a telephone, a text, a title and a format without a blank break where the page ends."""
    unguarded.set_viewport_size({"width": 360, "height": 740})
    for path in paths:
        unguarded.goto(url + path, wait_until="networkidle")
        assert unguarded.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_text_is_still_formatted(unguarded: Page, url: str, admin: Portal) -> None:
    """What Markdown can do, it still does: links, also those that CKAN makes, emphasis, pictures."""
    name = f"texte-{secrets.token_hex(4)}"
    text = "**fett** https://a.example/x?a=1&b=2, dataset:digitalprojekte [x](https://b.example 'a > b')"
    admin.write("group_create", {"name": name, "title": name, "description": text})
    try:
        unguarded.goto(f"{url}/group/about/{name}")
        shown = unguarded.locator(".prose, .notes").first
        assert shown.locator("strong").inner_text() == "fett"
        links = shown.locator("a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
        assert links == ["https://a.example/x?a=1&b=2", "/dataset/digitalprojekte", "https://b.example"]
        assert shown.locator("a").last.get_attribute("title") == "a > b"
    finally:
        admin.write("group_purge", {"id": name})
