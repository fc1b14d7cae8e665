#!/usr/bin/env python3
"""Start and stop a CKAN portal with servers of its own, on this machine, without Docker.

    portal.py up|down|status|clean --state DIR [--port N]

CKAN listens on PORT, PostgreSQL on PORT+1, Redis on PORT+2, Solr on PORT+3, all on 127.0.0.1 only.
DIR keeps everything: data, logs/, ckan.ini, token (API token of the sysadmin `admin`, mode 0600),
secrets.json (its password among others). `up` may be repeated: it starts what doesn't run, and
starts CKAN again when code or settings changed. Settings of one's own go into DIR/settings.ini.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from services import ckan, postgres, redis, solr, worker
from services.configuration import PROFILE
from services.errors import SetupError
from services.processes import rotate
from services.state import VENV, Portal

_Result = TypeVar("_Result")

_SERVERS = {"worker": worker, "CKAN": ckan, "Solr": solr, "Redis": redis, "PostgreSQL": postgres}
"""In the order in which they are stopped."""


def up(portal: Portal, *, with_plugin: bool, profile: str) -> None:
    """Start what doesn't run yet."""
    if not portal.python.exists():
        raise SetupError(f"{portal.python} is not there; `make venv` makes it.")
    portal.create()
    rotate(portal.logs)
    _timed("PostgreSQL", lambda: postgres.up(portal))
    _timed("Redis", lambda: redis.up(portal))
    fresh_index = _timed("Solr", lambda: solr.up(portal))
    started = _timed(
        "CKAN",
        lambda: ckan.up(portal, with_plugin=with_plugin, rebuild_index=fresh_index, profile=profile),
    )
    worker.up(portal, anew=started)
    print(f"The portal answers at {portal.url} (sysadmin `admin`; password and token in {portal.directory})")


def down(portal: Portal) -> None:
    """Stop all servers."""
    for name, module in _SERVERS.items():
        if module.down(portal):
            print(f"{name}: stopped")


def status(portal: Portal) -> bool:
    """Print which servers run; returns whether all do."""
    running = {name: module.server(portal) for name, module in _SERVERS.items()}
    for name, handle in running.items():
        pid = handle.pid
        place = f"port {handle.port}" if handle.port else "background jobs"
        print(f"{name:<11} {place}: " + (f"runs (pid {pid})" if pid else "doesn't run"))
    return all(handle.pid for handle in running.values())


def clean(portal: Portal) -> None:
    """Stop all servers and delete their data."""
    down(portal)
    postgres.remove(portal)
    portal.remove()


def _timed(name: str, step: Callable[[], _Result]) -> _Result:
    """Run a step and say how long it took, when it took long enough to matter."""
    begin = time.monotonic()
    result = step()
    took = time.monotonic() - begin
    if took >= 1:
        print(f"{name}: ready after {took:.0f} s", flush=True)
    return result


def main() -> int:
    """Read the command line and act; 0 fine, 1 a step failed or (status) something doesn't run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["up", "down", "status", "clean"])
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="the portal's own folder")
    parser.add_argument("--port", type=int, metavar="N", help="CKAN's port; the next three are taken, too")
    parser.add_argument("--without-plugin", action="store_true", help="a CKAN without the plugin hndigital")
    parser.add_argument("--venv", type=Path, metavar="DIR", help="environment with CKAN; kept for later")
    parser.add_argument(
        "--profile",
        default=PROFILE,
        metavar="NAME",
        help='the city, a profile\'s name or folder, "" for none',
    )
    options = parser.parse_args()
    directory = options.state.resolve()
    if options.command != "up" and not directory.exists():
        print(f"There is no portal in {directory}.")
        return 0 if options.command != "status" else 1
    try:
        venv = options.venv or _known_venv(directory)
        portal = Portal(directory, options.port or _known_port(directory), venv.resolve())
        with portal.lock():
            match options.command:
                case "up":
                    up(portal, with_plugin=not options.without_plugin, profile=options.profile)
                case "down":
                    down(portal)
                case "status":
                    return 0 if status(portal) else 1
                case "clean":
                    clean(portal)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _known_port(directory: Path) -> int:
    """Return the port of the portal's first start, else 5000."""
    path = directory / "port"
    return int(path.read_text(encoding="ascii")) if path.exists() else 5000


def _known_venv(directory: Path) -> Path:
    """Return the environment of the portal's last start, else the checkout's."""
    path = directory / "venv"
    return Path(path.read_text(encoding="utf-8").strip()) if path.exists() else VENV


if __name__ == "__main__":
    sys.exit(main())
