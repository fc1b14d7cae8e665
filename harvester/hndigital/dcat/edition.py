"""What an edition's dataset and the series of editions say, whichever side their facts come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..history import round_key
from ..package.source import PICTURES, is_of_source
from ..schemas import table, table_names
from . import codes
from .distributions import own_distribution
from .editorial import Editorial
from .iris import Iris
from .model import (
    Checksum,
    Dataset,
    DatasetSeries,
    Distribution,
    Origin,
    Provenance,
    Span,
    Texts,
    Time,
    text,
)
from .own import own_dataset, period_of, suffixed, table_words
from .settings import DcatSettings

__all__ = ["EditionFacts", "FileFacts", "edition_dataset", "series"]

_DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"


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
    """One reporting round and its files; `rounds` are all published rounds, this one among them.

    `span` is the time that all of them cover, `source_sha256` the checksum of the report that was read.
    """

    berichtsstand: str
    files: tuple[FileFacts, ...]
    rounds: tuple[str, ...] = ()
    span: Span = (None, None)
    stichtag: date | None = None
    zeitraum_von: date | None = None
    version: str = ""
    source_title: str = ""
    source_sha256: str = ""
    sample: bool = False
    editorial: Editorial = Editorial()


def series(
    settings: DcatSettings,
    rounds: Iterable[str] = (),
    span: Span = (None, None),
    modified: Time | None = None,
) -> DatasetSeries:
    """Return the series of all editions; `rounds` in any order, `span` is the time that they cover."""
    iris = Iris(settings)
    ordered = sorted(set(rounds), key=round_key)
    return DatasetSeries(
        iri=iris.series,
        title=suffixed(settings.register_title, "Ausgaben je Berichtsstand", "editions per reporting round"),
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
        temporal=period_of(iris.series, *span),
        first=iris.edition(ordered[0]) if ordered else "",
        last=iris.edition(ordered[-1]) if ordered else "",
    )


def edition_dataset(facts: EditionFacts, settings: DcatSettings) -> Dataset:
    """Return the dataset of one reporting round with its files, oldest Fassung last.

    Pictures of the report's pages are for the portal's own pages: who wants the report takes its file.
    """
    iris = Iris(settings)
    iri = iris.edition(facts.berichtsstand)
    description = text(
        "Die Daten eines Berichtsstands als Datenpaket (Frictionless Data Package): jede Tabelle als CSV, "
        "die Beschreibung der Spalten und alles zusammen als ZIP.",
        "The data of one reporting round as a Frictionless Data Package: every table as CSV, the description "
        "of the columns, and everything together as ZIP.",
    )
    dataset = own_dataset(
        iri=iri,
        name=iris.edition_name(facts.berichtsstand),
        title=suffixed(
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
        f"{iri}#herkunft",
        text(
            f"Maschinell gelesen aus dem Digitalisierungsbericht, Berichtsstand {facts.berichtsstand}; "
            "Wortlaut und Fundstelle jedes Werts stehen in herkunft.csv.",
            f"Read by machine from the digitalisation report, reporting round {facts.berichtsstand}; "
            "wording and place of every value are in herkunft.csv.",
        ),
    )
    report = Origin(
        f"{iri}#bericht",
        text(facts.source_title or "Digitalisierungsbericht"),
        f"sha256:{facts.source_sha256}" if facts.source_sha256 else "",
    )
    files = (file for file in facts.files if file.name != PICTURES)
    ordered = sorted(files, key=lambda file: -file.fassung)
    return replace(
        dataset,
        version=facts.version or facts.berichtsstand,
        frequency=f"{codes.FREQUENCY}NEVER",
        documentation=(iris.overview,),
        temporal=facts.editorial.temporal or period_of(iri, facts.zeitraum_von, facts.stichtag),
        provenance=source,
        origin=report,
        conforms_to=(_DATA_PACKAGE,),
        relations=(iris.register,),
        distributions=tuple(_file_distribution(file, iri, facts, settings) for file in ordered),
        series=series(settings, rounds, facts.span),
        previous=iris.edition(rounds[place - 1]) if place else "",
        next=iris.edition(rounds[place + 1]) if place + 1 < len(rounds) else "",
    )


def _file_distribution(
    file: FileFacts, edition: str, facts: EditionFacts, settings: DcatSettings
) -> Distribution:
    iris = Iris(settings)
    folder = edition if file.fassung == 1 else f"{edition}/fassung-{file.fassung}"
    iri = f"{folder}/{file.name}"
    stem, _, suffix = file.name.rpartition(".")
    note = "" if file.fassung == 1 else f", Fassung {file.fassung}"
    description: Texts = ()
    conforms: tuple[str, ...] = ()
    if stem in table_names() and suffix == "csv":
        title, description = table_words(table(stem), f"CSV{note}")
        conforms = (iris.table_schema(stem),)
    elif file.name == "datapackage.json":
        title = text(f"Beschreibung des Datenpakets (JSON{note})", f"Data package descriptor (JSON{note})")
        conforms = (_DATA_PACKAGE,)
    elif is_of_source(file.name):
        title = text(
            f"Bericht, wie er gedruckt wurde ({suffix.upper()}{note})",
            f"The report as printed ({suffix.upper()}{note})",
        )
        description = text(
            "Die Datei des Berichts selbst, aus der alle Werte dieser Ausgabe gelesen sind.",
            "The report's own file, from which all values of this edition were read.",
        )
    else:
        title = text(f"Datenpaket ({suffix.upper()}{note})", f"Data package ({suffix.upper()}{note})")
    return own_distribution(
        iri,
        title,
        file.url or iris.edition_file(iris.edition_name(facts.berichtsstand), file.name),
        suffix,
        facts.editorial,
        settings,
        description=description,
        conforms_to=conforms,
        byte_size=file.byte_size,
        checksum=Checksum(f"{iri}#pruefsumme", file.sha256) if file.sha256 else None,
    )
