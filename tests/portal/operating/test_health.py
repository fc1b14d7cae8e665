"""`/healthz`: what a monitoring system is told while all is well, and while a service is away."""

from __future__ import annotations

import configparser
import os
import re
import time
from pathlib import Path

import pytest
import redis
import requests

from tests.portal.away import away
from tests.portal.support import TIMEOUT, eventually

STATE = os.environ.get("HNDIGITAL_TEST_STATE", "")
SERVICES = ("database", "datastore", "solr", "redis", "storage")

pytestmark = pytest.mark.skipif(not STATE, reason="HNDIGITAL_TEST_STATE is not set: no services to stop")


def ask(portal_url: str, method: str = "GET") -> requests.Response:
    """Ask as a monitoring system does."""
    return requests.request(method, f"{portal_url}/healthz", timeout=TIMEOUT)


def setting(name: str) -> str:
    """Return a setting of the portal's."""
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(Path(STATE) / "ckan.ini", encoding="utf-8")
    return ini["app:main"][name]


def failing(portal_url: str) -> set[str]:
    """Return the services that a 503 names, as soon as there is one; check that it says nothing else."""
    # In a list: an answer of 503 counts as false.
    (answer,) = eventually(lambda: [found] if (found := ask(portal_url)).status_code == 503 else [])
    assert answer.headers["Cache-Control"] == "no-store"
    secrets = [setting(name) for name in ("sqlalchemy.url", "ckan.redis.url", "SECRET_KEY")]
    assert not [one for one in (*secrets, STATE) if one in answer.text]
    assert not re.search(r"127\.0\.0\.1|localhost|Error|refused", answer.text)
    return {name for name, state in answer.json()["services"].items() if state != "ok"}


def recovers(portal_url: str) -> bool:
    """Return whether all processes say before long that all is well again; each keeps its answer for 2 s."""
    return bool(eventually(lambda: all(ask(portal_url).status_code == 200 for _ in range(10)), seconds=20))


def test_all_is_well(portal_url: str) -> None:
    """200, each service by name, no cookie, and nobody keeps the answer."""
    answer = ask(portal_url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    found = answer.json()
    assert (found["status"], found["services"]) == ("ok", dict.fromkeys(SERVICES, "ok"))
    assert found["last_round"] is None or re.fullmatch(r"\d{4}-\d+", found["last_round"]["berichtsstand"])


def test_only_reading(portal_url: str) -> None:
    """HEAD is GET without a body; whatever writes is refused."""
    head = ask(portal_url, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    refused = ask(portal_url, "POST")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def test_it_is_cheap(portal_url: str) -> None:
    """Of a hundred questions most ask no service: each process asks Redis once in two seconds."""
    cache = redis.Redis.from_url(setting("ckan.redis.url"))
    asked, begin = _pings(cache), time.monotonic()
    for _ in range(100):
        ask(portal_url)
    assert _pings(cache) - asked <= 2 * (1 + (time.monotonic() - begin) / 2)


def _pings(cache: redis.Redis) -> int:
    return int(cache.info("commandstats").get("cmdstat_ping", {"calls": 0})["calls"])


@pytest.mark.parametrize(
    ("service", "names"), [("postgres", {"database", "datastore"}), ("redis", {"redis"}), ("solr", {"solr"})]
)
def test_a_service_that_is_away_is_named(portal_url: str, service: str, names: set[str]) -> None:
    """503 in the same form, with the names of what is away and nothing of addresses, accounts, errors."""
    with away(service, portal_url):
        assert eventually(lambda: failing(portal_url) == names, seconds=15)
    assert recovers(portal_url)


def test_a_storage_that_cannot_be_written_is_named(portal_url: str) -> None:
    """The folder of uploads is gone (a volume that is not mounted): 503."""
    storage = Path(STATE) / "storage"
    elsewhere = storage.rename(storage.with_name("storage-away"))
    try:
        assert eventually(lambda: failing(portal_url) == {"storage"}, seconds=15)
    finally:
        elsewhere.rename(storage)
    assert recovers(portal_url)
