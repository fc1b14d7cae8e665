"""A portal of its own whose definitions know more fields, ratings and columns, with a report of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.other.definitions import write_definitions
from tests.other.report import TEXT
from tests.portal.support import Portal

ROOT = Path(__file__).parents[3]
STATE = ROOT / ".portal-test-other"
_PORTS = range(int(os.environ.get("TEST_PORT", "5050")) + 40, 65000, 4)


def _free_port() -> int:
    """Return a port that is free with the three that follow it."""
    for port in _PORTS:
        with socket.socket() as one, socket.socket() as last:
            try:
                one.bind(("127.0.0.1", port))
                last.bind(("127.0.0.1", port + 3))
            except OSError:
                continue
            return port
    raise AssertionError(f"no four free ports in {_PORTS}")


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Start a portal with the other definitions, publish the report there, and return it as its sysadmin."""
    folder = tmp_path_factory.mktemp("other")
    # The portal's servers run as other users, who may not look into pytest's folders.
    definitions = write_definitions(STATE / "schemas")
    (folder / "bericht.txt").write_text(TEXT, encoding="utf-8")
    environment = {**os.environ, "HNDIGITAL_SCHEMAS": str(definitions)}
    port = _free_port()

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            list(map(str, command)),
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    manager = (sys.executable, ROOT / "test-infrastructure" / "portal.py")
    hndigital = Path(sys.executable).with_name("hndigital")
    try:
        run(*manager, "up", "--state", STATE, "--port", str(port))
        run(hndigital, "harvest", folder / "bericht.txt", "--out", folder / "paket")
        address, token = f"http://127.0.0.1:{port}", STATE / "token"
        publish = (hndigital, "publish", folder / "paket", "--ckan", address)
        run(*publish, "--token-file", token, "--journal", folder / "journal.json")
        yield Portal(address, token.read_text("ascii").strip())
    finally:
        run(*manager, "clean", "--state", STATE)
