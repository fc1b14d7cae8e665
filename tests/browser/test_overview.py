"""The overview: figures, list, filters, matrix and downloads against the package."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import requests
from hndigital.package import Package
from hndigital.publisher.client import Portal
from hndigital.schemas import codelist
from hndigital.texts import format_amount
from playwright.sync_api import Page

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]
TIMEOUT = 60


def listed(page: Page) -> list[str]:
    """Return the numbers of the projects that the page lists."""
    return page.locator(".hnd-results .hnd-table tbody td:first-child .hnd-number").all_inner_texts()


def bars(page: Page, name: str) -> dict[str, str]:
    """Return the bars of a picture: label → number."""
    return {
        item.locator(".hnd-bar-label").inner_text().strip(): item.locator(".hnd-number").inner_text()
        for item in page.locator(f".hnd-chart--{name} .hnd-bars li").all()
    }


def choose(page: Page, name: str, *values: str) -> None:
    """Tick values of a filter, as a reader does who opens it."""
    page.locator(f"#hnd-choice-{name} > summary").click()
    for value in values:
        page.locator(f"#hnd-{name}-{value}").check()


def test_the_headline_figures_equal_the_package(visit: Visits, package: Package) -> None:
    """Projects, stages, statuses and cost are those of the package; the sum never stands alone."""
    page = visit().open("/digitalprojekte?ansicht=bilder")
    rows = package.tables["vorhaben"]
    amounts = [Decimal(row["kosten_eur"]) for row in rows if row["kosten_eur"]]
    assert page.locator(".hnd-big").first.inner_text().split()[0] == str(len(rows))
    for name in ("bearbeitungsstand", "gesamtstatus"):
        counts = Counter(row[name] for row in rows)
        expected = {entry.label(): str(counts[code]) for code, entry in codelist(name).items()}
        if name == "gesamtstatus":
            expected["Nicht ausgewiesen"] = str(counts[""])
        assert bars(page, name) == expected
    known = f"Bekannte Kosten ({len(amounts)} von {len(rows)} Vorhaben)"
    cost = page.locator(".hnd-card").filter(has=page.get_by_role("heading", name=known))
    assert cost.locator(".hnd-big").inner_text() == format_amount(sum(amounts))
    assert f"{len(rows) - len(amounts)} Vorhaben sind nicht beziffert" in cost.inner_text()


def test_edition_cut_off_date_and_source_are_named(visit: Visits, package: Package) -> None:
    """A reader sees which round is shown, as of when, from which report, and that it is a sample."""
    page = visit().open("/digitalprojekte")
    edition = page.locator(".hnd-edition").inner_text()
    assert package.berichtsstand in edition
    assert "31. März 2021" in edition
    assert package.quelle["title"] in edition
    assert page.get_by_role("note").first.inner_text().startswith("Beispieldaten")


def test_all_projects_are_listed_over_the_pages(visit: Visits, package: Package) -> None:
    """Paging loses and repeats nothing."""
    page = visit(scripts=False).open("/digitalprojekte")
    numbers = listed(page)
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        page.wait_for_load_state()
        numbers += listed(page)
    assert numbers == sorted(row["vorhaben_nr"] for row in package.tables["vorhaben"])


def test_a_filter_narrows_the_list_to_the_right_projects(visit: Visits, package: Package) -> None:
    """Without JavaScript a button lists exactly the projects of the chosen department and stage."""
    page = visit(scripts=False).open("/digitalprojekte")
    choose(page, "dezernat", "IV")
    choose(page, "bearbeitungsstand", "umsetzung")
    page.get_by_role("button", name="Filter anwenden").click()
    page.wait_for_load_state()
    expected = [
        row["vorhaben_nr"]
        for row in package.tables["vorhaben"]
        if (row["dezernat"], row["bearbeitungsstand"]) == ("IV", "umsetzung")
    ]
    assert listed(page) == expected
    assert page.locator("#hnd-results").inner_text() == f"{len(expected)} Vorhaben"
    assert page.url.endswith("/digitalprojekte?dezernat=IV&bearbeitungsstand=umsetzung")


def test_a_count_beside_a_choice_is_what_it_leaves(visit: Visits, url: str) -> None:
    """Every count in the form equals the number of projects that its choice then lists."""
    page = visit(scripts=False).open("/digitalprojekte?dezernat=II&bewertung=%2B")
    counted = 0
    for option in page.locator("#hnd-filters input[type=checkbox]").all():
        name, value = option.get_attribute("name") or "", option.get_attribute("value")
        text = option.locator("xpath=following-sibling::label").text_content() or ""
        filters = {"dezernat": "II", "bewertung": "+", name: value}
        answer = requests.get(f"{url}/digitalprojekte.json", params=filters, timeout=TIMEOUT)
        assert text.strip().endswith(f"({answer.json()['count']})"), (name, value)
        counted += 1
    assert counted > 40


def test_every_figure_leads_to_the_projects_behind_it(visit: Visits, url: str) -> None:
    """Each number of figures, bars and heat map is that of the projects that its link selects."""
    page = visit(scripts=False).open("/digitalprojekte?bearbeitungsstand=umsetzung&ansicht=bilder")
    numbers = page.evaluate(
        """() => [...document.querySelectorAll('.hnd-counts li, .hnd-bars li, .hnd-table--heat td')]
          .filter(e => e.querySelector('a[href*="?"]'))
          .map(e => [e.querySelector('a').search, e.querySelector('.hnd-number').textContent.trim()])"""
    )
    assert len(numbers) > 30
    for query, number in numbers:
        answer = requests.get(f"{url}/digitalprojekte.json{query}", timeout=TIMEOUT)
        assert str(answer.json()["count"]) == number, query
    uncosted = page.locator(".hnd-card a", has_text="nicht beziffert")
    answer = requests.get(
        f"{url}/digitalprojekte.json?{uncosted.get_attribute('href').partition('?')[2].partition('#')[0]}",
        timeout=TIMEOUT,
    )
    assert uncosted.inner_text().startswith(f"{answer.json()['count']} ")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kosten_min=1.000.000", lambda row: Decimal(row["kosten_eur"] or 0) >= 1_000_000),
        ("kosten_angabe=keine_angabe", lambda row: row["kosten_angabe"] == "keine_angabe"),
        ("gesamtstatus=nicht_ausgewiesen&amt=66", lambda row: not row["gesamtstatus"] and row["amt"] == "66"),
        ("anlass=auftrag&dezernat=III", lambda row: (row["anlass"], row["dezernat"]) == ("auftrag", "III")),
    ],
)
def test_addresses_hold_the_selection(
    visit: Visits, package: Package, query: str, expected: Callable[[dict[str, str]], bool]
) -> None:
    """A selection that somebody was sent shows the same projects."""
    page = visit().open(f"/digitalprojekte?{query}&pro_seite=100")
    assert listed(page) == [row["vorhaben_nr"] for row in package.tables["vorhaben"] if expected(dict(row))]


def test_the_most_expensive_come_first(visit: Visits, package: Package) -> None:
    """A click on the cost column orders by cost, projects without a figure last."""
    page = visit(scripts=False).open("/digitalprojekte")
    page.get_by_role("columnheader", name="Kosten").get_by_role("link").click()
    page.wait_for_load_state()
    quantified = [row for row in package.tables["vorhaben"] if row["kosten_eur"]]
    quantified.sort(key=lambda row: (-Decimal(row["kosten_eur"]), row["vorhaben_nr"]))
    assert listed(page)[: len(quantified)] == [row["vorhaben_nr"] for row in quantified]
    assert page.get_by_role("columnheader", name="Kosten").get_attribute("aria-sort") == "descending"


def test_the_matrix_shows_every_rating_and_never_invents_one(visit: Visits, package: Package) -> None:
    """Each cell holds the rating in words; where the report has no column it says so."""
    page = visit().open("/digitalprojekte?ansicht=matrix&pro_seite=200")
    ratings = {
        (row["vorhaben_nr"], row["strategiefeld"]): row["bewertung"]
        for row in package.tables["strategiefeld_matrix"]
    }
    rows = page.locator(".hnd-table--matrix tbody tr").all()
    assert len(rows) == len(package.tables["vorhaben"])
    for row in rows:
        number, *cells = row.locator("td").all_inner_texts()
        for field, cell in zip(codelist("strategiefeld"), cells, strict=True):
            code = ratings.get((number, field))
            assert cell.strip() == (codelist("bewertung")[code].label() if code else "–")


def test_the_matrix_is_one_on_a_phone(visit: Visits) -> None:
    """Signs stand in narrow columns whose names stay in sight; their words are explained, and heard."""
    page = visit(width=360, scripts=False).open("/digitalprojekte?ansicht=matrix")
    words = [code.label() for code in codelist("bewertung").values()]
    assert all(word in page.locator(".hnd-signs").inner_text() for word in words)
    row = page.locator(".hnd-table--matrix tbody tr").last
    assert any(word in row.locator("td").last.inner_text() for word in words)
    row.scroll_into_view_if_needed()
    head = page.locator(".hnd-table--matrix thead th").last
    box = head.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    assert (head.inner_text().strip(), 0 <= box["y"] < 640) == ("Zukunftsfähige Mobilität", True)


def test_the_spread_over_the_fields_equals_the_package(visit: Visits, package: Package) -> None:
    """The table of the four fields counts the package's ratings, and each number leads to its projects."""
    page = visit(scripts=False).open("/digitalprojekte?ansicht=bilder")
    counts = Counter((r["strategiefeld"], r["bewertung"]) for r in package.tables["strategiefeld_matrix"])
    total = len(package.tables["vorhaben"])
    rows = page.locator(".hnd-table--heat tbody tr").all()
    for field, row in zip(codelist("strategiefeld"), rows, strict=True):
        rated = [counts[field, code] for code in codelist("bewertung")]
        assert row.locator("td").all_inner_texts() == [str(n) for n in (*rated, total - sum(rated))]
    page.locator(".hnd-table--heat tbody tr").first.locator("td a").last.click()
    page.wait_for_load_state()
    assert (
        page.locator("#hnd-results")
        .inner_text()
        .startswith(
            str(total - sum(counts["verwaltung_infrastruktur", code] for code in codelist("bewertung")))
        )
    )


def test_full_text_finds_a_project_by_its_number(visit: Visits) -> None:
    """The search field takes a number; what was typed stays in it."""
    page = visit(scripts=False).open("/digitalprojekte")
    page.get_by_label("Titel, Nummer und Texte durchsuchen").fill("2020000072")
    page.get_by_role("button", name="Vorhaben anzeigen").click()
    page.wait_for_load_state()
    assert listed(page) == ["2020000072"]
    assert page.get_by_label("Titel, Nummer und Texte durchsuchen").input_value() == "2020000072"


#: A phone's screen is 640 px high: six of them to the end of the first page of results.
SCREENS = 6 * 640
LONG = 8 * 640


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("/digitalprojekte", ".hnd-pager"),
        ("/digitalprojekt/digitalprojekt-2020000046", "main"),
        ("/digitalprojekte?ansicht=matrix", ".hnd-pager"),
        ("/dataset/", ".pagination"),
        pytest.param("/en/dataset/?gesamtstatus=im_plan", "main", marks=pytest.mark.slow),
        pytest.param("/organization/stadt-heilbronn", "main", marks=pytest.mark.slow),
        pytest.param("/digitalprojekt/digitalprojekt-2020000050", "main", marks=pytest.mark.slow),
        pytest.param("/en/digitalprojekte", ".hnd-pager", marks=pytest.mark.slow),
        pytest.param("/en/digitalprojekt/digitalprojekt-2020000004", "main", marks=pytest.mark.slow),
    ],
)
def test_results_are_not_buried_on_a_phone(visit: Visits, path: str, end: str) -> None:
    """The first page of results, as list, matrix or search, and all of a project end within six screens."""
    page = visit(width=360).open(path)
    box = page.locator(end).last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SCREENS
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "path",
    [
        "/digitalprojekte/genauigkeit",
        *(
            pytest.param(path, marks=pytest.mark.slow)
            for path in (
                *(
                    "/metadatenqualitaet",
                    "/metadatenqualitaet/digitalprojekte-2020-2",
                    "/digitalprojekte/api",
                ),
                *("/en/digitalprojekte/genauigkeit", "/en/digitalprojekte/api"),
                "/dataset/digitalprojekte/resource/{file}",
            )
        ),
    ],
)
def test_long_pages_end_on_a_phone(visit: Visits, places: dict[str, str], path: str) -> None:
    """What is said of quality, the interfaces and a table with its columns: eight screens at most."""
    page = visit(width=360).open(path.format(**places))
    box = page.get_by_role("main").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= LONG


@pytest.mark.parametrize("lang", ["de", pytest.param("en", marks=pytest.mark.slow)])
def test_the_list_stands_beneath_the_filters_and_pictures_have_an_address(visit: Visits, lang: str) -> None:
    """One screen leads to the list; pictures are a link away, without a script, and none has a single bar."""
    prefix = "" if lang == "de" else "/en"
    page = visit(scripts=False).open(f"{prefix}/digitalprojekte?dezernat=II")
    assert page.locator(".hnd-chart").count() == 0
    page.locator("#hnd-view-bilder").click()
    page.wait_for_load_state()
    assert "ansicht=bilder" in page.url
    assert "dezernat=II" in page.url
    assert page.locator(".hnd-table--list").count() == 0
    assert page.locator(".hnd-chart--dezernat .hnd-bars").count() == 0
    assert page.locator(".hnd-chart--bearbeitungsstand .hnd-bars li").count() > 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Teilweise kritisch oder Kritisch", "Gesamtstatus: Kritisch")),
        pytest.param(
            "en", ("Partly critical or Critical", "Overall status: Critical"), marks=pytest.mark.slow
        ),
    ],
)
def test_several_values_of_a_filter_widen_it(
    visit: Visits, url: str, package: Package, lang: str, words: tuple[str, str]
) -> None:
    """What is critical or partly so is one click away, on the page, as data and as a feed alike."""
    prefix = "" if lang == "de" else "/en"
    wanted = [r["vorhaben_nr"] for r in package.tables["vorhaben"] if "kritisch" in r["gesamtstatus"]]
    page = visit(scripts=False).open(f"{prefix}/digitalprojekte")
    page.get_by_role("link", name=words[0], exact=True).click()
    page.wait_for_load_state()
    assert listed(page) == wanted
    assert words[1] in page.locator(".hnd-chips").inner_text()
    query = page.url.partition("?")[2].partition("#")[0]
    body = requests.get(f"{url}/digitalprojekte.json?{query}", timeout=TIMEOUT).json()
    assert [row["vorhaben_nr"] for row in body["results"]] == wanted
    assert body["filter"] == {"gesamtstatus": ["teilweise_kritisch", "kritisch"]}
    assert (
        requests.get(f"{url}/digitalprojekte.csv?{query}", timeout=TIMEOUT).text.count("\n")
        == len(wanted) + 1
    )
    assert requests.get(f"{url}/digitalprojekte.xlsx?{query}", timeout=TIMEOUT).status_code == 200
    feed = requests.get(f"{url}/digitalprojekte.atom?{query}", timeout=TIMEOUT).text
    assert feed.count("<entry>") == len(wanted)
    chips = page.locator(".hnd-chips a")
    chips.nth(1).click()
    page.wait_for_load_state()
    assert len(listed(page)) == sum(
        r["gesamtstatus"] == "teilweise_kritisch" for r in package.tables["vorhaben"]
    )


def test_several_values_are_chosen_without_a_script(visit: Visits, package: Package) -> None:
    """Two ticks in one filter are two values of the address; paging and ordering keep them."""
    page = visit(scripts=False).open("/digitalprojekte")
    choose(page, "dezernat", "II", "III")
    page.get_by_role("button", name="Filter anwenden").click()
    page.wait_for_load_state()
    assert page.url.endswith("/digitalprojekte?dezernat=II&dezernat=III")
    expected = [r["vorhaben_nr"] for r in package.tables["vorhaben"] if r["dezernat"] in ("II", "III")]
    assert listed(page) == expected[:20]
    page.locator("#hnd-sort").select_option("-vorhaben_nr")
    page.locator("#hnd-order").click()
    page.wait_for_load_state()
    page.locator("a[rel=next]").click()
    page.wait_for_load_state()
    assert listed(page) == expected[::-1][20:40]


@pytest.mark.parametrize(
    "query", ["amt=999", "zuletzt_berichtet=1999-1", "gesamtstatus=kritisch&gesamtstatus=rosa"]
)
def test_unknown_values_are_named(visit: Visits, url: str, query: str) -> None:
    """A value that no project has is named on the page and refused with a sentence where a program asks."""
    value = query.rpartition("=")[2]
    page = visit(scripts=False).open(f"/digitalprojekte?{query}")
    assert f"„{value}“ war nicht zu verstehen" in page.locator(".hnd-box--warning").inner_text()
    for suffix in ("json", "csv", "xlsx", "atom"):
        answer = requests.get(f"{url}/digitalprojekte.{suffix}?{query}", timeout=TIMEOUT)
        assert answer.status_code == 400, suffix
        assert value in answer.text
    asked = requests.get(f"{url}/api/3/action/digitalprojekt_list?{query}", timeout=TIMEOUT)
    assert asked.status_code == 409


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/digitalprojekte", "Stand 31. März 2021"),
        ("/digitalprojekt/digitalprojekt-2020000050", "der nächste war für September 2021 erwartet"),
        ("/", "Seither ist hier kein Bericht erschienen"),
        ("/en/digitalprojekte/genauigkeit", "the next one was expected in September 2021"),
        pytest.param("/en/", "As of 31 March 2021", marks=pytest.mark.slow),
        pytest.param("/dataset/digitalprojekte", "Stand 31. März 2021", marks=pytest.mark.slow),
        pytest.param("/dataset/digitalprojekte-2020-2", "Stand 31. März 2021", marks=pytest.mark.slow),
    ],
)
def test_a_page_says_of_what_day_it_is(visit: Visits, path: str, words: str) -> None:
    """What was true in 2021 does not pose as today's, on any page that shows it."""
    assert words in visit(scripts=False).open(path).locator(".hnd-state").inner_text()


def test_what_cannot_be_understood_is_said(visit: Visits) -> None:
    """A filter with an unknown value is named instead of emptying the page."""
    page = visit().open("/digitalprojekte?bearbeitungsstand=fertig&kosten_min=viel")
    assert "„fertig“ war nicht zu verstehen" in page.locator(".hnd-box--warning").inner_text()
    assert "102 Vorhaben" in page.locator("#hnd-results").inner_text()


def test_an_empty_selection_says_what_to_do(visit: Visits) -> None:
    """Nothing found is a sentence, not an empty table."""
    page = visit().open("/digitalprojekte?q=gibtesnicht")
    assert page.locator("table.hnd-table--list").count() == 0
    assert "Zu dieser Auswahl passt kein Vorhaben" in page.locator(".hnd-results").inner_text()


def test_the_downloads_hold_the_selection(url: str, package: Package) -> None:
    """CSV and JSON of a selection hold its projects with the package's values, and may be cached."""
    query = "?dezernat=II&sort=-kosten_eur"
    expected = {row["vorhaben_nr"]: row for row in package.tables["vorhaben"] if row["dezernat"] == "II"}
    answer = requests.get(f"{url}/digitalprojekte.csv{query}", timeout=TIMEOUT)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {
        row["vorhaben_nr"]: {name: row[name] for name in package.tables["vorhaben"][0]} for row in rows
    } == {number: dict(row) for number, row in expected.items()}
    again = {"If-None-Match": answer.headers["ETag"]}
    assert requests.get(answer.url, headers=again, timeout=TIMEOUT).status_code == 304
    body = json.loads(requests.get(f"{url}/digitalprojekte.json{query}", timeout=TIMEOUT).text)
    assert [row["vorhaben_nr"] for row in body["results"]] == [row["vorhaben_nr"] for row in rows]
    assert (body["count"], body["berichtsstand"], body["filter"]) == (
        len(expected),
        package.berichtsstand,
        {"dezernat": "II"},
    )
    assert {type(row["kosten_eur"]) for row in body["results"]} <= {int, float, type(None)}


def test_an_edition_shows_only_what_is_public_today(admin: Portal, url: str, package: Package) -> None:
    """A project that became private is in no edition's figures or lists; how many are missing is said."""
    rows = package.tables["vorhaben"]
    hidden = rows[5]["vorhaben_nr"]

    def statistik() -> dict[str, Any]:
        answer = requests.get(
            f"{url}/api/3/action/digitalprojekt_statistik?berichtsstand=2020-2", timeout=TIMEOUT
        )
        return answer.json()["result"]

    assert (statistik()["count"], statistik()["nicht_gezeigt"]) == (len(rows), 0)
    admin.write("package_patch", {"id": f"digitalprojekt-{hidden}", "private": True})
    try:
        assert (statistik()["count"], statistik()["nicht_gezeigt"]) == (len(rows) - 1, 1)
        listed = requests.get(f"{url}/digitalprojekte.json?berichtsstand=2020-2", timeout=TIMEOUT).json()
        assert hidden not in {row["vorhaben_nr"] for row in listed["results"]}
        text = requests.get(f"{url}/digitalprojekte?berichtsstand=2020-2", timeout=TIMEOUT).text
        assert "1 Vorhaben dieses Berichts ist nicht mehr öffentlich" in text
    finally:
        admin.write("package_patch", {"id": f"digitalprojekt-{hidden}", "private": False})
    assert statistik()["count"] == len(rows)
