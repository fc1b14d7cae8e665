"""Portals beside the one that tests share: each with four ports and a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.portal.support import Portal

__all__ = ["Additional", "free_port"]

ROOT = Path(__file__).parents[1]
_MANAGER = (sys.executable, ROOT / "test-infrastructure" / "portal.py")
_PORTS = range(int(os.environ.get("TEST_PORT", "5050")) + 40, 65000, 4)


def free_port() -> int:
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


class Additional:
    """A portal in `.portal-test-<name>` that a test starts, starts again with other settings, and removes."""

    def __init__(self, name: str, environment: Mapping[str, str] | None = None) -> None:
        self.state = ROOT / f".portal-test-{name}"
        self.port = free_port()
        self.environment = {**os.environ, **(environment or {})}

    @property
    def url(self) -> str:
        """The portal's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin(self) -> Portal:
        """The portal as its sysadmin sees it."""
        return Portal(self.url, (self.state / "token").read_text("ascii").strip())

    @property
    def anonymous(self) -> Portal:
        """The portal as everybody sees it."""
        return Portal(self.url)

    def up(self, settings: Mapping[str, str] | None = None, *, profile: str | Path | None = None) -> None:
        """Start the portal, again if anything differs; `settings` replace those of the template's.

        `profile` is its city, "" for none; without it the portal has the one that portals here have.
        """
        if settings is not None:
            self.state.mkdir(exist_ok=True)
            lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
            (self.state / "settings.ini").write_text(lines, encoding="utf-8")
        city = () if profile is None else ("--profile", profile)
        here = ("--port", str(self.port), "--venv", sys.prefix)  # the CKAN that the tests themselves see
        self.run(*_MANAGER, "up", "--state", self.state, *here, *city)

    def clean(self) -> None:
        """Stop it and remove all of it."""
        self.run(*_MANAGER, "clean", "--state", self.state)

    def ckan(self, *arguments: str | Path, success: bool = True) -> str:
        """Run a command of CKAN's and return what it prints."""
        program = Path(sys.executable).with_name("ckan")
        return self.run(program, "-c", self.state / "ckan.ini", *arguments, success=success)

    def run(self, *command: str | Path, success: bool = True) -> str:
        """Run a command to its end; return what it printed."""
        done = subprocess.run(
            list(map(str, command)),
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert (done.returncode == 0) is success, done.stdout + done.stderr
        return done.stdout + done.stderr
