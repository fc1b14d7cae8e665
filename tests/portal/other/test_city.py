"""A second city, unlike Heilbronn wherever it can be, goes from its list to portal, feeds and export."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import Package
from hndigital.dcat.validate import RuleProfile

from tests.musterstadt import PROFILE
from tests.portal.other.conftest import STATE, City

HEILBRONN = re.compile("heilbronn|datenBW|Key/0812|LZ-BARR|L-BGG|Baden|berichtswesen 2#", re.IGNORECASE)
PAGES = [
    *("/", "/digitalprojekte", "/digitalprojekte?ansicht=matrix", "/digitalprojekte/genauigkeit"),
    *(
        "/digitalprojekte/api",
        "/digitalprojekte/api/openapi.json",
        "/digitalprojekte.csv",
        "/digitalprojekte.json",
    ),
    *(
        "/digitalprojekte.atom",
        "/digitalprojekt/digitalprojekt-d-017",
        "/digitalprojekt/digitalprojekt-d-105",
    ),
    *("/digitalprojekt/digitalprojekt-d-017.ttl", "/digitalprojekt/digitalprojekt-d-017/stammdaten.csv"),
    *("/digitalprojekt/digitalprojekt-d-017/datapackage.json", "/digitalprojekt/new", "/dataset/"),
    *("/dataset/digitales", "/dataset/digitales-2023-1", "/dataset/digitales/datapackage.json"),
    *("/catalog.ttl", "/catalog.rdf", "/catalog.jsonld", "/govdata/catalog.ttl", "/govdata/catalog.rdf"),
    *("/metadatenqualitaet", "/barrierefreiheit", "/digitalprojekte/einfach-erklaert", "/sitemap.xml"),
    *(
        "/codelist/amt",
        "/codelist/strategiefeld",
        "/organization/musterstadt-am-see",
        "/dataset/einwohner.ttl",
    ),
]


def test_the_package_is_valid_and_holds_the_list(musterstadt: City) -> None:
    """Numbers, stages and offices as the city has them, no Dezernate; frictionless finds nothing."""
    assert Package(str(musterstadt.package / "datapackage.json")).validate().valid
    rows = list(csv.DictReader((musterstadt.package / "vorhaben.csv").open(encoding="utf-8")))
    assert [row["vorhaben_nr"] for row in rows] == ["D-017", "D-018", "D-021", "D-024", "D-105"]
    assert {row["dezernat"] for row in rows} == {""}
    assert rows[0]["amt"] == "Amt für Stadtgrün"
    assert rows[2]["kosten_eur"] == "1250.5"
    assert [row["bearbeitungsstand"] for row in rows] == ["im_bau", "im_bau", "fertig", "konzept", "ruht"]
    places = list(csv.DictReader((musterstadt.package / "herkunft.csv").open(encoding="utf-8")))
    cost = next(row for row in places if (row["vorhaben_nr"], row["feld"]) == ("D-017", "kosten_eur"))
    assert (cost["wortlaut"], cost["fundstelle"]) == ("20.000", 'Zeile 2; Spalte "Kosten in Euro"')
    assert not HEILBRONN.search((musterstadt.package / "datapackage.json").read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_portal_speaks_of_another_city(musterstadt: City, path: str) -> None:
    """Every page and feed is there, in both languages, and names no Heilbronn."""
    for prefix in ("", "/en"):
        answer = musterstadt.portal.get(f"{prefix}{path}")
        assert answer.status_code == 200, (prefix, path, answer.status_code)
        assert not (found := HEILBRONN.search(answer.text)), answer.text[
            found.start() - 200 : found.end() + 200
        ]


@pytest.mark.parametrize("path", ["/digitalprojekte", "/digitalprojekt/digitalprojekt-d-017", "/dataset/"])
def test_nobody_is_asked_for_a_dezernat(musterstadt: City, path: str) -> None:
    """A city without Dezernate has no filter, picture, facet or fact of them."""
    assert "Dezernat" not in musterstadt.portal.get(path).text


@pytest.mark.parametrize("words", ["D-017", "d-017", "d 17", "D17", "17", "#17"])
def test_a_number_is_found_in_any_writing(musterstadt: City, words: str) -> None:
    """The project with the number comes first in the search, and in the overview's own."""
    found = musterstadt.portal.api("package_search", q=words, rows=1)
    assert found["results"][0]["name"] == "digitalprojekt-d-017"
    listed = musterstadt.portal.api("digitalprojekt_list", q=words)["results"]
    assert "D-017" in [row["vorhaben_nr"] for row in listed]


def test_a_number_leads_to_its_page_whatever_its_letters(musterstadt: City) -> None:
    """The lasting address of a project is answered; the page shows number, office and text of the list."""
    answer = musterstadt.portal.get("/id/vorhaben/D-017", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/digitalprojekt/digitalprojekt-d-017")
    page = musterstadt.portal.get("/digitalprojekt/digitalprojekt-d-021").text
    for words in ("D-021", "Amt für Schule", "Jeder Schulweg auf einer Karte", "Fertig", "1.250,50"):
        assert words in page


@pytest.mark.parametrize(
    ("path", "rules"),
    [("/catalog.ttl", RuleProfile.V30), ("/govdata/catalog.ttl", RuleProfile.V20)],
)
def test_the_feeds_conform_and_name_the_city(musterstadt: City, path: str, rules: RuleProfile) -> None:
    """The official shapes find nothing; publisher, licence and identifiers are the city's."""
    address = f"{musterstadt.portal.url}{path}"
    done = subprocess.run(
        [Path(sys.executable).with_name("hndigital"), "validate", address, "--profile", rules.value],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    feed = musterstadt.portal.get(path).text
    for words in ("Musterstadt am See", "licenses/cc-by/4.0", '"musterstadt-digitales"', "id/edition/2023-1"):
        assert words in feed


def test_the_export_is_the_citys_alone(musterstadt: City, tmp_path: Path) -> None:
    """The static site is made of the package, with no other settings, and names no Heilbronn."""
    done = subprocess.run(
        [
            *(
                Path(sys.executable).with_name("hndigital"),
                "export",
                musterstadt.package,
                "--out",
                tmp_path / "site",
            ),
            *("--profile", PROFILE, "--base-uri", "https://daten.musterstadt-am-see.example"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    files = [
        file for file in (tmp_path / "site").rglob("*") if file.suffix in (".html", ".ttl", ".json", ".csv")
    ]
    assert [file.name for file in files if HEILBRONN.search(file.read_text("utf-8"))] == []
    assert any("D-017" in file.read_text("utf-8") for file in files if file.suffix == ".html")


def test_without_a_city_the_pages_of_projects_say_what_is_missing(musterstadt: City) -> None:
    """503 with the setting by name, as page, as JSON and as a line of text; it is no error of the portal."""
    for name in ("overview", "project", "action"):
        answer = musterstadt.before.answers[name]
        assert answer.status_code == 503, name
        assert answer.headers["Retry-After"]
        assert "ckanext.hndigital.profile" in answer.text
    assert musterstadt.before.answers["action"].json()["success"] is False


def test_without_a_city_the_rest_of_the_portal_runs(musterstadt: City) -> None:
    """Home, search and other people's datasets are none of the city's business."""
    for name in ("home", "search", "dataset"):
        assert musterstadt.before.answers[name].status_code == 200, name
    assert "Einwohner" in musterstadt.before.answers["dataset"].text


@pytest.mark.parametrize("name", ["catalogue", "govdata"])
def test_without_a_city_no_feed_speaks_for_anybody(musterstadt: City, name: str) -> None:
    """503 with `Retry-After` and the setting's name: a harvester comes again and deletes nothing."""
    answer = musterstadt.before.answers[name]
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "ckanext.hndigital.profile" in answer.text


def test_without_a_city_nothing_speaks_of_heilbronn(musterstadt: City) -> None:
    """Defaults alone are nobody's."""
    assert [name for name, one in musterstadt.before.answers.items() if HEILBRONN.search(one.text)] == []


def test_check_names_what_init_does(musterstadt: City) -> None:
    """`check` says which setting is missing and which command sets it."""
    assert "ckanext.hndigital.profile is not set" in musterstadt.before.check
    assert "ckan hndigital init" in musterstadt.before.check


def test_init_writes_the_settings_and_makes_the_organisation(musterstadt: City) -> None:
    """All other lines stay, the second run changes nothing."""
    first, second = musterstadt.before.ini
    assert f"\nckanext.hndigital.profile = {STATE / PROFILE.name}\n" in first
    assert "\nckanext.hndigital.contact_email = a@example.org\n" in first
    assert "\n[loggers]\n" in first
    assert second == first
    assert "organisation musterstadt-am-see: made" in musterstadt.before.init[0]
    assert "nothing to change" in musterstadt.before.init[1]
    assert "organisation musterstadt-am-see: is there" in musterstadt.before.init[1]
    assert (
        musterstadt.portal.api("organization_show", id="musterstadt-am-see")["title"] == "Musterstadt am See"
    )
