"""The contract with what CKAN, its extensions and Flask do not promise: each promise of
`ckanext.hndigital.internals` against the installed versions, inside a process of its own portal.

A test that fails on a new version names the promise that it has broken; the function's docstring says where
it was kept.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ckan
import pytest
import requests as http
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital.internals import (
    application,
    assets,
    datasets,
    datastore,
    files,
    forms,
    index,
    jobs,
    markup,
    memory,
    requests,
    rights,
    scheming,
    settings,
    versions,
)
from ckanext.hndigital.internals import model as tables
from rq.job import Job

from tests.portal.support import ApiError, Portal, eventually, purge


@pytest.fixture(scope="module")
def app(portal_url: str) -> Any:
    """Return the portal's application, loaded in this process."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    ini = Path(os.environ["HNDIGITAL_TEST_STATE"], "ckan.ini")
    return make_app(CKANConfigLoader(str(ini)).get_config())._wsgi_app


@pytest.fixture
def request_of(app: Any) -> Iterator[Callable[..., Any]]:
    """Return a way into a request; the session's transaction is undone afterwards."""
    yield app.test_request_context
    model.Session.rollback()
    model.Session.remove()


@pytest.fixture
def inside(request_of: Callable[..., Any]) -> Iterator[None]:
    """Be inside a request of nobody."""
    with request_of("/"):
        yield


@pytest.fixture
def dataset(app: Any, admin: Portal, organisation: str) -> Iterator[dict[str, Any]]:
    """Return an ordinary dataset with an extra and a file."""
    name = f"internals-{uuid.uuid4().hex[:8]}"
    extras = [{"key": "anything", "value": "of its own"}]
    files = [{"url": "https://example.org/a.csv", "name": "a", "format": "CSV"}]
    yield admin.api(
        "package_create", name=name, title=name, owner_org=organisation, extras=extras, resources=files
    )
    purge(admin, name)


class TestVersions:
    """The tests have seen what is installed."""

    def test_nothing_installed_is_untested(self) -> None:
        """A version that these tests see for the first time belongs into `TESTED` once they pass."""
        assert list(versions.untested()) == []

    @pytest.mark.parametrize("old", ["2.10.11", "2.9.5", "2.13.0", "3.0.0a0"])
    def test_other_versions_are_refused(self, monkeypatch: pytest.MonkeyPatch, old: str) -> None:
        """One sentence says which version it is, which are supported and what to do."""
        monkeypatch.setattr("ckan.__version__", old)
        with pytest.raises(toolkit.CkanVersionException) as refused:
            versions.refuse_others()
        sentence = str(refused.value)
        assert old in sentence
        assert "2.11 and 2.12" in sentence
        assert "please" in sentence

    @pytest.mark.parametrize("new", ["2.11.0", "2.12.7"])
    def test_every_patch_of_a_supported_version_is_taken(
        self, monkeypatch: pytest.MonkeyPatch, new: str
    ) -> None:
        """A security release of CKAN needs none of ours; `check` says that it is untested."""
        monkeypatch.setattr("ckan.__version__", new)
        versions.refuse_others()

    def test_what_differs_between_versions_is_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """By the version that runs, a minor one with all its patches."""
        assert versions.installed() == ckan.__version__
        monkeypatch.setattr("ckan.__version__", "2.12.3")
        assert [versions.since(minor) for minor in ("2.11", "2.12", "2.13")] == [True, True, False]

    def test_an_untested_version_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """`ckan hndigital check` says which package, in which version, and which ones were tested."""
        monkeypatch.setattr(versions, "TESTED", {"ckan": ("2.11.0",)})
        (sentence,) = versions.untested()
        assert "untested (tested: 2.11.0)" in sentence


@pytest.mark.usefixtures("inside")
class TestAssets:
    """Style sheets and scripts that a page asks for."""

    def test_what_is_withheld_is_not_given(self) -> None:
        """Nor is what it would have brought along."""
        assets.withhold("ckanext_datastore/datastore")
        toolkit.h.include_asset("ckanext_datastore/datastore")
        assert not assets.asked_for("base/main")
        assert str(toolkit.h.render_assets("script")) == ""

    def test_what_another_one_needs_was_asked_for(self) -> None:
        """A script that builds on CKAN's says so in its `preload`."""
        assert not assets.asked_for("base/main")
        toolkit.h.include_asset("ckanext_datastore/datastore")
        assert assets.asked_for("base/main")


@pytest.mark.usefixtures("inside")
class TestModel:
    """CKAN's tables."""

    def test_an_extra_can_be_asked_for(self, dataset: dict[str, Any]) -> None:
        """As text, or NULL where the dataset has none of that name."""
        columns = [tables.dataset_extra(name).label(name) for name in ("anything", "nothing")]
        row = (
            model.Session.query(*columns)
            .select_from(model.Package)
            .filter(model.Package.id == dataset["id"])
            .one()
        )
        assert (row.anything, row.nothing) == ("of its own", None)

    def test_all_extras_come_as_a_dict(self, dataset: dict[str, Any]) -> None:
        """With every value as text."""
        query = model.Session.query(tables.dataset_extras().label("all")).select_from(model.Package)
        found = query.filter(model.Package.id == dataset["id"]).one().all
        assert found["anything"] == "of its own"

    def test_fields_are_set_past_the_actions(self, dataset: dict[str, Any]) -> None:
        """Columns and extras by their names, as they are stored; an empty extra is none."""
        package = model.Package.get(dataset["id"])
        tables.set_fields(package, {"title": "Anders", "anything": "", "new": "one"})
        model.Session.flush()
        model.Session.expire_all()
        found = tables.fields_of(package, ["title", "anything", "new", "private"])
        assert found == {"title": "Anders", "anything": None, "new": "one", "private": False}
        model.Session.rollback()

    def test_a_licence_is_known_by_its_id(self) -> None:
        """With title and address; an unknown one is none."""
        found = tables.known_licence("cc-by")
        assert isinstance(found, tables.KnownLicence)
        assert found.url.startswith("http")
        assert tables.known_licence("no-such-licence") is None

    def test_tables_of_the_installed_version_are_left_alone(self) -> None:
        """Bringing them up to date once more changes nothing."""
        revision = sa.text("SELECT version_num FROM alembic_version")
        before = model.Session.scalar(revision)
        model.Session.rollback()  # its lock would keep the migration waiting
        tables.migrate()
        assert model.Session.scalar(revision) == before

    def test_savepoints_that_actions_leave_are_released(self, dataset: dict[str, Any]) -> None:
        """After it the change is part of the one transaction."""
        context = {"ignore_auth": True, "user": "admin", "defer_commit": True, "return_id_only": True}
        toolkit.get_action("package_patch")(context, {"id": dataset["id"], "notes": "changed"})
        tables.release_savepoints()
        assert model.Session().get_nested_transaction() is None
        assert model.Package.get(dataset["id"]).notes == "changed"
        model.Session.rollback()  # the portal, which removes the dataset next, would wait for it


@pytest.mark.usefixtures("inside")
class TestIndex:
    """CKAN's search index."""

    @staticmethod
    def title(dataset_id: str) -> str:
        found = index.connection().search("*:*", fq=f"id:{dataset_id}", fl="title").docs
        return found[0]["title"] if found else ""

    def test_a_document_is_put_and_removed(self, dataset: dict[str, Any]) -> None:
        """What `put` takes is what `document` makes; `renew` brings it back."""
        index.remove(dataset["id"])
        assert self.title(dataset["id"]) == ""
        index.put(index.document(dataset["id"]))
        index.connection().commit(waitSearcher=True)
        assert self.title(dataset["id"]) == dataset["title"]
        index.forget(dataset["id"])
        assert self.title(dataset["id"]) == ""
        index.renew(dataset["id"])
        assert self.title(dataset["id"]) == dataset["title"]

    def test_the_index_is_left_alone(self, dataset: dict[str, Any]) -> None:
        """What is committed within reaches it when we send it."""
        context = {"ignore_auth": True, "user": "admin", "defer_commit": True, "return_id_only": True}
        with index.without_ckans_indexing():
            toolkit.get_action("package_patch")(context, {"id": dataset["id"], "title": "Later"})
            tables.release_savepoints()
            model.Session.commit()
        index.connection().commit(waitSearcher=True)
        assert self.title(dataset["id"]) == dataset["title"]

    def test_ckans_own_indexing_goes_on_elsewhere(self, dataset: dict[str, Any]) -> None:
        """Outside of it an action's change can be found at once."""
        with index.without_ckans_indexing():
            pass
        context = {"ignore_auth": True, "user": "admin"}
        toolkit.get_action("package_patch")(context, {"id": dataset["id"], "title": "At once"})
        assert self.title(dataset["id"]) == "At once"

    def test_the_whole_index_is_renewed(self, dataset: dict[str, Any]) -> None:
        """What has no dataset goes, what was missing is there."""
        index.remove(dataset["id"])
        index.renew_all()
        assert self.title(dataset["id"]) == dataset["title"]

    def test_fields_have_weights(self) -> None:
        """As Solr's edismax takes them."""
        assert "title^" in index.searched_fields()

    def test_an_index_that_is_away_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """By an error of `search.index` that the pages are answered by."""
        monkeypatch.setitem(toolkit.config, "solr_url", "http://127.0.0.1:9/solr/ckan")
        if not versions.since("2.12"):
            from ckan.lib.search.common import SolrSettings

            monkeypatch.setattr(SolrSettings, "_url", "http://127.0.0.1:9/solr/ckan")
        with pytest.raises((index.SearchError, index.SolrConnectionError)):
            toolkit.get_action("package_search")({"ignore_auth": True}, {"q": "a"})


@pytest.mark.usefixtures("inside")
class TestDatasets:
    """What CKAN's actions do inside."""

    CONTEXT: dict[str, Any] = {"ignore_auth": True, "user": "admin", "model": model, "session": model.Session}

    def test_problems_are_found_without_writing(self, organisation: str) -> None:
        """By field, as the action would raise them."""
        data = {"name": "A b", "type": "dataset", "owner_org": organisation}
        assert "name" in datasets.problems("dataset", {**self.CONTEXT}, data, creates=True)

    def test_objects_of_checks(self, dataset: dict[str, Any]) -> None:
        """Dataset and file by their ids; what is not there is not found."""
        assert datasets.dataset_of({**self.CONTEXT}, {"id": dataset["id"]}).id == dataset["id"]
        file = dataset["resources"][0]["id"]
        assert datasets.file_of({**self.CONTEXT}, {"id": file}).id == file
        with pytest.raises(toolkit.ObjectNotFound):
            datasets.dataset_of({**self.CONTEXT}, {"id": "no-such-dataset"})

    def test_names_have_rules(self, organisation: str) -> None:
        """A bad one is invalid, a group's that is taken is noted."""
        assert datasets.check_name("good-name", {**self.CONTEXT}) == "good-name"
        with pytest.raises(toolkit.Invalid):
            datasets.check_name("Bad Name", {**self.CONTEXT})
        errors: dict[Any, list[str]] = {("name",): []}
        datasets.check_group_name(("name",), {("name",): organisation}, errors, {**self.CONTEXT})
        assert errors[("name",)]

    def test_a_page_of_files(self) -> None:
        """Offset and limit as numbers; what is no number is refused."""
        assert datasets.files_page({**self.CONTEXT}, {"query": "name:a", "offset": "2", "limit": "3"}) == (
            2,
            3,
        )
        assert datasets.files_page({**self.CONTEXT}, {"query": "name:a"}) == (0, None)
        with pytest.raises(toolkit.ValidationError):
            datasets.files_page({**self.CONTEXT}, {"query": "name:a", "limit": "x"})

    def test_a_validator_learns_the_schemas_names(self) -> None:
        """The context has them while data is validated."""
        seen: list[str] = []

        def look(key: Any, data: Any, errors: Any, context: Any) -> None:
            seen.extend(datasets.known_parameters(context))

        schema = {"one": [toolkit.get_validator("ignore_missing")], "__extras": [look]}
        toolkit.navl_validate({"one": "1", "two": "2"}, schema, {**self.CONTEXT})
        assert seen == ["one"]


@pytest.mark.usefixtures("inside")
class TestRights:
    """What CKAN says about people."""

    def test_sysadmins_and_nobody(self, organisation: str, dataset: dict[str, Any]) -> None:
        """One may everything, the other reads what is public."""
        assert rights.is_sysadmin("admin")
        assert not rights.is_sysadmin("no-such-user")
        group = model.Group.get(organisation)
        assert rights.has_right(group.id, "admin", "update_dataset")
        assert not rights.has_right(group.id, "no-such-user", "update_dataset")
        assert rights.may("package_show", {"user": "", "auth_user_obj": None}, {"id": dataset["id"]})
        assert not rights.may("package_update", {"user": "", "auth_user_obj": None}, {"id": dataset["id"]})

    def test_collaborators_are_a_setting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """`ckan.auth.allow_dataset_collaborators`, false as CKAN comes."""
        assert not rights.collaborators_are_allowed()
        monkeypatch.setitem(toolkit.config, "ckan.auth.allow_dataset_collaborators", True)
        assert rights.collaborators_are_allowed()


class TestRequests:
    """The way of a request."""

    def test_hooks_stand_where_they_are_asked_for(self, app: Any) -> None:
        """First of all; after CKAN has identified the person, before CSRF protection; after all answers."""
        first, before, after = lambda: None, lambda: None, lambda response: response
        hooks = {"before": list(app.before_request_funcs[None]), "after": list(app.after_request_funcs[None])}
        try:
            requests.before_all_others(app, first)
            requests.once_identified(app, before)
            requests.after_all_others(app, after)
            assert app.before_request_funcs[None][0] is first
            names = [getattr(hook, "__name__", "") for hook in app.before_request_funcs[None]]
            place = app.before_request_funcs[None].index(before)
            assert names[place - 1] == "ckan_before_request"
            assert "csrf_protect" in names[place:]
            assert app.after_request_funcs[None][0] is after
        finally:
            app.before_request_funcs[None][:] = hooks["before"]
            app.after_request_funcs[None][:] = hooks["after"]

    @pytest.mark.parametrize("status", [405, 500])
    def test_errors_have_an_answer(self, app: Any, status: int) -> None:
        """CKAN has one for every status."""
        assert callable(requests.answer_of(app, status))

    def test_a_form_without_token_is_found_out(self, request_of: Callable[..., Any]) -> None:
        """The sentence says what is wrong, and the check counts as not done."""
        with request_of("/user/login", method="POST", data={"login": "a"}):
            assert requests.check_token() != ""
            assert requests.asks_for_a_token()

    def test_a_form_with_token_passes(self, request_of: Callable[..., Any]) -> None:
        """It is not asked for again in the same request."""
        from flask import session
        from flask_wtf.csrf import generate_csrf

        with request_of("/") as first:
            token, kept = generate_csrf(), dict(session)
            assert first
        with request_of("/user/login", method="POST", data={toolkit.config["WTF_CSRF_FIELD_NAME"]: token}):
            session.update(kept)
            assert requests.check_token() == ""
            assert not requests.asks_for_a_token()

    def test_who_asks_by_api_token(self, app: Any, admin: Portal, request_of: Callable[..., Any]) -> None:
        """Is told from who asks as nobody, for whom CKAN sets the same flag."""
        for headers, expected in (({"Authorization": admin.token}, True), ({}, False)):
            with request_of("/", headers=headers):
                app.preprocess_request()
                assert requests.by_api_token() is expected
                assert requests.is_personal() is expected

    def test_a_request_is_answered_in_another_language(self, request_of: Callable[..., Any]) -> None:
        """From then on; addresses stay without it."""
        with request_of("/"):
            requests.answer_in("en")
            assert (toolkit.h.lang(), toolkit._("Datasets")) == ("en", "Datasets")
            assert toolkit.url_for("home.index") == "/"
            requests.answer_in("de")
            assert (toolkit.h.lang(), toolkit._("Datasets")) == ("de", "Datensätze")

    def test_messages_are_forgotten(self, request_of: Callable[..., Any]) -> None:
        """What `flash` left is on no page."""
        from flask import flash, get_flashed_messages

        with request_of("/"):
            flash("something")
            requests.forget_messages()
            assert get_flashed_messages() == []

    @pytest.mark.usefixtures("inside")
    def test_actions_that_only_read_are_known(self) -> None:
        """One that is not there changes nothing either."""
        assert requests.only_reads("package_show")
        assert requests.only_reads("no_such_action")
        assert not requests.only_reads("package_create")

    def test_a_thread_gets_the_application(self, app: Any, request_of: Callable[..., Any]) -> None:
        """And not what stands for it during a request."""
        with request_of("/"):
            assert requests.application() is app


def test_the_form_is_read_as_ckan_reads_it(app: Any, admin: Portal, request_of: Callable[..., Any]) -> None:
    """Nested fields become lists; what only the form itself needs is left out."""
    headers = {"Authorization": admin.token}
    entered = {"title": "A", "resources__0__url": "https://example.org", "save": "go", "_ckan_phase": "1"}
    with request_of("/dataset/new", method="POST", data=entered, headers=headers):
        app.preprocess_request()
        _context, data = forms.NewDataset().entered()
    assert data["title"] == "A"
    assert data["resources"][0]["url"] == "https://example.org"
    assert not {"save", "_ckan_phase"} & set(data)


@pytest.mark.usefixtures("inside")
class TestDatastore:
    """The DataStore's database."""

    def test_one_transaction(self) -> None:
        """Without its commit nothing of it stays; with it, everybody sees all of it."""
        table = datastore.quoted(f"internals-{uuid.uuid4().hex[:8]}")
        with datastore.writing() as (connection, _):
            connection.execute(sa.text(f"CREATE TABLE {table} (a int)"))
        with datastore.writing() as (connection, transaction):
            connection.execute(sa.text(f"CREATE TABLE {table} (a int)"))
            transaction.commit()
        with datastore.writing() as (connection, transaction):
            connection.execute(sa.text(f"DROP TABLE {table}"))
            transaction.commit()

    def test_one_moment(self) -> None:
        """All reads of a snapshot see the same."""
        with datastore.reading(snapshot=True) as connection:
            assert connection.scalar(sa.text("SHOW transaction_isolation")) == "repeatable read"

    def test_connections_are_forgotten(self) -> None:
        """The next reading opens one of its own."""
        process = sa.text("SELECT pg_backend_pid()")
        with datastore.reading() as connection:
            before = connection.scalar(process)
        datastore.forget_connections()
        with datastore.reading() as connection:
            assert connection.scalar(process) != before

    def test_readers_have_a_role(self) -> None:
        """Which is the one that reading asks with."""
        with datastore.reading() as connection:
            assert connection.scalar(sa.text("SELECT current_user")) == datastore.reader()

    def test_names_are_quoted(self) -> None:
        """As PostgreSQL takes them."""
        assert datastore.quoted("a-b") == '"a-b"'


@pytest.mark.usefixtures("inside")
class TestScheming:
    """ckanext-scheming's schemas."""

    def test_what_is_declared(self) -> None:
        """A type's fields by name; nothing for a type that there is not."""
        assert scheming.runs()
        assert scheming.declared("digitalprojekt")["dataset_fields"]
        assert scheming.declared("no-such-type") == {}

    def test_a_schema_is_added(self) -> None:
        """Presets are put in; scheming finds it by its type, as helpers, forms and actions look it up."""
        whole = {"dataset_fields": [{"field_name": "added", "preset": "select"}], "resource_fields": []}
        try:
            scheming.add({"a-type-for-once": scheming.with_presets(whole)})
            added = scheming.declared("a-type-for-once")["dataset_fields"][-1]
            assert added["field_name"] == "added"
            assert "form_snippet" in added
        finally:
            del scheming.expanded()["a-type-for-once"]

    def test_a_named_schema_is_exchanged(self) -> None:
        """What the portal's own setting names for a type gets other fields, with presets."""
        before = dict(scheming.named()["dataset"])
        try:
            scheming.exchange({"dataset": {**before, "dataset_fields": before["dataset_fields"][:1]}})
            assert len(scheming.declared("dataset")["dataset_fields"]) == 1
        finally:
            scheming.exchange({"dataset": before})


@pytest.mark.usefixtures("inside")
def test_redis_answers() -> None:
    """And the portal has a name in it."""
    assert memory.redis().ping()
    assert memory.site_id()


@pytest.mark.usefixtures("inside")
def test_a_setting_is_told_from_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the declaration of whoever has declared it."""
    monkeypatch.setitem(toolkit.config, "ckan.search.rows_max", 7)
    assert settings.is_set("ckan.search.rows_max")
    assert not settings.is_set("ckan.search.solr_allowed_query_parsers")
    values = {name: (value, default) for name, value, default in settings.with_defaults()}
    assert values["ckan.search.rows_max"] == (7, 1000)


@pytest.mark.usefixtures("inside")
def test_a_file_has_a_place() -> None:
    """Below the portal's storage, made of the resource's id."""
    place = files.path_of({"id": "abcdef-0123", "url_type": "upload"})
    assert place.is_relative_to(str(toolkit.config["ckan.storage_path"]))
    assert place.parts[-3:] == ("abc", "def", "-0123")


def test_a_file_is_read_and_discarded(app: Any, admin: Portal, dataset: dict[str, Any]) -> None:
    """Whatever it is stored in: by the id of its resource, until it is gone."""
    answer = http.post(
        f"{admin.url}/api/3/action/resource_create",
        data={"package_id": dataset["id"], "name": "b"},
        files={"upload": ("b.txt", b"content")},
        headers={"Authorization": admin.token},
        timeout=60,
    )
    resource = answer.json()["result"]["id"]
    assert (files.is_there(resource), files.content_of(resource)) == (True, b"content")
    assert [files.discard(resource), files.discard(resource)] == [True, False]
    assert (files.is_there(resource), files.content_of(resource)) == (False, None)


class TestMarkup:
    """CKAN's HTML."""

    TEMPLATES = Path(ckan.__file__).parent / "templates"

    @pytest.mark.parametrize(("pattern", "template"), markup.WRITTEN_IN.items(), ids=lambda one: str(one))
    def test_a_template_writes_it(self, pattern: re.Pattern[str], template: str) -> None:
        """Where the pattern says that it stands."""
        assert pattern.search((self.TEMPLATES / template).read_text(encoding="utf-8"))

    def test_no_other_template_has_handlers(self) -> None:
        """Each of them is done by `assets/handlers.js`; a new one would be dead under the policy."""
        folders = [self.TEMPLATES, *self.TEMPLATES.parents[1].glob("ckanext/*/templates")]
        found = {
            path.relative_to(folder).as_posix()
            for folder in folders
            for path in folder.rglob("*.html")
            if markup.HANDLER.search(path.read_text(encoding="utf-8"))
        }
        assert found <= {*markup.WITH_HANDLERS}

    def test_inline_scripts_are_found(self) -> None:
        """As elements of a template's own."""
        scripts = [
            path for path in self.TEMPLATES.rglob("*.html") if markup.ELEMENT.search(path.read_text("utf-8"))
        ]
        assert scripts

    @pytest.mark.usefixtures("inside")
    def test_the_pager_writes_dots_and_the_present_page(self) -> None:
        """Of a list long enough for both."""
        from ckan.lib.pagination import Page

        pages = Page(range(1000), page=20, items_per_page=10, url=lambda **kwargs: f"?page={kwargs['page']}")
        links = str(pages.pager())
        assert markup.PAGER_DOTS.search(links)
        assert markup.PRESENT_PAGE.search(links)

    @pytest.mark.usefixtures("inside")
    def test_markdown_keeps_signs_in_attributes(self) -> None:
        """The tag is found whole, up to its end and not to the sign within."""
        from ckan.lib.helpers import render_markdown

        html = str(render_markdown("![> a](https://example.org/b.png)", auto_link=False))
        (tag,) = markup.CLEANED_TAG.findall(html[html.index("<img") :])[:1]
        assert tag.startswith("img")
        assert "b.png" in tag


def test_the_application_answers_within_a_process(app: Any) -> None:
    """Asked as a web server asks it, it answers as the portal does."""
    answer = application.client_of_application().get("/api/3/action/status_show")
    assert (answer.status_code, answer.get_json()["success"]) == (200, True)


def test_nobody_lists_all_tables_of_the_datastore(app: Any, anonymous: Portal) -> None:
    """Neither by the action nor by the address of its dump; hidden twice, it is as well."""
    datastore.hide_list_of_tables(toolkit.config)
    with pytest.raises(ApiError):
        anonymous.api("datastore_search", resource_id="_table_metadata")
    assert anonymous.get("/datastore/dump/_table_metadata").status_code == 404


def test_jobs_have_a_queue_of_their_own(app: Any) -> None:
    """A worker listens to it and takes what it is given; a job that nobody knows waits nowhere."""
    assert jobs.workers()
    id_ = jobs.enqueue(print, "contract", "Contract", 60)
    assert id_
    assert not jobs.is_waiting("unknown")


def test_jobs_can_be_forgotten(app: Any) -> None:
    """One that has failed, too, which RQ keeps for a year: no key of Redis tells of our queue or its jobs."""
    ended = jobs.enqueue(abs, "no number", "Contract", 60)
    assert eventually(lambda: Job.fetch(ended, connection=memory.redis()).is_failed, 60)
    jobs.forget()
    left = [key.decode() for key in memory.redis().scan_iter("rq:*")]
    told = [key for key in left if key.endswith(f":{jobs.QUEUE}") and not key.startswith("rq:workers:")]
    assert told == []
    assert not [key for key in left if ended in key]
