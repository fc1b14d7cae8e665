"""Graph → text in the three formats that GovData reads, with their exact content types.

Turtle is written by hand: rdflib's writer gives other bytes in each process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

__all__ = ["FORMATS", "READABLE", "RdfFormat", "serialize", "serialize_all"]


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A serialisation: suffix of addresses, rdflib's name, content type of answers, name for people."""

    suffix: str
    rdflib_name: str
    content_type: str
    title: str


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

FORMATS = {
    "ttl": RdfFormat("ttl", "turtle", "text/turtle", "Turtle"),
    "rdf": RdfFormat("rdf", "xml", "application/rdf+xml", "RDF/XML"),
    "jsonld": RdfFormat("jsonld", "json-ld", "application/ld+json", "JSON-LD"),
}
"""By suffix. `text/turtle` and JSON-LD are UTF-8 by definition, XML says so in its first line."""

READABLE = {
    **FORMATS,
    "xml": RdfFormat("xml", "xml", "application/rdf+xml", "RDF/XML"),
    "n3": RdfFormat("n3", "turtle", "text/n3", "N3"),
}
"""By suffix: those and the further ones of ckanext-dcat, for harvesters registered there; Turtle is N3."""


def serialize(graph: Graph, suffix: str) -> bytes:
    """Return `graph` in the format of `suffix` (one of `READABLE`) as UTF-8.

    The same graph gives the same bytes. Raises KeyError for an unknown suffix.
    """
    rdf_format = READABLE[suffix].rdflib_name
    return _turtle(graph) if rdf_format == "turtle" else _other(graph, _ordered(graph), rdf_format)


def serialize_all(graph: Graph) -> dict[str, bytes]:
    """Return `graph` in each of `FORMATS`, by suffix: as `serialize` does, in less time."""
    ordered = _ordered(graph)
    return {
        suffix: _turtle(graph) if suffix == "ttl" else _other(graph, ordered, known.rdflib_name)
        for suffix, known in FORMATS.items()
    }


def _other(graph: Graph, ordered: Graph, rdf_format: str) -> bytes:
    if rdf_format == "json-ld":
        context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
        # Without indentation, which Python writes slowly: `_ordered_json` does it once.
        text = ordered.serialize(format="json-ld", context=dict(sorted(context.items())), indent=None)
        return _ordered_json(json.loads(text))
    _name_properties(graph)
    return ordered.serialize(format=rdf_format, encoding="utf-8")


def _turtle(graph: Graph) -> bytes:
    return "".join(_turtle_lines(graph)).encode()


def _turtle_lines(graph: Graph) -> Iterator[str]:
    """Yield the graph as Turtle, subject by subject: ten times as fast as rdflib's own writer.

    Meant for graphs without blank nodes, as `graph` makes them.
    """
    prefixes = sorted((prefix, str(namespace)) for prefix, namespace in graph.namespaces())
    write = _term_writer(prefixes)
    for prefix, namespace in prefixes:
        yield f"@prefix {prefix}: <{namespace}> .\n"
    for subject in sorted(set(graph.subjects()), key=str):
        values: dict[Node, list[str]] = {}
        for predicate, value in graph.predicate_objects(subject):
            values.setdefault(predicate, []).append(write(value))
        lines = [
            f"{'a' if predicate == RDF.type else write(predicate)} {', '.join(sorted(values[predicate]))}"
            for predicate in sorted(values, key=lambda term: (term != RDF.type, str(term)))
        ]
        yield f"\n{write(subject)} " + " ;\n    ".join(lines) + " .\n"


def _term_writer(prefixes: list[tuple[str, str]]) -> Callable[[Node], str]:
    """Return a function that writes a term, IRIs as prefixed names where the rest is a plain word."""

    @cache
    def write(term: Node) -> str:
        if isinstance(term, URIRef):
            for prefix, namespace in prefixes:
                if term.startswith(namespace) and _WORD.fullmatch(term, len(namespace)):
                    return f"{prefix}:{term[len(namespace) :]}"
        elif isinstance(term, Literal) and term.datatype is not None:
            return f"{Literal(str(term)).n3()}^^{write(term.datatype)}"
        return term.n3()

    return write


def _ordered(graph: Graph) -> Graph:
    """Return a copy whose triples were added in a fixed order: XML and JSON-LD keep it.

    rdflib's simple store is made of dicts; the usual one goes through sets, whose order differs from
    process to process.
    """
    ordered = Graph(store="SimpleMemory", namespace_manager=graph.namespace_manager)
    for triple in sorted(graph):
        ordered.add(triple)
    return ordered


def _name_properties(graph: Graph) -> None:
    """Give the properties of no known vocabulary their prefixes (`ns1` …) in a fixed order.

    XML needs one for each property, and rdflib would give them in the order of a set.
    """
    for predicate in sorted(set(graph.predicates()), key=lambda term: (term == RDF.type, str(term))):
        graph.namespace_manager.compute_qname_strict(str(predicate))


def _ordered_json(document: dict[str, Any]) -> bytes:
    """Return JSON-LD with its nodes by their IRI: rdflib writes them in the order of a set."""
    if "@graph" in document:
        document["@graph"].sort(key=lambda node: node["@id"])
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode()
