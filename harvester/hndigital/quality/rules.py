"""What the official shapes say of many datasets, quickly.

The shapes take 50 ms and more for each dataset, and thousands of datasets differ in nothing that a shape
looks at: it sees classes, properties, how often they are there, kinds of values and the values of official
lists, but not which title or which address of ours. So each `structure` is judged once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ..dcat.validate import RuleProfile, Severity, ShaclFinding, validate
from ..dcat.vocab import DCAT, RDF

__all__ = ["Rules", "Verdict", "closure", "structure"]

_OWNERS = frozenset({DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries})
_OFFICIAL = (
    *("http://publications.europa.eu/", "http://dcat-ap.de/def/", "http://purl.org/adms/"),
    *("http://spdx.org/", "http://www.w3.org/", "http://purl.org/", "http://data.europa.eu/"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rules that a dataset breaks, each as often as it does: DCAT-AP.de's and the dashboard's."""

    violations: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    dashboard: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether DCAT-AP.de's shapes found no violation (warnings don't count, as with data.europa.eu)."""
        return not self.violations


class Rules:
    """Judges datasets by the shapes of DCAT-AP.de 3.0 and of GovData's dashboard; remembers structures."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Verdict] = {}

    def judge(self, graphs: Mapping[str, Graph]) -> dict[str, Verdict]:
        """Return the verdict on each dataset; `graphs` holds its graph by its IRI."""
        structures = {iri: structure(graph, iri) for iri, graph in graphs.items()}
        unknown: dict[Hashable, str] = {}
        for iri, found in structures.items():
            if found not in self._known:
                unknown.setdefault(found, iri)
        if unknown:
            merged = Graph()
            for iri in unknown.values():
                merged += graphs[iri]
            findings = list(self.findings(merged))
            for found, iri in unknown.items():
                own = {str(node) for node in closure(graphs[iri], URIRef(iri))}
                self._known[found] = _verdict(f for f in findings if f.focus in own)
        return {iri: self._known[found] for iri, found in structures.items()}

    @staticmethod
    def findings(graph: Graph) -> Iterable[ShaclFinding]:
        """Yield all findings in `graph`: DCAT-AP.de's first, then the dashboard's."""
        for profile in (RuleProfile.V30, RuleProfile.DASHBOARD):
            yield from validate(graph, profile).findings


def _verdict(findings: Iterable[ShaclFinding]) -> Verdict:
    listed = list(findings)
    return Verdict(
        violations=tuple(sorted(f.rule for f in listed if f.severity is Severity.VIOLATION)),
        remarks=tuple(sorted(f.rule for f in listed if f.severity in (Severity.WARNING, Severity.INFO))),
        dashboard=tuple(sorted(f.rule for f in listed if f.severity is Severity.DASHBOARD)),
    )


def closure(graph: Graph, dataset: Node) -> set[Node]:
    """Return the nodes that belong to a dataset: all that it leads to, but no other dataset or series."""
    others = {node for kind in _OWNERS for node in graph.subjects(RDF.type, kind)} - {dataset}
    seen: set[Node] = set()
    todo = [dataset]
    while todo:
        node = todo.pop()
        if node in seen or node in others or isinstance(node, Literal):
            continue
        seen.add(node)
        todo += graph.objects(node, None)
    return seen


def structure(graph: Graph, dataset: str) -> Hashable:
    """Return what the shapes can see of a dataset: equal for two datasets that they judge alike."""
    root = URIRef(dataset)
    return _describe(graph, root, closure(graph, root), ())


def _describe(graph: Graph, node: Node, own: set[Node], above: tuple[Node, ...]) -> Hashable:
    if isinstance(node, Literal):
        plain = node.datatype is None or node.language
        text = bool(node.strip()) if plain else node.ill_typed
        return ("text", str(node.datatype or ""), node.language or "", text)
    if node in above:
        return ("above", above.index(node))
    kind = (
        str(node) if str(node).startswith(_OFFICIAL) else (type(node).__name__, str(node).partition(":")[0])
    )
    if node not in own:
        return ("other", kind)
    values = Counter(
        (str(predicate), _describe(graph, value, own, (*above, node)))
        for predicate, value in graph.predicate_objects(node)
    )
    # No shape counts further than to two.
    return (kind, frozenset((described, min(number, 2)) for described, number in values.items()))
