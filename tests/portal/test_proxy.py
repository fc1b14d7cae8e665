"""The nginx that is shipped, in front of the portal: limits hold, nobody's words about themselves count."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import pytest

_SHIPPED = Path(__file__).parents[2] / "docker" / "nginx" / "portal.conf.template"
_NAME = "daten.example"
_AROUND = """daemon off;
$user
pid $folder/nginx.pid;
error_log $folder/error.log;
worker_processes 1;
events { }
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/portal.conf;
}
"""


#: Status, headers in lower case, text.
Answer = tuple[int, dict[str, str], str]


@dataclass(frozen=True)
class Proxy:
    """The nginx that runs: its ports on 127.0.0.1."""

    http: int
    https: int

    def connect(self, client: str = "127.0.0.1", host: str = _NAME) -> ssl.SSLSocket:
        """Connect by https as the client with this address."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        raw = socket.create_connection(("127.0.0.1", self.https), timeout=60, source_address=(client, 0))
        return context.wrap_socket(raw, server_hostname=host)

    def ask(self, method: str, path: str, body: str = "", *, client: str, **headers: str) -> Answer:
        """Send a request as the client with this address; `headers` by their names with `_` for `-`."""
        asked = http.client.HTTPConnection(_NAME)
        with self.connect(client) as asked.sock:
            return _ask(asked, method, path, body, **headers)

    def get(self, path: str, *, client: str = "127.0.0.1", **headers: str) -> Answer:
        """Ask for an address."""
        return self.ask("GET", path, client=client, **headers)


def _ask(asked: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked.request(method, path, body or None, named)
    answer = asked.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    return answer.status, found, answer.read().decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def proxy(portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Start nginx with the shipped configuration; stopped afterwards."""
    folder = tmp_path_factory.mktemp("nginx")
    found = Proxy(_free_port(), _free_port())
    certificate = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={_NAME}"]
    files = ["-keyout", str(folder / "portal.key"), "-out", str(folder / "portal.crt")]
    subprocess.run(["openssl", "req", *certificate, *files], check=True, capture_output=True, timeout=60)
    names = {
        "SERVER_NAME": _NAME,
        "PORTAL": urlsplit(portal_url).netloc,
        "HTTP_PORT": str(found.http),
        "HTTPS_PORT": str(found.https),
        "CERTIFICATES": str(folder),
    }
    shipped = Template(_SHIPPED.read_text(encoding="utf-8")).safe_substitute(names)
    (folder / "portal.conf").write_text(shipped, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    around = Template(_AROUND).substitute(folder=folder, user=user)
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "nginx is not installed (test-infrastructure/debian-packages.txt)"
    command = [nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=60, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr
    with subprocess.Popen(command) as process:
        try:
            _wait_for(found.https)
            yield found
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("nginx does not listen")


def test_a_page_comes_through(proxy: Proxy) -> None:
    """Pages arrive compressed, with the portal's headers, and http leads to https."""
    status, headers, _ = proxy.get("/digitalprojekte", Accept_Encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert "content-security-policy" in headers
    assert headers["server"] == "nginx"
    plain = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=60)
    plain.request("GET", "/dataset/?q=x", headers={"Host": _NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{_NAME}/dataset/?q=x")
    plain.close()


def test_the_world_reads_no_metrics(proxy: Proxy) -> None:
    """They are for the monitoring, behind the proxy; whether the portal is well everybody may know."""
    assert proxy.get("/metrics")[0] == 404
    assert proxy.get("/healthz")[0] == 200


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
    for status, headers, text in (proxy.get(path, **forged), _ask(direct, "GET", path, **forged)):
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
        head = (
            f"POST /api/3/action/package_search HTTP/1.1\r\nHost: {_NAME}\r\nContent-Length: 1000\r\n\r\n{{"
        )
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
