"""The exported pages: what they say, in both languages, and for everybody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
import requests
from export_factories import HOSTILE, Page, first, sample, second, settings
from hndigital.export import export_site

from tests.served import served

PROJECT = "digitalprojekt/digitalprojekt-2020000072/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder) as address:
        export_site([first(), second()], folder, settings(address), gate=False)
        yield folder, address


@pytest.fixture(scope="module")
def pages(site: tuple[Path, str]) -> dict[str, Page]:
    folder = site[0]
    return {
        path.parent.relative_to(folder).as_posix().removeprefix(".") + "/": Page(path.read_text("utf-8"))
        for path in folder.rglob("index.html")
    }


def test_every_link_leads_somewhere(site: tuple[Path, str], pages: dict[str, Page]) -> None:
    """From every page, by way of a plain web server: the target is there, and so is its anchor."""
    address = site[1]
    targets: dict[str, set[str]] = {}
    for path, page in pages.items():
        for link in page.links:
            target, fragment = urldefrag(urljoin(f"{address}/{path.lstrip('/')}", link))
            if target.startswith(address):
                targets.setdefault(target, set()).add(unquote(fragment))
    assert len(targets) > 100
    broken = []
    for target, fragments in sorted(targets.items()):
        answer = requests.get(target, timeout=10)
        path = unquote(target.removeprefix(f"{address}/"))
        known = pages[path or "/"].ids if "html" in answer.headers["Content-Type"] else []
        if answer.status_code != 200 or not {name for name in fragments if name} <= set(known):
            broken.append((target, fragments))
    assert broken == []


def test_pages_are_built_for_everybody(pages: dict[str, Page]) -> None:
    """Language, one h1, landmarks, unique ids, captions and scopes on every page; all tags closed."""
    for path, page in pages.items():
        assert page.open == [], path
        assert page.all("html")[0]["lang"] == ("en" if path.startswith("en/") else "de"), path
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1, path
        assert [name for name, times in Counter(page.ids).items() if times > 1] == [], path
        assert len(page.all("caption")) == len(page.all("table")), path
        assert all("scope" in head for head in page.all("th")), path
        regions = [one for one in page.all("div") if one.get("role") == "region"]
        assert len(regions) == len(page.all("table")), path
        assert all(one["tabindex"] == "0" and one["aria-labelledby"] in page.ids for one in regions), path


def test_headings_step_down_one_at_a_time(pages: dict[str, Page]) -> None:
    """Whoever walks a page by its headings misses no level."""
    for path, page in pages.items():
        levels = [int(tag[1]) for tag, _attributes in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, path
        assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False)), path


def test_pages_load_nothing_from_elsewhere(pages: dict[str, Page]) -> None:
    """One style sheet of the folder's own; no script, frame or picture at all."""
    for path, page in pages.items():
        assert not [tag for tag, _attributes in page.elements if tag in {"script", "iframe", "img", "style"}]
        styles = [one["href"] for one in page.all("link") if one.get("rel") == "stylesheet"]
        assert all(re.fullmatch(r"(\.\./)*style\.css", style) for style in styles), path


def test_pages_allow_no_script(site: tuple[Path, str]) -> None:
    """A page that is opened from any server, or from disk, says itself that nothing in it runs."""
    for path in site[0].rglob("*.html"):
        head = path.read_text("utf-8").partition("<title>")[0]
        assert "script-src 'none'" in head, path
        assert "form-action 'none'" in head, path


def test_pages_begin_with_a_link_to_their_content(pages: dict[str, Page]) -> None:
    """The first thing that the keyboard reaches skips the navigation."""
    for path, page in pages.items():
        if not page.all("nav"):
            continue  # a page that only leads on
        assert page.all("a")[0] == {"class": "skip", "href": "#inhalt"}, path
        assert "inhalt" in page.ids


def test_text_of_the_report_is_only_text(pages: dict[str, Page], site: tuple[Path, str]) -> None:
    """A title with markup in it shows as it is printed and runs nothing."""
    assert HOSTILE in pages["digitalprojekt/digitalprojekt-2020000018/"].text
    assert HOSTILE in pages["en/digitalprojekt/digitalprojekt-2020000018/"].text
    assert not [path for path in site[0].rglob("*.html") if "<script" in path.read_text("utf-8")]


def test_the_overview_says_what_its_figures_mean(pages: dict[str, Page]) -> None:
    """The sum of cost says how many projects it is made of, and that it is not all."""
    german, english = pages["/"].text, pages["en/"].text
    assert "22.000 € Summe von 2 Vorhaben mit Betrag." in german
    assert "1 Vorhaben ist nicht beziffert: Das sind nicht die gesamten Kosten." in german
    assert "1 davon nennt der neueste Bericht nicht mehr." in german
    assert "€22,000 Sum of 2 projects with an amount." in english
    assert "1 project gives no amount, so this is not the total cost." in english


def test_a_project_page_tells_everything(pages: dict[str, Page]) -> None:
    """Status, cost of every round, what changed, text, fact sheet and where a value was printed."""
    page = pages[PROJECT].text
    for words in ("In Umsetzung", "2.000 €", "1.250,50 €", "Sagt, „was“ ist", "Wie gedruckt", "Kap. 5.3"):
        assert words in page
    assert "Vorrangig unterstützt" in page
    assert "Kosten 1.250,50 € 2.000 €" in page
    assert "The city" not in page


def test_a_project_without_text_says_so(pages: dict[str, Page]) -> None:
    """No sentence is made up: in the language of the page stands that there is none yet."""
    name = "digitalprojekt/digitalprojekt-2019000001/"
    assert "Zu diesem Vorhaben gibt es noch keine Beschreibung." in pages[name].text
    assert "There is no description of this project yet." in pages[f"en/{name}"].text


def test_a_vanished_project_says_so(pages: dict[str, Page]) -> None:
    """It is kept with the state of the last report that names it."""
    page = pages["digitalprojekt/digitalprojekt-2019000001/"].text
    assert "Der Bericht 2021-1 nennt dieses Vorhaben nicht mehr." in page
    assert "Nicht mehr berichtet" not in pages[PROJECT].text


def test_english_pages_mark_german_text(pages: dict[str, Page]) -> None:
    """A screen reader changes its voice for the city's own words."""
    spans = [tag for tag, attributes in pages[f"en/{PROJECT}"].elements if attributes.get("lang") == "de"]
    assert {"span", "dd", "q"} <= set(spans)
    assert "Bearbeitungsstand" not in pages[f"en/{PROJECT}"].text


def test_every_german_page_has_its_english_one(pages: dict[str, Page]) -> None:
    """And each leads to the other."""
    german = {path for path, page in pages.items() if page.all("nav") and not path.startswith("en/")}
    english = {path for path, page in pages.items() if page.all("nav") and path.startswith("en/")}
    assert {f"en/{path.lstrip('/')}" for path in german} == english
    for path in german:
        (other,) = (one for one in pages[path].all("a") if one.get("hreflang") == "en")
        assert urljoin(f"http://x/{path.lstrip('/')}", other["href"]) == f"http://x/en/{path.lstrip('/')}"


def test_sample_data_says_so_on_every_page(tmp_path: Path) -> None:
    """Nobody takes data made for show for a publication of the city."""
    export_site([sample()], tmp_path / "site", settings(), gate=False)
    for path in (tmp_path / "site").rglob("index.html"):
        page = Page(path.read_text("utf-8"))
        if page.all("nav"):
            assert "Sample data" in page.text or "Beispieldaten" in page.text, path


def test_real_data_has_no_such_note(pages: dict[str, Page]) -> None:
    """The banner is gone as soon as an operator publishes reports of their own."""
    assert "Beispieldaten" not in pages["/"].text
