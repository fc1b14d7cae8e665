"""A portal of somebody else's gets rid of us: by the command, or by deleting lines of its configuration."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckanext.hndigital.afterwards import ROUTES, TEMPLATES
from redis import Redis

from tests.additional import Additional
from tests.portal import stores
from tests.portal.guest import host
from tests.portal.publication.test_redaktion import PAGE, SMALL, Editor
from tests.portal.test_written_texts import store

pytestmark = pytest.mark.slow

OFFICES = "/digitalprojekte/aemter"
NUMBERS = ("2023000001", "2023000002")


@pytest.fixture(scope="module")
def portal() -> Iterator[Additional]:
    """Return a host's portal without us."""
    found = Additional("removal")
    there = os.environ.get("HNDIGITAL_TEST_STATE")
    os.environ["HNDIGITAL_TEST_STATE"] = str(found.state)  # the stores that are looked at
    try:
        found.up(host.settings(found))
        host.fill(found.admin)
        yield found
    finally:
        found.clean()
        os.environ.pop("HNDIGITAL_TEST_STATE")
        if there:
            os.environ["HNDIGITAL_TEST_STATE"] = there


def _install(portal: Additional, *more: str) -> Editor:
    portal.up(host.settings(portal, *more, "hndigital"))
    portal.admin.api("organization_create", name="stadt-heilbronn", title="Stadt")
    for number in NUMBERS:
        portal.admin.api(
            "package_create",
            type="digitalprojekt",
            vorhaben_nr=number,
            title=f"Straßenlicht {number}",
            amt="20",
            vorhabentyp="langfristig",
            anlass="auftrag",
            bearbeitungsstand="umsetzung",
            owner_org="stadt-heilbronn",
            tags=[{"name": "Licht"}],
        )
    secrets = json.loads((portal.state / "secrets.json").read_text("utf-8"))
    editor = Editor(portal.url)
    editor.log_in("admin", secrets["admin_password"])
    form = {"_csrf_token": editor.token_of(OFFICES), "name:20": "Lichtamt"}
    assert editor.send(OFFICES, form, Referer=portal.url + OFFICES).status_code == 302
    return editor


def _use(editor: Editor) -> None:
    """Do what staff do on our pages: publish a report, hand in one more and leave it, write a text."""
    published = editor.handed_in()
    assert editor.press(published, "veroeffentlichen").status_code == 302
    assert "ist veröffentlicht" in editor.when_done(published)
    editor.handed_in(SMALL.replace(b"2024-1", b"2024-2"), "liegt-noch.txt")
    assert "Text gespeichert." in store(editor, "/digitalprojekte/texte/imprint.de", "Wer wir sind")
    assert editor.get(PAGE).status_code == 200


def _index() -> dict[str, Any]:
    """Return the index's documents without what each writing gives anew."""
    passing = ("_version_", "indexed_ts")
    return {
        name: {key: value for key, value in document.items() if key not in passing}
        for name, document in stores.documents().items()
    }


def _files(portal: Additional) -> list[str]:
    """Return the files below CKAN's storage, and the folders where ours are; its own come with pages."""
    storage = portal.state / "storage"
    found = ((path, path.relative_to(storage)) for path in storage.rglob("*"))
    return sorted(
        str(name)
        for path, name in found
        if name.parts[0] not in ("i18n", "webassets")
        and (path.is_file() or name.parts[0] in ("hndigital", "resources"))
    )


def _notes() -> list[Any]:
    """Return what tells of us where comparing all would see what passes: tokens, tasks, keys of Redis."""
    redis = Redis.from_url(stores.setting("ckan.redis.url"), decode_responses=True)
    ours = [key for key in redis.scan_iter() if key.startswith("hndigital:") or key.endswith(":hndigital")]
    keys = [key for key in ours if not key.startswith("rq:workers:")]
    tokens = stores.in_database("SELECT name FROM api_token WHERE name LIKE 'hndigital%%'")
    tasks = stores.in_database("SELECT key FROM task_status WHERE task_type LIKE 'hndigital%%'")
    return [*sorted(keys), *tokens, *tasks]


def test_the_command_leaves_the_portal_as_it_was(portal: Additional, tmp_path: Path) -> None:
    """Rows of both databases, documents, files and keys of Redis are those from before, after an editor has
    published and written; the plan alone changes nothing.
    """
    before = stores.contents(), _index(), _files(portal), host.said(portal.anonymous)
    _use(_install(portal, "hndigital_theme"))  # whose pages the texts are
    full = stores.contents(), _index()
    plan = portal.ckan("hndigital", "remove", "--organisation", "--export", str(tmp_path / "copy"))
    assert (stores.contents(), _index()) == full
    for line in (
        "6 of type digitalprojekt",
        "in the DataStore",
        "2 of redaktion",
        "1 of offices",
        "of texts",
        "stadt-heilbronn",
        "--yes",
    ):
        assert line in plan
    lines = (tmp_path / "copy" / "datasets.jsonl").read_text("utf-8").splitlines()
    assert {f"digitalprojekt-{number}" for number in NUMBERS} <= {json.loads(line)["name"] for line in lines}
    assert NUMBERS[0] in (tmp_path / "copy" / "digitalprojekte" / "vorhaben.csv").read_text("utf-8")
    entered = json.loads((tmp_path / "copy" / "kept.json").read_text("utf-8"))
    assert "Wer wir sind" in json.dumps(entered)
    assert list((tmp_path / "copy" / "redaktion").rglob("liegt-noch.txt"))
    portal.ckan("hndigital", "remove", "--organisation", "--yes")
    again = portal.ckan("hndigital", "remove", "--yes")
    assert "datasets:" not in again
    assert "kept:" not in again
    portal.up(host.settings(portal))
    after = stores.contents(), _index(), _files(portal), host.said(portal.anonymous)
    for content in (before[0], after[0]):  # numbers that a sequence has given out do not come back
        content.pop("database sequences")
    for one, other in zip(before[:3], after[:3], strict=True):
        assert one == other
    assert host.difference(before[3], after[3]) == ""
    assert _notes() == []


def test_everybody_gets_answers_after_a_removal_by_hand(portal: Additional) -> None:
    """Without the plugin, but with its datasets, lists, organisations and the datasets' own pages answer.

    Readers' lists do without any setting; what `init` wrote lets them answer to staff as well, who see every
    dataset, to everybody when the index was made anew, and where somebody follows a link to one of them.
    """
    _install(portal)
    portal.ckan("hndigital", "init", "--profile", "heilbronn")
    written = (portal.state / "ckan.ini").read_text("utf-8")
    stated = dict(re.findall(rf"^({ROUTES}|{TEMPLATES}) = (.*)$", written, re.MULTILINE))
    assert set(stated) == {ROUTES, TEMPLATES}
    lists = ("/", "/dataset/", "/dataset/?q=Licht", "/organization/", "/organization/stadt-heilbronn")
    portal.up(host.settings(portal))
    for path in (*lists, f"/dataset/{host.DATASET}"):
        assert portal.anonymous.get(path).status_code == 200, path
    portal.up(host.settings(portal, **stated))
    portal.ckan("search-index", "rebuild", "-q")
    left = f"digitalprojekt-{NUMBERS[0]}"
    for path in (*lists, f"/dataset/{host.DATASET}", f"/dataset/{left}", f"/dataset/groups/{left}"):
        assert portal.anonymous.get(path).status_code == 200, path
        assert portal.admin.get(path).status_code == 200, path
    for path in (
        "/user/admin",
        "/ckan-admin/trash",
        "/organization/bulk_process/stadt-heilbronn",
        f"/dataset/edit/{left}",
    ):
        assert portal.admin.get(path).status_code == 200, path
    portal.up(host.settings(portal, "hndigital"))
    assert portal.anonymous.get(f"/digitalprojekt/{left}").status_code == 200
    portal.ckan("hndigital", "remove", "--organisation", "--yes")
