"""Register and editions are dataset types of the plugin's own, at the addresses of datasets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hndigital.errors import PortalError
from hndigital.projects import EDITION_TYPE, REGISTER_TYPE, SERIES_TYPE
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.browsers import within
from tests.portal.publication.scenes import (
    URL,
    Command,
    ckan,
    configured,
    correction,
    first_round,
    second_round,
)
from tests.portal.stores import contents, documents, in_database
from tests.portal.support import ORGANISATION, REGISTER

EDITION = f"{REGISTER}-2020-2"
OTHER = "zz-gewoehnlich"
_ANOTHER = f"zz-andere-{secrets.token_hex(3)}"

_HOST = """
from ckan import model
from ckan.plugins import toolkit

context = lambda: {"ignore_auth": True, "user": toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
act = lambda action, /, **data: toolkit.get_action(action)(context(), data)
act("package_create", name="zz-gewoehnlich", owner_org="stadt-heilbronn", **OWN)
act("package_patch", id="zz-gewoehnlich", notes="Neu")
shown = act("package_show", id="zz-gewoehnlich")
edition = act("package_patch", id="digitalprojekte-2020-2", contact_name="Amt 10")
client = Client(whole)
found = {
    "own": shown,
    "edition": {key: edition.get(key) for key in ("type", "berichtsstand", "fassung", "contact_name")},
    "pages": {path: client.get(path).status_code for path in PAGES},
    "fields": [f["field_name"] for f in act("scheming_dataset_schema_show", type="digitalprojekt_edition")["dataset_fields"]],
}
act("package_patch", id="digitalprojekte-2020-2", contact_name="Stelle")
act("dataset_purge", id="zz-gewoehnlich")
"""  # noqa: E501 - a script of its own
_PAGES = (
    f"/dataset/{OTHER}",
    f"/dataset/{EDITION}",
    f"/dataset/{REGISTER}",
    "/dataset/",
    f"/organization/{ORGANISATION}",
    "/digitalprojekte",
    f"/digitalprojekt_edition/{EDITION}",
)


@pytest.fixture(scope="module")
def rounds(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Return the portal with two rounds published, and what an editor has added to them."""
    reset(admin)
    make_organisation(admin)
    command = Command(tmp_path_factory.mktemp("rounds"), editor_token(admin))
    command.publish(first_round())
    command.publish(second_round())
    admin.write("package_patch", {"id": EDITION, "contact_name": "Stelle", "tags": [{"name": "wort"}]})
    admin.write("package_patch", {"id": REGISTER, "notes_en": "Edited", "theme": ["GOVE"]})
    yield admin
    reset(admin)


def _pages(*paths: str) -> dict[str, tuple[int, str]]:
    found = {path: requests.get(URL + path, timeout=60, allow_redirects=False) for path in paths}
    return {path: (answer.status_code, answer.headers.get("Location", "")) for path, answer in found.items()}


def _as_in_0_1_0() -> None:
    """Give register and editions the type that version 0.1.0 gave them, in database and index."""
    changed = in_database(
        "UPDATE package SET type = 'dataset', metadata_modified = metadata_modified + interval '1 second' "
        "WHERE name LIKE %s AND type IN (%s, %s) RETURNING id",
        f"{REGISTER}%",
        REGISTER_TYPE,
        EDITION_TYPE,
    )
    assert len(changed) == 3
    keys = [key for (key,) in changed]
    within(f"from ckan.lib import search\nfound = [search.rebuild(key) for key in {keys!r}]")


class TestTypes:
    """What is what, and where it is found."""

    def test_types(self, rounds: Portal) -> None:
        """Register and editions have types of their own, and their fields are theirs."""
        types = {name: rounds.read("package_show", {"id": name})["type"] for name in (REGISTER, EDITION)}
        assert types == {REGISTER: REGISTER_TYPE, EDITION: EDITION_TYPE}
        assert {SERIES_TYPE, *types.values()} <= set(rounds.read("scheming_dataset_schema_list", {}))

    def test_addresses_are_those_of_datasets(self, rounds: Portal) -> None:
        """Pages, forms and files stay below /dataset/; below the types' names is nothing, nor a link."""
        file = rounds.read("package_show", {"id": EDITION})["resources"][0]["id"]
        there = (f"/dataset/{EDITION}", f"/dataset/{REGISTER}", f"/dataset/{EDITION}/resource/{file}")
        gone = [
            f"/{kind}{rest}"
            for kind in (REGISTER_TYPE, EDITION_TYPE)
            for rest in ("/", f"/{EDITION}", "/new")
        ]
        pages = _pages(*there, *gone)
        assert {path: status for path, (status, _) in pages.items()} == dict.fromkeys(
            there, 200
        ) | dict.fromkeys(gone, 404)
        header = {"Authorization": rounds._token}
        edited = [
            f"/dataset/edit/{EDITION}",
            f"/dataset/{EDITION}/resource/{file}/edit",
            f"/dataset/groups/{EDITION}",
        ]
        for path in (*there, *edited, "/dataset/", f"/organization/{ORGANISATION}"):
            answer = requests.get(URL + path, headers=header, timeout=60)
            assert answer.status_code == 200, path
            assert not any(f"/{kind}" in answer.text for kind in (REGISTER_TYPE, EDITION_TYPE)), path

    def test_search_finds_and_counts_them(self, rounds: Portal) -> None:
        """The portal's search shows them among the datasets, and the organisation's page counts them."""
        for path in ("/dataset/?q=name:digitalprojekte*", f"/organization/{ORGANISATION}"):
            page = requests.get(URL + path, timeout=60).text
            assert f"/dataset/{REGISTER}" in page or f"/dataset/{EDITION}" in page
        found = rounds.read("package_search", {"q": "*:*", "fq": f"name:({REGISTER} OR {EDITION})"})
        assert found["count"] == 2

    def test_search_of_datasets_alone(self, rounds: Portal, tmp_path: Path) -> None:
        """A portal that shows only datasets on its search page shows register and editions with them."""
        ini = configured(tmp_path, {"ckan.search.show_all_types": "false"})
        script = f"""
page = Client(whole).get("/dataset/?q=name:digitalprojekt*").get_data(as_text=True)
looked = ("/dataset/{REGISTER}\\"", "/dataset/{EDITION}\\"", "/digitalprojekt/digitalprojekt-")
found = [name in page for name in looked]
"""
        assert within(script, ini) == [True, True, False]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "own"),
    [
        pytest.param(
            "scheming_version: 2\ndataset_type: dataset\ndataset_fields:\n"
            "  - {field_name: title, preset: title}\n  - {field_name: name, preset: dataset_slug}\n"
            "  - {field_name: owner_org, preset: dataset_organization}\n"
            "  - {field_name: aktenzeichen, required: true}\n  - {field_name: notes}\n"
            "resource_fields:\n  - {field_name: url, preset: resource_url_upload}\n",
            {"title": "x", "aktenzeichen": "IV/7"},
            id="a schema of its own with a field that is required",
        ),
        pytest.param(
            None, {"title": "x", "extras": [{"key": "aktenzeichen", "value": "IV/7"}]}, id="no schema"
        ),
    ],
)
def test_guest(rounds: Portal, tmp_path: Path, schema: str | None, own: dict[str, Any]) -> None:
    """Whatever the portal's own datasets are, they keep every field; ours have theirs and their pages."""
    named = ""
    if schema:
        (tmp_path / "host.yaml").write_text(schema, encoding="utf-8")
        named = f"file://{tmp_path / 'host.yaml'}"
    # ours first or last among the plugins: both orders are used
    plugins = (
        "scheming_datasets hndigital dcat datastore"
        if schema
        else "hndigital scheming_datasets dcat datastore"
    )
    settings = {
        "scheming.dataset_schemas": named,
        "scheming.dataset_fallback": "false",
        "ckanext.dcat.enable_rdf_endpoints": "true",  # off, its search page fails where hndigital_dcat is not
        "ckan.plugins": plugins,
    }
    ini = configured(tmp_path, settings)
    found = within(f"OWN = {own!r}\nPAGES = {_PAGES!r}\n{_HOST}", ini)
    shown = found["own"]
    assert {key: shown[key] for key in own if key != "extras"} == {
        k: v for k, v in own.items() if k != "extras"
    }
    assert (shown["type"], shown["notes"], shown.get("contributor_id")) == ("dataset", "Neu", None)
    assert [(extra["key"], extra["value"]) for extra in shown.get("extras", [])] == [
        (extra["key"], extra["value"]) for extra in own.get("extras", [])
    ]
    edition = {"type": EDITION_TYPE, "berichtsstand": "2020-2", "fassung": "1", "contact_name": "Amt 10"}
    assert found["edition"] == edition
    assert {"contributor_id", "paket_sha256"} <= set(found["fields"])
    assert found["pages"] == dict.fromkeys(_PAGES[:-1], 200) | {_PAGES[-1]: 404}


class TestBeforeWriting:
    """What `publish` asks the portal before it writes, and what it reads afterwards."""

    def test_upgrade_comes_first(self, rounds: Portal, tmp_path: Path) -> None:
        """On a portal of version 0.1.0 nothing is written; the sentence names the command, plan as well."""
        command = Command(tmp_path, editor_token(rounds))
        _as_in_0_1_0()
        try:
            before = contents()
            ran = command.run("publish", str(command.write(correction())))
            assert (ran.code, "ckan hndigital upgrade" in ran.err) == (2, True)
            assert "ckan hndigital upgrade" in command.plan(correction()).out
            assert contents() == before
        finally:
            ckan("hndigital", "upgrade")


class TestUpgrade:
    """A portal of version 0.1.0 with two rounds, where register and editions are of the type `dataset`."""

    @pytest.mark.slow
    def test_goes_on_before(self, rounds: Portal) -> None:
        """Until the operator has upgraded, pages, feeds and API answer as they did."""
        pages = ("/digitalprojekte", f"/dataset/{EDITION}", f"/dataset/{REGISTER}", "/sitemap.xml")
        before, feed = _pages(*pages), requests.get(f"{URL}/catalog.ttl", timeout=60).text
        state = rounds.read("digitalprojekt_state", {})
        _as_in_0_1_0()
        try:
            assert _pages(*pages) == before
            assert len(requests.get(f"{URL}/catalog.ttl", timeout=60).text) == len(feed)
            editions = rounds.read("digitalprojekt_state", {})["editions"]
            assert [one["name"] for one in editions] == [one["name"] for one in state["editions"]]
        finally:
            ckan("hndigital", "upgrade")

    def test_nothing_but_the_type(self, rounds: Portal) -> None:
        """The plan writes nothing; the upgrade changes the type alone; a second one finds nothing to do."""
        _as_in_0_1_0()
        before = {name: one["metadata_modified"] for name, one in documents().items()}
        feed = requests.get(f"{URL}/catalog.ttl", timeout=60).content
        old = in_database("SELECT id, name, title, notes, extras, metadata_modified FROM package ORDER BY id")
        planned = ckan("hndigital", "upgrade", "--dry-run")
        assert planned.count(f"-> {EDITION_TYPE}") == 2
        assert planned.count(f"-> {REGISTER_TYPE}") == 1
        assert rounds.read("package_show", {"id": EDITION})["type"] == "dataset"
        assert "3 datasets changed, 3 entries" in ckan("hndigital", "upgrade")
        now = in_database("SELECT id, name, title, notes, extras, metadata_modified FROM package ORDER BY id")
        assert now == old
        assert {name: one["metadata_modified"] for name, one in documents().items()} == before
        assert requests.get(f"{URL}/catalog.ttl", timeout=60).content == feed
        shown = rounds.read("package_show", {"id": EDITION})
        assert (shown["type"], shown["contact_name"], shown["tags"][0]["name"]) == (
            EDITION_TYPE,
            "Stelle",
            "wort",
        )
        assert documents()[EDITION]["dataset_type"] == EDITION_TYPE
        assert "0 datasets changed, 0 entries" in ckan("hndigital", "upgrade")

    @pytest.mark.slow
    def test_finishes_what_was_killed(self, rounds: Portal) -> None:
        """Killed between database and index, it leaves an index that the next run brings in step."""
        _as_in_0_1_0()
        in_database("UPDATE package SET type = %s WHERE name = %s", REGISTER_TYPE, REGISTER)
        assert "2 datasets changed, 3 entries" in ckan("hndigital", "upgrade")
        assert documents()[REGISTER]["dataset_type"] == REGISTER_TYPE

    def test_others_stay(self, rounds: Portal) -> None:
        """An ordinary dataset of the organisation, and another's that has a name of ours, keep their type."""
        rounds.write("organization_create", {"name": _ANOTHER})
        rounds.write("package_create", {"name": OTHER, "owner_org": ORGANISATION})
        other = rounds.write("package_create", {"name": "zz-fremd", "owner_org": _ANOTHER})
        in_database("UPDATE package SET name = %s WHERE id = %s", f"{REGISTER}-1999-1", other["id"])
        try:
            assert "0 datasets changed" in ckan("hndigital", "upgrade")
            kept = in_database("SELECT type FROM package WHERE id = %s OR name = %s", other["id"], OTHER)
            assert kept == [("dataset",), ("dataset",)]
        finally:
            in_database("UPDATE package SET name = 'zz-fremd' WHERE id = %s", other["id"])
            for name in (OTHER, other["id"]):
                rounds.write("dataset_purge", {"id": name})
            rounds.write("organization_purge", {"id": _ANOTHER})


class TestNames:
    """On a portal without a publication: what may bear the types."""

    def test_older_command(self, clean_portal: Portal) -> None:
        """A command of version 0.1.0 asks for a `dataset` of the edition's name: it gets an edition."""
        values = {"name": EDITION, "title": "x", "owner_org": ORGANISATION, "type": "dataset"}
        assert clean_portal.write("package_create", values)["type"] == EDITION_TYPE

    @pytest.mark.parametrize("kind", [REGISTER_TYPE, EDITION_TYPE, SERIES_TYPE])
    def test_nothing_else_has_the_types(self, clean_portal: Portal, kind: str) -> None:
        """A dataset of another name cannot pass for a register, an edition or a series."""
        with pytest.raises(PortalError, match=kind):
            clean_portal.write("package_create", {"name": OTHER, "owner_org": ORGANISATION, "type": kind})
        clean_portal.write("organization_create", {"name": _ANOTHER})
        try:
            with pytest.raises(PortalError):
                clean_portal.write("package_create", {"name": EDITION, "owner_org": _ANOTHER, "type": kind})
        finally:
            clean_portal.write("organization_purge", {"id": _ANOTHER})

    def test_what_comes_back_otherwise_is_named(self, clean_portal: Portal, command: Command) -> None:
        """A field that something on the portal changes while it is written is named, with exit code 4."""
        in_database(
            "CREATE FUNCTION zz_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.extras = "
            "jsonb_set(NEW.extras, '{quelle_titel}', '\"verfremdet\"'); RETURN NEW; END $$"
        )
        in_database(
            "CREATE TRIGGER zz_change BEFORE UPDATE ON package FOR EACH ROW "
            f"WHEN (NEW.name = '{EDITION}') EXECUTE FUNCTION zz_change()"
        )
        try:
            ran = command.run("publish", str(command.write(first_round())))
        finally:
            in_database("DROP FUNCTION zz_change CASCADE")
        assert ran.code == 4
        assert all(word in ran.err for word in (EDITION, "quelle_titel", "verfremdet"))
