"""The exported pages in a browser, for everyone: the sample's two rounds behind Python's own web server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import hndigital
import pytest
from hndigital.export import export_site
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import ROOT, Visit
from tests.browser.everyone import foreign_texts, problems
from tests.cities import HEILBRONN
from tests.served import served

PAGES = [
    "/",
    "/digitalprojekt/digitalprojekt-2020000050/",
    "/dataset/",
    "/dataset/digitalprojekte/",
    "/dataset/digitalprojekte-2020-2/",
    "/series/berichtswesen/",
    "/organization/stadt-heilbronn/",
    "/codelist/amt/",
    "/schema/register/vorhaben/",
]
ALTERNATING = [
    (f"{('', '/en')[index % 2]}{path}", width)
    for index, path in enumerate(PAGES)
    for width in ((1280, 360) if path == "/" else ((360, 1280)[index % 2],))
]
PICTURES = ["bearbeitungsstand", "gesamtstatus", "kosten", "dezernat", "amt", "strategiefelder", "matrix"]

Opener = Callable[..., Visit]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder) as address:
        reports = [
            ROOT / "harvester" / "sample" / f"beispielbericht-{round_}.txt" for round_ in ("2020-2", "2021-1")
        ]
        export_site(map(hndigital.harvest, reports), folder, HEILBRONN.at(address), gate=False)
        yield address


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Opener]:
    """Return a factory of visits to the exported pages, without JavaScript on the page's side."""
    contexts: list[BrowserContext] = []

    def start(*, width: int = 1280) -> Visit:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE"))
        return Visit(contexts[-1].new_page(), address)

    yield start
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("path", "width"), ALTERNATING)
def test_nothing_keeps_anybody_from_an_exported_page(look: Opener, path: str, width: int) -> None:
    """No finding of axe, enough contrast, no sideways scrolling, one language; all from here."""
    seen = look(width=width)
    page = seen.open(path)
    assert problems(page, width) == []
    assert foreign_texts(page) == []
    assert [error for error in seen.errors if "favicon" not in error and "404" not in error] == []
    assert seen.hosts == {urlsplit(seen.url).netloc}


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_the_overview_shows_the_pictures(look: Opener, path: str) -> None:
    """Each with title, sentence and values, and as files that hold the same."""
    page = look().open(path)
    figures = page.locator("figure")
    assert figures.count() == len(PICTURES)
    for index, name in enumerate(PICTURES):
        figure = figures.nth(index)
        title = figure.locator("h3").inner_text()
        links = {
            link.inner_text().split()[0]: link.get_attribute("href") for link in figure.locator("p a").all()
        }
        found = page.request.get(f"{page.url}{links['JSON']}").json()
        assert (found["name"], found["title"]) == (name, title)
        assert figure.locator("p").first.inner_text() == found["sentence"]
        assert figure.locator("tbody tr").count() > 0
        table = page.request.get(f"{page.url}{links['CSV']}").text().splitlines()
        assert (table[0].split(","), len(table) - 1) == (found["columns"], len(found["rows"]))
        drawn = page.request.get(f"{page.url}{links['SVG']}")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert f'<title id="title">{title}</title>' in drawn.text()
