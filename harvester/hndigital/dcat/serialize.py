"""Graph → text in the three formats that GovData reads, with their exact content types."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Graph

__all__ = ["FORMATS", "RdfFormat", "serialize"]


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A serialisation: suffix of addresses, rdflib's name, content type of answers."""

    suffix: str
    rdflib_name: str
    content_type: str


FORMATS = {
    "ttl": RdfFormat("ttl", "turtle", "text/turtle"),
    "rdf": RdfFormat("rdf", "xml", "application/rdf+xml"),
    "jsonld": RdfFormat("jsonld", "json-ld", "application/ld+json"),
}
"""By suffix. `text/turtle` and JSON-LD are UTF-8 by definition, XML says so in its first line."""


def serialize(graph: Graph, suffix: str) -> bytes:
    """Return `graph` in the format of `suffix` ("ttl", "rdf" or "jsonld") as UTF-8.

    The same graph gives the same bytes. Raises KeyError for an unknown suffix.
    """
    rdf_format = FORMATS[suffix]
    if rdf_format.rdflib_name == "json-ld":
        context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
        return _ordered(graph).serialize(
            format="json-ld", context=dict(sorted(context.items())), sort_keys=True, encoding="utf-8"
        )
    return _ordered(graph).serialize(format=rdf_format.rdflib_name, encoding="utf-8")


def _ordered(graph: Graph) -> Graph:
    """Return a copy whose triples were added in a fixed order: XML and JSON-LD keep it."""
    ordered = Graph(namespace_manager=graph.namespace_manager)
    for triple in sorted(graph):
        ordered.add(triple)
    return ordered
