"""The page of one project: every value, its history, its source, its data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from hndigital.package import Package
from hndigital.schemas import codelist
from hndigital.texts import format_amount

from tests.browser.conftest import Visit

Visits = Callable[..., Visit]

#: In implementation with cost and fact sheet; early phase with a fact sheet; completed, without one.
CHOSEN = ["2020000050", "2020000046", "2020000002"]


@pytest.mark.parametrize("number", CHOSEN)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_shows_all_values_of_the_project(
    visit: Visits, package: Package, number: str, lang: str
) -> None:
    """Title, office, codes in words, cost, texts and four ratings stand on the page."""
    row = next(row for row in package.tables["vorhaben"] if row["vorhaben_nr"] == number)
    prefix = "/en" if lang == "en" else ""
    page = visit().open(f"{prefix}/digitalprojekt/digitalprojekt-{number}")
    text = page.locator("main").inner_text()
    on_demand = page.locator("main").text_content() or ""
    assert page.locator("h1").inner_text() == row["titel"]
    assert number in text
    for name in ("bearbeitungsstand", "vorhabentyp", "anlass", "dezernat"):
        assert codelist(name)[row[name]].label(lang) in text
        assert codelist(name)[row[name]].definition(lang) in on_demand or name == "dezernat"
    status = codelist("gesamtstatus").get(row["gesamtstatus"])
    absent = "–"
    key = page.locator(".hnd-key").inner_text()
    assert (status.label(lang) if status else absent) in key
    assert (format_amount(row["kosten_eur"], lang) if row["kosten_eur"] else absent) in key
    assert row["amt"] in key
    for name in ("beschreibung", "vorhabenziel", "gesetz_beschluss", "abteilung"):
        assert row[name] in text
    ratings = {
        rating["strategiefeld"]: rating["bewertung"]
        for rating in package.tables["strategiefeld_matrix"]
        if rating["vorhaben_nr"] == number
    }
    cells = page.locator(".hnd-table--fields tbody td").all_inner_texts()
    for field, cell in zip(codelist("strategiefeld"), cells, strict=True):
        expected = codelist("bewertung")[ratings[field]].label(lang) if field in ratings else absent
        assert cell.strip().startswith(expected)


def test_a_project_without_a_text_says_so(visit: Visits) -> None:
    """No computed sentence takes the place of the city's own words."""
    text = visit().open("/digitalprojekt/digitalprojekt-2020000002").locator("main").inner_text()
    assert "Zu diesem Vorhaben gibt es noch keine Beschreibung." in text
    assert "In den Worten der Stadt" not in text
    text = visit().open("/digitalprojekt/digitalprojekt-2020000050").locator("main").inner_text()
    assert "noch keine Beschreibung" not in text
    assert "In den Worten der Stadt" in text


def test_each_value_says_where_it_comes_from(visit: Visits, package: Package) -> None:
    """Wording and place of every value that the package records stand on the page."""
    page = visit().open("/digitalprojekt/digitalprojekt-2020000050")
    page.get_by_text("Wortlaut und Fundstelle jedes Werts anzeigen").click()
    table = page.get_by_role("table", name="Wortlaut und Fundstelle jedes Werts")
    shown = [
        tuple(cell.locator("span[lang=de]").first.inner_text() for cell in row.locator("td").all()[1:])
        for row in table.locator("tbody tr").all()
    ]
    recorded = [
        (row["wortlaut"], row["fundstelle"])
        for row in package.tables["herkunft"]
        if row["vorhaben_nr"] == "2020000050"
    ]
    assert sorted(shown) == sorted(recorded)


def test_a_value_has_no_letter_of_its_own_where_no_mail_is_set(visit: Visits) -> None:
    """An address that knows nothing of the value stands once on the page, not in each row."""
    page = visit().open("/digitalprojekt/digitalprojekt-2020000050")
    assert page.get_by_text("Fehler melden").count() == 1


def test_the_fact_sheet_keeps_its_own_words_where_they_differ(visit: Visits, package: Package) -> None:
    """The sheet's stage is shown as the sheet's, beside the table's, which counts."""
    page = visit().open("/digitalprojekt/digitalprojekt-2020000046")
    sheet = next(row for row in package.tables["steckbriefe"] if row["vorhaben_nr"] == "2020000046")
    differing = page.locator(".hnd-differs").filter(has_text="Bearbeitungsstand").first.inner_text()
    assert sheet["bearbeitungsstand"] in differing
    assert "Weicht von der Tabelle ab: Planung" in differing


def test_every_link_to_data_answers(visit: Visits) -> None:
    """CSV, JSON, data package and RDF of the project are there."""
    page = visit().open("/digitalprojekt/digitalprojekt-2020000050")
    links = [link.get_attribute("href") or "" for link in page.locator(".hnd-data a").all()]
    assert len(links) == 12
    for link in links:
        answer = requests.get(page.url.split("/digitalprojekt/")[0] + link, timeout=60)
        assert answer.status_code == 200, link
        assert "text/html" not in answer.headers["Content-Type"], link


def test_search_results_show_status_and_cost(visit: Visits) -> None:
    """In the portal's search a project carries number, stage, status and cost."""
    page = visit().open("/dataset/?q=2020000050")
    item = page.locator(".dataset-item").filter(has_text="E-Payment").inner_text()
    for words in ("Vorhaben 2020000050", "In Umsetzung", "Im Plan", "40.000 €"):
        assert words in item
