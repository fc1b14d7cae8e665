"""Two nodes on the same databases, files and keys, behind the shipped nginx: they never disagree.

Slow: a second CKAN is started.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.portal.nginx import Proxy, free_port, running
from tests.portal.support import TIMEOUT, Portal, Publication, eventually, reported

ROOT = Path(__file__).parents[3]
STATE = Path(os.environ.get("HNDIGITAL_TEST_STATE", ""))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def second(portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Start another CKAN with the configuration of the first."""
    port, folder = free_port(), tmp_path_factory.mktemp("node")
    # One setting differs, so that there is a change to tell of; no page shows it.
    text = (STATE / "ckan.ini").read_text("utf-8")
    own = f"# ---- own settings ----\nckanext.hndigital.linkcheck.inner_hosts = node-{port}.example\n"
    (folder / "ckan.ini").write_text(text.replace("# ---- own settings ----\n", own), encoding="utf-8")
    configuration = ROOT / "test-infrastructure" / "ckan" / "gunicorn.conf.py"
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", str(configuration)),
        *("--bind", f"127.0.0.1:{port}", "--worker-tmp-dir", str(folder)),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CKAN")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, env={**environment, "CKAN_INI": str(folder / "ckan.ini")}, stdout=log, stderr=log
        )
    found = Portal(f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + 180
        while not _answers(found):
            alive = process.poll() is None and time.monotonic() < deadline
            assert alive, (folder / "log").read_text()
            time.sleep(1)
        yield found
        told = re.findall(r"\[hndigital\.audit\] (event=\"settings\".*)", (folder / "log").read_text("utf-8"))
        assert len(told) == 1, told  # of two processes one
        assert 'who="ckan.ini"' in told[0]
        assert "linkcheck.inner_hosts" in told[0]
        assert f"node-{port}" not in told[0]
    finally:
        process.terminate()
        process.wait(60)


def _answers(node: Portal) -> bool:
    try:
        return node.get("/healthz").status_code == 200
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def balancer(second: Portal, portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Start nginx before both, as docs/operations.md says: the second node follows the first in PORTAL."""
    nodes = [url.partition("://")[2] for url in (portal_url, second.url)]
    with running("; server ".join(nodes), tmp_path_factory.mktemp("nginx")) as found:
        yield found


def test_what_one_publishes_the_other_shows(
    anonymous: Portal, second: Portal, publication: Publication, numbers: Callable[[], str]
) -> None:
    """At once in pages, lists, data and feeds that it holds in memory; in search within five seconds."""
    number = numbers()
    name = f"digitalprojekt-{number}"
    asked = ("/digitalprojekte.csv", "/catalog.ttl?size=50", "/digitalprojekte", "/sitemap-1.xml")
    for node in (anonymous, second):
        for path in asked:
            assert node.get(path).status_code in (200, 503)  # the feed of a portal without anything
    for title in ("Erster Name", "Zweiter Name"):
        publication([reported(number, title=title)])
        for node in (second, anonymous):
            assert title in node.get(f"/digitalprojekt/{name}").text
            assert title in node.get("/digitalprojekte.csv").text
            assert node.get(f"/digitalprojekt/{name}/status.csv").status_code == 200
            found = eventually(lambda node=node, title=title: _found(node, title))  # type: ignore[misc]
            assert name in found
    assert _members(second) == _members(anonymous)
    assert name in second.get("/sitemap-1.xml").text


def _found(node: Portal, title: str) -> list[str]:
    return [one["name"] for one in node.api("package_search", q=f'"{title}"', rows=50)["results"]]


def _members(node: Portal) -> set[str]:
    pages, following = set(), "/catalog.ttl?size=50"
    for _ in range(50):
        text = node.get(following).text
        pages |= set(re.findall(r"<[^>]*/id/(?:vorhaben|datensatz)/\d{10}>", text))
        more = re.search(r"after=([^>\"&]+)", text)
        if not more:
            break
        following = f"/catalog.ttl?size=50&after={more[1]}"
    return pages


def test_what_one_changes_by_hand_the_other_has(
    admin: Portal, second: Portal, project: Callable[..., dict[str, Any]]
) -> None:
    """Made on the one, changed on the other, read on both."""
    other = Portal(second.url, admin.token)
    made = admin.api("package_create", **project(title="Von der einen"))
    assert other.get(f"/digitalprojekt/{made['name']}").status_code == 200
    other.api("package_patch", id=made["name"], title="Von der anderen")
    for node in (admin, other):
        assert "Von der anderen" in node.get(f"/digitalprojekt/{made['name']}").text
        assert "Von der anderen" in node.get("/digitalprojekte.csv").text


def test_a_session_holds_on_both(portal_url: str, second: Portal) -> None:
    """Logged in on one, known on the other; a form that one has made the other takes."""
    password = json.loads((STATE / "secrets.json").read_text("utf-8"))["admin_password"]
    with requests.Session() as session:
        page = session.get(f"{portal_url}/user/login", timeout=TIMEOUT).text
        form = {"login": "admin", "password": password, "_csrf_token": _token(page)}
        session.post(f"{second.url}/user/login", data=form, timeout=TIMEOUT)
        for node in (portal_url, second.url):
            assert session.get(f"{node}/dashboard/", timeout=TIMEOUT).url == f"{node}/dashboard/"


def _token(page: str) -> str:
    found = re.search(r'name="_csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_balancer_asks_both_and_readers_notice_nothing(balancer: Proxy, second: Portal) -> None:
    """Twenty pages are the same bytes but for their nonces; both nodes have answered some."""
    before = _requests_of(second)
    pages = {re.sub(r'nonce="[^"]*"', "", balancer.get("/barrierefreiheit")[2]) for _ in range(20)}
    assert len(pages) == 1
    assert 5 <= _requests_of(second) - before <= 15


def _requests_of(node: Portal) -> float:
    text = requests.get(f"{node.url}/metrics", timeout=TIMEOUT).text
    found = re.search(
        r'^hndigital_http_requests_total\{group="theme",status="200"\} (\S+)', text, re.MULTILINE
    )
    return float(found[1]) if found else 0


def test_two_publications_at_once_are_one_after_the_other(
    admin: Portal, second: Portal, organisation: str, numbers: Callable[[], str]
) -> None:
    """One on each node: the lock is the database's, so that both are whole afterwards."""
    with Publication(admin, organisation) as one, Publication(admin, organisation) as two:
        projects = [[reported(numbers()) for _ in range(5)] for _ in range(2)]
        nodes = (admin, Portal(second.url, admin.token))
        with ThreadPoolExecutor(2) as pool:
            answers = list(
                pool.map(
                    lambda args: args[0](args[1], args[2], tables={}),
                    zip((one, two), projects, nodes, strict=True),
                )
            )
        assert [len(answer["created"]) for answer in answers] == [5, 5]
        names = {f"digitalprojekt-{one['vorhaben_nr']}" for part in projects for one in part}
        for node in nodes:
            assert names <= set(node.api("package_list"))


def test_a_node_that_is_down_is_passed_over(
    portal_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever is sent to a node where nothing listens is answered by the other one."""
    dead = f"127.0.0.1:{free_port()}"
    nodes = f"{portal_url.partition('://')[2]}; server {dead}"
    with running(nodes, tmp_path_factory.mktemp("nginx-dead")) as balancer:
        assert {balancer.get("/barrierefreiheit")[0] for _ in range(6)} == {200}
