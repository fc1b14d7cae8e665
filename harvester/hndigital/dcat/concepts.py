"""A code list as a SKOS concept scheme, `<base_uri>/id/<list>` with `<base_uri>/id/<list>/<code>`."""

from __future__ import annotations

from urllib.parse import quote

from rdflib import Graph, Literal, URIRef

from ..schemas import codelist
from .vocab import RDF, SKOS, bind_prefixes

__all__ = ["codelist_graph", "concept_iri", "scheme_iri"]


def scheme_iri(base_uri: str, name: str) -> str:
    """Return the IRI of a code list."""
    return f"{base_uri}/id/{name}"


def concept_iri(base_uri: str, name: str, code: str) -> str:
    """Return the IRI of a code."""
    return f"{scheme_iri(base_uri, name)}/{quote(code, safe='+-.')}"


def codelist_graph(name: str, base_uri: str) -> Graph:
    """Return the graph of a code list: labels and definitions in both languages, close matches.

    Raises FileNotFoundError if there is no such list.
    """
    graph = bind_prefixes(Graph())
    scheme = URIRef(scheme_iri(base_uri, name))
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    for code in codelist(name).values():
        concept = URIRef(concept_iri(base_uri, name, code.code))
        graph.add((concept, RDF.type, SKOS.Concept))
        graph.add((concept, SKOS.inScheme, scheme))
        graph.add((concept, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))
        graph.add((concept, SKOS.notation, Literal(code.code)))
        for lang in ("de", "en"):
            graph.add((concept, SKOS.prefLabel, Literal(code.label(lang), lang)))
            if code.definition(lang):
                graph.add((concept, SKOS.definition, Literal(code.definition(lang), lang)))
        if code.close_match:
            graph.add((concept, SKOS.closeMatch, URIRef(code.close_match)))
    return graph
