"""Whose round is it? Attacks of everybody who is no editor of the city on register, editions and projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.portal.browsers import Browser, somebody
from tests.portal.security.conftest import ELSEWHERE, STRANGERS, refused
from tests.portal.stores import contents, documents, in_database, move
from tests.portal.support import Portal, Publication, purge, reported, rows_of

REGISTER = "digitalprojekte"
EDITION = f"{REGISTER}-2097-1"
People = Callable[[str], Portal]
Numbers = Callable[[], str]


@pytest.fixture(scope="module")
def number(numbers: Numbers) -> str:
    """Return the number of the project that the attacks are after."""
    return numbers()


@pytest.fixture(scope="module", autouse=True)
def round_there(admin: Portal, organisation: str, number: str) -> Iterator[None]:
    """Publish a round with a project and an edition that has a table of its own."""
    with Publication(admin, organisation) as publication:
        publication.names.add(EDITION)
        admin.api(
            "package_create", name=EDITION, title="Ausgabe", owner_org=organisation, private=True,
            berichtsstand="2097-1", stichtag="2097-03-31",
            resources=[{"name": "vorhaben.csv", "url": "https://example.org/v.csv", "fassung": "1",
                        "tabelle": "vorhaben", "datei": "vorhaben.csv"}],
        )  # fmt: skip
        table = admin.api("package_show", id=EDITION)["resources"][0]["id"]
        admin.api(
            "datastore_create",
            resource_id=table,
            fields=[{"id": "vorhaben_nr", "type": "text"}, {"id": "titel", "type": "text"}],
            records=[{"vorhaben_nr": number, "titel": "Stand"}],
            force=True,
        )
        publication(
            [reported(number, "2097-1")],
            berichtsstand="2097-1",
            edition=EDITION,
            edition_fields={"fassung": "1"},
        )
        yield


def _attacks(admin: Portal, organisation: str, elsewhere: str, number: str) -> dict[str, dict[str, Any]]:
    """Return calls that nobody but the city's editors may have done, by a name; "action" is the action."""
    name = f"digitalprojekt-{number}"
    register = admin.api("package_show", id=REGISTER)
    edition = admin.api("package_show", id=EDITION)
    project = admin.api("package_show", id=name)
    table, file = register["resources"][0]["id"], edition["resources"][0]["id"]
    round_ = {"action": "digitalprojekt_publish", "berichtsstand": "2097-1"}
    forged = rows_of([reported(number, "2097-1", title="Gefälscht")])
    found: dict[str, dict[str, Any]] = {}
    for place in (organisation, elsewhere):
        found |= {
            f"rows for {place}": {**round_, "owner_org": place, "tables": forged},
            f"empty rows for {place}": {**round_, "owner_org": place, "tables": {"vorhaben": []}},
            f"release for {place}": {**round_, "owner_org": place, "tables": {}},
            f"begin for {place}": {
                **round_, "owner_org": place, "final": False, "projects": [reported("1900000001")],
            },
            f"edition for {place}": {
                **round_, "owner_org": place, "edition": EDITION,
                "edition_fields": {"beispieldaten": "true", "title": "Gefälscht"},
            },
            f"dry run for {place}": {**round_, "owner_org": place, "dry_run": True},
        }  # fmt: skip
    for one in (register, edition, project):
        what, own = one["name"], {"id": one["id"]}
        found |= {
            f"patch {what}": {"action": "package_patch", **own, "title": "Gefälscht"},
            f"sample {what}": {"action": "package_patch", **own, "beispieldaten": "true"},
            f"update {what}": {"action": "package_update", **one, "title": "Gefälscht"},
            f"revise {what}": {"action": "package_revise", "match": own, "update": {"title": "Gefälscht"}},
            f"take {what}": {"action": "package_owner_org_update", **own, "organization_id": elsewhere},
            f"take by patch {what}": {"action": "package_patch", **own, "owner_org": elsewhere},
            f"hide {what}": {
                "action": "bulk_update_private", "datasets": [one["id"]], "org_id": register["owner_org"],
            },
            f"bulk delete {what}": {
                "action": "bulk_update_delete", "datasets": [one["id"]], "org_id": register["owner_org"],
            },
            f"delete {what}": {"action": "package_delete", **own},
            f"purge {what}": {"action": "dataset_purge", **own},
            f"reorder {what}": {
                "action": "package_resource_reorder", **own, "order": [one["resources"][-1]["id"]],
            },
            f"file {what}": {"action": "resource_create", "package_id": one["id"], "url": "https://x.example"},
            f"member {what}": {
                "action": "member_create", "id": elsewhere, "object": one["id"], "object_type": "package",
                "capacity": "organization",
            },
            f"relation {what}": {
                "action": "package_relationship_create", "subject": one["id"], "object": register["id"],
                "type": "child_of",
            },
            f"collaborator {what}": {
                "action": "package_collaborator_create", **own, "user_id": "admin", "capacity": "editor",
            },
        }  # fmt: skip
    for what, resource in (
        ("register", table),
        ("edition", file),
        ("project", project["resources"][0]["id"]),
    ):
        found |= {
            f"resource {what}": {"action": "resource_patch", "id": resource, "url": "https://x.example"},
            f"replace {what}": {"action": "resource_update", "id": resource, "url": "https://x.example"},
            f"remove {what}": {"action": "resource_delete", "id": resource},
            f"view {what}": {
                "action": "resource_view_create", "resource_id": resource, "title": "x",
                "view_type": "text_view",
            },
            f"table {what}": {
                "action": "datastore_create", "resource_id": resource, "force": True,
                "fields": [{"id": "fremd", "type": "text"}],
            },
            f"upsert {what}": {
                "action": "datastore_upsert", "resource_id": resource, "force": True, "method": "insert",
                "records": [{"vorhaben_nr": number, "titel": "Gefälscht"}],
            },
            f"rows away {what}": {
                "action": "datastore_records_delete", "resource_id": resource, "force": True, "filters": {},
            },
            f"table away {what}": {"action": "datastore_delete", "resource_id": resource, "force": True},
        }  # fmt: skip
    return found


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_else_writes_anything(
    people: People, admin: Portal, organisation: str, elsewhere: str, number: str, role: str
) -> None:
    """Each way to write what is the city's is refused, and no store holds anything else afterwards."""
    attacker = people(role)
    attacks = _attacks(admin, organisation, elsewhere, number)
    before = contents()
    for call in attacks.values():
        data = dict(call)
        refused(attacker, data.pop("action"), **data)
    assert contents() == before


#: What even the city's own people do not do by hand, by the beginnings of the attacks' names.
_BY_A_SLIP = (
    "take ", "take by patch ", "hide ", "bulk delete ", "delete ", "purge ", "sample digitalprojekte",
    "resource register", "resource edition", "replace register", "replace edition", "remove register",
    "remove edition", "table register", "table edition", "upsert register", "upsert edition",
    "rows away register", "rows away edition", "table away register", "table away edition",
)  # fmt: skip


def _slips(admin: Portal, organisation: str, elsewhere: str, number: str) -> dict[str, dict[str, Any]]:
    """Return what an editor might do to what is published, by a name; "action" is the action."""
    found = {
        name: call
        for name, call in _attacks(admin, organisation, elsewhere, number).items()
        if name.startswith(_BY_A_SLIP)
    }
    for name in (REGISTER, EDITION, f"digitalprojekt-{number}"):
        one = admin.api("package_show", id=name)
        for field, value in (
            ("private", True),
            ("state", "deleted"),
            ("state", "draft"),
            ("name", "zz-anders"),
        ):
            call = {"action": "package_patch", "id": one["id"], field: value}
            if field != "name" or not name.startswith("digitalprojekt-"):  # which is made from its number
                found[f"{field} {value} {name}"] = call
        found[f"revise {name}"] = {
            "action": "package_revise", "match": {"id": one["id"]}, "update": {"private": True},
        }  # fmt: skip
        if name != f"digitalprojekt-{number}":
            found[f"files {name}"] = {"action": "package_patch", "id": one["id"], "resources": []}
    return found


@pytest.mark.parametrize("role", [pytest.param("editor", marks=pytest.mark.slow), "admin"])
def test_nobody_loses_it_by_a_slip(
    people: People, admin: Portal, organisation: str, elsewhere: str, number: str, role: str
) -> None:
    """The city's editors and administrators lose no register, edition or reported project by CKAN's own ways.

    The sentence names the command that takes a round back; purging is nobody's right but a sysadmin's.
    """
    person = people(role)
    slips = _slips(admin, organisation, elsewhere, number)
    before = contents()
    for name, call in slips.items():
        data = dict(call)
        error = refused(person, data.pop("action"), **data)
        assert name.startswith(("purge", "take ")) or "withdraw" in str(error.errors), name
    assert contents() == before


@pytest.mark.parametrize("capacity", ["editor", "sysadmin"])
def test_the_forms_offer_no_way_to_lose_it(
    portal_url: str, admin: Portal, organisation: str, number: str, capacity: str
) -> None:
    """Neither button nor form deletes or hides what is published; the person reads what to do instead."""
    with somebody(admin) as (name, password):
        if capacity == "sysadmin":
            admin.api("user_patch", id=name, sysadmin=True)
        else:
            admin.api("organization_member_create", id=organisation, username=name, role=capacity)
        browser = Browser(portal_url).log_in(name, password)
        before = contents()
        for dataset in (REGISTER, EDITION, f"digitalprojekt-{number}"):
            kind = admin.api("package_show", id=dataset)["type"]
            place = "digitalprojekt" if kind == "digitalprojekt" else "dataset"
            form = browser.get(f"/{place}/edit/{dataset}")
            assert form.status_code == 200
            assert f"/{place}/delete/" not in form.text
            assert "go-metadata-unpublish" not in form.text
            assert "hndigital withdraw" in form.text
            token = {"_csrf_token": browser.token_of(f"/{place}/edit/{dataset}")}
            answer = browser.send(f"/{place}/delete/{dataset}", token, Origin=portal_url)
            assert answer.status_code == 403
            assert "hndigital withdraw" in answer.text
        file = admin.api("package_show", id=EDITION)["resources"][0]["id"]
        for path in (f"{file}/edit", "new"):
            form = browser.get(f"/dataset/{EDITION}/resource/{path}").text
            assert "werden nicht einzeln geändert" in form
            assert 'href="/digitalprojekte/redaktion"' in form
            assert 'name="save"' not in form
        bulk = {"bulk_action.delete": "1", f"dataset_{admin.api('package_show', id=EDITION)['id']}": "on"}
        page = f"/organization/bulk_process/{organisation}"
        if capacity == "sysadmin":
            token = {"_csrf_token": browser.token_of(page)}
            answer = browser.send(page, {**bulk, **token}, Origin=portal_url)
            assert answer.status_code == 403
            assert "hndigital withdraw" in answer.text
        assert contents() == before


@pytest.mark.parametrize("role", ["editor elsewhere", "admin elsewhere", "sysadmin"])
@pytest.mark.parametrize(
    "name", [f"{REGISTER}-2099-1", f"{REGISTER}-berichtswesen", "digitalprojekt-1900000002", "another-name"]
)
def test_names_are_kept_for_the_city(people: People, elsewhere: str, role: str, name: str) -> None:
    """Nobody takes a name of ours for another organisation: not new, not by renaming; a sentence says so."""
    somebody = people(role)
    before = contents()
    if name == "another-name":
        error = refused(
            somebody, "package_create", type="digitalprojekt", owner_org=elsewhere, vorhaben_nr="1900000003",
            title="x", amt="10", dezernat="II", vorhabentyp="reallabor", anlass="auftrag",
            bearbeitungsstand="planung",
        )  # fmt: skip
        assert "stadt-heilbronn" in error.errors["owner_org"][0]
    else:
        error = refused(somebody, "package_create", name=name, title="x", owner_org=elsewhere)
        assert name in error.errors["name"][0]
        assert "stadt-heilbronn" in error.errors["name"][0]
    assert contents() == before


@pytest.mark.parametrize("role", ["editor elsewhere", "admin elsewhere"])
def test_ordinary_datasets_elsewhere_do_not_become_ours(
    people: People, elsewhere: str, organisation: str, temporary: Callable[[str], str], role: str
) -> None:
    """A dataset of another organisation is renamed to nothing of ours and moved to nobody who did not ask."""
    somebody = people(role)
    name = temporary(f"zz-fremd-{role[:5]}")
    made = somebody.api(
        "package_create", name=name, title="Fremd", owner_org=elsewhere, berichtsstand="2099-1"
    )
    before = contents()
    assert (
        "2099-1" in refused(somebody, "package_patch", id=name, name=f"{REGISTER}-2099-1").errors["name"][0]
    )
    refused(somebody, "package_owner_org_update", id=made["id"], organization_id=organisation)
    refused(somebody, "package_patch", id=made["id"], owner_org=organisation)
    assert contents() == before


def test_sysadmin_cannot_move_ours_away(admin: Portal, elsewhere: str, number: str) -> None:
    """Register, edition and projects stay where they belong, whoever asks and however."""
    before = contents()
    for name in (REGISTER, EDITION, f"digitalprojekt-{number}"):
        refused(admin, "package_patch", id=name, owner_org=elsewhere)
        refused(admin, "package_owner_org_update", id=name, organization_id=elsewhere)
        refused(admin, "package_owner_org_update", id=name)
        refused(admin, "package_patch", id=name, owner_org=elsewhere, name=f"zz-{name}")
    assert contents() == before


@pytest.mark.parametrize("role", [*ELSEWHERE, "logged in", "member", "editor", "admin"])
def test_the_organisation_keeps_its_name(people: People, elsewhere: str, role: str) -> None:
    """Whoever has the organisation's name owns the register: only a sysadmin gives, takes or deletes it."""
    somebody = people(role)
    before = contents()
    refused(somebody, "organization_create", name="stadt-heilbronn")
    refused(somebody, "group_create", name="stadt-heilbronn")
    refused(somebody, "organization_patch", id=elsewhere, name="stadt-heilbronn")
    refused(somebody, "organization_patch", id="stadt-heilbronn", name="zz-umbenannt")
    refused(somebody, "organization_delete", id="stadt-heilbronn")
    assert contents() == before


def test_groups_of_others_do_not_take_ours(
    people: People, admin: Portal, number: str, elsewhere: str
) -> None:
    """A group can say what a dataset is about: only the city's editors put its datasets into one."""
    stranger = people("logged in")
    user = in_database('SELECT name FROM "user" ORDER BY created DESC LIMIT 1')[0][0]
    group = f"zz-gruppe-{number}"
    admin.api("group_create", name=group, title="Gruppe", users=[{"name": user, "capacity": "admin"}])
    try:
        before = contents()
        for name in (REGISTER, EDITION, f"digitalprojekt-{number}"):
            refused(
                stranger, "member_create", id=group, object=name, object_type="package", capacity="public"
            )
            refused(stranger, "group_update", id=group, name=group, packages=[{"name": name}])
            refused(stranger, "group_patch", id=group, packages=[{"id": name}])
        assert contents() == before
    finally:
        admin.api("group_purge", id=group)


class TestForeignInTheDatabase:
    """What an older portal may hold: another organisation's dataset with a name, type and fields of ours."""

    @pytest.fixture(autouse=True)
    def planted(
        self, admin: Portal, organisation: str, elsewhere: str, numbers: Numbers
    ) -> Iterator[dict[str, str]]:
        """Put a forged edition and a forged project into the database."""
        number = numbers()
        edition, project = f"{REGISTER}-2098-2", f"digitalprojekt-{number}"
        admin.api(
            "package_create", name=edition, title="Gefälschte Ausgabe", owner_org=organisation,
            berichtsstand="2098-2", stichtag="2098-09-30", fassung="1", beispieldaten="true",
            license_id="dl-de-by-2.0", veroeffentlicht_am="2098-10-01",
            resources=[{"name": "vorhaben.csv", "url": "https://example.org/v.csv", "tabelle": "vorhaben",
                        "datei": "vorhaben.csv", "fassung": "1"}],
        )  # fmt: skip
        admin.api(
            "package_create", type="digitalprojekt", owner_org=organisation, vorhaben_nr=number,
            title="Gefälschtes Vorhaben", amt="I/105", dezernat="I", vorhabentyp="langfristig",
            anlass="auftrag", bearbeitungsstand="planung", berichtsstand="2098-2",
        )  # fmt: skip
        for name in (edition, project):
            move(name, elsewhere)
        in_database("UPDATE package SET type = 'dataset' WHERE name = %s", edition)  # as 0.1.0 made them
        for name in (edition, project):
            admin.api("package_patch", id=name, notes="Neu in den Index")
        yield {"number": number, "edition": edition, "project": project}
        purge(admin, edition)
        purge(admin, project)

    def test_it_counts_nowhere(
        self, anonymous: Portal, people: People, planted: dict[str, str], number: str
    ) -> None:
        """No list, figure, page, feed, address or state of ours has anything of it."""
        edition, project = planted["edition"], planted["project"]
        state = people("editor").api("digitalprojekt_state")
        assert project not in state["projects"]
        assert planted["number"] not in state["manual"]
        assert edition not in [one["name"] for one in state["editions"]]
        listed = anonymous.api("digitalprojekt_list", limit=10000)
        assert planted["number"] not in [row["vorhaben_nr"] for row in listed["results"]]
        assert listed["ausgabe"]["name"] == EDITION
        assert listed["ausgabe"]["beispieldaten"] is False
        refused(anonymous, "digitalprojekt_list", berichtsstand="2098-2")
        refused(anonymous, "digitalprojekt_show", id=project)
        for path in (
            "/id/edition/2098-2", f"/id/vorhaben/{planted['number']}",
            f"/digitalprojekt/{project}/status.csv",
            f"/digitalprojekt/{project}.ttl", f"/digitalprojekt/{project}/datapackage.json",
            f"/dataset/{edition}/vorhaben.csv", f"/dataset/{edition}/datapackage.json",
            "/id/edition/2098-2/vorhaben.csv", "/digitalprojekte/genauigkeit?berichtsstand=2098-2",
        ):  # fmt: skip
            assert anonymous.get(path).status_code == 404, path
        for path in (
            "/digitalprojekte",
            "/series/berichtswesen",
            "/series/berichtswesen.ttl",
            "/sitemap.xml",
        ):
            text = anonymous.get(path).text
            assert "2098-2" not in text, path
            assert project not in text, path
        for path in ("/catalog.ttl", "/govdata/catalog.ttl"):
            text = _whole(anonymous, path)
            assert f"digitalprojekt-{number}" in text or "govdata" in path
            assert f"{EDITION}" in text
            assert "2098-2" not in text, path
            assert planted["number"] not in text, path
        assert "/id/edition/2098-2" not in anonymous.get(f"/dataset/{edition}.ttl").text

    def test_it_is_in_no_facet(self, planted: dict[str, str]) -> None:
        """The facets of projects count the city's projects only."""
        found = documents(f"name:({planted['edition']} OR {planted['project']})")
        assert len(found) == 2
        for document in found.values():
            assert not {"bearbeitungsstand", "dezernat", "berichtsstand", "amt"} & document.keys()

    def test_publishing_says_what_is_in_the_way(
        self, people: People, organisation: str, planted: dict[str, str]
    ) -> None:
        """A round whose edition's name is taken is refused with what to do about it; no trace stays."""
        before = contents()
        error = refused(
            people("editor"), "digitalprojekt_publish", berichtsstand="2098-2", owner_org=organisation,
            edition=planted["edition"],
        )  # fmt: skip
        assert planted["edition"] in error.errors["edition"][0]
        answer = people("editor").api(
            "digitalprojekt_publish", berichtsstand="2098-2", owner_org=organisation, dry_run=True,
            projects=[reported(planted["number"])],
        )  # fmt: skip
        assert [one["name"] for one in answer["failed"]] == [planted["project"]]
        assert contents() == before

    def test_its_owner_may_still_mend_it(
        self, people: People, planted: dict[str, str], temporary: Callable[[str], str]
    ) -> None:
        """Whoever owns it renames or deletes it, as the sentence asks."""
        owner = people("editor elsewhere")
        name = temporary(f"zz-umbenannt-{planted['number']}")
        assert owner.api("package_patch", id=planted["edition"], name=name)["name"] == name
        owner.api("package_delete", id=planted["project"])


def _whole(portal: Portal, path: str) -> str:
    """Return all pages of a feed."""
    text, page = "", 1
    while (answer := portal.get(f"{path}?page={page}")).status_code == 200:
        text, page = text + answer.text, page + 1
    return text
