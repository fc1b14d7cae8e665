"""Side doors of CKAN to what is not public (index, comparisons, follows), and ids of files taken first."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from ckanext.hndigital.resources import resource_id

from tests.portal.security.conftest import READERS, STRANGERS, refused
from tests.portal.stores import contents
from tests.portal.support import TIMEOUT, ApiError, Portal, Publication, eventually

EDITION = "digitalprojekte-2094-1"
People = Callable[[str], Portal]
Numbers = Callable[[], str]


@pytest.fixture(scope="module")
def correction(admin: Portal, people: People, organisation: str, numbers: Numbers) -> Iterator[str]:
    """Publish an edition, put a correction's file beside it and return the word in its name."""
    word = f"geheim{numbers()}"
    with Publication(admin, organisation) as publication:
        publication.names.add(EDITION)
        admin.api(
            "package_create", name=EDITION, title="Ausgabe", owner_org=organisation, private=True,
            berichtsstand="2094-1", stichtag="2094-03-31",
            resources=[{"name": "vorhaben.csv", "url": "https://example.org/1.csv", "fassung": "1"}],
        )  # fmt: skip
        publication([], tables={}, berichtsstand="2094-1", edition=EDITION, edition_fields={"fassung": "1"})
        people("editor").api(
            "resource_create", package_id=EDITION, name=f"{word}.csv",
            url=f"https://example.org/{word}.csv", fassung="2", format=word,
        )  # fmt: skip
        yield word


class TestWordsOfTheIndex:
    """The index knows all datasets; what a search answers comes from those alone that the reader may see."""

    @pytest.fixture
    def secret(self, admin: Portal, people: People, project: Any) -> str:
        """Return a word that stands in the title, the notes and the tag of a private project only."""
        word = f"geheim{uuid.uuid4().hex[:8]}"
        values = project(title=word, notes=word, private=True, tags=[{"name": word}])
        name = people("editor").api("package_create", **values)["name"]
        found = eventually(
            lambda: admin.api("package_search", q=f"name:{name}", include_private=True)["count"]
        )
        assert found == 1
        return word

    @pytest.mark.parametrize("role", [role for role in READERS if role != "member"])
    def test_facets_name_nothing_that_is_found_nowhere(self, people: People, secret: str, role: str) -> None:
        """A facet that is asked for values without documents doesn't list the words of hidden ones."""
        fields = ["title", "title_string", "notes", "text", "tags", "name", "title_ngram", "urls"]
        for least in (0, "0", None):
            asked = {
                "facet.field": fields,
                "facet.mincount": least,
                "facet.limit": -1,
                "include_private": True,
            }
            answer = people(role).api("package_search", rows=0, **asked)
            assert answer["facets"]["name"]
            assert secret not in json.dumps(answer["facets"])

    @pytest.mark.parametrize("role", [role for role in READERS if role != "member"])
    def test_no_function_counts_them(self, people: People, secret: str, role: str) -> None:
        """Functions and subqueries of the index are refused as fields and as an order."""
        count = f"docfreq(text,{secret})"
        asked = [
            {"fl": ["name", f"x:{count}"]}, {"fl": count}, {"fl": "x:[subquery]"}, {"fl": "numdocs()"},
            {"fl": ["name,[explain]"]}, {"sort": f"{count} desc"}, {"sort": f"name asc,{count} desc"},
            {"sort": f"if({count},1,2) asc"},
        ]  # fmt: skip
        for parameters in asked:
            with pytest.raises(ApiError) as caught:
                people(role).api("package_search", **parameters)
            assert caught.value.status == 400, parameters
            assert next(iter(parameters)) in caught.value.errors["message"]

    def test_fields_and_orders_stay(self, anonymous: Portal) -> None:
        """What CKAN's pages and clients ask for works as before."""
        for fields in (["id", "name"], "id,name", "id, name title", ["*"], ["score", "extras_vorhaben_nr"]):
            assert anonymous.api("package_search", fl=fields, rows=1)["results"]
        for order in (
            "",
            "rank",
            "score desc, metadata_modified desc",
            "title_string asc",
            "views_recent desc",
        ):
            assert anonymous.api("package_search", sort=order, rows=1)["results"], order

    @pytest.mark.parametrize("page", ["/dataset/", "/organization/stadt-heilbronn", "/digitalprojekt/"])
    @pytest.mark.parametrize("question", [{"sort": "docfreq(name,x) desc"}, {"q": "a:b:c"}])
    def test_pages_do_not_break(
        self, anonymous: Portal, organisation: str, page: str, question: dict[str, str]
    ) -> None:
        """A page whose search is refused or cannot be understood is no error of the server."""
        assert anonymous.get(page, params=question).status_code in (200, 302, 400)


class TestStaged:
    """A correction's files before it is published, by the ways past `package_show`."""

    @pytest.mark.parametrize("role", READERS)
    def test_a_comparison_tells_nothing(self, people: People, correction: str, role: str) -> None:
        """`package_revise` answers a right guess as a wrong one, and as a file that there is not."""
        answers = set()
        for place, name in ((1, f"{correction}.csv"), (1, "falsch.csv"), (2, "falsch.csv")):
            guess = {"match__name": EDITION, f"match__resources__{place}__name": name}
            with pytest.raises(ApiError) as caught:
                people(role).api("package_revise", **guess)
            answers.add((caught.value.status, caught.value.errors["__type"]))
        assert len(answers) == 1

    def test_editors_compare(self, people: People, correction: str) -> None:
        """Whoever writes the edition finds the file by comparing, and keeps it when revising."""
        editor = people("editor")
        revised = editor.api(
            "package_revise",
            match__name=EDITION,
            match__resources__1__name=f"{correction}.csv",
            update={"notes": "Neu"},
        )
        assert [file["name"] for file in revised["package"]["resources"]] == [
            "vorhaben.csv",
            f"{correction}.csv",
        ]

    @pytest.mark.parametrize("role", [role for role in READERS if role != "nobody"])
    def test_following_tells_nothing(self, people: People, admin: Portal, correction: str, role: str) -> None:
        """Who follows the edition is listed it without the file."""
        reader = people(role)
        me = reader.api("follow_dataset", id=EDITION)["follower_id"]
        for action in ("dataset_followee_list", "followee_list"):
            listed = json.dumps(reader.api(action, id=me))
            assert EDITION in listed
            assert correction not in listed


class TestLists:
    """Lists of CKAN that ask nobody's rights on the datasets in them."""

    @pytest.mark.parametrize("role", READERS)
    def test_formats(self, people: People, correction: str, role: str) -> None:
        """The format of a staged file is not offered; that of a public one is."""
        assert people(role).api("format_autocomplete", q=correction) == []
        assert "csv" in people(role).api("format_autocomplete", q="csv")

    @pytest.mark.parametrize("role", ["nobody", "logged in", "editor elsewhere", "member", "editor"])
    def test_members(self, people: People, organisation: str, project: Any, role: str) -> None:
        """An organisation's private datasets are listed to those alone who may read them."""
        editor = people("editor")
        shown, hidden = (
            editor.api("package_create", **project(private=private))["id"] for private in (False, True)
        )
        listed = people(role).api("member_list", id=organisation, object_type="package")
        ids = [key for key, *_ in listed]
        assert shown in ids
        assert (hidden in ids) == (role in ("member", "editor"))


class TestIdsOfFiles:
    """A project's files have ids that everybody can compute: nobody takes them first."""

    @pytest.mark.parametrize("role", ["editor elsewhere", "admin elsewhere", "sysadmin"])
    def test_nobody_blocks_a_project(
        self, people: People, elsewhere: str, project: Any, temporary: Callable[[str], str], role: str
    ) -> None:
        """A file elsewhere gets no such id, new or with its dataset; the project is made afterwards."""
        values, somebody = project(), people(role)
        name = temporary(f"zz-kennung-{uuid.uuid4().hex[:8]}")
        somebody.api("package_create", name=name, title="x", owner_org=elsewhere)
        before = contents()
        file = {"id": resource_id(values["vorhaben_nr"], "status"), "url": "https://example.org/x"}
        error = refused(somebody, "resource_create", package_id=name, **file)
        assert file["id"] in error.errors["id"][0]
        refused(somebody, "package_patch", id=name, resources=[file])
        refused(
            somebody, "package_create", name=f"{name}-2", title="x", owner_org=elsewhere, resources=[file]
        )
        assert contents() == before
        assert people("editor").api("package_create", **values)["resources"]

    def test_other_ids_may_be_chosen(
        self, people: People, elsewhere: str, temporary: Callable[[str], str]
    ) -> None:
        """A file that keeps its random id, as one copied from another portal does, is taken."""
        name, own = temporary(f"zz-kennung-{uuid.uuid4().hex[:8]}"), str(uuid.uuid4())
        editor = people("editor elsewhere")
        editor.api("package_create", name=name, title="x", owner_org=elsewhere)
        made = editor.api("resource_create", package_id=name, id=own, url="https://example.org/x")
        assert made["id"] == own


class TestNamesThatLookAlike:
    """Nobody gets a name that only a program can tell from one of ours."""

    @pytest.mark.parametrize("role", ["editor elsewhere", "admin elsewhere", "sysadmin"])
    def test_datasets(self, people: People, elsewhere: str, role: str) -> None:
        """A newline at the end makes no other name of an edition's or a project's."""
        before = contents()
        for name in (f"{EDITION}\n", "digitalprojekt-1900000004\n", "Digitalprojekte-2094-1"):
            error = refused(people(role), "package_create", name=name, title="x", owner_org=elsewhere)
            assert error.errors["name"]
        assert contents() == before

    @pytest.mark.parametrize("role", ["admin elsewhere", "sysadmin"])
    def test_organisations(self, people: People, elsewhere: str, role: str) -> None:
        """An organisation is not renamed to something that looks like the city's, or is no name."""
        before = contents()
        for name in ("stadt-heilbronn\n", "stadt-heilbronn ", "Stadt-Heilbronn", "a/b", "<i>"):
            assert refused(people(role), "organization_patch", id=elsewhere, name=name).errors["name"]
        assert contents() == before
        renamed = people(role).api("organization_patch", id=elsewhere, name=elsewhere, description="Neu")
        assert renamed["name"] == elsewhere

    @pytest.mark.parametrize("action", ["organization_create", "group_create", "user_create"])
    def test_whoever_may_create(self, admin: Portal, action: str) -> None:
        """The same holds for new organisations, groups and people."""
        data = {"name": "stadt-heilbronn\n", "email": "x@example.org", "password": uuid.uuid4().hex}
        assert refused(admin, action, **data).errors["name"]


@pytest.mark.parametrize("role", STRANGERS)
def test_refusals_are_no_errors_of_the_server(people: People, role: str, number_of_project: str) -> None:
    """Rights on collaborators and the pages to follow refuse with 403 or 404 where CKAN broke."""
    somebody = people(role)
    for action in ("package_collaborator_create", "package_collaborator_delete", "package_collaborator_list"):
        for dataset in (f"digitalprojekt-{number_of_project}", "zz-gibt-es-nicht"):
            refused(somebody, action, id=dataset, user_id="admin", capacity="editor")
    if role != "nobody":
        return
    for path in (
        f"/digitalprojekt/follow/digitalprojekt-{number_of_project}",
        "/organization/follow/stadt-heilbronn",
    ):
        answer = requests.post(somebody.url + path, timeout=TIMEOUT, allow_redirects=False)
        assert answer.status_code in (401, 403), path


@pytest.fixture
def number_of_project(people: People, project: Any) -> str:
    """Return the number of a public project."""
    values = project()
    people("editor").api("package_create", **values)
    return str(values["vorhaben_nr"])
