"""Feeds of the running portal: they answer, conform, and stay whole while somebody publishes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import requests
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.validate import RuleProfile, validate
from hndigital.dcat.vocab import DCAT, DCT, HYDRA, RDF
from rdflib import Graph, Literal, URIRef

from tests.portal.dcat.city import FLAWS, GIVEN_IN_PART, LEFT_OUT, datasets, feed, ordinary, pages
from tests.portal.publication.scenes import Command, correction
from tests.portal.support import Portal, purge

FEEDS = ("/catalog", "/govdata/catalog")
pytestmark = pytest.mark.usefixtures("published")


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_feeds_answer_in_three_formats(anonymous: Portal, path: str, suffix: str) -> None:
    """Each format has its exact content type, HEAD the same headers, and says what Turtle says."""
    address = f"{path}.{suffix}"
    answer = anonymous.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == FORMATS[suffix].content_type
    head = requests.head(anonymous.url + address, timeout=60)
    assert (head.status_code, head.headers["Content-Type"]) == (200, FORMATS[suffix].content_type)
    for name in ("ETag", "Content-Length", "Last-Modified"):
        assert head.headers[name] == answer.headers[name], name
    graph = Graph().parse(data=answer.content, format=FORMATS[suffix].rdflib_name)
    turtle = Graph().parse(data=anonymous.get(f"{path}.ttl").content, format="turtle")
    for either in (graph, turtle):
        for page in list(either.subjects(RDF.type, HYDRA.PagedCollection)):
            either.remove((page, None, None))
    assert set(graph) ^ set(turtle) == set()


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("/catalog", RuleProfile.V30),
        ("/catalog", RuleProfile.DASHBOARD),
        ("/govdata/catalog", RuleProfile.V20),
        ("/govdata/catalog", RuleProfile.DASHBOARD),
    ],
)
def test_feeds_conform(anonymous: Portal, path: str, rules: RuleProfile) -> None:
    """No violation, warning, info or dashboard finding, a city's flawed datasets among the others."""
    graph = feed(anonymous, f"{path}.ttl")
    report = validate(graph, rules)
    assert report.conforms, str(report)
    assert dict(report.nodes)["Dataset"] == len(datasets(graph)) > len(FLAWS) - len(LEFT_OUT)


def test_the_default_feed_names_everything(anonymous: Portal) -> None:
    """Register, editions, projects, every ordinary dataset, those without an open licence among them."""
    graph = feed(anonymous, "/catalog.ttl")
    titles = [str(graph.value(URIRef(iri), DCT.title)) for iri in datasets(graph)]
    assert sorted(title for title in titles if title.startswith("Probe")) == sorted(
        f"Probe {number}" for number in range(len(FLAWS))
    )
    assert len(titles) == len(FLAWS) + 1 + 2 + 4


def test_govdata_is_given_what_it_may_have(anonymous: Portal) -> None:
    """Register, editions and what has data under an open licence; the feed counts only what it gives."""
    graph = feed(anonymous, "/govdata/catalog.ttl")
    base = f"{anonymous.url}/id/"
    found = datasets(graph)
    assert {f"{base}register", f"{base}edition/2020-2", f"{base}edition/2021-1"} <= set(found)
    titles = {str(graph.value(URIRef(iri), DCT.title)) for iri in found}
    given = {f"Probe {number}" for number in range(len(FLAWS)) if number not in LEFT_OUT}
    assert {title for title in titles if title.startswith("Probe")} == given
    assert {int(str(total)) for total in graph.objects(None, HYDRA.totalItems)} == {len(found)}
    assert len(found) == 3 + len(given)


def test_what_govdata_is_not_given_is_named(anonymous: Portal) -> None:
    """The report names each dataset that is left out or cut, the rule and what to do about it."""
    report = anonymous.api("hndigital_govdata_report")
    rules = {entry["title"]: (entry["rule"], entry["given"]) for entry in report["datasets"]}
    expected = {f"Probe {number}": (rule, False) for number, rule in LEFT_OUT.items()}
    expected |= {f"Probe {number}": (rule, True) for number, rule in GIVEN_IN_PART.items()}
    assert rules == expected
    assert all(entry["reason"] and entry["advice"] for entry in report["datasets"])
    (cut,) = (entry for entry in report["datasets"] if entry["given"])
    assert [file["name"] for file in cut["resources"]] == ["Nur intern"]
    feed_has = len(datasets(feed(anonymous, "/govdata/catalog.ttl")))
    assert (report["given"], report["left_out"]) == (feed_has, len(LEFT_OUT))
    assert (report["projects"], report["missing"]) == (4, [])


def test_what_lacks_is_filled_and_what_breaks_is_dropped(anonymous: Portal) -> None:
    """Two datasets with one IRI stay two; HTML, control signs and unknown codes don't reach the feed."""
    graph = feed(anonymous, "/govdata/catalog.ttl")
    by_title = {str(graph.value(URIRef(iri), DCT.title)): URIRef(iri) for iri in datasets(graph)}
    assert by_title["Probe 14"] != by_title["Probe 15"]
    assert graph.value(by_title["Probe 14"], DCT.identifier) != graph.value(
        by_title["Probe 15"], DCT.identifier
    )
    said = {str(value) for value in graph.objects() if isinstance(value, Literal)}
    assert not [text for text in said if "<" in text or "\u000b" in text]
    assert "Mit HTML &" in said
    keywords = {str(word) for word in graph.objects(by_title["Probe 1"], DCAT.keyword)}
    assert keywords == {"Regionen und Städte"}
    loaded = graph.value(by_title["Probe 21"], DCAT.distribution)
    assert graph.value(loaded, DCAT.byteSize) == Literal(
        "8.0", datatype="http://www.w3.org/2001/XMLSchema#decimal"
    )


def test_a_dataset_taken_away_changes_the_feed(anonymous: Portal, admin: Portal) -> None:
    """After a purge nothing in the feed is younger, and yet who asks by date or ETag is told of it."""
    passing = ordinary(admin, 93, {})
    first = anonymous.get("/catalog.ttl")
    purge(admin, passing)
    time.sleep(1)  # dates of HTTP have no fractions
    for header, name in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
        assert anonymous.get("/catalog.ttl", headers={name: first.headers[header]}).status_code == 200


def test_who_has_it_is_not_sent_it_again(anonymous: Portal, admin: Portal) -> None:
    """304 by ETag and by date; a changed dataset makes it 200 again."""
    first = anonymous.get("/catalog.ttl")
    etag = {"If-None-Match": first.headers["ETag"]}
    date = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert anonymous.get("/catalog.ttl", headers=etag).status_code == 304
    assert anonymous.get("/catalog.ttl", headers=date).status_code == 304
    admin.api("package_patch", id="digitalprojekte-2020-2", version="2020.2.0 ")
    assert anonymous.get("/catalog.ttl", headers=etag).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize(
    "question", ["page=99", "page=0", "page=x", "after=x", "after=2999-01-01~x", "size=0"]
)
def test_past_the_end_is_404(anonymous: Portal, path: str, question: str) -> None:
    """What is no page of the feed is not found, never an empty 200."""
    assert anonymous.get(f"{path}.ttl?{question}").status_code == 404


def test_a_feed_read_during_changes_loses_and_doubles_nothing(anonymous: Portal, admin: Portal) -> None:
    """Whatever is created, changed and deleted between pages, what stays is read exactly once."""
    before = set(datasets(feed(anonymous, "/catalog.ttl")))
    passing = ordinary(admin, 90, {})
    read: list[str] = []
    touched = 0
    for _, page in pages(anonymous, "/catalog.ttl?size=2"):
        read += datasets(page)
        touched += 1
        if touched == 1:
            admin.api("package_patch", id="digitalprojekte-2021-1", notes="Anders.")
            purge(admin, passing)
            passing = ordinary(admin, 91, {})
    purge(admin, passing)
    assert len(read) == len(set(read))
    assert before <= set(read)
    assert touched > 3


def test_sample_data_is_not_given_to_govdata(admin: Portal, anonymous: Portal) -> None:
    """A round marked as made for show takes edition and register out of GovData's feed."""
    admin.api("package_patch", id="digitalprojekte-2021-1", beispieldaten="true")
    try:
        found = {iri.partition("/id/")[2] for iri in datasets(feed(anonymous, "/govdata/catalog.ttl"))}
        assert "edition/2020-2" in found
        assert not {"edition/2021-1", "register"} & found
    finally:
        admin.api("package_patch", id="digitalprojekte-2021-1", beispieldaten="")


@pytest.mark.slow
def test_a_feed_read_during_a_publication_is_whole_each_time(
    anonymous: Portal, admin: Portal, tmp_path: Path
) -> None:
    """While a correction is published, every reading page by page has each dataset exactly once."""
    constant = set(datasets(feed(anonymous, "/catalog.ttl")))
    command = Command(tmp_path, admin.token)
    publishing = threading.Thread(target=command.publish, args=(correction(),))
    publishing.start()
    readings = 0
    while publishing.is_alive() or not readings:
        read = [iri for _, page in pages(anonymous, "/catalog.ttl?size=9") for iri in datasets(page)]
        assert len(read) == len(set(read))
        assert constant == set(read)
        readings += 1
    publishing.join()
    assert readings > 1
