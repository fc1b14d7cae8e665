"""Complete, not minimal: what DCAT-AP.de 3.0 asks for or allows is said, or left out for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import hndigital
import pytest
from dcat_factories import package
from hndigital.dcat import from_package
from hndigital.dcat.concepts import codelist_graph, described_list, described_names, entry_iri
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.vocab import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    FOAF,
    GEODCATAP,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    SPDX,
    VCARD,
)
from hndigital.schemas import codelist, codelist_names
from rdflib import Graph, Literal, URIRef

from tests.cities import HEILBRONN

SAMPLE = Path(__file__).parents[2] / "harvester" / "sample" / "beispielbericht-2020-2.txt"
BASE = "https://opendata.heilbronn.de"
REGISTER, EDITION = URIRef(f"{BASE}/id/register"), URIRef(f"{BASE}/id/edition/2020-2")
PROJECT_DATASET = URIRef(f"{BASE}/id/datensatz/2020000072")

DATASET = {
    *(DCT.title, DCT.description, DCT.publisher, DCT.creator, DCT.identifier, DCT.issued, DCT.modified),
    *(DCT.language, DCT.accessRights, DCT.accrualPeriodicity, DCT.spatial, DCT.temporal, DCT.provenance),
    *(DCT.relation, DCAT.keyword, DCAT.theme, DCAT.contactPoint, DCAT.landingPage, DCAT.distribution),
    *(DCAT.version, DCATAP.availability, DCATDE.contributorID, DCATDE.politicalGeocodingLevelURI),
    *(GEODCATAP.originator, GEODCATAP.custodian, PROV.wasDerivedFrom, FOAF.page),
}
DISTRIBUTION = {
    *(DCT.title, DCT.license, DCT["format"], DCT.language, DCT.issued, DCT.modified, DCAT.accessURL),
    *(DCAT.mediaType, DCATAP.availability, DCATDE.licenseAttributionByText),
}
SAID = {
    "catalogue": (
        URIRef(f"{BASE}/id/katalog"),
        {
            *(DCT.title, DCT.description, DCT.publisher, DCT.issued, DCT.modified, DCT.language, DCT.license),
            *(DCT.spatial, FOAF.homepage, DCAT.themeTaxonomy, DCAT.dataset, DCAT.service),
            DCATAP.availability,
        },
    ),
    "register": (REGISTER, DATASET),
    "edition": (EDITION, {*DATASET, DCT.conformsTo, DCAT.inSeries}),
    "project": (PROJECT_DATASET, {*DATASET, DCT.subject, SCHEMA.about}),
    "table": (
        URIRef(f"{REGISTER}/vorhaben.csv"),
        {*DISTRIBUTION, DCT.description, DCT.conformsTo, DCAT.downloadURL},
    ),
    "slice": (
        URIRef(f"{PROJECT_DATASET}/status.json"),
        {*DISTRIBUTION, DCT.conformsTo, DCAT.downloadURL},
    ),
    "file": (
        URIRef(f"{EDITION}/kosten.csv"),
        {*DISTRIBUTION, DCT.conformsTo, DCAT.downloadURL, DCAT.byteSize, SPDX.checksum},
    ),
    "interface": (URIRef(f"{REGISTER}/api.json"), {*DISTRIBUTION, DCAT.accessService}),
    "service": (
        URIRef(f"{REGISTER}/api"),
        {
            *(DCT.title, DCT.description, DCT.publisher, DCT.license, DCT.accessRights, DCAT.endpointURL),
            *(DCAT.endpointDescription, DCAT.servesDataset, DCAT.contactPoint, DCATAP.availability),
            *(FOAF.page, DCATDE.licenseAttributionByText),
        },
    ),
    "series": (
        URIRef(f"{BASE}/id/series/berichtswesen"),
        {
            *(DCT.title, DCT.description, DCT.publisher, DCT.spatial, DCT.temporal, DCT.accrualPeriodicity),
            *(DCAT.contactPoint, DCAT.landingPage, DCAT.first, DCAT.last),
        },
    ),
    "publisher": (
        URIRef(f"{BASE}/id/organisation/stadt-heilbronn"),
        {FOAF.name, DCT.type, FOAF.homepage},
    ),
    "contact": (URIRef(f"{BASE}/id/organisation/stadt-heilbronn#kontakt"), {VCARD.fn, VCARD.hasURL}),
    "period": (URIRef(f"{EDITION}#zeitraum"), {DCAT.startDate, DCAT.endDate}),
    "place": (URIRef(HEILBRONN.place_uri), {SKOS.prefLabel, DCAT.bbox, DCAT.centroid}),
}

NOT_SAID = {
    "http://purl.org/dc/terms/contributor": "nobody but publisher and creator takes part in the data",
    "http://purl.org/dc/terms/hasPart": "there is one catalogue",
    "http://purl.org/dc/terms/hasVersion": "deprecated; editions are a series",
    "http://purl.org/dc/terms/isReferencedBy": "no publication cites the data yet",
    "http://purl.org/dc/terms/rights": "the licence says all there is to say",
    "http://purl.org/dc/terms/source": "convention K21: should not be used; prov:wasDerivedFrom says it",
    "http://www.w3.org/ns/adms#identifier": "there is one identifier, dct:identifier",
    "http://www.w3.org/ns/adms#sample": "every table is small enough to be read whole",
    "http://www.w3.org/ns/adms#status": "3.0 and 2.0 want different lists; a project's status is no file's",
    "http://www.w3.org/ns/adms#versionNotes": "a correction's notes are in its aenderungen.csv",
    "http://www.w3.org/ns/dcat#catalog": "there is one catalogue",
    "http://www.w3.org/ns/dcat#compressFormat": "the ZIP's format is in dct:format",
    "http://www.w3.org/ns/dcat#hasVersion": "editions are a series, not versions of one dataset",
    "http://www.w3.org/ns/dcat#packageFormat": "the ZIP's format is in dct:format",
    "http://www.w3.org/ns/dcat#qualifiedRelation": "dct:relation says which datasets belong together",
    "http://www.w3.org/ns/dcat#record": "datasets carry their own dates",
    "http://www.w3.org/ns/dcat#spatialResolutionInMeters": "the data is about a city as a whole",
    "http://www.w3.org/ns/dcat#temporalResolution": "rounds follow each other irregularly",
    "http://www.w3.org/ns/locn#geometry": "3.0 wants a node, 2.0 a literal; dcat:bbox fits both",
    "http://www.w3.org/ns/odrl/2/hasPolicy": "dct:license says it",
    "http://www.w3.org/ns/prov#qualifiedAttribution": "originator and custodian name the roles",
    "http://www.w3.org/ns/prov#wasGeneratedBy": "dct:provenance says how the data was made",
    "http://data.europa.eu/r5r/applicableLegislation": "no law makes the data a high-value dataset",
    "http://data.europa.eu/r5r/hvdCategory": "no law makes the data a high-value dataset",
    "http://dcat-ap.de/def/dcatde/geocodingDescription": "deprecated; the place has an IRI",
    "http://dcat-ap.de/def/dcatde/legalBasis": "deprecated, and no law is the data's basis",
    "http://dcat-ap.de/def/dcatde/qualityProcessURI": "deprecated",
    "http://www.w3.org/2002/07/owl#versionInfo": "deprecated; GovData's feed has it",
}
"""Terms of the specification that our feed does without, and why."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Return the default feed of a package, of a catalogue with a date."""
    return catalog_graph(from_package.catalog(package(), replace(HEILBRONN, catalog_issued="2024-01-01")))


@pytest.mark.parametrize("kind", SAID)
def test_everything_that_fits_is_said(graph: Graph, kind: str) -> None:
    """Catalogue, datasets, distributions, service, series, people: each term of the requirements is there."""
    node, terms = SAID[kind]
    assert {str(term) for term in terms} - {str(term) for term in graph.predicates(node)} == set()


def test_what_is_not_said_has_a_reason(graph: Graph) -> None:
    """Every term of the list of reasons is really absent."""
    assert {str(term) for term in graph.predicates()} & set(NOT_SAID) == set()


def test_govdatas_feed_adds_the_terms_of_2_0() -> None:
    """What 3.0 deprecated and GovData's harvester still reads stands in its feed."""
    said = catalog_graph(from_package.catalog(package(), HEILBRONN, govdata=True), Profile.GOVDATA)
    terms = {str(term) for term in said.predicates(EDITION)}
    expected = (DCATDE.originator, DCATDE.maintainer, DCATDE.politicalGeocodingURI)
    assert {str(term) for term in expected} | {"http://www.w3.org/2002/07/owl#versionInfo"} <= terms


GERMAN = re.compile(r"[äöüÄÖÜß]|\b(und|oder|der|die|das|je|Vorhaben|Berichtsstand|Kapitel|Stadt|Amt)\b")
ENGLISH = re.compile(r"\b(the|of|and|or|project|projects|reporting|round|office|city)\b")


def _tagged(graphs: Iterable[Graph], lang: str) -> set[str]:
    literals = {o for one in graphs for o in one.objects() if isinstance(o, Literal) and o.language == lang}
    # a title in quotation marks stays German in an English sentence
    return {re.sub(r"“[^”]*”", "", str(literal)) for literal in literals}


def test_no_text_stands_under_a_wrong_language() -> None:
    """English texts are English but for quoted titles, German ones German, in feed and code lists."""
    whole = from_package.catalog(hndigital.harvest(SAMPLE), HEILBRONN)
    graphs = [catalog_graph(whole), *(codelist_graph(name, BASE) for name in described_names())]
    # the report's own name for the strategy's edition, and its terms that stay German in both languages
    kept = {"Vorhaben", "Berichtsstand"}
    english = {text for text in _tagged(graphs, "en") if GERMAN.search(text)}
    assert {text for text in english if not any(word in text for word in kept)} == set()
    assert {text for text in _tagged(graphs, "de") if ENGLISH.search(text)} == set()


def test_titles_and_texts_of_the_city_are_german_only(graph: Graph) -> None:
    """No dataset of a project has an English title, and no text of the city an English twin."""
    titles = {
        value.language
        for dataset in graph.subjects(RDF.type, DCAT.Dataset)
        if "/datensatz/" in dataset
        for value in graph.objects(dataset, DCT.title)
    }
    assert titles == {"de"}


@pytest.mark.parametrize("name", described_names())
def test_code_lists_say_what_their_codes_mean(name: str) -> None:
    """Titles and labels in both languages, notation, the report's wording, and where they are from."""
    codes, graph = described_list(name), codelist_graph(name, BASE)
    scheme = URIRef(f"{BASE}/id/{name}")
    assert {value.language for value in graph.objects(scheme, DCT.title)} == {"de", "en"}
    assert (graph.value(scheme, DCT.source) is not None) == (codes.source is not None)
    for code in codes.values():
        node = URIRef(entry_iri(BASE, name, code.code))
        labels = (SKOS.prefLabel, URIRef("http://www.w3.org/2000/01/rdf-schema#label"))
        assert {value.language for term in labels for value in graph.objects(node, term)} == {"de", "en"}
        known = {str(value) for value in graph.objects(node)}
        assert {*code.wortlaut} <= known | {code.code, code.label_de}
        if name != "feld":
            assert graph.value(node, SKOS.notation) == Literal(code.code)


def test_a_close_match_has_its_reason() -> None:
    """Nothing is called like something of another vocabulary without saying why."""
    matched = [code for name in codelist_names() for code in codelist(name).values() if code.close_match]
    assert matched
    assert [code.code for code in matched if not code.close_match_reason] == []
    graph = codelist_graph("data_theme", BASE)
    assert set(graph.subjects(SKOS.closeMatch)) == set(graph.subjects(SKOS.editorialNote))


def test_offices_belong_to_their_dezernat() -> None:
    """An office's concept leads to the Dezernat's, so that data can be summed up."""
    graph = codelist_graph("amt", BASE)
    office = URIRef(f"{BASE}/id/amt/I/105")
    assert graph.value(office, SKOS.broadMatch) == URIRef(f"{BASE}/id/dezernat/I")
    assert [str(label) for label in graph.objects(office, SKOS.altLabel)] == ["105"]


def test_a_project_is_never_a_file_with_a_status(graph: Graph) -> None:
    """A project's stage is a property of the project; adms:status is for distributions only."""
    project = URIRef(f"{BASE}/id/vorhaben/2020000072")
    assert (project, RDF.type, SCHEMA.Project) in graph
    stage = graph.value(project, URIRef(f"{BASE}/id/feld/bearbeitungsstand"))
    assert str(stage).startswith(f"{BASE}/id/bearbeitungsstand/")
    assert not [term for term in graph.predicates() if str(term) == f"{ADMS._NS}status"]
