"""The nginx that is shipped, in front of the portal: limits hold, nobody's words about themselves count."""

from __future__ import annotations

import http.client
import re
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.portal.nginx import NAME, Proxy, ask, running
from tests.portal.support import Portal


@pytest.fixture(scope="module")
def proxy(portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Start nginx with the shipped configuration."""
    with running(urlsplit(portal_url).netloc, tmp_path_factory.mktemp("nginx")) as found:
        yield found


def test_a_page_comes_through(proxy: Proxy) -> None:
    """Pages arrive compressed, with the portal's headers, and http leads to https."""
    status, headers, _ = proxy.get("/digitalprojekte", Accept_Encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert "content-security-policy" in headers
    assert headers["server"] == "nginx"
    plain = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=60)
    plain.request("GET", "/dataset/?q=x", headers={"Host": NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/dataset/?q=x")
    plain.close()


def test_the_world_reads_no_metrics(proxy: Proxy) -> None:
    """They are for the monitoring, behind the proxy; whether the portal is well everybody may know."""
    assert proxy.get("/metrics")[0] == 404
    assert proxy.get("/healthz")[0] == 200


def test_files_whose_name_changes_are_kept(proxy: Proxy) -> None:
    """A style sheet for a year, under the headers that CKAN gives it; one that is not there is not kept."""
    found = re.search(r'"(/webassets/[^"]+\.css)', proxy.get("/dataset/")[2])
    assert found
    status, headers, _ = proxy.get(found[1])
    assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert headers["x-content-type-options"] == "nosniff"
    status, headers, _ = proxy.get("/webassets/base/00000000_none.css")
    assert (status, headers.get("cache-control", "")) != (200, "public, max-age=31536000, immutable")
    assert "immutable" not in headers.get("cache-control", "")


def test_a_flood_is_held_back_and_a_reader_is_served(proxy: Proxy) -> None:
    """One client that asks without end is told to wait; who reads beside it waits for nobody."""

    def flood(number: int) -> int:
        return proxy.get(
            f"/digitalprojekte.csv?bearbeitungsstand=planung&q=probe{number}", client="127.0.0.2"
        )[0]

    begin = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(flood, number) for number in range(80)]
        time.sleep(0.5)
        reader = time.monotonic()
        status, _, _ = proxy.get("/digitalprojekte", client="127.0.0.3")
        waited = time.monotonic() - reader
        answers = Counter(one.result() for one in asked)
    took = time.monotonic() - begin
    assert status == 200
    assert waited < 5
    # What the shipped file lets through: 20 at once, then 5 a second.
    assert 0 < answers[200] <= 22 + 5 * took
    assert answers[429] == 80 - answers[200] > 0
    status, headers, text = proxy.get("/digitalprojekte.csv", client="127.0.0.2")
    assert (status, headers.get("retry-after")) == (429, "10") or status == 200
    assert status == 200 or "Too many requests" in text


def test_passwords_are_not_tried_without_end(proxy: Proxy) -> None:
    """After some attempts the next ones are refused, whatever language the address has."""
    seen = []
    for number in range(10):
        path = "/en/user/login" if number % 2 else "/user/login"
        seen.append(proxy.ask("POST", path, "login=admin&password=x", client="127.0.0.4")[0])
    assert 429 in seen[6:]
    assert 429 not in seen[:5]


@pytest.fixture
def register(admin: Portal, project: Callable[..., dict[str, Any]]) -> None:
    """Make a project by hand: then there are a register and a catalogue, whatever ran before."""
    admin.api("package_create", **project())


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "path", ["/digitalprojekte", "/catalog.ttl", "/dataset/digitalprojekte", "/user/login"]
)
def test_forged_words_change_no_link(proxy: Proxy, portal_url: str, path: str) -> None:
    """Whatever a client says of its host, scheme, address or path, links stay the portal's own."""
    forged = {
        "X_Forwarded_Host": "angriff.example",
        "X_Forwarded_Proto": "gopher",
        "X_Forwarded_Port": "4444",
        "X_Forwarded_Prefix": "/angriff",
        "X_Forwarded_For": "10.9.8.7",
        "Forwarded": "for=10.9.8.7;host=angriff.example;proto=gopher",
        "X_Original_URL": "/angriff",
        "X_Rewrite_URL": "/angriff",
    }
    direct = http.client.HTTPConnection(urlsplit(portal_url).netloc, timeout=60)
    for status, headers, text in (proxy.get(path, **forged), ask(direct, "GET", path, **forged)):
        assert status == 200
        assert "angriff" not in text + str(headers)
        assert "gopher" not in text
    direct.close()


def test_another_host_gets_no_answer(proxy: Proxy) -> None:
    """Neither by name in TLS nor by the header of a request."""
    with pytest.raises(ssl.SSLError):
        proxy.connect(host="angriff.example")
    plain = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=60)
    plain.request("GET", "/", headers={"Host": "angriff.example"})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        plain.getresponse()
    plain.close()


def test_a_slow_body_is_cut(proxy: Proxy) -> None:
    """Who stops sending in the middle of a request is let go after ten seconds."""
    with proxy.connect() as connection:
        head = f"POST /api/3/action/package_search HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\n{{"
        connection.sendall(head.encode("ascii"))
        begin = time.monotonic()
        try:
            answer = connection.recv(100)
        except ConnectionResetError:
            answer = b""
        assert answer == b"" or b"408" in answer
        assert 8 < time.monotonic() - begin < 20


@pytest.mark.parametrize(
    ("path", "megabytes"), [("/digitalprojekte", 3), ("/api/3/action/package_search", 111)]
)
def test_a_large_body_is_refused(proxy: Proxy, path: str, megabytes: int) -> None:
    """It is refused by what it says of its size, before it is sent."""
    status, _, _ = proxy.get(path, Content_Length=str(megabytes * 1024 * 1024))
    assert status == 413
