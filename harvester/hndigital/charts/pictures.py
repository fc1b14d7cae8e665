"""The picture of a name from the figures of projects (`hndigital.figures`), and a picture as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..figures import Ratings
from ..package.files import csv_bytes
from ..schemas import column, field_label, quantified
from ..texts import format_date
from .bars import amount_chart, count_chart
from .grids import fields_chart, matrix_chart
from .model import Chart, counting_pictures
from .svg import draw
from .wordings import AS_OF, SOURCE

__all__ = ["About", "picture", "picture_csv", "picture_json", "picture_svg"]

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class About:
    """What a picture is a picture of: how many projects of which round, from which report, chosen how.

    `filters` are the filters in force, `chosen` the same in words: (name, value).
    """

    count: int
    berichtsstand: str
    stichtag: str
    source: str = ""
    filters: Mapping[str, str | list[str]] = field(default_factory=dict)
    chosen: Sequence[tuple[str, str]] = ()


def picture(
    name: str, figures: Mapping[str, Any], rows: Sequence[Row], ratings: Ratings, lang: str = "de"
) -> Chart:
    """Return the picture `name` (one of `picture_names`) of the projects that `figures` counts.

    `rows` are those that it shows one by one: for "kosten" as `amount_chart` wants them, for "matrix" as
    `matrix_chart`; the others need none.
    """
    if name in counting_pictures():
        return count_chart(name, figures[name], lang)
    if name == "strategiefelder":
        return fields_chart(figures["strategiefeld"], total=figures["count"], lang=lang)
    if name == "matrix":
        return matrix_chart(rows, ratings, figures["unterstuetzte_felder"], lang)
    cost = figures["kosten"]
    return amount_chart(
        rows, total=figures["count"], known=cost[quantified()], amount=Decimal(cost["summe_eur"]), lang=lang
    )


def picture_csv(chart: Chart) -> bytes:
    """Return all values of a picture as CSV."""
    rows = ({name: str(value) for name, value in row.items()} for row in chart.rows)
    return csv_bytes(chart.columns, rows)


def picture_json(chart: Chart, about: About) -> dict[str, Any]:
    """Return all values of a picture, typed, with its words and what it is about."""
    cost = column("kosten_eur")
    return {
        "name": chart.name,
        "lang": chart.lang,
        "title": chart.title,
        "sentence": chart.sentence,
        "berichtsstand": about.berichtsstand,
        "stichtag": about.stichtag,
        "filter": dict(about.filters),
        "count": about.count,
        "columns": list(chart.columns),
        "rows": [
            {name: cost.cast(str(value)) if name == "kosten_eur" else value for name, value in row.items()}
            for row in chart.rows
        ],
    }


def picture_svg(chart: Chart, about: About) -> bytes:
    """Return the drawing; beneath it stand round, cut-off date, source and filters."""
    parts = []
    if about.berichtsstand:
        parts.append(f"{field_label('berichtsstand', chart.lang)} {about.berichtsstand}")
    if about.stichtag:
        parts.append(AS_OF[chart.lang].format(date=format_date(about.stichtag, chart.lang)))
    if about.source:
        parts.append(f"{SOURCE[chart.lang]}: {about.source}")
    parts += [f"{name}: {value}" for name, value in about.chosen]
    return draw(chart, "; ".join(parts)).encode()
