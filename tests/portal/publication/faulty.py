"""A line to the portal that fails where a test wants it to: between the command and the real portal."""

from __future__ import annotations

import http.client
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

from tests.portal.publication.scenes import Command, Ran

__all__ = ["Fault", "Line", "faulty_line", "run_amid"]

_TIMEOUT = 300
_OF_A_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the calls of an action, from the `nth` on, so many `times`.

    `before` runs before the request goes on, `after` once the portal has answered. With `status` the portal
    is never asked. `cut` ends the connection in the middle of the "request", or instead of the "answer" to
    what was done.
    """

    action: str
    nth: int = 1
    times: int = 1
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: str = ""


@dataclass
class Line:
    """The line: its address, its faults, and the calls of actions that came along it, in order."""

    address: str = ""
    faults: tuple[Fault, ...] = ()
    called: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def fault_of(self, action: str) -> Fault | None:
        """Note a call and return what goes wrong with it."""
        with self._lock:
            self.called.append(action)
            nth = Counter(self.called)[action]
        fitting = (one for one in self.faults if one.action == action)
        return next((one for one in fitting if one.nth <= nth < one.nth + one.times), None)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.line.fault_of(self.path.rpartition("/action/")[2])
        if fault and fault.before:
            fault.before()
        if fault and fault.status:
            self._give(fault.status, fault.headers, b"refused by the line")
        elif fault and fault.cut == "request":
            self._ask_half(body)
            self._hang_up()
        else:
            self._pass_on(body, fault)

    do_GET = do_POST

    def _pass_on(self, body: bytes, fault: Fault | None) -> None:
        upstream = http.client.HTTPConnection(self.server.netloc, timeout=_TIMEOUT)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_A_HOP}
        try:
            upstream.request(self.command, self.path, body, headers)
            answer = upstream.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return
        finally:
            upstream.close()
        if fault and fault.after:
            fault.after()
        if fault and fault.cut == "answer":
            self._hang_up()
            return
        self._give(answer.status, dict(answer.getheaders()), content)

    def _ask_half(self, body: bytes) -> None:
        host, _, port = self.server.netloc.partition(":")
        with socket.create_connection((host, int(port)), timeout=_TIMEOUT) as upstream:
            lines = (f"{name}: {value}\r\n" for name, value in self.headers.items())
            head = f"{self.command} {self.path} HTTP/1.1\r\n{''.join(lines)}\r\n"
            upstream.sendall(head.encode() + body[: len(body) // 2])

    def _give(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        with suppress(OSError):  # the command may be gone
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in _OF_A_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, netloc: str, line: Line) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.netloc, self.line = netloc, line


def run_amid(command: Command, words: Sequence[str], *faults: Fault) -> Ran:
    """Run the command along a line on which something happens."""
    with faulty_line(command.address, *faults) as line:
        portal, command.address = command.address, line.address
        try:
            return command.run(*words)
        finally:
            command.address = portal


@contextmanager
def faulty_line(portal: str, *faults: Fault) -> Iterator[Line]:
    """Open a line to the portal with these faults."""
    line = Line(faults=faults)
    server = _Server(urlsplit(portal).netloc, line)
    Thread(target=server.serve_forever, daemon=True).start()
    line.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
