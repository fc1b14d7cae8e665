"""The official shapes over our feeds, and the shapes' own rules over slips that people make."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from time import process_time
from typing import Any

import pyshacl.shape
import pytest
from dcat_factories import mixed, ordinary, package
from factories import read, vorhaben
from hndigital.dcat import codes, from_ckan, from_package, gate
from hndigital.dcat.federation import exclusion, only_open
from hndigital.dcat.graph import Profile, catalog_graph
from hndigital.dcat.validate import RuleProfile, Severity, load_vocabulary, validate
from hndigital.dcat.vocab import SKOS
from hndigital.package import build_package
from rdflib import Graph, Literal, URIRef

from tests.cities import HEILBRONN

FEEDS = [
    (Profile.V30, RuleProfile.V30),
    (Profile.V30, RuleProfile.DASHBOARD),
    (Profile.GOVDATA, RuleProfile.V20),
    (Profile.GOVDATA, RuleProfile.DASHBOARD),
]
FEDERATED = replace(HEILBRONN, federate_projects=True)


@pytest.mark.parametrize(("profile", "rules"), FEEDS)
def test_a_package_conforms(profile: Profile, rules: RuleProfile) -> None:
    """The feed of a package has no violation, warning, info or dashboard finding."""
    catalog = from_package.catalog(package(), FEDERATED, govdata=profile is Profile.GOVDATA)
    report = validate(catalog_graph(catalog, profile), rules)
    assert report.conforms, str(report)
    assert not report.empty


@pytest.mark.parametrize(("profile", "rules"), FEEDS)
def test_a_mixed_portal_conforms(profile: Profile, rules: RuleProfile) -> None:
    """Twenty ordinary datasets with flaws: what cannot be filled is left out, nothing breaks a feed."""
    govdata = profile is Profile.GOVDATA
    given = [d for d in mixed() if not govdata or _given(d)]
    models = [only_open(from_ckan.dataset(d, HEILBRONN)) for d in given]
    report = validate(catalog_graph(from_package.own_catalog(models, HEILBRONN), profile), rules)
    assert report.conforms, str(report)
    assert dict(report.nodes)["Dataset"] == (17 if govdata else 20)


def _given(one: dict[str, Any]) -> bool:
    found = exclusion(one, HEILBRONN)
    return found is None or found.partly


@pytest.mark.parametrize(
    ("profile", "rules"),
    [
        (Profile.V30, RuleProfile.V30),
        pytest.param(Profile.GOVDATA, RuleProfile.V20, marks=pytest.mark.slow),
    ],
)
def test_a_hundred_projects_take_seconds(profile: Profile, rules: RuleProfile) -> None:
    """102 projects, federated too, take less than the 15 seconds that the gate may take."""
    made = build_package(read(*(vorhaben(f"20200{number:05d}") for number in range(1, 103))))
    govdata = profile is Profile.GOVDATA
    graph = catalog_graph(from_package.catalog(made, FEDERATED, govdata=govdata), profile)
    start = process_time()
    report = validate(graph, rules)
    assert report.conforms, str(report)
    assert dict(report.nodes)["Dataset"] == 104
    assert process_time() - start < 15


def slips(graph: Graph, seed: int, count: int) -> Graph:
    """Return a graph with as many things wrong: values missing, of another kind, or swapped."""
    rng = random.Random(seed)  # noqa: S311 - data to test with, no secret
    triples = sorted(graph, key=str)
    wrong = Graph()
    wrong += graph
    for subject, predicate, value in rng.sample(triples, count):
        other = rng.choice(triples)
        match rng.randrange(5):
            case 0:
                wrong.remove((subject, predicate, value))
            case 1:
                wrong.set((subject, predicate, Literal("falsch")))
            case 2:
                wrong.add((subject, predicate, URIRef("https://example.org/anders")))
            case 3:
                wrong.add((subject, predicate, other[2]))
            case 4:
                wrong.add((subject, predicate, other[0]))
    return wrong


@pytest.mark.parametrize("rules", RuleProfile)
@pytest.mark.parametrize("profile", Profile)
def test_findings_are_those_of_pyshacl_alone(
    profile: Profile, rules: RuleProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Testing many nodes at once finds what pyshacl finds node by node, each as often, whatever is wrong."""
    models = [from_ckan.dataset(d, HEILBRONN) for d in mixed()]
    made = from_package.catalog(package(), FEDERATED, govdata=profile is Profile.GOVDATA)
    graph = catalog_graph(replace(made, datasets=(*made.datasets, *models)), profile)
    for seed, count in enumerate((3, 300)):
        wrong = slips(graph, seed, count)
        ours = Counter(validate(wrong, rules).findings)
        with monkeypatch.context() as plain:
            plain.delattr(pyshacl.shape, "CONSTRAINT_PARAMS")  # pyshacl then takes its own
            assert Counter(validate(wrong, rules).findings) == ours
        assert ours or count < 300


@pytest.mark.parametrize(("profile", "rules"), FEEDS)
def test_parts_are_judged_as_the_whole(
    profile: Profile, rules: RuleProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few datasets the gate judges at once, it finds the same; what they share it finds once."""
    monkeypatch.setattr(gate, "_AT_ONCE", 3)
    made = from_package.catalog(package(), FEDERATED, govdata=profile is Profile.GOVDATA)
    models = [from_ckan.dataset(d, HEILBRONN) for d in mixed()]
    wrong = [replace(one, themes=(), contact=None, description=()) for one in made.datasets[1:]]
    whole = replace(made, datasets=(made.datasets[0], *wrong, *models), licence="", title=())
    expected = {replace(f, dataset="") for f in validate(catalog_graph(whole, profile), rules).findings}
    found = list(gate.findings(whole, profile, rules))
    assert {replace(f, dataset="") for f in found} == expected
    assert expected
    assert len(set(found)) == len(found)


def test_a_finding_names_dataset_and_rule() -> None:
    """A missing theme is reported as convention K30 of that dataset."""
    dataset = replace(from_ckan.dataset(ordinary(), HEILBRONN), themes=())
    graph = catalog_graph(from_package.own_catalog([dataset], HEILBRONN), Profile.GOVDATA)
    (finding,) = validate(graph, RuleProfile.V20).findings
    assert (finding.severity, finding.rule, finding.dataset) == (Severity.WARNING, "K30", dataset.iri)


def test_a_finding_of_a_distribution_names_its_dataset() -> None:
    """Where a distribution is wrong, the dataset it belongs to is named; licences are the handbook's K32."""
    dataset = from_ckan.dataset(ordinary(), HEILBRONN)
    wrong = replace(dataset.distributions[0], licence="https://example.org/licence")
    graph = catalog_graph(
        from_package.own_catalog([replace(dataset, distributions=(wrong,))], HEILBRONN), Profile.GOVDATA
    )
    findings = validate(graph, RuleProfile.V20).findings
    assert {f.dataset for f in findings} == {dataset.iri}
    assert [f.rule for f in findings if f.severity is Severity.VIOLATION] == ["K32"]


def test_a_feed_cannot_vouch_for_itself() -> None:
    """A contributor ID that the feed itself puts on the official list stays unlisted."""
    own = "http://dcat-ap.de/def/contributors/erfunden"
    dataset = replace(from_ckan.dataset(ordinary(), HEILBRONN), contributor_ids=(own,))
    graph = catalog_graph(from_package.own_catalog([dataset], HEILBRONN), Profile.GOVDATA)
    graph.parse(data=f"<{own}> <{SKOS.inScheme}> <http://dcat-ap.de/def/contributors> .", format="turtle")
    assert [f.rule for f in validate(graph, RuleProfile.V20).findings] == ["K12&13"]


def test_the_graph_stays_as_it_is() -> None:
    """Validation adds nothing to the data."""
    graph = catalog_graph(from_package.catalog(package(), HEILBRONN))
    before = set(graph)
    validate(graph, RuleProfile.V30)
    assert set(graph) == before


def test_nothing_to_check_is_said() -> None:
    """A graph without any DCAT node is reported as empty, not as conforming data."""
    assert validate(Graph(), RuleProfile.V30).empty


def test_every_code_of_ours_is_on_its_list() -> None:
    """Each IRI that the word lists can give is in the official vocabulary, and no value of theirs is missing.

    The vocabularies that ship have no list of high-value categories and none of countries.
    """
    known = {str(s) for profile in RuleProfile for s in load_vocabulary(profile).subjects(SKOS.inScheme)}
    given = {codes.theme(name) for name in codes.THEMES} | set(codes.LANGUAGE.values())
    given |= {codes.ACCESS_PUBLIC, codes.AVAILABLE_STABLE, codes.LOCAL_AUTHORITY}
    for name, base in codes.LISTS.items():
        listed = {f"{base}{code}" for code in codes.official(name)}
        if name not in ("hvd_category", "place"):
            assert {iri for iri in known if iri.startswith(base)} <= listed | {base.rstrip("/")}, name
            given |= listed
    assert given - known == set()
