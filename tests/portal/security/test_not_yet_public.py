"""Drafts, deleted projects and what is being published: seen by those who write them, by nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.portal.security.conftest import READERS, refused
from tests.portal.stores import documents
from tests.portal.support import TIMEOUT, Portal, Publication, eventually, purge, reported

EDITION = "digitalprojekte-2096-1"
People = Callable[[str], Portal]
Numbers = Callable[[], str]


def _rows(portal: Portal, number: str) -> list[Any]:
    """Return the register's rows of a project that the DataStore's API shows."""
    resources = portal.api("digitalprojekt_state")["register"]["resources"]
    return [
        row
        for resource in resources.values()
        for row in portal.api("datastore_search", resource_id=resource, filters={"vorhaben_nr": number})[
            "records"
        ]
    ]


def _answers(portal: Portal, calls: list[tuple[str, dict[str, Any]]], paths: list[str]) -> dict[str, str]:
    """Return what a reader gets from actions and pages; what refuses must not break."""
    headers = {"Authorization": portal.token} if portal.token else {}
    answers = {
        f"{action} {data}": requests.post(
            f"{portal.url}/api/3/action/{action}", json=data, headers=headers, timeout=TIMEOUT
        )
        for action, data in calls
    } | {path: portal.get(path) for path in paths}
    broken = [door for door, answer in answers.items() if answer.status_code in (500, 502)]
    assert broken == []
    return {door: answer.text for door, answer in answers.items() if answer.status_code == 200}


class TestDrafts:
    """A draft is its editors' alone."""

    @pytest.mark.parametrize("state", ["draft", "deleted"])
    def test_rows_leave_the_datastore_and_come_back(
        self, people: People, anonymous: Portal, project: Any, state: str
    ) -> None:
        """The rows of a project that becomes a draft are nobody's to read, and are there again afterwards."""
        editor, values = people("editor"), project(title="Geheimer Entwurf")
        name = editor.api("package_create", **values)["name"]
        before = _rows(anonymous, values["vorhaben_nr"])
        assert before
        editor.api("package_patch", id=name, state=state)
        assert _rows(anonymous, values["vorhaben_nr"]) == []
        editor.api("package_patch", id=name, state="active")
        after = _rows(anonymous, values["vorhaben_nr"])
        assert [row | {"_id": 0} for row in after] == [row | {"_id": 0} for row in before]

    def test_reported_draft_survives_a_publication(
        self, admin: Portal, anonymous: Portal, publication: Publication, numbers: Numbers
    ) -> None:
        """What a report said of a project is not lost while it is a draft and somebody publishes.

        Only who passes CKAN's rights by can make it one.
        """
        one, other = reported(numbers()), reported(numbers())
        publication([one])
        name = f"digitalprojekt-{one['vorhaben_nr']}"
        before = _rows(anonymous, one["vorhaben_nr"])
        admin.api("package_patch", id=name, state="draft")
        publication([other])
        assert _rows(anonymous, one["vorhaben_nr"]) == []
        admin.api("package_patch", id=name, state="active")
        after = _rows(anonymous, one["vorhaben_nr"])
        assert [row | {"_id": 0} for row in after] == [row | {"_id": 0} for row in before]

    @pytest.mark.parametrize("role", READERS)
    @pytest.mark.parametrize("hidden", [{"state": "draft"}, {"state": "deleted"}, {"private": True}])
    def test_nobody_else_learns_of_it(
        self, people: People, project: Any, role: str, hidden: dict[str, Any]
    ) -> None:
        """Neither name nor title is in any answer; a member reads a private project, as CKAN's role says."""
        editor, values = people("editor"), project(title="Geheimnisvolles")
        name = editor.api("package_create", **values)["name"]
        editor.api("package_patch", id=name, **hidden)
        everything = {"include_private": True, "include_drafts": True, "include_deleted": True, "rows": 1000}
        calls = [
            ("package_show", {"id": name}),
            ("digitalprojekt_show", {"id": values["vorhaben_nr"]}),
            ("digitalprojekt_state", {"index": True}),
            ("digitalprojekt_list", {"q": values["vorhaben_nr"]}),
            ("package_search", {"q": f"name:{name}", **everything}),
            ("package_search", {"q": "Geheimnisvolles", **everything, "fl": ["id", "name", "title"]}),
            ("package_list", {}),
            ("package_autocomplete", {"q": "Geheimnisvolles"}),
            ("resource_search", {"query": f"url:{values['vorhaben_nr']}"}),
            ("current_package_list_with_resources", {"limit": 1000}),
            ("hndigital_metadatenqualitaet", {"id": name}),
        ]
        paths = [f"/digitalprojekt/{name}", f"/digitalprojekt/{name}/stammdaten.csv", f"/dataset/{name}",
                 f"/digitalprojekt/{name}.ttl", f"/digitalprojekt/{name}/datapackage.json", "/sitemap.xml",
                 f"/id/vorhaben/{values['vorhaben_nr']}", "/feeds/organization/stadt-heilbronn.atom",
                 "/feeds/dataset.atom", "/digitalprojekte.csv"]  # fmt: skip
        answers = _answers(people(role), calls, paths)
        if role == "member" and hidden == {"private": True}:
            assert people(role).api("package_show", id=name)["name"] == name
            return
        told = [door for door, text in answers.items() if name in text or "Geheimnisvolles" in text]
        assert told == []

    def test_editors_keep_it(self, people: People, project: Any) -> None:
        """Editors find, read and mend their drafts."""
        editor, values = people("editor"), project()
        name = editor.api("package_create", **values)["name"]
        editor.api("package_patch", id=name, state="draft")
        assert editor.api("package_show", id=name)["state"] == "draft"
        found = editor.api("package_search", fq=f"name:{name}", include_drafts=True)
        assert found["count"] == 1
        assert name not in editor.api("digitalprojekt_state", index=True)["index"]["phantoms"]


@dataclass(frozen=True)
class Staged:
    """A correction's file that is not published yet."""

    id: str
    words: tuple[str, ...]


@pytest.fixture(scope="class")
def correction(admin: Portal, people: People, organisation: str, numbers: Numbers) -> Iterator[Staged]:
    """Publish an edition, then put a correction's file with a table beside its first version's."""
    editor, secret = people("editor"), f"geheim{numbers()}"
    with Publication(admin, organisation) as publication:
        publication.names.add(EDITION)
        editor.api(
            "package_create", name=EDITION, title="Ausgabe", type="dataset", owner_org=organisation,
            private=True, berichtsstand="2096-1", stichtag="2096-03-31",
            resources=[{"name": "vorhaben.csv", "url": "https://example.org/1.csv", "fassung": "1"}],
        )  # fmt: skip
        publication([], tables={}, berichtsstand="2096-1", edition=EDITION, edition_fields={"fassung": "1"})
        made = editor.api(
            "resource_create", package_id=EDITION, name=f"{secret}.csv", description=f"Zu {secret}",
            url=f"https://example.org/{secret}.csv", format=f"F{secret}", fassung="2", size=987654321,
            hash=f"h{secret}",
        )  # fmt: skip
        editor.api(
            "datastore_create",
            resource_id=made["id"],
            fields=[{"id": secret, "type": "text"}],
            records=[{secret: secret}],
            force=True,
        )
        yield Staged(made["id"], (secret, made["id"], "987654321"))


class TestStaged:
    """A correction's files are nobody's to see before the correction is published."""

    @pytest.mark.parametrize("role", READERS)
    def test_no_door_tells(self, people: People, correction: Staged, role: str) -> None:
        """Name, address, size, id and table of a staged file are in no answer of any action, page or feed."""
        secret, file = correction.words[0], correction.id
        fields = ["id", "res_name", "res_url", "res_format", "res_description", "num_resources"]
        search: list[dict[str, Any]] = [
            {"fq": f"name:{EDITION}"},
            {"fq": f"name:{EDITION}", "use_default_schema": True},
            {"fq": f"name:{EDITION}", "fl": [*fields, "data_dict", "validated_data_dict"]},
            {"facet.field": ["res_name", "res_url", "res_format", "res_description"], "facet.limit": -1},
            {"q": secret, "include_private": True},
        ]
        calls = [
            ("package_show", {"id": EDITION}),
            ("package_show", {"id": EDITION, "use_default_schema": True}),
            *(("package_search", {"rows": 1000, **data}) for data in search),
            *(("resource_search", {"query": f"{name}:{secret}"}) for name in ("name", "description", "url")),
            ("resource_search", {"query": "name:vorhaben", "limit": 1000}),
            ("resource_show", {"id": file}),
            ("resource_view_list", {"id": file}),
            ("datastore_search", {"resource_id": file}),
            ("datastore_info", {"id": file}),
            ("datastore_search", {"resource_id": "_table_metadata", "limit": 32000}),
            ("datastore_search", {"resource_id": "_table_metadata", "q": file}),
            ("datastore_search_sql", {"sql": f'SELECT * FROM "{file}"'}),  # noqa: S608
            ("datastore_search_sql", {"sql": 'SELECT * FROM "_table_metadata"'}),
            ("current_package_list_with_resources", {"limit": 1000}),
            ("organization_show", {"id": "stadt-heilbronn", "include_datasets": True}),
            ("digitalprojekt_state", {"index": True}),
            ("hndigital_metadatenqualitaet", {"id": EDITION}),
        ]
        paths = [
            f"/dataset/{EDITION}", f"/dataset/{EDITION}.ttl", f"/dataset/{EDITION}/datapackage.json",
            f"/dataset/{EDITION}/resource/{file}", f"/dataset/{EDITION}/resource/{file}/download",
            f"/datastore/dump/{file}", f"/datastore/dictionary_download/{file}", "/catalog.ttl",
            "/govdata/catalog.ttl", "/sitemap.xml", "/feeds/dataset.atom",
            "/feeds/organization/stadt-heilbronn.atom", "/organization/stadt-heilbronn",
            f"/id/edition/2096-1/fassung-2/{secret}.csv", f"/api/3/action/resource_show?id={file}",
        ]  # fmt: skip
        told = [
            (door, word)
            for door, text in _answers(people(role), calls, paths).items()
            for word in correction.words
            if word in text
        ]
        assert told == []

    @pytest.mark.parametrize("role", READERS)
    def test_no_search_counts_it(self, people: People, correction: Staged, role: str) -> None:
        """A search that asks for what only the staged file has finds nothing, as for a word nobody wrote."""
        reader, secret = people(role), correction.words[0]
        for question in (
            secret, f"res_name:{secret}.csv", f"res_name:{secret}*", f"res_description:*{secret}*",
            f"res_url:*{secret}*", f"res_format:F{secret}", f"data_dict:*{secret}*",
        ):  # fmt: skip
            assert reader.api("package_search", q=question)["count"] == 0, question
            assert reader.api("package_search", fq=question)["count"] == 0, question
        for field in ("name", "description", "url", "format", "hash"):
            assert reader.api("resource_search", query=f"{field}:{secret}")["count"] == 0, field
        assert reader.api("package_search", q="num_resources:2", fq=f"name:{EDITION}")["count"] == 0

    def test_resource_search_pages_without_it(self, people: People, correction: Staged) -> None:
        """Count and pages of a search over files fit together, with and without the right to see all."""
        for role in ("nobody", "editor"):
            reader = people(role)
            whole = reader.api("resource_search", query="url:example.org", order_by="id")
            assert whole["count"] == len(whole["results"])
            paged = [
                one["id"]
                for start in range(whole["count"])
                for one in reader.api(
                    "resource_search", query="url:example.org", order_by="id", offset=start, limit=1
                )["results"]
            ]
            # CKAN puts the files of a page into the order of their datasets.
            assert sorted(paged) == sorted(one["id"] for one in whole["results"])
            assert (correction.id in paged) == (role == "editor")

    def test_no_writing_loses_it(self, people: People, admin: Portal, correction: Staged) -> None:
        """Whatever editors and sysadmins write meanwhile, patch or whole, the staged file stays."""
        editor = people("editor")

        def there() -> bool:
            files = admin.api("package_show", id=EDITION)["resources"]
            return correction.id in [file["id"] for file in files]

        first = editor.api("package_show", id=EDITION)["resources"][0]["id"]
        for person in (editor, admin):
            person.api("package_patch", id=EDITION, title=f"Ausgabe {person.token[:3]}")
            assert there()
            person.api("package_revise", match={"name": EDITION}, update={"notes": "Neu"})
            assert there()
            person.api("resource_patch", id=first, description="Neu")
            assert there()
            person.api("package_update", **person.api("package_show", id=EDITION))
            assert there()
            made = person.api("resource_create", package_id=EDITION, url="https://example.org/x", fassung="1")
            assert there()
            person.api("resource_delete", id=made["id"])
            assert there()
            person.api("package_resource_reorder", id=EDITION, order=[correction.id])
            assert there()
        edition = admin.api("package_show", id=EDITION)
        own = {"datasets": [edition["id"]], "org_id": edition["owner_org"]}
        for action in ("bulk_update_private", "bulk_update_public"):
            admin.api(action, **own)
            assert there()
        assert editor.api("datastore_search", resource_id=correction.id)["total"] == 1
        assert correction.words[0] not in json.dumps(documents(f"name:{EDITION}"))

    def test_published_it_is_everybodys(
        self, people: People, anonymous: Portal, organisation: str, correction: Staged
    ) -> None:
        """Once the correction is published everybody sees and finds its files."""
        people("editor").api(
            "digitalprojekt_publish", berichtsstand="2096-1", owner_org=organisation, edition=EDITION,
            edition_fields={"fassung": "2"},
        )  # fmt: skip
        files = anonymous.api("package_show", id=EDITION)["resources"]
        assert correction.id in [file["id"] for file in files]
        assert anonymous.api("datastore_search", resource_id=correction.id)["total"] == 1
        question = f"res_name:{correction.words[0]}.csv"
        assert eventually(lambda: anonymous.api("package_search", q=question)["count"]) == 1


class TestUnfinished:
    """A publication that has not come to its last call is its editors' alone."""

    @pytest.mark.parametrize("role", READERS)
    def test_projects_and_edition(
        self, people: People, publication: Publication, numbers: Numbers, admin: Portal, role: str
    ) -> None:
        """Projects of a call that is not the last, and the new edition, are shown to no reader, no member."""
        editor, number, edition = people("editor"), numbers(), "digitalprojekte-2095-2"
        publication([reported(number, "2095-2")], editor, final=False, tables={}, berichtsstand="2095-2")
        publication.names.add(edition)
        editor.api("package_create", name=edition, title="Bald", type="dataset", private=True,
                   owner_org="stadt-heilbronn", berichtsstand="2095-2")  # fmt: skip
        reader = people(role)
        for name in (edition, f"digitalprojekt-{number}"):
            refused(reader, "package_show", id=name)
            found = reader.api("package_search", q=f"name:{name}", include_private=True, include_drafts=True)
            assert found["count"] == 0
            assert editor.api("package_show", id=name)["name"] == name
        refused(reader, "digitalprojekt_show", id=number)


class TestGovdataLink:
    """Recording an address tells nothing of datasets that one may not read."""

    @pytest.mark.parametrize("role", ["logged in", "editor elsewhere", "admin elsewhere"])
    def test_private_is_as_unknown_as_nothing(
        self, people: People, admin: Portal, organisation: str, numbers: Numbers, role: str
    ) -> None:
        """For a private dataset the answer is the one for an identifier that there is not."""
        name = f"zz-privat-{numbers()}"
        admin.api("package_create", name=name, title="x", owner_org=organisation, private=True,
                  identifier=f"urn:{name}")  # fmt: skip
        identifiers = [f"heilbronn-{name}", f"urn:{name}", "heilbronn-gibtsnicht"]
        try:
            answer = people(role).api(
                "hndigital_govdata_link",
                links=[{"identifier": one, "url": "https://www.govdata.de/x"} for one in identifiers],
            )
        finally:
            purge(admin, name)
        assert answer == {"updated": [], "unchanged": [], "unknown": identifiers, "refused": {}}
