"""A real browser on a real portal that shows the sample report.

HNDIGITAL_TEST_URL is the portal's address, HNDIGITAL_TEST_TOKEN_FILE holds a sysadmin's token. The
sample package is published through the real publisher unless the portal shows it already.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import hndigital
import pytest
from hndigital.package import Package
from hndigital.publisher import Journal, publish
from hndigital.publisher.client import Portal
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.portal.admin import make_organisation, reset

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "harvester" / "sample" / "beispielbericht-2020-2.txt"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def url() -> str:
    """Return the portal's address; a run without one is not a run of these tests."""
    address = os.environ.get("HNDIGITAL_TEST_URL", "")
    if not address:
        pytest.skip("HNDIGITAL_TEST_URL is not set: no portal to test")
    return address.rstrip("/")


@pytest.fixture(scope="session")
def admin(url: str) -> Iterator[Portal]:
    """Return the portal as its sysadmin sees it."""
    portal = Portal(url, Path(os.environ["HNDIGITAL_TEST_TOKEN_FILE"]).read_text("ascii").strip())
    yield portal
    portal.close()


@pytest.fixture(scope="session")
def package(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Return the sample's package, which the portal shows."""
    sample = hndigital.harvest(SAMPLE)
    state = admin.read("digitalprojekt_state", {})
    shown = [edition["sha256"] for edition in state["editions"]]
    if shown != [sample.sha256] or len(state["projects"]) != len(sample.tables["vorhaben"]):
        reset(admin)
        make_organisation(admin)
        journal = Journal(tmp_path_factory.mktemp("publication") / "journal.jsonl")
        assert publish(admin, sample, journal).fehler == []
    return sample


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return headless Chromium."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A page of the portal in the browser, with what went wrong and what was asked of whom."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._console(message.type, message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._requested(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.errors.append(text)

    def _requested(self, address: str) -> None:
        if urlsplit(address).scheme in ("http", "https"):
            self.hosts.add(urlsplit(address).netloc)

    def open(self, path: str) -> Page:
        """Go to a path of the portal and wait until everything has loaded."""
        self.page.goto(self.url + path, wait_until="networkidle")
        return self.page


@pytest.fixture
def visit(browser: Browser, url: str, package: Package) -> Iterator[Callable[..., Visit]]:
    """Return a factory of visits: width of the window, scripts, size of text, zoom of the browser.

    A browser zooms by giving the page fewer, larger CSS pixels: that is what `zoom` does.
    """
    contexts: list[BrowserContext] = []

    def start(*, width: int = 1280, scripts: bool = True, text_percent: int = 100, zoom: int = 1) -> Visit:
        context = browser.new_context(
            viewport={"width": width // zoom, "height": 900 // zoom},
            device_scale_factor=zoom,
            java_script_enabled=scripts,
            locale="de-DE",
        )
        contexts.append(context)
        if text_percent != 100:
            context.add_init_script(
                "addEventListener('DOMContentLoaded', () =>"
                f" {{ document.documentElement.style.fontSize = '{text_percent}%'; }})"
            )
        return Visit(context.new_page(), url)

    yield start
    for context in contexts:
        context.close()


@dataclass(frozen=True)
class Person:
    """Somebody of the city's staff who may edit."""

    name: str
    password: str


@contextmanager
def somebody(admin: Portal, **more: object) -> Iterator[Person]:
    """Make a user, gone afterwards."""
    person = Person(f"person-{secrets.token_hex(4)}", secrets.token_urlsafe(16))
    account = {"name": person.name, "email": f"{person.name}@example.org", "password": person.password}
    admin.write("user_create", {**account, **more})
    yield person
    admin.write("user_delete", {"id": person.name})


@pytest.fixture
def person(admin: Portal, package: Package) -> Iterator[Person]:
    """Return an editor of the organisation."""
    make_organisation(admin)
    with somebody(admin) as editor:
        role = {"id": "stadt-heilbronn", "username": editor.name, "role": "editor"}
        admin.write("organization_member_create", role)
        yield editor


@pytest.fixture
def sysadmin(admin: Portal, package: Package) -> Iterator[Person]:
    """Return somebody who administers the portal."""
    with somebody(admin, sysadmin=True) as person:
        yield person


def log_in(page: Page, somebody: Person) -> None:
    """Log in through the portal's own page."""
    page.locator("#field-login").fill(somebody.name)
    page.locator("#field-password").fill(somebody.password)
    page.locator("form:has(#field-login) button[type=submit]").click()
    page.wait_for_load_state()


@pytest.fixture(scope="module")
def places(admin: Portal, package: Package) -> Iterator[dict[str, str]]:
    """Return what the addresses of `everyone.py` leave open: ids of files, and a group with the register."""
    register = admin.read("package_show", {"id": "digitalprojekte"})["resources"]
    edition = admin.read("package_show", {"id": f"digitalprojekte-{package.berichtsstand}"})["resources"]
    group = f"gruppe-{secrets.token_hex(4)}"
    text = "Was **zusammengehört** und von mehreren Ämtern kommt."
    admin.write("group_create", {"name": group, "title": "Verwaltung", "description": text})
    member = {"id": group, "object": "digitalprojekte", "object_type": "package", "capacity": "public"}
    admin.write("member_create", member)
    yield {
        "file": register[0]["id"],
        "document": next(one["id"] for one in edition if one["format"] == "JSON"),
        "archive": next(one["id"] for one in edition if one["format"] == "ZIP"),
        "group": group,
    }
    admin.write("group_purge", {"id": group})
