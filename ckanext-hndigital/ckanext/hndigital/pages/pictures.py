"""The pictures of a selection: answers of the actions handed to `hndigital.charts`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.selection import EVERYTHING, Selection
from ckanext.hndigital.register.filtering import without_value

from hndigital import charts
from hndigital.charts import SHOWN, Bar, Chart, picture_names
from hndigital.schemas import quantified

__all__ = ["behind", "matrix", "picture", "pictures"]


def pictures(selection: Selection, figures: Mapping[str, Any], lang: str) -> tuple[Chart, ...]:
    """Return the pictures that the overview always shows; `figures` answers for the same selection."""
    return tuple(_picture(name, selection, figures, lang) for name in picture_names() if name != "matrix")


def matrix(listing: Mapping[str, Any], figures: Mapping[str, Any], lang: str) -> Chart:
    """Return the matrix of the projects in `listing`, the answer of `digitalprojekt_matrix`."""
    ratings = {row["vorhaben_nr"]: row["strategiefelder"] for row in listing["results"]}
    return charts.picture("matrix", figures, listing["results"], ratings, lang)


def picture(name: str, selection: Selection, lang: str) -> tuple[Chart, Mapping[str, Any]]:
    """Return one picture with all its values, and the figures that it was made from."""
    figures = toolkit.get_action("digitalprojekt_statistik")({}, selection.scope())
    return _picture(name, selection, figures, lang, everything=True), figures


def _picture(
    name: str, selection: Selection, figures: Mapping[str, Any], lang: str, *, everything: bool = False
) -> Chart:
    if name == "matrix":
        asked = {**selection.action_data(), "limit": EVERYTHING}
        return matrix(toolkit.get_action("digitalprojekt_matrix")({}, asked), figures, lang)
    rows = _costly(selection, everything=everything) if name == "kosten" else []
    return charts.picture(name, figures, rows, {}, lang)


def _costly(selection: Selection, *, everything: bool) -> list[dict[str, Any]]:
    """Return the projects with the highest amounts first: all of them, or as many as the picture needs."""
    action = toolkit.get_action("digitalprojekt_list")
    asked = {**selection.scope(), "sort": "kosten_eur desc"}
    rows: list[dict[str, Any]] = action({}, {**asked, "limit": EVERYTHING if everything else SHOWN + 1})[
        "results"
    ]
    if not everything and len(rows) > SHOWN and rows[0]["kosten_eur"] == rows[-1]["kosten_eur"] != "":
        # More projects than are shown share the highest amount: the sentence must know how many.
        rows = action({}, {**asked, "limit": EVERYTHING})["results"]
    return rows


def behind(chart: Chart, bar: Bar, selection: Selection) -> Selection | None:
    """Return the selection of the projects behind a bar; None for one project, many offices, or none."""
    if chart.kind == "cost":
        if bar.kind == "value":
            return None
        costly = selection.with_filter("kosten_angabe", quantified())
        return costly.sorted_by("kosten_eur") if costly.order != "-kosten_eur" else costly
    if bar.kind == "rest" or not bar.number:
        return None
    return selection.with_filter(chart.name, bar.code or without_value())
