"""What a package gives as RDF: every IRI, both profiles, the languages, the three formats."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from dcat_factories import package
from factories import STAND, read
from hndigital.dcat import from_package
from hndigital.dcat.graph import Profile, catalog_graph, dataset_graph
from hndigital.dcat.model import Agent, Dataset, LangText, Page, text
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.dcat.settings import DcatSettings, settings_from_options
from hndigital.dcat.vocab import DCAT, DCATDE, DCT, FOAF, HYDRA, RDF
from hndigital.package import build_package
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from tests.cities import HEILBRONN

BASE = "https://opendata.heilbronn.de/id/"
PROJECT = URIRef(f"{BASE}datensatz/2020000072")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Return the default feed of a package."""
    return catalog_graph(from_package.catalog(package(), HEILBRONN))


def test_iris_follow_the_design(graph: Graph) -> None:
    """Register, edition, series, datasets and publisher have the IRIs that readers may keep."""
    expected = {"register", "edition/2020-2", "series/berichtswesen", "organisation/stadt-heilbronn"}
    expected |= {f"datensatz/{nr}" for nr in ("2019000001", "2020000018", "2020000072")}
    assert {name for name in expected if (URIRef(BASE + name), None, None) not in graph} == set()


def test_identifiers_are_unique_across_portals(graph: Graph) -> None:
    """dct:identifier starts with the city's prefix and is the dataset's name."""
    found = {str(graph.value(s, DCT.identifier)) for s in graph.subjects(RDF.type, DCAT.Dataset)}
    assert found == {
        "heilbronn-digitalprojekte",
        "heilbronn-digitalprojekte-2020-2",
        "heilbronn-digitalprojekt-2019000001",
        "heilbronn-digitalprojekt-2020000018",
        "heilbronn-digitalprojekt-2020000072",
    }


def test_no_blank_nodes(graph: Graph) -> None:
    """Every node has an IRI: GovData stores a blank node's internal id."""
    assert [triple for triple in graph if any(isinstance(term, BNode) for term in triple)] == []


def test_a_project_has_each_slice_in_each_format(graph: Graph) -> None:
    """Four slices as CSV and as JSON, with the address of the slice."""
    addresses = {str(graph.value(d, DCAT.downloadURL)) for d in graph.objects(PROJECT, DCAT.distribution)}
    page = "https://opendata.heilbronn.de/digitalprojekt/digitalprojekt-2020000072"
    slices = ("stammdaten", "status", "kosten", "strategiefelder")
    assert addresses == {f"{page}/{name}.{suffix}" for name in slices for suffix in ("csv", "json")}


def test_the_citys_text_is_german_only(graph: Graph) -> None:
    """Title and text of the city carry @de and nothing else."""
    assert {value.language for value in graph.objects(PROJECT, DCT.title)} == {"de"}
    assert [str(v) for v in graph.objects(PROJECT, DCT.description)] == ["Sagt, „was“ ist,\nund mehr"]


def test_a_computed_description_comes_in_both_languages(graph: Graph) -> None:
    """Without a text of the city the computed sentence stands in German and English."""
    project = URIRef(f"{BASE}datensatz/2020000018")
    assert {value.language for value in graph.objects(project, DCT.description)} == {"de", "en"}


def test_editions_carry_size_and_checksum_of_their_files() -> None:
    """Each file's size and SHA-256 are those of the package."""
    made = package()
    edition = from_package.edition(made, HEILBRONN)
    sizes = {d.iri.rsplit("/", 1)[-1]: d.byte_size for d in edition.distributions}
    contents = {**made.files(), f"{made.name}.zip": made.zip_bytes()}
    assert sizes == {name: len(content) for name, content in contents.items()}
    assert all(d.checksum and len(d.checksum.value) == 64 for d in edition.distributions)


def test_a_correction_stands_beside_the_first_publication() -> None:
    """The files of a second Fassung have IRIs of their own."""
    first = build_package(read())
    second = build_package(read(replace(read().bericht.vorhaben[0], titel="Berichtigt")), previous=first)
    iris = {d.iri for d in from_package.edition(second, HEILBRONN).distributions}
    assert f"{BASE}edition/2020-2/fassung-2/vorhaben.csv" in iris


def test_editions_form_a_chain() -> None:
    """The series names first and last edition, each edition its neighbours."""
    edition = from_package.edition(package(), HEILBRONN, ("2019-1", "2020-10"))
    assert (edition.previous, edition.next) == (f"{BASE}edition/2019-1", f"{BASE}edition/2020-10")
    assert edition.series is not None
    assert (edition.series.first, edition.series.last) == (edition.previous, edition.next)


def test_a_report_without_dates_gives_the_rounds_year() -> None:
    """Nothing is dated by the clock: without any date of the report the round's year stands."""
    made = build_package(read(stand=replace(STAND, stichtag=None, zeitraum_von=None)))
    graph = catalog_graph(from_package.catalog(made, HEILBRONN))
    issued = graph.value(PROJECT, DCT.issued)
    assert issued == Literal("2020", datatype=URIRef("http://www.w3.org/2001/XMLSchema#gYear"))


def test_govdata_gets_the_terms_it_reads_and_no_links_between_datasets() -> None:
    """The 2.0 terms are there; nothing of a dataset leads to another one (GovData's store)."""
    catalog = from_package.catalog(package(), replace(HEILBRONN, federate_projects=True), govdata=True)
    graph = catalog_graph(catalog, Profile.GOVDATA)
    assert (PROJECT, DCATDE.originator, None) in graph
    assert (PROJECT, DCATDE.politicalGeocodingURI, None) in graph
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    for dataset in datasets:
        assert _reachable(graph, dataset) & datasets == {dataset}


def test_projects_are_federated_only_if_asked_for() -> None:
    """GovData's selection holds register and edition; single projects are a setting."""
    catalog = from_package.catalog(package(), HEILBRONN, govdata=True)
    assert [d.iri for d in catalog.datasets] == [f"{BASE}register", f"{BASE}edition/2020-2"]


def test_agents_have_one_type(graph: Graph) -> None:
    """GovData reads an agent only if its first type is foaf:Agent."""
    agents = set(graph.objects(None, DCT.publisher))
    assert {tuple(graph.objects(agent, RDF.type)) for agent in agents} == {(FOAF.Agent,)}


def test_another_base_changes_every_iri_of_ours() -> None:
    """A city of its own base leaves no IRI or address of the default behind."""
    graph = catalog_graph(from_package.catalog(package(), HEILBRONN.at("https://daten.example/")))
    assert [
        t for t in graph if any("opendata.heilbronn.de" in term for term in t if isinstance(term, URIRef))
    ] == []


@pytest.mark.parametrize("profile", list(Profile))
def test_the_three_formats_say_the_same(profile: Profile) -> None:
    """Turtle, RDF/XML and JSON-LD read back to the same graph, and twice to the same bytes."""
    graph = catalog_graph(from_package.catalog(package(), HEILBRONN), profile)
    for suffix, rdf_format in FORMATS.items():
        body = serialize(graph, suffix)
        assert isomorphic(Graph().parse(data=body, format=rdf_format.rdflib_name), graph), suffix
        assert serialize(graph, suffix) == body


_SUMS = """
import hashlib
from dcat_factories import package
from hndigital.dcat import from_package
from hndigital.dcat.graph import catalog_graph
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital import profiles
from tests.cities import HEILBRONN
profiles.use("heilbronn")
graph = catalog_graph(from_package.catalog(package(), HEILBRONN))
print({suffix: hashlib.sha256(serialize(graph, suffix)).hexdigest() for suffix in FORMATS})
"""


def test_the_order_of_sets_leaves_no_trace() -> None:
    """Three processes, one feed: with seeds 22 and 30 the set of properties begins with rdf:type."""
    sums = set()
    for seed in ("1", "22", "30"):
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(
            [sys.executable, "-c", _SUMS], env=surroundings, capture_output=True, text=True, check=True
        )
        sums.add(done.stdout)
    assert len(sums) == 1


def test_pages_carry_the_terms_that_harvesters_follow() -> None:
    """A page names the next one under hydra's current and older term."""
    page = Page("https://x/catalog.ttl?page=1", "https://x/1", "https://x/2", 150, 100, next="https://x/2")
    graph = catalog_graph(replace(from_package.catalog(package(), HEILBRONN), page=page))
    assert {str(o) for p in (HYDRA.next, HYDRA.nextPage) for o in graph.objects(None, p)} == {"https://x/2"}


def test_signs_that_iris_forbid_are_encoded() -> None:
    """An address with blanks, umlauts or brackets gives RDF that parses."""
    agent = Agent("https://x/a", text("A"))
    dataset = Dataset("https://x/d", "d", text("T"), text("B"), agent, landing_page="https://x/ä b<c>|d")
    body = serialize(dataset_graph(dataset), "ttl")
    assert URIRef("https://x/ä%20b%3Cc%3E%7Cd") in set(Graph().parse(data=body).objects())


def test_options_override_the_defaults() -> None:
    """Texts, lists, maps and switches of a configuration replace Heilbronn's."""
    settings = settings_from_options(
        {
            "base_uri": "https://id.example/",
            "publisher_name_de": "Stadt Beispiel",
            "project_themes": "GOVE TECH",
            "licence_map": "notspecified=dl-by-de/2.0",
            "federate_projects": "true",
            "contact_email": None,
        },
        HEILBRONN,
    )
    assert settings.base_uri == "https://id.example"
    assert settings.publisher.name == (LangText("Stadt Beispiel", "de"),)
    assert settings.project_themes == ("GOVE", "TECH")
    assert dict(settings.licence_map) == {"notspecified": "dl-by-de/2.0"}
    assert settings.federate_projects
    assert DcatSettings().licence_iri == ""


def test_a_map_without_equals_sign_is_refused() -> None:
    """A slip in the configuration is an error, not an empty map."""
    with pytest.raises(ValueError, match="licence_map"):
        settings_from_options({"licence_map": "notspecified"})


def _reachable(graph: Graph, start: object) -> set[object]:
    seen, todo = set(), [start]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += list(graph.objects(node))
    return seen
