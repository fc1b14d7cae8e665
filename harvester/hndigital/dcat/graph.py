"""Model → RDF: catalogues, datasets, series, and projects themselves."""

from __future__ import annotations

from enum import StrEnum

from rdflib import Graph, URIRef

from .model import (
    Agent,
    Catalog,
    Contact,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    Origin,
    Project,
    Provenance,
    Texts,
)
from .nodes import NodeWriter
from .vocab import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    FOAF,
    GEODCATAP,
    OWL,
    PROV,
    RDFS,
    SCHEMA,
    SPDX,
    XSD,
)

__all__ = ["Profile", "agent_graph", "catalog_graph", "dataset_graph", "series_graph"]


class Profile(StrEnum):
    """Which terms a feed uses: DCAT-AP.de 3.0, or 2.0's where GovData's harvester needs them."""

    V30 = "3.0"
    GOVDATA = "govdata"


def catalog_graph(catalog: Catalog, profile: Profile = Profile.V30) -> Graph:
    """Return the graph of a catalogue (or one page of it) with all its datasets."""
    writer = _Writer(govdata=profile is Profile.GOVDATA)
    writer.catalog(catalog)
    return writer.graph


def dataset_graph(dataset: Dataset, profile: Profile = Profile.V30) -> Graph:
    """Return the graph of one dataset with its distributions, services, series, agents and project."""
    writer = _Writer(govdata=profile is Profile.GOVDATA)
    writer.reserve([dataset])
    writer.dataset(dataset)
    return writer.graph


def series_graph(series: DatasetSeries, profile: Profile = Profile.V30) -> Graph:
    """Return the graph of a series alone."""
    writer = _Writer(govdata=profile is Profile.GOVDATA)
    writer.series(series)
    return writer.graph


def agent_graph(agent: Agent, contact: Contact | None = None) -> Graph:
    """Return the graph of a publisher and of whom to ask there."""
    writer = NodeWriter()
    writer.agent(agent)
    if contact:
        writer.contact(contact)
    return writer.graph


class _Writer(NodeWriter):
    def catalog(self, catalog: Catalog) -> None:
        self.reserve(catalog.datasets)
        node = self.node(catalog.iri, DCAT.Catalog)
        self.texts(node, DCT.title, catalog.title)
        self.texts(node, DCT.description, catalog.description)
        self.graph.add((node, DCT.publisher, self.agent(catalog.publisher)))
        self.times(node, issued=catalog.issued, modified=catalog.modified)
        self.iris(node, DCT.language, catalog.languages)
        self.iris(node, FOAF.homepage, catalog.homepage)
        self.iris(node, DCT.license, catalog.licence)
        self.iris(node, DCAT.themeTaxonomy, catalog.theme_taxonomy)
        self.iris(node, DCATAP.availability, catalog.availability)
        for place in catalog.spatial:
            self.graph.add((node, DCT.spatial, self.location(place)))
        services: dict[str, DataService] = {}
        for dataset in catalog.datasets:
            self.graph.add((node, DCAT.dataset, self.dataset(dataset)))
            services |= {one.iri: one for d in dataset.distributions for one in d.services}
        self.iris(node, DCAT.service, services)
        if catalog.page:
            self.page(catalog.page)

    def dataset(self, dataset: Dataset) -> URIRef:
        node = self.node(dataset.iri, DCAT.Dataset)
        self.texts(node, DCT.title, dataset.title)
        self.texts(node, DCT.description, dataset.description)
        self.plain(node, DCT.identifier, dataset.identifier)
        self._people(node, dataset)
        self._codes(node, dataset)
        self._sources(node, dataset)
        self.times(node, issued=dataset.issued, modified=dataset.modified)
        self.texts(node, DCAT.keyword, self._keywords(dataset))
        self.iris(node, DCAT.landingPage, dataset.landing_page)
        self.iris(node, FOAF.page, dataset.documentation)
        self.iris(node, DCT.conformsTo, dataset.conforms_to)
        self.plain(node, DCAT.version, dataset.version)
        if self.govdata:
            self.plain(node, OWL.versionInfo, dataset.version)
        self.texts(node, ADMS.versionNotes, dataset.version_notes)
        for place in dataset.spatial:
            self.graph.add((node, DCT.spatial, self.location(place)))
        if dataset.temporal:
            self.graph.add((node, DCT.temporal, self.period(dataset.temporal)))
        self.plain(node, DCAT.temporalResolution, dataset.temporal_resolution, XSD.duration)
        for distribution in dataset.distributions:
            self.graph.add((node, DCAT.distribution, self.distribution(distribution)))
        if dataset.project:
            self.iris(node, DCT.subject, dataset.project.iri)
            self.iris(node, SCHEMA.about, dataset.project.iri)
        self.statements(node, dataset.more)
        if not self.govdata:
            self._neighbours(node, dataset)
        return node

    def _keywords(self, dataset: Dataset) -> Texts:
        """Return the keywords; for GovData, which stores them without language, the German ones only."""
        german = tuple(entry for entry in dataset.keywords if entry.lang == "de")
        return german if self.govdata and german else dataset.keywords

    def _neighbours(self, node: URIRef, dataset: Dataset) -> None:
        """Link and describe what is beside a dataset.

        Never for GovData, whose store deletes a dataset with all that it reaches.
        """
        self.iris(node, DCT.relation, dataset.relations)
        self.iris(node, PROV.wasDerivedFrom, dataset.derived_from)
        for series in filter(None, (dataset.series, *dataset.further_series)):
            self.graph.add((node, DCAT.inSeries, self.series(series)))
        for period in dataset.further_periods:
            self.graph.add((node, DCT.temporal, self.period(period)))
        self.iris(node, DCAT.prev, dataset.previous)
        self.iris(node, DCAT.next, dataset.next)
        if dataset.project:
            self.project(dataset.project)

    def _people(self, node: URIRef, dataset: Dataset) -> None:
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
        for agent in dataset.contributors:
            self.graph.add((node, DCT.contributor, self.agent(agent)))

    def _codes(self, node: URIRef, dataset: Dataset) -> None:
        self.iris(node, DCATDE.contributorID, dataset.contributor_ids)
        self.iris(node, DCATDE.politicalGeocodingLevelURI, dataset.geocoding_level)
        if self.govdata:
            self.iris(node, DCATDE.politicalGeocodingURI, dataset.geocodings)
        self.iris(node, DCAT.theme, dataset.themes)
        self.iris(node, DCT.language, dataset.languages)
        self.iris(node, DCT.accrualPeriodicity, dataset.frequency)
        self.iris(node, DCT.accessRights, dataset.access_rights)
        self.iris(node, DCATAP.availability, dataset.availability)

    def _sources(self, node: URIRef, dataset: Dataset) -> None:
        if dataset.provenance:
            self.graph.add((node, DCT.provenance, self.provenance(dataset.provenance)))
        if dataset.origin:
            self.graph.add((node, PROV.wasDerivedFrom, self.origin(dataset.origin)))

    def provenance(self, provenance: Provenance) -> URIRef:
        node = self.node(provenance.iri, DCT.ProvenanceStatement)
        # GovData's harvester stores any one rdfs:label of the node: it is given the German one only.
        label = tuple(t for t in provenance.label if t.lang == "de" or not self.govdata)
        self.texts(node, RDFS.label, label)
        return node

    def origin(self, origin: Origin) -> URIRef:
        node = self.node(origin.iri, PROV.Entity)
        self.texts(node, DCT.title, origin.title)
        self.plain(node, DCT.identifier, origin.checksum)
        return node

    def series(self, series: DatasetSeries) -> URIRef:
        name = self.iri_of(series)
        fresh = self.new(name)
        node = self.node(name, DCAT.DatasetSeries)
        if not fresh:
            return node
        self.texts(node, DCT.title, series.title)
        self.texts(node, DCT.description, series.description)
        self.graph.add((node, DCT.publisher, self.agent(series.publisher)))
        if series.contact:
            self.graph.add((node, DCAT.contactPoint, self.contact(series.contact)))
        self.iris(node, DCAT.landingPage, series.landing_page)
        for place in series.spatial:
            self.graph.add((node, DCT.spatial, self.location(place)))
        if series.temporal:
            self.graph.add((node, DCT.temporal, self.period(series.temporal)))
        self.iris(node, DCT.accrualPeriodicity, series.frequency)
        self.times(node, issued=series.issued, modified=series.modified)
        self.iris(node, DCAT.first, series.first)
        self.iris(node, DCAT.last, series.last)
        return node

    def distribution(self, distribution: Distribution) -> URIRef:
        node = self.node(distribution.iri, DCAT.Distribution)
        self.texts(node, DCT.title, distribution.title)
        self.texts(node, DCT.description, distribution.description)
        self.iris(node, DCAT.accessURL, distribution.access_url)
        self.iris(node, DCAT.downloadURL, distribution.download_url)
        self.iris(node, DCT.license, distribution.licence)
        self.texts(node, DCATDE.licenseAttributionByText, distribution.attribution)
        self.iris(node, DCT["format"], distribution.format)
        self.iris(node, DCAT.mediaType, distribution.media_type)
        self.iris(node, DCT.conformsTo, distribution.conforms_to)
        self.times(node, issued=distribution.issued, modified=distribution.modified)
        self.iris(node, DCT.language, distribution.languages)
        self.iris(node, DCATAP.availability, distribution.availability)
        if distribution.byte_size is not None:
            self.graph.add((node, DCAT.byteSize, self.size(distribution.byte_size)))
        if distribution.checksum:
            self.graph.add((node, SPDX.checksum, self.checksum(distribution.checksum)))
        for service in distribution.services:
            self.graph.add((node, DCAT.accessService, self.service(service)))
        self.statements(node, distribution.more)
        return node

    def service(self, service: DataService) -> URIRef:
        fresh = self.new(service.iri)
        node = self.node(service.iri, DCAT.DataService)
        if not fresh:
            return node
        self.texts(node, DCT.title, service.title)
        self.texts(node, DCT.description, service.description)
        self.graph.add((node, DCT.publisher, self.agent(service.publisher)))
        if service.contact:
            self.graph.add((node, DCAT.contactPoint, self.contact(service.contact)))
        self.iris(node, DCAT.endpointURL, service.endpoint_url)
        self.iris(node, DCAT.endpointDescription, service.endpoint_description)
        self.iris(node, FOAF.page, service.documentation)
        self.iris(node, DCT.license, service.licence)
        self.texts(node, DCATDE.licenseAttributionByText, service.attribution)
        self.iris(node, DCT.accessRights, service.access_rights)
        self.iris(node, DCATAP.availability, service.availability)
        self.iris(node, DCAT.servesDataset, service.serves)
        self.statements(node, service.more)
        return node

    def project(self, project: Project) -> URIRef:
        """Write a project itself. Its status is a property of ours, never adms:status."""
        node = self.node(project.iri, SCHEMA.Project)
        self.texts(node, SCHEMA.name, project.name)
        self.texts(node, SCHEMA.description, project.description)
        self.plain(node, SCHEMA.identifier, project.number)
        self.iris(node, SCHEMA.url, project.page)
        self.iris(node, FOAF.isPrimaryTopicOf, project.page)
        self.graph.add((node, SCHEMA.parentOrganization, self.agent(project.organisation)))
        if project.place:
            self.graph.add((node, SCHEMA.areaServed, self.location(project.place)))
        self.iris(node, SCHEMA.subjectOf, project.described_by)
        for concept in project.supports:
            self.graph.add((node, DCT.subject, self.concept(concept)))
        for field, concept in project.concepts:
            self.graph.add((node, URIRef(field), self.concept(concept)))
        for field, word in project.words:
            self.plain(node, URIRef(field), word)
        for field, amount in project.amounts:
            self.plain(node, URIRef(field), amount, XSD.decimal)
        for field, link in project.links:
            self.iris(node, URIRef(field), link)
        for rating in project.ratings:
            rated = self.node(rating.iri, SCHEMA.PropertyValue)
            self.graph.add((node, SCHEMA.additionalProperty, rated))
            self.graph.add((rated, SCHEMA.propertyID, self.concept(rating.field)))
            self.graph.add((rated, SCHEMA.valueReference, self.concept(rating.rating)))
            self.texts(rated, SCHEMA.name, rating.field.label)
            self.plain(rated, SCHEMA.value, rating.rating.code)
        return node
