"""The project itself as a resource, beside the dataset that describes it.

What a report says of it in codes becomes concepts of the code lists; its properties are the columns
of the register, as the vocabulary `<base_uri>/id/feld` defines them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..caching import kept
from ..projects import project_name
from ..schemas import Column, codelist, register_table, supported
from .iris import Iris
from .model import Agent, Concept, Project, Rating, Texts, text
from .settings import DcatSettings

__all__ = ["coded_fields", "project_fields", "project_resource"]

_ROUND = "zuletzt_berichtet"
"""The property that leads to the edition of the round, and is no word."""


def _properties() -> tuple[Column, ...]:
    projects = register_table("vorhaben")
    return tuple(map(projects.column, projects.having("property")))


@kept()
def coded_fields() -> Mapping[str, str]:
    """Return the columns whose cells are codes, with the list that holds them."""
    return MappingProxyType(
        {one.name: codes for one in _properties() if (codes := one.codelist or one.named_by)}
    )


@kept()
def project_fields() -> tuple[str, ...]:
    """Return all columns that are properties of a project; its ratings have the Strategiefeld as property."""
    coded = coded_fields()
    return (*coded, *(one.name for one in _properties() if one.name not in coded))


@kept()
def _amounts() -> tuple[str, ...]:
    return tuple(one.name for one in _properties() if one.type == "number")


@kept()
def _words() -> tuple[str, ...]:
    return tuple(name for name in project_fields() if name not in (*coded_fields(), *_amounts(), _ROUND))


def project_resource(
    row: Mapping[str, str],
    ratings: Mapping[str, str],
    settings: DcatSettings,
    *,
    berichtsstand: str,
    name: Texts,
    description: Texts,
    organisation: Agent,
) -> Project:
    """Return the project of a register row; `berichtsstand` is the round that names it last, if any.

    A cell that its code list lacks (an office of another city, say) stays a word.
    """
    iris = Iris(settings)
    number = row["vorhaben_nr"]
    iri = iris.project(number)
    cells = [(column, codelist(codes), row.get(column, "")) for column, codes in coded_fields().items()]
    words = [(column, cell) for column, codes, cell in cells if cell not in codes]
    fields = codelist("strategiefeld")
    rated = [(code, ratings[code]) for code in fields if ratings.get(code) in codelist("bewertung")]
    return Project(
        iri=iri,
        number=number,
        name=name,
        page=iris.page(project_name(number)),
        organisation=organisation,
        description=description,
        place=settings.place,
        described_by=(iris.dataset(number), iris.register),
        supports=tuple(_concept(iris, "strategiefeld", code) for code in supported(ratings)),
        concepts=tuple(
            (iris.field(column), _concept(iris, codes.name, cell))
            for column, codes, cell in cells
            if cell in codes
        ),
        words=tuple(
            (iris.field(column), cell)
            for column, cell in (*words, *((name, row.get(name, "")) for name in _words()))
            if cell
        ),
        amounts=tuple((iris.field(name), row[name]) for name in _amounts() if row.get(name)),
        links=((iris.field(_ROUND), iris.edition(berichtsstand)),) if berichtsstand else (),
        ratings=tuple(
            Rating(
                f"{iri}#{code}", _concept(iris, "strategiefeld", code), _concept(iris, "bewertung", rating)
            )
            for code, rating in rated
        ),
    )


def _concept(iris: Iris, name: str, code: str) -> Concept:
    entry = codelist(name)[code]
    return Concept(iris.concept(name, code), iris.scheme(name), code, text(entry.label_de, entry.label_en))
