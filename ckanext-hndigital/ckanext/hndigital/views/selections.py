"""A selection of the overview as data: the projects as CSV, JSON and XLSX, and each picture alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import CSV, JSON, as_csv, as_json, bad_request, data_answer, sentences
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.pages.pictures import picture
from ckanext.hndigital.pages.selection import EVERYTHING, Selection
from ckanext.hndigital.pages.spreadsheet import XLSX, workbook
from ckanext.hndigital.register import reading
from flask import Blueprint, Response, request

from hndigital.charts import About, picture_csv, picture_json, picture_names, picture_svg
from hndigital.projects import DATASET_TYPE, project_name
from hndigital.schemas import codelist, dataset_rating, register_table
from hndigital.texts import format_date

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_selections", __name__)

_SVG = "image/svg+xml; charset=utf-8"


@blueprint.get("/digitalprojekte.<any(csv, json, xlsx):suffix>")
@takes("berichtsstand", "sort", and_filters=True)
def projects(suffix: str) -> Response:
    """Answer with the projects of the selection in its order.

    CSV: the register's columns, then one per Strategiefeld. JSON: the round, the filters in force and
    typed rows. XLSX: the same as a workbook.
    """
    selection = Selection.from_args(request.args)
    refused = selection.refused(request.args)
    if refused:
        return bad_request(one.sentence for one in refused)
    try:
        answer = toolkit.get_action("digitalprojekt_list")(
            {}, {**selection.action_data(), "limit": EVERYTHING}
        )
    except toolkit.ValidationError as error:
        return bad_request(sentences(error))
    if suffix == "csv":
        body, content_type = _csv(answer["results"]), CSV
    elif suffix == "json":
        body, content_type = as_json(_json(selection, answer)), JSON
    else:
        lang = toolkit.h.hndigital_lang()
        rows, about = answer["results"], _about(selection, answer, lang)
        body, content_type = workbook(rows, _provenance(rows, selection), about, lang, _project_page), XLSX
    return data_answer(body, content_type, f"digitalprojekte.{suffix}")


def _csv(rows: list[dict[str, Any]]) -> bytes:
    columns = register_table("vorhaben").column_names
    fields = {dataset_rating(code): code for code in codelist("strategiefeld")}
    flat = (
        {**row, **{name: row["strategiefelder"].get(code, "") for name, code in fields.items()}}
        for row in rows
    )
    return as_csv((*columns, *fields), flat)


def _json(selection: Selection, answer: dict[str, Any]) -> dict[str, Any]:
    table = register_table("vorhaben")
    address = f"{config.site_url()}/{DATASET_TYPE}/"
    return {
        "berichtsstand": answer["berichtsstand"],
        "stichtag": answer["stichtag"],
        "filter": selection.stated(),
        "count": answer["count"],
        "results": [
            {
                **table.cast(row),
                "strategiefelder": row["strategiefelder"],
                "url": address + row["name"],
            }
            for row in answer["results"]
        ],
    }


def _project_page(number: str) -> str:
    return str(toolkit.url_for("digitalprojekt.read", id=project_name(number), _external=True))


def _provenance(rows: list[dict[str, Any]], selection: Selection) -> Iterator[dict[str, str]]:
    """Yield where the rows' values are printed: in the edition shown, or in the last that names each."""
    shown = selection.berichtsstand
    rounds: dict[str, set[str]] = {}
    for row in rows:
        rounds.setdefault(shown or row["zuletzt_berichtet"], set()).add(row["vorhaben_nr"])
    for berichtsstand, numbers in sorted(rounds.items()):
        for place in reading.edition_table(berichtsstand, "herkunft") if berichtsstand else ():
            if place["vorhaben_nr"] in numbers:
                yield place


def _about(selection: Selection, answer: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    h = toolkit.h
    edition = answer["ausgabe"] or {}
    lines = [
        (str(toolkit._("Projects")), h.hndigital_number(answer["count"])),
        (h.hndigital_field_label("berichtsstand"), answer["berichtsstand"]),
        (h.hndigital_field_label("stichtag"), format_date(answer["stichtag"], lang)),
        (str(toolkit._("Source")), edition.get("quelle_titel", "")),
        (str(toolkit._("Publisher")), config.publisher_name()),
        (str(toolkit._("Address")), config.site_url() + h.hndigital_url(selection)),
    ]
    lines += h.hndigital_filters(selection)
    return [(name, value) for name, value in lines if value]


@blueprint.get("/digitalprojekte/bild/<name>.<any(csv, json, svg):suffix>")
@takes("berichtsstand", "sort", and_filters=True)
def one_picture(name: str, suffix: str) -> Response:
    """Answer with one picture of the selection: its values as CSV or JSON, or the drawing."""
    if name not in picture_names():
        return toolkit.abort(404, toolkit._("There is no such picture."))
    selection = Selection.from_args(request.args)
    refused = selection.refused(request.args)
    if refused:
        return bad_request(one.sentence for one in refused)
    try:
        chart, figures = picture(name, selection, toolkit.h.hndigital_lang())
    except toolkit.ValidationError as error:
        return bad_request(sentences(error))
    filename = f"digitalprojekte-{name}.{suffix}"
    about = About(
        count=figures["count"],
        berichtsstand=figures["berichtsstand"],
        stichtag=figures["stichtag"],
        source=(figures["ausgabe"] or {}).get("quelle_titel", ""),
        filters=selection.stated(),
        chosen=toolkit.h.hndigital_filters(selection),
    )
    if suffix == "csv":
        return data_answer(picture_csv(chart), CSV, filename)
    if suffix == "json":
        return data_answer(as_json(picture_json(chart, about)), JSON, filename)
    return data_answer(picture_svg(chart, about), _SVG, filename)
