"""`digitalprojekt_publish` against the real portal: rights, isolation, idempotence, mending."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hndigital.projects import EDITION_TYPE

from tests.portal.stores import in_datastore, lost_meanwhile, move
from tests.portal.support import ApiError, Portal, Publication, eventually, purge, reported, rows_of

Numbers = Callable[[], str]
EDITION = "digitalprojekte-1900-1"
#: An edition of a round that no other test knows.
VALUES = {
    "name": EDITION,
    "type": EDITION_TYPE,
    "title": "Ausgabe",
    "berichtsstand": "1900-1",
    "fassung": "1",
}


def _name(number: str) -> str:
    return f"digitalprojekt-{number}"


def _register(portal: Portal, number: str) -> dict[str, list[dict[str, str]]]:
    tables = portal.api("digitalprojekt_state")["tables"]
    return {name: [row for row in rows if row["vorhaben_nr"] == number] for name, rows in tables.items()}


class TestRights:
    """An editor's right in the organisation is needed, and enough."""

    def test_editor_may(self, editor: Portal, publication: Publication, numbers: Numbers) -> None:
        """An editor creates projects, rows and all."""
        number = numbers()
        answer = publication([reported(number)], editor)
        assert answer["created"] == [_name(number)]
        assert answer["failed"] == []

    @pytest.mark.parametrize("capacity", ["member", ""])
    def test_others_may_not(
        self, user_of: Callable[[str], Portal], publication: Publication, numbers: Numbers, capacity: str
    ) -> None:
        """Members and strangers are refused, and nothing is written."""
        number = numbers()
        with pytest.raises(ApiError) as caught:
            publication([reported(number)], user_of(capacity))
        assert caught.value.status == 403

    def test_anonymous_may_not(self, anonymous: Portal, publication: Publication, numbers: Numbers) -> None:
        """Without a token nothing is published."""
        with pytest.raises(ApiError) as caught:
            publication([reported(numbers())], anonymous)
        assert caught.value.status == 403

    def test_project_of_another_organisation_is_not_touched(
        self, admin: Portal, editor: Portal, publication: Publication, numbers: Numbers, project: Any
    ) -> None:
        """An editor's publication names a project of others as failed and publishes the rest."""
        other = admin.api("organization_create", name=f"zz{uuid.uuid4().hex[:10]}")
        values = project(title="Fremd")
        admin.api("package_create", **values)
        move(_name(values["vorhaben_nr"]), other["name"])
        number = numbers()
        try:
            answer = publication([reported(values["vorhaben_nr"]), reported(number)], editor)
            assert [failure["name"] for failure in answer["failed"]] == [_name(values["vorhaben_nr"])]
            assert answer["created"] == [_name(number)]
            assert admin.api("package_show", id=_name(values["vorhaben_nr"]))["title"] == "Fremd"
        finally:
            purge(admin, _name(values["vorhaben_nr"]))
            admin.api("organization_purge", id=other["id"])


class TestBatch:
    """Many objects in one request: all that can be written are, and only those."""

    def test_failing_objects_are_named_and_stop_nobody(
        self, publication: Publication, numbers: Numbers
    ) -> None:
        """Two wrong projects among five: three are published, two are named with their field."""
        good = [numbers() for _ in range(3)]
        first, second = numbers(), numbers()
        projects = [
            reported(good[0]),
            reported(first, dezernat="XX"),
            reported(good[1]),
            reported(second, kosten_eur="viel"),
            reported(good[2]),
        ]
        right = [reported(project["vorhaben_nr"]) for project in projects]
        answer = publication(projects, tables=publication.tables_with(right))
        assert answer["created"] == [_name(number) for number in good]
        assert {failure["name"]: list(failure["errors"]) for failure in answer["failed"]} == {
            _name(first): ["dezernat"],
            _name(second): ["kosten_eur"],
        }
        listed = publication.admin.api("digitalprojekt_list", limit=10000)["results"]
        numbers_listed = {row["vorhaben_nr"] for row in listed}
        assert set(good) <= numbers_listed
        assert not {first, second} & numbers_listed

    def test_second_publication_changes_nothing(self, publication: Publication, numbers: Numbers) -> None:
        """Publishing the same again leaves every project unchanged, to its date of change."""
        projects = [reported(numbers()) for _ in range(3)]
        publication(projects)
        before = publication.admin.api("digitalprojekt_state")
        answer = publication(projects)
        after = publication.admin.api("digitalprojekt_state")
        names = [_name(project["vorhaben_nr"]) for project in projects]
        assert (answer["created"], answer["updated"], answer["unchanged"]) == ([], [], names)
        assert answer["tables"] == []
        assert not any(answer["index"].values())
        assert {name: after["projects"][name] for name in names} == {
            name: before["projects"][name] for name in names
        }

    def test_update_writes_only_what_changed(self, publication: Publication, numbers: Numbers) -> None:
        """Of two projects only the changed one is updated; ids and addresses stay."""
        same, other = reported(numbers()), reported(numbers())
        publication([same, other])
        before = publication.admin.api("package_show", id=_name(other["vorhaben_nr"]))
        answer = publication([same, {**other, "kosten_eur": "99", "title": "Neuer Titel"}])
        after = publication.admin.api("package_show", id=_name(other["vorhaben_nr"]))
        assert answer["updated"] == [_name(other["vorhaben_nr"])]
        assert answer["unchanged"] == [_name(same["vorhaben_nr"])]
        assert (after["title"], after["kosten_eur"]) == ("Neuer Titel", "99")
        assert after["id"] == before["id"]
        assert [(r["id"], r["url"]) for r in after["resources"]] == [
            (r["id"], r["url"]) for r in before["resources"]
        ]

    def test_dry_run_writes_nothing(self, publication: Publication, numbers: Numbers) -> None:
        """A dry run says what would happen, failing objects included, and writes nothing."""
        number, wrong = numbers(), numbers()
        answer = publication(
            [reported(number), reported(wrong, dezernat="XX")], dry_run=True,
            tables=publication.tables_with([reported(number), reported(wrong)]),
        )  # fmt: skip
        assert answer["created"] == [_name(number)]
        assert [failure["name"] for failure in answer["failed"]] == [_name(wrong)]
        assert "vorhaben" in answer["tables"]
        with pytest.raises(ApiError):
            publication.admin.api("package_show", id=_name(number))

    def test_empty_cells_of_a_report_are_kept(self, publication: Publication, numbers: Numbers) -> None:
        """A cell that the report left empty is no reason to refuse the project."""
        number = numbers()
        empty = reported(number, amt="", vorhabentyp="", anlass="", kosten_eur="", kosten_angabe="")
        answer = publication([empty])
        assert answer["failed"] == []
        assert publication.admin.api("package_show", id=_name(number))["vorhabentyp"] == ""

    @pytest.mark.parametrize(
        ("table", "row", "words"),
        [
            ("vorhaben", {"vorhaben_nr": "12"}, "vorhaben"),
            (
                "kosten",
                {"vorhaben_nr": "1900000000", "berichtsstand": "2020-2", "betrag_eur": "viel"},
                "viel",
            ),
            ("gibtsnicht", {}, "gibtsnicht"),
        ],
    )
    def test_wrong_rows_are_refused_whole(
        self, publication: Publication, table: str, row: dict[str, str], words: str
    ) -> None:
        """Rows that the table's schema does not allow are refused before anything is written."""
        with pytest.raises(ApiError) as caught:
            publication([], tables={table: [row]})
        assert words in caught.value.errors["tables"][0]


class TestStores:
    """Three stores that move together, and are mended by a repeated call."""

    def test_search_follows(self, publication: Publication, numbers: Numbers) -> None:
        """What is published is found at once, by every writing of its number."""
        number = f"2019{numbers()[-6:]}"
        publication([reported(number)])
        running = str(int(number[4:]))
        for words in (number, running, f"#{running}"):
            found = publication.admin.api("digitalprojekt_list", q=words, limit=1000)["results"]
            assert number in [row["vorhaben_nr"] for row in found], words

    def test_rows_and_round_move_together(self, publication: Publication, numbers: Numbers) -> None:
        """The published round is the newest in the rows, an older one published later leaves it."""
        before = publication.admin.api("digitalprojekt_state")["berichtsstand"]
        number = numbers()
        answer = publication([reported(number, "2098-1")], berichtsstand="2098-1")
        assert answer["berichtsstand"] == "2098-1"
        assert publication.admin.api("digitalprojekt_list", limit=0)["berichtsstand"] == "2098-1"
        other = numbers()
        assert publication([reported(other, "2001-1")], berichtsstand="2001-1")["berichtsstand"] == "2098-1"
        purge(publication.admin, _name(number))
        assert publication.admin.api("digitalprojekt_list", limit=0)["berichtsstand"] in (before, "2001-1")

    def test_lost_rows_are_mended(self, publication: Publication, numbers: Numbers) -> None:
        """Rows that are missing in the DataStore come back with the next call."""
        project = reported(numbers())
        publication([project])
        tables = publication.tables_with([project])
        resource = publication.admin.api("digitalprojekt_state")["register"]["resources"]["status"]
        publication.admin.api(
            "datastore_delete",
            resource_id=resource,
            filters={"vorhaben_nr": project["vorhaben_nr"]},
            force=True,
        )
        assert _register(publication.admin, project["vorhaben_nr"])["status"] == []
        answer = publication([project], tables=tables)
        assert answer["tables"] == ["status"]
        assert answer["unchanged"] == [_name(project["vorhaben_nr"])]
        assert _register(publication.admin, project["vorhaben_nr"])["status"] == rows_of([project])["status"]

    def test_unfinished_call_shows_nothing_new(
        self, publication: Publication, numbers: Numbers, anonymous: Portal
    ) -> None:
        """With `final` false new projects stay private until the last call makes them public."""
        first, second = reported(numbers()), reported(numbers())
        publication([first], final=False, tables={})
        with pytest.raises(ApiError):
            anonymous.api("package_show", id=_name(first["vorhaben_nr"]))
        answer = publication([first, second])
        assert answer["unchanged"] == [_name(first["vorhaben_nr"])]
        assert anonymous.api("package_show", id=_name(first["vorhaben_nr"]))["private"] is False

    def test_a_round_releases_its_own_projects_only(
        self, publication: Publication, numbers: Numbers, anonymous: Portal
    ) -> None:
        """What one round has begun stays private when another one is published, until its own last call."""
        begun, other = reported(numbers()), reported(numbers(), "2019-2")
        publication([begun], final=False, tables={})
        publication([other], berichtsstand="2019-2")
        with pytest.raises(ApiError):
            anonymous.api("package_show", id=_name(begun["vorhaben_nr"]))
        publication([], tables=publication.tables_with([begun]))
        assert anonymous.api("package_show", id=_name(begun["vorhaben_nr"]))["private"] is False

    def test_edition_becomes_public_with_the_round(
        self, publication: Publication, numbers: Numbers, admin: Portal, anonymous: Portal, organisation: str
    ) -> None:
        """The edition's dataset is private until the call, and has its new fields after it."""
        admin.api("package_create", **VALUES, owner_org=organisation, private=True)
        try:
            with pytest.raises(ApiError):
                anonymous.api("package_show", id=EDITION)
            publication([reported(numbers())], edition=EDITION, edition_fields={"fassung": "2"})
            assert anonymous.api("package_show", id=EDITION)["fassung"] == "2"
            found = eventually(lambda: anonymous.api("package_search", fq=f"name:{EDITION}")["count"])
            assert found == 1
        finally:
            purge(admin, EDITION)

    def test_files_of_a_correction_are_seen_with_it(
        self, publication: Publication, numbers: Numbers, editor: Portal, anonymous: Portal, organisation: str
    ) -> None:
        """Files of a later version than the edition's are seen by editors only, until it is published."""
        first = {"name": "alt", "url": "https://example.org/1.csv", "fassung": "1"}
        editor.api("package_create", **VALUES, owner_org=organisation, private=False, resources=[first])
        try:
            editor.api(
                "resource_create",
                package_id=EDITION,
                name="neu",
                url="https://example.org/2.csv",
                fassung="2",
            )
            editor.api("package_patch", id=EDITION, title="Ausgabe, anderer Titel")
            searched = eventually(
                lambda: anonymous.api("package_search", fq=f"name:{EDITION}", q="anderer Titel")["results"]
            )
            for dataset in (anonymous.api("package_show", id=EDITION), searched[0]):
                assert [resource["name"] for resource in dataset["resources"]] == ["alt"]
            shown = editor.api("package_show", id=EDITION)["resources"]
            assert [resource["name"] for resource in shown] == ["alt", "neu"]
            publication([reported(numbers())], edition=EDITION, edition_fields={"fassung": "2"})
            after = anonymous.api("package_show", id=EDITION)["resources"]
            assert [resource["name"] for resource in after] == ["alt", "neu"]
        finally:
            purge(publication.admin, EDITION)


class TestManual:
    """Projects made by hand have register rows of their own, which no publication loses."""

    def test_rows_follow_the_dataset(self, editor: Portal, anonymous: Portal, project: Any) -> None:
        """Made, changed and deleted by hand: the register's rows say the same each time."""
        values = project(kosten_eur="12,50", strategiefeld_teilhabe="+")
        editor.api("package_create", **values)
        number = values["vorhaben_nr"]
        rows = _register(anonymous, number)
        assert rows["vorhaben"][0]["titel"] == values["title"]
        assert rows["vorhaben"][0]["zuletzt_berichtet"] == ""
        assert rows["kosten"][0]["betrag_eur"] == "12.5"
        assert rows["strategiefeld_matrix"] == [
            {"vorhaben_nr": number, "strategiefeld": "teilhabe", "bewertung": "+"}
        ]
        assert number in anonymous.api("digitalprojekt_state")["manual"]
        editor.api("package_patch", id=_name(number), bearbeitungsstand="umsetzung", berichtsstand="2021-1")
        assert [
            (r["berichtsstand"], r["bearbeitungsstand"]) for r in _register(anonymous, number)["status"]
        ] == [
            ("2020-2", "planung"),
            ("2021-1", "umsetzung"),
        ]
        editor.api("package_delete", id=_name(number))
        assert not any(_register(anonymous, number).values())

    def test_a_table_that_goes_meanwhile_breaks_no_removal(
        self, admin: Portal, anonymous: Portal, project: Any
    ) -> None:
        """Whoever removes a project while the register loses a table sees it done; rows go later."""
        first, second = project(), project()
        for values in (first, second):
            admin.api("package_create", **values)
        table = anonymous.api("digitalprojekt_state")["register"]["resources"]["vorhaben"]
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with ThreadPoolExecutor(1) as pool, lost_meanwhile(table) as commit:
            removal = pool.submit(admin.api, "dataset_purge", id=_name(first["vorhaben_nr"]))
            assert eventually(lambda: in_datastore(waiting), 20)
            commit()
            removal.result(timeout=60)
        admin.api("dataset_purge", id=_name(second["vorhaben_nr"]))
        for values in (first, second):
            assert not any(_register(anonymous, values["vorhaben_nr"]).values())

    def test_publication_keeps_them(
        self, editor: Portal, anonymous: Portal, project: Any, publication: Publication, numbers: Numbers
    ) -> None:
        """A publication whose tables know nothing of the project leaves its rows in place."""
        values = project()
        reported_one = reported(numbers())
        tables = publication.tables_with([reported_one])
        editor.api("package_create", **values)
        publication([reported_one], tables=tables)
        assert _register(anonymous, values["vorhaben_nr"])["vorhaben"][0]["titel"] == values["title"]

    def test_private_project_is_seen_nowhere(
        self, editor: Portal, anonymous: Portal, publication: Publication, numbers: Numbers
    ) -> None:
        """A private project is in no list, figure, table or slice, and comes back whole."""
        project = reported(numbers())
        number, name = project["vorhaben_nr"], _name(project["vorhaben_nr"])
        publication([project])
        rows = _register(anonymous, number)
        count = anonymous.api("digitalprojekt_statistik")["count"]
        publication.admin.api("package_patch", id=name, private=True)
        assert not any(_register(anonymous, number).values())
        assert anonymous.api("digitalprojekt_statistik")["count"] == count - 1
        resources = anonymous.api("digitalprojekt_state")["register"]["resources"]
        for resource_id in resources.values():
            found = anonymous.api(
                "datastore_search", resource_id=resource_id, filters={"vorhaben_nr": number}
            )
            assert found["records"] == []
        assert anonymous.get(f"/digitalprojekt/{name}/stammdaten.csv").status_code == 404
        assert editor.get(f"/digitalprojekt/{name}/stammdaten.csv").status_code == 200
        publication([project], tables=publication.tables_with([project]))
        assert not any(_register(anonymous, number).values())
        editor.api("package_patch", id=name, private=False)
        assert _register(anonymous, number) == rows
