"""A feed that has nothing to give asks to come back: after an empty 200 GovData would delete what it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests
from hndigital.bericht import Bericht, Quelle
from hndigital.dcat.serialize import FORMATS
from hndigital.package import build_package
from hndigital.publisher.client import Portal as Client

from tests.portal import admin as upkeep
from tests.portal.dcat.city import datasets, feed, ordinary
from tests.portal.publication.scenes import FIRST, A, Command, Read, project
from tests.portal.support import TIMEOUT, Portal, purge


@pytest.fixture(scope="module")
def bare(admin: Portal, portal_url: str) -> Iterator[Client]:
    """Yield the portal with the organisation and without a dataset."""
    client = Client(portal_url, admin.token)
    upkeep.reset(client)
    upkeep.make_organisation(client)
    yield client
    upkeep.reset(client)


def asks_to_come_back(portal: Portal, path: str) -> None:
    """Hold all formats and both methods of a feed to 503 with Retry-After."""
    for suffix in FORMATS:
        for method in ("GET", "HEAD"):
            answer = requests.request(method, f"{portal.url}{path}.{suffix}", timeout=TIMEOUT)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")


@pytest.mark.usefixtures("bare")
def test_a_portal_without_datasets_is_no_empty_catalogue(anonymous: Portal) -> None:
    """Before anything is published neither feed is an empty 200."""
    for path in ("/catalog", "/govdata/catalog"):
        asks_to_come_back(anonymous, path)


@pytest.mark.usefixtures("bare")
def test_pages_of_a_portal_without_a_report_say_so(admin: Portal, anonymous: Portal) -> None:
    """Nobody is told of a report without a name; an ordinary dataset shows no empty table."""
    answer = anonymous.get("/digitalprojekte/genauigkeit")
    assert answer.status_code == 404
    assert "noch kein Bericht veröffentlicht" in answer.text
    name = ordinary(admin, 96, {"url": "", "author": "", "maintainer": "", "version": ""})
    try:
        page = anonymous.get(f"/dataset/{name}")
        assert page.status_code == 200
        assert ("additional-info" in page.text) == ('class="dataset-details"' in page.text)
    finally:
        purge(admin, name)


#: What readers meet on a portal that shows no project.
ORDINARY_PAGES = (
    *("/", "/dataset/", "/dataset/{name}", "/organization/", "/about", "/metadatenqualitaet"),
    *("/digitalprojekte", "/digitalprojekte/aenderungen", "/digitalprojekte/api", "/series/berichtswesen"),
)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_portal_of_ordinary_datasets_is_whole(admin: Portal, anonymous: Portal, lang: str) -> None:
    """Home leads to its datasets and to nothing that is not there; each page's links answer."""
    name = ordinary(admin, 97, {"title": "Bäume"})
    try:
        pages = {path: anonymous.get(lang + path.format(name=name)) for path in ORDINARY_PAGES}
        assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
        assert f'href="{lang}/dataset/{name}"' in pages["/"].text
        for page in ("/", "/dataset/", "/about"):
            assert f'href="{lang}/digitalprojekte"' not in pages[page].text
        assert ("Zuletzt aktualisiert", "Last Updated")[bool(lang)] in pages["/dataset/{name}"].text
        links = {link for page in pages.values() for link in re.findall(r'href="(/[^"#]*)', page.text)}
        codes = {link: anonymous.get(unescape(link)).status_code for link in sorted(links)}
        assert {link: code for link, code in codes.items() if code >= 400 and "catalog." not in link} == {}
    finally:
        purge(admin, name)


@pytest.mark.usefixtures("bare")
def test_when_no_dataset_may_be_given_govdata_is_given_503(
    admin: Portal, anonymous: Portal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Sample data and datasets without an open licence only: all of them are dropped, and nothing is left."""
    source = Quelle("Beispiel", "beispiel.txt", "0" * 64, beispieldaten=True)
    sample = build_package(Read(Bericht(FIRST, source, (project(A),))))
    Command(tmp_path_factory.mktemp("sample"), admin.token).publish(sample)
    closed = ordinary(admin, 94, {"license_id": "other-closed"})
    try:
        assert len(datasets(feed(anonymous, "/catalog.ttl"))) == 4
        asks_to_come_back(anonymous, "/govdata/catalog")
        opened = ordinary(admin, 95, {})
        assert len(datasets(feed(anonymous, "/govdata/catalog.ttl"))) == 1
        purge(admin, opened)
        asks_to_come_back(anonymous, "/govdata/catalog")
    finally:
        purge(admin, closed)
