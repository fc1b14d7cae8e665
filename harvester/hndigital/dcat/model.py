"""What a catalogue says, apart from any source and any serialisation.

Frozen values without I/O: `from_package` and `from_ckan` build them, `graph` writes them as RDF.
Every node has an IRI: GovData stores a blank node's internal id where a list of IRIs is expected,
and two graphs without blank nodes are equal exactly when their triples are.

Code-list values (themes, licences, formats, frequencies …) are full IRIs. Texts carry their language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from ..characters import clean
from ..summary import Summarised

__all__ = [
    "Agent",
    "Catalog",
    "Checksum",
    "Concept",
    "Contact",
    "DataService",
    "Dataset",
    "DatasetSeries",
    "Distribution",
    "LangText",
    "Location",
    "Note",
    "Origin",
    "Page",
    "Period",
    "Project",
    "Provenance",
    "Rating",
    "Span",
    "Statement",
    "Texts",
    "Time",
    "text",
    "text_in",
]


@dataclass(frozen=True, slots=True)
class LangText:
    """A text in one language (BCP 47 tag)."""

    value: str
    lang: str = "de"


Texts = tuple[LangText, ...]
Time = date | datetime | str
"""A point in time: date, moment (with time zone) or a year as "2020" (xsd:gYear)."""
Span = tuple[date | None, date | None]
"""First and last day, each of them possibly unknown."""


def text(de: str = "", en: str = "") -> Texts:
    """Return the texts that say anything once they are `clean`, German first."""
    said = (("de", clean(de)), ("en", clean(en)))
    return tuple(LangText(value, lang) for lang, value in said if value.strip())


def text_in(value: str, lang: str) -> Texts:
    """Return a text in one language (BCP 47 tag), nothing for one that says nothing."""
    said = clean(value)
    return (LangText(said, lang),) if said.strip() else ()


def unique(texts: Iterable[LangText]) -> Texts:
    """Return `texts` without repetitions, in their order."""
    return tuple(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True)
class Agent:
    """A body that publishes, collects or keeps data; `type_iri` is an ADMS publisher type.

    `otherwise` is the node of this one (as of a contact, a place or a series) where another has the IRI and
    says something else.
    """

    iri: str
    name: Texts
    type_iri: str = ""
    email: str = ""
    homepage: str = ""
    otherwise: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask. Convention K01 of DCAT-AP.de: e-mail or web address must be there."""

    iri: str
    name: str
    email: str = ""
    url: str = ""
    telephone: str = ""
    street: str = ""
    postal_code: str = ""
    locality: str = ""
    country: str = ""
    otherwise: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Period:
    """The time that data covers; at least one end must be known."""

    iri: str
    start: Time | None = None
    end: Time | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place with its geometry as WKT in longitude/latitude (CRS84, GeoSPARQL's default)."""

    iri: str
    label: Texts = ()
    bbox: str = ""
    centroid: str = ""
    geometry: str = ""
    otherwise: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where data comes from, in a sentence, with the address of what says more."""

    iri: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that data was read from; `checksum` as "sha256:…", "" if unknown."""

    iri: str
    title: Texts
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A code of a code list with what a reader must know of it; `iri` and `scheme` lead to the rest."""

    iri: str
    scheme: str
    code: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Rating:
    """How a project was rated in a field: both are concepts."""

    iri: str
    field: Concept
    rating: Concept


@dataclass(frozen=True, slots=True)
class Project:
    """A project itself, which its dataset describes.

    Properties are IRIs of the vocabulary `vocabulary` describes: `concepts` and `words` hold what has a
    code and what has none, `amounts` are decimal numbers (EUR), `links` other things of ours.
    `described_by` are the datasets that hold its data, its own first; `supports` are fields that it
    supports at all.
    """

    iri: str
    number: str
    name: Texts
    page: str
    organisation: Agent
    description: Texts = ()
    place: Location | None = None
    described_by: tuple[str, ...] = ()
    supports: tuple[Concept, ...] = ()
    concepts: tuple[tuple[str, Concept], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    amounts: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    ratings: tuple[Rating, ...] = ()


@dataclass(frozen=True, slots=True)
class Checksum:
    """A checksum in hexadecimal digits; `algorithm` as "sha256" or "md5"."""

    iri: str
    value: str
    algorithm: str = "sha256"


@dataclass(frozen=True, slots=True)
class Note:
    """A node that is there for the words or the address it holds: rights, provenance, a law, a sample file.

    `label_term` is the property of the words, None for rdfs:label.
    """

    iri: str
    type_iri: str
    label_term: str | None = None
    label: Texts = ()
    notation: str = ""
    access_url: str = ""
    licence: str = ""
    role: str = ""
    agent: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with one value: a link, a literal, words, or a node.

    `term` is the property's IRI in DCAT-AP.de 3.0, `govdata` the one that GovData's harvester reads; None
    where that feed does without.
    """

    term: str | None
    govdata: str | None
    link: str = ""
    literal: str = ""
    datatype: str = ""
    words: Texts = ()
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class DataService:
    """An interface to the data of the datasets it names.

    GovData stores a dataset with everything reachable from it: a service must never name all datasets
    of a catalogue.
    """

    iri: str
    title: Texts
    endpoint_url: str | tuple[str, ...]
    publisher: Agent
    description: Texts = ()
    endpoint_description: str = ""
    documentation: tuple[str, ...] = ()
    contact: Contact | None = None
    licence: str = ""
    attribution: Texts = ()
    serves: tuple[str, ...] = ()
    access_rights: str = ""
    availability: str = ""
    more: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file or address in one format. `byte_size` in bytes."""

    iri: str
    title: Texts
    access_url: str
    licence: str
    download_url: str = ""
    description: Texts = ()
    attribution: Texts = ()
    format: str = ""
    media_type: str = ""
    conforms_to: tuple[str, ...] = ()
    issued: Time | None = None
    modified: Time | None = None
    languages: tuple[str, ...] = ()
    availability: str = ""
    byte_size: int | None = None
    checksum: Checksum | None = None
    service: DataService | None = None
    further_services: tuple[DataService, ...] = ()
    more: tuple[Statement, ...] = ()

    @property
    def services(self) -> tuple[DataService, ...]:
        """All services behind it."""
        return (*((self.service,) if self.service else ()), *self.further_services)


@dataclass(frozen=True, slots=True)
class DatasetSeries:
    """Datasets that follow each other, such as the editions of a report."""

    iri: str
    title: Texts
    description: Texts
    publisher: Agent
    contact: Contact | None = None
    landing_page: str = ""
    spatial: tuple[Location, ...] = ()
    frequency: str = ""
    issued: Time | None = None
    modified: Time | None = None
    temporal: Period | None = None
    first: str = ""
    last: str = ""
    otherwise: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset with what DCAT-AP.de 3.0 asks for or recommends."""

    iri: str
    identifier: str
    title: Texts
    description: Texts
    publisher: Agent
    contact: Contact | None = None
    creator: Agent | None = None
    originator: Agent | None = None
    maintainer: Agent | None = None
    contributors: tuple[Agent, ...] = ()
    contributor_ids: tuple[str, ...] = ()
    geocoding_level: str = ""
    geocodings: tuple[str, ...] = ()
    keywords: Texts = ()
    themes: tuple[str, ...] = ()
    landing_page: str = ""
    documentation: tuple[str, ...] = ()
    issued: Time | None = None
    modified: Time | None = None
    version: str = ""
    version_notes: Texts = ()
    languages: tuple[str, ...] = ()
    frequency: str = ""
    access_rights: str = ""
    availability: str = ""
    spatial: tuple[Location, ...] = ()
    temporal: Period | None = None
    further_periods: tuple[Period, ...] = ()
    temporal_resolution: str = ""
    provenance: Provenance | None = None
    origin: Origin | None = None
    derived_from: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    project: Project | None = None
    distributions: tuple[Distribution, ...] = ()
    series: DatasetSeries | None = None
    further_series: tuple[DatasetSeries, ...] = ()
    previous: str = ""
    next: str = ""
    more: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged catalogue: absolute addresses, and how many datasets there are in all."""

    iri: str
    first: str
    last: str
    total_items: int
    items_per_page: int
    next: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Catalog(Summarised):
    """A catalogue, or one page of it; services are those that its datasets' distributions name."""

    iri: str
    title: Texts
    description: Texts
    publisher: Agent
    datasets: tuple[Dataset, ...] = ()
    issued: Time | None = None
    modified: Time | None = None
    languages: tuple[str, ...] = ()
    homepage: str = ""
    licence: str = ""
    theme_taxonomy: str = ""
    availability: str = ""
    spatial: tuple[Location, ...] = ()
    page: Page | None = None
