"""The project itself as a resource, beside the dataset that describes it.

What a report says of it in codes becomes concepts of the code lists; its properties are the columns
of the register, as the vocabulary `<base_uri>/id/feld` defines them.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..projects import project_name
from ..schemas import codelist
from .iris import Iris
from .model import Agent, Concept, Project, Rating, Texts, text
from .settings import DcatSettings

__all__ = ["CODED_FIELDS", "PROJECT_FIELDS", "project_resource"]

CODED_FIELDS = (
    *("amt", "dezernat", "vorhabentyp", "anlass", "bearbeitungsstand", "gesamtstatus"),
    "kosten_angabe",
)
"""Columns whose cells are codes of the list of the same name."""
PROJECT_FIELDS = (*CODED_FIELDS, "kosten_eur", "kapitel", "zuletzt_berichtet")
"""All columns that are properties of a project; its ratings are values with the Strategiefeld as property."""
_SUPPORTED = frozenset({"++", "+"})


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
    cells = [(column, row.get(column, "")) for column in CODED_FIELDS]
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
        supports=tuple(_concept(iris, "strategiefeld", code) for code, r in rated if r in _SUPPORTED),
        concepts=tuple(
            (iris.field(column), _concept(iris, column, cell))
            for column, cell in cells
            if cell in codelist(column)
        ),
        words=tuple(
            (iris.field(column), cell)
            for column, cell in (*cells, ("kapitel", row.get("kapitel", "")))
            if cell and (column == "kapitel" or cell not in codelist(column))
        ),
        amounts=((iris.field("kosten_eur"), row["kosten_eur"]),) if row.get("kosten_eur") else (),
        links=((iris.field("zuletzt_berichtet"), iris.edition(berichtsstand)),) if berichtsstand else (),
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
