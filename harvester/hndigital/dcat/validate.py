"""The gate: the official SHACL shapes of DCAT-AP.de, offline.

As GovData's validator does, the vocabularies that the shapes look up (`skos:inScheme`, classes) are
merged into the data first; `owl:imports` are never followed. Origin and licence of every file are in
`shapes/NOTICE.md`. Statements of the data about official lists don't count: a feed must not vouch for
itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH, SKOS
from rdflib.term import Node

from ..summary import Summarised
from .shacl import results_of
from .vocab import DCAT, RDF, bind_prefixes

__all__ = ["Owners", "Report", "RuleProfile", "Severity", "ShaclFinding", "load_vocabulary", "validate"]

_MQA = "http://govdata.de/mqa/#"
_COUNTER = f"{_MQA}count_"
_OFFICIAL = ("http://publications.europa.eu/", "http://dcat-ap.de/def/", "http://purl.org/adms/")
_SUFFIXES = {"ttl": "turtle", "rdf": "xml", "xml": "xml"}
_COMMON = (
    "vocab/mirror/foaf_0_1.rdf",
    "vocab/mirror/vcard.ttl",
    "vocab/mirror/org.ttl",
    "vocab/adms/ADMS_SKOS_v1.00.rdf",
    "vocab/eu/language-stub.ttl",
    "vocab/eu/planned-availability.ttl",
    "vocab/eu/frequency.ttl",
    "vocab/eu/data-theme.ttl",
    "vocab/eu/file-type.rdf",
    "vocab/dcat-ap.de/licenses-open-20200715.rdf",
    "vocab/dcat-ap.de/politicalGeocoding-Level-stub.ttl",
    "vocab/dcat-ap.de/contributors-20251021.rdf",
)


class RuleProfile(StrEnum):
    """A set of official rules: specification 3.0, handbook 2.0 with conventions, GovData's dashboard."""

    V30 = "v30"
    V20 = "v20"
    DASHBOARD = "dashboard"


class Severity(StrEnum):
    """How the shapes grade a finding; a rule of the dashboard has no grade."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, slots=True)
class _Files:
    shapes: tuple[str, ...]
    vocabularies: tuple[str, ...]


_PROFILES = {
    RuleProfile.V30: _Files(
        (
            "v30_de_spec/dcat-ap-SHACL.ttl",
            "v30_de_spec/dcat-ap-SHACL-DE.ttl",
            "v30_de_spec/dcat-ap-de-deprecated.ttl",
            "v30_de_spec/dcat-ap-spec-german-additions.ttl",
            "v30_de_spec/dcat-ap-de-controlledvocabularies.ttl",
        ),
        (
            *_COMMON,
            "vocab/eu/dataset-type.ttl",
            "vocab/eu/access-right.ttl",
            "vocab/eu/distribution-status.ttl",
            "vocab/spdx/spdx-ontology.owl.xml",
        ),
    ),
    RuleProfile.V20: _Files(
        (
            "v20_de_spec_implr/dcat-ap_2.1.1_shacl_shapes.ttl",
            "v20_de_spec_implr/dcat-ap-spec-german-messages.ttl",
            "v20_de_spec_implr/dcat-ap-spec-german-additions.ttl",
            "v20_de_spec_implr/dcat-ap-de-deprecated.ttl",
            "v20_de_spec_implr/dcat-ap-konventionen.ttl",
        ),
        (
            *_COMMON,
            "vocab/dcat-ap.de/politicalGeocoding-keys-stub.ttl",
            "vocab/dcat-ap.de/hashAlgorithms-stub.ttl",
        ),
    ),
    RuleProfile.DASHBOARD: _Files(
        ("dashboard/db-shapes.ttl",),
        ("vocab/dcat-ap.de/licenses-open-20200715.rdf", "vocab/dcat-ap.de/contributors-20251021.rdf"),
    ),
}


@dataclass(frozen=True, slots=True)
class ShaclFinding:
    """One result of the shapes.

    `focus` is the node that was tested and `dataset` the dataset, series, service or catalogue that it
    belongs to (the same where the node is one); `rule` is the convention's number ("K30") or the tested
    property; `message` is the shapes' own sentence.
    """

    severity: Severity
    rule: str
    path: str
    message: str
    focus: str
    dataset: str
    value: str
    shape: str


@dataclass(frozen=True, slots=True, repr=False)
class Report(Summarised):
    """What one profile says about a graph: findings, and how many nodes of each DCAT class it saw."""

    profile: RuleProfile
    findings: tuple[ShaclFinding, ...]
    nodes: tuple[tuple[str, int], ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings have `severity`."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def empty(self) -> bool:
        """Whether there was nothing to check: no DCAT node at all."""
        return not any(number for _, number in self.nodes)

    @property
    def conforms(self) -> bool:
        """Whether there is neither violation, warning, info nor dashboard finding."""
        return not self.findings

    def __str__(self) -> str:
        counts = Counter(finding.severity for finding in self.findings)
        head = f"{self.profile}: " + ", ".join(f"{counts[s]} {s}" for s in Severity)
        lines = (
            f"{f.severity} [{f.rule}] {f.dataset} ({f.focus}): {f.message} {f.value}" for f in self.findings
        )
        return "\n".join((head, *lines))


def validate(graph: Graph, profile: RuleProfile = RuleProfile.V30) -> Report:
    """Return what the official shapes of `profile` say about `graph`, which is left as it is."""
    merged = Graph()
    for triple in load_vocabulary(profile):
        merged.add(triple)
    for subject, predicate, value in graph:
        if predicate == SKOS.inScheme and str(value).startswith(_OFFICIAL):
            continue
        merged.add((subject, predicate, value))
    results = results_of(merged, _shapes(profile))
    names = bind_prefixes(Graph(bind_namespaces="none"))
    owners = Owners(graph)
    findings = tuple(sorted(_findings(results, names, owners), key=_order))
    classes = (DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries, DCAT.Distribution, DCAT.DataService)
    nodes = tuple((str(c).rsplit("#", 1)[-1], len(set(graph.subjects(RDF.type, c)))) for c in classes)
    return Report(profile, findings, nodes)


@cache
def _file(name: str) -> Graph:
    """Return a file of the shapes' folder; profiles share most vocabularies, so each is parsed once."""
    text = resources.files(__package__).joinpath("shapes").joinpath(name).read_bytes()
    return Graph(store="SimpleMemory").parse(data=text, format=_SUFFIXES[name.rsplit(".", 1)[-1]])


def _load(names: Iterable[str]) -> Graph:
    graph = Graph(store="SimpleMemory")
    for name in names:
        graph += _file(name)
    return graph


@cache
def load_vocabulary(profile: RuleProfile) -> Graph:
    """Return the vocabularies that the shapes of `profile` look values up in (shared: do not change)."""
    return _load(_PROFILES[profile].vocabularies)


@cache
def _shapes(profile: RuleProfile) -> Graph:
    return _load(_PROFILES[profile].shapes)


def _findings(results: Graph, names: Graph, owners: Owners) -> Iterator[ShaclFinding]:
    report = next(results.subjects(RDF.type, SH.ValidationReport))
    # only the report's own results, not the nested ones of sh:detail
    for result in results.objects(report, SH.result):
        grade = str(results.value(result, SH.resultSeverity) or SH.Violation)
        if grade.startswith(_COUNTER):
            continue
        messages = list(results.objects(result, SH.resultMessage))
        german = [m for m in messages if getattr(m, "language", None) == "de"]
        message = str(next(iter(german or messages), "")).strip()
        path = _path(results.value(result, SH.resultPath), results, names)
        focus = results.value(result, SH.focusNode)
        value = results.value(result, SH.value)
        yield ShaclFinding(
            severity=_severity(grade),
            rule=_rule(grade, message, path),
            path=path,
            message=message,
            focus=str(focus or ""),
            dataset=owners.of(focus),
            value="" if value is None else _name(value, names),
            shape=str(results.value(result, SH.sourceShape) or ""),
        )


def _severity(grade: str) -> Severity:
    if grade.startswith(_MQA):
        return Severity.DASHBOARD
    return Severity(grade.rsplit("#", 1)[-1].lower())


def _rule(grade: str, message: str, path: str) -> str:
    """Return the convention's number, the dashboard's rule, or the property that was tested."""
    if grade.startswith(_MQA):
        return grade.removeprefix(_MQA)
    convention = re.match(r"(K\d[\d&]*|KXX)\b", message)
    # The messages swap the numbers of two conventions; these are the handbook's.
    number = {"K31": "K32", "K32": "K31"}.get(convention[1], convention[1]) if convention else ""
    if number not in ("", "KXX"):
        return number
    # A list is looked up below the property that matters; the message names it.
    named = re.match(r"(?:DE: )?\w+:\w+: (\w+:\w+)", message) if path == "skos:inScheme" else None
    return named[1].replace("dcterms:", "dct:") if named else path


def _order(finding: ShaclFinding) -> tuple[int, str, str, str, str]:
    rank = list(Severity).index(finding.severity)
    return (rank, finding.rule, finding.dataset, finding.focus, finding.value)


def _name(node: Node, names: Graph) -> str:
    if isinstance(node, URIRef):
        for prefix, namespace in names.namespaces():
            if str(node).startswith(str(namespace)):
                return f"{prefix}:{str(node).removeprefix(str(namespace))}"
    return str(node)


def _path(node: Node | None, results: Graph, names: Graph) -> str:
    if node is None:
        return ""
    alternatives = results.value(node, SH.alternativePath)
    if alternatives is not None:
        return "|".join(_name(part, names) for part in Collection(results, alternatives))
    inverse = results.value(node, SH.inversePath)
    return f"^{_name(inverse, names)}" if inverse is not None else _name(node, names)


class Owners:
    """Finds the dataset (series, service, catalogue) that a node of the data belongs to."""

    _CLASSES = (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService, DCAT.Catalog)

    def __init__(self, data: Graph) -> None:
        self._data = data
        self._owners = {node for c in self._CLASSES for node in data.subjects(RDF.type, c)}

    def of(self, node: Node | None) -> str:
        """Return the IRI of the owner nearest to `node`, or "" if nothing of the data points to it."""
        seen: set[Node] = set()
        todo = [node] if node is not None and not isinstance(node, Literal) else []
        while todo:
            current = todo.pop(0)
            if current in self._owners:
                return str(current)
            if current not in seen:
                seen.add(current)
                todo += sorted(self._data.subjects(None, current), key=str)
        return ""
