"""A folder says what a portal says: the same package, published and exported with the same settings.

What may differ stands in `docs/export.md`; each difference is named here with its reason.
"""

from __future__ import annotations

import json

import pytest
from hndigital.charts import picture_names
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.settings import settings_of
from hndigital.dcat.vocab import DCAT, DCATDE, DCT, HYDRA, RDF
from hndigital.export import Site
from hndigital.export.catalogue import catalog_of, govdata_of
from hndigital.export.pictures import picture_files, pictures
from rdflib import Graph, URIRef
from rdflib.compare import graph_diff, to_isomorphic
from rdflib.term import Node

from tests.govdata.published import Published
from tests.portal.support import Portal

WHEN = {DCT.issued, DCT.modified}
WHERE = {DCAT.accessURL, DCAT.downloadURL}


@pytest.fixture(scope="module", params=["/catalog.ttl", "/govdata/catalog.ttl"])
def both(request: pytest.FixtureRequest, published: Published, admin: Portal) -> tuple[Graph, Graph]:
    """Return a feed of the portal (all pages) and the same catalogue of an export."""
    portal = Graph()
    for page in published.pages(request.param):
        portal.parse(page, format="turtle")
    settings = settings_of(admin.api("digitalprojekt_state")["metadata"])
    site = Site.of([published.package], settings)
    if "govdata" in request.param:
        catalog = govdata_of(site)
        assert catalog is not None
        return portal, catalog_graph(catalog, Profile.GOVDATA)
    return portal, catalog_graph(catalog_of(site))


def test_the_same_graph(both: tuple[Graph, Graph], published: Published) -> None:
    """But for dates of the portal, its interface, its stored files' addresses and its pages, nothing."""
    portal, folder = both
    ordinary = f"{published.url}/id/datensatz/{published.ordinary_id}"
    _without_dataset(portal, ordinary)
    _without_interface(portal)
    for page in list(portal.subjects(RDF.type, HYDRA.PagedCollection)):
        portal.remove((page, None, None))
    for graph in both:
        _without_portals_own(graph, published)
    _, only_portal, only_folder = graph_diff(to_isomorphic(portal), to_isomorphic(folder))
    assert sorted(only_portal) == []
    assert sorted(only_folder) == []
    assert len(portal) > 400


def test_a_folder_offers_no_interface(both: tuple[Graph, Graph]) -> None:
    """It answers no queries, so it names no service; the portal's register does."""
    portal, folder = both
    assert set(folder.subjects(RDF.type, DCAT.DataService)) == set()
    for service in set(portal.subjects(RDF.type, DCAT.DataService)):
        assert str(service).partition("/id/")[2].startswith("register")


@pytest.mark.parametrize(("lang", "prefix"), [("de", ""), ("en", "en/")])
def test_the_same_pictures(published: Published, admin: Portal, lang: str, prefix: str) -> None:
    """At the same addresses: values, sentences and drawings."""
    site = Site.of([published.package], settings_of(admin.api("digitalprojekt_state")["metadata"]))
    files = dict(picture_files(site, pictures(site, lang), prefix))
    assert len(files) == 3 * len(picture_names())
    for path, content in files.items():
        shown = admin.get(f"/{path}")
        assert shown.status_code == 200, path
        if path.endswith(".json"):
            assert json.loads(content) == shown.json(), path
        else:
            assert content == shown.content, path


def _without_portals_own(graph: Graph, published: Published) -> None:
    """Take away when something was put on the portal, and where CKAN stores an edition's files."""
    edition = f"{published.url}/id/edition/"
    for term in WHEN:
        graph.remove((None, term, None))
    for term in WHERE:
        for node in list(graph.subjects(term, None)):
            if str(node).startswith(edition):
                graph.remove((node, term, None))


def _without_interface(graph: Graph) -> None:
    for distribution, service in list(graph.subject_objects(DCAT.accessService)):
        graph.remove((None, None, distribution))
        graph.remove((distribution, None, None))
        graph.remove((None, None, service))
        graph.remove((service, None, None))


def _without_dataset(graph: Graph, iri: str) -> None:
    """Take away an ordinary dataset, which a folder has not: the nodes under its IRI."""
    nodes: set[Node] = {node for triple in graph for node in triple if str(node).startswith(iri)}
    for node in nodes:
        graph.remove((None, None, node))
        graph.remove((node, None, None))
    assert (URIRef(iri), DCATDE.contributorID, None) not in graph
