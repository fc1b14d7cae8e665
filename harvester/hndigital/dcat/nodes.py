"""How values of the model become triples, and the nodes that datasets share: people, places, periods."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import quote

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ..addresses import iri, same
from ..characters import clean
from .model import (
    Agent,
    Checksum,
    Concept,
    Contact,
    Dataset,
    DatasetSeries,
    Location,
    Note,
    Page,
    Period,
    Statement,
    Texts,
    Time,
)
from .vocab import (
    DCAT,
    DCT,
    FOAF,
    GSP,
    HYDRA,
    LOCN,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
    XSD,
    bind_prefixes,
)

__all__ = ["NodeWriter"]

_NO_IRI = "urn:x-hndigital:"


@lru_cache(maxsize=50_000)
def _node(value: str) -> URIRef:
    """Return the IRI of a node; a setting that is none gets one that names it, so that no page breaks."""
    return URIRef(iri(value) or f"{_NO_IRI}{quote(clean(value), safe='')}")


@lru_cache(maxsize=50_000)
def _compared(value: str) -> str:
    return same(value)


def _apart(known: object, thing: object) -> bool:
    """Return whether two things of one IRI would be mixed up; a series that several datasets name is one."""
    if isinstance(known, DatasetSeries) and isinstance(thing, DatasetSeries):
        return known.iri != thing.iri
    return known != thing


@lru_cache(maxsize=10_000)
def _text(value: str, lang: str) -> Literal:
    return Literal(clean(value), lang=lang)


@lru_cache(maxsize=10_000)
def _time(value: Time) -> Literal:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return Literal(moment.astimezone(UTC).replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    datatype = {4: XSD.gYear, 7: XSD.gYearMonth}.get(len(value), XSD.date)
    return Literal(value, datatype=datatype)


class NodeWriter:
    """Writes nodes into `graph`; `govdata` chooses the terms of 2.0 where GovData's harvester needs them.

    Shared nodes (agents, places, concepts) are written once.
    """

    def __init__(self, *, govdata: bool = False) -> None:
        # rdflib's simple store is enough for one writer, and fills in half the time
        self.graph = bind_prefixes(Graph(store="SimpleMemory", bind_namespaces="none"))
        self.govdata = govdata
        self._done: set[str] = set()
        self._shared: dict[str, object] = {}

    def new(self, name: str) -> bool:
        """Say whether the IRI `name` is written for the first time (agents and places are shared)."""
        fresh = name not in self._done
        self._done.add(name)
        return fresh

    def iri_of(self, thing: Agent | Contact | Location | DatasetSeries) -> str:
        """Return the IRI under which a shared thing is written: its own if another has taken its first.

        Readers take two IRIs for one that differ only in how they are written (see `same`).
        """
        known = self._shared.setdefault(_compared(thing.iri), thing)
        return thing.otherwise if _apart(known, thing) and thing.otherwise else thing.iri

    def reserve(self, datasets: Iterable[Dataset]) -> None:
        """Keep the IRIs of datasets for them alone: no person, place or series takes one."""
        self._shared |= {_compared(dataset.iri): dataset for dataset in datasets}

    def node(self, name: str, rdf_type: URIRef) -> URIRef:
        """Write the type of the node with the IRI `name` and return it."""
        found = _node(name)
        self.graph.add((found, RDF.type, rdf_type))
        return found

    def texts(self, node: Node, predicate: URIRef, texts: Texts) -> None:
        """Write texts with their language tags, cleaned of what no format can hold; no empty ones."""
        for entry in texts:
            literal = _text(entry.value, entry.lang)
            if literal.strip():
                self.graph.add((node, predicate, literal))

    def iris(self, node: Node, predicate: URIRef, values: str | Iterable[str]) -> None:
        """Write one or several links, without what is no IRI."""
        for value in (values,) if isinstance(values, str) else values:
            link = iri(value)
            if link:
                self.graph.add((node, predicate, URIRef(link)))

    def times(self, node: Node, **values: Time | None) -> None:
        """Write points in time under the terms of Dublin Core that the names say."""
        for name, value in values.items():
            if value is not None and value != "":
                self.graph.add((node, DCT[name], _time(value)))

    def plain(self, node: Node, predicate: URIRef, value: str, datatype: URIRef | None = None) -> None:
        """Write a value without language, if there is one."""
        said = clean(value)
        if said:
            self.graph.add((node, predicate, Literal(said, datatype=datatype)))

    def agent(self, agent: Agent) -> URIRef:
        """Write a body or person."""
        name = self.iri_of(agent)
        node = _node(name)
        if self.new(name):
            # GovData reads an agent only if its first rdf:type is foaf:Agent: so it has no other.
            self.node(name, FOAF.Agent)
            self.texts(node, FOAF.name, agent.name)
            self.iris(node, DCT.type, agent.type_iri)
            self.iris(node, FOAF.mbox, f"mailto:{agent.email}" if agent.email else "")
            self.iris(node, FOAF.homepage, agent.homepage)
        return node

    def contact(self, contact: Contact) -> URIRef:
        """Write whom to ask."""
        name = self.iri_of(contact)
        node = _node(name)
        if self.new(name):
            self.node(name, VCARD.Kind)
            self.plain(node, VCARD.fn, contact.name)
            self.iris(node, VCARD.hasEmail, f"mailto:{contact.email}" if contact.email else "")
            self.iris(node, VCARD.hasURL, contact.url)
            self.iris(node, VCARD.hasTelephone, f"tel:{contact.telephone}" if contact.telephone else "")
            self._postal(node, name, contact)
        return node

    def _postal(self, node: URIRef, name: str, contact: Contact) -> None:
        parts = (
            (VCARD.hasStreetAddress, contact.street),
            (VCARD.hasPostalCode, contact.postal_code),
            (VCARD.hasLocality, contact.locality),
            (VCARD.hasCountryName, contact.country),
        )
        if any(value for _, value in parts):
            postal = self.node(f"{name}-anschrift", VCARD.Address)
            self.graph.add((node, VCARD.hasAddress, postal))
            for term, value in parts:
                self.plain(postal, term, value)

    def location(self, location: Location) -> URIRef:
        """Write a place."""
        name = self.iri_of(location)
        node = _node(name)
        if self.govdata and not (location.bbox or location.centroid or location.geometry or location.label):
            return node  # 2.0 wants a geometry for what is called a place, and takes a bare IRI
        if self.new(name):
            self.node(name, DCT.Location)
            self.texts(node, SKOS.prefLabel, location.label)
            self.plain(node, DCAT.bbox, location.bbox, GSP.wktLiteral)
            self.plain(node, DCAT.centroid, location.centroid, GSP.wktLiteral)
            self._geometry(node, name, location)
        return node

    def _geometry(self, node: URIRef, name: str, location: Location) -> None:
        """Write a geometry: 2.0 has it as a literal of locn:geometry.

        3.0 wants a node there, at which ckanext-dcat's reader stops; so GeoSPARQL says it.
        """
        if not location.geometry:
            return
        if self.govdata:
            self.plain(node, LOCN.geometry, location.geometry, GSP.wktLiteral)
            return
        shape = self.node(f"{location.otherwise or name}-geometrie", GSP.Geometry)
        self.graph.add((node, GSP.hasGeometry, shape))
        self.plain(shape, GSP.asWKT, location.geometry, GSP.wktLiteral)

    def statements(self, node: Node, statements: Iterable[Statement]) -> None:
        """Write properties that have one value each, in the terms of the feed."""
        for one in statements:
            term = one.govdata if self.govdata else one.term
            if term is None:
                continue
            predicate = URIRef(term)
            self.iris(node, predicate, one.link)
            self.plain(node, predicate, one.literal, URIRef(one.datatype) if one.datatype else None)
            self.texts(node, predicate, one.words)
            if one.note:
                self.graph.add((node, predicate, self.note(one.note)))

    def note(self, note: Note) -> URIRef:
        """Write a node for the words or the address that it holds."""
        node = self.node(note.iri, URIRef(note.type_iri))
        self.texts(node, URIRef(note.label_term) if note.label_term else RDFS.label, note.label)
        self.plain(node, SKOS.notation, note.notation)
        self.iris(node, DCAT.accessURL, note.access_url)
        self.iris(node, DCT.license, note.licence)
        self.iris(node, DCAT.hadRole, note.role)
        self.iris(node, PROV.agent, note.agent)
        self.iris(node, DCT.relation, note.relation)
        return node

    def period(self, period: Period) -> URIRef:
        """Write a period."""
        node = self.node(period.iri, DCT.PeriodOfTime)
        for predicate, value in ((DCAT.startDate, period.start), (DCAT.endDate, period.end)):
            if value:
                self.graph.add((node, predicate, _time(value)))
        return node

    def concept(self, concept: Concept) -> URIRef:
        """Write as much of a code as a reader needs beside its IRI; never with rdfs:label.

        Where a node has an rdfs:label, GovData's harvester stores that instead of the IRI.
        """
        node = _node(concept.iri)
        if self.new(concept.iri):
            self.node(concept.iri, SKOS.Concept)
            self.iris(node, SKOS.inScheme, concept.scheme)
            self.plain(node, SKOS.notation, concept.code)
            self.texts(node, SKOS.prefLabel, concept.label)
        return node

    def checksum(self, checksum: Checksum) -> URIRef:
        """Write a checksum with the algorithm's IRI of 3.0 (SPDX) or 2.0 (dcat-ap.de)."""
        node = self.node(checksum.iri, SPDX.Checksum)
        if self.govdata:
            family, digits = re.findall(r"[a-z]+|\d+", checksum.algorithm)
            algorithm = f"http://dcat-ap.de/def/hashAlgorithms/{family}/{digits}"
        else:
            algorithm = f"{SPDX._NS}checksumAlgorithm_{checksum.algorithm}"
        self.iris(node, SPDX.algorithm, algorithm)
        self.plain(node, SPDX.checksumValue, checksum.value, XSD.hexBinary)
        return node

    def size(self, size: int) -> Literal:
        """Return a number of bytes in the type that the feed's version asks for."""
        if self.govdata:
            # with a point: rdflib's Turtle adds one anyway, and the formats must say the same
            return Literal(f"{size}.0", datatype=XSD.decimal)
        return Literal(str(size), datatype=XSD.nonNegativeInteger)

    def page(self, page: Page) -> None:
        """Write where a page of a catalogue stands among all."""
        node = self.node(page.iri, HYDRA.PagedCollection)
        self.graph.add((node, HYDRA.totalItems, Literal(page.total_items, datatype=XSD.integer)))
        self.graph.add((node, HYDRA.itemsPerPage, Literal(page.items_per_page, datatype=XSD.integer)))
        for target, terms in (
            (page.first, (HYDRA.first, HYDRA.firstPage)),
            (page.last, (HYDRA.last, HYDRA.lastPage)),
            (page.next, (HYDRA.next, HYDRA.nextPage)),
            (page.previous, (HYDRA.previous, HYDRA.previousPage)),
        ):
            for term in terms:
                self.iris(node, term, target)
