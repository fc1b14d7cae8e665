"""What the codes and properties in our data mean, as RDF under `<base_uri>/id/…`.

A code list is a SKOS concept scheme, `<base_uri>/id/<list>` with `<base_uri>/id/<list>/<code>`. Beside
them `<base_uri>/id/feld` is the vocabulary of projects' properties, each named after its column.
"""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef

from ..caching import kept
from ..schemas import Code, CodeList, codelist, codelist_names, column, register_table
from ..values import dezernat_of
from .iris import FIELDS, concept_iri, field_iri, scheme_iri
from .project_resource import coded_fields, project_fields
from .vocab import DCT, OWL, RDF, RDFS, SKOS, XSD, bind_prefixes

__all__ = ["codelist_graph", "described_list", "described_names", "entry_iri", "scheme_iri"]

_LANGUAGES = ("de", "en")


def described_names() -> tuple[str, ...]:
    """Return the names of everything that `described_list` knows: the code lists and `feld`."""
    return (*codelist_names(), FIELDS)


@kept()
def described_list(name: str) -> CodeList:
    """Return a code list, or the properties of projects as if they were one.

    Raises FileNotFoundError if there is no such list.
    """
    if name != FIELDS:
        return codelist(name)
    known = {entry.name: entry for entry in register_table("vorhaben").columns}
    columns = [known.get(name) or column(name) for name in project_fields()]
    codes = [
        Code(entry.name, entry.title_de, entry.title_en, entry.description_de, entry.description_en)
        for entry in columns
    ]
    titles = {"de": "Eigenschaften eines Vorhabens", "en": "Properties of a project"}
    return CodeList(FIELDS, codes, titles)


def entry_iri(base_uri: str, name: str, code: str) -> str:
    """Return the IRI of an entry of `described_list`."""
    return field_iri(base_uri, code) if name == FIELDS else concept_iri(base_uri, name, code)


def codelist_graph(name: str, base_uri: str) -> Graph:
    """Return the graph of a code list, or of the properties of projects for "feld".

    Concepts have label and definition in both languages, their code as notation, what the report prints
    as further labels, close matches with their reason; the scheme names where its codes come from.
    Raises FileNotFoundError if there is no such list.
    """
    graph = bind_prefixes(Graph())
    codes = described_list(name)
    scheme = URIRef(scheme_iri(base_uri, name))
    for lang in _LANGUAGES:
        graph.add((scheme, DCT.title, Literal(codes.title(lang), lang)))
    if name == FIELDS:
        _write_properties(graph, scheme, codes, base_uri)
    else:
        _write_scheme(graph, scheme, codes)
        for code in codes.values():
            _write_concept(graph, scheme, code, base_uri)
    return graph


def _write_scheme(graph: Graph, scheme: URIRef, codes: CodeList) -> None:
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    for lang in _LANGUAGES:
        graph.add((scheme, SKOS.prefLabel, Literal(codes.title(lang), lang)))
    source = codes.source
    if source is None:
        return
    node = URIRef(source.iri or f"{scheme}#quelle")
    graph.add((scheme, DCT.source, node))
    graph.add((node, DCT.title, Literal(source.title, source.lang)))
    if source.date:
        graph.add((node, RDF.type, DCT.BibliographicResource))
        graph.add((node, DCT.issued, Literal(source.date, datatype=XSD.gYearMonth)))


def _write_concept(graph: Graph, scheme: URIRef, code: Code, base_uri: str) -> None:
    name = str(scheme).rpartition("/")[2]
    concept = URIRef(concept_iri(base_uri, name, code.code))
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((concept, SKOS.topConceptOf, scheme))
    graph.add((scheme, SKOS.hasTopConcept, concept))
    graph.add((concept, SKOS.notation, Literal(code.code)))
    for lang in _LANGUAGES:
        graph.add((concept, SKOS.prefLabel, Literal(code.label(lang), lang)))
        if code.definition(lang):
            graph.add((concept, SKOS.definition, Literal(code.definition(lang), lang)))
    for wording in code.wortlaut:
        if wording not in (code.code, code.label_de):
            # signs such as "++" are in no language
            language = "de" if any(sign.isalpha() for sign in wording) else None
            graph.add((concept, SKOS.altLabel, Literal(wording, language)))
    if code.close_match:
        graph.add((concept, SKOS.closeMatch, URIRef(code.close_match)))
        graph.add((concept, SKOS.editorialNote, Literal(code.close_match_reason, "en")))
    dezernat = dezernat_of(code.code) if name == "amt" else None
    if dezernat:
        graph.add((concept, SKOS.broadMatch, URIRef(concept_iri(base_uri, "dezernat", dezernat))))


def _write_properties(graph: Graph, vocabulary: URIRef, codes: CodeList, base_uri: str) -> None:
    graph.add((vocabulary, RDF.type, OWL.Ontology))
    for code in codes.values():
        term = URIRef(field_iri(base_uri, code.code))
        graph.add((term, RDF.type, RDF.Property))
        graph.add((term, RDFS.isDefinedBy, vocabulary))
        for lang in _LANGUAGES:
            graph.add((term, RDFS.label, Literal(code.label(lang), lang)))
            graph.add((term, RDFS.comment, Literal(code.definition(lang), lang)))
        if named := coded_fields().get(code.code):
            graph.add((term, RDFS.seeAlso, URIRef(scheme_iri(base_uri, named))))
