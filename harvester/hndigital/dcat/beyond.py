"""What a reader such as GovData fails on although no shape says so.

A catalogue without any violation can still stop a harvest: at a dataset without a readable title GovData
gives up, of two with one identifier it keeps one, a control character leaves a page of XML unreadable.
Codes are those of the code list `katalog_fehler`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ..addresses import is_iri, same
from ..characters import code_points, readable, unprintable
from ..schemas import codelist
from .validate import Owners, Severity, ShaclFinding
from .vocab import DCAT, DCT, FOAF, RDF, VCARD

__all__ = ["reading_findings"]

_THINGS = (DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries, DCAT.Distribution, DCAT.DataService)
_CLASSES = (*_THINGS, FOAF.Agent, VCARD.Kind, DCT.Location)


def reading_findings(graph: Graph) -> tuple[ShaclFinding, ...]:
    """Return what makes readers stop, lose a dataset or take two for one, in a fixed order."""
    owners = Owners(graph)
    found = (*_titles(graph), *_identifiers(graph), *_merged(graph), *_texts(graph), *_iris(graph))
    return tuple(
        ShaclFinding(
            severity=Severity.VIOLATION,
            rule=code,
            path=path,
            message=codelist("katalog_fehler")[code].definition("de"),
            focus=str(node),
            dataset=owners.of(node),
            value=value,
            shape="",
        )
        for code, path, node, value in sorted(set(found), key=lambda one: (one[0], str(one[2]), *one[1::2]))
    )


_Found = Iterator[tuple[str, str, Node, str]]


def _datasets(graph: Graph) -> Iterable[Node]:
    return graph.subjects(RDF.type, DCAT.Dataset)


def _titles(graph: Graph) -> _Found:
    for node in _datasets(graph):
        titles = [str(title) for title in graph.objects(node, DCT.title)]
        if not all(map(readable, titles)) or not titles:
            yield "titel_leer", "dct:title", node, repr(min(titles, default=""))


def _identifiers(graph: Graph) -> _Found:
    called: dict[str, dict[Node, str]] = defaultdict(dict)
    for node in _datasets(graph):
        for identifier in graph.objects(node, DCT.identifier):
            called[same(str(identifier))][node] = str(identifier)
    for nodes in called.values():
        for node, said in nodes.items() if len(nodes) > 1 else ():
            others = ", ".join(sorted(str(other) for other in nodes if other != node))
            yield "kennung_mehrfach", "dct:identifier", node, f"{said} ({others})"


def _merged(graph: Graph) -> _Found:
    """Yield things whose IRIs are one to some reader, and nodes that must have been two things."""
    kinds: dict[Node, set[str]] = defaultdict(set)
    for one in _CLASSES:
        for node in graph.subjects(RDF.type, one):
            kinds[node].add(one.rpartition("#")[2].rpartition("/")[2])
    written: dict[str, list[Node]] = defaultdict(list)
    for node, names in kinds.items():
        written[same(str(node))].append(node)
        languages = [getattr(title, "language", None) for title in graph.objects(node, DCT.title)]
        if len(names) > 1:
            yield "iri_mehrfach", "rdf:type", node, ", ".join(sorted(names))
        elif len(set(languages)) < len(languages):
            yield (
                "iri_mehrfach",
                "dct:title",
                node,
                " / ".join(sorted(map(str, graph.objects(node, DCT.title)))),
            )
    for nodes in written.values():
        for node in nodes if len(nodes) > 1 else ():
            yield "iri_mehrfach", "", node, ", ".join(sorted(str(other) for other in nodes if other != node))


def _texts(graph: Graph) -> _Found:
    for node, predicate, value in graph:
        signs = unprintable(value) if isinstance(value, Literal) else ()
        if signs:
            yield "zeichen", _short(graph, predicate), node, code_points(signs)


def _iris(graph: Graph) -> _Found:
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef) and not is_iri(term):
                yield "iri_ungueltig", _short(graph, triple[1]), triple[0], _shown(term)


def _short(graph: Graph, predicate: Node) -> str:
    return predicate.n3(graph.namespace_manager) if is_iri(str(predicate)) else _shown(predicate)


def _shown(term: Node) -> str:
    return str(term).encode("unicode_escape").decode("ascii") if not str(term).isprintable() else str(term)
