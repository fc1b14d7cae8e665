"""What makes GovData drop, double or delete datasets, looked for in the feeds as it would meet them."""

from __future__ import annotations

from collections import Counter

import pytest
import requests
from hndigital.dcat.serialize import serialize
from hndigital.dcat.vocab import DCAT, DCT, RDF
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from tests.govdata.conftest import Reading
from tests.govdata.published import Published

FORMATS = {"ttl": "text/turtle", "rdf": "application/rdf+xml", "jsonld": "application/ld+json"}
LARGEST_PAGE = 50_000_000
PAGE_SIZE = 50


def test_each_dataset_has_what_it_needs(govdata: Reading) -> None:
    """A title (else reading ends), a date and an identifier that no other has (else it is dropped)."""
    graph = govdata.graph
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert {str(node) for node in datasets} == {d["extras"]["uri"] for d in govdata.datasets.values()}
    for node in datasets:
        assert isinstance(node, URIRef)
        assert any(isinstance(t, Literal) and t.language == "de" for t in graph.objects(node, DCT.title))
        assert len(list(graph.objects(node, DCT.modified))) == 1
        assert len(list(graph.objects(node, DCAT.contactPoint))) == 1
        assert len(list(graph.objects(node, DCT.temporal))) <= 1
    identifiers = Counter(str(graph.value(node, DCT.identifier)) for node in datasets)
    assert [identifier for identifier, times in identifiers.items() if times > 1] == []
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        assert len(list(graph.objects(node, DCAT.accessURL))) == 1
    assert not any(isinstance(node, BNode) for triple in graph for node in triple)


def test_nothing_reaches_another_dataset(govdata: Reading) -> None:
    """GovData stores and deletes a dataset with all that can be reached from it: never another one."""
    graph = govdata.graph
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    for dataset in datasets:
        reached: set[Node] = {dataset}
        todo: list[Node] = [dataset]
        while todo:
            for value in graph.objects(todo.pop()):
                if value not in reached and not isinstance(value, Literal):
                    reached.add(value)
                    todo.append(value)
        assert reached & datasets == {dataset}
        assert len(reached) < 200


def test_the_harvester_gets_in(published: Published) -> None:
    """HEAD answers 200, with one of the three content types and nothing beside it; as GET does."""
    for suffix, content_type in FORMATS.items():
        address = f"{published.url}/govdata/catalog.{suffix}"
        head = requests.head(address, timeout=60)
        assert (head.status_code, head.headers["Content-Type"]) == (200, content_type)
        whole = requests.get(address, timeout=60)
        assert (whole.status_code, whole.headers["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("govdata", ["export"], indirect=True)
def test_a_full_page_is_small_enough(govdata: Reading) -> None:
    """A page of fifty datasets stays far under the 50 MB that GovData reads, in its longest format."""
    assert len(serialize(govdata.graph, "jsonld")) / len(govdata.datasets) * PAGE_SIZE < LARGEST_PAGE / 10
