"""How much one request may bring, and what it costs: as somebody sees it who tries."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
import requests
from ckanext.hndigital.incoming import limits
from ckanext.hndigital.incoming.parameters import taken

from tests.portal.incoming.routes import routes
from tests.portal.support import ApiError, Portal

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
DATA = [
    route for route in routes() if re.search(r"\.\w+>?$|suffix>$", route.rule) and "/id/" not in route.rule
]


def post(portal: Portal, path: str, length: int, *, chunked: bool = False) -> tuple[int, str]:
    """Announce a body of `length` bytes, or send it in pieces without saying so; return the answer."""
    place = urlsplit(portal.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    headers = {
        "Content-Type": "application/json",
        **({"Authorization": portal.token} if portal.token else {}),
    }
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    if chunked:
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        piece = b"x" * 65536
        with contextlib.suppress(BrokenPipeError):  # answered and closed before all was sent
            for _ in range(length // len(piece) + 1):
                connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.send(b"0\r\n\r\n")
    else:
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_reader_sends_little(anonymous: Portal, admin: Portal) -> None:
    """A large body is refused when it is announced: of who has no account, and before a search."""
    for portal in (anonymous, admin):
        status, body = post(portal, "/api/3/action/package_search", 20_000_000)
        assert (status, json.loads(body)["error"]["__type"]) == (413, "Bad Request")
        assert str(limits.READER_BODY) in body
    assert post(anonymous, "/api/3/action/package_create", 20_000_000)[0] == 413
    assert post(anonymous, "/user/login", 20_000_000)[0] == 413
    assert post(admin, "/api/3/action/package_create", 200_000_000)[0] == 413
    assert post(admin, "/api/3/action/digitalprojekt_publish", limits.PUBLICATION_BODY + 1)[0] == 413


def test_a_body_of_unknown_length_is_refused(anonymous: Portal) -> None:
    """Nobody gets round the limit by not saying how much comes."""
    status, _ = post(anonymous, "/api/3/action/package_search", 2 * limits.READER_BODY, chunked=True)
    assert status == 411


@pytest.mark.parametrize("path", ["/digitalprojekte", "/digitalprojekte.csv", "/dataset/", "/catalog.ttl"])
def test_an_address_ends(anonymous: Portal, path: str) -> None:
    """An address of any page or document may be so long and has so many parameters; the answer says it."""
    long = anonymous.get(f"{path}?q={'x' * limits.QUERY_LENGTH}", headers=BROWSER)
    many = anonymous.get(f"{path}?{'&'.join('a=1' for _ in range(limits.PARAMETERS + 1))}", headers=BROWSER)
    assert (long.status_code, many.status_code) == (414, 400)
    assert str(limits.QUERY_LENGTH) in long.text
    assert str(limits.PARAMETERS) in many.text


@pytest.mark.parametrize(
    "path", ["/digitalprojekte", "/en/digitalprojekte.json", "/dataset/", "/api/3/action/package_search"]
)
def test_a_search_ends(anonymous: Portal, path: str) -> None:
    """More words or letters than anybody means are refused with a sentence; as many as allowed are not."""
    for words in ("x" * (limits.SEARCH_LENGTH + 1), "x " * limits.SEARCH_WORDS + "x"):
        answer = anonymous.get(f"{path}?{urlencode({'q': words})}", headers=BROWSER)
        assert answer.status_code == 400
        assert str(limits.SEARCH_WORDS) in answer.text
    allowed = ("abc " * limits.SEARCH_WORDS).strip()
    assert anonymous.get(f"{path}?{urlencode({'q': allowed})}").status_code == 200


def test_every_document_says_what_it_takes() -> None:
    """A route that is no page declares its parameters (`takes`), or anything would be passed over there."""
    assert len(DATA) > 20
    assert [route.rule for route in DATA if taken(route.view) is None] == []


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_document_refuses_what_it_does_not_know(anonymous: Portal, lang: str) -> None:
    """The answer to an unknown parameter is 400 and names it; so it is for one that is given twice."""
    for route in DATA:
        address = lang + route.path("digitalprojekte")
        unknown = anonymous.get(f"{address}?zz=1")
        assert (unknown.status_code, "zz" in unknown.text) == (400, True), address
        assert unknown.headers["Content-Type"].startswith("text/plain")
        for name in route.parameters[:1]:
            twice = anonymous.get(f"{address}?{name}=1&{name}=1")
            assert (twice.status_code, name in twice.text) == (400, True), address


def test_a_page_passes_over_what_it_does_not_know(anonymous: Portal) -> None:
    """A link with a campaign's parameter shows the same page, whose own address is the one without it."""
    for path in ("/digitalprojekte", "/dataset/", "/", "/metadatenqualitaet", "/series/berichtswesen"):
        answer = anonymous.get(f"{path}?utm_source=letter", headers=BROWSER)
        assert answer.status_code == 200, path
        canonical = re.search(r'<link rel="canonical" href="([^"]*)"', answer.text)
        assert canonical is None or "utm_source" not in canonical[1], path


def test_random_parameters_cost_nothing(anonymous: Portal) -> None:
    """A feed is written once for all its readers; what is not understood is refused before any work."""
    first = anonymous.get("/catalog.ttl")
    spellings = [anonymous.get(f"/catalog.ttl?{query}") for query in ("page=1", "page=01", "page=%31")]
    assert {answer.headers["ETag"] for answer in spellings} == {first.headers["ETag"]}

    def seconds(paths: Iterable[str]) -> float:
        begin = time.perf_counter()
        for path in paths:
            anonymous.get(path)
        return time.perf_counter() - begin

    pages = seconds("/digitalprojekte" for _ in range(8))
    random = seconds(f"/catalog.ttl?zz={number}" for number in range(8))
    assert random < pages


def test_pages_that_are_not_there_cost_nothing(anonymous: Portal) -> None:
    """A feed's page before the first or after the last is 404, whatever number it is."""
    for number in ("-1", "0", "999999", "9" * 40, "1e9"):
        assert anonymous.get(f"/catalog.ttl?page={number}").status_code == 404


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("digitalprojekt_publish", {"berichtsstand": "x", "owner_org": "stadt-heilbronn", "projects": "x"}),
        ("digitalprojekt_publish", {"owner_org": "stadt-heilbronn", "tables": {"vorhaben": [{"x": 1}]}}),
        ("hndigital_govdata_link", {"links": "x"}),
    ],
)
def test_rights_come_first(
    anonymous: Portal, user_of: Callable[[str], Portal], action: str, data: dict[str, object]
) -> None:
    """Who may not call an action is told so, and nothing of what the portal makes of the values."""
    portals = [anonymous] if action == "hndigital_govdata_link" else [anonymous, user_of("")]
    for portal in portals:
        with pytest.raises(ApiError) as refused:
            portal.api(action, **data)
        assert refused.value.status == 403


def test_a_request_writes_little_into_the_log(anonymous: Portal) -> None:
    """However much somebody sends, the log grows by some lines, and none of them is theirs."""
    log = Path(os.environ["HNDIGITAL_TEST_STATE"]) / "logs" / "ckan.log"
    before = log.stat().st_size
    forged = "2026-01-01 ERROR [ckan] forged"
    for body in (b"x" * 200_000, f'{{"id": "{forged}'.encode() * 5_000):
        requests.post(
            f"{anonymous.url}/api/3/action/package_show",
            data=body,
            headers={"Content-Type": "application/json"},
            timeout=60,
        )
    anonymous.get(f"/api/3/action/package_show?{urlencode({'id': f'a{chr(10)}{forged}'})}")
    anonymous.get(f"/nowhere/{quote(chr(10) + forged)}")
    written = log.read_bytes()[before:].decode("utf-8", "replace")
    assert len(written) < 40_000
    assert [line for line in written.splitlines() if line.startswith(forged)] == []


@pytest.mark.parametrize("action", ["dcat_catalog_show", "dcat_catalog_search?q=a"])
def test_nobody_has_the_catalogue_made_anew(anonymous: Portal, action: str) -> None:
    """ckanext-dcat's actions would work for seconds on each call: the answer names the prepared files."""
    answer = anonymous.get(f"/api/3/action/{action}")
    assert (answer.status_code, "/catalog.ttl" in answer.json()["error"]["message"]) == (403, True)
