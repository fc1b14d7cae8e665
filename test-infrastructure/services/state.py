"""Where a portal keeps its things: ports, paths, secrets, and the lock on its state directory."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .errors import SetupError

REPOSITORY = Path(__file__).resolve().parents[2]
"""The checkout that this file belongs to."""

INFRASTRUCTURE = REPOSITORY / "test-infrastructure"
CACHE = REPOSITORY / ".cache"
"""What was downloaded or generated once and serves every portal of this checkout."""

VENV = REPOSITORY / ".venv"
"""The environment with the CKAN that portals run, unless told otherwise."""

HOST = "127.0.0.1"

_SECRETS = (
    "postgres_password",
    "ckan_db_password",
    "datastore_db_password",
    "datastore_read_password",
    "redis_password",
    "admin_password",
    "secret_key",
    "session_secret",
    "api_token_secret",
)


@dataclass(frozen=True)
class Portal:
    """One portal: a state directory, the first of its four ports, and the environment that holds its CKAN."""

    directory: Path
    port: int
    venv: Path = VENV

    @property
    def python(self) -> Path:
        """The interpreter that runs CKAN."""
        return self.venv / "bin" / "python"

    @property
    def postgres_port(self) -> int:
        """PostgreSQL's port."""
        return self.port + 1

    @property
    def redis_port(self) -> int:
        """Redis' port."""
        return self.port + 2

    @property
    def solr_port(self) -> int:
        """Solr's port."""
        return self.port + 3

    @property
    def url(self) -> str:
        """The address that people open."""
        return f"http://{HOST}:{self.port}"

    @property
    def logs(self) -> Path:
        """One log file per server and one for the set-up."""
        return self.directory / "logs"

    @property
    def ini(self) -> Path:
        """CKAN's configuration, generated from `ckan/ckan.ini.template` on every start."""
        return self.directory / "ckan.ini"

    @property
    def token(self) -> Path:
        """The API token of the sysadmin `admin`."""
        return self.directory / "token"

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Passwords and keys, made at random once and kept in `secrets.json`."""
        path = self.directory / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        fresh = {name: secrets.token_urlsafe(32) for name in _SECRETS if name not in known}
        if fresh:
            known |= fresh
            write_private(path, json.dumps(known, indent=2) + "\n")
        return known

    def create(self) -> None:
        """Make the state directory; other users may pass through it, but not list it."""
        for directory in (self.directory, self.logs, self.directory / "run"):
            directory.mkdir(parents=True, exist_ok=True)
        self.directory.chmod(0o711)
        self.logs.chmod(0o700)
        self._remember_port()
        (self.directory / "venv").write_text(f"{self.venv}\n", encoding="utf-8")

    def _remember_port(self) -> None:
        """Hold on to the port of the first start: its addresses stand in the data."""
        path = self.directory / "port"
        if path.exists() and path.read_text(encoding="ascii").strip() != str(self.port):
            raise SetupError(
                f"{self.directory} belongs to port {path.read_text(encoding='ascii').strip()}: "
                "take that port, or another state directory."
            )
        path.write_text(f"{self.port}\n", encoding="ascii")

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the state directory while servers are started or stopped; waits for another holder."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with exclusive(self.directory / "lock"):
            yield

    def remove(self) -> None:
        """Delete the state directory."""
        shutil.rmtree(self.directory, ignore_errors=False)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file; the kernel frees it when the holder ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read (mode 0600), replacing it as a whole."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
    fresh.replace(path)
