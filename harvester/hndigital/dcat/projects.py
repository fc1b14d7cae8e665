"""What a project's dataset says, whether its facts come from a package or from CKAN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import texts
from ..projects import SLICES, project_name
from ..schemas import codelist
from . import codes
from .iris import Iris
from .model import (
    Agent,
    Contact,
    Dataset,
    Distribution,
    LangText,
    Location,
    Period,
    Texts,
    Time,
    text,
    unique,
)
from .settings import DcatSettings

__all__ = ["Editorial", "ProjectFacts", "project_dataset"]


@dataclass(frozen=True, slots=True)
class Editorial:
    """What people, not reports, say about a dataset; what is empty comes from the settings.

    A project's own title and text are facts of its row; `title` and `notes` are for register and editions.
    """

    title: str = ""
    title_en: str = ""
    notes: str = ""
    notes_en: str = ""
    keywords: Texts = ()
    themes: tuple[str, ...] = ()
    publisher: Agent | None = None
    contact: Contact | None = None
    contributor_ids: tuple[str, ...] = ()
    licence: str = ""
    attribution: Texts = ()
    spatial: tuple[Location, ...] = ()
    temporal: Period | None = None
    identifier: str = ""
    issued: Time | None = None
    modified: Time | None = None


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as its row in `vorhaben.csv` and its ratings state it.

    `description` is the city's own text; where it is empty a sentence is computed from the cells, which
    speaks of the report only if one names the project (`reported`).
    """

    row: Mapping[str, str]
    ratings: Mapping[str, str]
    description: str = ""
    editorial: Editorial = field(default_factory=Editorial)
    reported: bool = True

    @property
    def vorhaben_nr(self) -> str:
        """The project's number."""
        return self.row["vorhaben_nr"]


def project_dataset(
    facts: ProjectFacts, settings: DcatSettings, more: tuple[Distribution, ...] = ()
) -> Dataset:
    """Return the dataset of a project; `more` are distributions beside its four slices.

    The title and the city's texts are German only; a computed description comes in both languages.
    """
    iris = Iris(settings)
    said = facts.editorial
    iri = iris.dataset(facts.vorhaben_nr)
    publisher = said.publisher or settings.publisher
    name = project_name(facts.vorhaben_nr)
    return Dataset(
        iri=iri,
        identifier=said.identifier or f"{settings.identifier_prefix}{name}",
        title=text(facts.row["titel"], said.title_en),
        description=_description(facts),
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
        availability=codes.AVAILABLE_STABLE,
        spatial=said.spatial or (settings.place,),
        temporal=said.temporal,
        relations=(iris.register,),
        about=iris.project(facts.vorhaben_nr),
        distributions=(*_slices(facts, settings, iri), *more),
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


def _field_keywords(ratings: Mapping[str, str]) -> Texts:
    fields = codelist("strategiefeld")
    named = [fields[code] for code in fields if ratings.get(code) in {"++", "+"}]
    return tuple(LangText(code.label(lang), lang) for code in named for lang in ("de", "en"))


def _themes(ratings: Mapping[str, str], settings: DcatSettings) -> tuple[str, ...]:
    first = [settings.strategiefeld_themes[code] for code, rating in ratings.items() if rating == "++"]
    return tuple(dict.fromkeys(codes.theme(word) for word in (*settings.project_themes, *sorted(first))))


def _slices(facts: ProjectFacts, settings: DcatSettings, iri: str) -> tuple[Distribution, ...]:
    iris = Iris(settings)
    said = facts.editorial
    return tuple(
        Distribution(
            iri=f"{iri}/{name}.{suffix}",
            title=tuple(
                LangText(f"{t.value} ({suffix.upper()})", t.lang) for t in text(part.title_de, part.title_en)
            ),
            access_url=iris.slice(facts.vorhaben_nr, name, suffix),
            download_url=iris.slice(facts.vorhaben_nr, name, suffix),
            licence=said.licence or settings.licence_iri,
            attribution=said.attribution or settings.attribution,
            format=codes.file_type(suffix),
            media_type=codes.media_type_of(codes.file_type(suffix)),
            conforms_to=(iris.register_table_schema(part.table),),
            issued=said.issued,
            modified=said.modified,
            languages=(codes.LANGUAGE["de"],),
            availability=codes.AVAILABLE_STABLE,
        )
        for name, part in SLICES.items()
        for suffix in ("csv", "json")
    )
