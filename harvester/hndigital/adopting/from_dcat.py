"""DCAT of any writing → records: what DKAN, CKAN, piveau and others put into an RDF catalogue.

Addresses and codes may be IRIs or plain words, people and places nodes or words, and the terms of
DCAT-AP.de stand under the namespace of each of its versions. What is said of a dataset and has no field,
or is said in one language more than a field has, becomes a finding: nothing is lost without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS
from rdflib.term import BNode, Node

from ..addresses import web_address
from ..characters import one_line
from ..dcat import codes
from ..dcat.fields import DATASET, DISTRIBUTION, OF_DATASETS, OF_FILES, SERVICE, said_by
from ..dcat.vocab import bind_prefixes
from .model import NAMELESS, Collector, File, Finding, Record, as_list

__all__ = ["records_of"]

_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = str(DCTERMS)
_FOAF = str(FOAF)
_AP = "http://data.europa.eu/r5r/"
_DE = "dcatde:"
_GEO = "http://data.europa.eu/930/"
_VCARD = "http://www.w3.org/2006/vcard/ns#"
_SCHEMA = "http://schema.org/"
_SPDX = "http://spdx.org/rdf/terms#"
_DCATDE = re.compile(r"https?://(?:www\.)?dcat-ap\.de/def/dcatde/(?:[0-9_.]+/)?(\w+)")


def _key(predicate: Node) -> str:
    """Return what a property goes by: those of DCAT-AP.de have one name in all its versions."""
    german = _DCATDE.fullmatch(str(predicate))
    return f"{_DE}{german[1]}" if german else str(predicate)


_FOLDED = ("de", "", "en")
"""The languages of which a field without languages takes one, best first."""

_DATASET = {name: tuple(map(_key, terms)) for name, terms in said_by(OF_DATASETS, DATASET).items()}
_FILE = {name: tuple(map(_key, terms)) for name, terms in said_by(OF_FILES, DISTRIBUTION).items()}
_FILE_TEXTS = {
    "name": f"{_DCT}title",
    "description": f"{_DCT}description",
    "licenseAttributionByText": f"{_DE}licenseAttributionByText",
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
_ADDRESS = {
    "street": ("street-address", "hasStreetAddress"),
    "zip": ("postal-code", "hasPostalCode"),
    "city": ("locality", "hasLocality"),
    "country": ("country-name", "hasCountryName"),
}
_SERVICE: Mapping[str, tuple[str, ...]] = {
    "endpoint_description": (f"{_DCAT}endpointDescription",),
    "license": (f"{_DCT}license",),
    "access_rights": (f"{_DCT}accessRights",),
    "availability": (f"{_AP}availability",),
}
_SERVICE_LISTS = {
    "endpoint_url": (f"{_DCAT}endpointURL",),
    **{name: tuple(map(_key, terms)) for name, terms in said_by({}, SERVICE).items()},
}
_NOWHERE = "\n"
_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_LABELS = (str(RDFS.label), str(SKOS.prefLabel), str(RDF.value), f"{_DCT}title", f"{_FOAF}name")
_GSP = "http://www.opengis.net/ont/geosparql#"
_GEOMETRY = ("http://www.w3.org/ns/locn#geometry", f"{_GSP}hasGeometry", f"{_GSP}asGeoJSON", f"{_GSP}asWKT")
_SAYING = (
    *(f"{_DCAT}accessURL", f"{_GSP}asWKT", f"{_GSP}asGeoJSON", *_LABELS, str(SKOS.notation)),
    f"{_DCT}description",
)
"""What a node without an IRI of its own is there to say."""
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
        self._own: tuple[str, ...] = ()
        self._properties: dict[Node, dict[str, list[Node]]] = {}
        self._seen: dict[Node, None] = {}
        self._taken: set[tuple[Node, str]] = set()
        self._names = bind_prefixes(Graph(bind_namespaces="none")).namespace_manager
        self.findings: list[Finding] = []

    def order(self, node: Node) -> tuple[str, str]:
        """Return what datasets are ordered by: what they are called, since a blank node's id changes."""
        called = self._word(node, f"{_DCT}identifier") or self._word(node, f"{_DCT}title")
        return (called, str(node) if isinstance(node, URIRef) else "")

    def record(self, node: Node) -> Record:
        iri = _iri_of(node)
        self._seen, self._taken = {}, set()
        identifier, *further = self._values(node, (f"{_DCT}identifier",)) or [""]
        identifier = one_line(identifier)
        titles = _preferred(self._texts(node, f"{_DCT}title"))
        into = Collector(identifier or iri or str(next(iter(titles), NAMELESS)))
        for one in further:
            into.note("mehrfach", "identifier", one)
        self._own = (f"{iri or _NOWHERE}#",)
        into.title(*titles)
        self._bilingual(node, into, "title", "title")
        self._bilingual(node, into, "description", "notes")
        self._legislation(node, into)
        for name, terms in _DATASET.items():
            if name != "applicable_legislation":
                into.put(name, *self._values(node, terms))
        self._language(into, next(iter(titles), Literal("")))
        into.put("qualified_attribution", *self._attributions(node))
        self._people(node, into)
        self._contact(node, into)
        self._places(node, into)
        self._periods(node, into)
        files = tuple(self._files(node, into))
        keywords = into.keywords(self._keywords(node))
        self._leave(into)
        self.findings += into.findings
        called = str(node.skolemize()) if isinstance(node, BNode) else iri
        return Record(identifier, iri, into.fields, keywords, files=files, node=called)

    def _bilingual(self, node: Node, into: Collector, term: str, name: str) -> None:
        """Take a text, and its English one beside a German one."""
        texts = self._texts(node, f"{_DCT}{term}")
        first = self._text(node, f"{_DCT}{term}")
        if name != "title":
            into.put(name, first)
        if "en" in texts and str(texts["en"]) != first:
            into.put(f"{name}_en", self._take(node, texts["en"]))

    def _language(self, into: Collector, title: Literal) -> None:
        """Say in which language the texts are where nothing does; note it where something else is said."""
        tag = (title.language or "")[:2]
        stated = [codes.listed("language", word) for word in as_list(into.fields.get("language", ()))]
        listed = codes.listed("language", tag) if tag else ""
        if listed and not any(stated):
            into.put("language", listed)
        elif tag and codes.language_tag(filter(None, stated)) != tag:
            into.note("sprache", "language", f"{title} @{title.language}")

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
            self._taken |= {(node, _bare(word)) for word, _ in words}
            return []
        for language in _FOLDED:
            found = sorted(word for word, lang in words if lang[:2] == language)
            if found:
                return [self._take(node, word) for word in found]
        return sorted(self._take(node, word) for word, _ in words)

    def _people(self, node: Node, into: Collector) -> None:
        publisher = next(iter(self._nodes(node, _PEOPLE["publisher"])), None)
        for called, properties in _PEOPLE.items():
            agents = self._nodes(node, properties)
            # who is not named is the publisher, but for those who only contributed
            if not agents or (agents[0] == publisher and called not in ("publisher", "contributor")):
                continue
            agent, *further = agents
            for one in further:
                into.note("mehrfach", called, self._as_word(one))
            role = "author" if _iri_of(agent).endswith("#author") else called
            name = role if role in ("maintainer", "author") else f"{role}_name"
            if isinstance(agent, Literal):
                into.put(name, str(agent))
                continue
            into.put(name, self._text(agent, *_LABELS[::-1], f"{_VCARD}fn"))
            into.put(f"{role}_uri", self._iri(agent))
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
        into.put("contact_uri", self._iri(contact))
        for part, terms in _CONTACT.items():
            values = [*self._values(contact, terms), *self._values_within(contact, terms)]
            into.put(f"contact_{part}", *(_bare_mail(value) for value in values))
        for place in (*self._nodes(contact, (f"{_VCARD}hasAddress",))[:1], contact):
            for part, terms in _ADDRESS.items():
                into.put(f"contact_{part}", *self._values(place, tuple(f"{_VCARD}{one}" for one in terms)))

    def _values_within(self, node: Node, properties: Iterable[str]) -> Iterator[str]:
        """Yield the values of vCard's nodes, such as that of a telephone."""
        for inner in self._nodes(node, properties):
            if isinstance(inner, BNode):
                yield from self._values(inner, (f"{_VCARD}hasValue",))

    def _legislation(self, node: Node, into: Collector) -> None:
        """Take laws by IRI; one that is described in words is a legal basis."""
        laws = self._nodes(node, (f"{_AP}applicableLegislation",))
        into.put("applicable_legislation", *(self._as_word(one) for one in laws if not self._is_part(one)))
        into.put("legalbasisText", *(self._as_word(one) for one in laws if self._is_part(one)))

    def _attributions(self, node: Node) -> Iterator[str]:
        """Yield who else had a part in it, as "role body"."""
        for one in self._nodes(node, ("http://www.w3.org/ns/prov#qualifiedAttribution",)):
            roles = self._values(one, (f"{_DCAT}hadRole",))
            bodies = self._values(one, ("http://www.w3.org/ns/prov#agent",))
            if roles and bodies:
                yield f"{roles[0]} {bodies[0]}"

    def _places(self, node: Node, into: Collector) -> None:
        """Take a place field by field, several as ckanext-dcat's list; keys of areas have their own field."""
        places: list[dict[str, str]] = []
        for one in self._nodes(node, (f"{_DCT}spatial",)):
            place = self._place(one)
            if place.get("uri", "").startswith(_GEOCODING) and len(place) == 1 and places:
                into.add("politicalGeocodingURI", place["uri"])
            elif list(place) == ["text"] and places:
                into.add("geocodingText", place["text"])
            elif place:
                places.append(place)
        if len(places) > 1:
            into.put("spatial_coverage", json.dumps(places, ensure_ascii=False))
        for place in places if len(places) == 1 else ():
            for part, value in place.items():
                into.put("spatial" if part == "geom" else f"spatial_{part}", value)

    def _place(self, node: Node) -> dict[str, str]:
        if isinstance(node, Literal):
            word = str(node).strip()
            return {"geom" if word.startswith("{") else "text": word} if word else {}
        geometry = self._values(node, _GEOMETRY)
        found = {
            "uri": self._iri(node),
            "text": self._text(node, *_LABELS),
            "geom": next(iter(sorted(geometry, key=lambda text: not text.lstrip().startswith("{"))), ""),
            "bbox": next(iter(self._values(node, (f"{_DCAT}bbox",))), ""),
            "centroid": next(iter(self._values(node, (f"{_DCAT}centroid",))), ""),
        }
        return {part: value for part, value in found.items() if value}

    def _periods(self, node: Node, into: Collector) -> None:
        found = [self._period(one) for one in self._nodes(node, (f"{_DCT}temporal",))]
        periods = [dict(zip(("start", "end"), one, strict=True)) for one in found if any(one)]
        if len(periods) > 1:
            into.put("temporal_coverage", json.dumps(periods))
        for period in periods if len(periods) == 1 else ():
            for part, value in period.items():
                into.put(f"temporal_{part}", value)

    def _period(self, node: Node) -> tuple[str, str]:
        if isinstance(node, Literal):
            found = _INTERVAL.fullmatch(str(node))
            return (found[1] or "", found[2] or "") if found else (str(node), "")
        start = self._values(node, (f"{_DCAT}startDate", f"{_SCHEMA}startDate"))
        end = self._values(node, (f"{_DCAT}endDate", f"{_SCHEMA}endDate"))
        return next(iter(start), ""), next(iter(end), "")

    def _services(self, node: Node) -> list[dict[str, Any]]:
        """Return the services of a file as ckanext-dcat keeps them."""
        found = []
        for one in self._nodes(node, (f"{_DCAT}accessService",)):
            texts = {
                "title": f"{_DCT}title",
                "description": f"{_DCT}description",
                "licenseAttributionByText": f"{_DE}licenseAttributionByText",
            }
            service: dict[str, Any] = {"uri": self._iri(one)}
            service |= {name: self._text(one, term) for name, term in texts.items()}
            service |= {name: next(iter(self._values(one, terms)), "") for name, terms in _SERVICE.items()}
            service |= {name: self._values(one, terms) for name, terms in _SERVICE_LISTS.items()}
            if service["endpoint_url"]:
                found.append({name: value for name, value in service.items() if value})
        return found

    def _files(self, node: Node, dataset: Collector) -> Iterator[File]:
        nodes = self._nodes(node, (f"{_DCAT}distribution", f"{_DCAT}Distribution"))
        # some catalogues state the licence of all files once, with the dataset
        needed = not nodes or any(f"{_DCT}license" not in self._get(one) for one in nodes)
        licence = self._values(node, (f"{_DCT}license",)) if needed else []
        if not nodes:
            dataset.put("license_id", *licence)
        known: dict[str, int] = {}
        for one in sorted(nodes, key=self._order_of_file):
            into = dataset.of_file(self._word(one, f"{_DCT}title"))
            self._own = (*self._own[:1], f"{_iri_of(one) or _NOWHERE}#")
            for name, terms in _FILE.items():
                into.put(name, *self._values(one, terms))
            into.put(
                "size", *(re.sub(r"\.0+$", "", size) for size in self._values(one, (f"{_DCAT}byteSize",)))
            )
            fields = into.fields
            address = str(fields.get("access_url") or fields.get("download_url") or "")
            if not address:
                into.note("datei_ohne_adresse", "resources", self._word(one, f"{_DCT}title") or _iri_of(one))
                continue
            into.put("url", fields.get("download_url") or address)
            into.put("uri", _iri_of(one))
            self._describe(one, into, licence)
            key = _iri_of(one) or address
            known[key] = known.get(key, 0) + 1
            yield File(key if known[key] == 1 else f"{key}#{known[key]}", into.fields)

    def _describe(self, node: Node, into: Collector, licence: list[str]) -> None:
        for name, term in _FILE_TEXTS.items():
            into.put(name, self._text(node, term))
        into.put("format", *map(_format, self._values(node, (f"{_DCT}format",))))
        into.put("mimetype", *map(_media_type, self._values(node, (f"{_DCAT}mediaType", f"{_DCT}mediaType"))))
        into.put("license", *(self._values(node, (f"{_DCT}license",)) or licence))
        if services := self._services(node):
            into.put("access_services", json.dumps(services, ensure_ascii=False))
        checksum = next(iter(self._nodes(node, (f"{_SPDX}checksum",))), None)
        if checksum is not None:
            into.put("hash", *self._values(checksum, (f"{_SPDX}checksumValue",)))
            into.put("hash_algorithm", *self._values(checksum, (f"{_SPDX}algorithm",)))

    def _order_of_file(self, node: Node) -> tuple[str, str]:
        address = next(iter(self._values(node, (f"{_DCAT}accessURL", f"{_DCAT}downloadURL"))), "")
        return (_iri_of(node), address)

    def _get(self, node: Node) -> dict[str, list[Node]]:
        """Return the properties of a node, those of DCAT-AP.de under one name in all its versions."""
        self._seen[node] = None
        if node not in self._properties:
            found: dict[str, list[Node]] = {}
            for predicate, value in sorted(self._graph.predicate_objects(node)):
                found.setdefault(_key(predicate), []).append(value)
            self._properties[node] = found
        return self._properties[node]

    def _nodes(self, node: Node, properties: Iterable[str]) -> list[Node]:
        found = self._get(node)
        values = next((found[one] for one in properties if one in found), [])
        self._taken |= {(node, _bare(value)) for value in values}
        return values

    def _values(self, node: Node, properties: Iterable[str]) -> list[str]:
        """Return values as words: an IRI, a text, or what a node without IRI is called."""
        return [text for one in self._nodes(node, properties) if (text := self._as_word(one))]

    def _iri(self, node: Node) -> str:
        """Return the IRI of a thing that is not only a part of the dataset's description."""
        return "" if self._is_part(node) else _iri_of(node)

    def _is_part(self, node: Node) -> bool:
        return isinstance(node, BNode) or str(node).startswith(self._own)

    def _as_word(self, node: Node) -> str:
        if isinstance(node, Literal) or not self._is_part(node):
            return str(node).strip()
        inner = self._get(node)
        found: list[Node] = next((inner[term] for term in _SAYING if term in inner), [])
        texts = _by_language(found)
        # what else is there to say the same in no language (a media type beside its name) is no loss
        beside = (value for term in _SAYING for value in inner.get(term, ()))
        self._taken |= {(node, _bare(one)) for one in beside if not getattr(one, "language", None)}
        return self._take(node, next(iter(_preferred(texts) or found), Literal(""))).strip()

    def _word(self, node: Node, term: str) -> str:
        """Return the first value of a property as it stands."""
        return next((str(value) for value in self._get(node).get(term, ())), "").strip()

    def _text(self, node: Node, *terms: str) -> str:
        """Return the text for a field without languages."""
        return self._take(node, next(iter(_preferred(self._texts(node, *terms))), Literal("")))

    def _texts(self, node: Node, *terms: str) -> dict[str, Literal]:
        """Return texts by language ("" for none), of the first property that has some."""
        inner = self._get(node)
        return next((found for term in terms if (found := _by_language(inner.get(term, ())))), {})

    def _take(self, node: Node, value: Node | str) -> str:
        """Return a value of a node as a text, which then is no longer left."""
        self._taken.add((node, _bare(value)))
        return str(value)

    def _leave(self, into: Collector) -> None:
        """Note what the dataset's own nodes say beside what was taken."""
        for node in tuple(self._seen):
            for term, values in self._get(node).items():
                left = [one for one in values if (node, _bare(one)) not in self._taken]
                if left and term != str(RDF.type):
                    further = len(left) < len(values) and all(getattr(one, "language", None) for one in left)
                    code = "weitere_sprache" if further else "ohne_feld"
                    words = dict.fromkeys(filter(None, (self._as_word(one) or _iri_of(one) for one in left)))
                    if words:
                        into.note(code, self._called(term), ", ".join(words))

    def _called(self, term: str) -> str:
        """Return how people call a property: `dct:subject`."""
        return term if term.startswith(_DE) else self._names.normalizeUri(term)


def _by_language(values: Iterable[Node]) -> dict[str, Literal]:
    found: dict[str, Literal] = {}
    for value in values:
        if isinstance(value, Literal):
            found.setdefault((value.language or "")[:2], value)
    return found


def _preferred(texts: Mapping[str, Literal]) -> list[Literal]:
    """Return texts, the one for a field without languages first."""
    return sorted(texts.values(), key=_rank)


def _rank(text: Literal) -> tuple[int, str]:
    language = (text.language or "")[:2]
    return (_FOLDED.index(language) if language in _FOLDED else len(_FOLDED), str(text))


def _bare(value: Node | str) -> str:
    """Return what a value says, whatever its language or kind."""
    return _bare_mail(str(value).strip())


def _iri_of(node: Node) -> str:
    return str(node) if isinstance(node, URIRef) else ""


def _bare_mail(value: str) -> str:
    return re.sub(r"^(mailto|tel):", "", value)


def _format(value: str) -> str:
    """Return a file type as a form holds it: the code of an IRI, or the word."""
    return value.rstrip("/").rsplit("/", 1)[-1] if web_address(value) else value


def _media_type(value: str) -> str:
    return re.sub(r"^https?://(www\.)?iana\.org/assignments/media-types/", "", value)
