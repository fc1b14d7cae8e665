"""What register, editions and series have in common: the city's settings and the editors' words."""

from __future__ import annotations

from datetime import date

from ..schemas import TableDefinition
from . import codes
from .editorial import Editorial
from .iris import Iris
from .model import Dataset, LangText, Period, Texts, text, unique
from .settings import DcatSettings

__all__ = ["own_dataset", "period_of", "suffixed", "table_words"]

_SAMPLE = text("Beispieldaten: ", "Sample data: ")


def own_dataset(
    *,
    iri: str,
    name: str,
    title: Texts,
    description: Texts,
    settings: DcatSettings,
    said: Editorial,
    sample: bool,
) -> Dataset:
    """Return what register and editions have in common.

    `title` and `description` are ours; an editor's words in `said` take their place.
    """
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
        availability=settings.availability,
        spatial=said.spatial or (settings.place,),
    )


def _own_words(ours: Texts, german: str, english: str) -> Texts:
    """Return our bilingual text, or an editor's where it differs: then without an English text of ours."""
    if not german or any(entry.value == german for entry in ours if entry.lang == "de"):
        return tuple(LangText(english, "en") if e.lang == "en" and english else e for e in ours)
    return text(german, english)


def suffixed(title: Texts, german: str, english: str) -> Texts:
    """Return a title with a further part after a comma, in each of its languages."""
    return tuple(LangText(f"{t.value}, {german if t.lang == 'de' else english}", t.lang) for t in title)


def period_of(iri: str, start: date | None, end: date | None) -> Period | None:
    """Return the period of the thing `iri`, None if neither of its ends is known."""
    return Period(f"{iri}#zeitraum", start, end) if start or end else None


def table_words(definition: TableDefinition, form: str) -> tuple[Texts, Texts]:
    """Return title and description of a table as a distribution in `form`, such as "CSV"."""
    title = text(f"{definition.title_de} ({form})", f"{definition.title_en} ({form})")
    return title, text(definition.description_de, definition.description_en)
