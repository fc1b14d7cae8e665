"""The metadata before and after: what the source says, and what the portal's feed will say and leave out.

Both are judged alike: by the indicators of data.europa.eu, the shapes of DCAT-AP.de and of GovData's
dashboard, and by what readers fail on. After is computed by the very code that writes the portal's feed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import mean
from typing import Any

from rdflib import Graph, URIRef

from ..dcat import from_ckan
from ..dcat.beyond import reading_findings
from ..dcat.federation import exclusion, only_open
from ..dcat.graph import dataset_graph
from ..dcat.identity import identities
from ..dcat.unsaid import unsaid
from ..dcat.vocab import DCAT, RDF
from ..quality import Rules, assess, closure, dimensions
from .model import Finding
from .plan import CHANGE, CREATE, Entry, Plan, line

__all__ = ["Quality", "after", "before", "left_out", "predicted"]

_TOLD = frozenset({"lizenz_unbekannt", "titel_leer", "zeichen"})
"""What the plan itself has told."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Datasets; mean points, in all and by dimension; how many datasets break a rule of each kind.

    `given` is how many GovData is given, None where only a portal can tell.
    """

    datasets: int
    points: float
    dimensions: Mapping[str, float]
    violations: int
    dashboard: int
    unreadable: int
    given: int | None = None


def before(plan: Plan, graph: Graph) -> Quality | None:
    """Return the quality of the adopted datasets as the source's graph states them, None if it does not."""
    blank = any(one.record.node != one.record.iri for one in _adopted(plan) if one.record.node)
    named = graph.skolemize() if blank else graph
    called = {URIRef(one.record.node or one.record.iri) for one in _adopted(plan)}
    nodes = sorted(called & set(named.subjects(RDF.type, DCAT.Dataset)))
    return _quality({str(node): _part(named, node) for node in nodes}) if nodes else None


def after(plan: Plan) -> Quality:
    """Return the quality that they will have in the portal's feed."""
    settings = plan.target.settings
    packages = [predicted(entry) for entry in _adopted(plan)]
    known = identities([*packages, *_others(plan, packages)], settings)
    graphs: dict[str, Graph] = {}
    for package in packages:
        lost = {name for name, _ in known[package["id"]].lost}
        model = from_ckan.dataset({k: v for k, v in package.items() if k not in lost}, settings)
        graphs[model.iri] = dataset_graph(only_open(model))
    left_out = [found for one in packages if (found := exclusion(one, settings)) and not found.partly]
    return _quality(graphs, given=len(packages) - len(left_out))


def left_out(plan: Plan) -> tuple[Finding, ...]:
    """Return what the portal will hold of the adopted datasets, but no catalogue of it will say."""
    settings = plan.target.settings
    packages = {entry.record.label: predicted(entry) for entry in _adopted(plan)}
    known = identities([*packages.values(), *_others(plan, packages.values())], settings)
    found = (
        Finding("unsagbar", label, one.field, line(one.value), one.other)
        for label, package in packages.items()
        for one in unsaid(package, known[package["id"]], settings.licence_map, settings.contributor_id)
        if one.code not in _TOLD
    )
    return tuple(dict.fromkeys(found))


def _adopted(plan: Plan) -> list[Entry]:
    return [one for one in plan.entries if one.name]


def _others(plan: Plan, packages: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    ids = {one["id"] for one in packages}
    return [one for one in plan.target.datasets if one["id"] not in ids]


def _part(graph: Graph, node: URIRef) -> Graph:
    part = Graph()
    for subject in closure(graph, node):
        for triple in graph.triples((subject, None, None)):
            part.add(triple)
    return part


def _quality(graphs: Mapping[str, Graph], given: int | None = None) -> Quality:
    verdicts = Rules().judge(graphs)
    found = [
        assess(graph, iri, lambda _: None, conforms=verdicts[iri].conforms) for iri, graph in graphs.items()
    ]
    by_dimension = {code: mean([one.by_dimension[code][0] for one in found] or [0]) for code in dimensions()}
    return Quality(
        len(graphs),
        mean([one.points for one in found] or [0]),
        by_dimension,
        sum(not one.conforms for one in verdicts.values()),
        sum(bool(one.dashboard) for one in verdicts.values()),
        sum(bool(reading_findings(graph)) for graph in graphs.values()),
        given,
    )


def predicted(entry: Entry) -> dict[str, Any]:
    """Return the dataset as the portal will show it."""
    changed = {one.field: one.new for one in entry.changes if not one.file}
    said = entry.wanted if entry.action == CREATE else changed if entry.action == CHANGE else {}
    package = {
        "id": _id(entry.record.key),
        "name": entry.name,
        "type": "dataset",
        "metadata_created": entry.record.fields.get("issued"),
        "metadata_modified": entry.record.fields.get("modified"),
        **entry.package,
        **{name: value for name, value in said.items() if name not in ("tags", "groups")},
    }
    for name in ("tags", "groups"):
        if name in said:
            package[name] = [{"name": word, "display_name": word} for word in said[name]]
    if entry.action == CREATE:
        package["resources"] = [
            {"id": _id(f"{entry.record.key} {file.key}"), **file.fields} for file in entry.record.files
        ]
    return package


def _id(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, key))
