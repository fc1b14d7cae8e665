"""Addresses as people and programs enter them, in every field, dataset type and action."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.portal import database
from tests.portal.support import TIMEOUT, ApiError, Portal, purge

WRONG = (
    *("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc"),
    *("https://daten.example/a\nb", "keine Adresse", "https://", "http://[::1", "https://wer@daten.example/"),
)
HIDDEN = ("https://daten.example/a\u0001b", "https://daten.example/\u0085x", "java\u0001script:alert(1)")
FIELDS = ("url", "contact_url", "publisher_uri", "contributor_id")
RESOURCE_FIELDS = ("url", "access_url", "download_url", "cache_url")


@pytest.fixture
def dataset(editor: Portal, admin: Portal, organisation: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """Return a way to make datasets as an editor; they are taken away afterwards."""
    made: list[str] = []

    def make(**values: Any) -> dict[str, Any]:
        name = f"adresse-{uuid.uuid4().hex[:8]}"
        made.append(name)
        found: dict[str, Any] = editor.api(
            "package_create", name=name, title="Probe", owner_org=organisation, **values
        )
        return found

    yield make
    for name in made:
        purge(admin, name)


def _refused(portal: Portal, action: str, **data: Any) -> str:
    with pytest.raises(ApiError) as refusal:
        portal.api(action, **data)
    assert refusal.value.status == 409, refusal.value
    return str(refusal.value.errors)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_dataset_takes_no_wrong_address(
    dataset: Callable[..., dict[str, Any]], editor: Portal, wrong: str
) -> None:
    """Neither new nor later, in no field of dataset or resource, by no action; the field is named."""
    made = dataset(resources=[{"name": "Datei", "url": "https://daten.example/d.csv"}])
    resource = made["resources"][0]["id"]
    values = dict.fromkeys(FIELDS, wrong)
    with pytest.raises(ApiError) as refusal:
        dataset(**values)
    assert set(refusal.value.errors) == {*FIELDS, "__type"}
    for action, data in (
        ("package_patch", {"id": made["id"], **values}),
        ("package_update", {**made, **values}),
        ("package_revise", {"match": {"id": made["id"]}, "update": values}),
    ):
        said = _refused(editor, action, **data)
        assert all(field in said for field in FIELDS), (action, said)
    values = dict.fromkeys(RESOURCE_FIELDS, wrong)
    with pytest.raises(ApiError) as refusal:
        dataset(resources=[{}, values])
    assert refusal.value.errors["resources"][0] == {}
    assert set(refusal.value.errors["resources"][1]) == set(RESOURCE_FIELDS)
    for action, ids in (
        ("resource_create", {"package_id": made["id"]}),
        ("resource_update", {"id": resource}),
        ("resource_patch", {"id": resource}),
    ):
        said = _refused(editor, action, **ids, **values)
        assert all(field in said for field in RESOURCE_FIELDS), (action, said)
    assert editor.api("package_show", id=made["id"])["resources"] == made["resources"]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_control_characters_get_nowhere(
    dataset: Callable[..., dict[str, Any]], editor: Portal, hidden: str
) -> None:
    """They are refused at the field, or before it with the whole request."""
    made = dataset(resources=[{"name": "Datei", "url": "https://daten.example/d.csv"}])
    for action, data in (
        ("package_patch", {"id": made["id"], "url": hidden}),
        ("package_patch", {"id": made["id"], "extras": [{"key": "uri", "value": hidden}]}),
        ("resource_patch", {"id": made["resources"][0]["id"], "url": hidden}),
    ):
        answer = requests.post(
            f"{editor.url}/api/3/action/{action}",
            json=data,
            headers={"Authorization": editor.token},
            timeout=TIMEOUT,
        )
        assert answer.status_code in (400, 409), (action, answer.text)


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "irgendwo, irgendwann"])
@pytest.mark.parametrize("field", ["frequency", "spatial"])
def test_a_word_on_no_list_is_refused(dataset: Callable[..., dict[str, Any]], field: str, wrong: str) -> None:
    """Where one of a list is chosen, or a place, nothing else is taken but an address; both are named."""
    with pytest.raises(ApiError) as refusal:
        dataset(**{field: wrong})
    assert wrong in str(refusal.value.errors[field])


def test_extras_and_lists_are_looked_into(dataset: Callable[..., dict[str, Any]]) -> None:
    """An extra of any name that says address, and addresses in lists and services written as JSON."""
    for key, value in (
        ("uri", "javascript:alert(1)"),
        ("publisher_url", "https://daten.example/a\nb"),
        ("documentation", '["https://daten.example/gut", "javascript:alert(1)"]'),
        ("access_services", '[{"endpoint_url": ["javascript:alert(1)"]}]'),
    ):
        with pytest.raises(ApiError) as refusal:
            dataset(extras=[{"key": "a", "value": "b"}, {"key": key, "value": value}])
        # An extra that the schema has a field for is that field.
        assert key in refusal.value.errors or refusal.value.errors["extras"][0] == {}
        assert "javascript:alert(1)" in str(refusal.value.errors) or "a\ufffdb" in str(refusal.value.errors)


def test_the_sentence_is_in_the_readers_language(editor: Portal, organisation: str) -> None:
    """It names field and value and says how an address begins, in German and in English."""
    data = {"name": "adresse-nie", "title": "Nie", "owner_org": organisation, "url": "javascript:x"}
    said = {}
    for prefix in ("", "/en"):
        answer = requests.post(
            f"{editor.url}{prefix}/api/3/action/package_create",
            json=data,
            headers={"Authorization": editor.token},
            timeout=TIMEOUT,
        )
        (said[prefix],) = answer.json()["error"]["url"]
    assert said[""] == (
        "„javascript:x“ im Feld „Quelle“ ist keine Webadresse. "
        "Sie beginnt mit https://, http://, ftp://, mailto: oder tel:."
    )
    assert said["/en"].startswith("“javascript:x” in the field “Source” is no web address.")


@pytest.mark.parametrize("kind", ["organization", "group"])
def test_organisations_and_groups(admin: Portal, kind: str) -> None:
    """Their picture's address is one."""
    name = f"adresse-{uuid.uuid4().hex[:8]}"
    assert "image_url" in _refused(admin, f"{kind}_create", name=name, image_url="javascript:alert(1)")
    admin.api(f"{kind}_create", name=name, image_url="bild.png")
    try:
        assert "image_url" in _refused(
            admin, f"{kind}_patch", id=name, image_url="https://daten.example/\u0001"
        )
    finally:
        admin.api(f"{kind}_purge", id=name)


def test_people_and_views(editor: Portal, admin: Portal, dataset: Callable[..., dict[str, Any]]) -> None:
    """A person's picture and the page that a view shows."""
    name = f"adresse-{uuid.uuid4().hex[:8]}"
    person = {"name": name, "email": f"{name}@example.org", "password": uuid.uuid4().hex}
    assert "image_url" in _refused(admin, "user_create", **person, image_url="javascript:alert(1)")
    made = dataset(resources=[{"name": "Datei", "url": "https://daten.example/d.csv"}])
    view = {"resource_id": made["resources"][0]["id"], "title": "Seite", "view_type": "webpage_view"}
    assert "page_url" in _refused(editor, "resource_view_create", **view, page_url="javascript:alert(1)")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" https://daten.example/ä b<c>|d.csv ", "https://daten.example/ä%20b%3Cc%3E%7Cd.csv"),
        ("https://bücher.example/?b[]=1#c#d", "https://bücher.example/?b%5B%5D=1#c%23d"),
        ("ftp://daten.example/d.csv", "ftp://daten.example/d.csv"),
        ("mailto:amt@stadt.example", "mailto:amt@stadt.example"),
        ("/dataset/andere", "/dataset/andere"),
        ("datei.csv", "datei.csv"),
        ("", ""),
    ],
)
def test_what_is_certain_is_put_right(dataset: Callable[..., dict[str, Any]], given: str, kept: str) -> None:
    """Editors paste what browsers show: it is kept as browsers ask for it; relative ones stay as they are."""
    made = dataset(url=given, resources=[{"name": "Datei", "url": given}])
    assert made["url"] == kept
    assert made["resources"][0]["url"].endswith(kept)  # CKAN shows a relative one with http:// before it


def test_a_stored_wrong_address_keeps_nobody_from_work(
    dataset: Callable[..., dict[str, Any]], editor: Portal
) -> None:
    """What an older portal let in stays until somebody changes it; everything else can be changed."""
    made = dataset(
        url="https://daten.example/", resources=[{"name": "Datei", "url": "https://daten.example/d"}]
    )
    wrong = "javascript:alert(1)"
    database.change("package", made["id"], url=wrong, extras={"contact_url": "https://x.example/\u0001"})
    database.change("resource", made["resources"][0]["id"], url=wrong)
    editor.api("package_patch", id=made["id"], title="Anders")
    editor.api("resource_create", package_id=made["id"], name="Neu", url="https://daten.example/neu")
    assert "url" in _refused(editor, "package_patch", id=made["id"], url="javascript:alert(2)")
    editor.api("package_patch", id=made["id"], url="https://daten.example/besser")
    page = editor.get(f"/dataset/{made['name']}")
    assert page.status_code == 200
    assert 'href="javascript:' not in page.text


def test_no_way_around(dataset: Callable[..., dict[str, Any]], editor: Portal) -> None:
    """A stored text excuses its own field only; who only says that there is a file has none."""
    wrong = "javascript:alert(1)"
    made = dataset(notes=wrong, resources=[{"name": wrong, "url": "https://daten.example/d"}])
    assert "url" in _refused(editor, "package_patch", id=made["id"], url=wrong)
    resource = made["resources"][0]["id"]
    for more in ({}, {"upload": "x"}, {"url_type": "upload"}, {"upload": {"filename": "x"}}):
        assert "url" in _refused(editor, "resource_patch", id=resource, url=wrong, **more)
        assert "url" in _refused(editor, "resource_create", package_id=made["id"], url=wrong, **more)


def test_who_may_not_write_is_told_nothing(dataset: Callable[..., dict[str, Any]], anonymous: Portal) -> None:
    """Rights come first: a stranger's wrong address is refused as a stranger's."""
    made = dataset()
    with pytest.raises(ApiError) as refusal:
        anonymous.api("package_patch", id=made["id"], url="javascript:alert(1)")
    assert refusal.value.status == 403
    with pytest.raises(ApiError) as refusal:
        anonymous.api("package_create", name="adresse-nie", url="javascript:alert(1)")
    assert refusal.value.status == 403


def test_a_file_keeps_its_name(dataset: Callable[..., dict[str, Any]], editor: Portal) -> None:
    """The name of an uploaded file is no address that somebody typed: CKAN makes one of it."""
    made = dataset()
    answer = requests.post(
        f"{editor.url}/api/3/action/resource_create",
        data={"package_id": made["id"], "name": "Datei", "url": "Stand: Mai 2024.csv"},
        files={"upload": ("Stand Mai 2024.csv", b"a,b\n1,2\n", "text/csv")},
        headers={"Authorization": editor.token},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["result"]["url"].startswith(f"{editor.url}/dataset/{made['id']}/resource/")
