"""The nginx that is shipped, running before one or more nodes."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

__all__ = ["NAME", "Answer", "Proxy", "ask", "free_port", "running"]

_SHIPPED = Path(__file__).parents[2] / "docker" / "nginx" / "portal.conf.template"
NAME = "daten.example"
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

    def connect(self, client: str = "127.0.0.1", host: str = NAME) -> ssl.SSLSocket:
        """Connect by https as the client with this address."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        raw = socket.create_connection(("127.0.0.1", self.https), timeout=60, source_address=(client, 0))
        return context.wrap_socket(raw, server_hostname=host)

    def ask(self, method: str, path: str, body: str = "", *, client: str, **headers: str) -> Answer:
        """Send a request as the client with this address; `headers` by their names with `_` for `-`."""
        asked = http.client.HTTPConnection(NAME)
        with self.connect(client) as asked.sock:
            return ask(asked, method, path, body, **headers)

    def get(self, path: str, *, client: str = "127.0.0.1", **headers: str) -> Answer:
        """Ask for an address."""
        return self.ask("GET", path, client=client, **headers)


def ask(asked: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked.request(method, path, body or None, named)
    answer = asked.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    return answer.status, found, answer.read().decode("utf-8", "replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(portal: str, folder: Path) -> Iterator[Proxy]:
    """Start nginx with the shipped configuration before `portal` (host:port); stopped afterwards."""
    found = Proxy(free_port(), free_port())
    certificate = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
    files = ["-keyout", str(folder / "portal.key"), "-out", str(folder / "portal.crt")]
    subprocess.run(["openssl", "req", *certificate, *files], check=True, capture_output=True, timeout=60)
    names = {
        "SERVER_NAME": NAME,
        "PORTAL": portal,
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
