"""Ask an address: within a time for the whole of it, a size, a number of redirects, and never by a back door.

requests has a time limit for each read, so that a server which sends a byte now and then is never done:
here a watchdog ends the connection. Host names are resolved once, checked, and the connection goes to what
was checked: a name that changes its address in between leads nowhere (DNS rebinding). Once an address on
the public internet has answered, none inside the own network is asked any more, wherever it redirects to.
"""

from __future__ import annotations

import contextlib
import io
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import metadata
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from ..errors import SourceError
from .files import too_large, too_slow
from .inner import EVERYTHING, NOTHING_INNER, Inner, is_inner
from .limits import Limits
from .names import credentials, shown, without_credentials

__all__ = ["Answer", "FetchError", "Web", "agent_of"]

CONNECT_TIMEOUT = 10.0
"""Seconds to wait for a connection."""
READ_TIMEOUT = 60.0
"""Seconds without a single byte after which nobody is waited for, whatever time is left."""
IDLE = 1.0
"""Seconds after which a connection is not used again.

Servers close idle ones (gunicorn after two seconds), and what is sent in that moment is lost: nobody can
tell whether a change arrived, so that it could not simply be sent again.
"""
_CHUNK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGENT = "hndigital"
_PORTS = {"http": 80, "https": 443}
_Auth = Callable[[requests.PreparedRequest], requests.PreparedRequest]


def agent_of(program: str) -> str:
    """Return the User-Agent of a program that asks strangers: it leads them to its source."""
    urls = dict(line.split(", ", 1) for line in metadata("ckanext-hndigital").get_all("Project-URL", []))
    return f"{program} (+{urls['Repository']})"


class FetchError(SourceError):
    """An address that gave no whole answer; `reason` is one word for programs.

    `connection`, `timeout` (nothing came for a while), `deadline` (not all came in time), `tls`, `size`,
    `redirects`, `inner` (an address inside the own network) or `address` (none that can be asked).
    """

    def __init__(self, reason: str, message_de: str, message_en: str) -> None:
        super().__init__(message_de, message_en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came from `address`, the end of the redirects: status, headers, content after unpacking."""

    address: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def ok(self) -> bool:
        """Whether the status is 200."""
        return self.status == requests.codes.ok

    @property
    def content_type(self) -> str:
        """The media type without parameters, in small letters; "" if the answer names none."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()


class Web:
    """A way to the web; close it after use.

    `inner` says which inner hosts may be asked. The first address that is asked is home: `auth`, or the
    user and password that stand in it, go there and nowhere else. With `idle` 0 each request has a connection
    of its own.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        inner: Inner = EVERYTHING,
        auth: _Auth | None = None,
        agent: str = _AGENT,
        connect_timeout: float = CONNECT_TIMEOUT,
        read_timeout: float = READ_TIMEOUT,
        idle: float = IDLE,
    ) -> None:
        self._limits = limits
        self._idle = idle
        self._auth = auth
        self._home: tuple[str, str, int] | None = None
        self._timeouts = (connect_timeout, read_timeout)
        self._line = _Line(inner)
        self._last = time.monotonic()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = agent
        # What urllib3 unpacks bit by bit; anything else a server may send comes as it is.
        self._session.headers["Accept-Encoding"] = "gzip, deflate"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._line))

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._line.close()

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return what is at `address`; raises FetchError if no whole answer came within the limits."""
        return self.send("GET", address, headers=headers)

    def send(
        self, method: str, address: str, *, follow: bool = True, content: bool = True, **request: Any
    ) -> Answer:
        """Ask by any method; `request` is what requests takes (`data`, `files`, `headers`).

        Without `follow` a redirect is returned as an answer, without `content` no more than the head is
        read. Raises FetchError as `get` does.
        """
        start, hops = address, self._limits.redirects
        with _Watchdog(self._limits.seconds, self._line) as watchdog:
            for _ in range(hops + 1):
                _check_address(address, start)
                try:
                    answer = self._once(method, address, watchdog.left, content, request)
                except requests.RequestException as error:
                    # A silent line gives up in the moment in which the watchdog would bark.
                    late = watchdog.barked or (isinstance(error, requests.Timeout) and watchdog.over)
                    raise self._failure(start, address, error, late) from None
                if watchdog.barked:
                    raise self._late(address)
                target = answer.headers.get("Location")
                if not (follow and target and answer.status in _REDIRECTS):
                    return answer
                address = urljoin(address, target)
        raise FetchError(
            "redirects",
            f"{shown(start)} leitet mehr als {hops}-mal weiter. Bitte die Adresse nehmen, unter "
            "der das Gesuchte selbst steht.",
            f"{shown(start)} redirects more than {hops} times. Please use the address where what "
            "you look for is itself.",
        )

    def _once(
        self, method: str, address: str, seconds: float, content: bool, request: Mapping[str, Any]
    ) -> Answer:
        connect, read = self._timeouts
        self._forget_idle()
        with self._session.request(
            method,
            without_credentials(address),
            auth=self._auth_for(address),
            timeout=(min(connect, seconds), min(read, seconds)),
            allow_redirects=False,
            stream=True,
            **request,
        ) as answer:
            data = io.BytesIO()
            for chunk in answer.iter_content(_CHUNK) if content else ():
                data.write(chunk)
                if data.tell() > self._limits.max_bytes:
                    raise FetchError("size", *_sentences(too_large(shown(address), self._limits)))
            self._last = time.monotonic()
            return Answer(address, answer.status_code, answer.headers, data.getvalue())

    def _forget_idle(self) -> None:
        if time.monotonic() - self._last >= self._idle:
            self._session.close()

    def _auth_for(self, address: str) -> _Auth:
        """Return what proves who asks: at home, thus neither elsewhere nor over http after https."""
        origin = _origin(address)
        if self._home is None:
            self._home = origin
            given = credentials(address)
            self._auth = self._auth or (requests.auth.HTTPBasicAuth(*given) if given else None)
        # Without any requests would take a password of .netrc.
        return self._auth if self._auth and origin == self._home else _anonymous

    def _late(self, address: str) -> FetchError:
        return FetchError("deadline", *_sentences(too_slow(shown(address), self._limits)))

    def _failure(self, start: str, address: str, error: requests.RequestException, late: bool) -> FetchError:
        if late:
            return self._late(address)
        name = shown(address)
        host = urlsplit(address).hostname
        if self._line.refused:
            return FetchError(
                "inner",
                f"{shown(start)} führt zu {host}: das liegt im eigenen Netz und wird nicht abgerufen.",
                f"{shown(start)} leads to {host}: that is inside the own network and is not asked.",
            )
        if isinstance(error, requests.Timeout):
            reason, de, en = "timeout", "keine Antwort innerhalb der Zeit", "no answer in time"
        elif isinstance(error, requests.exceptions.SSLError):
            reason, de, en = (
                "tls",
                "das TLS-Zertifikat wird nicht anerkannt",
                "the TLS certificate is not trusted",
            )
        else:
            reason, de, en = "connection", f"keine Verbindung, {type(error).__name__}", type(error).__name__
        return FetchError(
            reason,
            f"{name} ist nicht erreichbar ({de}). Bitte Adresse und Verbindung prüfen.",
            f"{name} cannot be reached ({en}). Please check address and connection.",
        )


class _Line:
    """The connections of one `Web`: whom they may reach, and the open one, so that it can be ended."""

    def __init__(self, inner: Inner) -> None:
        self._inner = inner
        self._open: socket.socket | None = None
        self.refused = False
        self.ended = False

    def connect(self, connection: HTTPConnection, host: str, proxy: bool) -> socket.socket:
        """Return a connection to an address of the host that may be asked; a proxy may be anywhere."""
        failure: Exception = OSError(host)
        found_at = EVERYTHING.addresses(host, connection.port) if proxy else None
        for address in found_at or self.addresses(host, connection.port):
            try:
                found = create_connection(
                    (address, connection.port),
                    connection.timeout,
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except TimeoutError as error:
                failure = ConnectTimeoutError(connection, f"no connection to {host} in time")
                failure.__cause__ = error
            except OSError as error:
                failure = NewConnectionError(connection, f"no connection to {host}: {error}")
            else:
                self._keep(found)
                if not proxy:
                    self.settle(address)
                return found
        raise failure

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses of a host that may be asked; raises PermissionError."""
        self.refused = False
        try:
            return tuple(self._inner.addresses(host, port))
        except PermissionError:
            self.refused = True
            raise

    def _keep(self, found: socket.socket) -> None:
        self.close()
        # A second handle on the same connection: TLS takes the first one over.
        self._open = found.dup()
        if self.ended:
            self.end()

    def settle(self, address: str) -> None:
        """Ask no inner host any more if `address` is on the public internet, unless a setting names it."""
        if self._inner.all and not is_inner(ipaddress.ip_address(address.partition("%")[0])):
            self._inner = NOTHING_INNER

    def end(self) -> None:
        """End the open connection from another thread, and those to come: whoever reads sees their end."""
        self.ended = True
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Forget the open connection."""
        if self._open is not None:
            self._open.close()
            self._open = None


class _Watchdog:
    """Ends the open connection after some seconds, whatever it is doing."""

    def __init__(self, seconds: float, line: _Line) -> None:
        self._end = time.monotonic() + seconds
        self._line = line
        self._timer = threading.Timer(seconds, self._bark)
        self._timer.daemon = True
        self.barked = False

    def __enter__(self) -> _Watchdog:
        self._line.ended = False
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()

    @property
    def left(self) -> float:
        """Seconds that are left, never none at all: requests takes no 0."""
        return max(0.01, self._end - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether no time is left, barked or not."""
        return time.monotonic() >= self._end

    def _bark(self) -> None:
        self.barked = True
        self._line.end()


class _Adapter(HTTPAdapter):
    """Connects through a `_Line`; what goes through a proxy is checked before it is handed over."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._line)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _pools(self._line, proxy=True)
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        if select_proxy(request.url or "", kwargs.get("proxies")):
            try:
                found = self._line.addresses(parts.hostname or "", parts.port or _PORTS[parts.scheme])
                self._line.settle(found[0])
            except PermissionError as error:
                raise requests.ConnectionError(error) from error
            except OSError:
                pass  # Only the proxy knows the host.
        return super().send(request, *args, **kwargs)


def _pools(line: _Line, *, proxy: bool = False) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's kinds of pools with connections that go through `line`."""

    def connect(connection: HTTPConnection) -> socket.socket:
        host = connection.host
        try:
            return line.connect(connection, host, proxy)
        except socket.gaierror as error:
            raise NameResolutionError(host, connection, error) from error
        except PermissionError as error:
            raise NewConnectionError(connection, f"{host} is inside the own network") from error

    class Http(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class Https(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = Http

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = Https

    return {"http": HttpPool, "https": HttpsPool}


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


def _check_address(address: str, start: str) -> None:
    try:
        parts = urlsplit(address)
        right = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        right = False
    if right:
        return
    if address == start:
        raise FetchError(
            "address",
            f"{shown(address)} ist keine Adresse; erwartet wird http:// oder https:// und ein Rechner.",
            f"{shown(address)} is no address; expected is http:// or https:// and a host.",
        )
    raise FetchError(
        "redirects",
        f"{shown(start)} leitet weiter nach {shown(address)}; gefolgt wird nur http und https.",
        f"{shown(start)} redirects to {shown(address)}; only http and https are followed.",
    )


def _sentences(error: SourceError) -> tuple[str, str]:
    return error.message_de, error.message_en
