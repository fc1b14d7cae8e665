"""What a reader sees once a second round is published: history, old titles, projects left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import hndigital
import pytest
import requests
from hndigital.package import Package
from hndigital.publisher import Journal, publish
from hndigital.publisher.client import Portal
from hndigital.schemas import codelist

from tests.browser.conftest import SAMPLE, Visit
from tests.browser.test_tasks import Reader

Visits = Callable[..., Visit]
SECOND = SAMPLE.with_name("beispielbericht-2021-1.txt")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def second(admin: Portal, package: Package, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Publish the sample's second round after the first; this module runs last."""
    later = hndigital.harvest(SECOND, previous=package)
    journal = Journal(Path(tmp_path_factory.mktemp("second")) / "journal.jsonl")
    assert publish(admin, later, journal).fehler == []
    return later


def changed(second: Package, art: str, feld: str) -> dict[str, str]:
    """Return the first change of a kind in a field."""
    return next(dict(row) for row in second.tables["aenderungen"] if (row["art"], row["feld"]) == (art, feld))


def test_the_overview_shows_the_newest_round_and_marks_what_it_leaves_out(
    visit: Visits, second: Package
) -> None:
    """The newest round is named; projects that it leaves out are counted and marked, not dropped."""
    gone = [row for row in second.tables["aenderungen"] if row["art"] == "entfallen"]
    page = visit().open("/digitalprojekte?ansicht=bilder")
    assert second.berichtsstand in page.locator(".hnd-edition").inner_text()
    assert (
        f"{len(gone)} davon nennt der neueste Bericht nicht mehr" in page.locator(".hnd-figures").inner_text()
    )
    page = visit().open("/digitalprojekte?pro_seite=200")
    for row in gone:
        listed = page.locator(".hnd-table--list tbody tr").filter(has_text=row["vorhaben_nr"])
        assert "nicht mehr berichtet, Stand 2020-2" in listed.inner_text()
    page = visit().open("/digitalprojekte?zuletzt_berichtet=2020-2")
    assert page.locator(".hnd-table--list tbody tr").count() == len(gone)


def test_each_edition_can_be_chosen(visit: Visits, package: Package, second: Package) -> None:
    """Figures, list, pictures and downloads of an older round are those of its report."""
    page = visit(scripts=False).open("/digitalprojekte")
    choices = page.locator(".hnd-rounds a[id]")
    assert choices.all_inner_texts() == ["Neuester Stand aller Vorhaben", "Bericht 2021-1", "Bericht 2020-2"]
    choices.last.click()
    page.wait_for_load_state()
    assert page.url.endswith("?berichtsstand=2020-2")
    assert package.quelle["title"] in page.locator(".hnd-edition").inner_text()
    assert "wie der Bericht 2020-2 sie beschrieben hat" in page.get_by_role("main").inner_text()
    for edition in (package, second):
        rows = edition.tables["vorhaben"]
        query = f"ansicht=bilder&berichtsstand={edition.berichtsstand}"
        page = visit(scripts=False).open(f"/digitalprojekte?{query}")
        assert page.locator(".hnd-big").first.inner_text().split()[0] == str(len(rows))
        stages = page.locator(".hnd-chart--bearbeitungsstand .hnd-bars .hnd-number").all_inner_texts()
        counts = Counter(row["bearbeitungsstand"] for row in rows)
        assert stages == [str(counts[code]) for code in codelist("bearbeitungsstand")]
        address = page.url.partition("?")[0] + f".json?berichtsstand={edition.berichtsstand}"
        listed = requests.get(address, timeout=60).json()
        assert [row["vorhaben_nr"] for row in listed["results"]] == [row["vorhaben_nr"] for row in rows]
        costs = {row["vorhaben_nr"]: row["kosten_eur"] for row in listed["results"]}
        assert {nr for nr, cost in costs.items() if cost is None} == {
            row["vorhaben_nr"] for row in rows if not row["kosten_eur"]
        }


def test_the_matrix_marks_what_the_newest_report_leaves_out(visit: Visits, second: Package) -> None:
    """Also in the matrix, and in an older edition, a reader sees which projects were left out later."""
    gone = {row["vorhaben_nr"] for row in second.tables["aenderungen"] if row["art"] == "entfallen"}
    for query in ("ansicht=matrix&pro_seite=200", "ansicht=matrix&pro_seite=200&berichtsstand=2020-2"):
        page = visit(scripts=False).open(f"/digitalprojekte?{query}")
        marked = page.locator(".hnd-table--matrix tbody tr").filter(has_text="nicht mehr berichtet")
        assert set(marked.locator("td.hnd-number").all_inner_texts()) == gone
    page = visit(scripts=False).open("/digitalprojekte")
    page.get_by_role("link", name="Nicht mehr berichtet", exact=True).click()
    page.wait_for_load_state()
    assert set(page.locator(".hnd-table--list td:first-child .hnd-number").all_inner_texts()) == gone


def test_a_project_that_is_no_longer_named_keeps_its_page(visit: Visits, second: Package) -> None:
    """Its page says that the newer report leaves it out, and shows the last state."""
    number = changed(second, "entfallen", "titel")["vorhaben_nr"]
    page = visit().open(f"/digitalprojekt/digitalprojekt-{number}")
    assert (
        "Der Bericht 2021-1 nennt dieses Vorhaben nicht mehr"
        in page.locator(".hnd-box--warning").inner_text()
    )


def test_a_new_title_keeps_the_address_and_names_the_old_one(visit: Visits, second: Package) -> None:
    """The page has the new title as heading and the old one in its history."""
    change = changed(second, "geaendert", "titel")
    page = visit().open(f"/digitalprojekt/digitalprojekt-{change['vorhaben_nr']}")
    assert page.locator("h1").inner_text() == change["neu"]
    page.get_by_text("Alle Berichtsstände als Tabelle").click()
    changes = page.get_by_role("table", name="Was sich von einem Berichtsstand zum nächsten geändert hat")
    assert change["alt"] in changes.inner_text()


def test_the_first_cost_stays_beside_the_later_one(visit: Visits, second: Package) -> None:
    """Both rounds' costs stand in the history with the change between them."""
    page = visit().open("/digitalprojekt/digitalprojekt-2020000044")
    assert "Kosten von 550.000 € auf 612.500,50 € gestiegen" in page.locator("main").inner_text()
    page.get_by_text("Alle Berichtsstände als Tabelle").click()
    history = page.get_by_role("table", name="Status und Kosten in jedem Berichtsstand").inner_text()
    for words in ("550.000 €", "612.500,50 €", "Änderung seit 2020-2: + 62.500,50 €"):
        assert words in history


def test_an_old_title_is_found_in_the_report_that_printed_it(visit: Visits, second: Package) -> None:
    """Full text looks at an edition's own words; the latest state is found by today's title only."""
    change = changed(second, "geaendert", "titel")
    former = next(word for word in change["alt"].split() if word not in change["neu"])
    for query, count in ((f"berichtsstand=2020-2&q={former}", 1), (f"q={former}", 0)):
        page = visit(scripts=False).open(f"/digitalprojekte?{query}")
        assert page.locator(".hnd-table--list tbody tr").count() == count


def test_the_home_page_says_what_the_newest_report_changed(visit: Visits, second: Package) -> None:
    """The changes of the newest round, counted by kind, each with the values before and after."""
    kinds = Counter(
        kind for _, kind in {(row["vorhaben_nr"], row["art"]) for row in second.tables["aenderungen"]}
    )
    section = visit(scripts=False).open("/").locator("section[aria-labelledby=hnd-home-changes]").inner_text()
    assert "Bericht 2021-1, veröffentlicht am" in section
    for kind, number in kinds.items():
        assert f"{codelist('aenderungsart')[kind].label_de} {number}" in section
    assert "Kosten: 550.000 € → 612.500,50 €" in section


def test_every_edition_of_the_series_leads_to_its_projects(visit: Visits, second: Package) -> None:
    """The page of the series names the rounds, newest first, with their projects, exactness and data."""
    page = visit(scripts=False).open("/series/berichtswesen")
    editions = page.locator(".hnd-data > li")
    assert [one.split()[1] for one in editions.locator("> span > a").all_inner_texts()] == [
        "2021-1",
        "2020-2",
    ]
    editions.last.get_by_role("link", name="Vorhaben dieses Berichts").click()
    page.wait_for_load_state()
    assert page.url.endswith("/digitalprojekte?berichtsstand=2020-2")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_changed_since_the_last_round_is_one_click_from_the_door(
    visit: Visits, second: Package, lang: str
) -> None:
    """The page counts what the package lists; data and feed say the same; odd rounds are refused."""
    prefix = "" if lang == "de" else "/en"
    page = visit(scripts=False).open(f"{prefix}/")
    page.locator("section[aria-labelledby=hnd-home-changes] a.btn").click()
    page.wait_for_load_state()
    kinds = Counter(
        kind for _, kind in {(row["vorhaben_nr"], row["art"]) for row in second.tables["aenderungen"]}
    )
    for kind, art in (("neu", "neu"), ("entfallen", "entfallen")):
        assert page.locator(f"section[aria-labelledby=hnd-{kind}] li").count() == kinds[art]
    data = page.url.partition("/digitalprojekte")[0].removesuffix("/en") + "/digitalprojekte/aenderungen"
    query = "?von=2020-2&bis=2021-1"
    body = requests.get(f"{data}.json{query}", timeout=60).json()
    changed_numbers = {row["vorhaben_nr"] for row in second.tables["aenderungen"]}
    assert {row["vorhaben_nr"] for row in body["results"]} == changed_numbers
    feed = requests.get(f"{data}.atom{query}", timeout=60)
    assert feed.text.count("<entry>") == len(changed_numbers)
    assert requests.get(f"{data}.csv{query}", timeout=60).text.count("\n") == len(body["results"]) + 1
    assert requests.get(f"{data}.xlsx{query}", timeout=60).status_code == 200
    twice = "?von=2020-2&von=1999-1&bis=2021-1"
    for odd in ("?von=2021-1&bis=2020-2", "?von=2021-1&bis=2021-1", "?von=1999-1", "?bis=2020-2", twice):
        assert requests.get(f"{data}.json{odd}", timeout=60).status_code == 400, odd
        assert requests.get(f"{data}{odd}", timeout=60).status_code == 400, odd
    alone = requests.get(f"{data}?bis=2020-2", headers={"Accept-Language": "de"}, timeout=60)
    assert "Vor dem Bericht 2020-2 gibt es keinen" in alone.text
    stage = (
        page.locator("section[aria-labelledby=hnd-sonstiges] li").filter(has_text="Eingangspost").inner_text()
    )
    assert "→" in stage
    phone = visit(width=360).open(f"{prefix}/digitalprojekte/aenderungen")
    assert phone.evaluate(
        "[...document.querySelectorAll('.hnd-scroll')].every(one => one.scrollWidth <= 336)"
    )
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_long_project_ends_within_six_screens_of_a_phone(visit: Visits, second: Package) -> None:
    """Two rounds, a fact sheet that differs and three groups of related projects fit."""
    page = visit(width=360).open("/digitalprojekt/digitalprojekt-2020000046")
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 6 * 640


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("keyboard", [False, True])
def test_what_changed_takes_one_click(visit: Visits, second: Package, width: int, keyboard: bool) -> None:
    """From the home page, as `test_tasks.py` counts what else people come for."""
    reader = Reader(visit(width=width).open("/"), keyboard)
    reader.changes()
    assert reader.clicks == 1
    assert second.berichtsstand in reader.page.locator("main").inner_text()
