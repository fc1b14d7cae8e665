"""`/metrics`: whose they are, and that their numbers are those of all processes."""

from __future__ import annotations

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.portal.support import TIMEOUT

Samples = dict[tuple[str, ...], float]


def read(portal_url: str, **headers: str) -> requests.Response:
    """Ask for the metrics; `headers` by their names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(f"{portal_url}/metrics", headers=named, timeout=TIMEOUT)


def samples(portal_url: str) -> Samples:
    """Return all numbers by name and the values of the labels in their order."""
    families = text_string_to_metric_families(read(portal_url).text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def requests_of(portal_url: str, *labels: str) -> float:
    """Return how many requests were counted for a group and a status."""
    return samples(portal_url).get(("hndigital_http_requests_total", *labels), 0)


def test_requests_are_counted_over_all_processes(portal_url: str) -> None:
    """Forty requests are forty more, whichever process answered each of them and this question."""
    before = requests_of(portal_url, "info", "200")
    for _ in range(40):  # a connection each: gunicorn hands them to both processes
        assert requests.get(f"{portal_url}/digitalprojekte/einfach-erklaert", timeout=TIMEOUT).ok
    assert {requests_of(portal_url, "info", "200") for _ in range(8)} == {before + 40}


@pytest.mark.parametrize(
    ("path", "labels"),
    [("/gibt/es/nicht", ("static", "404")), (f"/catalog.ttl?{'x' * 5000}", ("catalog", "414"))],
)
def test_what_is_refused_is_counted_too(portal_url: str, path: str, labels: tuple[str, str]) -> None:
    """An address that leads nowhere, and a question that is refused before a view sees it."""
    before = requests_of(portal_url, *labels)
    requests.get(f"{portal_url}{path}", timeout=TIMEOUT)
    assert requests_of(portal_url, *labels) == before + 1


def test_a_reader_makes_up_no_group(portal_url: str) -> None:
    """However many addresses somebody invents, the number of series stays the same."""
    requests.get(f"{portal_url}/erfunden/0", timeout=TIMEOUT)
    before = set(samples(portal_url))
    for number in range(1, 8):
        requests.get(f"{portal_url}/erfunden/{number}", timeout=TIMEOUT)
    assert set(samples(portal_url)) == before


def test_states_are_there(portal_url: str) -> None:
    """Services, feeds, links, times, reports and the workers who take them."""
    requests.get(f"{portal_url}/barrierefreiheit", timeout=TIMEOUT)
    found = samples(portal_url)
    assert found["hndigital_service_up", "solr"] == 1
    assert ("hndigital_links", "broken") in found
    assert ("hndigital_feed_datasets", "catalog") in found
    assert found["hndigital_http_request_seconds_count", "info"] > 0
    assert found["hndigital_workers",] >= 1
    assert found["hndigital_reports", "published"] >= 0
    assert ("hndigital_reports_waiting",) in found


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "8.8.8.8"},
        {"X_Forwarded_For": "127.0.0.1, 8.8.8.8"},
        {"X_Forwarded_For": "8.8.8.8, 10.0.0.1"},
        {"X_Forwarded_For": "::ffff:8.8.8.8"},
        {"X_Forwarded_For": "unknown"},
        {"X_Forwarded_For": ""},
        {"X_Real_IP": "8.8.8.8"},
        {"Forwarded": "for=127.0.0.1"},
    ],
)
def test_whoever_comes_from_outside_through_a_proxy_is_refused(
    portal_url: str, headers: dict[str, str]
) -> None:
    """Each address that a proxy names must be inside; what cannot be read counts as outside."""
    refused = read(portal_url, **headers)
    assert refused.status_code == 403
    assert "hndigital_http" not in refused.text
    assert "metrics.token" in refused.text


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.0.9", "::1", "fd00::7", "::ffff:10.0.0.8"])
def test_whoever_is_inside_reads_them(portal_url: str, address: str) -> None:
    """A monitoring host of the own network, directly or through a proxy."""
    answer = read(portal_url, X_Forwarded_For=address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"].startswith("text/plain")
