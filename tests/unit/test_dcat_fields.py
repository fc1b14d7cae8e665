"""Every field of DCAT-AP.de 3.0 and of GovData's reading of 2.0: kept in which feed, or lost and why.

`docs/dcat.md` has the tables; HNDIGITAL_WRITE_FIELDS=1 writes them anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hndigital.dcat import codes, from_ckan, from_package, places
from hndigital.dcat.ckan_values import moment_text
from hndigital.dcat.fields import DATASET, DISTRIBUTION, Field
from hndigital.dcat.graph import Profile, catalog_graph, dataset_graph
from hndigital.dcat.hvd import unmet
from hndigital.dcat.ordinary import series_of
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.dcat.unsaid import unsaid
from hndigital.dcat.validate import RuleProfile, load_vocabulary, validate
from hndigital.dcat.vocab import DCAT, DCATAP, DCATDE, DCT, FOAF, GSP, bind_prefixes
from hndigital.schemas import schema_text
from ordinary_dataset import DEPRECATED, FIELDS, LANDKREIS, REGULATION, RESOURCE, SQUARE, full
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from tests.cities import HEILBRONN

DOCS = Path(__file__).parents[2] / "docs" / "dcat.md"
EU = "http://publications.europa.eu/resource/authority/"
IRI, FILE = URIRef(FIELDS["uri"]), URIRef(RESOURCE["uri"])
_KEPT = ("yes", "yes", "")
#: What takes more than one property, or stands in the model: field, property, and how the feeds have it.
STRUCTURED: dict[str, tuple[str, tuple[str, str, str]]] = {
    "title, title_en": ("dct:title", _KEPT),
    "notes, notes_en": ("dct:description", _KEPT),
    "identifier": ("dct:identifier", _KEPT),
    "uri": ("the dataset’s IRI", _KEPT),
    "tags": ("dcat:keyword", _KEPT),
    "theme": ("dcat:theme", _KEPT),
    "url": ("dcat:landingPage", _KEPT),
    "version": ("dcat:version; owl:versionInfo", _KEPT),
    "issued": ("dct:issued", _KEPT),
    "modified": ("dct:modified", _KEPT),
    "frequency": ("dct:accrualPeriodicity", _KEPT),
    "language": ("dct:language", _KEPT),
    "access_rights": ("dct:accessRights", _KEPT),
    "rights": (
        "dct:rights of files",
        ("yes", "yes", "no property of datasets in either: said of each file that states none of its own"),
    ),
    "availability": ("dcatap:availability", _KEPT),
    "contact_*": ("dcat:contactPoint (vcard:Kind)", _KEPT),
    "publisher_*": ("dct:publisher", _KEPT),
    "creator_*": ("dct:creator", _KEPT),
    "originator_*, author": ("geodcatap:originator; dcatde:originator", _KEPT),
    "maintainer, maintainer_*": ("geodcatap:custodian; dcatde:maintainer", _KEPT),
    "contributor_*": ("dct:contributor", _KEPT),
    "contributorID, contributor_id": ("dcatde:contributorID", _KEPT),
    "temporal_start, temporal_end": ("dct:temporal", ("yes", "the first", "GovData keeps one period")),
    "spatial, spatial_uri, spatial_text, spatial_bbox, spatial_centroid": (
        "dct:spatial; gsp:hasGeometry; locn:geometry",
        ("yes", "yes", "3.0 wants a node at locn:geometry, at which ckanext-dcat stops: GeoSPARQL says it"),
    ),
    "politicalGeocodingLevelURI": ("dcatde:politicalGeocodingLevelURI", _KEPT),
    "politicalGeocodingURI": (
        "dct:spatial; dcatde:politicalGeocodingURI",
        ("yes", "yes", "deprecated in 3.0: there it is a place"),
    ),
    "in_series": (
        "dcat:inSeries",
        ("yes", "no", "GovData’s store deletes a dataset with all that it reaches"),
    ),
    "qualified_attribution, qualified_relation": (
        "prov:qualifiedAttribution; dcat:qualifiedRelation",
        ("yes", "no", "GovData reads neither"),
    ),
    "granularity": ("dcat:granularity", ("no", "no", "removed from both; temporal_resolution says it")),
}
STRUCTURED_OF_FILES: dict[str, tuple[str, tuple[str, str, str]]] = {
    "name": ("dct:title", _KEPT),
    "description": ("dct:description", _KEPT),
    "uri": ("the file’s IRI, where the dataset has brought its own", _KEPT),
    "access_url, url": ("dcat:accessURL", _KEPT),
    "download_url, url": ("dcat:downloadURL", _KEPT),
    "license": ("dct:license", _KEPT),
    "licenseAttributionByText": ("dcatde:licenseAttributionByText", _KEPT),
    "format": ("dct:format", _KEPT),
    "mimetype": ("dcat:mediaType", _KEPT),
    "issued": ("dct:issued", _KEPT),
    "modified": ("dct:modified", _KEPT),
    "language": ("dct:language", _KEPT),
    "availability, plannedAvailability": ("dcatap:availability", _KEPT),
    "size": ("dcat:byteSize", _KEPT),
    "hash, hash_algorithm": ("spdx:checksum", _KEPT),
    "access_services": ("dcat:accessService (dcat:DataService)", _KEPT),
    "has_policy": ("odrl:hasPolicy", ("no", "no", "GovData reads none; the licence says it")),
}


def model(**fields: Any) -> Any:
    """Return the model of the full dataset with other values."""
    return from_ckan.dataset(full(**fields), HEILBRONN)


def with_file(**fields: Any) -> Any:
    """Return the model of the full dataset with other values of its file."""
    return from_ckan.dataset({**full(), "resources": [{**RESOURCE, **fields}]}, HEILBRONN)


def graphs(dataset: Any) -> dict[Profile, Graph]:
    """Return a dataset's graph in both feeds."""
    return {profile: dataset_graph(dataset, profile) for profile in Profile}


def one(graph: Graph, node: URIRef, term: URIRef) -> str:
    """Return the one value of a property."""
    (value,) = graph.objects(node, term)
    return str(value)


# -- the tables --


def _rows(
    structured: Mapping[str, tuple[str, tuple[str, str, str]]], fields: tuple[Field, ...]
) -> Iterator[tuple[str, str, str, str, str]]:
    yield from ((name, term, *kept) for name, (term, kept) in structured.items())
    namespaces = bind_prefixes(Graph()).namespace_manager
    for name in dict.fromkeys(field.name for field in fields):
        same = [field for field in fields if field.name == name]
        terms = [term for field in same for term in (field.term, field.govdata) if term]
        why = "; ".join(filter(None, dict.fromkeys(field.why for field in same)))
        if any(field.beside for field in same):
            why = f"{why}; GovData: only what leads elsewhere".strip("; ")
        kept = ["yes" if any(getattr(f, feed) for f in same) else "no" for feed in ("term", "govdata")]
        yield name, "; ".join(dict.fromkeys(term.n3(namespaces) for term in terms)), kept[0], kept[1], why


def _table(structured: Mapping[str, Any], fields: tuple[Field, ...]) -> str:
    head = "| field | property | 3.0 | GovData | why |\n|---|---|---|---|---|\n"
    lines = (
        f"| {', '.join(f'`{part}`' for part in name.split(', '))} | {term} | {new} | {old} | {why} |"
        for name, term, new, old, why in _rows(structured, fields)
    )
    return head + "\n".join(lines)


TABLES = {
    "dataset": _table(STRUCTURED, DATASET),
    "file": _table(STRUCTURED_OF_FILES, DISTRIBUTION),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_docs_are_right(name: str) -> None:
    """docs/dcat.md says of each field in which feed it is, or why not."""
    text = DOCS.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} fields -->\n", f"\n<!-- end of {name} fields -->"
    if os.environ.get("HNDIGITAL_WRITE_FIELDS"):
        before, rest = text.split(begin)
        DOCS.write_text(f"{before}{begin}{TABLES[name]}{end}{rest.split(end)[1]}", encoding="utf-8")
        return
    assert text.split(begin)[1].split(end)[0] == TABLES[name]


def _kept(name: str, listed: Mapping[str, Any], fields: tuple[Field, ...]) -> tuple[bool, bool]:
    """Return whether the tables say that a field is in the feed of 3.0 and in GovData's."""
    for names, _, new, old, _ in _rows(listed, fields):
        if any(re.fullmatch(part.replace("*", ".*"), name) for part in names.split(", ")):
            return new != "no", old != "no"
    raise AssertionError(f"{name} stands in no table")


@pytest.mark.parametrize("name", [*FIELDS, *DEPRECATED])
def test_a_field_of_a_dataset_is_where_the_table_says(name: str) -> None:
    """Without it the feed would say something else: it is really said."""
    whole = graphs(model(**DEPRECATED))
    less = graphs(model(**{**DEPRECATED, name: ""}))
    said = tuple(set(whole[profile]) != set(less[profile]) for profile in Profile)
    if name == "geocodingText":  # another place is stated
        assert said == (False, True)
        return
    assert said == _kept(name, STRUCTURED, DATASET)


@pytest.mark.parametrize("name", [name for name in RESOURCE if name != "id"])
def test_a_field_of_a_file_is_where_the_table_says(name: str) -> None:
    """The same for files."""
    whole, less = graphs(model()), graphs(with_file(**{name: ""}))
    if name in ("mimetype", "applicable_legislation", "hash_algorithm", "url", "format"):
        return  # what is empty follows from the format, the dataset, the length, the other addresses
    said = tuple(set(whole[profile]) != set(less[profile]) for profile in Profile)
    assert said == _kept(name, STRUCTURED_OF_FILES, DISTRIBUTION)


def test_every_field_has_a_place_in_the_form() -> None:
    """The opt-in schema holds each field of the tables under the same name."""
    schema = schema_text("govdata_dataset.yaml")
    for field in {field.name for field in (*DATASET, *DISTRIBUTION)}:
        assert f"field_name: {field}\n" in schema
    elsewhere = {"uri", "contributorID", "spatial_uri", "spatial_text"} | {
        *("contact_street", "contact_zip", "contact_city", "contact_country")
    }
    for name in {*FIELDS, *RESOURCE, *DEPRECATED} - elsewhere - {"id"}:
        assert f"field_name: {name}\n" in schema, name


# -- well-formed, equal, conforming --


@pytest.mark.parametrize("profile", Profile)
def test_a_well_filled_dataset_has_no_finding(profile: Profile) -> None:
    """No violation, no warning, no remark: of 3.0, of 2.0 for GovData, of its dashboard."""
    govdata = profile is Profile.GOVDATA
    graph = catalog_graph(from_package.own_catalog([model()], HEILBRONN, govdata=govdata), profile)
    rules = RuleProfile.V20 if govdata else RuleProfile.V30
    for one_rules in (rules, RuleProfile.DASHBOARD):
        assert [str(finding) for finding in validate(graph, one_rules).findings] == []


@pytest.mark.parametrize("profile", Profile)
def test_the_formats_say_the_same(profile: Profile) -> None:
    """Triple by triple, deprecated fields as well."""
    graph = dataset_graph(model(**DEPRECATED), profile)
    for suffix in FORMATS:
        read = Graph().parse(data=serialize(graph, suffix), format=FORMATS[suffix].rdflib_name)
        assert set(read) == set(graph), suffix


def test_rights_of_a_dataset_are_those_of_its_files() -> None:
    """A dataset has no place for them: each file that states none has them; without a file they are named."""
    package = full(rights="Nicht für Werbung")
    own = {**RESOURCE, "id": "00000000-0000-4000-8000-000000000002", "uri": "", "rights": ""}
    package["resources"].append(own)
    for graph in graphs(from_ckan.dataset(package, HEILBRONN)).values():
        words = {
            str(text)
            for file in graph.objects(IRI, DCAT.distribution)
            for rights in graph.objects(file, DCT.rights)
            for text in graph.objects(rights)
        }
        assert {"Nicht für Werbung", "Nur für Auskünfte"} <= words
    assert [one.code for one in unsaid({**package, "resources": []})] == ["rechte_ohne_datei"]
    assert list(unsaid(package)) == []


def test_extras_and_other_schemas_say_the_same() -> None:
    """Fields at the top, as extras (GovData, old portals) or as lists of objects (ckanext-dcat's schemas)."""
    expected = set(dataset_graph(model(**DEPRECATED)))
    extras = from_ckan.dataset(full(as_extras=True, **DEPRECATED), HEILBRONN)
    assert set(dataset_graph(extras)) == expected
    assert set(dataset_graph(from_ckan.dataset(_nested(), HEILBRONN))) == expected


def _nested() -> dict[str, Any]:
    """Return the dataset as a portal with ckanext-dcat's schema holds it."""
    package = full(**DEPRECATED)
    for role in ("publisher", "creator", "contributor", "originator", "contact"):
        names = [name for name in package if name.startswith(f"{role}_")]
        package[role] = [{name.removeprefix(f"{role}_"): package.pop(name) for name in names}]
    package["temporal_coverage"] = [
        {"start": package.pop("temporal_start"), "end": package.pop("temporal_end")}
    ]
    place = {
        "uri": package.pop("spatial_uri"),
        "text": package.pop("spatial_text"),
        "geom": package.pop("spatial"),
    }
    package["spatial_coverage"] = [place]
    role, body = package.pop("qualified_attribution").strip('[]"').split()
    package["qualified_attribution"] = [{"role": role, "agent": [{"uri": body}]}]
    for name, value in list(package.items()):
        if isinstance(value, str) and value.startswith("["):
            package[name] = json.loads(value)
    return package


# -- nothing is replaced --


def test_what_is_stated_stays() -> None:
    """Access rights, availability, dates, originator and language are the dataset's, not the settings'."""
    graph = dataset_graph(model(language=json.dumps([f"{EU}language/ENG"]), title_en="", notes_en=""))
    assert one(graph, IRI, DCT.accessRights) == f"{EU}access-right/RESTRICTED"
    assert one(graph, IRI, DCATAP.availability) == f"{EU}planned-availability/TEMPORARY"
    assert one(graph, IRI, DCT.modified) == "2021-03-31"
    assert {str(v) for v in graph.objects(IRI, DCT.language)} == {f"{EU}language/ENG"}
    words = {
        v.language for term in (DCT.title, DCT.description, DCAT.keyword) for v in graph.objects(IRI, term)
    }
    assert words == {"en"}


def test_a_value_on_no_list_is_not_replaced_by_the_usual_one() -> None:
    """Unknown access rights don't make the data public; the report names them."""
    package = full(access_rights="https://stadt.example/nicht")
    graph = dataset_graph(from_ckan.dataset(package, HEILBRONN))
    assert list(graph.objects(IRI, DCT.accessRights)) == []
    assert ("wert_unbekannt", "access_rights") in {(one.code, one.field) for one in unsaid(package)}


def test_another_place_has_its_own_box_or_none() -> None:
    """Heilbronn's box is Heilbronn's."""
    bare = graphs(model(spatial="", spatial_text=""))
    place = URIRef(LANDKREIS)
    for graph in bare.values():
        assert list(graph.objects(place, DCAT.bbox)) == []
        assert (IRI, DCT.spatial, place) in graph
    square = dataset_graph(model())
    assert str(one(square, place, DCAT.bbox)).startswith("POLYGON((9.1 49.1")
    assert list(square.objects(None, GSP.asWKT))
    assert places.geometry(SQUARE) is not None


def test_one_iri_has_one_name() -> None:
    """Another body under the city's IRI, or under one that a dataset before uses, has a node of its own."""
    city = HEILBRONN.publisher.iri
    graph = dataset_graph(model(publisher_uri=city, publisher_name="Stadtwerke"))
    publisher = URIRef(one(graph, IRI, DCT.publisher))
    assert str(publisher) != city
    assert one(graph, publisher, FOAF.name) == "Stadtwerke"
    two = [model(), model(uri="https://verkehr.example/id/zwei", publisher_name="Ein anderer")]
    catalogue = catalog_graph(from_package.own_catalog(two, HEILBRONN))
    names = {
        str(name)
        for dataset in catalogue.objects(None, DCAT.dataset)
        for name in catalogue.objects(catalogue.value(dataset, DCT.publisher), FOAF.name)
    }
    assert names == {"Verkehrsverbund", "Ein anderer"}


def test_a_default_fills_what_is_empty() -> None:
    """A dataset with nothing but title and file has the city's place, rights and people."""
    bare = {
        "id": "x",
        "name": "leer",
        "title": "Leer",
        "resources": [{"id": "y", "url": "https://x.example/a.csv"}],
    }
    dataset = from_ckan.dataset(bare, HEILBRONN)
    assert dataset.access_rights == codes.ACCESS_PUBLIC
    assert dataset.spatial == (HEILBRONN.place,)
    assert dataset.originator == dataset.publisher == HEILBRONN.publisher
    assert dataset.distributions[0].format == f"{EU}file-type/CSV"


# -- lists and words --


def test_all_file_types_of_the_eu_are_known() -> None:
    """By code, by IRI and in small letters."""
    scheme = URIRef(f"{EU}file-type")
    listed = {str(value) for value in load_vocabulary(RuleProfile.V30).subjects(SKOS.inScheme, scheme)}
    assert len(listed) == 216
    for iri in listed:
        assert codes.file_type(iri) == iri
        word = iri.rpartition("/")[2]
        assert word == "RDF" or codes.file_type(word.lower()) == iri


@pytest.mark.parametrize(
    ("word", "licence"),
    [
        ("http://dcat-ap.de/def/licenses/cc-by/4_0", "cc-by/4.0"),
        ("http://dcat-ap.de/def/licenses/official-work", "officialWork"),
        ("http://dcat-ap.de/def/licenses/cc-by-nc-de/4_0", "cc-by-nc/4.0"),
        ("http://dcat-ap.de/def/licenses/cc-nc/3_0", "cc-by-nc-de/3.0"),
        ("http://dcat-ap.de/def/licenses/gpl/30", "gpl/3.0"),
        ("http://dcat-ap.de/def/licenses/od-bc", "odby"),
        ("http://dcat-ap.de/def/licenses/cc-pdm/1_0", "ccpdm/1.0"),
        ("https://creativecommons.org/licenses/by/4.0/deed.de", "cc-by/4.0"),
        ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "cc-by/4.0"),
        ("DL-DE-ZERO-2.0", "dl-zero-de/2.0"),
        ("https://firma.example/apache", ""),
        ("notspecified", ""),
        ("", ""),
    ],
)
def test_old_and_foreign_forms_of_licences(word: str, licence: str) -> None:
    """What GovData upgrades itself, what others call the licences, and nothing guessed."""
    assert codes.licence(word) == (f"http://dcat-ap.de/def/licenses/{licence}" if licence else "")


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("frequency", "jährlich", "ANNUAL"),
        ("frequency", "http://purl.org/cld/freq/threeTimesAMonth", "MONTHLY_3"),
        ("availability", "http://dcat-ap.de/def/plannedAvailability/temporary", "TEMPORARY"),
        ("status", "http://purl.org/adms/status/UnderDevelopment", "DEVELOP"),
        ("language", "en", "ENG"),
        ("access_right", "nicht öffentlich", "NON_PUBLIC"),
        ("frequency", "ab und zu", ""),
    ],
)
def test_words_of_official_lists(name: str, word: str, code: str) -> None:
    """Words of people and IRIs of older lists."""
    assert codes.listed(name, word) == (f"{codes.LISTS[name]}{code}" if code else "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("31.03.2021", "2021-03-31"),
        ("1. 3. 2021", "2021-03-01"),
        ("03.2021", "2021-03"),
        ("2021-03", "2021-03"),
        ("2021", "2021"),
        ("2021-03-31T10:00:00Z", "2021-03-31T10:00:00+00:00"),
        ("31.02.2021", ""),
        ("gestern", ""),
    ],
)
def test_dates_as_people_write_them(typed: str, kept: str) -> None:
    """Days, months, years and moments; nothing else."""
    assert moment_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (SQUARE, "geometry"),
        (json.dumps({"type": "Feature", "geometry": json.loads(SQUARE)}), "geometry"),
        ("POINT (9.2 49.1)", "geometry"),
        ("Baden-Württemberg", "http://dcat-ap.de/def/politicalGeocoding/stateKey/08"),
        ("Heilbronn", HEILBRONN.place_uri),
        ("Atlantis", ""),
        ('{"type": "Point"}', ""),
        ('{"type": "Point", "coordinates": [4000000, 5000000]}', ""),
        ("[" * 5000, ""),
    ],
)
def test_places_as_people_write_them(typed: str, kind: str) -> None:
    """Names, IRIs and geometries in degrees; nothing else."""
    stored = places.stored(typed, HEILBRONN)
    assert stored == kind if kind != "geometry" else places.geometry(stored)


# -- what nobody knows, what is missing --


def test_what_no_list_knows_is_named() -> None:
    """An unknown format, licence or value vanishes from the feeds, and the report says so."""
    package = {
        **full(frequency="https://x.example/manchmal", temporal_resolution="ab und zu", issued="gestern"),
        "resources": [{**RESOURCE, "format": "Unsinn", "license": "geheim", "status": "kaputt"}],
    }
    found = {(one.code, one.field) for one in unsaid(package)}
    assert found == {
        ("wert_unbekannt", "frequency"),
        ("wert_unbekannt", "temporal_resolution"),
        ("wert_unbekannt", "issued"),
        ("wert_unbekannt", "status"),
        ("format_unbekannt", "format"),
        ("lizenz_unbekannt", "license"),
    }
    assert list(unsaid(full())) == []
    assert list(unsaid({**full(), "license_id": "mein", "resources": []}, None, {"mein": "cc-by"})) == []


_NAMED_OTHERWISE = {
    "contributor_id": "as contributorID",
    "in_series": "may be a dataset of the portal",
    "govdata_url": "no catalogue says it",
    "hash_algorithm": "else known by its length",
    "license_id": "for files without a licence",
    "rights": "for files without rights",
    "licenseAttributionByText": "for files without one",
}


@pytest.mark.parametrize("odd", ["Unsinn7", '["Unsinn7"]', '[{"uri": "Unsinn7", "name": "Unsinn7"}]'])
def test_nonsense_in_any_field_is_said_or_named(odd: str) -> None:
    """Whatever stands in a field of the form: the feeds say it, or the report does."""
    schema = yaml.safe_load(schema_text("govdata_dataset.yaml"))
    silent = set()
    for level in ("dataset_fields", "resource_fields"):
        for name in {field["field_name"] for field in schema[level]} - {"name", "owner_org", "tag_string"}:
            of_dataset = level == "dataset_fields"
            package = {**full(), name: odd} if of_dataset else full(resources=[{**RESOURCE, name: odd}])
            said = {
                str(term) for profile in Profile for triple in graphs_of(package, profile) for term in triple
            }
            named = {one.field for one in unsaid(package)}
            if not any("Unsinn7" in term for term in said) and name not in named:
                silent.add(name)
    assert silent == set(_NAMED_OTHERWISE)


def graphs_of(package: Mapping[str, Any], profile: Profile) -> Graph:
    return dataset_graph(from_ckan.dataset(package, HEILBRONN), profile)


@pytest.mark.parametrize(
    ("key", "stays"),
    [
        ("regionalKey/020000000000", True),
        ("municipalityKey/09162000", True),
        ("districtKey/01001", True),
        ("districtKey/99999", False),
        ("regionalKey/990000000000", False),
        ("regionalKey/08121", False),
    ],
)
def test_keys_of_other_areas(key: str, stays: bool) -> None:
    """An official key of an area elsewhere stays; one that is none is named."""
    iri = f"http://dcat-ap.de/def/politicalGeocoding/{key}"
    package = full(politicalGeocodingURI=iri)
    assert ((None, DCATDE.politicalGeocodingURI, URIRef(iri)) in graphs_of(package, Profile.GOVDATA)) is stays
    assert any(one.field == "politicalGeocodingURI" for one in unsaid(package)) is not stays


def test_conditions_of_high_value_datasets() -> None:
    """A full one fails only what its access rights are; without law, licence and service each is named."""
    assert [code for code, _ in unmet(model())] == ["zugang"]
    assert list(unmet(model(access_rights=""))) == []
    closed = {
        **RESOURCE,
        "license": "cc-by-nc-4.0",
        "download_url": "",
        "access_url": "",
        "access_services": "",
    }
    package = {**full(applicable_legislation="", access_rights=""), "resources": [closed]}
    found = list(unmet(from_ckan.dataset(package, HEILBRONN)))
    assert {code for code, _ in found} == {"rechtsvorschrift", "lizenz", "herunterladen", "schnittstelle"}
    assert ("lizenz", RESOURCE["uri"]) in found
    assert list(unmet(model(hvd_category="", applicable_legislation=""))) == []


def test_files_of_high_value_datasets_are_under_the_regulation() -> None:
    """Where a file says nothing else, the dataset's regulation holds for it and for its service."""
    dataset = with_file(applicable_legislation="")
    graph = dataset_graph(dataset)
    laws = list(graph.subjects(DCATAP.applicableLegislation, URIRef(REGULATION)))
    assert set(map(str, laws)) == {str(IRI), str(FILE), f"{FILE}#dienst"}


# -- services and series --


@pytest.mark.parametrize(
    ("format_", "address", "endpoint", "description"),
    [
        (
            "WFS",
            "https://geo.example/wfs?service=WFS&request=GetFeature",
            "https://geo.example/wfs",
            "service=WFS",
        ),
        ("WMS", "https://geo.example/wms", "https://geo.example/wms", "request=GetCapabilities"),
        ("OGC API", "https://geo.example/ogc/", "https://geo.example/ogc/", "https://geo.example/ogc/"),
        (
            "SPARQL",
            "https://daten.example/sparql",
            "https://daten.example/sparql",
            "https://daten.example/sparql",
        ),
    ],
)
def test_services_are_described(format_: str, address: str, endpoint: str, description: str) -> None:
    """By its format: endpoint, description, its one dataset; never downloaded (K41)."""
    file = {"id": "1", "name": "Dienst", "url": address, "format": format_}
    dataset = from_ckan.dataset({**full(), "resources": [file]}, HEILBRONN)
    (distribution,) = dataset.distributions
    (service,) = distribution.services
    graph = dataset_graph(dataset)
    node = URIRef(service.iri)
    assert one(graph, node, DCAT.endpointURL) == endpoint
    assert description in one(graph, node, DCAT.endpointDescription)
    assert one(graph, node, DCAT.servesDataset) == str(IRI)
    assert list(graph.objects(URIRef(distribution.iri), DCAT.downloadURL)) == []
    catalogue = catalog_graph(from_package.own_catalog([dataset], HEILBRONN))
    assert validate(catalogue, RuleProfile.V30).findings == ()
    assert (None, DCAT.service, node) in catalogue


def test_a_series_of_the_portal_is_described() -> None:
    """Whom `in_series` names by name or id is described as a series; GovData is not led there."""
    described = series_of({"id": "r", "name": "reihe", "title": "Reihe", "notes": "Jedes Jahr"}, HEILBRONN)
    dataset = from_ckan.dataset(full(in_series=json.dumps(["reihe"])), HEILBRONN, series={"reihe": described})
    graph = graphs(dataset)
    assert one(graph[Profile.V30], IRI, DCAT.inSeries) == described.iri
    assert one(graph[Profile.V30], URIRef(described.iri), DCT.title) == "Reihe"
    assert list(graph[Profile.GOVDATA].objects(IRI, DCAT.inSeries)) == []


def test_what_leads_to_our_own_stays_out_of_govdatas_feed() -> None:
    """GovData's store deletes a dataset with all that it reaches."""
    ours = f"{HEILBRONN.base_uri}/id/register"
    graph = graphs(model(related_resource=json.dumps([ours])))
    assert (IRI, DCT.relation, URIRef(ours)) in graph[Profile.V30]
    assert (IRI, DCT.relation, URIRef(ours)) not in graph[Profile.GOVDATA]


def test_words_of_the_law_reach_both_feeds() -> None:
    """3.0 has no property for a legal basis in words any more: it is a law with a title."""
    graph = graphs(model())
    assert (IRI, DCATDE.legalBasis, Literal("§ 3 EGovG", lang="de")) in graph[Profile.GOVDATA]
    assert (None, DCT.title, Literal("§ 3 EGovG", lang="de")) in graph[Profile.V30]
