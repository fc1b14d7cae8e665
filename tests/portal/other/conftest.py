"""A portal of its own for the invented city, set up as an operator does: without a city, then by `init`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from tests.additional import ROOT, Additional
from tests.musterstadt import LIST, PROFILE
from tests.portal.support import Portal

STATE = ROOT / ".portal-test-other"
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
    found = Additional(STATE.name.removeprefix(".portal-test-"))
    # The portal's servers run as other users, who may not look into pytest's folders.
    profile = STATE / PROFILE.name
    try:
        found.up(profile="")
        shutil.copytree(PROFILE, profile)
        before = _before(found, profile)
        found.up(profile=profile)
        source = folder / "vorhaben.csv"
        for file in (LIST, LIST.with_name(f"{LIST.name}.meta.yaml")):
            shutil.copy(file, folder)
        package, city = folder / "paket", ("--profile", profile)
        hndigital = Path(sys.executable).with_name("hndigital")
        found.run(hndigital, "harvest", source, *city, "--out", package)
        publish = (hndigital, "publish", package, *city, "--ckan", found.url)
        found.run(*publish, "--token-file", STATE / "token", "--journal", folder / "journal.json")
        yield City(found.admin, package, before)
    finally:
        found.clean()


def _before(portal: Additional, profile: Path) -> Cityless:
    """Return what a portal without a city is like, and set it up."""
    portal.admin.api("organization_create", name="einwohneramt", title="Einwohneramt")
    portal.admin.api("package_create", name="einwohner", title="Einwohner", owner_org="einwohneramt")
    answers = {name: portal.admin.get(path) for name, path in _PAGES.items()}
    before = Cityless(answers, portal.ckan("hndigital", "check", success=False))
    for _ in range(2):
        init = ("hndigital", "init", "--profile", profile, "--contact-email", "a@example.org")
        before.init.append(portal.ckan(*init))
        before.ini.append((STATE / "ckan.ini").read_text("utf-8"))
    return before


@pytest.fixture(scope="session")
def other(musterstadt: City) -> Portal:
    """Return the city's portal as its sysadmin."""
    return musterstadt.portal
