"""Closed namespaces: a misspelt term raises AttributeError instead of ending up in a feed.

Only the terms that the German profiles use and rdflib's own closed namespaces lack. `DCT`, `FOAF`,
`SKOS`, `XSD` and the like come from rdflib.
"""

from __future__ import annotations

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS as DCT
from rdflib.namespace import FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD, DefinedNamespace, Namespace

__all__ = [
    "ADMS",
    "DCAT",
    "DCATAP",
    "DCATDE",
    "DCT",
    "ELI",
    "FOAF",
    "GEODCATAP",
    "GSP",
    "HYDRA",
    "LOCN",
    "ORG",
    "OWL",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "SPDX",
    "VCARD",
    "XSD",
    "bind_prefixes",
]


class ADMS(DefinedNamespace):
    """Asset Description Metadata Schema, as far as DCAT-AP.de uses it."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/adms#")

    Identifier: URIRef
    identifier: URIRef
    sample: URIRef
    schemaAgency: URIRef
    status: URIRef
    versionNotes: URIRef


class DCAT(DefinedNamespace):
    """Data Catalog Vocabulary 3 (rdflib's own DCAT stands at version 2 and knows no series)."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/dcat#")

    Catalog: URIRef
    DataService: URIRef
    Dataset: URIRef
    DatasetSeries: URIRef
    Distribution: URIRef
    Relationship: URIRef
    accessService: URIRef
    accessURL: URIRef
    bbox: URIRef
    byteSize: URIRef
    centroid: URIRef
    compressFormat: URIRef
    contactPoint: URIRef
    dataset: URIRef
    distribution: URIRef
    downloadURL: URIRef
    endDate: URIRef
    endpointDescription: URIRef
    endpointURL: URIRef
    first: URIRef
    hadRole: URIRef
    hasVersion: URIRef
    inSeries: URIRef
    isVersionOf: URIRef
    keyword: URIRef
    landingPage: URIRef
    last: URIRef
    mediaType: URIRef
    next: URIRef
    packageFormat: URIRef
    prev: URIRef
    qualifiedRelation: URIRef
    servesDataset: URIRef
    service: URIRef
    spatialResolutionInMeters: URIRef
    startDate: URIRef
    temporalResolution: URIRef
    theme: URIRef
    themeTaxonomy: URIRef
    version: URIRef


class DCATAP(DefinedNamespace):
    """DCAT-AP. The German shapes write `…/r5r#` by mistake; the namespace is `…/r5r/`."""

    _fail = True
    _NS = Namespace("http://data.europa.eu/r5r/")

    applicableLegislation: URIRef
    availability: URIRef
    hvdCategory: URIRef


class DCATDE(DefinedNamespace):
    """DCAT-AP.de, with the 2.0 terms that GovData's harvester reads."""

    _fail = True
    _NS = Namespace("http://dcat-ap.de/def/dcatde/")

    contributorID: URIRef
    geocodingDescription: URIRef
    legalBasis: URIRef
    licenseAttributionByText: URIRef
    maintainer: URIRef
    plannedAvailability: URIRef
    originator: URIRef
    politicalGeocodingLevelURI: URIRef
    politicalGeocodingURI: URIRef
    qualityProcessURI: URIRef


class ELI(DefinedNamespace):
    """European Legislation Identifier, for laws that have no IRI of their own."""

    _fail = True
    _NS = Namespace("http://data.europa.eu/eli/ontology#")

    LegalResource: URIRef


class GEODCATAP(DefinedNamespace):
    """GeoDCAT-AP, whose roles replace DCAT-AP.de's since 3.0."""

    _fail = True
    _NS = Namespace("http://data.europa.eu/930/")

    custodian: URIRef
    originator: URIRef


class GSP(DefinedNamespace):
    """GeoSPARQL, for geometries and their datatype."""

    _fail = True
    _NS = Namespace("http://www.opengis.net/ont/geosparql#")

    Geometry: URIRef
    asWKT: URIRef
    hasGeometry: URIRef
    wktLiteral: URIRef


class HYDRA(DefinedNamespace):
    """Hydra, for paged catalogues: the current terms and the older ones that harvesters still read."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/hydra/core#")

    PagedCollection: URIRef
    first: URIRef
    firstPage: URIRef
    itemsPerPage: URIRef
    last: URIRef
    lastPage: URIRef
    next: URIRef
    nextPage: URIRef
    previous: URIRef
    previousPage: URIRef
    totalItems: URIRef


class LOCN(DefinedNamespace):
    """ISA core location vocabulary, for geometries."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/locn#")

    geometry: URIRef


class SCHEMA(DefinedNamespace):
    """schema.org, for projects and what a dataset is about."""

    _fail = True
    _NS = Namespace("https://schema.org/")

    Project: URIRef
    PropertyValue: URIRef
    about: URIRef
    additionalProperty: URIRef
    areaServed: URIRef
    description: URIRef
    identifier: URIRef
    name: URIRef
    parentOrganization: URIRef
    propertyID: URIRef
    subjectOf: URIRef
    url: URIRef
    value: URIRef
    valueReference: URIRef


class SPDX(DefinedNamespace):
    """SPDX, for checksums."""

    _fail = True
    _NS = Namespace("http://spdx.org/rdf/terms#")

    Checksum: URIRef
    algorithm: URIRef
    checksum: URIRef
    checksumValue: URIRef


class VCARD(DefinedNamespace):
    """vCard, for contacts."""

    _fail = True
    _NS = Namespace("http://www.w3.org/2006/vcard/ns#")

    Address: URIRef
    Kind: URIRef
    fn: URIRef
    hasAddress: URIRef
    hasCountryName: URIRef
    hasEmail: URIRef
    hasLocality: URIRef
    hasPostalCode: URIRef
    hasStreetAddress: URIRef
    hasTelephone: URIRef
    hasURL: URIRef


_PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dcatde": DCATDE,
    "dct": DCT,
    "eli": ELI,
    "foaf": FOAF,
    "geodcatap": GEODCATAP,
    "gsp": GSP,
    "hydra": HYDRA,
    "locn": LOCN,
    "owl": OWL,
    "prov": PROV,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}


def bind_prefixes(graph: Graph) -> Graph:
    """Bind the prefixes of this module on `graph` and return it."""
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, str(namespace), override=True, replace=True)
    return graph
