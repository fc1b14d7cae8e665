"""The overview of all projects, `/digitalprojekte`, and the selection it shows as CSV and JSON.

The pages know no table and no SQL: everything comes from the plugin's actions, so that page,
download and API cannot differ.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.pages.overview import overview
from ckanext.hndigital.pages.selection import Selection
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as WerkzeugResponse

from hndigital.schemas import codelist, register_table

__all__ = ["blueprint"]

blueprint = Blueprint("digitalprojekte", __name__)

#: Projects asked for at once when a whole selection is downloaded.
_CHUNK = 1000


@blueprint.get("/digitalprojekte")
def index() -> str | WerkzeugResponse:
    """Show figures, filters and the list (or the matrix) of the selection in the address.

    A form sends its empty fields as well; such an address leads to the short one that can be sent on.
    """
    selection = Selection.from_args(request.args)
    if "" in request.args.values() and not selection.problems:
        return toolkit.redirect_to(toolkit.h.hndigital_url(selection))
    return toolkit.render("digitalprojekte/index.html", {"overview": overview(selection)})


@blueprint.get("/digitalprojekte.csv")
def as_csv() -> WerkzeugResponse:
    """Answer with the selection as CSV: the register's columns, then one column per Strategiefeld."""
    columns = register_table("vorhaben").column_names
    fields = list(codelist("strategiefeld"))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*columns, *(f"strategiefeld_{code}" for code in fields)])
    for row in _all_projects(Selection.from_args(request.args)):
        ratings = row["strategiefelder"]
        writer.writerow(
            [*(row.get(name) or "" for name in columns), *(ratings.get(code, "") for code in fields)]
        )
    return _download(buffer.getvalue(), "text/csv; charset=utf-8", "csv")


@blueprint.get("/digitalprojekte.json")
def as_json() -> WerkzeugResponse:
    """Answer with the selection as JSON: the round, the filters in force and the typed rows."""
    selection = Selection.from_args(request.args)
    table = register_table("vorhaben")
    head = toolkit.get_action("digitalprojekt_list")({}, {**selection.action_data(), "limit": 0})
    rows = [
        {
            **table.cast(table.row(row)),
            "strategiefelder": row["strategiefelder"],
            "url": toolkit.url_for("digitalprojekt.read", id=row["name"], locale="default", _external=True),
        }
        for row in _all_projects(selection)
    ]
    body = {
        "berichtsstand": head["berichtsstand"],
        "stichtag": head["stichtag"],
        "filter": dict(selection.filters),
        "count": len(rows),
        "results": rows,
    }
    text = json.dumps(body, ensure_ascii=False, indent=1, default=str) + "\n"
    return _download(text, "application/json; charset=utf-8", "json")


def _all_projects(selection: Selection) -> Iterator[Mapping[str, Any]]:
    action = toolkit.get_action("digitalprojekt_list")
    offset = 0
    while True:
        answer = action({}, {**selection.action_data(), "limit": _CHUNK, "offset": offset})
        yield from answer["results"]
        offset += _CHUNK
        if offset >= answer["count"]:
            return


def _download(text: str, content_type: str, extension: str) -> WerkzeugResponse:
    response = Response(text, content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="digitalprojekte.{extension}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)
