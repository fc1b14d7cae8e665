"""Whatever a catalogue holds: it is read, planned, and what a feed says of it afterwards is well-formed."""

from __future__ import annotations

import json
from typing import Any

from hndigital.adopting import Source, Target, make_plan
from hndigital.adopting.from_ckan import records_of as of_ckan
from hndigital.adopting.from_dcat import records_of as of_dcat
from hndigital.adopting.from_pod import records_of as of_pod
from hndigital.adopting.measure import left_out, predicted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from test_dcat_whatever import ANY_TEXT, DATASET_FIELDS, RESOURCE_FIELDS, VALUE, holds

from tests.cities import HEILBRONN
from tests.datasets import ordinary, resource

TARGET = Target(HEILBRONN.site_url, "stadt-heilbronn", HEILBRONN)
POD = (
    *("identifier", "title", "description", "keyword", "modified", "issued", "publisher", "contactPoint"),
    *(
        "spatial",
        "temporal",
        "license",
        "language",
        "theme",
        "accrualPeriodicity",
        "accessLevel",
        "landingPage",
    ),
)
POD_FILE = ("title", "accessURL", "downloadURL", "format", "mediaType", "description", "license")
TERMS = (
    *(
        "http://purl.org/dc/terms/" + term
        for term in ("title", "identifier", "spatial", "temporal", "publisher")
    ),
    *(
        "http://purl.org/dc/terms/" + term
        for term in ("description", "license", "provenance", "format", "language")
    ),
    *("http://www.w3.org/ns/dcat#" + term for term in ("keyword", "theme", "distribution", "contactPoint")),
    *(
        "http://www.w3.org/ns/dcat#" + term
        for term in ("accessURL", "downloadURL", "accessService", "startDate")
    ),
    *("http://dcat-ap.de/def/dcatde/" + term for term in ("1.0.1/contributorID", "originator", "maintainer")),
    *(
        "http://xmlns.com/foaf/0.1/name",
        "http://xmlns.com/foaf/0.1/page",
        "http://www.w3.org/2006/vcard/ns#fn",
    ),
)
FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def goes_on(records: list[Any], findings: list[Any]) -> None:
    """Plan, and look at the feed that the portal would give."""
    plan = make_plan(Source("https://x.example/catalog.xml", "dcat", tuple(records), tuple(findings)), TARGET)
    assert len(plan.entries) == len(records)
    made = [predicted(entry) for entry in plan.entries if entry.name]
    assert all(isinstance(finding.value, str) for finding in left_out(plan))
    json.dumps(made, ensure_ascii=False).encode()
    if made:
        holds(*made)


@FEW
@given(
    datasets=st.lists(st.dictionaries(st.sampled_from(POD), VALUE, max_size=8), max_size=3),
    files=st.lists(st.dictionaries(st.sampled_from(POD_FILE), VALUE), max_size=2),
)
def test_a_data_json(datasets: list[dict[str, Any]], files: list[dict[str, Any]]) -> None:
    """Any value in any member of `data.json`."""
    goes_on(*of_pod({"dataset": [{**one, "distribution": files} for one in datasets]}))


@FEW
@given(
    fields=st.dictionaries(st.sampled_from(DATASET_FIELDS), VALUE, max_size=8),
    file=st.dictionaries(st.sampled_from(RESOURCE_FIELDS), VALUE, max_size=5),
    tags=st.lists(ANY_TEXT.map(lambda word: {"name": word}), max_size=3),
)
def test_another_ckan(fields: dict[str, Any], file: dict[str, Any], tags: list[Any]) -> None:
    """Any value in any field, extra or tag of another CKAN's dataset."""
    extras = [{"key": key, "value": value} for key, value in list(fields.items())[:3]]
    made = ordinary(1, **fields, extras=extras, tags=tags, resources=[resource(1, **file)])
    goes_on(*of_ckan([made], "https://x.example"))


NODES = st.sampled_from(
    [
        URIRef("https://x.example/1"),
        URIRef("https://x.example/2"),
        URIRef("https://x.example/1#a"),
        BNode("b"),
    ]
)


@FEW
@given(
    triples=st.lists(
        st.tuples(
            NODES,
            st.sampled_from(TERMS).map(URIRef),
            NODES | ANY_TEXT.map(Literal) | ANY_TEXT.map(lambda text: Literal(text, lang="de")),
        ),
        max_size=25,
    )
)
def test_any_graph(triples: list[Any]) -> None:
    """Any node as anything, in circles, too."""
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    kind = URIRef("http://www.w3.org/ns/dcat#Dataset")
    for name in ("https://x.example/1", "https://x.example/2"):
        graph.add((URIRef(name), URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind))
    goes_on(*of_dcat(graph))
