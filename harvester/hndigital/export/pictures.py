"""The pictures of all projects: the same as the portal's, at the portal's addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..charts import About, Chart, picture, picture_csv, picture_json, picture_names, picture_svg
from ..figures import figures
from ..package.files import json_bytes
from .links import PICTURES
from .site import Site

__all__ = ["picture_files", "pictures"]


def pictures(site: Site, lang: str) -> tuple[Chart, ...]:
    """Return all pictures in the order in which the page shows them."""
    rows = [project.row for project in site.projects]
    ratings = {project.number: project.ratings for project in site.projects}
    counted = figures(rows, ratings)
    shown = {"kosten": sorted(rows, key=lambda row: -Decimal(row["kosten_eur"] or -1)), "matrix": rows}
    return tuple(picture(name, counted, shown.get(name, ()), ratings, lang) for name in picture_names())


def picture_files(site: Site, charts: Iterable[Chart], prefix: str) -> Iterator[tuple[str, bytes]]:
    """Yield the values of each of `charts` as CSV and JSON, and the drawing; `prefix` is the language's."""
    newest = site.newest.package
    about = About(
        count=len(site.projects),
        berichtsstand=newest.berichtsstand,
        stichtag=newest.stichtag,
        source=str(newest.quelle.get("title", "")),
    )
    for chart in charts:
        place = f"{prefix}{PICTURES}/{chart.name}"
        yield f"{place}.csv", picture_csv(chart)
        yield f"{place}.json", json_bytes(picture_json(chart, about))
        yield f"{place}.svg", picture_svg(chart, about)
