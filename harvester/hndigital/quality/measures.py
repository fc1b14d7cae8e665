"""The answer to each indicator's question, read from a graph.

An indicator asks whether a property is there, or whether its value stands on an official list. Lists:
file types, access rights and licences as they ship with the shapes; the open and the machine-readable
formats are data.europa.eu's own lists (https://gitlab.com/dataeuropa/vocabularies), which say nothing of
many formats, so that what they don't name counts as no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from rdflib import Graph, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from ..dcat.validate import RuleProfile, load_vocabulary
from ..dcat.vocab import DCAT, DCT

__all__ = ["DATASET", "DISTRIBUTION", "Reach"]

Reach = Callable[[str], bool | None]
"""Whether an address answers; None if nobody knows."""
Measure = Callable[[Graph, Node, Reach], bool | None]

_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPE = re.compile(
    r"https?://(www\.)?iana\.org/assignments/media-types/"
    r"(application|audio|font|haptics|image|message|model|multipart|text|video)/[a-z0-9][a-z0-9.+_-]*"
)
_OPEN = frozenset(
    f"{_EU}file-type/{code}"
    for code in (
        *("BMP", "CSV", "DBF", "ETSI_XML", "GEOJSON", "GPKG", "GZIP", "HTML", "ICS", "JPEG2000", "JSON"),
        *("JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG"),
        *("RDF_TURTLE", "RDF_XML", "RSS", "RTF", "TAR", "TIFF", "TSV", "TXT", "WMS_SRVC", "XML", "ZIP"),
    )
)
_MACHINE_READABLE = frozenset(
    f"{_EU}file-type/{code}"
    for code in (
        *("CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS"),
        *("RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML"),
    )
)


@cache
def _listed(scheme: str) -> frozenset[str]:
    """Return the values of an official list."""
    vocabulary = load_vocabulary(RuleProfile.V30)
    return frozenset(str(value) for value in vocabulary.subjects(SKOS.inScheme, URIRef(scheme)))


def _has(predicate: URIRef) -> Measure:
    return lambda graph, node, _: any(True for _ in graph.objects(node, predicate))


def _answers(predicate: URIRef) -> Measure:
    """Return a measure: one address that answers is enough; unknown unless all are known not to."""

    def measure(graph: Graph, node: Node, reach: Reach) -> bool | None:
        known = [reach(str(address)) for address in graph.objects(node, predicate)]
        return True if any(known) else (None if None in known else False)

    return measure


def _format_from_lists(graph: Graph, node: Node, _: Reach) -> bool:
    formats = [str(value) for value in graph.objects(node, DCT["format"])]
    types = [str(value) for value in graph.objects(node, DCAT.mediaType)]
    listed = _listed(f"{_EU}file-type")
    return (
        bool(formats and types)
        and all(value in listed for value in formats)
        and all(_MEDIA_TYPE.fullmatch(value) for value in types)
    )


def _format_among(codes: frozenset[str]) -> Measure:
    return lambda graph, node, _: any(str(value) in codes for value in graph.objects(node, DCT["format"]))


def _licence_from_list(graph: Graph, node: Node, _: Reach) -> bool:
    # data.europa.eu's list is its own; for German data DCAT-AP.de prescribes this one (convention K32).
    listed = _listed("http://dcat-ap.de/def/licenses")
    values = [str(value) for value in graph.objects(node, DCT.license)]
    return any(value in listed or value.startswith(f"{_EU}licence/") for value in values)


def _access_rights_from_list(graph: Graph, node: Node, _: Reach) -> bool:
    listed = _listed(f"{_EU}access-right")
    return any(str(value) in listed for value in graph.objects(node, DCT.accessRights))


DATASET: Mapping[str, Measure] = MappingProxyType(
    {
        "keyword": _has(DCAT.keyword),
        "theme": _has(DCAT.theme),
        "spatial": _has(DCT.spatial),
        "temporal": _has(DCT.temporal),
        "access_rights": _has(DCT.accessRights),
        "access_rights_vocabulary": _access_rights_from_list,
        "contact": _has(DCAT.contactPoint),
        "publisher": _has(DCT.publisher),
        "issued": _has(DCT.issued),
        "modified": _has(DCT.modified),
    }
)
"""What is asked of the dataset (but for conformity, which the shapes judge)."""

DISTRIBUTION: Mapping[str, Measure] = MappingProxyType(
    {
        "access_url_status": _answers(DCAT.accessURL),
        "download_url": _has(DCAT.downloadURL),
        "download_url_status": _answers(DCAT.downloadURL),
        "format": _has(DCT["format"]),
        "media_type": _has(DCAT.mediaType),
        "format_vocabulary": _format_from_lists,
        "non_proprietary": _format_among(_OPEN),
        "machine_readable": _format_among(_MACHINE_READABLE),
        "licence": _has(DCT.license),
        "licence_vocabulary": _licence_from_list,
        "rights": _has(DCT.rights),
        "byte_size": _has(DCAT.byteSize),
    }
)
"""What is asked of each distribution."""
