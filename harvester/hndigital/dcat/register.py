"""What the register's dataset says, whichever side its facts come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..history import round_key
from ..schemas import TableDefinition, register_table, register_table_names
from . import codes
from .distributions import own_distribution
from .editorial import Editorial
from .iris import Iris
from .model import DataService, Dataset, Distribution, Provenance, Span, text
from .own import own_dataset, period_of, suffixed, table_words
from .settings import DcatSettings

__all__ = ["DESCRIPTION", "RegisterFacts", "register_dataset"]

DESCRIPTION = text(
    "Der neueste Stand und die ganze Geschichte aller berichteten Vorhaben: Stammdaten, Bewertung nach "
    "Strategiefeldern, Status und Kosten je Berichtsstand und was sich geändert hat.",
    "The latest state and the whole history of all reported projects: master data, ratings by strategic "
    "field, status and cost per reporting round, and what changed.",
)
"""What the register says of itself until people describe it otherwise."""


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The register as it stands: all its rounds and the time that they cover."""

    rounds: tuple[str, ...]
    span: Span = (None, None)
    sample: bool = False
    tables: tuple[str, ...] = ()
    editorial: Editorial = Editorial()


def register_dataset(facts: RegisterFacts, settings: DcatSettings) -> Dataset:
    """Return the register: latest state and whole history, each table as CSV and JSON, and its interface."""
    iris = Iris(settings)
    editions = sorted(facts.rounds, key=round_key)
    dataset = own_dataset(
        iri=iris.register,
        name=settings.register_name,
        title=settings.register_title,
        description=DESCRIPTION,
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
        version=editions[-1] if editions else "",
        frequency=settings.frequency,
        documentation=(iris.overview, f"{iris.page(settings.register_name)}/datapackage.json"),
        temporal=facts.editorial.temporal or period_of(iris.register, *facts.span),
        provenance=_merged(iris.register, editions) if editions else None,
        derived_from=tuple(iris.edition(code) for code in editions),
        relations=(iris.series,) if editions else (),
        distributions=(*files, _api_distribution(settings, facts.editorial)),
    )


def _merged(iri: str, editions: Iterable[str]) -> Provenance:
    named = ", ".join(editions)
    return Provenance(
        f"{iri}#herkunft",
        text(
            f"Zusammengeführt aus den Ausgaben der Berichtsstände {named}.",
            f"Merged from the editions of the reporting rounds {named}.",
        ),
    )


def _table_distribution(
    definition: TableDefinition, suffix: str, said: Editorial, settings: DcatSettings
) -> Distribution:
    iris = Iris(settings)
    title, description = table_words(definition, suffix.upper())
    return own_distribution(
        f"{iris.register}/{definition.name}.{suffix}",
        title,
        iris.register_table(definition.name, suffix),
        suffix,
        said,
        settings,
        description=DESCRIPTION,
        conforms_to=(iris.register_table_schema(definition.name),),
    )


def _api_distribution(settings: DcatSettings, said: Editorial) -> Distribution:
    """Return the interface as a distribution."""
    iris = Iris(settings)
    service = DataService(
        iri=iris.service,
        title=suffixed(settings.register_title, "Schnittstelle", "programming interface"),
        description=text(
            "Abfrage des Registers mit Filtern, Kennzahlen und Matrix (Action API von CKAN).",
            "Queries of the register with filters, figures and matrix (CKAN's Action API).",
        ),
        endpoint_url=iris.api,
        endpoint_description=iris.openapi,
        documentation=(iris.api_page,),
        publisher=said.publisher or settings.publisher,
        contact=said.contact or settings.contact,
        licence=said.licence or settings.licence_iri,
        attribution=said.attribution or settings.attribution,
        serves=(iris.register,),
        access_rights=codes.ACCESS_PUBLIC,
        availability=settings.availability,
    )
    return own_distribution(
        f"{iris.register}/api.json",
        text("Schnittstelle (JSON)", "Programming interface (JSON)"),
        iris.api,
        "json",
        said,
        settings,
        service=service,
    )
