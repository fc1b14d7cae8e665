"""`hndigital adopt` without a portal: what catalogues say, what is planned, what the feed says after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from dcat_factories import edition_dict, mixed, ordinary, package, resource
from hndigital import profiles
from hndigital.adopting import Entry, Plan, Record, Source, Target, make_plan, read_source
from hndigital.adopting.measure import after, before, left_out, predicted
from hndigital.adopting.plan import line
from hndigital.adopting.state import EXTRA, Noted, State, digest, solid, state_of
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.graph import Profile, catalog_graph, dataset_graph
from hndigital.dcat.serialize import serialize
from hndigital.dcat.settings import DcatSettings
from hndigital.dcat.vocab import DCAT, DCT, RDF
from hndigital.errors import SourceError
from ordinary_dataset import full
from rdflib import Graph, URIRef

from tests.cities import HEILBRONN
from tests.served import served, serving

OLD, NEW = "https://alt.example", "https://neu.example"
CITY = HEILBRONN.at(NEW)
LICENCES = {
    "http://dcat-ap.de/def/licenses/dl-by-de/2.0": "dl-de-by-2.0",
    "http://dcat-ap.de/def/licenses/cc-by/4.0": "CC-BY-4.0",
}


@pytest.fixture(autouse=True)
def _heilbronn() -> Iterator[None]:
    """Work for the city whose portal the target is."""
    with profiles.using("heilbronn"):
        yield


def target(*datasets: Mapping[str, Any], **more: Any) -> Target:
    return Target(NEW, "stadt-heilbronn", CITY, tuple(datasets), licences=LICENCES, **more)


def written(folder: Path, graph: Graph, suffix: str = "rdf") -> str:
    file = folder / f"catalog.{suffix}"
    file.write_bytes(serialize(graph, suffix))
    return str(file)


def feed(packages: list[dict[str, Any]], settings: DcatSettings, profile: Profile = Profile.V30) -> Graph:
    models = [from_ckan.dataset(one, settings, rounds=("2020-2",)) for one in packages]
    return catalog_graph(from_package.own_catalog(models, settings), profile)


def plan_of(place: str, *datasets: Mapping[str, Any], **more: Any) -> Plan:
    return make_plan(read_source(place)[0], target(*datasets, **more))


def adopted(plan: Plan) -> list[dict[str, Any]]:
    """Return the portal's datasets after a plan, as the command predicts them."""
    return [predicted(entry) for entry in plan.entries if entry.name]


def without_addresses(graph: Graph) -> set[tuple[str, str, str]]:
    """Return what a graph says of datasets, wherever the portal is that says it."""
    pages = Counter(str(one) for one in graph.objects(None, DCAT.landingPage))
    assert pages
    catalogues = set(graph.subjects(RDF.type, DCAT.Catalog))
    return {
        tuple(str(term).replace(OLD, "portal:").replace(NEW, "portal:") for term in triple)  # type: ignore[misc]
        for triple in graph
        if triple[0] not in catalogues
    }


@pytest.mark.parametrize("suffix", ["rdf", "ttl", "jsonld"])
def test_a_catalogue_of_ours_comes_back_as_it_was(tmp_path: Path, suffix: str) -> None:
    """Datasets of every kind, adopted from the feed of one portal, have the same triples in the next."""
    packages = [one for one in mixed() if one["resources"]]
    graph = feed(packages, HEILBRONN.at(OLD))
    plan = plan_of(written(tmp_path, graph, suffix))
    assert [entry.action for entry in plan.entries] == ["create"] * len(packages)
    again = feed(adopted(plan), CITY)
    assert without_addresses(graph) == without_addresses(again)


@pytest.mark.parametrize("profile", Profile)
def test_every_field_comes_back(tmp_path: Path, profile: Profile) -> None:
    """A dataset with all fields of DCAT-AP.de keeps each of them: in the feed for all, and in GovData's."""
    graph = feed([full(license_id="CC-BY-4.0")], HEILBRONN.at(OLD), profile)
    plan = plan_of(written(tmp_path, graph))
    assert without_addresses(graph) == without_addresses(feed(adopted(plan), CITY, profile))


def test_the_reporting_is_never_adopted(tmp_path: Path) -> None:
    """Register, editions and projects belong to `publish`; who has their identifier or IRI is named."""
    made = package()
    own = feed([edition_dict(made), ordinary(1)], HEILBRONN.at(OLD))
    plan = plan_of(written(tmp_path, own))
    assert [(one.action, one.record.identifier) for one in plan.entries if one.action == "refuse"] == [
        ("refuse", "heilbronn-digitalprojekte-2020-2")
    ]
    odd = ["heilbronn-digitalprojekte", " heilbronn%2Ddigitalprojekt-2020000072", "frei"]
    iris = ["https://x.example/1", "https://x.example/2", f"{NEW}/id/datensatz/2020000072"]
    records = tuple(Record(word, iri, {"title": "Fremd"}) for word, iri in zip(odd, iris, strict=True))
    refused = make_plan(Source("x", "dcat", records), target())
    assert [entry.action for entry in refused.entries] == ["refuse"] * 3
    assert {finding.code for finding in refused.findings} == {"eigener"}


def test_of_two_with_one_identifier_the_first_is_adopted() -> None:
    """However a reader writes it; the other one is named with its title."""
    records = (
        Record("a b", "https://x.example/1", {"title": "Eins"}),
        Record("a%20b", "https://x.example/2", {"title": "Zwei"}),
        Record("c", "https://x.example:443/1", {"title": "Drei"}),
    )
    plan = make_plan(Source("x", "dcat", records), target())
    assert [entry.action for entry in plan.entries] == ["create", "refuse", "refuse"]
    assert [f.value for f in plan.findings if f.code == "kennung_mehrfach"] == ["Zwei", "Drei"]


def note(entry: Entry, source: str) -> dict[str, Any]:
    """Return what the portal holds after an entry was written."""
    fields = {name: Noted(digest(value), digest(value)) for name, value in entry.wanted.items()}
    files = {file.key: Noted(digest(file.fields), digest(solid(file.fields))) for file in entry.record.files}
    state = State(source, entry.record.key, fields, files).text()
    return {**predicted(entry), "organization": {"name": "stadt-heilbronn"}, EXTRA: state}


def test_again_nothing_changes_and_a_hand_is_not_overwritten(tmp_path: Path) -> None:
    """The source's change is planned field by field; what a person changed since stays and is named."""
    first = plan_of(written(tmp_path, feed([ordinary(1)], HEILBRONN.at(OLD))))
    (entry,) = first.entries
    place = written(tmp_path, feed([ordinary(1)], HEILBRONN.at(OLD)))
    held = note(entry, place)
    assert plan_of(place, held).pending == ()
    changed = written(tmp_path, feed([ordinary(1, title="Neuer Titel")], HEILBRONN.at(OLD)))
    (change,) = plan_of(changed, held).pending[0].changes
    assert (change.field, line(change.old), line(change.new)) == ("title", "Datensatz 1", "Neuer Titel")
    by_hand = plan_of(changed, {**held, "title": "Von Hand"})
    assert by_hand.pending == ()
    assert [(f.code, f.field, f.value, f.detail) for f in by_hand.findings if f.code == "von_hand"] == [
        ("von_hand", "title", "Neuer Titel", "Von Hand")
    ]
    assert plan_of(place, {**held, "title": "Von Hand"}).pending == ()


def test_what_is_gone_from_the_source_is_named(tmp_path: Path) -> None:
    """A dataset, file or statement that the catalogue no longer has stays on the portal."""
    place = written(tmp_path, feed([ordinary(1), ordinary(2, version="3")], HEILBRONN.at(OLD)))
    held = [note(entry, place) for entry in plan_of(place).entries]
    fewer = written(tmp_path, feed([ordinary(2, resources=[resource(7)])], HEILBRONN.at(OLD)))
    plan = plan_of(fewer, *held)
    found = Counter((finding.code, finding.field) for finding in plan.findings)
    assert found["entfallen", ""] == 1
    assert found["angabe_entfallen", "version"] == 1
    assert found["angabe_entfallen", "resources"] == 1


DKAN = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
  xmlns:dct="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/"
  xmlns:vcard="http://www.w3.org/2006/vcard/ns#" xmlns:schema="http://schema.org/"
  xmlns:dcatde="http://dcat-ap.de/def/dcatde/1.0.1/" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
<dcat:Catalog rdf:about="https://offen.musterstadt.example">
 <dct:title>Offene Daten</dct:title>
 <dcat:dataset>
  <dcat:Dataset rdf:about="https://offen.musterstadt.example/dataset/einwohner-nach-stra%C3%9Fen">
   <dct:title>Einwohner nach Straßen</dct:title>
   <dct:description>&lt;p&gt;Zahl der &lt;b&gt;Einwohner&lt;/b&gt;&lt;/p&gt;</dct:description>
   <dct:identifier>c9e2d352-e24c-4051-9158-f48127aa5692</dct:identifier>
   <dcat:keyword>Einwohner</dcat:keyword><dcat:keyword>Statistik, Bürger:innen</dcat:keyword>
   <dcat:theme rdf:resource="http://publications.europa.eu/resource/authority/data-theme/SOCI"/>
   <dct:issued>2019-05-06T07:08:09+02:00</dct:issued>
   <dct:modified>2023-01-02</dct:modified>
   <dct:publisher><foaf:Organization><foaf:name>Statistikamt</foaf:name></foaf:Organization></dct:publisher>
   <dcat:contactPoint><vcard:Organization><vcard:fn>Frau Muster</vcard:fn>
     <vcard:hasEmail rdf:resource="mailto:amt@musterstadt.example"/></vcard:Organization></dcat:contactPoint>
   <dct:temporal><dct:PeriodOfTime><schema:startDate>2010-01-01</schema:startDate>
     <schema:endDate>2020-12-31</schema:endDate></dct:PeriodOfTime></dct:temporal>
   <dcatde:contributorID rdf:resource="http://dcat-ap.de/def/contributors/datenBW"/>
   <dct:accrualPeriodicity rdf:resource="http://publications.europa.eu/resource/authority/frequency/ANNUAL"/>
   <dcat:distribution><dcat:Distribution><dct:title>Tabelle</dct:title>
     <dcat:accessURL>https://offen.musterstadt.example/einwohner 2020.csv</dcat:accessURL>
     <dct:format><dct:IMT><rdf:value>text/csv</rdf:value><rdfs:label>csv</rdfs:label></dct:IMT></dct:format>
     <dct:license rdf:resource="https://www.govdata.de/dl-de/by-2-0"/></dcat:Distribution></dcat:distribution>
  </dcat:Dataset>
 </dcat:dataset>
 <dcat:dataset><dcat:Dataset rdf:about="https://offen.musterstadt.example/node/17">
   <dct:title>Bäume %s</dct:title><dct:description/></dcat:Dataset></dcat:dataset>
</dcat:Catalog>
</rdf:RDF>"""


def test_what_dkan_writes(tmp_path: Path) -> None:
    """Words where IRIs should stand, nodes without IRIs, an older namespace, a control character."""
    file = tmp_path / "catalog.xml"
    file.write_text(DKAN.replace("%s", "&#x1;im Süden"), encoding="utf-8")
    plan = plan_of(str(file))
    one = next(entry for entry in plan.entries if entry.record.identifier)
    assert one.name == "einwohner-nach-strassen"
    expected = {
        "identifier": "c9e2d352-e24c-4051-9158-f48127aa5692",
        "uri": "https://offen.musterstadt.example/dataset/einwohner-nach-stra%C3%9Fen",
        "tags": ("Bürger innen", "Einwohner", "Statistik"),
        "theme": ("http://publications.europa.eu/resource/authority/data-theme/SOCI",),
        "publisher_name": "Statistikamt",
        "contact_email": "amt@musterstadt.example",
        "temporal_start": "2010-01-01",
        "temporal_end": "2020-12-31",
        "contributorID": ("http://dcat-ap.de/def/contributors/datenBW",),
        "issued": "2019-05-06T07:08:09+02:00",
        "license_id": "dl-de-by-2.0",
    }
    assert {name: one.wanted[name] for name in expected} == expected
    (table,) = one.record.files
    assert table.fields["url"] == "https://offen.musterstadt.example/einwohner%202020.csv"
    assert table.fields["format"] == "csv"
    assert {f.code for f in plan.findings} == {
        *("seite_zeichen", "schlagwort", "kennung_fehlt", "keine_datei"),
    }
    assert next(e for e in plan.entries if not e.record.identifier).record.title == "Bäume im Süden"


@pytest.mark.parametrize(
    ("second", "licence_id"),
    [("", ""), (" ; dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0>", "dl-de-by-2.0")],
)
def test_no_file_is_given_a_licence(tmp_path: Path, second: str, licence_id: str) -> None:
    """One that states none does not take that of the files beside it; these keep their own."""
    file = tmp_path / "catalog.ttl"
    file.write_text(
        f"""{HEAD}<https://stadt.example/d> a dcat:Dataset ; dct:title "Daten" ; dct:identifier "d" ;
        dcat:distribution <https://stadt.example/a>, <https://stadt.example/b> .
        <https://stadt.example/a> dcat:accessURL <https://stadt.example/a.csv> ;
            dct:license <https://www.govdata.de/dl-de/by-2-0> .
        <https://stadt.example/b> dcat:accessURL <https://stadt.example/b.csv> {second} .""",
        encoding="utf-8",
    )
    (entry,) = plan_of(str(file)).entries
    made = from_ckan.dataset(predicted(entry), target().settings)
    stated = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert entry.wanted.get("license_id", "") == licence_id
    assert {one.access_url[-5:]: one.licence for one in made.distributions} == {
        "a.csv": stated,
        "b.csv": stated if second else "http://dcat-ap.de/def/licenses/other-closed",
    }


def test_a_data_json(tmp_path: Path) -> None:
    """Project Open Data 1.1, as DKAN writes it beside catalog.xml."""
    document = {
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "dataset": [
            {
                "@type": "dcat:Dataset",
                "identifier": "c9e2d352",
                "title": "Einwohner",
                "description": "Zahlen",
                "keyword": ["Einwohner"],
                "modified": "2023-01-02",
                "accrualPeriodicity": "R/P1Y",
                "accessLevel": "public",
                "license": "https://www.govdata.de/dl-de/zero-2-0",
                "publisher": {"@type": "org:Organization", "name": "Statistikamt"},
                "contactPoint": {"fn": "Frau Muster", "hasEmail": "mailto:amt@musterstadt.example"},
                "spatial": "9.1,49.1,9.3,49.2",
                "temporal": "2010-01-01/2020-12-31",
                "bureauCode": ["018:10"],
                "describedBy": "https://x.example/spalten.html",
                "distribution": [
                    {"downloadURL": "https://x.example/a.csv", "mediaType": "text/csv", "format": "csv"},
                    {"title": "Nichts"},
                ],
            },
            {"title": "\x01", "identifier": 17},
        ],
    }
    file = tmp_path / "data.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    plan = plan_of(str(file))
    first, second = plan.entries
    assert first.wanted["frequency"] == "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
    assert first.wanted["spatial_bbox"] == "POLYGON((9.1 49.1,9.3 49.1,9.3 49.2,9.1 49.2,9.1 49.1))"
    assert (first.wanted["temporal_start"], first.wanted["temporal_end"]) == ("2010-01-01", "2020-12-31")
    (file_of_it,) = first.record.files
    assert file_of_it.fields["license"] == "https://www.govdata.de/dl-de/zero-2-0"
    assert (second.record.identifier, second.wanted["title"]) == ("17", "17")
    assert first.wanted["documentation"] == ("https://x.example/spalten.html",)
    assert {f.code for f in plan.findings} == {"datei_ohne_adresse", "titel_leer", "keine_datei", "ohne_feld"}
    assert [f.field for f in plan.findings if f.code == "ohne_feld"] == ["bureauCode"]


HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


class _Pages(BaseHTTPRequestHandler):
    """Three pages, each with a dataset of its own, and a damaged one in the middle."""

    def do_GET(self) -> None:
        number = int(self.path.rpartition("page=")[2] or 1)
        links = f"<?page={number}> a hydra:PagedCollection ; hydra:last <?page=3>"
        links += f" ; hydra:next <?page={number + 1}> ." if number < 3 else " ."
        body = (
            f'{HEAD}{links}\n<https://x.example/{number}> a dcat:Dataset ; dct:identifier "{number}" ;'
            f' dct:title "Titel {number}" .'
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle")
        self.end_headers()
        self.wfile.write((body if number != 2 else body[:-40]).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_page_that_cannot_be_read_is_named() -> None:
    """The pages before and after it are read all the same, and nothing is said to be gone."""
    with serving(_Pages) as base:
        source, _graph = read_source(f"{base}/catalog.ttl?page=1")
    assert [record.identifier for record in source.records] == ["1", "3"]
    assert not source.complete
    (finding,) = source.findings
    assert finding.code == "seite_unlesbar"
    assert finding.dataset.endswith("page=2")


def one_dataset(folder: Path, said: str, more: str = "") -> Plan:
    """Return the plan for a catalogue with one dataset, in Turtle."""
    prefixes = {
        "dct": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "prov": "http://www.w3.org/ns/prov#",
    }
    head = "".join(f"@prefix {name}: <{iri}> . " for name, iri in prefixes.items())
    file = folder / "catalog.ttl"
    file.write_text(
        f'{head}<{OLD}/1> a dcat:Dataset ; dct:identifier "1" ; {said} . {more}', encoding="utf-8"
    )
    return plan_of(str(file))


def found_in(plan: Plan) -> set[tuple[str, str, str]]:
    return {(f.code, f.field, f.value) for f in (*plan.findings, *left_out(plan)) if f.code != "keine_datei"}


def test_what_has_no_field_is_named(tmp_path: Path) -> None:
    """Properties that nobody reads, of the dataset, its file and its people; what is read is not named."""
    plan = one_dataset(
        tmp_path,
        """dct:title "Bäume" ; dct:subject <http://eurovoc.europa.eu/100243> ;
        dct:rightsHolder [ a foaf:Agent ; foaf:name "Grünflächenamt" ] ;
        dct:publisher [ a foaf:Agent ; foaf:name "Bauhof" ; foaf:phone "07131" ] ;
        dct:provenance [ dct:description "Kartiert" ] ;
        dcat:distribution [ a dcat:Distribution ; dcat:accessURL <https://x.example/a.csv> ;
            dct:identifier "d1" ; dct:license <http://dcat-ap.de/def/licenses/cc-by/4.0> ]""",
    )
    assert found_in(plan) == {
        ("ohne_feld", "dct:subject", "http://eurovoc.europa.eu/100243"),
        ("ohne_feld", "dct:rightsHolder", "Grünflächenamt"),
        ("ohne_feld", "foaf:phone", "07131"),
        ("ohne_feld", "dct:identifier", "d1"),
    }
    assert plan.entries[0].wanted["provenance"] == "Kartiert"


def test_further_languages_are_named(tmp_path: Path) -> None:
    """The portal holds German, and English beside it; where neither is there, the first, as what it is."""
    plan = one_dataset(
        tmp_path,
        """dct:title "Bäume"@de , "Trees"@en , "Arbres"@fr ; dct:description "Tous"@fr ;
        dcat:keyword "Baum"@de , "arbre"@fr ; dct:language "fr-FR" """,
    )
    assert found_in(plan) == {
        ("weitere_sprache", "dct:title", "Arbres"),
        ("weitere_sprache", "dcat:keyword", "arbre"),
        ("sprache", "language", "Bäume @de"),
    }
    english = one_dataset(tmp_path, 'dct:title "Trees"@en')
    assert found_in(english) == set()
    (package,) = adopted(english)
    assert {(one.value, one.lang) for one in from_ckan.dataset(package, CITY).title} == {("Trees", "en")}


def test_what_is_stated_is_not_replaced(tmp_path: Path) -> None:
    """A licence that the dataset states for all its files, a publisher of whom only the IRI is known."""
    plan = one_dataset(
        tmp_path,
        """dct:title "Bäume" ; dct:publisher <https://amt.example> ; dct:contributor <https://amt.example> ;
        dct:license <https://creativecommons.org/licenses/by/4.0/> ;
        dcat:distribution [ dcat:accessURL <https://x.example/a.csv> ] ,
            [ dcat:accessURL <https://x.example/b.csv> ;
              dct:license <http://dcat-ap.de/def/licenses/cc-zero> ]""",
    )
    assert found_in(plan) == set()
    (package,) = adopted(plan)
    made = from_ckan.dataset(package, CITY)
    assert made.publisher.name[0].value == made.publisher.iri == "https://amt.example"
    assert [one.iri for one in made.contributors] == ["https://amt.example"]
    assert sorted(one.licence.rpartition("licenses/")[2] for one in made.distributions) == [
        "cc-by/4.0",
        "cc-zero",
    ]


def test_two_writings_of_a_moment_are_one(tmp_path: Path) -> None:
    """Dates are taken as the portal keeps them: no zone is UTC; odd ones are named."""
    plan = one_dataset(
        tmp_path, 'dct:title "T" ; dct:issued "2024-05-06T07:08:09" ; dct:modified "31.03.2021"'
    )
    wanted = plan.entries[0].wanted
    assert (wanted["issued"], wanted["modified"]) == ("2024-05-06T07:08:09+00:00", "2021-03-31")
    assert found_in(one_dataset(tmp_path, 'dct:title "T" ; dct:issued "gestern"')) == {
        ("unsagbar", "issued", "gestern")
    }


def test_what_the_feeds_will_not_say_is_named(tmp_path: Path) -> None:
    """The portal may hold it, its catalogues leave it out: the plan says so before."""
    plan = one_dataset(
        tmp_path,
        """dct:title "Bäume" ; dct:conformsTo "eine Regel" ; dct:accrualPeriodicity "ab und zu" ;
        dct:publisher [ foaf:name "Bauhof" ; foaf:mbox "bauhof(at)x.example" ]""",
    )
    assert found_in(plan) == {
        ("unsagbar", "conforms_to", "eine Regel"),
        ("unsagbar", "frequency", "ab und zu"),
        ("unsagbar", "publisher_email", "bauhof(at)x.example"),
    }


class _Ckan(BaseHTTPRequestHandler):
    """A CKAN as far as it is asked: its first page, and `package_search`, two datasets at a time."""

    packages = (
        ordinary(
            1,
            title_translated={"de": "Datensatz", "en": "Dataset", "fr": "Données"},
            language="en,fr",
            extras=[
                {"key": "guid", "value": "alt-1"},
                {"key": "harvest_source_id", "value": "x"},
                {"key": "dcat_publisher_name", "value": "Bauamt"},
            ],
        ),
        ordinary(2, type="showcase"),
        ordinary(3, language='["http://publications.europa.eu/resource/authority/language/ENG"]'),
    )

    def do_GET(self) -> None:
        self._answer("text/html", b"<html><body>Willkommen</body></html>")

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        start = asked.get("start", 0)
        found = {"count": 3, "results": self.packages[start : start + 2]}
        self._answer("application/json", json.dumps({"success": True, "result": found}).encode())

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("path", ["", "/", "/api/3/action/package_search?rows=5"])
def test_another_ckan(path: str) -> None:
    """Whatever address of it is given: identifiers and IRIs are those that ckanext-dcat offers there."""
    with serving(_Ckan) as base:
        source, _graph = read_source(f"{base}{path}")
    assert source.kind == "ckan"
    first, second, third = source.records
    assert (first.identifier, first.iri, first.name) == (
        "alt-1",
        f"{base}/dataset/{first.iri[-36:]}",
        "datensatz-1",
    )
    assert (third.identifier, third.groups) == (third.iri[-36:], ("tran",))
    assert third.fields["language"] == ("http://publications.europa.eu/resource/authority/language/ENG",)
    assert first.files[0].fields["license"] == "dl-by-de/2.0"
    assert (first.fields["title_en"], "title_en" in third.fields) == ("Dataset", False)
    assert first.fields["publisher_name"] == "Bauamt"
    assert ("weitere_sprache", "Données") in {(one.code, one.value) for one in source.findings}
    assert not any(name.startswith("harvest") or name in ("id", "state") for name in first.fields)
    assert second.foreign_type == "showcase"
    plan = make_plan(source, target(groups=frozenset({"tran"})))
    assert [entry.action for entry in plan.entries] == ["create", "refuse", "create"]
    assert plan.entries[0].wanted["groups"] == ("tran",)
    languages = from_ckan.dataset(predicted(plan.entries[0]), CITY).languages
    assert [one.rpartition("/")[2] for one in languages] == ["ENG", "FRA"]


class _CkanWithFeed(_Ckan):
    """The same with ckanext-dcat: the first page of its feed is whole, `status` is the second's."""

    status = 500

    def do_GET(self) -> None:
        if not self.path.startswith("/catalog.ttl"):
            self._answer("text/html", b"<html><body>Willkommen</body></html>")
        elif "page=2" in self.path and self.status != 200:
            self.send_response(self.status)
            self.end_headers()
        else:
            self._answer("text/turtle", self._page().encode())

    def _page(self) -> str:
        number = 2 if "page=2" in self.path else 0
        key, file = self.packages[number]["id"], self.packages[number]["resources"][0]["id"]
        first = (
            "<?> hydra:next </catalog.ttl?page=2> ; hydra:last </catalog.ttl?page=2> ." if not number else ""
        )
        return (
            f'{HEAD}{first} <https://daten.example/d/{key}> a dcat:Dataset ; dct:title "T" ;'
            f' dct:identifier "stadt-{key[-1]}" ; dcat:distribution <https://daten.example/f/{file}> ;'
            " dct:publisher <https://daten.example/o/1> ."
            ' <https://daten.example/o/1> <http://xmlns.com/foaf/0.1/name> "Bauamt" .'
            f" <https://daten.example/f/{file}> dcat:accessURL <https://daten.example/f/{number}.csv> ."
        )


class _CkanWithWholeFeed(_CkanWithFeed):
    status = 200


def test_a_feed_says_what_datasets_are_called() -> None:
    """Identifier and IRIs are those by which harvesters know dataset and file, whatever the API holds."""
    with serving(_CkanWithWholeFeed) as base:
        source, graph = read_source(base)
    first, _, third = source.records
    assert (first.identifier, first.iri) == ("stadt-1", f"https://daten.example/d/{_Ckan.packages[0]['id']}")
    assert third.identifier == "stadt-3"
    assert str(first.files[0].fields["uri"]).startswith("https://daten.example/f/")
    assert first.files[0].key == first.files[0].fields["uri"]
    assert first.files[0].fields["access_url"] == "https://daten.example/f/0.csv"
    assert first.fields["publisher_name"] == "Bauamt"
    assert graph is not None
    plan = make_plan(source, target())
    assert before(plan, graph).datasets == 2  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog.xml"])
def test_the_feeds_address_is_the_portals(path: str) -> None:
    """Whether the address of a CKAN is given or that of its feed: the same is read."""
    with serving(_CkanWithWholeFeed) as base:
        by_portal, by_feed = read_source(base)[0], read_source(f"{base}{path}")[0]
    assert by_feed == by_portal


def test_what_an_unread_page_may_state_is_not_guessed() -> None:
    """A dataset that states no identifier of its own and is in no page that could be read is not adopted."""
    with serving(_CkanWithFeed) as base:
        source, _ = read_source(base)
    plan = make_plan(source, target())
    assert [entry.action for entry in plan.entries] == ["create", "refuse", "refuse"]
    assert {"seite_unlesbar", "kennung_ungewiss"} <= {finding.code for finding in plan.findings}
    assert not source.complete


def test_what_is_no_catalogue(tmp_path: Path) -> None:
    """A page of HTML, an empty catalogue and a file that is not there: a sentence with the next step."""
    (tmp_path / "seite.html").write_text("<html><body>Portal</body></html>", encoding="utf-8")
    (tmp_path / "leer.ttl").write_text("<https://x.example/> a <http://www.w3.org/ns/dcat#Catalog> .")
    with served(tmp_path) as base:
        for place in (f"{base}/seite.html", f"{base}/leer.ttl", f"{base}/fehlt.xml", str(tmp_path / "x.ttl")):
            with pytest.raises(SourceError) as caught:
                read_source(place)
            assert caught.value.message_de
            assert caught.value.message_en


def test_quality_before_and_after(tmp_path: Path) -> None:
    """What the source lacks and the city declares is better afterwards, never worse."""
    file = tmp_path / "catalog.xml"
    file.write_text(DKAN.replace("%s", ""), encoding="utf-8")
    source, graph = read_source(str(file))
    assert graph is not None
    plan = make_plan(source, target())
    then, now = before(plan, graph), after(plan)
    assert then is not None
    assert (then.datasets, now.datasets) == (2, 2)
    assert then.violations == 2
    assert now.violations == now.unreadable == 0
    assert now.points > then.points
    assert now.given == 1


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (Record("1", "", {"title": "Bäume in der Südstraße"}), "baeume-in-der-suedstrasse"),
        (Record("1", "https://x.example/dataset/b%C3%A4ume", {"title": "T"}), "baeume"),
        (Record("1", "", {"title": "T", "url": "https://x.example/dataset/alter-name"}), "alter-name"),
        (Record("1", "https://x.example/node/17", {"title": "Digitalprojekte"}), "datensatz-digitalprojekte"),
        (Record("c9e2d352", "", {"title": "новый"}), "c9e2d352"),
        (Record("1", "", {"title": "…"}), "datensatz"),
        (Record("1", "", {"title": "x" * 500}), "x" * 90),
        (Record("1", "", {"title": "new"}), "datensatz-new"),
    ],
)
def test_names(record: Record, name: str) -> None:
    """A page keeps its address where it had a name; otherwise the title names it, with ae for ä."""
    (entry,) = make_plan(Source("x", "dcat", (record,)), target()).entries
    assert entry.name == name


def test_a_damaged_note_counts_as_none() -> None:
    """Whoever edits the extra by hand loses no value: the dataset is known by its identifier."""
    for value in ("", "{", "[]", "1", '{"fields": 3}', '{"files": {"a": []}}'):
        assert state_of({"extras": [{"key": "hndigital_adopted", "value": value}]}).fields == {}


def test_a_digest_knows_no_order() -> None:
    """The order of a list is none that a catalogue has."""
    assert digest(("a", "b")) == digest(("b", "a"))
    assert digest("a") != digest("b")


ODD = """@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<https://stadt.example/katalog> a dcat:Catalog .
<https://stadt.example/bäume> a dcat:Dataset ; dct:title "Bäume"@de, "Trees"@en ; dct:identifier "b1", "b2" ;
  dct:description "<p>Alle <b>Bäume</b> &amp; mehr</p><script>x()</script>"@de ; dct:issued "31.03.2021" ;
  dct:publisher [ a foaf:Agent ; foaf:name "Gartenamt" ], [ a foaf:Agent ; foaf:name "Gartenamt Süd" ] ;
  dcat:theme "Umwelt", <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dcat:distribution <https://stadt.example/bäume.csv> .
<https://stadt.example/bäume.csv> dcat:accessURL <https://stadt.example/bäume.csv> ; dct:license "Unsere" .
<https://stadt.example/zwei> a dcat:Dataset ; dct:title "Zwei" ; dct:identifier "zwei" ;
  dcat:distribution [ dcat:accessURL "daten/zwei.csv" ] .
<https://stadt.example/drei> a dcat:Dataset ; dct:title "Drei" ; dct:identifier " zwei" .
[] a dcat:Dataset ; dct:title "Ohne alles" ; dcat:contactPoint [ vcard:fn "Amt" ] ;
  dcat:distribution [ dcat:accessURL <https://stadt.example/blank.csv> ] .
[] a dcat:Dataset .
"""


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_odd_values_of_a_catalogue(tmp_path: Path, suffix: str) -> None:
    """Blank nodes, two identifiers, two publishers, words for codes, a relative address: kept or named."""
    file = tmp_path / f"katalog.{suffix}"
    graph = Graph().parse(data=HEAD + ODD, format="turtle")
    graph.serialize(file, format={"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}[suffix])
    source, graph_read = read_source(str(file))
    plan = make_plan(source, target())
    by_name = {entry.name: entry for entry in plan.entries}
    assert set(by_name) == {"baeume", "drei", "ohne-alles", ""}
    trees = predicted(by_name["baeume"])
    assert trees["theme"] == ("http://publications.europa.eu/resource/authority/data-theme/ENVI",)
    said = dataset_graph(from_ckan.dataset(trees, target().settings))
    node = URIRef("https://stadt.example/bäume")
    assert {str(text) for text in said.objects(node, DCT.description)} == {"Alle Bäume & mehr"}
    assert [str(day) for day in said.objects(node, DCT.issued)] == ["2021-03-31"]
    named = {(one.code, one.dataset.partition(" ›")[0], one.field) for one in plan.findings}
    assert {
        *(("mehrfach", "b1", "identifier"), ("mehrfach", "b1", "publisher"), ("abgelehnt", "b1", "theme")),
        *(("lizenz_unbekannt", "b1", "license"), ("adresse", "zwei", "access_url")),
        *(("kennung_mehrfach", "zwei", "identifier"), ("kennung_fehlt", "Ohne alles", "identifier")),
        *(("unkenntlich", "–", "identifier"), ("datei_ohne_adresse", "zwei", "resources")),
    } <= named
    assert graph_read is not None
    then = before(plan, graph_read)
    assert then is not None
    assert then.datasets == after(plan).datasets == 3
