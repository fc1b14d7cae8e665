"""The exported folder: data, catalogue and addresses, as a plain web server gives them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import frictionless
import jsonschema
import pytest
import requests
from export_factories import first, sample, second, settings
from factories import STAND, read, vorhaben
from hndigital.dcat import from_package
from hndigital.dcat.graph import catalog_graph
from hndigital.dcat.reading import read_catalog
from hndigital.dcat.validate import RuleProfile, validate
from hndigital.dcat.vocab import SPDX
from hndigital.errors import PackageError
from hndigital.export import export_site
from hndigital.package import Package, build_package
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT

from tests.served import served

BASE = settings().base_uri
PROFILE = json.loads((Path(__file__).parents[1] / "profiles" / "datapackage-2.0.json").read_text())


def export(folder: Path, *packages: Package, base_uri: str = BASE) -> Path:
    export_site(packages, folder, settings(base_uri), gate=False)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("export") / "site", first(), second())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder) as address:
        yield export(folder, first(), second(), base_uri=address) and address


def test_every_address_in_the_catalogue_answers(server: str) -> None:
    """Whatever of ours the metadata names, a plain web server has it: pages, files, IRIs."""
    graph = read_catalog(f"{server}/catalog.ttl") + read_catalog(f"{server}/govdata/catalog.ttl")
    for name in ("digitalprojekt/digitalprojekt-2020000072", "series/berichtswesen", "codelist/bewertung"):
        graph += read_catalog(f"{server}/{name}.ttl")
    named = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    ours = {address.partition("#")[0] for address in named if address.startswith(server)}
    answers = {address: requests.get(address, timeout=10).status_code for address in sorted(ours)}
    assert len(ours) > 100
    assert {address: code for address, code in answers.items() if code != 200} == {}


@pytest.mark.parametrize(
    ("iri", "page"),
    [
        ("id/vorhaben/2020000072", "digitalprojekt/digitalprojekt-2020000072/"),
        ("id/datensatz/2020000072", "digitalprojekt/digitalprojekt-2020000072/"),
        ("id/register", "dataset/digitalprojekte/"),
        ("id/edition/2020-2", "dataset/digitalprojekte-2020-2/"),
        ("id/series/berichtswesen", "series/berichtswesen/"),
        ("id/organisation/stadt-heilbronn", "organization/stadt-heilbronn/"),
        ("id/bewertung/++", "codelist/bewertung/#++"),
        ("id/schema/register/vorhaben", "schema/register/vorhaben/"),
        ("id/katalog", "dataset/"),
        ("digitalprojekte", ""),
    ],
)
def test_an_iri_leads_to_the_page(server: str, iri: str, page: str) -> None:
    """Without redirects of the server, the address of a thing still ends at the page about it."""
    answer = requests.get(f"{server}/{iri}", timeout=10)
    target = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert target is not None
    assert requests.compat.urljoin(answer.url, target[1]) == f"{server}/{page}"


def test_turtle_stands_beside_an_iri(server: str) -> None:
    """A program finds what is said of a thing at its own address."""
    iri = URIRef(f"{server}/id/datensatz/2020000072")
    assert (iri, RDF.type, DCAT.Dataset) in read_catalog(f"{iri}/index.ttl")


def test_the_iri_of_a_file_gives_the_file(site: Path) -> None:
    """A distribution's IRI and its address give the same bytes."""
    graph = Graph().parse(site / "catalog.ttl")
    pairs = list(graph.subject_objects(DCAT.downloadURL))
    assert len(pairs) > 40
    for distribution, address in pairs:
        there, here = (str(iri).removeprefix(f"{BASE}/") for iri in (distribution, address))
        assert (site / there).read_bytes() == (site / here).read_bytes()


def test_sizes_and_checksums_are_those_of_the_files(site: Path) -> None:
    """What the catalogue says of an edition's file is true of the file in the folder."""
    graph = Graph().parse(site / "catalog.ttl")
    sized = list(graph.subject_objects(DCAT.byteSize))
    assert sized
    for distribution, size in sized:
        path = str(graph.value(distribution, DCAT.downloadURL)).removeprefix(f"{BASE}/")
        data = (site / path).read_bytes()
        assert len(data) == int(size)
        checksum = graph.value(distribution, SPDX.checksum / SPDX.checksumValue)
        assert str(checksum) == hashlib.sha256(data).hexdigest()


def test_every_descriptor_is_valid(site: Path) -> None:
    """frictionless reads register, editions and projects from the folder; the standard's schema agrees."""
    standard = jsonschema.Draft7Validator(PROFILE, format_checker=jsonschema.FormatChecker())
    descriptors = [
        path for path in site.rglob("datapackage.json") if "id" not in path.relative_to(site).parts
    ]
    assert len(descriptors) == 1 + 2 + 3
    for path in descriptors:
        report = frictionless.validate(str(path), type="package")
        assert report.valid, report.flatten(["title", "message"])
        assert [error.message for error in standard.iter_errors(json.loads(path.read_text()))] == []


def test_an_edition_holds_the_package_byte_for_byte(site: Path) -> None:
    """Nothing is lost or rewritten between package and folder."""
    package = second()
    folder = site / "dataset" / package.name
    expected = {**package.files(), f"{package.name}.zip": package.zip_bytes()}
    assert {name: (folder / name).read_bytes() for name in expected} == expected
    assert Package.load(folder).sha256 == package.sha256


def test_the_register_folds_all_rounds(site: Path) -> None:
    """A project that the newest report leaves out stays, and JSON holds typed values."""
    rows = json.loads((site / "dataset/digitalprojekte/vorhaben.json").read_text())
    known = {row["vorhaben_nr"]: row for row in rows}
    assert known["2019000001"]["zuletzt_berichtet"] == "2020-2"
    assert known["2019000001"]["kosten_eur"] is None
    assert known["2020000072"]["kosten_eur"] == 2000
    history = json.loads((site / "digitalprojekt/digitalprojekt-2020000072/kosten.json").read_text())
    assert [row["betrag_eur"] for row in history] == [1250.5, 2000]


def test_the_catalogue_says_what_publishing_to_a_portal_would(tmp_path: Path) -> None:
    """The same graph as from the package, but for the interface, which a folder has not."""
    package = first()
    site = export(tmp_path / "site", package)
    model = from_package.catalog(package, settings())
    register, *others = model.datasets
    files = tuple(one for one in register.distributions if one.service is None)
    without = replace(model, datasets=(replace(register, distributions=files), *others))
    assert len(files) + 1 == len(register.distributions)
    assert isomorphic(Graph().parse(site / "catalog.ttl"), catalog_graph(without))


@pytest.mark.parametrize(
    ("document", "profile"),
    [
        ("catalog.ttl", RuleProfile.V30),
        ("catalog.rdf", RuleProfile.V30),
        ("govdata/catalog.jsonld", RuleProfile.V20),
        ("catalog.ttl", RuleProfile.DASHBOARD),
        ("govdata/catalog.ttl", RuleProfile.DASHBOARD),
    ],
)
def test_the_catalogues_conform(site: Path, document: str, profile: RuleProfile) -> None:
    """The official shapes find nothing in what GovData or anybody would read."""
    report = validate(read_catalog(str(site / document)), profile)
    assert report.conforms, str(report)


def test_documents_say_the_same_in_every_form(site: Path) -> None:
    """Turtle, RDF/XML and JSON-LD of a dataset hold the same graph."""
    stem = site / "digitalprojekt" / "digitalprojekt-2020000018"
    turtle = read_catalog(f"{stem}.ttl")
    assert isomorphic(turtle, read_catalog(f"{stem}.rdf"))
    assert isomorphic(turtle, read_catalog(f"{stem}.jsonld"))


def test_same_input_same_bytes(site: Path, tmp_path: Path) -> None:
    """The order of the packages and the moment of the export leave no trace."""
    assert content(export(tmp_path / "again", second(), first())) == content(site)


def test_sample_data_is_not_offered_to_govdata(tmp_path: Path) -> None:
    """A package made for show gives no catalogue for GovData, not even an empty one."""
    site = export(tmp_path / "site", sample())
    assert (site / "catalog.ttl").is_file()
    assert not (site / "govdata").exists()
    assert not (site / "id" / "katalog" / "govdata").exists()


def test_a_real_round_beside_a_sample_is_offered(tmp_path: Path) -> None:
    """GovData gets the edition that is no sample, but not a register with sample rows in it."""
    site = export(tmp_path / "site", sample(), second())
    graph = Graph().parse(site / "govdata" / "catalog.ttl")
    assert {str(iri) for iri in graph.subjects(RDF.type, DCAT.Dataset)} == {f"{BASE}/id/edition/2021-1"}


def test_an_earlier_version_of_a_round_stays_downloadable(tmp_path: Path) -> None:
    """A correction takes the edition's place; what it corrects is in a folder beneath."""
    old = first()
    new = build_package(read(vorhaben(titel="Berichtigt"), stand=STAND), old)
    site = export(tmp_path / "site", new, old)
    folder = site / "dataset" / old.name
    assert (folder / "vorhaben.csv").read_bytes() == new.files()["vorhaben.csv"]
    assert Package.load(folder / "fassung-1").sha256 == old.sha256
    graph = Graph().parse(site / "catalog.ttl")
    addresses = {str(address) for address in graph.objects(None, DCAT.downloadURL)}
    assert f"{BASE}/dataset/{old.name}/fassung-1/vorhaben.csv" in addresses
    assert (site / "id/edition/2020-2/vorhaben.csv").read_bytes() == old.files()["vorhaben.csv"]


def test_two_packages_of_one_version_are_refused(tmp_path: Path) -> None:
    """Nobody could tell which of them counts."""
    other = build_package(read(vorhaben(titel="Anders")))
    with pytest.raises(PackageError, match="call themselves version"):
        export(tmp_path / "site", first(), other)
    assert not (tmp_path / "site").exists()


def test_a_package_without_berichtsstand_is_refused(tmp_path: Path) -> None:
    """Without a round there is no edition."""
    with pytest.raises(PackageError, match="without a Berichtsstand"):
        export(tmp_path / "site", build_package(read(stand=replace(STAND, code=""))))
