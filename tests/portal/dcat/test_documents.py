"""Documents and IRIs of the running portal: what a project is, where an IRI leads, who gets RDF."""

from __future__ import annotations

import pytest
import requests
from hndigital.dcat import from_package
from hndigital.dcat.concepts import described_list, described_names, entry_iri
from hndigital.dcat.graph import dataset_graph
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.settings import DcatSettings
from hndigital.dcat.vocab import DCAT, DCT, RDF, SCHEMA
from hndigital.package import Package
from rdflib import Graph, URIRef

from tests.portal.dcat.city import feed, ordinary
from tests.portal.publication.scenes import A
from tests.portal.support import Portal, purge

ONLY_THE_PORTAL_KNOWS = {DCT.issued, DCT.modified}
PAGES = {
    f"/digitalprojekt/digitalprojekt-{A}": f"/digitalprojekt/digitalprojekt-{A}",
    "/dataset/digitalprojekte": "/dataset/digitalprojekte",
    "/dataset/digitalprojekte-2020-2": "/dataset/digitalprojekte-2020-2",
    "/digitalprojekte": "/dataset/digitalprojekte",
    "/en/digitalprojekte": "/dataset/digitalprojekte",
    "/series/berichtswesen": "/series/berichtswesen",
    "/codelist/amt": "/codelist/amt",
    "/organization/stadt-heilbronn": "/organization/stadt-heilbronn",
}


def test_a_project_says_what_its_package_says(
    anonymous: Portal, published: Package, declared: DcatSettings
) -> None:
    """The document of a project equals the package's graph but for when it was put on the portal."""
    for dataset in from_package.projects(published, declared):
        name = dataset.identifier.removeprefix(declared.identifier_prefix)
        answer = anonymous.get(f"/digitalprojekt/{name}.ttl")
        graph = Graph().parse(data=answer.content, format="turtle")
        expected = {t for t in dataset_graph(dataset) if t[1] not in ONLY_THE_PORTAL_KNOWS}
        assert {t for t in graph if t[1] not in ONLY_THE_PORTAL_KNOWS} == expected


@pytest.mark.usefixtures("published")
def test_editions_know_their_neighbours(anonymous: Portal) -> None:
    """The edition's document names the series with first and last, and the next edition."""
    answer = anonymous.get("/dataset/digitalprojekte-2020-2.ttl")
    graph = Graph().parse(data=answer.content, format="turtle")
    base = f"{anonymous.url}/id/"
    old, new = URIRef(f"{base}edition/2020-2"), URIRef(f"{base}edition/2021-1")
    series = URIRef(f"{base}series/berichtswesen")
    assert {(old, DCAT.inSeries, series), (old, DCAT.next, new)} <= set(graph)
    assert {(series, DCAT.first, old), (series, DCAT.last, new)} <= set(graph)


def test_a_private_dataset_is_nobodys_business(admin: Portal, anonymous: Portal, published: Package) -> None:
    """It is in no feed and has no document, but for those who may see it; their copy is not to be kept."""
    name = ordinary(admin, 92, {"private": True})
    try:
        assert name not in feed(anonymous, "/catalog.ttl").serialize(format="nt")
        assert anonymous.get(f"/dataset/{name}.ttl").status_code == 404
        seen = admin.get(f"/dataset/{name}.ttl")
        assert seen.status_code == 200
        assert "no-store" in seen.headers["Cache-Control"]
    finally:
        purge(admin, name)


@pytest.mark.usefixtures("published")
def test_every_iri_of_ours_leads_somewhere(anonymous: Portal) -> None:
    """Each IRI that a feed names answers 303 to something that is there."""
    graph = feed(anonymous, "/catalog.ttl")
    base = f"{anonymous.url}/id/"
    named = {str(n).partition("#")[0] for t in graph for n in t if isinstance(n, URIRef)}
    dead = []
    for iri in sorted(n for n in named if n.startswith(base)):
        answer = requests.get(iri, headers={"Accept": "text/turtle"}, timeout=60, allow_redirects=False)
        if answer.status_code != 303 or not _there(answer.headers["Location"], anonymous.url):
            dead.append((iri, answer.status_code, answer.headers.get("Location")))
    assert dead == []


@pytest.mark.usefixtures("published")
def test_every_address_of_ours_answers(anonymous: Portal) -> None:
    """Pages, files, schemas and the API's endpoint that a feed names are there for whoever follows them."""
    graph = feed(anonymous, "/catalog.ttl")
    named = {str(n).partition("#")[0] for t in graph for n in t if isinstance(n, URIRef)}
    ours = (n for n in sorted(named) if n.startswith(f"{anonymous.url}/"))
    assert [n for n in ours if "/id/" not in n and not _there(n, anonymous.url)] == []


def _there(address: str, portal: str) -> bool:
    if not address.startswith(portal):
        return True  # somebody else's address, not asked in a test
    return requests.get(address, timeout=60, stream=True).status_code == 200


@pytest.mark.usefixtures("published")
def test_pages_answer_rdf_to_who_asks_for_it(anonymous: Portal) -> None:
    """With Accept a page's address gives its document in each format; a browser gets HTML; both vary."""
    for page, document in PAGES.items():
        for suffix, form in FORMATS.items():
            answer = anonymous.get(page, headers={"Accept": form.content_type})
            assert answer.headers["Content-Type"] == form.content_type, page
            assert "Accept" in answer.headers["Vary"]
            assert answer.headers["Content-Location"] == f"{anonymous.url}{document}.{suffix}"
            assert answer.content == anonymous.get(f"{document}.{suffix}").content
        html = anonymous.get(page, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert html.headers["Content-Type"].startswith("text/html"), page
        assert "Accept" in html.headers["Vary"]
        assert f'<{anonymous.url}{document}.ttl>; rel="alternate"; type="text/turtle"' in html.headers["Link"]


@pytest.mark.usefixtures("published")
def test_turtle_and_n3_are_told_apart(anonymous: Portal) -> None:
    """They may be the same bytes, and are answers of their own for who keeps copies."""
    tags = {anonymous.get(f"/dataset/digitalprojekte.{suffix}").headers["ETag"] for suffix in ("ttl", "n3")}
    assert len(tags) == 2


@pytest.mark.usefixtures("published")
def test_a_project_is_a_resource_of_its_own(anonymous: Portal) -> None:
    """The project has stage, office and ratings as concepts, and its dataset is about it."""
    base = f"{anonymous.url}/id"
    answer = requests.get(f"{base}/vorhaben/{A}", headers={"Accept": "text/turtle"}, timeout=60)
    graph = Graph().parse(data=answer.content, format="turtle")
    project, dataset = URIRef(f"{base}/vorhaben/{A}"), URIRef(f"{base}/datensatz/{A}")
    assert {
        (project, RDF.type, SCHEMA.Project),
        (dataset, DCT.subject, project),
        (project, SCHEMA.subjectOf, dataset),
        (project, URIRef(f"{base}/feld/amt"), URIRef(f"{base}/amt/I/105")),
        (
            project,
            URIRef(f"{base}/feld/bearbeitungsstand"),
            URIRef(f"{base}/bearbeitungsstand/abgeschlossen"),
        ),
        (project, DCT.subject, URIRef(f"{base}/strategiefeld/teilhabe")),
    } <= set(graph)
    ratings = {
        (graph.value(one, SCHEMA.propertyID), graph.value(one, SCHEMA.valueReference))
        for one in graph.objects(project, SCHEMA.additionalProperty)
    }
    assert (URIRef(f"{base}/strategiefeld/mobilitaet"), URIRef(f"{base}/bewertung/-")) in ratings
    assert not [p for p in graph.predicates() if str(p) == "http://www.w3.org/ns/adms#status"]


@pytest.mark.usefixtures("published")
def test_codes_and_properties_lead_to_what_they_mean(anonymous: Portal) -> None:
    """Every code list and its codes answer 303 to page and RDF, offices with a stroke in their name too."""
    for name in described_names():
        codes = described_list(name)
        for code in (next(iter(codes)), list(codes)[-1]):
            iri = entry_iri(f"{anonymous.url}", name, code)
            page = requests.get(iri, headers={"Accept": "text/html"}, timeout=60)
            assert page.status_code == 200, iri
            assert f'id="{code}"' in page.text
            found = Graph().parse(
                data=requests.get(iri, headers={"Accept": "application/rdf+xml"}, timeout=60).content,
                format="xml",
            )
            assert (URIRef(iri), None, None) in found, iri
