"""`validate` names what a reader fails on although no shape says so; the report names what is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dcat_factories import ordinary, package, resource
from hndigital.addresses import is_iri
from hndigital.cli.main import run
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.beyond import reading_findings
from hndigital.dcat.graph import catalog_graph
from hndigital.dcat.identity import identities
from hndigital.dcat.serialize import serialize
from hndigital.dcat.unsaid import unsaid
from hndigital.dcat.vocab import DCAT, DCT, FOAF, RDF
from rdflib import Graph, Literal, URIRef

from tests.cities import HEILBRONN

ONE, TWO = (URIRef(f"https://stadt.example/{number}") for number in (1, 2))


def _catalogue() -> Graph:
    """Return two datasets with which nothing is wrong."""
    graph = Graph()
    for node in (ONE, TWO):
        graph.add((node, RDF.type, DCAT.Dataset))
        graph.add((node, DCT.title, Literal(f"Datensatz {node[-1]}", lang="de")))
        graph.add((node, DCT.identifier, Literal(f"kennung-{node[-1]}")))
    return graph


def _found(graph: Graph) -> list[tuple[str, str]]:
    return [(finding.rule, finding.focus) for finding in reading_findings(graph)]


def test_nothing_wrong() -> None:
    """Two sound datasets have no finding, nor has anything that a publication of ours says."""
    assert _found(_catalogue()) == []
    assert _found(catalog_graph(from_package.catalog(package(), HEILBRONN))) == []


@pytest.mark.parametrize("title", [None, "", "\u0001\u0002", "…", "\u200b"])
def test_an_empty_title(title: str | None) -> None:
    """GovData's gather dies at it."""
    graph = _catalogue()
    graph.remove((ONE, DCT.title, None))
    if title is not None:
        graph.add((ONE, DCT.title, Literal(title, lang="de")))
    assert ("titel_leer", str(ONE)) in _found(graph)


@pytest.mark.parametrize("copy", ["kennung-1", " kennung-1", "kennung-1\u00a0", "kennung%2D1"])
def test_one_identifier_twice(copy: str) -> None:
    """Both datasets are named, each with the other."""
    graph = _catalogue()
    graph.set((TWO, DCT.identifier, Literal(copy)))
    findings = [f for f in reading_findings(graph) if f.rule == "kennung_mehrfach"]
    assert [(f.focus, str(other) in f.value) for f, other in zip(findings, (TWO, ONE), strict=True)] == [
        (str(ONE), True),
        (str(TWO), True),
    ]


def test_one_iri_for_two_things() -> None:
    """A dataset that is an agent as well, two titles in one language, or two writings of one IRI."""
    graph = _catalogue()
    graph.add((ONE, RDF.type, FOAF.Agent))
    graph.add((TWO, DCT.title, Literal("Noch einer", lang="de")))
    assert _found(graph) == [("iri_mehrfach", str(ONE)), ("iri_mehrfach", str(TWO))]
    graph = _catalogue()
    for writing in ("https://stadt.example/a b", "https://STADT.example:443/a%20b"):
        graph.add((URIRef(writing), RDF.type, DCAT.Distribution))
    assert [rule for rule, _ in _found(graph)].count("iri_mehrfach") == 2


def test_characters_and_iris() -> None:
    """Signs that XML cannot hold are named by their numbers, and IRIs that are none."""
    graph = _catalogue()
    graph.add((ONE, DCT.description, Literal("Mit\u0001Zeichen\ufffe")))
    graph.add((TWO, DCAT.landingPage, URIRef("https://stadt.example/a b\u0001")))
    characters, address = reversed(reading_findings(graph))
    assert (characters.rule, characters.focus, characters.value) == ("zeichen", str(ONE), "U+0001, U+FFFE")
    assert (address.rule, address.focus, address.value) == (
        "iri_ungueltig",
        str(TWO),
        "https://stadt.example/a b\\x01",
    )


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("https://stadt.example/ä?a=%5B1%5D#b", True),
        ("urn:isbn:1", True),
        ("info:doi/10.1", True),
        ("http://[::1]/", True),
        ("ldap://wer@stadt.example/o=x", True),
        *(
            (f"https://stadt.example/{rest}", False)
            for rest in ("a b", "#a#b", "%zz", "a[0]", "<", "`", "\u200b")
        ),
        *(
            (word, False)
            for word in ("a", "//stadt.example", "https://", "https:x", "http://a b/", "http://[x]/")
        ),
    ],
)
def test_iris(value: str, valid: bool) -> None:
    """Any scheme, and only what RFC 3987 lets an IRI hold."""
    assert is_iri(value) is valid


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 with place, value and advice; in the reader's language, and in both for machines."""
    graph = _catalogue()
    graph.set((ONE, DCT.title, Literal("\u0001\u0002", lang="de")))
    file = tmp_path / "katalog.ttl"
    file.write_bytes(serialize(graph, "ttl"))
    assert run(["validate", str(file), "--profile", "dashboard", "--lang", "de"]) == 1
    said = capsys.readouterr().out
    assert "Verstoß titel_leer" in said
    assert "Einen Titel in Worten eintragen." in said
    assert run(["validate", str(file), "--profile", "dashboard", "--lang", "en"]) == 1
    assert "The title holds neither letters nor digits" in capsys.readouterr().out
    assert run(["validate", str(file), "--profile", "dashboard", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    (title,) = (f for f in document["findings"] if f["rule"] == "titel_leer")
    assert (title["dataset"], title["path"], title["severity"]) == (str(ONE), "dct:title", "violation")
    assert title["advice_en"] == "Enter a title in words."


def test_what_a_dataset_cannot_say() -> None:
    """The report has field, value, file and, for a copied identifier, whose it is."""
    odd = ordinary(
        2,
        title="\u0001",
        notes="a\u0002b",
        url="javascript:x",
        spatial='{"type": "Point"}',
        identifier="eins",
        resources=[
            resource(1, url="keine Adresse"),
            resource(2),
            resource(3, url="d.csv", url_type="upload"),
        ],
    )
    known = identities([ordinary(1, identifier="eins"), odd], HEILBRONN)
    found: list[tuple[Any, ...]] = [
        (one.code, one.field, one.value, one.resource[-1:], one.other)
        for one in unsaid(odd, known[odd["id"]])
    ]
    assert found == [
        ("titel_leer", "title", "\u0001", "", ""),
        ("zeichen", "title", "\u0001", "", ""),
        ("zeichen", "notes", "a\u0002b", "", ""),
        ("adresse", "url", "javascript:x", "", ""),
        ("adresse", "spatial", '{"type": "Point"}', "", ""),
        ("kennung_vergeben", "identifier", "eins", "", "datensatz-1"),
        ("adresse", "url", "keine Adresse", "1", ""),
    ]
    assert list(unsaid(ordinary(1))) == []
    assert from_ckan.dataset(odd, HEILBRONN).title[0].value == "datensatz-2"
