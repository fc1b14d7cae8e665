"""A harvester that knew the portal with stock ckanext-dcat finds the same addresses and formats."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hndigital.dcat.serialize import FORMATS, READABLE
from hndigital.dcat.vocab import DCAT, HYDRA
from rdflib import Graph

from tests.portal.dcat.city import pages
from tests.portal.operating.commands import ckan
from tests.portal.stores import in_index
from tests.portal.support import Portal

pytestmark = pytest.mark.usefixtures("published")
STOCK = {"xml": ("application/rdf+xml", "xml", "rdf"), "n3": ("text/n3", "n3", "ttl")}


def _said(content: bytes, rdf_format: str) -> set[object]:
    """Return the triples of a page, but for where it stands among the others."""
    graph = Graph().parse(data=content, format=rdf_format)
    for page in set(graph.subjects(HYDRA.totalItems)):
        graph.remove((page, None, None))
    return set(graph)


@pytest.mark.parametrize("suffix", STOCK)
@pytest.mark.parametrize("path", ["/catalog", "/govdata/catalog", "/dataset/digitalprojekte"])
def test_further_suffixes(anonymous: Portal, path: str, suffix: str) -> None:
    """`.xml` is RDF/XML and `.n3` is N3, with their content types and what the usual suffixes say."""
    content_type, rdf_format, usual = STOCK[suffix]
    answer = anonymous.get(f"{path}.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == content_type
    expected = _said(anonymous.get(f"{path}.{usual}").content, FORMATS[usual].rdflib_name)
    assert _said(answer.content, rdf_format) == expected


def test_pages_stay_in_their_format(anonymous: Portal) -> None:
    """`next` leads on with the suffix that was asked for, also with the query that stock harvesters send."""
    assert len(list(pages(anonymous, "/catalog.n3?size=9"))) > 1
    assert all(path.startswith("/catalog.n3") for path, _ in pages(anonymous, "/catalog.n3?size=9"))


@pytest.mark.parametrize("path", ["/catalog.xml", "/govdata/catalog.ttl", "/dataset/digitalprojekte.jsonld"])
def test_profiles_are_taken(anonymous: Portal, path: str) -> None:
    """Whoever asks with ckanext-dcat's `profiles` gets what everybody gets."""
    answer = anonymous.get(f"{path}?profiles=euro_dcat_ap_3,dcat_ap_de")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == anonymous.get(path).headers["ETag"]


@pytest.mark.parametrize("path", ["/", "/dataset/digitalprojekte"])
@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/turtle;q=0.9", "ttl"),
        ('text/turtle;q=0.9;profile="https://stadt.example/p"', "ttl"),
        ("application/rdf+xml; charset=utf-8", "rdf"),
        ("text/n3, */*;q=0.1", "n3"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted", text/html;q=0.5', "jsonld"),
        ("text/html, text/turtle;q=0.9", ""),
    ],
)
def test_accept_with_parameters(anonymous: Portal, path: str, accept: str, suffix: str) -> None:
    """Parameters say how, not what: the reader gets the format."""
    answer = anonymous.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    wanted = READABLE[suffix].content_type if suffix else "text/html"
    assert answer.headers["Content-Type"].partition(";")[0] == wanted


@pytest.mark.parametrize("path", ["/", "/catalog", "/dataset/digitalprojekte"])
def test_each_format_has_its_own_etag(anonymous: Portal, path: str) -> None:
    """Who has the Turtle is sent the RDF/XML, by suffix and by Accept."""
    tags = set()
    for suffix, form in FORMATS.items():
        address, headers = (path, {"Accept": form.content_type}) if path == "/" else (f"{path}.{suffix}", {})
        tags.add(anonymous.get(address, headers=headers).headers["ETag"])
    assert len(tags) == len(FORMATS)


def _whole(portal: Portal, path: str) -> tuple[set[str], set[object]]:
    """Return the datasets of a part of the feed, read along its pages, and what it says."""
    graph, found = Graph(), []
    for _, page in pages(portal, path):
        found += [str(one) for one in page.objects(None, DCAT.dataset)]
        graph += page
    for place in set(graph.subjects(HYDRA.totalItems)):
        graph.remove((place, None, None))
    assert len(found) == len(set(found))
    return set(found), set(graph)


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        pytest.param({"q": "Probe"}, {"q": "Probe"}, marks=pytest.mark.slow),
        pytest.param(
            {"fq": "dataset_type:digitalprojekt"},
            {"fq": "dataset_type:digitalprojekt"},
            marks=pytest.mark.slow,
        ),
        ({"q": "Probe", "fq": "res_format:CSV"}, {"q": "Probe", "fq": "res_format:CSV"}),
        pytest.param(
            {"modified_since": "{moment}"},
            {"fq": "metadata_modified:[{moment} TO *]"},
            marks=pytest.mark.slow,
        ),
        (
            {"modified_since": "{moment}", "fq": "dataset_type:dataset"},
            {"fq": "+dataset_type:dataset +metadata_modified:[{moment} TO *]"},
        ),
    ],
)
def test_a_part_is_what_the_search_finds(
    anonymous: Portal, asked: dict[str, str], searched: dict[str, str]
) -> None:
    """Asked for by date, words or filter as stock harvesters do: those datasets, said as in the whole."""
    changed = sorted(
        one["metadata_modified"] for one in anonymous.api("package_search", rows=1000)["results"]
    )
    moment = f"{changed[len(changed) // 2]}Z"
    address = f"/catalog.ttl?size=5&{urlencode({k: v.format(moment=moment) for k, v in asked.items()})}"
    question = {key: value.format(moment=moment) for key, value in searched.items()}
    wanted = anonymous.api("package_search", rows=1000, **question)["results"]
    found, said = _whole(anonymous, address)
    assert len(found) == len(wanted) > 0
    everything, whole = _whole(anonymous, "/catalog.ttl")
    assert found < everything
    assert said <= whole


def test_a_part_may_be_empty_and_has_its_own_etag(anonymous: Portal) -> None:
    """Nothing was changed since, nothing is found: an empty catalogue, and no page after it."""
    tags = {anonymous.get("/catalog.ttl").headers["ETag"]}
    for asked in ("modified_since=2999-01-01", "q=unauffindbarkeit", "fq=name:gibt-es-nicht"):
        answer = anonymous.get(f"/catalog.ttl?{asked}")
        assert answer.status_code == 200
        graph = Graph().parse(data=answer.content, format="turtle")
        assert [int(str(total)) for total in graph.objects(None, HYDRA.totalItems)] == [0]
        assert not list(graph.objects(None, DCAT.dataset))
        tags.add(answer.headers["ETag"])
        assert anonymous.get(f"/catalog.ttl?{asked}&page=2").status_code == 404
    assert len(tags) == 4


@pytest.mark.parametrize(
    "asked",
    [
        *("modified_since=gestern", "modified_since=0001-01-01T00:00%2B14:00", "modified_since=10"),
        *("fq=name:(", "fq={!xmlparser}", "q={!join from=a to=b}c"),
    ],
)
def test_a_part_that_cannot_be_is_refused(anonymous: Portal, asked: str) -> None:
    """With the parameter's name; never with everything, which a harvester would take for the part."""
    answer = anonymous.get(f"/catalog.ttl?{asked}")
    assert answer.status_code == 400
    assert asked.partition("=")[0] in answer.text


def test_govdata_has_no_parts(anonymous: Portal) -> None:
    """What is GovData's is given as a whole: it deletes what it does not find."""
    for name in ("modified_since=2026-01-01", "q=Probe", "fq=name:a"):
        assert anonymous.get(f"/govdata/catalog.ttl?{name}").status_code == 400


@pytest.mark.slow
def test_what_the_index_lacks_is_not_taken_for_deleted(admin: Portal, anonymous: Portal) -> None:
    """While the index does not know a dataset, a part that it decides is 503; by date alone it is whole."""
    one = admin.api("package_search", q="Probe", rows=1)["results"][0]
    in_index({"delete": {"query": f"id:{one['id']}"}})
    try:
        answer = anonymous.get("/catalog.ttl?q=Probe")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
        assert anonymous.get("/catalog.ttl?modified_since=2000-01-01").status_code == 200
    finally:
        ckan(Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini", "search-index", "rebuild", one["id"])
    assert anonymous.get("/catalog.ttl?q=Probe").status_code == 200
