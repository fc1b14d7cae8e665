"""What people come for, on every version of CKAN that is supported: two rounds, from publishing to search.

`make test-all` runs this on the oldest one as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hndigital.package import Package
from hndigital.publisher.client import Portal as Client
from rdflib import DCAT, RDF, Graph

from tests.portal import admin as upkeep
from tests.portal.browsers import Browser, somebody
from tests.portal.publication.scenes import Command, check_edition, first_round, second_round
from tests.portal.support import Portal

OVERVIEW = "/digitalprojekte"
PROJECT = "/digitalprojekt/digitalprojekt-2020000072"
#: Pages, with words that each shows.
PAGES = {
    "/": "Vorhaben 18",
    "/digitalprojekte": "Neuer Name",
    "/digitalprojekte?berichtsstand=2020-2": "Vorhaben 72",
    "/en/digitalprojekte": "Digital projects",
    "/digitalprojekte/genauigkeit": "2021-1",
    "/digitalprojekte/api": "digitalprojekt_list",
    PROJECT: "Neuer Name",
    "/dataset/digitalprojekte": "strategiefeld_matrix",
    "/dataset/digitalprojekte-2020-2": "vorhaben.csv",
    "/series/berichtswesen": "2020-2",
    "/dataset/": "digitalprojekt-2020000072",
    "/dataset/?q=Name": "Neuer Name",
    "/dataset/?q=%2372": "Neuer Name",
    "/organization/stadt-heilbronn": "Stadt Heilbronn",
    "/group/": "",
    "/user/login": "_csrf_token",
    "/metadatenqualitaet": "digitalprojekte",
}


@pytest.fixture(scope="module")
def published(admin: Portal, portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """Publish two rounds; yield the newer package."""
    client = Client(portal_url, admin.token)
    upkeep.reset(client)
    upkeep.make_organisation(client)
    command = Command(tmp_path_factory.mktemp("paths"), admin.token)
    command.publish(first_round())
    newest = second_round()
    command.publish(newest)
    assert command.plan(newest).code == 0
    yield newest
    upkeep.reset(client)


def test_the_editions_are_whole(portal_url: str, admin: Portal, published: Package) -> None:
    """Files byte for byte, tables cell by cell, of both rounds."""
    client = Client(portal_url, admin.token)
    check_edition(client, published)
    check_edition(client, first_round())


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("path", "words"), PAGES.items())
def test_pages_show_what_was_published(anonymous: Portal, path: str, words: str) -> None:
    """To a reader without an account."""
    answer = anonymous.get(path)
    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", [f"{PROJECT}/kosten", "/dataset/digitalprojekte/vorhaben", OVERVIEW])
@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_data_is_at_addresses_of_its_own(anonymous: Portal, path: str, suffix: str) -> None:
    """Slices, tables and selections."""
    answer = anonymous.get(f"{path}.{suffix}")
    assert answer.status_code == 200
    assert "2020000072" in answer.text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld"])
def test_the_catalogue_holds_everything(anonymous: Portal, suffix: str) -> None:
    """Four projects, two editions, the register."""
    formats = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
    graph = Graph().parse(data=anonymous.get(f"/catalog.{suffix}").content, format=formats[suffix])
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) >= 7


@pytest.mark.usefixtures("published")
def test_changes_are_a_feed(anonymous: Portal) -> None:
    """Atom, with what the newer round has changed."""
    answer = anonymous.get("/digitalprojekte.atom")
    assert answer.status_code == 200
    assert "Neuer Name" in answer.text


@pytest.mark.usefixtures("published")
def test_the_api_answers(anonymous: Portal) -> None:
    """List, figures, matrix, one project, what a publisher compares with, CKAN's own search."""
    assert anonymous.api("digitalprojekt_list", q="72")["count"] == 1
    assert anonymous.api("digitalprojekt_statistik")["count"] == 4
    assert anonymous.api("digitalprojekt_matrix")["count"] == 4
    assert anonymous.api("digitalprojekt_show", id="2020000072")["vorhaben"]["titel"] == "Neuer Name"
    assert anonymous.api("digitalprojekt_state", index=True)["index"] == {
        "missing": [],
        "stale": [],
        "phantoms": [],
    }
    facets = {"facet.field": ["bearbeitungsstand"], "fq": "dataset_type:digitalprojekt"}
    counts = anonymous.api("package_search", **facets)["facets"]["bearbeitungsstand"]
    assert sum(counts.values()) == 4


@pytest.mark.usefixtures("published")
def test_somebody_logs_in_and_out(admin: Portal) -> None:
    """By the form, with CKAN's token; a form without it is refused."""
    browser = Browser(admin.url)
    with somebody(admin) as (name, password):
        browser.log_in(name, password)
        assert name in browser.get(f"/user/{name}").text
    stranger = Browser(admin.url)
    assert stranger.send("/user/login", {"login": "admin", "password": "x"}).status_code in (400, 403)


@pytest.mark.usefixtures("published")
def test_a_project_can_be_made_by_hand(admin: Portal, organisation: str) -> None:
    """Created, found, changed, hidden and purged again, with the register's rows in step."""
    number = "2022000001"
    name = f"digitalprojekt-{number}"
    values = {"type": "digitalprojekt", "owner_org": organisation, "vorhaben_nr": number, "amt": "I/105"}
    codes = {"vorhabentyp": "langfristig", "anlass": "auftrag", "bearbeitungsstand": "planung"}
    made = admin.api(
        "package_create", **values, **codes, title="Von Hand", dezernat="I", berichtsstand="2021-1"
    )
    try:
        assert made["name"] == name
        assert admin.get(f"/digitalprojekt/{name}/stammdaten.csv").text.count(number) == 1
        admin.api("package_patch", id=name, title="Anders")
        assert "Anders" in admin.get(f"/digitalprojekt/{name}").text
        admin.api("package_patch", id=name, private=True)
        assert Portal(admin.url).get(f"/digitalprojekt/{name}").status_code in (403, 404)
        assert number not in Portal(admin.url).get("/dataset/digitalprojekte/vorhaben.csv").text
    finally:
        admin.api("dataset_purge", id=name)
