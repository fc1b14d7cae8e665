"""Model → RDF, for DCAT-AP.de 3.0 and for what GovData's harvester reads (2.0 terms).

The two profiles differ only where the official shapes contradict each other or where GovData's
harvester (ckanext-dcatde 6.10) reads an older term; every such place asks `_Writer.govdata`. What both
shapes forbid at once (adms:status, locn:geometry, dct:type, dct:hasVersion) is never written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from urllib.parse import quote

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from .model import (
    Agent,
    Catalog,
    Checksum,
    Contact,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    Location,
    Page,
    Period,
    Texts,
    Time,
)
from .vocab import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    FOAF,
    GEODCATAP,
    GSP,
    HYDRA,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SPDX,
    VCARD,
    XSD,
    bind_prefixes,
)

__all__ = ["Profile", "agent_graph", "catalog_graph", "dataset_graph", "series_graph"]


class Profile(StrEnum):
    """Which terms a feed uses: DCAT-AP.de 3.0, or 2.0's where GovData's harvester needs them."""

    V30 = "3.0"
    GOVDATA = "govdata"


def catalog_graph(catalog: Catalog, profile: Profile = Profile.V30) -> Graph:
    """Return the graph of a catalogue (or one page of it) with all its datasets."""
    writer = _Writer(profile)
    writer.catalog(catalog)
    return writer.graph


def dataset_graph(dataset: Dataset, profile: Profile = Profile.V30) -> Graph:
    """Return the graph of one dataset with its distributions, services, series and agents."""
    writer = _Writer(profile)
    writer.dataset(dataset)
    return writer.graph


def series_graph(series: DatasetSeries, profile: Profile = Profile.V30) -> Graph:
    """Return the graph of a series alone."""
    writer = _Writer(profile)
    writer.series(series)
    return writer.graph


def agent_graph(agent: Agent, contact: Contact | None = None) -> Graph:
    """Return the graph of a publisher and of whom to ask there."""
    writer = _Writer(Profile.V30)
    writer.agent(agent)
    if contact:
        writer.contact(contact)
    return writer.graph


_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def _iri(value: str) -> URIRef:
    """Return an IRI with blanks and signs that RDF forbids percent-encoded (umlauts stay)."""
    return URIRef(re.sub(r"[\s<>\"{}|\\^`]", lambda sign: quote(sign[0], safe=_SAFE), value.strip()))


def _time(value: Time) -> Literal:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return Literal(moment.astimezone(UTC).replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    return Literal(value, datatype=XSD.gYear if re.fullmatch(r"\d{4}", value) else XSD.date)


class _Writer:
    def __init__(self, profile: Profile) -> None:
        self.graph = bind_prefixes(Graph(bind_namespaces="none"))
        self.govdata = profile is Profile.GOVDATA
        self._done: set[str] = set()

    def _new(self, iri: str) -> bool:
        """Say whether `iri` is written for the first time (agents and places are shared)."""
        fresh = iri not in self._done
        self._done.add(iri)
        return fresh

    def _node(self, iri: str, rdf_type: URIRef) -> URIRef:
        node = _iri(iri)
        self.graph.add((node, RDF.type, rdf_type))
        return node

    def _texts(self, node: Node, predicate: URIRef, texts: Texts) -> None:
        for entry in texts:
            self.graph.add((node, predicate, Literal(entry.value, lang=entry.lang)))

    def _iris(self, node: Node, predicate: URIRef, values: str | Iterable[str]) -> None:
        for value in (values,) if isinstance(values, str) else values:
            if value:
                self.graph.add((node, predicate, _iri(value)))

    def _times(self, node: Node, **values: Time | None) -> None:
        for name, value in values.items():
            if value is not None and value != "":
                self.graph.add((node, DCT[name], _time(value)))

    def _plain(self, node: Node, predicate: URIRef, value: str, datatype: URIRef | None = None) -> None:
        if value:
            self.graph.add((node, predicate, Literal(value, datatype=datatype)))

    def catalog(self, catalog: Catalog) -> None:
        node = self._node(catalog.iri, DCAT.Catalog)
        self._texts(node, DCT.title, catalog.title)
        self._texts(node, DCT.description, catalog.description)
        self.graph.add((node, DCT.publisher, self.agent(catalog.publisher)))
        self._times(node, issued=catalog.issued, modified=catalog.modified)
        self._iris(node, DCT.language, catalog.languages)
        self._iris(node, FOAF.homepage, catalog.homepage)
        self._iris(node, DCT.license, catalog.licence)
        self._iris(node, DCAT.themeTaxonomy, catalog.theme_taxonomy)
        self._iris(node, DCATAP.availability, catalog.availability)
        for place in catalog.spatial:
            self.graph.add((node, DCT.spatial, self.location(place)))
        services: dict[str, DataService] = {}
        for dataset in catalog.datasets:
            self.graph.add((node, DCAT.dataset, self.dataset(dataset)))
            services |= {d.service.iri: d.service for d in dataset.distributions if d.service}
        self._iris(node, DCAT.service, services)
        if catalog.page:
            self.page(catalog.page)

    def page(self, page: Page) -> None:
        node = self._node(page.iri, HYDRA.PagedCollection)
        self.graph.add((node, HYDRA.totalItems, Literal(page.total_items, datatype=XSD.integer)))
        self.graph.add((node, HYDRA.itemsPerPage, Literal(page.items_per_page, datatype=XSD.integer)))
        for target, terms in (
            (page.first, (HYDRA.first, HYDRA.firstPage)),
            (page.last, (HYDRA.last, HYDRA.lastPage)),
            (page.next, (HYDRA.next, HYDRA.nextPage)),
            (page.previous, (HYDRA.previous, HYDRA.previousPage)),
        ):
            for term in terms:
                self._iris(node, term, target)

    def dataset(self, dataset: Dataset) -> URIRef:
        node = self._node(dataset.iri, DCAT.Dataset)
        self._texts(node, DCT.title, dataset.title)
        self._texts(node, DCT.description, dataset.description)
        self._plain(node, DCT.identifier, dataset.identifier)
        self._dataset_people(node, dataset)
        self._dataset_codes(node, dataset)
        self._times(node, issued=dataset.issued, modified=dataset.modified)
        self._texts(node, DCAT.keyword, dataset.keywords)
        self._iris(node, DCAT.landingPage, dataset.landing_page)
        self._iris(node, FOAF.page, dataset.documentation)
        self._iris(node, DCT.conformsTo, dataset.conforms_to)
        self._iris(node, SCHEMA.about, dataset.about)
        self._plain(node, DCAT.version, dataset.version)
        if self.govdata:
            self._plain(node, OWL.versionInfo, dataset.version)
        self._texts(node, ADMS.versionNotes, dataset.version_notes)
        for place in dataset.spatial:
            self.graph.add((node, DCT.spatial, self.location(place)))
        if dataset.temporal:
            self.graph.add((node, DCT.temporal, self.period(dataset.temporal)))
        self._plain(node, DCAT.temporalResolution, dataset.temporal_resolution, XSD.duration)
        if dataset.provenance:
            source = self._node(dataset.provenance.iri, DCT.ProvenanceStatement)
            # GovData's harvester stores any one rdfs:label of the node: it is given the German one only.
            label = dataset.provenance.label
            self._texts(source, RDFS.label, tuple(t for t in label if t.lang == "de" or not self.govdata))
            self.graph.add((node, DCT.provenance, source))
        for distribution in dataset.distributions:
            self.graph.add((node, DCAT.distribution, self.distribution(distribution)))
        if not self.govdata:
            self._neighbours(node, dataset)
        return node

    def _neighbours(self, node: URIRef, dataset: Dataset) -> None:
        """Link other datasets: never for GovData, whose store deletes a dataset with all it reaches."""
        self._iris(node, DCT.relation, dataset.relations)
        if dataset.series:
            self.graph.add((node, DCAT.inSeries, self.series(dataset.series)))
        self._iris(node, DCAT.prev, dataset.previous)
        self._iris(node, DCAT.next, dataset.next)

    def _dataset_people(self, node: URIRef, dataset: Dataset) -> None:
        self.graph.add((node, DCT.publisher, self.agent(dataset.publisher)))
        if dataset.contact:
            self.graph.add((node, DCAT.contactPoint, self.contact(dataset.contact)))
        for agent, terms in (
            (dataset.creator, (DCT.creator,)),
            (dataset.originator, (GEODCATAP.originator, DCATDE.originator)),
            (dataset.maintainer, (GEODCATAP.custodian, DCATDE.maintainer)),
        ):
            if agent:
                for term in terms if self.govdata else terms[:1]:
                    self.graph.add((node, term, self.agent(agent)))

    def _dataset_codes(self, node: URIRef, dataset: Dataset) -> None:
        self._iris(node, DCATDE.contributorID, dataset.contributor_ids)
        self._iris(node, DCATDE.politicalGeocodingLevelURI, dataset.geocoding_level)
        if self.govdata:
            self._iris(node, DCATDE.politicalGeocodingURI, dataset.geocodings)
        self._iris(node, DCAT.theme, dataset.themes)
        self._iris(node, DCT.language, dataset.languages)
        self._iris(node, DCT.accrualPeriodicity, dataset.frequency)
        self._iris(node, DCT.accessRights, dataset.access_rights)
        self._iris(node, DCATAP.availability, dataset.availability)

    def series(self, series: DatasetSeries) -> URIRef:
        node = _iri(series.iri)
        if not self._new(series.iri):
            return node
        self._node(series.iri, DCAT.DatasetSeries)
        self._texts(node, DCT.title, series.title)
        self._texts(node, DCT.description, series.description)
        self.graph.add((node, DCT.publisher, self.agent(series.publisher)))
        if series.contact:
            self.graph.add((node, DCAT.contactPoint, self.contact(series.contact)))
        self._iris(node, DCAT.landingPage, series.landing_page)
        for place in series.spatial:
            self.graph.add((node, DCT.spatial, self.location(place)))
        self._iris(node, DCT.accrualPeriodicity, series.frequency)
        self._times(node, issued=series.issued, modified=series.modified)
        self._iris(node, DCAT.first, series.first)
        self._iris(node, DCAT.last, series.last)
        return node

    def distribution(self, distribution: Distribution) -> URIRef:
        node = self._node(distribution.iri, DCAT.Distribution)
        self._texts(node, DCT.title, distribution.title)
        self._texts(node, DCT.description, distribution.description)
        self._iris(node, DCAT.accessURL, distribution.access_url)
        self._iris(node, DCAT.downloadURL, distribution.download_url)
        self._iris(node, DCT.license, distribution.licence)
        self._texts(node, DCATDE.licenseAttributionByText, distribution.attribution)
        self._iris(node, DCT["format"], distribution.format)
        self._iris(node, DCAT.mediaType, distribution.media_type)
        self._iris(node, DCT.conformsTo, distribution.conforms_to)
        self._times(node, issued=distribution.issued, modified=distribution.modified)
        self._iris(node, DCT.language, distribution.languages)
        self._iris(node, DCATAP.availability, distribution.availability)
        if distribution.byte_size is not None:
            self.graph.add((node, DCAT.byteSize, self._size(distribution.byte_size)))
        if distribution.checksum:
            self.graph.add((node, SPDX.checksum, self.checksum(distribution.checksum)))
        if distribution.service:
            self.graph.add((node, DCAT.accessService, self.service(distribution.service)))
        return node

    def _size(self, size: int) -> Literal:
        if self.govdata:
            # with a point: rdflib's Turtle adds one anyway, and the formats must say the same
            return Literal(f"{size}.0", datatype=XSD.decimal)
        return Literal(str(size), datatype=XSD.nonNegativeInteger)

    def checksum(self, checksum: Checksum) -> URIRef:
        node = self._node(checksum.iri, SPDX.Checksum)
        if self.govdata:
            family, digits = re.findall(r"[a-z]+|\d+", checksum.algorithm)
            algorithm = f"http://dcat-ap.de/def/hashAlgorithms/{family}/{digits}"
        else:
            algorithm = f"{SPDX._NS}checksumAlgorithm_{checksum.algorithm}"
        self._iris(node, SPDX.algorithm, algorithm)
        self._plain(node, SPDX.checksumValue, checksum.value, XSD.hexBinary)
        return node

    def service(self, service: DataService) -> URIRef:
        node = _iri(service.iri)
        if not self._new(service.iri):
            return node
        self._node(service.iri, DCAT.DataService)
        self._texts(node, DCT.title, service.title)
        self._texts(node, DCT.description, service.description)
        self.graph.add((node, DCT.publisher, self.agent(service.publisher)))
        if service.contact:
            self.graph.add((node, DCAT.contactPoint, self.contact(service.contact)))
        self._iris(node, DCAT.endpointURL, service.endpoint_url)
        self._iris(node, DCAT.endpointDescription, service.endpoint_description)
        self._iris(node, DCT.license, service.licence)
        self._texts(node, DCATDE.licenseAttributionByText, service.attribution)
        self._iris(node, DCT.accessRights, service.access_rights)
        self._iris(node, DCATAP.availability, service.availability)
        self._iris(node, DCAT.servesDataset, service.serves)
        return node

    def agent(self, agent: Agent) -> URIRef:
        node = _iri(agent.iri)
        if self._new(agent.iri):
            # GovData reads an agent only if its first rdf:type is foaf:Agent: so it has no other.
            self._node(agent.iri, FOAF.Agent)
            self._texts(node, FOAF.name, agent.name)
            self._iris(node, DCT.type, agent.type_iri)
            self._iris(node, FOAF.mbox, f"mailto:{agent.email}" if agent.email else "")
            self._iris(node, FOAF.homepage, agent.homepage)
        return node

    def contact(self, contact: Contact) -> URIRef:
        node = _iri(contact.iri)
        if self._new(contact.iri):
            self._node(contact.iri, VCARD.Kind)
            self._plain(node, VCARD.fn, contact.name)
            self._iris(node, VCARD.hasEmail, f"mailto:{contact.email}" if contact.email else "")
            self._iris(node, VCARD.hasURL, contact.url)
            self._iris(node, VCARD.hasTelephone, f"tel:{contact.telephone}" if contact.telephone else "")
        return node

    def location(self, location: Location) -> URIRef:
        node = _iri(location.iri)
        if self._new(location.iri):
            self._node(location.iri, DCT.Location)
            self._texts(node, SKOS.prefLabel, location.label)
            self._plain(node, DCAT.bbox, location.bbox, GSP.wktLiteral)
            self._plain(node, DCAT.centroid, location.centroid, GSP.wktLiteral)
        return node

    def period(self, period: Period) -> URIRef:
        node = self._node(period.iri, DCT.PeriodOfTime)
        for predicate, value in ((DCAT.startDate, period.start), (DCAT.endDate, period.end)):
            if value:
                self.graph.add((node, predicate, _time(value)))
        return node
