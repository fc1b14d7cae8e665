"""The portal has moved: links to its own files are the present ones, and IRIs stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.browsers import within
from tests.portal.publication.scenes import URL, A, Command, ckan, configured, first_round
from tests.portal.stores import documents, in_database
from tests.portal.support import REGISTER

EDITION, PROJECT = f"{REGISTER}-2020-2", f"digitalprojekt-{A}"
NAMES = (REGISTER, EDITION, PROJECT)

_READ = """
from ckan.plugins import toolkit

site = toolkit.get_action("get_site_user")({{"ignore_auth": True}}, {{}})["name"]
act = lambda action, /, **data: toolkit.get_action(action)({{"user": site}}, data)
shown = [act("package_show", id=name) for name in {names!r}]
search = {{one["name"]: one for one in act("package_search", q="*:*", rows=100)["results"]}}
found = {{
    "links": {{one["name"]: [file["url"] for file in one["resources"]] for one in shown}},
    "search": {{name: [file["url"] for file in search[name]["resources"]] for name in {names!r}}},
    "outdated": act("digitalprojekt_state")["links"],
    "feed": Client(whole).get("/catalog.ttl").get_data(as_text=True),
}}
"""


@pytest.fixture(scope="module")
def published_once(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Publish a round; the portal's address is what the tests run against."""
    reset(admin)
    make_organisation(admin)
    command = Command(tmp_path_factory.mktemp("links"), editor_token(admin))
    command.publish(first_round())
    yield command
    reset(admin)


def _moved(folder: Path, site: str, root: str) -> Path:
    """Write the portal's configuration for another address; IRIs keep their base."""
    settings = {"ckan.site_url": site, "ckanext.hndigital.base_uri": URL}
    return configured(folder, settings | ({"ckan.root_path": root + "/{{LANG}}"} if root else {}))


def _links(portal: Portal) -> dict[str, list[str]]:
    """Return where the files of register, edition and a project are, as the running portal says."""
    shown = [portal.read("package_show", {"id": name}) for name in NAMES]
    return {one["name"]: [file["url"] for file in one["resources"]] for one in shown}


def _on(urls: dict[str, list[str]], address: str) -> bool:
    return all(
        url.startswith((f"{address}/dataset/", f"{address}/digitalprojekt/"))
        for one in urls.values()
        for url in one
    )


@pytest.mark.parametrize(
    ("site", "root"),
    [
        ("https://daten.example", "/portal"),
        pytest.param("https://daten.example", "", marks=pytest.mark.slow),
        pytest.param(URL, "/portal", marks=pytest.mark.slow),
    ],
)
def test_moved(admin: Portal, published_once: Command, tmp_path: Path, site: str, root: str) -> None:
    """With a new domain, https or root path every answer has present links, before and after mending."""
    ini, script = _moved(tmp_path, site, root), _READ.format(names=NAMES)
    before, feed = _links(admin), requests.get(f"{URL}/catalog.ttl", timeout=60).text
    changed = in_database("SELECT name, metadata_modified FROM package ORDER BY name")
    found: dict[str, Any] = within(script, ini)
    assert _on(found["links"], site + root)
    assert _on(found["search"], site + root)
    assert len(found["outdated"]) == 4  # register and projects; CKAN makes the edition's links itself
    planned = ckan("hndigital", "mend", "--dry-run", ini=ini)
    assert f"{REGISTER}: links -> {site}{root}" in planned
    try:
        assert "links: 4 datasets mended" in ckan("hndigital", "mend", ini=ini)
        after = within(script, ini)
        assert after["outdated"] == []
        assert (after["links"], after["search"]) == (found["links"], found["search"])
        stored = in_database("SELECT url FROM resource WHERE url LIKE %s", "http%.csv")
        assert all(url.startswith(f"{site}{root}/") for (url,) in stored)
        assert all(f"{site}{root}/" in url for name in NAMES for url in documents()[name]["res_url"])
    finally:
        ckan("hndigital", "mend")
    assert _links(admin) == before
    assert in_database("SELECT name, metadata_modified FROM package ORDER BY name") == changed
    iris = {word for word in feed.split() if word.startswith(f"<{URL}/id/")}
    assert iris
    assert iris == {word for word in found["feed"].split() if word.startswith(f"<{URL}/id/")}


def test_plan_names_them(admin: Portal, published_once: Command) -> None:
    """`plan` says which datasets have links of before, `publish` mends them, and then nothing is to do."""
    in_database("UPDATE resource SET url = replace(url, %s, 'https://frueher.example')", URL)
    shown = admin.read("package_show", {"id": PROJECT})
    assert all(one["url"].startswith(f"{URL}/digitalprojekt/") for one in shown["resources"])
    plan = published_once.plan(first_round())
    assert plan.code == 10
    assert "frühere" in plan.out
    assert all(name in plan.out for name in (REGISTER, PROJECT))
    assert admin.read("digitalprojekt_state", {})["links"]
    published_once.publish(first_round())
    assert admin.read("digitalprojekt_state", {})["links"] == []
    assert in_database("SELECT count(*) FROM resource WHERE url LIKE 'https://frueher%%'") == [(0,)]
    assert published_once.plan(first_round()).code == 0
