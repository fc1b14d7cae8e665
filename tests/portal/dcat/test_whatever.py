"""Whatever the database holds: pages are well-formed and whole in each format, GovData reads each dataset."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hndigital.dcat.beyond import reading_findings
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.validate import RuleProfile, validate
from hndigital.dcat.vocab import DCT
from openpyxl import load_workbook
from rdflib import Graph, URIRef

from tests.govdata.conftest import read_back
from tests.portal import database
from tests.portal.dcat.city import datasets, files_of, graph_of, odd_datasets
from tests.portal.support import Portal, eventually, purge

FEEDS = ("/catalog", "/govdata/catalog")
NUMBER = "2020000072"


@pytest.fixture(scope="module")
def odd(published: object, admin: Portal) -> Iterator[Mapping[str, str]]:
    """Put odd values into ordinary datasets and into a project; yield the datasets' names by kind."""
    names = odd_datasets(admin)
    project = next(
        one["id"] for one in admin.api("package_search", fq="type:digitalprojekt", rows=1)["results"]
    )
    database.change(
        "package",
        project,
        title="\u0001",
        extras={
            "contact_url": "https://x.example/\u0001",
            "beschreibung": "a\u0002\r\nb",
            "title_en": "\u0003",
        },
    )
    register = admin.api("package_show", id="digitalprojekte")
    (table,) = (one["id"] for one in register["resources"] if one["name"] == "vorhaben")
    database.change_rows(table, "titel", "\u0001\ufffe")
    yield names
    for name in names.values():
        purge(admin, name)


@pytest.mark.parametrize("feed", FEEDS)
def test_the_formats_are_well_formed_and_equal(
    odd: Mapping[str, str], anonymous: Portal, tmp_path: Path, feed: str
) -> None:
    """Triple by triple, with nothing on which a reader fails, and by the official rules."""
    graphs = {suffix: graph_of(files_of(anonymous, feed, suffix, tmp_path)) for suffix in FORMATS}
    assert set(graphs["ttl"]) == set(graphs["rdf"]) == set(graphs["jsonld"])
    assert reading_findings(graphs["ttl"]) == ()
    rules = RuleProfile.V20 if feed.startswith("/govdata") else RuleProfile.V30
    report = validate(graphs["ttl"], rules)
    assert report.conforms, str(report)
    assert len(datasets(graphs["ttl"])) >= len(odd)


@pytest.mark.parametrize("suffix", FORMATS)
def test_govdata_loses_none(odd: Mapping[str, str], anonymous: Portal, tmp_path: Path, suffix: str) -> None:
    """GovData's own parser reads each dataset of each page, with title, identifier and IRI of its own."""
    files = files_of(anonymous, "/govdata/catalog", suffix, tmp_path)
    given = datasets(graph_of(files))
    read = read_back(*files, govdata=True)
    assert sorted(one["extras"]["uri"] for one in read) == sorted(given)
    assert all(one["title"].strip() for one in read)
    assert len({one["extras"]["identifier"] for one in read}) == len(read)
    titles = {one["title"] for one in read}
    assert {odd["titel"], odd["titel-zeichen"], "Seltsam dateien", "Seltsam klammer"} <= titles


def test_ours_keep_what_is_theirs(odd: Mapping[str, str], anonymous: Portal, admin: Portal) -> None:
    """Who copied Kennung or IRI has one of its own in feeds and documents; the older keeps a common one."""
    graph = Graph().parse(data=anonymous.get("/catalog.ttl").content, format="turtle")
    base = f"{anonymous.url}/id"
    found = {str(graph.value(URIRef(iri), DCT.identifier)): iri for iri in datasets(graph)}
    assert len(found) == len(datasets(graph))
    assert found["heilbronn-digitalprojekte"] == f"{base}/register"
    assert found["heilbronn-digitalprojekte-2020-2"] == f"{base}/edition/2020-2"
    assert found["a b"] == "https://stadt.example/id/a%20b"
    for kind in ("kennung-register", "kennung-ausgabe", "kennung-prozent", "iri-register", "leer-2"):
        dataset = admin.api("package_show", id=odd[kind])
        iri = found[f"heilbronn-{dataset['id']}"]
        assert iri == f"{base}/datensatz/{dataset['id']}"
        document = Graph().parse(data=anonymous.get(f"/dataset/{odd[kind]}.ttl").content, format="turtle")
        assert (URIRef(iri), DCT.identifier, None) in document
        assert set(document.triples((URIRef(iri), DCT.identifier, None))) <= set(graph)
    publisher = graph.value(URIRef(f"{base}/register"), DCT.publisher)
    assert str(publisher) == f"{base}/organisation/stadt-heilbronn"


def test_what_is_left_out_is_named(odd: Mapping[str, str], anonymous: Portal) -> None:
    """The report says of each value why no catalogue has it, whose it is, and what to do; the pages, too."""
    report = anonymous.api("hndigital_govdata_report")
    by_name = {name: kind for kind, name in odd.items()}
    found = {
        (by_name[one["name"]], one["rule"], one["field"], one["other"])
        for one in report["unsaid"]
        if one["name"] in by_name
    }
    assert {
        ("titel", "titel_leer", "title", ""),
        ("titel", "zeichen", "notes", ""),
        ("titel-zeichen", "titel_leer", "title", ""),
        ("dateien", "adresse", "url", ""),
        ("dateien", "zeichen", "name", ""),
        ("klammer", "adresse", "url", ""),
        ("adressen", "adresse", "publisher_uri", ""),
        ("kennung-register", "kennung_vergeben", "identifier", "digitalprojekte"),
        ("kennung-ausgabe", "kennung_vergeben", "identifier", "digitalprojekte-2020-2"),
        ("iri-register", "iri_vergeben", "uri", "digitalprojekte"),
        ("leer-2", "kennung_vergeben", "identifier", odd["leer-1"]),
        ("leer-2", "iri_vergeben", "uri", odd["leer-1"]),
    } <= found
    assert not [one for one in found if one[0] in ("zeichen", "leer-1", "ort")]
    assert all(one["reason"] and one["advice"] for one in report["unsaid"])
    one = anonymous.api("hndigital_metadatenqualitaet", id=odd["kennung-register"])
    assert [(e["rule"], e["other"]) for e in one["unsaid"]] == [("kennung_vergeben", "digitalprojekte")]
    page = anonymous.get(f"/metadatenqualitaet/{odd['kennung-register']}").text
    assert "Ein anderer Datensatz hat diese Kennung" in page
    assert 'href="/metadatenqualitaet/digitalprojekte"' in page


def test_every_dataset_is_assessed(odd: Mapping[str, str], anonymous: Portal) -> None:
    """The points are worked out in the background for odd datasets as well."""

    def done() -> bool:
        found = anonymous.api("hndigital_metadatenqualitaet", limit=1)
        return bool(found["assessed"] == found["total"])

    assert eventually(done, seconds=60)


def test_every_other_page_stands(odd: Mapping[str, str], anonymous: Portal) -> None:
    """Pages answer, Atom, sitemap and pictures are XML."""
    for path in ("/digitalprojekte.atom", "/sitemap.xml", "/digitalprojekte/bild/kosten.svg"):
        answer = anonymous.get(path)
        assert answer.status_code == 200, path
        fromstring(answer.content)
    names = [name for kind, name in odd.items() if kind != "klammer"]  # CKAN itself cannot show that one
    for path in ("/digitalprojekte", "/dataset/", "/metadatenqualitaet"):
        assert anonymous.get(path).status_code == 200, path
    book = load_workbook(io.BytesIO(anonymous.get("/digitalprojekte.xlsx").content))
    assert "\u0001" not in str(book.worksheets[0]["B2"].value)
    for name in names:
        for suffix in ("", ".rdf"):
            answer = anonymous.get(f"/dataset/{name}{suffix}")
            assert answer.status_code == 200, (name, suffix)
            assert "\u0001" not in answer.text or not suffix
