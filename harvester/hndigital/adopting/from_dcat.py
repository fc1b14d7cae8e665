"""DCAT of any writing → records: what DKAN, CKAN, piveau and others put into an RDF catalogue.

Addresses and codes may be IRIs or plain words, people and places nodes or words, and the terms of
DCAT-AP.de stand under the namespace of each of its versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS
from rdflib.term import BNode, Node

from ..addresses import web_address
from ..dcat import codes
from .model import Collector, File, Finding, Record

__all__ = ["records_of"]

_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = str(DCTERMS)
_FOAF = str(FOAF)
_ADMS = "http://www.w3.org/ns/adms#"
_AP = "http://data.europa.eu/r5r/"
_DE = "dcatde:"
_GEO = "http://data.europa.eu/930/"
_VCARD = "http://www.w3.org/2006/vcard/ns#"
_SCHEMA = "http://schema.org/"
_SPDX = "http://spdx.org/rdf/terms#"
_DCATDE = re.compile(r"https?://(?:www\.)?dcat-ap\.de/def/dcatde/(?:[0-9_.]+/)?(\w+)")
_FOLDED = ("de", "", "en")
"""The languages of which a field without languages takes one, best first."""

_DATASET: Mapping[str, tuple[str, ...]] = {
    # field: properties, the first of which that is there counts
    "url": (f"{_DCAT}landingPage",),
    "version": (f"{_DCAT}version", str(OWL.versionInfo)),
    "version_notes": (f"{_ADMS}versionNotes",),
    "issued": (f"{_DCT}issued",),
    "modified": (f"{_DCT}modified",),
    "frequency": (f"{_DCT}accrualPeriodicity",),
    "provenance": (f"{_DCT}provenance",),
    "dcat_type": (f"{_DCT}type",),
    "access_rights": (f"{_DCT}accessRights",),
    "availability": (f"{_AP}availability", f"{_DE}plannedAvailability"),
    "temporal_resolution": (f"{_DCAT}temporalResolution",),
    "spatial_resolution_in_meters": (f"{_DCAT}spatialResolutionInMeters",),
    "politicalGeocodingLevelURI": (f"{_DE}politicalGeocodingLevelURI",),
    "qualityProcessURI": (f"{_DE}qualityProcessURI",),
    "language": (f"{_DCT}language",),
    "theme": (f"{_DCAT}theme",),
    "conforms_to": (f"{_DCT}conformsTo",),
    "documentation": (f"{_FOAF}page",),
    "related_resource": (f"{_DCT}relation",),
    "has_version": (f"{_DCAT}hasVersion", f"{_DCT}hasVersion"),
    "is_version_of": (f"{_DCAT}isVersionOf", f"{_DCT}isVersionOf"),
    "source": (f"{_DCT}source",),
    "alternate_identifier": (f"{_ADMS}identifier",),
    "sample": (f"{_ADMS}sample",),
    "is_referenced_by": (f"{_DCT}isReferencedBy",),
    "references": (f"{_DCT}references",),
    "in_series": (f"{_DCAT}inSeries",),
    "hvd_category": (f"{_AP}hvdCategory",),
    "applicable_legislation": (f"{_AP}applicableLegislation",),
    "contributorID": (f"{_DE}contributorID",),
    "politicalGeocodingURI": (f"{_DE}politicalGeocodingURI",),
    "legalbasisText": (f"{_DE}legalBasis",),
    "geocodingText": (f"{_DE}geocodingDescription",),
}
_FILE: Mapping[str, tuple[str, ...]] = {
    "access_url": (f"{_DCAT}accessURL",),
    "download_url": (f"{_DCAT}downloadURL",),
    "issued": (f"{_DCT}issued",),
    "modified": (f"{_DCT}modified",),
    "size": (f"{_DCAT}byteSize",),
    "rights": (f"{_DCT}rights",),
    "status": (f"{_ADMS}status",),
    "availability": (f"{_AP}availability", f"{_DE}plannedAvailability"),
    "compress_format": (f"{_DCAT}compressFormat",),
    "package_format": (f"{_DCAT}packageFormat",),
    "language": (f"{_DCT}language",),
    "conforms_to": (f"{_DCT}conformsTo",),
    "documentation": (f"{_FOAF}page",),
    "applicable_legislation": (f"{_AP}applicableLegislation",),
}
_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "publisher": (f"{_DCT}publisher",),
    "creator": (f"{_DCT}creator",),
    "contributor": (f"{_DCT}contributor",),
    "originator": (f"{_DE}originator", f"{_GEO}originator"),
    "maintainer": (f"{_DE}maintainer", f"{_GEO}custodian"),
}
_PERSON = {"email": (f"{_FOAF}mbox",), "url": (f"{_FOAF}homepage",), "type": (f"{_DCT}type",)}
_CONTACT = {
    "name": (f"{_VCARD}fn", f"{_VCARD}organization-name"),
    "email": (f"{_VCARD}hasEmail", f"{_VCARD}email"),
    "url": (f"{_VCARD}hasURL", f"{_VCARD}url"),
    "tel": (f"{_VCARD}hasTelephone", f"{_VCARD}tel"),
}
_LABELS = (str(RDFS.label), str(SKOS.prefLabel), str(RDF.value), f"{_DCT}title", f"{_FOAF}name")
_INTERVAL = re.compile(r"\s*([^/]*\d)?\s*(?:/|\bto\b)\s*([^/]*\d)?\s*")


def records_of(graph: Graph) -> tuple[list[Record], list[Finding]]:
    """Return the datasets of a graph in a fixed order, and what of them could not be kept.

    Series are no datasets that a portal makes anew, so they are none here either.
    """
    reader = _Reader(graph)
    nodes = set(graph.subjects(RDF.type, URIRef(f"{_DCAT}Dataset"))) | set(
        graph.objects(None, URIRef(f"{_DCAT}dataset"))
    )
    nodes -= set(graph.subjects(RDF.type, URIRef(f"{_DCAT}DatasetSeries")))
    found = [reader.record(node) for node in sorted(nodes, key=reader.order) if not isinstance(node, Literal)]
    return found, reader.findings


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._properties: dict[Node, dict[str, list[Node]]] = {}
        self.findings: list[Finding] = []

    def order(self, node: Node) -> tuple[str, str]:
        """Return what datasets are ordered by: what they are called, since a blank node's id changes."""
        called = self._word(node, f"{_DCT}identifier") or self._word(node, f"{_DCT}title")
        return (called, str(node) if isinstance(node, URIRef) else "")

    def record(self, node: Node) -> Record:
        iri = _iri_of(node)
        identifier = self._word(node, f"{_DCT}identifier")
        title = self._texts(node, f"{_DCT}title")
        into = Collector(identifier or iri or next(iter(title.values()), ""))
        into.title(*_preferred(title))
        self._bilingual(node, into, "title", "title")
        self._bilingual(node, into, "description", "notes")
        for name, properties in _DATASET.items():
            into.put(name, *self._values(node, properties))
        self._people(node, into)
        self._contact(node, into)
        self._place(node, into)
        self._period(node, into)
        files = tuple(self._files(node, into))
        keywords = into.keywords(self._keywords(node))
        self.findings += into.findings
        return Record(identifier, iri, into.fields, keywords, files=files)

    def _bilingual(self, node: Node, into: Collector, term: str, name: str) -> None:
        """Take a text, and its English one beside a German one."""
        texts = self._texts(node, f"{_DCT}{term}")
        first = next(iter(_preferred(texts)), "")
        if name != "title":
            into.put(name, first)
        if texts.get("en") and texts["en"] != first:
            into.put(f"{name}_en", texts["en"])

    def _keywords(self, node: Node) -> list[str]:
        """Return the keywords in one language; none where they only repeat the themes' names."""
        said = [value for value in self._get(node).get(f"{_DCAT}keyword", ()) if isinstance(value, Literal)]
        words = {(str(word), (word.language or "")) for word in said}
        labels = {
            (label, lang)
            for theme in self._get(node).get(f"{_DCAT}theme", ())
            for label, lang in zip(
                codes.THEMES.get(str(theme).rsplit("/", 1)[-1], ()), ("de", "en"), strict=False
            )
        }
        if words and words == labels:
            return []
        for language in _FOLDED:
            found = sorted(word for word, lang in words if lang[:2] == language)
            if found:
                return found
        return sorted(word for word, _ in words)

    def _people(self, node: Node, into: Collector) -> None:
        seen: set[Node] = set()
        for role, properties in _PEOPLE.items():
            agent = next(iter(self._nodes(node, properties)), None)
            if agent is None or agent in seen:
                continue
            seen.add(agent)
            if isinstance(agent, Literal):
                into.put(f"{role}_name", str(agent))
                continue
            names = self._texts(agent, *_LABELS[::-1], f"{_VCARD}fn")
            into.put(f"{role}_name", *_preferred(names))
            into.put(f"{role}_uri", _iri_of(agent))
            for part, terms in _PERSON.items():
                values = self._values(agent, terms)
                into.put(f"{role}_{part}", *(_bare_mail(value) for value in values))

    def _contact(self, node: Node, into: Collector) -> None:
        contact = next(iter(self._nodes(node, (f"{_DCAT}contactPoint",))), None)
        if contact is None:
            return
        if isinstance(contact, Literal):
            into.put("contact_name", str(contact))
            return
        into.put("contact_uri", _iri_of(contact))
        for part, terms in _CONTACT.items():
            values = [*self._values(contact, terms), *self._values_within(contact, terms)]
            into.put(f"contact_{part}", *(_bare_mail(value) for value in values))

    def _values_within(self, node: Node, properties: Iterable[str]) -> Iterator[str]:
        """Yield the values of vCard's nodes, such as that of a telephone."""
        for inner in self._nodes(node, properties):
            if isinstance(inner, BNode):
                yield from self._values(inner, (f"{_VCARD}hasValue",))

    def _place(self, node: Node, into: Collector) -> None:
        places = self._nodes(node, (f"{_DCT}spatial",))
        for place in places[:1]:
            if isinstance(place, Literal):
                into.put("spatial" if str(place).lstrip().startswith("{") else "spatial_text", str(place))
                continue
            into.put("spatial_uri", _iri_of(place))
            into.put("spatial_text", *_preferred(self._texts(place, *_LABELS)))
            into.put("spatial_bbox", *self._values(place, (f"{_DCAT}bbox",)))
            into.put("spatial_centroid", *self._values(place, (f"{_DCAT}centroid",)))
            geometry = self._values(place, ("http://www.w3.org/ns/locn#geometry",))
            into.put("spatial", *sorted(geometry, key=lambda text: not text.lstrip().startswith("{")))
        for place in places[1:]:
            into.note("mehrfach", "spatial_uri", _iri_of(place) or str(place))

    def _period(self, node: Node, into: Collector) -> None:
        periods = self._nodes(node, (f"{_DCT}temporal",))
        for period in periods[:1]:
            if isinstance(period, Literal):
                found = _INTERVAL.fullmatch(str(period))
                into.put("temporal_start", found[1] if found else str(period))
                into.put("temporal_end", found[2] if found else "")
                continue
            into.put("temporal_start", *self._values(period, (f"{_DCAT}startDate", f"{_SCHEMA}startDate")))
            into.put("temporal_end", *self._values(period, (f"{_DCAT}endDate", f"{_SCHEMA}endDate")))
        for period in periods[1:]:
            into.note("mehrfach", "temporal_start", " ".join(self._values(period, (f"{_DCAT}startDate",))))

    def _files(self, node: Node, dataset: Collector) -> Iterator[File]:
        nodes = self._nodes(node, (f"{_DCAT}distribution", f"{_DCAT}Distribution"))
        known: dict[str, int] = {}
        for one in sorted(nodes, key=self._order_of_file):
            into = dataset_file(dataset, self._word(one, f"{_DCT}title"))
            for name, properties in _FILE.items():
                into.put(name, *self._values(one, properties))
            fields = into.fields
            address = str(fields.get("access_url") or fields.get("download_url") or "")
            if not address:
                into.note("datei_ohne_adresse", "resources", self._word(one, f"{_DCT}title"))
                continue
            into.put("url", fields.get("download_url") or address)
            into.put("uri", _iri_of(one))
            self._describe(one, into)
            key = _iri_of(one) or address
            known[key] = known.get(key, 0) + 1
            yield File(key if known[key] == 1 else f"{key}#{known[key]}", into.fields)

    def _describe(self, node: Node, into: Collector) -> None:
        into.put("name", *_preferred(self._texts(node, f"{_DCT}title")))
        into.put("description", *_preferred(self._texts(node, f"{_DCT}description")))
        into.put("licenseAttributionByText", *_preferred(self._texts(node, f"{_DE}licenseAttributionByText")))
        into.put("format", *map(_format, self._values(node, (f"{_DCT}format",))))
        into.put("mimetype", *map(_media_type, self._values(node, (f"{_DCAT}mediaType", f"{_DCT}mediaType"))))
        into.put("license", *self._values(node, (f"{_DCT}license",)))
        checksum = next(iter(self._nodes(node, (f"{_SPDX}checksum",))), None)
        if checksum is not None:
            into.put("hash", *self._values(checksum, (f"{_SPDX}checksumValue",)))
            into.put("hash_algorithm", *self._values(checksum, (f"{_SPDX}algorithm",)))

    def _order_of_file(self, node: Node) -> tuple[str, str]:
        address = next(iter(self._values(node, (f"{_DCAT}accessURL", f"{_DCAT}downloadURL"))), "")
        return (_iri_of(node), address)

    def _get(self, node: Node) -> dict[str, list[Node]]:
        """Return the properties of a node, those of DCAT-AP.de under one name in all its versions."""
        if node not in self._properties:
            found: dict[str, list[Node]] = {}
            for predicate, value in sorted(self._graph.predicate_objects(node)):
                german = _DCATDE.fullmatch(str(predicate))
                found.setdefault(f"{_DE}{german[1]}" if german else str(predicate), []).append(value)
            self._properties[node] = found
        return self._properties[node]

    def _nodes(self, node: Node, properties: Iterable[str]) -> list[Node]:
        found = self._get(node)
        return next((found[one] for one in properties if one in found), [])

    def _values(self, node: Node, properties: Iterable[str]) -> list[str]:
        """Return values as words: an IRI, a text, or what a node without IRI is called."""
        return [text for one in self._nodes(node, properties) if (text := self._as_word(one))]

    def _as_word(self, node: Node) -> str:
        if not isinstance(node, BNode):
            return str(node).strip()
        inner = self._get(node)
        labels = (value for term in (*_LABELS, str(SKOS.notation)) for value in inner.get(term, ()))
        return next((str(value).strip() for value in labels), "")

    def _word(self, node: Node, term: str) -> str:
        """Return the first value of a property as it stands."""
        return next((str(value) for value in self._get(node).get(term, ())), "").strip()

    def _texts(self, node: Node, *terms: str) -> dict[str, str]:
        """Return texts by language ("" for none), of the first property that has some."""
        for term in terms:
            found: dict[str, str] = {}
            for value in self._get(node).get(term, ()):
                if isinstance(value, Literal):
                    found.setdefault((value.language or "")[:2], str(value))
            if found:
                return found
        return {}


def dataset_file(dataset: Collector, title: str) -> Collector:
    """Return a collector for a file, whose findings are among the dataset's."""
    into = Collector(f"{dataset.called} › {title}" if title else dataset.called)
    into.findings = dataset.findings
    return into


def _preferred(texts: Mapping[str, str]) -> list[str]:
    """Return texts, the one for a field without languages first."""
    return sorted(texts.values(), key=lambda text: _rank(texts, text))


def _rank(texts: Mapping[str, str], text: str) -> tuple[int, str]:
    languages = [lang for lang, value in texts.items() if value == text]
    return (min(_FOLDED.index(lang) if lang in _FOLDED else len(_FOLDED) for lang in languages), text)


def _iri_of(node: Node) -> str:
    return str(node) if isinstance(node, URIRef) else ""


def _bare_mail(value: str) -> str:
    return re.sub(r"^(mailto|tel):", "", value)


def _format(value: str) -> str:
    """Return a file type as a form holds it: the code of an IRI, or the word."""
    return value.rstrip("/").rsplit("/", 1)[-1] if web_address(value) else value


def _media_type(value: str) -> str:
    return re.sub(r"^https?://(www\.)?iana\.org/assignments/media-types/", "", value)
