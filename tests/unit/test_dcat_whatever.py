"""Whatever a database holds: every format is well-formed, all say the same, each dataset has a title."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from dcat_factories import edition_dict, ordinary, package, project_dicts, resource
from hndigital.addresses import iri
from hndigital.characters import readable, unprintable
from hndigital.dcat import from_ckan, from_package
from hndigital.dcat.beyond import reading_findings
from hndigital.dcat.fields import DATASET, DISTRIBUTION
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.serialize import FORMATS, serialize
from hndigital.dcat.unsaid import unsaid
from hndigital.dcat.vocab import DCAT, DCT, RDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from tests.cities import HEILBRONN

ODD = (
    *(
        "\x01\x02",
        "\x00",
        "Titel\x1f",
        "\ud800",
        "\ufffe\uffff",
        "a\r\nb\rc",
        "\x85\u2028\u200b",
        "]]>&<b>\u202e",
    ),
    *("javascript:alert(1)", "data:text/html,x", "https://daten.example/a\x01b.csv", "https://x.example/a b"),
    *("https://x.example/#a#b", "https://x.example/%zz?a[]=1", "http://[::1", "https://x.example:99999/"),
    *(
        'https://x.example/"<>{}|\\^`',
        "dct:title",
        "urn:x:y z",
        "//x.example",
        "mailto:a\x01@b.example",
        "²",
        "1e5",
    ),
    *(
        "9" * 5000,
        "[" * 5000,
        '["a", {"b": 1}]',
        '{"type": "Point"}',
        "0000-00-00",
        "9999-12-31T23:59:59-14:00",
    ),
    *(
        "https://opendata.heilbronn.de/id/register",
        "HTTPS://opendata.heilbronn.de:443/id//edition/2020-2",
        " ",
        "",
    ),
    *("-0001-01-01", "0000", "0001-01-01", "10000-01-01", "31.02.2024", "44 v. Chr.", "2024-W07", "2024-366"),
    *(
        "https://bücher.例え.example/ä",
        "https://xn--bcher-kva.example/",
        "http://[fe80::1%25eth0]:80/",
        "http://[::]",
    ),
    *("https://x.example/%00", "https://x.example/%ff%fe", "https://u:p@x.example/", "JAVASCRIPT:\talert(1)"),
    *("\u202eمرحبا\u202c שלום", "👩‍👩‍👧‍👦 🏳️‍🌈", "e\u0301" * 40, "\u2066a\u2069\ufeff", "x" * 20_000),
    *(
        '["a", "a", "a"]',
        '["[\\"b\\"]"]',
        '[[["c"]]]',
        '{"de": "x"}',
        "[]",
        "{}",
        "null",
        "true",
        "NaN",
        "[1e999]",
    ),
)
"""Values that broke a reader somewhere: control signs, directions, addresses and dates at their edges."""
ANY_TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=()), max_size=12)
VALUE = ANY_TEXT | st.none() | st.integers() | st.lists(ANY_TEXT, max_size=2)
DATASET_FIELDS = (
    *("title", "title_en", "notes", "notes_en", "url", "version", "license_id", "author", "author_email"),
    *("maintainer", "maintainer_email", "metadata_modified", "uri", "identifier", "theme", "contact_name"),
    *("contact_email", "contact_url", "publisher_name", "publisher_uri", "publisher_email", "contributor_id"),
    *("contributorID", "spatial", "spatial_uri", "temporal_start", "temporal_end", "frequency", "issued"),
    *(
        "politicalGeocodingURI",
        "politicalGeocodingLevelURI",
        "licenseAttributionByText",
        "fassung",
        "stichtag",
    ),
    *("quelle_titel", "quelle_sha256", "amt", "kosten_eur", "kapitel", "zuletzt_berichtet", "abteilung"),
    *("modified", "language", "access_rights", "availability", "in_series", "qualified_attribution"),
    *("qualified_relation", "publisher", "creator", "contact", "spatial_coverage", "temporal_coverage"),
    *("spatial_text", "spatial_bbox", "spatial_centroid", "publisher_type", "publisher_url"),
    *("creator_name", "creator_uri", "originator_name", "originator_uri", "contributor_name", "contact_uri"),
    *("contact_tel", "contact_street", "hndigital_adopted"),
    *sorted({field.name for field in DATASET}),
)
RESOURCE_FIELDS = (
    *("name", "description", "url", "url_type", "format", "mimetype", "license", "size", "hash", "created"),
    *("last_modified", "fassung", "datei", "uri", "access_url", "download_url", "access_services", "issued"),
    *("modified", "language", "availability", "hash_algorithm", "licenseAttributionByText"),
    *sorted({field.name for field in DISTRIBUTION}),
)
COMPOSITE = st.lists(
    st.dictionaries(
        st.sampled_from(
            ("uri", "name", "email", "url", "text", "geom", "bbox", "start", "end", "role", "agent", "title")
            + ("relation", "endpoint_url", "endpoint_description", "license", "availability", "hvd_category")
        ),
        ANY_TEXT | st.lists(ANY_TEXT, max_size=2),
        max_size=4,
    ),
    max_size=2,
)
"""Bodies, places, periods and services as ckanext-dcat's schemas hold them."""
VALUE |= COMPOSITE | COMPOSITE.map(json.dumps)
FIELDS = st.dictionaries(st.sampled_from(DATASET_FIELDS), VALUE, max_size=8)
TAGS = st.lists(ANY_TEXT.map(lambda word: {"name": word}), max_size=3)
RESOURCES = st.lists(st.dictionaries(st.sampled_from(RESOURCE_FIELDS), VALUE, max_size=4), max_size=2)
MADE = package()
OURS = [*project_dicts(MADE)[:1], edition_dict(MADE)]


def holds(*datasets: Mapping[str, Any], profile: Profile = Profile.V30) -> Graph:
    """Check a catalogue of `datasets` as a reader meets it, and return it as it is read from Turtle."""
    models = [from_ckan.dataset(one, HEILBRONN, rounds=("2020-2",)) for one in datasets]
    graph = catalog_graph(from_package.own_catalog(models, HEILBRONN), profile)
    read = {
        suffix: set(Graph().parse(data=serialize(graph, suffix), format=known.rdflib_name))
        for suffix, known in FORMATS.items()
    }
    assert read["ttl"] == read["rdf"] == read["jsonld"] == set(graph)
    assert len(set(graph.objects(None, DCAT.dataset))) == len(datasets)
    for node in graph.objects(None, DCAT.dataset):
        titles = [str(title) for title in graph.objects(node, DCT.title)]
        assert titles, node
        assert all(
            readable(title) for title in titles if title in {t.value for m in models for t in m.title[:1]}
        )
    for term in {term for triple in graph for term in triple}:
        assert not unprintable(term)
        assert not isinstance(term, URIRef) or iri(term) == str(term)
    return graph


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    fields=FIELDS,
    strange=st.dictionaries(ANY_TEXT, VALUE, max_size=2),
    tags=TAGS,
    resources=RESOURCES,
    as_extras=st.booleans(),
    profile=st.sampled_from(Profile),
)
def test_an_ordinary_dataset(
    fields: dict[str, Any],
    strange: dict[str, Any],
    tags: list[Any],
    resources: list[dict[str, Any]],
    as_extras: bool,
    profile: Profile,
) -> None:
    """No value of any field, extra, tag or resource breaks a page or makes the formats differ."""
    files = [resource(number, **values) for number, values in enumerate(resources)]
    extras = [{"key": key, "value": value} for key, value in (*fields.items(), *strange.items())]
    values = {"extras": extras} if as_extras else fields
    one = ordinary(1, **values, tags=tags, resources=files)
    holds(one, ordinary(2), profile=profile)
    assert all(isinstance(left.value, str) for left in unsaid(one))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fields=FIELDS, files=RESOURCES, profile=st.sampled_from(Profile))
def test_a_dataset_of_the_reporting(
    fields: dict[str, Any], files: list[dict[str, Any]], profile: Profile
) -> None:
    """The same of projects and editions, whose fields other plugins and hands reach as well."""
    more = [resource(number, **values) for number, values in enumerate(files)]
    holds(*({**one, **fields, "resources": [*one["resources"], *more]} for one in OURS), profile=profile)


@pytest.mark.parametrize("title", ["\x01\x02", "", None, "\u200b", "<b></b>", "\ufffe …"])
def test_a_title_that_says_nothing(title: str | None) -> None:
    """The dataset is called by its name: without a title GovData reads no further dataset of the page."""
    graph = holds(ordinary(1, title=title))
    (node,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert [str(said) for said in graph.objects(node, DCT.title)] == ["datensatz-1"]


def test_an_address_with_a_control_character_is_not_said() -> None:
    """It is left out, not mended into another address; a file is then reached through its page."""
    odd = "https://daten.example/a\x01b.csv"
    model = from_ckan.dataset(
        ordinary(
            1, url=odd, contact_url=odd, publisher_uri=odd, spatial=odd, resources=[resource(1, url=odd)]
        ),
        HEILBRONN,
    )
    assert (model.publisher, model.contact, model.spatial) == (
        HEILBRONN.publisher,
        HEILBRONN.contact,
        (HEILBRONN.place,),
    )
    page = "https://opendata.heilbronn.de/dataset/datensatz-1"
    assert model.landing_page == page
    assert [d.access_url for d in model.distributions] == [
        f"{page}/resource/00000000-0000-4000-8000-000000000001"
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("https://x.example/ä b<c>|d", "https://x.example/ä%20b%3Cc%3E%7Cd"),
        ("https://x.example/a?b[]=1#c#d", "https://x.example/a?b%5B%5D=1#c%23d"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        (" HTTPS://bücher.example/ ", "https://bücher.example/"),
        ("https://x.example/a\u200bb", "https://x.example/a%E2%80%8Bb"),
        *(
            (word, "")
            for word in ("javascript:x", "data:,x", "https://", "http://[::1", "https://u@x.example", "x")
        ),
        *(
            (f"https://x.example/{sign}", "")
            for sign in ("\x00", "a\nb", "\x7f.", "\x85.", "\ud800", "\ufffe")
        ),
    ],
)
def test_addresses(given: str, said: str) -> None:
    """What is certain is encoded as browsers do it; what is not is no address."""
    assert from_ckan.address(given) == said


def test_a_series_takes_no_iri_of_another_thing() -> None:
    """However it is written: a dataset, a place and a series of one IRI stay three things to every reader."""
    one, other = "https://x.example/a", "https://x.example/%61"
    models = [
        from_ckan.dataset(ordinary(1, uri=one), HEILBRONN),
        from_ckan.dataset(ordinary(2, in_series=[other], publisher_name="Amt", publisher_uri=one), HEILBRONN),
        from_ckan.dataset(
            ordinary(3, in_series=["https://x.example/B"], spatial="https://x.example/%42"), HEILBRONN
        ),
    ]
    graph = catalog_graph(from_package.own_catalog(models, HEILBRONN))
    assert reading_findings(graph) == ()
    assert (URIRef(one), RDF.type, None) in graph
    assert len(set(graph.subjects(RDF.type, DCAT.DatasetSeries))) == 2


def test_an_iri_of_ours_belongs_to_us() -> None:
    """Whoever copies it, in whatever writing, describes neither the register nor its publisher."""
    base = "https://opendata.heilbronn.de/id"
    for copied in (f"{base}/register", "http://OPENDATA.heilbronn.de:80/id//register", f"{base}/%72egister"):
        model = from_ckan.dataset(
            ordinary(1, uri=copied, publisher_name="Fremd", publisher_uri=copied, spatial=copied), HEILBRONN
        )
        assert model.iri == f"{base}/datensatz/{ordinary(1)['id']}"
        assert model.publisher.iri == f"{model.iri}#herausgeber"
        assert model.spatial == (HEILBRONN.place,)
