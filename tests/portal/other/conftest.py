"""A portal of its own for the invented city, set up as an operator does: without a city, then by `init`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from tests.musterstadt import LIST, PROFILE
from tests.portal.support import Portal

ROOT = Path(__file__).parents[3]
STATE = ROOT / ".portal-test-other"
_PORTS = range(int(os.environ.get("TEST_PORT", "5050")) + 40, 65000, 4)
_BIN = Path(sys.executable).parent
_PAGES = {
    "overview": "/digitalprojekte",
    "project": "/digitalprojekt/digitalprojekt-d-017",
    "home": "/",
    "search": "/dataset/",
    "dataset": "/dataset/einwohner",
    "action": "/api/3/action/digitalprojekt_list",
    "catalogue": "/catalog.ttl",
    "govdata": "/govdata/catalog.ttl",
}


@dataclass(frozen=True)
class Cityless:
    """What the portal answered before it knew its city, and what `init` printed then and when run again."""

    answers: dict[str, requests.Response]
    check: str
    init: list[str] = field(default_factory=list)
    ini: list[str] = field(default_factory=list)


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


def _run(*command: str | Path, code: int = 0) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class City:
    """The city's portal, its package, and what it was before."""

    portal: Portal
    package: Path
    before: Cityless


@pytest.fixture(scope="session")
def musterstadt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Start a portal without a city, look at it, set it up for the city, publish the city's list there."""
    folder = tmp_path_factory.mktemp("city")
    # The portal's servers run as other users, who may not look into pytest's folders.
    profile = STATE / PROFILE.name
    manager = (sys.executable, ROOT / "test-infrastructure" / "portal.py")
    port = _free_port()
    up = (*manager, "up", "--state", STATE, "--port", str(port), "--profile")
    try:
        _run(*up, "")
        shutil.copytree(PROFILE, profile)
        portal = Portal(f"http://127.0.0.1:{port}", (STATE / "token").read_text("ascii").strip())
        before = _before(portal, profile)
        _run(*up, profile)
        source = folder / "vorhaben.csv"
        for file in (LIST, LIST.with_name(f"{LIST.name}.meta.yaml")):
            shutil.copy(file, folder)
        package, city = folder / "paket", ("--profile", profile)
        _run(_BIN / "hndigital", "harvest", source, *city, "--out", package)
        publish = (_BIN / "hndigital", "publish", package, *city, "--ckan", portal.url)
        _run(*publish, "--token-file", STATE / "token", "--journal", folder / "journal.json")
        yield City(portal, package, before)
    finally:
        _run(*manager, "clean", "--state", STATE)


def _before(portal: Portal, profile: Path) -> Cityless:
    """Return what a portal without a city is like, and set it up."""
    portal.api("organization_create", name="einwohneramt", title="Einwohneramt")
    portal.api("package_create", name="einwohner", title="Einwohner", owner_org="einwohneramt")
    answers = {name: portal.get(path) for name, path in _PAGES.items()}
    ini = STATE / "ckan.ini"
    command: Callable[..., str] = lambda *words, code=0: _run(  # noqa: E731
        _BIN / "ckan", "-c", ini, "hndigital", *words, code=code
    )
    before = Cityless(answers, command("check", code=1))
    for _ in range(2):
        before.init.append(command("init", "--profile", profile, "--contact-email", "a@example.org"))
        before.ini.append(ini.read_text("utf-8"))
    return before


@pytest.fixture(scope="session")
def other(musterstadt: City) -> Portal:
    """Return the city's portal as its sysadmin."""
    return musterstadt.portal
