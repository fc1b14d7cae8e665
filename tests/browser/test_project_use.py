"""What a reader can do with a project's page: follow it on, run its examples, cite it, learn its terms."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import fromstring

import pytest
import requests
from hndigital.package import Package
from hndigital.schemas import codelist, column, register_table, register_table_names
from playwright.sync_api import Page

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]

PROJECT = "/digitalprojekt/digitalprojekt-2020000050"
DOOR = "/digitalprojekte/api"


def opened(page: Page) -> Page:
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    return page


@pytest.mark.parametrize("lang", ["de", "en"])
def test_terms_explain_themselves(visit: Visits, lang: str) -> None:
    """A term opens by keyboard, without a script, and says what `schemas/` says; codes lead to their list."""
    prefix = "/en" if lang == "en" else ""
    page = visit(scripts=False).open(prefix + PROJECT)
    for name in ("bearbeitungsstand", "gesamtstatus", "kosten_eur", "vorhabentyp", "anlass"):
        term = page.locator("main .hnd-term").filter(has_text=column(name).description(lang)).first
        term.locator("summary").focus()
        page.keyboard.press("Enter")
        assert column(name).description(lang) in term.inner_text()
    link = page.locator("a.hnd-explained").first
    name, code = unquote(str(link.get_attribute("href"))).rpartition("/")[2].split("#")
    link.click()
    assert codelist(name)[code].definition(lang) in page.locator("main").inner_text()
    assert page.url.endswith(f"{prefix}/codelist/{name}#{code}")


def test_related_projects_share_office_or_field(visit: Visits, package: Package) -> None:
    """A few projects of the same office and of each mainly supported field, with a way to all of them."""
    rows = {row["vorhaben_nr"]: row for row in package.tables["vorhaben"]}
    mainly = {
        (row["vorhaben_nr"], row["strategiefeld"])
        for row in package.tables["strategiefeld_matrix"]
        if row["bewertung"] == "++"
    }
    number = next(nr for nr, field in sorted(mainly) if field == "mobilitaet" and rows[nr]["amt"] == "I/105")
    page = visit().open(f"/digitalprojekt/digitalprojekt-{number}")
    groups = page.locator(".hnd-related > div").all()
    assert groups
    named: list[str] = []
    for group in groups:
        found = [str(one.get_attribute("href"))[-10:] for one in group.locator("li a").all()]
        assert 1 <= len(found) <= 4
        whole = str(group.locator("p a").get_attribute("href"))
        answer = requests.get(
            urljoin(page.url, whole.replace("projekte?", "projekte.json?")), timeout=60
        ).json()
        assert set(found) < {row["vorhaben_nr"] for row in answer["results"]}
        assert f"{answer['count']} Vorhaben" in group.locator("p a").inner_text()
        if "amt=" in whole:
            assert {rows[nr]["amt"] for nr in found} == {rows[number]["amt"]}
        else:
            field = re.search(r"strategiefeld=(\w+)", whole)
            assert field is not None
            assert {(nr, field[1]) for nr in (*found, number)} <= mainly
        named += found
    assert len(named) == len(set(named))
    assert number not in named


def examples(page: Page) -> list[tuple[str, str]]:
    """Return the code on a page with its language, as a reader would copy it."""
    codes = page.locator("main .hnd-examples code").all()
    return [(str(one.get_attribute("data-language")), one.inner_text()) for one in codes]


def run(language: str, code: str, page: Page) -> str:
    """Run an example as it stands and return what it prints; JavaScript in the page."""
    if language == "javascript":
        script = (
            "async (code) => { const said = []; const log = console.log;"
            " console.log = (...words) => said.push(words.join(' '));"
            " const AsyncFunction = (async () => {}).constructor;"
            " try { await new AsyncFunction(code)(); } finally { console.log = log; }"
            " return said.join('\\n'); }"
        )
        return str(page.evaluate(script, code))
    command = ["bash", "-euo", "pipefail", "-c", code] if language == "bash" else [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def test_the_examples_of_a_project_run_as_they_stand(visit: Visits, package: Package) -> None:
    """Copied from the page, curl, Python and JavaScript print what the package holds of the project."""
    page = visit().open(PROJECT)
    opened(page)
    printed = {language: run(language, code, page) for language, code in examples(page)}
    assert set(printed) == {"bash", "python", "javascript"}
    status = next(row for row in package.tables["status"] if row["vorhaben_nr"] == "2020000050")
    assert printed["bash"].splitlines() == [
        ",".join(register_table("status").column_names),
        ",".join(status[name] for name in register_table("status").column_names),
    ]
    assert printed["python"].splitlines() == ["E-Payment", "2020-2 40000"]
    ratings = [row for row in package.tables["strategiefeld_matrix"] if row["vorhaben_nr"] == "2020000050"]
    assert sorted(printed["javascript"].splitlines()) == sorted(
        f"{row['strategiefeld']} {row['bewertung']}" for row in ratings
    )


def test_the_examples_of_the_developers_door_run_as_they_stand(visit: Visits, package: Package) -> None:
    """Selections and whole tables by curl, Python and JavaScript; asked again, curl gets 304."""
    page = opened(visit().open(DOOR))
    found = examples(page)
    assert [language for language, _ in found] == ["bash", "python", "javascript"] * 2
    printed = [run(language, code, page) for language, code in found]
    rows = package.tables["vorhaben"]
    dear = [
        row for row in rows
        if row["bearbeitungsstand"] == "umsetzung" and float(row["kosten_eur"] or 0) >= 100000
    ]  # fmt: skip
    assert len(printed[0].splitlines()) == len(dear) + 1
    critical = [row for row in rows if row["gesamtstatus"] == "kritisch"]
    assert printed[1].splitlines()[0] == f"{len(critical)} in 2020-2"
    assert printed[1].count("2020000") == len(critical)
    mobile = [
        row for row in package.tables["strategiefeld_matrix"]
        if row["strategiefeld"] == "mobilitaet" and row["bewertung"] == "++"
    ]  # fmt: skip
    assert len(printed[2].splitlines()) == len(mobile)
    assert printed[3].strip() == "304"
    assert "'I': " in printed[4]
    known = [float(row["betrag_eur"]) for row in package.tables["kosten"] if row["betrag_eur"]]
    assert printed[5].split() == [f"{sum(known):.0f}", "EUR", str(len(known)), "/", str(len(rows))]


def test_the_door_shows_every_table_and_its_links_answer(visit: Visits) -> None:
    """All columns of all tables with their meaning; each address on the page is there."""
    page = opened(visit().open(DOOR))
    text = page.locator("main").inner_text()
    for name in register_table_names():
        for one in register_table(name).columns:
            assert one.description("de") in text, (name, one.name)
    addresses = {str(one.get_attribute("href")) for one in page.locator("main a").all()}
    own = {urljoin(page.url, one).partition("#")[0] for one in addresses}
    for address in sorted(one for one in own if urlsplit(one).netloc == urlsplit(page.url).netloc):
        assert requests.get(address, timeout=60).status_code == 200, address


def test_a_project_can_be_cited_and_asked_about(visit: Visits) -> None:
    """The citation names round and version at an address that leads here; there is somebody to ask."""
    page = opened(visit().open(PROJECT))
    text = page.locator(".hnd-quote").inner_text()
    assert text.startswith(
        "Stadt Heilbronn (2021): E-Payment. Vorhaben 2020000050. Berichtsstand 2020-2, Fassung 1"
    )
    iri = text.rpartition(" ")[2]
    assert requests.get(iri, timeout=60).url == page.url
    assert f"url = {{{iri}}}" in page.locator("code[data-language=bibtex]").inner_text()
    assert page.locator("section[aria-labelledby=hnd-contact] a").count() >= 1


HEAD = """() => {
  const all = (query, name) => [...document.head.querySelectorAll(query)].map(one => one.getAttribute(name));
  return {
    canonical: all('link[rel=canonical]', 'href'),
    languages: Object.fromEntries([...document.head.querySelectorAll('link[hreflang]')]
      .map(one => [one.hreflang, one.getAttribute('href')])),
    feeds: all('link[type="application/atom+xml"]', 'href'),
    card: all('meta[name="twitter:card"]', 'content'),
    titles: all('meta[property="og:title"]', 'content'),
    texts: all('meta[property="og:description"]', 'content'),
    images: all('meta[property="og:image"]', 'content'),
    graphs: [...document.querySelectorAll('script[type="application/ld+json"]')].map(one => one.textContent),
  };
}"""


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("", PROJECT),
        ("/en", PROJECT),
        ("", "/dataset/digitalprojekte"),
        ("/en", "/dataset/digitalprojekte-2020-2"),
    ],
)
def test_the_head_describes_the_dataset(visit: Visits, path: str, prefix: str) -> None:
    """One canonical address, both languages, one card, and one schema.org/Dataset as Google asks for it."""
    page = visit().open(prefix + path)
    site = page.url.removesuffix(prefix + path)
    seen = page.evaluate(HEAD)
    assert seen["canonical"] == [page.url]
    assert seen["languages"] == {"de": site + path, "en": f"{site}/en{path}", "x-default": site + path}
    assert len(seen["card"]) == len(seen["titles"]) == len(seen["texts"]) == len(seen["images"]) == 1
    picture = requests.get(seen["images"][0], timeout=60)
    assert picture.headers["Content-Type"] == "image/png"
    assert len(picture.content) < 40_000
    for feed in seen["feeds"]:
        assert requests.get(urljoin(page.url, feed), timeout=60).status_code == 200
    (text,) = seen["graphs"]
    graph = json.loads(text)
    assert (graph["@context"], graph["@type"]) == ("https://schema.org/", "Dataset")
    assert graph["name"] == seen["titles"][0]
    assert 50 <= len(graph["description"]) <= 5000
    assert graph["url"] == page.url
    assert graph["isAccessibleForFree"] is True
    assert graph["license"].startswith("http")
    for role in ("creator", "publisher"):
        assert graph[role]["@type"] == "Organization"
        assert graph[role]["name"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", graph["temporalCoverage"])
    assert graph["spatialCoverage"][0]["geo"]["box"] == "49.08 9.04 49.21 9.31"
    assert graph["includedInDataCatalog"]["@type"] == "DataCatalog"
    assert graph["dateModified"]
    assert graph["version"]
    assert any("heilbronn-digitalprojekt" in one for one in graph["identifier"])
    assert graph["distribution"]
    for one in graph["distribution"]:
        assert one["@type"] == "DataDownload"
        assert "/" in one["encodingFormat"]
    first = requests.get(graph["distribution"][0]["contentUrl"], timeout=60)
    assert first.status_code == 200
    assert first.headers["Content-Type"].startswith(graph["distribution"][0]["encodingFormat"])


def test_other_pages_have_one_card_and_no_graph(visit: Visits) -> None:
    """The overview's canonical address has no filters; its feed follows them."""
    seen = visit().open("/digitalprojekte?dezernat=I&sort=-kosten_eur").evaluate(HEAD)
    assert [one.rpartition(":")[2].partition("/")[2] for one in seen["canonical"]] == ["digitalprojekte"]
    assert seen["feeds"] == ["/digitalprojekte.atom?dezernat=I"]
    assert len(seen["card"]) == len(seen["titles"]) == 1
    assert seen["graphs"] == []


def test_the_feed_of_changes_comes_in_pages(visit: Visits, package: Package) -> None:
    """Fifty entries a page; "next" leads through all of them, each once, and no further."""
    atom = "{http://www.w3.org/2005/Atom}"
    address = visit().url + "/digitalprojekte.atom"
    seen: list[str] = []
    sizes = []
    while address:
        feed = fromstring(requests.get(address, timeout=60).content)
        found = [entry.findtext(f"{atom}id") or "" for entry in feed.findall(f"{atom}entry")]
        sizes.append(len(found))
        seen += found
        links = {one.get("rel"): one.get("href") or "" for one in feed.findall(f"{atom}link")}
        last, address = address, links.get("next", "")
    assert sizes == [50, 50, len(package.tables["vorhaben"]) - 100]
    assert len(seen) == len(set(seen))
    assert requests.get(last.replace("seite=3", "seite=4"), timeout=60).status_code == 404
