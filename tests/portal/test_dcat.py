"""Feeds and documents of the running portal: they answer, conform, and stay whole during a publication."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from hndigital.dcat import from_package
from hndigital.dcat.graph import dataset_graph
from hndigital.dcat.model import text
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.settings import HEILBRONN, DcatSettings
from hndigital.dcat.validate import RuleProfile, validate
from hndigital.dcat.vocab import DCAT, DCT, HYDRA, RDF
from hndigital.package import Package
from hndigital.publisher.client import Portal as Client
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from tests.portal import admin as upkeep
from tests.portal.publication.scenes import Command, first_round, second_round
from tests.portal.support import Portal, purge

ONLY_THE_PORTAL_KNOWS = {DCT.issued, DCT.modified}
FEEDS = ("/catalog", "/govdata/catalog")
PREFIX = "dcat-probe-"


@pytest.fixture(scope="module")
def published(admin: Portal, portal_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """Publish two rounds, and ordinary datasets of the kinds that cities have; yield the newer package."""
    client = Client(portal_url, admin.token)
    upkeep.reset(client)
    upkeep.make_organisation(client)
    command = Command(tmp_path_factory.mktemp("dcat"), admin.token)
    command.publish(first_round())
    newest = second_round()
    command.publish(newest)
    names = [_ordinary(admin, number, flaw) for number, flaw in enumerate(FLAWS)]
    yield newest
    for name in names:
        purge(admin, name)
    upkeep.reset(client)


FLAWS: list[dict[str, Any]] = [
    {},
    {"notes": "<p>Mit <b>HTML</b> &amp; mehr</p>", "tags": []},
    {"license_id": "notspecified"},
    {"resources": [{"name": "Dienst", "url": "https://geo.example/wfs?service=WFS", "format": "WFS"}]},
    {"resources": [{"name": "Kaputt", "url": "keine Adresse", "format": "Unsinn"}]},
    {"resources": []},
]


def _ordinary(admin: Portal, number: int, flaw: dict[str, Any]) -> str:
    name = f"{PREFIX}{number}-{uuid.uuid4().hex[:6]}"
    values = {
        "name": name,
        "title": f"Probe {number}",
        "notes": "Ein Datensatz.",
        "owner_org": "stadt-heilbronn",
        "license_id": "dl-de-by-2.0",
        "tags": [{"name": "probe"}],
        "resources": [{"name": "Datei", "url": "https://daten.example/d.pdf", "format": "PDF"}],
    }
    admin.api("package_create", **{**values, **flaw})
    return name


def _pages(portal: Portal, path: str) -> Iterator[tuple[str, Graph]]:
    """Read a feed page by page as a harvester does: along hydra:next."""
    while path:
        answer = portal.get(path)
        assert answer.status_code == 200, (path, answer.text[:200])
        graph = Graph().parse(data=answer.content, format="turtle")
        yield path, graph
        following = {str(value) for value in graph.objects(None, HYDRA.next)}
        assert all(address.startswith(portal.url) for address in following)
        path = following.pop().removeprefix(portal.url) if following else ""


def _feed(portal: Portal, path: str) -> Graph:
    whole = Graph()
    for _, page in _pages(portal, path):
        whole += page
    return whole


def _datasets(graph: Graph) -> list[str]:
    return [str(node) for node in graph.objects(None, DCAT.dataset)]


@pytest.fixture(scope="module")
def declared(portal_url: str) -> DcatSettings:
    """Return the settings that a portal has by default."""
    return replace(
        HEILBRONN.at(portal_url),
        attribution=text("Stadt Heilbronn", "City of Heilbronn"),
        contact_name="Stadt Heilbronn",
    )


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.usefixtures("published")
def test_feeds_answer_in_three_formats(anonymous: Portal, feed: str, suffix: str) -> None:
    """Each format has its exact content type, HEAD the same headers, and says what Turtle says."""
    path = f"{feed}.{suffix}"
    answer = anonymous.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == FORMATS[suffix].content_type
    head = requests.head(anonymous.url + path, timeout=60)
    assert (head.status_code, head.headers["Content-Type"]) == (200, FORMATS[suffix].content_type)
    assert head.headers["ETag"] == answer.headers["ETag"]
    graph = Graph().parse(data=answer.content, format=FORMATS[suffix].rdflib_name)
    turtle = Graph().parse(data=anonymous.get(f"{feed}.ttl").content, format="turtle")
    pages = {s for g in (graph, turtle) for s in g.subjects(RDF.type, HYDRA.PagedCollection)}
    for both in (graph, turtle):
        for page in pages:
            both.remove((page, None, None))
    assert isomorphic(graph, turtle)


@pytest.mark.parametrize(
    ("feed", "rules"),
    [
        ("/catalog", RuleProfile.V30),
        ("/govdata/catalog", RuleProfile.V20),
        ("/govdata/catalog", RuleProfile.DASHBOARD),
    ],
)
@pytest.mark.usefixtures("published")
def test_feeds_conform(anonymous: Portal, feed: str, rules: RuleProfile) -> None:
    """No violation, warning or info over all pages, ordinary datasets with flaws among them."""
    report = validate(_feed(anonymous, f"{feed}.ttl"), rules)
    assert report.conforms, str(report)
    assert dict(report.nodes)["Dataset"] > 2


def test_govdata_is_given_what_it_may_have(anonymous: Portal, published: Package) -> None:
    """Register and editions, datasets with licence and data; single projects only if asked for."""
    graph = _feed(anonymous, "/govdata/catalog.ttl")
    base = f"{anonymous.url}/id/"
    found = set(_datasets(graph))
    assert {f"{base}register", f"{base}edition/2020-2", f"{base}edition/2021-1"} <= found
    assert [iri for iri in found if iri.rpartition("/")[2].isdigit()] == []
    titles = {str(graph.value(URIRef(iri), DCT.title)) for iri in found}
    assert {f"Probe {number}" for number in (0, 1, 3, 4)} <= titles
    assert not {"Probe 2", "Probe 5"} & titles


def test_a_project_says_what_its_package_says(
    anonymous: Portal, published: Package, declared: DcatSettings
) -> None:
    """The document of a project equals the package's graph but for when it was put on the portal."""
    for dataset in from_package.projects(published, declared):
        name = dataset.identifier.removeprefix(declared.identifier_prefix)
        answer = anonymous.get(f"/digitalprojekt/{name}.ttl")
        graph = Graph().parse(data=answer.content, format="turtle")
        expected = {t for t in dataset_graph(dataset) if t[1] not in ONLY_THE_PORTAL_KNOWS}
        assert {t for t in graph if t[1] not in ONLY_THE_PORTAL_KNOWS} == expected


@pytest.mark.usefixtures("published")
def test_editions_know_their_neighbours(anonymous: Portal) -> None:
    """The edition's document names the series with first and last, and the next edition."""
    answer = anonymous.get("/dataset/digitalprojekte-2020-2.ttl")
    graph = Graph().parse(data=answer.content, format="turtle")
    base = f"{anonymous.url}/id/"
    old, new = URIRef(f"{base}edition/2020-2"), URIRef(f"{base}edition/2021-1")
    series = URIRef(f"{base}series/berichtswesen")
    assert {(old, DCAT.inSeries, series), (old, DCAT.next, new)} <= set(graph)
    assert {(series, DCAT.first, old), (series, DCAT.last, new)} <= set(graph)


@pytest.mark.usefixtures("published")
def test_who_has_it_is_not_sent_it_again(anonymous: Portal, admin: Portal) -> None:
    """304 by ETag and by date; a changed dataset makes it 200 again."""
    first = anonymous.get("/catalog.ttl")
    etag = {"If-None-Match": first.headers["ETag"]}
    date = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert anonymous.get("/catalog.ttl", headers=etag).status_code == 304
    assert anonymous.get("/catalog.ttl", headers=date).status_code == 304
    admin.api("package_patch", id="digitalprojekte-2020-2", version="2020.2.0 ")
    assert anonymous.get("/catalog.ttl", headers=etag).status_code == 200


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize(
    "question", ["page=99", "page=0", "page=x", "after=x", "after=2999-01-01~x", "size=0"]
)
def test_past_the_end_is_404(anonymous: Portal, feed: str, question: str) -> None:
    """What is no page of the feed is not found, never an empty 200."""
    assert anonymous.get(f"{feed}.ttl?{question}").status_code == 404


@pytest.mark.usefixtures("published")
def test_a_feed_read_during_changes_loses_and_doubles_nothing(anonymous: Portal, admin: Portal) -> None:
    """Whatever is created, changed and deleted between pages, what stays is read exactly once."""
    before = set(_datasets(_feed(anonymous, "/catalog.ttl")))
    passing = _ordinary(admin, 90, {})
    read: list[str] = []
    touched = 0
    for _, page in _pages(anonymous, "/catalog.ttl?size=2"):
        read += _datasets(page)
        touched += 1
        if touched == 1:
            admin.api("package_patch", id="digitalprojekte-2021-1", notes="Anders.")
            purge(admin, passing)
            passing = _ordinary(admin, 91, {})
    purge(admin, passing)
    assert len(read) == len(set(read))
    assert before <= set(read)
    assert touched > 3


def test_a_private_dataset_is_nobodys_business(admin: Portal, anonymous: Portal, published: Package) -> None:
    """It is in no feed and has no document, but for those who may see it; their copy is not to be kept."""
    name = _ordinary(admin, 92, {"private": True})
    try:
        assert name not in _feed(anonymous, "/catalog.ttl").serialize(format="nt")
        assert anonymous.get(f"/dataset/{name}.ttl").status_code == 404
        seen = admin.get(f"/dataset/{name}.ttl")
        assert seen.status_code == 200
        assert "no-store" in seen.headers["Cache-Control"]
    finally:
        purge(admin, name)


@pytest.mark.usefixtures("published")
def test_sample_data_is_not_given_to_govdata(admin: Portal, anonymous: Portal) -> None:
    """A round marked as made for show takes edition and register out of GovData's feed."""
    admin.api("package_patch", id="digitalprojekte-2021-1", beispieldaten="true")
    try:
        found = {iri.partition("/id/")[2] for iri in _datasets(_feed(anonymous, "/govdata/catalog.ttl"))}
        assert "edition/2020-2" in found
        assert not {"edition/2021-1", "register"} & found
    finally:
        admin.api("package_patch", id="digitalprojekte-2021-1", beispieldaten="")


@pytest.mark.usefixtures("published")
def test_every_iri_of_ours_leads_somewhere(anonymous: Portal) -> None:
    """Each IRI that a feed names answers 303 to something that is there."""
    graph = _feed(anonymous, "/catalog.ttl")
    base = f"{anonymous.url}/id/"
    named = {str(n).partition("#")[0] for t in graph for n in t if isinstance(n, URIRef)}
    dead = []
    for iri in sorted(n for n in named if n.startswith(base)):
        answer = requests.get(iri, headers={"Accept": "text/turtle"}, timeout=60, allow_redirects=False)
        if answer.status_code != 303 or not _there(answer.headers["Location"], anonymous.url):
            dead.append((iri, answer.status_code, answer.headers.get("Location")))
    assert dead == []


def _there(address: str, portal: str) -> bool:
    if not address.startswith(portal):
        return True  # somebody else's address, not asked in a test
    return requests.get(address, timeout=60, stream=True).status_code == 200
