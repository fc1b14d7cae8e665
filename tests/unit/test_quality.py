"""The points of metadata quality: what data.europa.eu's method gives, and the official rules by structure."""

from __future__ import annotations

import pytest
from hndigital.dcat.validate import Severity
from hndigital.quality import Assessment, Rules, State, assess, dimensions, indicators, rating_of
from hndigital.quality.rules import structure
from rdflib import Graph

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> .
@prefix : <https://city.example/> .
"""
PERFECT = """
:d a dcat:Dataset ; dct:title "Bäume"@de ; dct:description "Alle Bäume"@de ; dcat:keyword "Baum"@de ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dct:spatial <http://dcat-ap.de/def/politicalGeocoding/districtKey/08121> ; dct:temporal :d-t ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dcat:contactPoint :d-k ; dct:publisher :p ; dct:issued "2024-01-01"^^xsd:date ;
  dct:modified "2024-02-01"^^xsd:date ; dcat:distribution :csv .
:d-t a dct:PeriodOfTime ; dcat:startDate "2024-01-01"^^xsd:date .
:d-k a vcard:Kind ; vcard:fn "Amt" ; vcard:hasEmail <mailto:amt@city.example> .
:p a foaf:Agent ; foaf:name "Stadt"@de .
<http://dcat-ap.de/def/politicalGeocoding/districtKey/08121> a dct:Location .
:csv a dcat:Distribution ; dct:title "CSV"@de ; dcat:accessURL <https://city.example/b.csv> ;
  dcat:downloadURL <https://city.example/b.csv> ; dct:rights :r ; dcat:byteSize "12"^^xsd:nonNegativeInteger ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
  dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> .
"""
DATASET = "https://city.example/d"


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def points(text: str, *, reach: bool | None = True, conforms: bool = True) -> Assessment:
    return assess(graph(text), DATASET, lambda _: reach, conforms=conforms)


def test_the_published_points() -> None:
    """Five dimensions with 100, 100, 110, 75 and 20 points, as data.europa.eu publishes them."""
    assert [dimension.points for dimension in dimensions().values()] == [100, 100, 110, 75, 20]
    assert points(PERFECT).points == points(PERFECT).most == 405


@pytest.mark.parametrize(
    ("total", "rating"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"),
     (121, "sufficient"), (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings(total: int, rating: str) -> None:
    """The bounds of the four ratings are those of the method."""
    assert rating_of(total).code == rating


@pytest.mark.parametrize(
    ("removed", "missed"),
    [
        ('dcat:keyword "Baum"@de ;', {"keyword"}),
        ("dct:temporal :d-t ;", {"temporal"}),
        ("dcat:downloadURL <https://city.example/b.csv> ;", {"download_url", "download_url_status"}),
        ("dct:rights :r ;", {"rights"}),
        (
            "dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;",
            {"format", "format_vocabulary", "non_proprietary", "machine_readable"},
        ),
        ("dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ", {"licence", "licence_vocabulary"}),
    ],
)
def test_what_is_missing_costs_its_points(removed: str, missed: set[str]) -> None:
    """Each property that is taken away costs exactly the points of its indicators."""
    without = PERFECT.replace(removed, "", 1)
    assert without != PERFECT
    found = points(without)
    assert set(found.codes(State.MISSED)) == missed
    assert found.points == 405 - sum(indicators()[code].points for code in missed)


def test_a_value_off_the_list_counts_half() -> None:
    """A licence that no list has gives the points of a licence, not those of the list."""
    found = points(PERFECT.replace("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "https://city.example/own"))
    assert found.codes(State.MISSED) == ("licence_vocabulary",)


def test_what_nobody_knows_is_open() -> None:
    """Addresses that were never checked are neither given nor taken; the rating is the least it can be."""
    found = points(PERFECT, reach=None)
    assert found.codes(State.OPEN) == ("access_url_status", "download_url_status")
    assert (found.points, found.open, found.rating.code) == (325, 80, "good")


def test_the_best_distribution_counts() -> None:
    """Of two distributions the one with more points counts, whole: their points are not mixed."""
    text = PERFECT.replace("dcat:distribution :csv .", "dcat:distribution :a, :csv .")
    text += ":a a dcat:Distribution ; dcat:accessURL <https://city.example/a> ; dct:rights :r ."
    text = text.replace("dct:rights :r ; dcat:byteSize", "dcat:byteSize")
    found = points(text)
    assert found.counted == "https://city.example/csv"
    assert found.codes(State.MISSED) == ("rights",)


def test_no_distribution_no_points_for_it() -> None:
    """A dataset without files has the points of the dataset alone."""
    found = points(PERFECT.replace("; dcat:distribution :csv .", "."))
    assert found.counted == ""
    assert found.points == sum(i.points for i in indicators().values() if i.level == "dataset")


def test_violations_cost_conformity() -> None:
    """A dataset that breaks a rule of DCAT-AP.de loses the points of conformity."""
    broken = graph(PERFECT.replace('dct:title "Bäume"@de ;', ""))
    verdict = Rules().judge({DATASET: broken})[DATASET]
    assert verdict.violations == ("dct:title",)
    assert not verdict.conforms
    assert Rules().judge({DATASET: graph(PERFECT)})[DATASET].conforms


VARIANTS = [
    PERFECT,
    PERFECT.replace('"Bäume"@de', '"Sträucher"@de').replace("city.example", "town.example"),
    PERFECT.replace('dct:title "Bäume"@de ;', ""),
    PERFECT.replace('"Bäume"@de', '""@de'),
    PERFECT.replace('"2024-02-01"^^xsd:date', '"gestern"^^xsd:date'),
    PERFECT.replace('"2024-02-01"^^xsd:date', '"2024-02-01"^^xsd:date, "2024-03-01"^^xsd:date'),
    PERFECT.replace("data-theme/ENVI", "data-theme/UMWELT"),
    PERFECT.replace("licenses/dl-by-de/2.0", "licenses/dl-by-de/9.9"),
    PERFECT.replace("dct:publisher :p ;", "dct:publisher :p, :q ;") + ":q a foaf:Agent .",
    PERFECT.replace("vcard:hasEmail <mailto:amt@city.example>", 'vcard:hasEmail "amt@city.example"'),
]


def renamed(text: str, number: int) -> Graph:
    """Return the graph of `text` with names of its own."""
    text = (PREFIXES + text).replace("//town.example", "//city.example")
    return Graph().parse(data=text.replace("//city.example", f"//city{number}.example"), format="turtle")


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Return rules that have judged every variant, all of them at once."""
    found = Rules()
    found.judge({f"https://city{n}.example/d": renamed(text, n) for n, text in enumerate(VARIANTS)})
    return found


@pytest.mark.parametrize("number", range(len(VARIANTS)))
def test_a_structure_is_judged_as_the_shapes_do(rules: Rules, number: int) -> None:
    """Judged by structure, beside others, a dataset gets the verdict that it gets alone."""
    own = graph(VARIANTS[number].replace("town.example", "city.example"))
    verdict = rules.judge({DATASET: own})[DATASET]
    alone = [
        f for f in Rules.findings(own) if f.severity is Severity.VIOLATION or f.severity is Severity.DASHBOARD
    ]
    assert sorted(verdict.violations + verdict.dashboard) == sorted(f.rule for f in alone)


def test_equal_structures_and_unequal_ones() -> None:
    """Other words and addresses are the same structure; another list value or one value more is not."""
    one, other = graph(VARIANTS[0]), graph(VARIANTS[1].replace("town.example", "city.example"))
    assert structure(one, DATASET) == structure(other, DATASET)
    assert structure(one, DATASET) != structure(graph(VARIANTS[6]), DATASET)
    assert structure(one, DATASET) != structure(graph(VARIANTS[5]), DATASET)
