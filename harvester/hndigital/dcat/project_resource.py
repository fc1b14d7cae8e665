"""The project itself as a resource, beside the dataset that describes it.

What a report says of it in codes becomes concepts of the code lists; its properties are the columns
of the register, as the vocabulary `<base_uri>/id/feld` defines them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..projects import project_name
from ..schemas import codelist, register_table, supported
from .iris import Iris
from .model import Agent, Concept, Project, Rating, Texts, text
from .settings import DcatSettings

__all__ = ["CODED_FIELDS", "PROJECT_FIELDS", "project_resource"]

_PROPERTIES = tuple(map(register_table("vorhaben").column, register_table("vorhaben").having("property")))
CODED_FIELDS: Mapping[str, str] = MappingProxyType(
    {one.name: codes for one in _PROPERTIES if (codes := one.codelist or one.named_by)}
)
"""Columns whose cells are codes, with the list that holds them."""
PROJECT_FIELDS = (*CODED_FIELDS, *(one.name for one in _PROPERTIES if one.name not in CODED_FIELDS))
"""All columns that are properties of a project; its ratings are values with the Strategiefeld as property."""
_ROUND = "zuletzt_berichtet"
"""The property that leads to the edition of the round, and is no word."""
_AMOUNTS = tuple(one.name for one in _PROPERTIES if one.type == "number")
_WORDS = tuple(name for name in PROJECT_FIELDS if name not in (*CODED_FIELDS, *_AMOUNTS, _ROUND))


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
    cells = [(column, codelist(codes), row.get(column, "")) for column, codes in CODED_FIELDS.items()]
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
            for column, cell in (*words, *((name, row.get(name, "")) for name in _WORDS))
            if cell
        ),
        amounts=tuple((iris.field(name), row[name]) for name in _AMOUNTS if row.get(name)),
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
