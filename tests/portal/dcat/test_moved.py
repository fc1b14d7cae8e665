"""A harvester that knew the portal with stock ckanext-dcat finds the same addresses and formats."""

from __future__ import annotations

import pytest
from hndigital.dcat.serialize import FORMATS, READABLE
from hndigital.dcat.vocab import HYDRA
from rdflib import Graph

from tests.portal.dcat.city import pages
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
