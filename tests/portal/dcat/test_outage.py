"""What the portal answers while a service of it is away; stops and starts them, so it takes its time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
import requests
from hndigital.dcat.serialize import FORMATS

from tests.portal.away import away
from tests.portal.dcat.city import datasets, feed
from tests.portal.publication.scenes import A
from tests.portal.support import TIMEOUT, Portal

STATE = os.environ.get("HNDIGITAL_TEST_STATE", "")
FEEDS = ("/catalog", "/govdata/catalog")
DOCUMENTS = (
    "/dataset/digitalprojekte",
    "/dataset/digitalprojekte-2020-2",
    f"/digitalprojekt/digitalprojekt-{A}",
    "/series/berichtswesen",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

pytestmark = [
    pytest.mark.skipif(not STATE, reason="HNDIGITAL_TEST_STATE is not set: no services to stop"),
    pytest.mark.usefixtures("published"),
]


def come_back(answer: requests.Response) -> bool:
    """Return whether the answer is 503, says when to come back and must not be kept."""
    said = (answer.headers.get("Retry-After"), answer.headers.get("Cache-Control"))
    return answer.status_code == 503 and said[0] == "300" and "no-store" in (said[1] or "")


def documents(portal: Portal) -> dict[str, bytes]:
    """Return the RDF beside pages, by path."""
    answers = {path: portal.get(f"{path}.ttl") for path in DOCUMENTS}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.content for path, answer in answers.items()}


@pytest.fixture(scope="class")
def without_index(portal_url: str, published: object) -> Iterator[dict[str, bytes]]:
    """Take Solr away; yield the documents of the time before."""
    before = documents(Portal(portal_url))
    with away("solr", portal_url):
        yield before


@pytest.fixture(scope="class")
def without_database(portal_url: str, published: object) -> Iterator[None]:
    """Take PostgreSQL away."""
    with away("postgres", portal_url):
        yield


@pytest.mark.usefixtures("without_index")
class TestWithoutTheSearchIndex:
    """Solr doesn't run; all else does."""

    @pytest.mark.parametrize("path", FEEDS)
    @pytest.mark.parametrize("suffix", FORMATS)
    def test_feeds_ask_to_come_back(self, portal_url: str, path: str, suffix: str) -> None:
        """503 with Retry-After for GET and HEAD, and for who has an older state: never half a feed."""
        for method in ("GET", "HEAD"):
            assert come_back(requests.request(method, f"{portal_url}{path}.{suffix}", timeout=TIMEOUT))
        known = {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}
        assert come_back(requests.get(f"{portal_url}{path}.{suffix}", headers=known, timeout=TIMEOUT))

    @pytest.mark.parametrize(
        "path", ["/", "/dataset/", "/dataset/digitalprojekte", "/organization/", "/digitalprojekte?q=Haus"]
    )
    @pytest.mark.parametrize(("start", "said"), [("", "antwortet"), ("/en", "does not answer")])
    def test_pages_that_need_it_say_so(self, anonymous: Portal, path: str, start: str, said: str) -> None:
        """A page in the portal's frame and the reader's language, and no words of the machine's."""
        answer = anonymous.get(f"{start}{path}", headers=BROWSER)
        assert come_back(answer)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f'lang="{"en" if start else "de"}' in answer.text
        (main,) = re.findall(r"<main.*?</main>", answer.text, re.DOTALL)
        assert main.count("<h1>") == 1
        assert said in main
        assert "Solr" not in main

    def test_pages_that_do_not_need_it_are_there(self, anonymous: Portal) -> None:
        """Projects, their list and their data come from the database."""
        project = f"/digitalprojekt/digitalprojekt-{A}"
        for path in ("/digitalprojekte", project, f"{project}/status.csv", "/metadatenqualitaet"):
            assert anonymous.get(path, headers=BROWSER).status_code == 200

    def test_documents_are_whole(self, anonymous: Portal, without_index: dict[str, bytes]) -> None:
        """The RDF beside a page is read from the database then, and says the same."""
        assert documents(anonymous) == without_index

    def test_actions_keep_ckans_form(self, anonymous: Portal) -> None:
        """A program that asks the Action API gets CKAN's own JSON."""
        answer = anonymous.get("/api/3/action/package_search", headers=BROWSER)
        assert answer.json()["error"]["__type"] == "Search Connection Error"
        assert anonymous.api("package_show", id="digitalprojekte")["name"] == "digitalprojekte"


@pytest.mark.usefixtures("without_database")
class TestWithoutTheDatabase:
    """PostgreSQL doesn't run; all else does."""

    @pytest.mark.parametrize("path", [*(f"{feed}.ttl" for feed in FEEDS), "/digitalprojekte.csv"])
    def test_data_asks_to_come_back(self, portal_url: str, path: str) -> None:
        """503 with Retry-After and a line of text, for GET and HEAD."""
        for method in ("GET", "HEAD"):
            answer = requests.request(method, f"{portal_url}{path}", timeout=TIMEOUT)
            assert come_back(answer)
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"

    @pytest.mark.parametrize("path", ["/", "/en/digitalprojekte", "/dataset/digitalprojekte"])
    def test_pages_say_so_in_two_languages(self, anonymous: Portal, path: str) -> None:
        """A page of its own, since the portal's frame needs the database; it names its languages."""
        answer = anonymous.get(path, headers=BROWSER)
        assert come_back(answer)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.text.startswith('<!doctype html>\n<html lang="de">')
        assert "Die Datenbank dieses Portals antwortet nicht." in answer.text
        assert re.search(r'<div lang="en">.*database does not answer.*</div>', answer.text, re.DOTALL)

    def test_actions_answer_in_json(self, anonymous: Portal) -> None:
        """A program that asks the Action API need not read a page."""
        answer = anonymous.get("/api/3/action/package_list", headers=BROWSER)
        assert come_back(answer)
        assert answer.json()["success"] is False


def test_afterwards_everything_is_there_again(anonymous: Portal) -> None:
    """Nobody has to start the portal anew once its services are back."""
    assert "http" in datasets(feed(anonymous, "/catalog.ttl"))[0]
    assert anonymous.get("/dataset/", headers=BROWSER).status_code == 200


def test_a_question_that_search_cannot_read_is_no_outage(anonymous: Portal) -> None:
    """While Solr answers, an odd question is the asker's to mend: nobody shall come back with it."""
    answer = anonymous.get("/api/2/util/dataset/autocomplete?incomplete={!x}y")
    assert answer.status_code == 400
    assert "Retry-After" not in answer.headers
