"""`hndigital adopt` as a person runs it: from a city's catalogue onto the portal, and on to the next one."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hndigital import profiles
from hndigital.cli.main import run
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.federation import only_open
from hndigital.dcat.graph import catalog_graph
from hndigital.dcat.serialize import serialize
from hndigital.dcat.vocab import DCAT, DCT, HYDRA, RDF
from rdflib import Graph, URIRef

from tests import plain_ckan
from tests.additional import Additional
from tests.cities import HEILBRONN
from tests.datasets import mixed, ordinary
from tests.portal.publication.scenes import URL, Command, Ran
from tests.portal.support import ApiError, Portal, purge
from tests.unit.ordinary_dataset import full

OLD = "https://alt.example"


def catalogue(folder: Path, packages: list[dict[str, Any]], name: str = "catalog.rdf") -> Path:
    """Write the feed of another portal that holds `packages`."""
    old = HEILBRONN.at(OLD)
    models = [only_open(from_ckan.dataset(one, old)) for one in packages]
    file = folder / name
    file.write_bytes(serialize(catalog_graph(from_package.own_catalog(models, old)), file.suffix[1:]))
    return file


def whole_feed(portal: Portal, path: str = "/catalog.ttl") -> Graph:
    """Return all pages of a feed."""
    graph = Graph()
    while path:
        page = Graph().parse(data=portal.get(path).content, format="turtle")
        graph += page
        following = next(iter(page.objects(None, HYDRA.next)), None)
        path = str(following).removeprefix(portal.url) if following else ""
    return graph


def said_of(graph: Graph, *portals: str) -> dict[str, set[tuple[str, str, str]]]:
    """Return by dataset what a feed says of it, wherever the portal is that says it."""
    found = {}
    for node in set(graph.objects(None, DCAT.dataset)):
        parts, todo = set(), [node]
        while todo:
            one = todo.pop()
            if one in parts or not isinstance(one, URIRef):
                continue
            parts.add(one)
            todo += [v for v in graph.objects(one) if (v, RDF.type, DCAT.Dataset) not in graph or v == node]
        found[str(graph.value(node, DCT.identifier))] = {
            tuple(re.sub("|".join(portals), "portal:", str(term)) for term in triple)  # type: ignore[misc]
            for part in parts
            for triple in graph.triples((part, None, None))
        }
    return found


@pytest.fixture(scope="module")
def command(editor: Portal, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return the command in the hands of an editor."""
    return Command(tmp_path_factory.mktemp("adopt"), editor.token)


@pytest.fixture(scope="module", autouse=True)
def _clean(admin: Portal, organisation: str) -> Iterator[None]:
    """Remove afterwards what was adopted."""
    known = set(admin.api("package_list"))
    yield
    for name in ({*admin.api("package_list")} - known) | {"leer"}:
        purge(admin, name)


def adopt(command: Command, *args: str, code: int = 0) -> Ran:
    """Run the command within this process: a start of Python takes longer than what it does."""
    said, noted = io.StringIO(), io.StringIO()
    environ = {"HNDIGITAL_TOKEN": command.token, "LANGUAGE": "de"}
    with profiles.using(None), pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        with redirect_stdout(said), redirect_stderr(noted):
            ran = Ran(run(["adopt", *args, "--ckan", URL]), said.getvalue(), noted.getvalue())
    assert ran.code == code, ran.out + ran.err
    return ran


def document(command: Command, *args: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(adopt(command, *args, "--json", code=code).out)
    return found


def test_the_feed_says_what_the_old_one_said(command: Command, anonymous: Portal, tmp_path: Path) -> None:
    """An editor adopts datasets of every kind: each triple stays; run again it changes nothing."""
    packages = [one for one in mixed() if one["resources"]]
    packages.append(full(license_id="cc-by-4.0"))
    file = catalogue(tmp_path, packages)
    planned = document(command, str(file), "--plan", code=10)
    assert [one["action"] for one in planned["datasets"]] == ["create"] * len(packages)
    assert planned["created"] == []
    done = document(command, str(file))
    assert len(done["created"]) == len(packages)
    assert done["failed"] == []
    assert document(command, str(file))["created"] == []
    before = said_of(Graph().parse(file), OLD)
    after = said_of(whole_feed(anonymous), OLD, anonymous.url)
    assert {key: after[key] - before[key] for key in before if after[key] != before[key]} == {}
    assert {key: before[key] - after[key] for key in before if after[key] != before[key]} == {}


def test_a_hand_stays_and_a_change_arrives(command: Command, editor: Portal, tmp_path: Path) -> None:
    """What the source changes is changed field by field, but never what a person has changed since."""
    one = ordinary(501, title="Zählstellen", notes="Alt", version="1")
    adopt(command, str(catalogue(tmp_path, [one])))
    editor.api("package_patch", id="datensatz-501", notes="Von Hand")
    one |= {"title": "Zählstellen neu", "notes": "Neu", "version": "2"}
    one["resources"] = [*one["resources"], ordinary(502)["resources"][0]]
    file = catalogue(tmp_path, [one])
    plan = document(command, str(file), "--plan", code=10)
    (entry,) = plan["datasets"]
    assert [(c["field"], c["old"], c["new"]) for c in entry["changes"] if not c["file"]] == [
        ("title", "Zählstellen", "Zählstellen neu"),
        ("version", "1", "2"),
    ]
    adopt(command, str(file))
    dataset = editor.api("package_show", id="datensatz-501")
    assert (dataset["title"], dataset["notes"], dataset["version"]) == ("Zählstellen neu", "Von Hand", "2")
    assert len(dataset["resources"]) == 2
    again = document(command, str(file), "--plan")
    assert [(f["code"], f["field"]) for f in again["findings"] if f["code"] == "von_hand"] == [
        ("von_hand", "notes")
    ]


def test_who_may_not_is_told(command: Command, tmp_path: Path) -> None:
    """Without a token, with a wrong one, for an organisation that is not there: nothing is written."""
    file = str(catalogue(tmp_path, [ordinary(503)]))
    assert command.run("adopt", file, token="").code == 7
    assert command.run("adopt", file, token="kein-gutes-token-123").code == 7
    assert "gibt-es-nicht" in adopt(command, file, "--organization", "gibt-es-nicht", code=2).err
    adopt(command, str(tmp_path / "fehlt.xml"), code=2)


@pytest.mark.slow
def test_odd_ones_are_named_and_the_rest_is_done(command: Command, editor: Portal, tmp_path: Path) -> None:
    """Huge and empty titles, addresses that are none, what is ours, a name that is taken, a deleted one."""
    datasets = [
        {"identifier": "riesig", "title": "Riesig " + "x" * 50_000, "description": "y" * 200_000},
        {"identifier": "leer", "title": "\x01\u200b", "keyword": ["a" * 300, "ä", "Straße/Weg"]},
        {"identifier": "heilbronn-digitalprojekte", "title": "Fremdes Register"},
        {"identifier": "adresse", "title": "Adresse", "distribution": [{"downloadURL": "javascript:x"}]},
        {"identifier": "gleich-1", "title": "Gleicher Titel", "license": "meine-lizenz"},
        {"identifier": "gleich-2", "title": "Gleicher Titel"},
        {"title": "Ohne Kennung", "modified": "gestern", "theme": ["Verkehr"]},
    ]
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"dataset": datasets}), encoding="utf-8")
    result = document(command, str(file), code=4)
    assert result["failed"] == []
    assert len(result["created"]) == 6
    assert {"gleicher-titel", "gleicher-titel-2", "leer", "ohne-kennung"} <= set(result["created"])
    named = {(one["code"], one["dataset"]) for one in result["findings"]}
    assert {
        *(("gekuerzt", "riesig"), ("titel_leer", "leer"), ("eigener", "heilbronn-digitalprojekte")),
        *(("adresse", "adresse"), ("kennung_fehlt", "Ohne Kennung"), ("abgelehnt", "Ohne Kennung")),
    } <= named
    again = document(command, str(file))
    assert (again["created"], again["changed"]) == ([], [])
    editor.api("package_delete", id="leer")
    deleted = document(command, str(file), "--plan")
    assert ("geloescht", "leer") in {(one["code"], one["dataset"]) for one in deleted["findings"]}


@pytest.mark.slow
def test_a_new_file_with_a_refused_value_is_added_without_it(
    command: Command, editor: Portal, tmp_path: Path
) -> None:
    """It stands before those that are there already: the value is left out of the right one, and named."""
    file, old = tmp_path / "data.json", {"title": "Alt", "downloadURL": f"{OLD}/alt.csv"}
    new = {"title": "Neu", "downloadURL": f"{OLD}/neu.csv", "conformsTo": "nach Gefühl"}
    for distribution, code in (([old], 0), ([new, old], 4)):
        dataset = {"identifier": "datei-neu", "title": "Neue Datei", "distribution": distribution}
        file.write_text(json.dumps({"dataset": [dataset]}), encoding="utf-8")
        result = document(command, str(file), code=code)
    assert result["failed"] == []
    assert ("abgelehnt", "conforms_to") in {(one["code"], one["field"]) for one in result["findings"]}
    made = editor.api("package_show", id="neue-datei")["resources"]
    assert [one["name"] for one in made] == ["Alt", "Neu"]
    assert document(command, str(file))["changed"] == []


@pytest.mark.slow
def test_another_organisations_dataset_is_left(command: Command, admin: Portal, tmp_path: Path) -> None:
    """A dataset that has the identifier already, of somebody else, stays as it is and is named."""
    try:
        admin.api("organization_create", name="nachbarn", title="Nachbarn")
    except ApiError:
        assert admin.api("organization_show", id="nachbarn")
    admin.api("package_create", name="nachbars", owner_org="nachbarn", title="N", identifier="heilbronn-x 1")
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"dataset": [{"identifier": "heilbronn-x%201", "title": "Meiner"}]}))
    found = document(command, str(file))
    assert [one["action"] for one in found["datasets"]] == ["refuse"]
    assert [(f["code"], f["detail"]) for f in found["findings"]] == [("kennung_vergeben", "nachbars")]


def stated(portal: Portal) -> dict[str, tuple[str, ...]]:
    """Return what a feed says each dataset is: its identifiers and its IRI, by title."""
    graph = whole_feed(portal)
    return {
        str(graph.value(node, DCT.title)): (*sorted(map(str, graph.objects(node, DCT.identifier))), str(node))
        for node in set(graph.objects(None, DCAT.dataset))
    }


STORED: list[dict[str, Any]] = [
    {},
    {"extras": [{"key": "identifier", "value": "Stadt/17 ä"}, {"key": "uri", "value": f"{OLD}/id/17"}]},
    {"extras": [{"key": "guid", "value": "urn:uuid:9c1f"}]},
    {"extras": [{"key": "guid", "value": "nicht-dieses"}, {"key": "identifier", "value": "sondern-dieses"}]},
    {"extras": [{"key": "uri", "value": f"{OLD}/id/ümlaut?x=1#y"}]},
    {"extras": [{"key": "rights", "value": "Auszug"}, {"key": "publisher_name", "value": "Stadtwerke"}]},
]
"""How other portals hold identifier and IRI of a dataset: not at all, or among the extras."""
STOCK = {
    "ckan.plugins": "dcat datastore",
    "ckanext.dcat.rdf.profiles": "euro_dcat_ap_2",
    "ckanext.dcat.base_uri": "https://daten.alt.example/id",
}


def put(portal: Portal, organisation: str, name: str, datasets: list[dict[str, Any]]) -> None:
    """Make datasets on a portal, each with a file."""
    for number, fields in enumerate(datasets):
        portal.api(
            "package_create",
            name=f"{name}-{number}",
            title=f"{name} {number}",
            owner_org=organisation,
            license_id="cc-by",
            resources=[{"name": "Datei", "url": f"{OLD}/datei-{number}.csv", "format": "CSV"}],
            **fields,
        )


@pytest.mark.slow
def test_from_a_stock_portal(command: Command, admin: Portal, anonymous: Portal, tmp_path: Path) -> None:
    """A CKAN with ckanext-dcat alone: each dataset keeps the identifier and IRI of its feed.

    Whichever way it was adopted, by its address or its feed's: the other adds nothing.
    """
    with plain_ckan.running(STOCK) as stock:
        put(stock, plain_ckan.ORGANISATION, "bestand", STORED)
        plan = document(command, stock.url, "--plan", code=10)
        assert plan["quality"]["before"]["datasets"] == plan["quality"]["after"]["datasets"] == len(STORED)
        before = stated(Portal(stock.url))
        assert len(before) == len(STORED)
        done = document(command, stock.url)
        assert len(done["created"]) == len(STORED)
        after = stated(anonymous)
        assert {title: after[title] for title in before} == before
        saved = tmp_path / "catalog.xml"
        saved.write_bytes(stock.get("/catalog.xml").content)
        places = (stock.url, f"{stock.url}/catalog.xml", f"{stock.url}/catalog.jsonld", str(saved))
        for place in places:
            assert changes_of(document(command, place, "--plan")) == set()
        for first in places[1:]:
            for name in done["created"]:
                purge(admin, name)
            assert sorted(document(command, first)["created"]) == sorted(done["created"])
            # the file lacks what stock ckanext-dcat does not say: the portal adds that, and only that
            expected = {("license_id", ""), ("license", ""), ("rights", "")} if first == str(saved) else set()
            for place in places:
                plan = document(command, place, "--plan", code=10 if expected and place != first else 0)
                assert changes_of(plan) == (expected if place != first else set())


def changes_of(plan: dict[str, Any]) -> set[tuple[str, str]]:
    """Return field and present value of each change."""
    return {(change["field"], change["old"]) for one in plan["datasets"] for change in one["changes"]}


@pytest.mark.slow
def test_from_portal_to_portal(
    command: Command, admin: Portal, anonymous: Portal, tmp_path: Path, organisation: str
) -> None:
    """Our whole portal, adopted by its API, says the same on an empty one; its feed adds nothing to that.

    Of two datasets with one identifier the one that the feed lets keep it keeps it.
    """
    copied = {"identifier": "kopiert", "extras": [{"key": "uri", "value": f"{OLD}/id/kopiert"}]}
    put(admin, organisation, "eigener", [*STORED, copied, copied])
    second = Additional("adopt")
    try:
        second.up()
        there = Command(tmp_path, second.admin.token)
        there.address = second.url
        done = there.run("adopt", anonymous.url)
        assert done.code in (0, 4), done.out + done.err
        before, after = whole_feed(anonymous), whole_feed(second.anonymous)
        said = said_of(before, anonymous.url), said_of(after, anonymous.url, second.url)
        ours = [key for key in said[0] if key.startswith("heilbronn-digitalprojekt")]
        assert {key: said[0][key] ^ said[1][key] for key in said[1] if said[1][key] != said[0][key]} == {}
        assert set(said[0]) - set(said[1]) <= set(ours)
        for source in (anonymous.url, f"{anonymous.url}/catalog.ttl", f"{anonymous.url}/catalog.rdf"):
            assert there.run("adopt", source, "--plan").code == 0
    finally:
        second.clean()
