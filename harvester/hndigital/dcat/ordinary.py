"""Any dataset of a portal that no publication made: what it lacks is filled from the city's settings.

Publisher, contact, contributor ID, place, level of geocoding, licence map and theme per group are
declared; what then still keeps a dataset from GovData says `federation`, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ..addresses import same
from ..characters import readable
from ..projects import name_prefix, number_of
from . import codes
from .ckan_values import Package, address, entries, field, moment, plain, size, words
from .editorial_ckan import attribution, editorial, geocodings, licence_of
from .fields import DATASET, DISTRIBUTION, Voice, statements
from .iris import Iris
from .model import (
    Agent,
    Checksum,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    LangText,
    Location,
    Note,
    Statement,
    Texts,
    text,
    text_in,
)
from .people import agents, locations, objects, periods
from .services import services
from .settings import DcatSettings
from .vocab import DCAT, DCT, PROV

__all__ = [
    "MARK",
    "SeriesOf",
    "checksum",
    "derived_identifier",
    "derived_iri",
    "distribution",
    "ordinary",
    "relations",
    "series_of",
]

MARK = "~"
"""No name in CKAN holds it."""
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
SeriesOf = Mapping[str, DatasetSeries]
"""The series that the portal's own datasets describe, by what `in_series` calls them (name, id or IRI)."""


def ordinary(package: Package, settings: DcatSettings, series: SeriesOf | None = None) -> Dataset:
    """Return the model of a dataset that is neither project nor register nor edition.

    What the dataset says goes before everything; a setting fills only what is empty.
    """
    iris = Iris(settings)
    iri = _own_iri(package, settings) or derived_iri(package, settings)
    said = editorial(package, settings, iri, ours=False)
    publisher = said.publisher or settings.publisher
    languages = _listed(package, "language", "language")
    tag = codes.language_tag(languages)
    title = plain(package.get("title"))
    title = title if readable(title) else str(package["name"])
    themes = said.themes or _group_themes(package, settings)
    labels = [text(*codes.THEMES[theme.rsplit("/", 1)[-1]]) for theme in themes]
    notes = plain(package.get("notes"))
    page, origin = iris.page(str(package["name"])), address(package.get("url"))
    voice = Voice(tag, licence_of(package.get("license_id"), settings), iris)
    keys, spatial = geocodings(package), locations(package, iri, settings, tag)
    # a place in words stands beside no other: readers that know one place would keep that
    said_of_it = statements(package, DATASET, iri, voice)
    more = tuple(one for one in said_of_it if not (spatial and one.term == DCT.spatial))
    elsewhere = [key for key in keys if key not in settings.geocodings]
    # GovData knows keys by a property of their own; a second place would be mixed up with the first
    keyed = [Statement(DCT.spatial, None, note=Note(key, DCT.Location)) for key in elsewhere if spatial]
    dataset = Dataset(
        iri=iri,
        identifier=said.identifier or derived_identifier(package, settings),
        title=_texts(title, said.title_en, tag),
        description=_texts(notes or title, said.notes_en or ("" if notes else said.title_en), tag),
        publisher=publisher,
        creator=_first(agents(package, "creator", iri, settings)) or publisher,
        originator=_first(agents(package, "originator", iri, settings))
        or _first(agents(package, "author", iri, settings))
        or publisher,
        maintainer=_first(agents(package, "maintainer", iri, settings)) or publisher,
        contributors=agents(package, "contributor", iri, settings),
        contact=said.contact or settings.contact,
        contributor_ids=said.contributor_ids
        or tuple(filter(None, (codes.contributor(settings.contributor_id),))),
        geocoding_level=codes.listed("geocoding_level", field(package, "politicalGeocodingLevelURI"))
        or settings.geocoding_level,
        geocodings=keys or (() if spatial else settings.geocodings),
        keywords=tuple(LangText(entry.value, tag) for entry in said.keywords)
        or tuple(entry for label in labels for entry in label),
        themes=themes,
        landing_page=origin or page,
        documentation=(page,) if origin else (),
        issued=said.issued,
        modified=moment(field(package, "modified")) or said.modified,
        version=words(package, "version"),
        languages=languages or (codes.LANGUAGE["de"],),
        frequency=codes.listed("frequency", field(package, "frequency")),
        access_rights=_code(package, "access_rights", "access_right", codes.ACCESS_PUBLIC),
        availability=_code(package, "availability", "availability", settings.availability),
        spatial=spatial or tuple(map(Location, elsewhere)) or (settings.place,),
        temporal=said.temporal,
        further_periods=periods(package, iri)[1:],
        further_series=tuple(_series(package, iri, publisher, series or {})),
        more=(*more, *keyed, *relations(package, iri)),
    )
    files = tuple(distribution(r, package, settings, dataset) for r in package.get("resources", ()))
    return replace(dataset, distributions=files)


def series_of(package: Package, settings: DcatSettings) -> DatasetSeries:
    """Return the series that a dataset of the portal describes: others name it in `in_series`."""
    one = ordinary({**package, "resources": ()}, settings)
    return DatasetSeries(
        iri=f"{one.iri}#reihe",
        title=one.title,
        description=one.description,
        publisher=one.publisher,
        contact=one.contact,
        landing_page=one.landing_page,
        spatial=one.spatial,
        frequency=one.frequency,
        issued=one.issued,
        modified=one.modified,
        temporal=one.temporal,
    )


def _series(package: Package, iri: str, publisher: Agent, known: SeriesOf) -> Iterator[DatasetSeries]:
    """Yield the series of a dataset; of one that is described elsewhere nothing but its IRI is known."""
    for number, value in enumerate(entries(field(package, "in_series"))):
        foreign = address(value)
        if value in known:
            yield known[value]
        elif foreign and same(foreign) != same(iri):
            named = text_in(foreign, "de")
            yield DatasetSeries(foreign, named, named, publisher, otherwise=f"{iri}#in-reihe{number or ''}")


def _first(found: tuple[Agent, ...]) -> Agent | None:
    return next(iter(found), None)


def _texts(value: str, english: str, tag: str) -> Texts:
    """Return a text in the dataset's language, and in English where that is another one."""
    return (*text_in(value, tag), *(text_in(english, "en") if tag != "en" else ()))


def _listed(holder: Mapping[str, Any], name: str, listed: str) -> tuple[str, ...]:
    found = (iri for word in entries(field(holder, name)) for iri in codes.listed_in(listed, word))
    return tuple(dict.fromkeys(filter(None, found)))


def _code(holder: Mapping[str, Any], name: str, listed: str, otherwise: str) -> str:
    """Return the value of an official list; what is stated and on no list is nothing, not `otherwise`."""
    stated = field(holder, name)
    return codes.listed(listed, stated) if stated else otherwise


def relations(package: Package, iri: str) -> Iterator[Statement]:
    """Yield relations that name a role: with bodies (also as "role body" in a line) and with other things."""
    given = field(package, "qualified_attribution")
    lines = [line.split() for line in entries(given) if len(line.split()) == 2]
    roles = [(role, agent) for role, agent in lines if address(role) and address(agent)]
    for one in objects(package.get("qualified_attribution") or given):
        body = next(iter(objects(one.get("agent")) or [one]))
        roles.append((address(one.get("role")), address(body.get("uri") or body.get("agent"))))
    for number, (role, agent) in enumerate(roles, start=1):
        if role and agent:
            note = Note(f"{iri}#beteiligt-{number}", PROV.Attribution, role=role, agent=agent)
            yield Statement(PROV.qualifiedAttribution, None, note=note)
    listed = objects(package.get("qualified_relation") or field(package, "qualified_relation"))
    for number, one in enumerate(listed, start=1):
        role, target = address(one.get("role")), address(one.get("relation"))
        if role and target:
            note = Note(f"{iri}#bezug-{number}", DCAT.Relationship, role=role, relation=target)
            yield Statement(DCAT.qualifiedRelation, None, note=note)


def derived_identifier(package: Package, settings: DcatSettings) -> str:
    """Return the dct:identifier of a dataset that brought none."""
    return f"{settings.identifier_prefix}{_key(package, settings)}"


def derived_iri(package: Package, settings: DcatSettings) -> str:
    """Return the IRI of a dataset that brought none."""
    return Iris(settings).dataset(_key(package, settings))


def _key(package: Package, settings: DcatSettings) -> str:
    """Return CKAN's id, marked where a person chose one that is the name or number of something of ours."""
    chosen = str(package["id"])
    ours = chosen == settings.register_name or chosen.startswith(
        (f"{settings.register_name}-", name_prefix())
    )
    return f"{MARK}{chosen}" if ours or number_of(chosen) else chosen


def distribution(
    resource: Mapping[str, Any], package: Package, settings: DcatSettings, dataset: Dataset
) -> Distribution:
    """Return the model of a resource; one whose address is none is reached through its page."""
    iri = _distribution_iri(resource, package, settings, dataset.iri)
    file = address(resource.get("url"))
    page = Iris(settings).resource_page(str(package["name"]), str(resource["id"]))
    stored = resource.get("url_type") == "upload"
    format_iri = codes.file_type(str(resource.get("format") or "")) or _format_of(file)
    licence = licence_of(resource.get("license") or package.get("license_id"), settings)
    languages = _listed(resource, "language", "language") or dataset.languages
    # the words are the dataset's; a file's language is that of its content
    tag = codes.language_tag(dataset.languages)
    voice = Voice(tag, licence, Iris(settings))
    name = plain(resource.get("name") or resource.get("format")) or plain(package.get("title"))
    own = plain(resource.get("licenseAttributionByText"))
    served = services(resource, iri, file, dataset, format_iri, voice)
    access, download = _addresses(resource, file, stored=stored, service=served[0] if served else None)
    law = () if field(resource, "applicable_legislation") else _regulation(dataset)
    return Distribution(
        iri=iri,
        title=text_in(name or "Daten", tag),
        description=text_in(plain(resource.get("description")), tag),
        access_url=access or page,
        download_url=download,
        licence=licence,
        attribution=text_in(own, tag) or attribution(licence, package, settings),
        format=format_iri,
        media_type=codes.media_type_named(str(resource.get("mimetype") or ""))
        or codes.media_type_of(format_iri),
        issued=moment(resource.get("issued")) or moment(resource.get("created")),
        modified=moment(resource.get("modified"))
        or moment(resource.get("last_modified") or resource.get("metadata_modified")),
        languages=languages,
        availability=_code(
            resource,
            "availability" if field(resource, "availability") else "plannedAvailability",
            "availability",
            dataset.availability,
        ),
        byte_size=size(resource.get("size")),
        checksum=checksum(resource, iri),
        service=served[0] if served else None,
        further_services=served[1:],
        more=(*statements(_with_rights(resource, package), DISTRIBUTION, iri, voice), *law),
    )


def _with_rights(resource: Mapping[str, Any], package: Package) -> Mapping[str, Any]:
    """Return a resource with its dataset's rights where it states none: only files have a place for them."""
    return resource if field(resource, "rights") else {**resource, "rights": field(package, "rights")}


def _distribution_iri(
    resource: Mapping[str, Any], package: Package, settings: DcatSettings, dataset_iri: str
) -> str:
    """Return the IRI that a file brought along with its dataset's, else the one that is derived for it."""
    brought = address(resource.get("uri"))
    others = [address(other.get("uri")) for other in package.get("resources", ())]
    kept = brought and not Iris(settings).is_ours(brought) and dataset_iri == _own_iri(package, settings)
    if kept and same(brought) != same(dataset_iri) and others.count(brought) == 1:
        return brought
    return f"{dataset_iri}/{quote(str(resource['id']), safe='')}"


def _format_of(file: str) -> str:
    """Return the format that an address ends with."""
    _, dot, suffix = file.split("?")[0].partition("://")[2].partition("/")[2].rpartition(".")
    return codes.file_type(suffix) if dot and "/" not in suffix else ""


def _addresses(
    resource: Mapping[str, Any], file: str, *, stored: bool, service: DataService | None
) -> tuple[str, str]:
    """Return access and download address; CKAN's address is a download where an access address stands beside.

    What is asked, not downloaded, is reached at its endpoint and has no download address (K41).
    """
    access, download = address(resource.get("access_url")), address(resource.get("download_url"))
    if service and not download and not stored:
        return access or file or service.endpoint_url[0], ""
    beside = file if stored or (access and access != file) else ""
    return access or file, download or beside


def checksum(resource: Mapping[str, Any], iri: str) -> Checksum | None:
    """Return the checksum that is stated, by its algorithm or else by its length."""
    prefix, _, digits = str(resource.get("hash") or "").strip().lower().rpartition(":")
    named = re.sub(r".*[/#_]|[^a-z0-9]", "", str(resource.get("hash_algorithm") or prefix).lower())
    algorithm = next((name for name in _ALGORITHMS if name == named), "") or _HASHES.get(len(digits), "")
    if not algorithm or len(digits) % 2 or not re.fullmatch(r"[0-9a-f]+", digits):
        return None
    return Checksum(f"{iri}#pruefsumme", digits, algorithm)


def _regulation(dataset: Dataset) -> tuple[Statement, ...]:
    """Return the EU's regulation on high-value datasets where the dataset is under it: its files are, too."""
    return tuple(one for one in dataset.more if one.link == codes.HVD_REGULATION)


def _own_iri(package: Package, settings: DcatSettings) -> str:
    """Return the IRI that a dataset brought along, unless it is one of ours (a copied field)."""
    iri = address(field(package, "uri"))
    return "" if Iris(settings).is_ours(iri) else iri


def _group_themes(package: Package, settings: DcatSettings) -> tuple[str, ...]:
    names = [str(group.get("name") or "") for group in package.get("groups", ())]
    found = [codes.theme(settings.theme_by_group.get(name, name)) for name in names]
    themes = tuple(dict.fromkeys(filter(None, found)))
    return themes or tuple(filter(None, (codes.theme(settings.default_theme),)))
