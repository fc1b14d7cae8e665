"""The fields of any dataset and file that become one property each: name, property, kind of value.

Names are those of ckanext-dcat, then those under which other portals hold the same. What takes more than one
property (people, places, periods, services) is read in `ordinary`. `said_by` is the way back: whoever
reads a catalogue finds there what each field is said by. `docs/dcat.md` shows the tables; a test holds it
against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from rdflib import URIRef

from ..characters import one_line
from . import codes
from .ckan_values import address, entries, field, is_duration, plain
from .iris import Iris
from .model import Note, Statement, text_in
from .vocab import ADMS, DCAT, DCATAP, DCATDE, DCT, ELI, FOAF, OWL, PROV, SKOS, XSD

__all__ = [
    "DATASET",
    "DISTRIBUTION",
    "OF_DATASETS",
    "OF_FILES",
    "SERVICE",
    "Field",
    "Kind",
    "Voice",
    "said_by",
    "statements",
    "unknown",
]

Holder = Mapping[str, Any]
_WORDED = {DCT.Location: SKOS.prefLabel, ELI.LegalResource: DCT.title}
"""Classes of nodes that say what once was a text, and what says it there."""


class Kind(StrEnum):
    """What a value becomes: a link, words in the dataset's language, a number, a node with words …"""

    CODE = "code"
    DECIMAL = "decimal"
    DURATION = "duration"
    LINK = "link"
    MEDIA_TYPE = "media type"
    NODE = "node"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """A field and its property.

    `term` is the property in DCAT-AP.de 3.0, `govdata` the one in GovData's feed; None where one has none.
    `of` is the official list of a code, or the class of a node. `single` fields have one value at most. Links
    to other datasets (`beside`) go to GovData only where they lead elsewhere: its store deletes a dataset and
    all that it reaches. `why` says what a feed without the property lacks, and why. `also` are properties by
    which other catalogues say the same.
    """

    name: str
    term: URIRef | None
    govdata: URIRef | None
    kind: Kind = Kind.LINK
    of: str | URIRef = ""
    aliases: tuple[str, ...] = ()
    single: bool = False
    beside: bool = False
    why: str = ""
    also: tuple[URIRef, ...] = ()


def _both(name: str, term: URIRef, kind: Kind = Kind.LINK, **more: Any) -> Field:
    return Field(name, term, term, kind, **more)


_LAW = _both("applicable_legislation", DCATAP.applicableLegislation)
_RESOLUTION = (
    _both("temporal_resolution", DCAT.temporalResolution, Kind.DURATION, single=True),
    _both("spatial_resolution_in_meters", DCAT.spatialResolutionInMeters, Kind.DECIMAL, single=True),
)
DATASET: tuple[Field, ...] = (
    _both("hvd_category", DCATAP.hvdCategory, Kind.CODE, of="hvd_category"),
    _LAW,
    Field(
        "legalbasisText",
        DCATAP.applicableLegislation,
        None,
        Kind.NODE,
        of=ELI.LegalResource,
        aliases=("legal_basis", "legalBasis"),
        why="3.0: a node with the words, dcatde:legalBasis being deprecated",
    ),
    Field("legalbasisText", None, DCATDE.legalBasis, Kind.TEXT, aliases=("legal_basis", "legalBasis")),
    _both(
        "provenance", DCT.provenance, Kind.NODE, of=DCT.ProvenanceStatement, single=True, aliases=("lineage",)
    ),
    _both("conforms_to", DCT.conformsTo),
    _both("documentation", FOAF.page),
    _both("references", DCT.references),
    _both("related_resource", DCT.relation, beside=True),
    _both("is_referenced_by", DCT.isReferencedBy, beside=True),
    Field(
        "source",
        PROV.wasDerivedFrom,
        DCT.source,
        beside=True,
        why="3.0: dct:source must lead to a described dataset (K21: should not be used)",
    ),
    Field(
        "has_version",
        DCT.relation,
        DCT.hasVersion,
        beside=True,
        why="3.0: must lead to a described dataset",
        also=(DCAT.hasVersion,),
    ),
    Field(
        "is_version_of", DCAT.isVersionOf, DCT.isVersionOf, beside=True, why="3.0: dropped dct:isVersionOf"
    ),
    _both("alternate_identifier", ADMS.identifier, Kind.NODE, of=ADMS.Identifier),
    _both("sample", ADMS.sample, Kind.NODE, of=DCAT.Distribution),
    Field(
        "qualityProcessURI",
        FOAF.page,
        DCATDE.qualityProcessURI,
        aliases=("quality_process_uri",),
        single=True,
        why="3.0: dcatde:qualityProcessURI is deprecated",
    ),
    Field(
        "geocodingText",
        DCT.spatial,
        None,
        Kind.NODE,
        of=DCT.Location,
        aliases=("geocoding_description", "geocodingDescription"),
        why="3.0: a place in words where no other is stated, the property being deprecated",
    ),
    Field(
        "geocodingText",
        None,
        DCATDE.geocodingDescription,
        Kind.TEXT,
        aliases=("geocoding_description", "geocodingDescription"),
    ),
    _both("dcat_type", DCT.type, single=True),
    _both("version_notes", ADMS.versionNotes, Kind.TEXT, single=True),
    *_RESOLUTION,
)
"""Of datasets."""

DISTRIBUTION: tuple[Field, ...] = (
    _both("rights", DCT.rights, Kind.NODE, of=DCT.RightsStatement, single=True),
    _both("documentation", FOAF.page),
    _both("conforms_to", DCT.conformsTo),
    _LAW,
    _both("status", ADMS.status, Kind.CODE, of="status", single=True),
    _both("compress_format", DCAT.compressFormat, Kind.MEDIA_TYPE, single=True),
    _both("package_format", DCAT.packageFormat, Kind.MEDIA_TYPE, single=True),
    *_RESOLUTION,
)
"""Of distributions."""

SERVICE: tuple[Field, ...] = (
    _both("hvd_category", DCATAP.hvdCategory, Kind.CODE, of="hvd_category"),
    _LAW,
    _both("documentation", FOAF.page),
    _both("conforms_to", DCT.conformsTo),
)
"""Of services."""

OF_DATASETS: Mapping[str, tuple[URIRef, ...]] = {
    "url": (DCAT.landingPage,),
    "version": (DCAT.version, OWL.versionInfo),
    "issued": (DCT.issued,),
    "modified": (DCT.modified,),
    "frequency": (DCT.accrualPeriodicity,),
    "language": (DCT.language,),
    "theme": (DCAT.theme,),
    "access_rights": (DCT.accessRights,),
    "rights": (DCT.rights,),
    "availability": (DCATAP.availability, DCATDE.plannedAvailability),
    "contributorID": (DCATDE.contributorID,),
    "politicalGeocodingLevelURI": (DCATDE.politicalGeocodingLevelURI,),
    "politicalGeocodingURI": (DCATDE.politicalGeocodingURI,),
    "in_series": (DCAT.inSeries,),
}
"""Fields of one value or list that stand in the model itself, by their properties, best first."""

OF_FILES: Mapping[str, tuple[URIRef, ...]] = {
    "access_url": (DCAT.accessURL,),
    "download_url": (DCAT.downloadURL,),
    "issued": (DCT.issued,),
    "modified": (DCT.modified,),
    "language": (DCT.language,),
    "availability": (DCATAP.availability, DCATDE.plannedAvailability),
}
"""The same of files."""


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language words are, under which licence sample files, and which IRIs are the portal's own."""

    tag: str
    licence: str
    iris: Iris


def statements(holder: Holder, fields: tuple[Field, ...], iri: str, voice: Voice) -> Iterator[Statement]:
    """Yield what the fields of a dataset, file or service with the IRI `iri` say.

    Values that are none of their kind are left out; `unknown` names them.
    """
    for one in fields:
        found = [value for value in _values(holder, one) if _is_sayable(one, value)]
        for number, value in enumerate(found[:1] if one.single else found, start=1):
            yield from _said(one, value, f"{iri}#{one.name}-{number}", voice)


def said_by(
    model: Mapping[str, tuple[URIRef, ...]], fields: tuple[Field, ...]
) -> Mapping[str, tuple[URIRef, ...]]:
    """Return by field the properties that say it in a catalogue, the first of which that is there counts.

    A property that several fields are written to is that of the first: `has_version` becomes a dct:relation
    in 3.0, which says no more than `related_resource`. Nodes that only stand in for words are none.
    """
    found = {name: list(terms) for name, terms in model.items()}
    taken = {term for terms in model.values() for term in terms}
    for one in fields:
        written = () if one.of in _WORDED else (one.term, one.govdata)
        free = [term for term in (*written, *one.also) if term and term not in taken]
        found.setdefault(one.name, []).extend(dict.fromkeys(free))
        taken |= set(free)
    return {name: tuple(terms) for name, terms in found.items() if terms}


def unknown(holder: Holder, fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    """Yield name and value of the fields that hold what they can't say."""
    for one in fields:
        if one.term:
            values = _values(holder, one)
            yield from ((one.name, value) for value in values if not _is_sayable(one, value))
            given = "" if values else field(holder, one.name)
            if given and given != "[]":
                yield (one.name, given)


def _values(holder: Holder, one: Field) -> tuple[str, ...]:
    given = next((value for name in (one.name, *one.aliases) if (value := field(holder, name))), "")
    if one.kind is Kind.NODE and one.single and not given.startswith("["):
        return (given,) if given else ()
    return entries(given)


def _is_sayable(one: Field, value: str) -> bool:
    match one.kind:
        case Kind.LINK:
            return bool(address(value))
        case Kind.CODE:
            return bool(_code(one, value))
        case Kind.MEDIA_TYPE:
            return bool(codes.media_type_named(value))
        case Kind.DURATION:
            return is_duration(value)
        case Kind.DECIMAL:
            return bool(_decimal(value))
        case Kind.NODE if one.of == DCAT.Distribution:
            return bool(address(value))
    return bool(plain(value))


def _said(one: Field, value: str, node: str, voice: Voice) -> Iterator[Statement]:
    match one.kind:
        case Kind.CODE if one.of == "status":
            status = _code(one, value)
            adms = codes.official("status")[status.rpartition("/")[2]].extra["adms"]
            yield Statement(one.term, None, link=status)
            yield Statement(None, one.govdata, link=f"http://purl.org/adms/status/{adms}")
        case Kind.LINK if one.beside and voice.iris.is_ours(address(value)):
            yield Statement(one.term, None, link=address(value))
        case Kind.LINK:
            yield Statement(one.term, one.govdata, link=address(value))
        case Kind.CODE:
            yield Statement(one.term, one.govdata, link=_code(one, value))
        case Kind.MEDIA_TYPE:
            yield Statement(one.term, one.govdata, link=codes.media_type_named(value))
        case Kind.DURATION:
            yield Statement(one.term, one.govdata, literal=value, datatype=XSD.duration)
        case Kind.DECIMAL:
            yield Statement(one.term, one.govdata, literal=_decimal(value), datatype=XSD.decimal)
        case Kind.TEXT:
            yield Statement(one.term, one.govdata, words=text_in(plain(value), voice.tag))
        case Kind.NODE:
            yield Statement(one.term, one.govdata, note=_note(one, value, node, voice))


def _note(one: Field, value: str, node: str, voice: Voice) -> Note:
    link = address(value)
    if one.of == ADMS.Identifier:
        # GovData keeps the node's IRI: so it says the identifier, too
        named = link or f"{node.rpartition('-')[0]}-{quote(one_line(value), safe='')}"
        return Note(named, ADMS.Identifier, notation=one_line(value))
    if one.of == DCAT.Distribution:
        title = text_in(link.rstrip("/").rpartition("/")[2], voice.tag)
        return Note(node, DCAT.Distribution, DCT.title, title, access_url=link, licence=voice.licence)
    kind, said = URIRef(one.of), () if link else text_in(plain(value), voice.tag)
    return Note(link or node, kind, _WORDED.get(kind), said)


def _code(one: Field, value: str) -> str:
    name = str(one.of)
    found = codes.listed(name, value)
    # The list of high-value categories has narrower ones below those that the regulation names.
    return found or (value if name == "hvd_category" and value.startswith(codes.LISTS[name]) else "")


def _decimal(value: str) -> str:
    """Return a number of metres with a point: rdflib's Turtle adds one anyway, and the formats must agree."""
    found = re.fullmatch(r"([0-9]{1,12})(?:[.,]([0-9]{1,12}))?(?:\s*m)?", value)
    return f"{int(found[1])}.{(found[2] or '0')}" if found else ""
