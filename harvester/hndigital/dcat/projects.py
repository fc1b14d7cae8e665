"""What a project's dataset says, whether its facts come from a package or from CKAN.

The project itself, which the dataset is about, is in `project_resource`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import texts
from ..projects import SLICES, project_name
from ..schemas import codelist, mainly_supports, supported
from . import codes
from .distributions import own_distribution
from .editorial import Editorial
from .iris import Iris
from .model import Dataset, Distribution, LangText, Period, Provenance, Span, Texts, text, unique
from .project_resource import project_resource
from .settings import DcatSettings

__all__ = ["ProjectFacts", "project_dataset"]


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as its row in `vorhaben.csv` and its ratings state it.

    `description` is the city's own text; where it is empty a sentence is computed from the cells, which
    speaks of the report only if one names the project (`reported`). `period` is what the report covers
    that names it last.
    """

    row: Mapping[str, str]
    ratings: Mapping[str, str]
    description: str = ""
    editorial: Editorial = field(default_factory=Editorial)
    reported: bool = True
    period: Span = (None, None)

    @property
    def vorhaben_nr(self) -> str:
        """The project's number."""
        return self.row["vorhaben_nr"]

    @property
    def berichtsstand(self) -> str:
        """The reporting round that names the project last, "" if none does."""
        return self.row.get("zuletzt_berichtet", "") if self.reported else ""


def project_dataset(facts: ProjectFacts, settings: DcatSettings) -> Dataset:
    """Return the dataset of a project with its four slices.

    The title and the city's texts are German only; a computed description comes in both languages.
    """
    iris = Iris(settings)
    said = facts.editorial
    iri = iris.dataset(facts.vorhaben_nr)
    publisher = said.publisher or settings.publisher
    name = project_name(facts.vorhaben_nr)
    title, description = text(facts.row["titel"], said.title_en), _description(facts)
    start, end = facts.period
    return Dataset(
        iri=iri,
        identifier=said.identifier or f"{settings.identifier_prefix}{name}",
        title=title,
        description=description,
        publisher=publisher,
        creator=publisher,
        originator=publisher,
        maintainer=publisher,
        contact=said.contact or settings.contact,
        contributor_ids=said.contributor_ids or _ids(codes.contributor(settings.contributor_id)),
        geocoding_level=settings.geocoding_level,
        geocodings=settings.geocodings,
        keywords=unique((*settings.keywords, *_field_keywords(facts.ratings), *said.keywords)),
        themes=said.themes or _themes(facts.ratings, settings),
        landing_page=iris.page(name),
        documentation=(f"{iris.page(name)}/datapackage.json",),
        issued=said.issued,
        modified=said.modified,
        version=facts.row.get("zuletzt_berichtet", ""),
        languages=(codes.LANGUAGE["de"],),
        frequency=settings.frequency,
        access_rights=codes.ACCESS_PUBLIC,
        availability=settings.availability,
        spatial=said.spatial or (settings.place,),
        temporal=said.temporal or (Period(f"{iri}#zeitraum", start, end) if start or end else None),
        provenance=_provenance(facts, iri),
        derived_from=(iris.edition(facts.berichtsstand),) if facts.berichtsstand else (),
        relations=(iris.register,),
        project=project_resource(
            facts.row,
            facts.ratings,
            settings,
            berichtsstand=facts.berichtsstand,
            name=title,
            description=description,
            organisation=publisher,
        ),
        distributions=_slices(facts, settings, iri),
    )


def _ids(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _description(facts: ProjectFacts) -> Texts:
    if facts.description:
        return text(facts.description, facts.editorial.notes_en)
    german, english = (
        texts.project_sentence(facts.row, facts.ratings, lang, reported=facts.reported)
        for lang in ("de", "en")
    )
    return text(german, facts.editorial.notes_en or english)


def _provenance(facts: ProjectFacts, iri: str) -> Provenance | None:
    if not facts.berichtsstand:
        return None
    chapter, round_ = facts.row.get("kapitel", ""), facts.berichtsstand
    german, english = (f", {word} {chapter}" if chapter else "" for word in ("Kapitel", "chapter"))
    return Provenance(
        f"{iri}#herkunft",
        text(
            f"Maschinell gelesen aus dem Digitalisierungsbericht, Berichtsstand {round_}{german}.",
            f"Read by machine from the digitalisation report, reporting round {round_}{english}.",
        ),
    )


def _field_keywords(ratings: Mapping[str, str]) -> Texts:
    fields = codelist("strategiefeld")
    named = [fields[code] for code in supported(ratings)]
    return tuple(LangText(code.label(lang), lang) for code in named for lang in ("de", "en"))


def _themes(ratings: Mapping[str, str], settings: DcatSettings) -> tuple[str, ...]:
    fields = codelist("strategiefeld")
    named = [
        fields[code].theme for code, rating in ratings.items() if mainly_supports(rating) and code in fields
    ]
    first = filter(None, named)
    return tuple(dict.fromkeys(codes.theme(word) for word in (*settings.project_themes, *sorted(first))))


def _slices(facts: ProjectFacts, settings: DcatSettings, iri: str) -> tuple[Distribution, ...]:
    iris = Iris(settings)
    return tuple(
        own_distribution(
            f"{iri}/{name}.{suffix}",
            text(f"{part.title_de} ({suffix.upper()})", f"{part.title_en} ({suffix.upper()})"),
            iris.slice(facts.vorhaben_nr, name, suffix),
            suffix,
            facts.editorial,
            settings,
            conforms_to=(iris.register_table_schema(part.table),),
        )
        for name, part in SLICES.items()
        for suffix in ("csv", "json")
    )
