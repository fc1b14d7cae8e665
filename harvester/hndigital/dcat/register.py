"""What the register's and an edition's dataset and the series say, whichever side their facts come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..history import round_key
from ..schemas import TableDefinition, register_table, register_table_names, table, table_names
from . import codes
from .iris import Iris
from .model import (
    Checksum,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    LangText,
    Period,
    Provenance,
    Texts,
    Time,
    text,
    unique,
)
from .projects import Editorial
from .settings import DcatSettings

__all__ = [
    "EditionFacts",
    "FileFacts",
    "RegisterFacts",
    "edition_dataset",
    "register_dataset",
    "series",
]

_API_DOCUMENTATION = "https://docs.ckan.org/en/latest/api/"
_DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SAMPLE = text("Beispieldaten: ", "Sample data: ")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of an edition. `fassung` counts corrections of the round, 1 for the first publication."""

    name: str
    byte_size: int | None = None
    sha256: str = ""
    url: str = ""
    fassung: int = 1


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """One reporting round and its files; `rounds` are all published rounds, this one among them."""

    berichtsstand: str
    files: tuple[FileFacts, ...]
    rounds: tuple[str, ...] = ()
    stichtag: date | None = None
    zeitraum_von: date | None = None
    version: str = ""
    source_title: str = ""
    sample: bool = False
    editorial: Editorial = Editorial()


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The register as it stands: its newest round and all of them."""

    rounds: tuple[str, ...]
    stichtag: date | None = None
    zeitraum_von: date | None = None
    sample: bool = False
    tables: tuple[str, ...] = ()
    editorial: Editorial = Editorial()


def series(settings: DcatSettings, rounds: Iterable[str] = (), modified: Time | None = None) -> DatasetSeries:
    """Return the series of all editions; `rounds` in any order."""
    iris = Iris(settings)
    ordered = sorted(set(rounds), key=round_key)
    return DatasetSeries(
        iri=iris.series,
        title=_suffixed(settings.register_title, "Ausgaben je Berichtsstand", "editions per reporting round"),
        description=text(
            "Alle Ausgaben der Daten zum Digitalisierungsbericht, eine je Berichtsstand.",
            "All editions of the data of the digitalisation report, one per reporting round.",
        ),
        publisher=settings.publisher,
        contact=settings.contact,
        landing_page=iris.overview,
        spatial=(settings.place,),
        frequency=settings.frequency,
        modified=modified,
        first=iris.edition(ordered[0]) if ordered else "",
        last=iris.edition(ordered[-1]) if ordered else "",
    )


def register_dataset(facts: RegisterFacts, settings: DcatSettings) -> Dataset:
    """Return the register: latest state and whole history, each table as CSV and JSON, and its interface."""
    iris = Iris(settings)
    newest = max(facts.rounds, key=round_key, default="")
    description = text(
        "Der neueste Stand und die ganze Geschichte aller berichteten Vorhaben: Stammdaten, Bewertung nach "
        "Strategiefeldern, Status und Kosten je Berichtsstand und was sich geändert hat.",
        "The latest state and the whole history of all reported projects: master data, ratings by strategic "
        "field, status and cost per reporting round, and what changed.",
    )
    dataset = _own_dataset(
        iri=iris.register,
        name=settings.register_name,
        title=settings.register_title,
        description=description,
        settings=settings,
        said=facts.editorial,
        sample=facts.sample,
    )
    names = facts.tables or register_table_names()
    files = tuple(
        _table_distribution(register_table(name), suffix, facts.editorial, settings)
        for name in names
        for suffix in ("csv", "json")
    )
    return replace(
        dataset,
        version=newest,
        frequency=settings.frequency,
        documentation=(iris.overview, f"{iris.page(settings.register_name)}/datapackage.json"),
        temporal=facts.editorial.temporal or _period(iris.register, facts.zeitraum_von, facts.stichtag),
        relations=tuple(iris.edition(code) for code in sorted(facts.rounds, key=round_key)),
        distributions=(*files, _api_distribution(settings, facts.editorial)),
    )


def edition_dataset(facts: EditionFacts, settings: DcatSettings) -> Dataset:
    """Return the dataset of one reporting round with all its files, oldest Fassung last."""
    iris = Iris(settings)
    iri = iris.edition(facts.berichtsstand)
    description = text(
        "Die Daten eines Berichtsstands als Datenpaket (Frictionless Data Package): jede Tabelle als CSV, "
        "die Beschreibung der Spalten und alles zusammen als ZIP.",
        "The data of one reporting round as a Frictionless Data Package: every table as CSV, the description "
        "of the columns, and everything together as ZIP.",
    )
    dataset = _own_dataset(
        iri=iri,
        name=iris.edition_name(facts.berichtsstand),
        title=_suffixed(
            settings.register_title,
            f"Berichtsstand {facts.berichtsstand}",
            f"reporting round {facts.berichtsstand}",
        ),
        description=description,
        settings=settings,
        said=facts.editorial,
        sample=facts.sample,
    )
    rounds = sorted({*facts.rounds, facts.berichtsstand}, key=round_key)
    place = rounds.index(facts.berichtsstand)
    source = Provenance(
        iri=f"{iri}#herkunft",
        label=text(
            f"Maschinell gelesen aus: {facts.source_title or 'Digitalisierungsbericht'}",
            f"Read by machine from: {facts.source_title or 'digitalisation report'}",
        ),
    )
    ordered = sorted(facts.files, key=lambda file: -file.fassung)
    return replace(
        dataset,
        version=facts.version or facts.berichtsstand,
        frequency=f"{codes.FREQUENCY}NEVER",
        documentation=(iris.overview,),
        temporal=facts.editorial.temporal or _period(iri, facts.zeitraum_von, facts.stichtag),
        provenance=source,
        conforms_to=(_DATA_PACKAGE,),
        relations=(iris.register,),
        distributions=tuple(_file_distribution(file, iri, facts, settings) for file in ordered),
        series=series(settings, rounds),
        previous=iris.edition(rounds[place - 1]) if place else "",
        next=iris.edition(rounds[place + 1]) if place + 1 < len(rounds) else "",
    )


def _own_dataset(
    *,
    iri: str,
    name: str,
    title: Texts,
    description: Texts,
    settings: DcatSettings,
    said: Editorial,
    sample: bool,
) -> Dataset:
    """Return what register and editions have in common."""
    publisher = said.publisher or settings.publisher
    described = _own_words(description, said.notes, said.notes_en)
    if sample:
        words = {entry.lang: entry.value for entry in _SAMPLE}
        described = tuple(
            entry
            if entry.value.startswith(words[entry.lang].rstrip(": "))
            else LangText(f"{words[entry.lang]}{entry.value}", entry.lang)
            for entry in described
        )
    themes = said.themes or tuple(codes.theme(word) for word in settings.project_themes)
    return Dataset(
        iri=iri,
        identifier=said.identifier or f"{settings.identifier_prefix}{name}",
        title=_own_words(title, said.title, said.title_en),
        description=described,
        publisher=publisher,
        creator=publisher,
        originator=publisher,
        maintainer=publisher,
        contact=said.contact or settings.contact,
        contributor_ids=said.contributor_ids
        or tuple(filter(None, (codes.contributor(settings.contributor_id),))),
        geocoding_level=settings.geocoding_level,
        geocodings=settings.geocodings,
        keywords=unique((*settings.keywords, *said.keywords)),
        themes=themes,
        landing_page=Iris(settings).page(name),
        issued=said.issued,
        modified=said.modified,
        languages=(codes.LANGUAGE["de"],),
        access_rights=codes.ACCESS_PUBLIC,
        availability=codes.AVAILABLE_STABLE,
        spatial=said.spatial or (settings.place,),
    )


def _own_words(ours: Texts, german: str, english: str) -> Texts:
    """Return our bilingual text, or an editor's where it differs: then without an English text of ours."""
    if not german or any(entry.value == german for entry in ours if entry.lang == "de"):
        return tuple(LangText(english, "en") if e.lang == "en" and english else e for e in ours)
    return text(german, english)


def _suffixed(title: Texts, german: str, english: str) -> Texts:
    return tuple(LangText(f"{t.value}, {german if t.lang == 'de' else english}", t.lang) for t in title)


def _period(iri: str, start: date | None, end: date | None) -> Period | None:
    return Period(f"{iri}#zeitraum", start, end) if start or end else None


def _table_words(definition: TableDefinition, form: str) -> tuple[Texts, Texts]:
    title = text(f"{definition.title_de} ({form})", f"{definition.title_en} ({form})")
    return title, text(definition.description_de, definition.description_en)


def _table_distribution(
    definition: TableDefinition, suffix: str, said: Editorial, settings: DcatSettings
) -> Distribution:
    iris = Iris(settings)
    title, description = _table_words(definition, suffix.upper())
    address = iris.register_table(definition.name, suffix)
    return Distribution(
        iri=f"{iris.register}/{definition.name}.{suffix}",
        title=title,
        description=description,
        access_url=address,
        download_url=address,
        licence=said.licence or settings.licence_iri,
        attribution=said.attribution or settings.attribution,
        format=codes.file_type(suffix),
        media_type=codes.media_type_of(codes.file_type(suffix)),
        conforms_to=(iris.register_table_schema(definition.name),),
        issued=said.issued,
        modified=said.modified,
        languages=(codes.LANGUAGE["de"],),
        availability=codes.AVAILABLE_STABLE,
    )


def _api_distribution(settings: DcatSettings, said: Editorial) -> Distribution:
    """Return the interface as a distribution: without downloadURL (convention K41)."""
    iris = Iris(settings)
    licence = said.licence or settings.licence_iri
    attribution = said.attribution or settings.attribution
    service = DataService(
        iri=iris.service,
        title=_suffixed(settings.register_title, "Schnittstelle", "programming interface"),
        description=text(
            "Abfrage des Registers mit Filtern, Kennzahlen und Matrix (Action API von CKAN).",
            "Queries of the register with filters, figures and matrix (CKAN's Action API).",
        ),
        endpoint_url=iris.api,
        endpoint_description=_API_DOCUMENTATION,
        publisher=said.publisher or settings.publisher,
        contact=said.contact or settings.contact,
        licence=licence,
        attribution=attribution,
        serves=(iris.register,),
        access_rights=codes.ACCESS_PUBLIC,
        availability=codes.AVAILABLE_STABLE,
    )
    return Distribution(
        iri=f"{iris.register}/api.json",
        title=text("Schnittstelle (JSON)", "Programming interface (JSON)"),
        access_url=iris.api,
        licence=licence,
        attribution=attribution,
        format=codes.file_type("json"),
        media_type=codes.media_type_of(codes.file_type("json")),
        issued=said.issued,
        modified=said.modified,
        languages=(codes.LANGUAGE["de"],),
        availability=codes.AVAILABLE_STABLE,
        service=service,
    )


def _file_distribution(
    file: FileFacts, edition: str, facts: EditionFacts, settings: DcatSettings
) -> Distribution:
    iris = Iris(settings)
    said = facts.editorial
    folder = edition if file.fassung == 1 else f"{edition}/fassung-{file.fassung}"
    iri = f"{folder}/{file.name}"
    stem, _, suffix = file.name.rpartition(".")
    note = "" if file.fassung == 1 else f", Fassung {file.fassung}"
    if stem in table_names() and suffix == "csv":
        title, description = _table_words(table(stem), f"CSV{note}")
        conforms: tuple[str, ...] = (iris.table_schema(stem),)
    elif file.name == "datapackage.json":
        title = text(f"Beschreibung des Datenpakets (JSON{note})", f"Data package descriptor (JSON{note})")
        description, conforms = (), (_DATA_PACKAGE,)
    else:
        title = text(f"Datenpaket ({suffix.upper()}{note})", f"Data package ({suffix.upper()}{note})")
        description, conforms = (), ()
    address = file.url or iris.edition_file(iris.edition_name(facts.berichtsstand), file.name)
    return Distribution(
        iri=iri,
        title=title,
        description=description,
        access_url=address,
        download_url=address,
        licence=said.licence or settings.licence_iri,
        attribution=said.attribution or settings.attribution,
        format=codes.file_type(suffix),
        media_type=codes.media_type_of(codes.file_type(suffix)),
        conforms_to=conforms,
        issued=said.issued,
        modified=said.modified,
        languages=(codes.LANGUAGE["de"],),
        availability=codes.AVAILABLE_STABLE,
        byte_size=file.byte_size,
        checksum=Checksum(f"{iri}#pruefsumme", file.sha256) if file.sha256 else None,
    )
