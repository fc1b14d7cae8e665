"""Asking an address ends in time, stays small, and leads to no inner host that nobody named."""

from __future__ import annotations

import gzip
import ipaddress
import itertools
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hndigital.outside import FetchError, Inner, Limits, Web
from hndigital.outside.inner import is_inner
from hndigital.outside.web import IDLE
from hostile import answering, drip, talking

SHORT = Limits(100_000, 1.0)
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD + b"Content-Length: 100000\r\n\r\n", b"x"),
        (HEAD + b"\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
        (HEAD + b"X-Long: ", b"x"),
        (b"", b"H"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
    ],
    ids=["length", "no-length", "chunks", "chunk-size", "header", "status", "continue", "silence"],
)
def test_a_server_that_never_ends(head: bytes, piece: bytes) -> None:
    """However a server draws its answer out, after the seconds that were given nobody waits for it."""
    began = time.monotonic()
    with talking(drip(head, piece)) as address, Web(SHORT) as web, pytest.raises(FetchError) as caught:
        web.get(address)
    assert caught.value.reason == "deadline"
    assert time.monotonic() - began < 3
    assert address in caught.value.message("de")


def _once_for_each_connection(connection: socket.socket) -> None:
    """Keep the connection open, and lose what is asked on it next, as servers do that close idle ones."""
    connection.recv(65536)
    connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")
    connection.recv(65536)


def test_an_idle_connection_is_not_used_again() -> None:
    """What is sent while the server closes an idle connection would be lost, changes too."""
    with talking(_once_for_each_connection) as address, Web(SHORT) as web:
        assert web.send("POST", address).ok
        time.sleep(IDLE + 0.1)
        assert web.send("POST", address).ok


def test_a_change_has_a_connection_of_its_own() -> None:
    """However quickly one follows another: a slow server closes connections that seem in use here."""
    with talking(_once_for_each_connection) as address, Web(SHORT, idle=0) as web:
        assert [web.send("POST", address).status for _ in range(3)] == [200, 200, 200]


def test_a_handshake_that_never_ends() -> None:
    """A TLS handshake is within the time as well."""
    began = time.monotonic()
    with (
        talking(drip(b"\x16\x03\x03\x3f\xff", b"\x02")) as address,
        Web(SHORT) as web,
        pytest.raises(FetchError, match="1 seconds"),
    ):
        web.get(address.replace("http:", "https:"))
    assert time.monotonic() - began < 3


def _body(content: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


@pytest.mark.parametrize(
    "answer",
    [
        _endless,
        _body(gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip"),
        _body(gzip.compress(gzip.compress(b"0" * 50_000_000)), Content_Encoding="gzip, gzip"),
    ],
    ids=["endless", "gzip", "twice"],
)
def test_more_than_the_limit(answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
    """Bytes are counted after unpacking, and reading stops at the limit."""
    with Web(Limits(100_000, 20)) as web, answering(answer) as address, pytest.raises(FetchError) as caught:
        web.get(address)
    assert "larger than 100 kB" in caught.value.message("en")
    assert caught.value.reason == "size"


@pytest.mark.parametrize("length", ["50", "-1", "x"])
def test_an_answer_that_breaks_off(length: str) -> None:
    """Less than was announced is no answer; a length that is none counts as unknown."""

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(HEAD + f"Content-Length: {length}\r\n\r\n".encode() + b"short")

    with talking(talk) as address, Web(SHORT) as web:
        if length == "50":
            with pytest.raises(FetchError):
                web.get(address)
        else:
            assert web.get(address).content in (b"short", b"")


def _redirecting(*targets: str) -> Callable[[BaseHTTPRequestHandler], None]:
    todo = itertools.cycle(targets)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", next(todo))
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@pytest.mark.parametrize(
    "target",
    ["/again", "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x", "data:,x", "http://", "//:x"],
)
def test_where_no_redirect_leads(target: str) -> None:
    """Redirects come to an end, and stay with http and https."""
    with Web(SHORT) as web, answering(_redirecting(target)) as address, pytest.raises(FetchError) as caught:
        web.get(address)
    assert caught.value.reason == "redirects"


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> str:
    """Make 127.0.0.2 count as an address on the public internet, and return it."""
    real = is_inner
    for module in ("inner", "web"):
        monkeypatch.setattr(
            f"hndigital.outside.{module}.is_inner", lambda ip: str(ip) != "127.0.0.2" and real(ip)
        )
    return "127.0.0.2"


def test_no_way_from_outside_to_the_inside(outside: str) -> None:
    """A person may name an inner host, but a public one that was named cannot lead there."""
    with answering(_body(b"inside")) as inside, answering(_redirecting(inside), outside) as public:
        with Web(SHORT) as web:
            assert web.get(inside).content == b"inside"
        with Web(SHORT) as web, pytest.raises(FetchError, match="inside the own network") as caught:
            web.get(public)
    assert caught.value.reason == "inner"


def test_nor_on_the_next_page(outside: str) -> None:
    """What a public page names as the next one is inside as little."""
    with answering(_body(b"inside")) as inside, answering(_body(b"x"), outside) as public, Web(SHORT) as web:
        web.get(public)
        with pytest.raises(FetchError, match="inside the own network"):
            web.get(inside)


def test_a_name_that_changes_its_address(outside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once for each connection, and the connection goes to what was checked."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        asked.append(host)
        found = outside if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    with answering(_body(b"public"), outside) as address:
        port = address.rpartition(":")[2]
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: (
                resolve(host, *rest, **more) if host == "rebind.example" else real(host, *rest, **more)
            ),
        )
        with Web(SHORT, inner=Inner()) as web:
            assert web.get(f"http://rebind.example:{port}").content == b"public"
        with Web(SHORT, inner=Inner()) as web, pytest.raises(FetchError, match="inside the own network"):
            web.get(f"http://rebind.example:{port}")
    assert asked == ["rebind.example", "rebind.example"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "017700000001", "127.1", "0", "[::1]", "[::]"]
    + ["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost.", "LOCALHOST"],
)
def test_inner_hosts_are_not_asked_for_others(host: str) -> None:
    """However an inner host is written, it is refused before a connection is made."""
    reached: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        reached.append(handler.path)
        _body(b"secret")(handler)

    with answering(answer) as address, Web(SHORT, inner=Inner()) as web, pytest.raises(FetchError):
        web.get(f"http://{host}:{address.rpartition(':')[2]}/")
    assert not reached


@pytest.mark.parametrize("named", ["127.0.0.1", "127.0.0.0/8", "127.0.0.1/32"])
def test_inner_hosts_that_an_operator_names(named: str) -> None:
    """What a setting names is asked: by address or network."""
    with answering(_body(b"map")) as address, Web(SHORT, inner=Inner.named([named, "10.0.0.0/8"])) as web:
        assert web.get(address).content == b"map"


def test_an_inner_host_named_by_name() -> None:
    """A host is named as the address names it; its neighbour under another name is not."""
    with answering(_body(b"map")) as address, Web(SHORT, inner=Inner.named(["LocalHost."])) as web:
        assert web.get(address.replace("127.0.0.1", "localhost")).content == b"map"
        with pytest.raises(FetchError):
            web.get(address)


@pytest.mark.parametrize("entry", ["10.0.0.1/8", "fd00::/200", "a/b", "höst"])
def test_a_setting_that_names_nothing(entry: str) -> None:
    """A mistyped network is told, not ignored."""
    with pytest.raises(ValueError, match=".+"):
        Inner.named([entry])


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        *((ip, True) for ip in ("127.8.0.1", "10.1.1.1", "172.16.0.1", "192.168.0.1", "169.254.169.254")),
        *(
            (ip, True)
            for ip in ("0.1.2.3", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1")
        ),
        *((ip, True) for ip in ("255.255.255.255", "192.88.99.1", "203.0.113.1")),
        *((ip, True) for ip in ("::", "::1", "::7f00:1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fc00::1")),
        *(
            (ip, True)
            for ip in ("fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2002:7f00:1::", "2001:db8::1")
        ),
        *((ip, True) for ip in ("2001::1", "5f00::1", "100::1", "2001:10::1")),
        *((ip, False) for ip in ("8.8.8.8", "193.99.144.80", "2a02:2e0:3fe:1001::1", "2606:4700::1111")),
    ],
)
def test_which_addresses_are_inner(address: str, inner: bool) -> None:
    """Inner is whatever is no single host on the public internet, in both versions of IP."""
    assert is_inner(ipaddress.ip_address(address)) is inner


def test_a_password_goes_home_only() -> None:
    """User and password of an address reach its host, but not the one that it redirects to."""
    seen: list[tuple[str, str | None]] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        seen.append((handler.path, handler.headers.get("Authorization")))

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        note(handler)
        _body(b"there")(handler)

    with answering(elsewhere) as other:

        def home(handler: BaseHTTPRequestHandler) -> None:
            note(handler)
            target = "/inside" if handler.path == "/" else f"{other}/outside"
            _redirecting(target)(handler)

        with answering(home) as address, Web(SHORT) as web:
            web.get(address.replace("http://", "http://user:secret@"))
    assert [(path, bool(auth)) for path, auth in seen] == [
        ("/", True),
        ("/inside", True),
        ("/outside", False),
    ]


def test_netrc_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password of ~/.netrc is sent to nobody who was not asked for with it."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    seen: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers.get("Authorization"))
        _body(b"x")(handler)

    with answering(answer) as address, Web(SHORT) as web:
        web.get(address)
    assert seen == [None]


@pytest.mark.parametrize(
    "address", ["x", "file:///etc/passwd", "http://", "http://h:99999", "http://[::1", "//h"]
)
def test_what_is_no_address(address: str) -> None:
    """Anything but an http(s) address with a host is refused as such."""
    with Web(SHORT) as web, pytest.raises(FetchError) as caught:
        web.get(address)
    assert caught.value.reason == "address"


def test_a_proxy_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes through a proxy is within the time as well."""
    began = time.monotonic()
    with talking(drip(HEAD + b"\r\n", b"x")) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        with Web(SHORT) as web, pytest.raises(FetchError) as caught:
            web.get("http://example.invalid/")
    assert caught.value.reason == "deadline"
    assert time.monotonic() - began < 3


def test_no_way_inside_through_a_proxy(monkeypatch: pytest.MonkeyPatch, outside: str) -> None:
    """A proxy is not asked for an inner host, neither at once nor after a redirect from a public one."""
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        _redirecting("http://127.0.0.1:9/inside")(handler)

    with answering(answer) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        with Web(SHORT, inner=Inner()) as web, pytest.raises(FetchError, match="inside the own network"):
            web.get("http://127.0.0.1:9/inside")
        with Web(SHORT) as web, pytest.raises(FetchError, match="inside the own network"):
            web.get(f"http://{outside}:9/public")
    assert asked == [f"http://{outside}:9/public"]
