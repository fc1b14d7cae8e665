"""`/digitalprojekte/aenderungen`: two rounds beside each other, as a page and as CSV, JSON, XLSX and Atom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ckan.plugins import toolkit
from ckanext.hndigital import config
from ckanext.hndigital.answers import CSV, JSON, as_csv, as_json, bad_request, data_answer, error_page
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.pages.changes import ChangeEntry, publication_day
from ckanext.hndigital.pages.comparison import Choice, OddRounds, chosen, comparison_of, steps
from ckanext.hndigital.pages.spreadsheet import XLSX, changes_workbook
from ckanext.hndigital.views.atom import ATOM, add_entry, new_feed
from flask import Blueprint, Response, request
from markupsafe import Markup

from hndigital.charts.flow import draw_flow
from hndigital.pages.comparison import Comparison
from hndigital.schemas import register_table

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_comparisons", __name__)

_COLUMNS = ("vorhaben_nr", "titel", "art", "feld", "alt", "neu")


@blueprint.get("/digitalprojekte/aenderungen")
def page() -> str | Response:
    """Show what changed between the rounds `von` and `bis`; without them, between the newest two."""
    try:
        choice = chosen(request.args)
        comparison = comparison_of(choice) if choice else None
    except OddRounds as problem:
        return error_page(400, str(problem))
    picture = ""
    if comparison:
        older, newer = (
            toolkit._("Report {round}").format(round=one["berichtsstand"])
            for one in (comparison.older, comparison.newer)
        )
        drawing = draw_flow(comparison.flow, older, newer, toolkit.h.hndigital_lang())
        picture = Markup(drawing)  # noqa: S704 - what is drawn escapes its own words
    return toolkit.render(
        "hndigital_overview/comparison.html",
        {
            "choice": choice,
            "comparison": comparison,
            "picture": picture,
            "steps": steps(choice) if choice else [],
            "address": _address(choice) if choice else None,
        },
    )


def _address(choice: Choice) -> Any:
    """Return a function that makes the address of the same comparison as data."""
    query = _query(choice)

    def address(suffix: str) -> str:
        return f"{toolkit.url_for('hndigital_comparisons.data', suffix=suffix)}?{query}"

    return address


def _query(choice: Choice) -> str:
    return urlencode({"von": choice.older["berichtsstand"], "bis": choice.newer["berichtsstand"]})


@blueprint.get("/digitalprojekte/aenderungen.<any(csv, json, xlsx, atom):suffix>")
@takes("von", "bis")
def data(suffix: str) -> Response:
    """Answer with the same as data: a row for each changed field, or a feed of the projects."""
    try:
        choice = chosen(request.args)
        if choice is None:
            return bad_request([toolkit._("There are not yet two reports to compare.")])
        comparison = comparison_of(choice)
    except OddRounds as problem:
        return bad_request([str(problem)])
    name = f"aenderungen-{choice.older['berichtsstand']}-{choice.newer['berichtsstand']}.{suffix}"
    if suffix == "csv":
        return data_answer(as_csv(_COLUMNS, comparison.rows), CSV, name)
    if suffix == "json":
        return data_answer(as_json(_json(comparison)), JSON, name)
    lang = toolkit.h.hndigital_lang()
    if suffix == "xlsx":
        return data_answer(changes_workbook(comparison, _about(choice), lang), XLSX, name)
    return data_answer(_atom(choice, comparison), f"{ATOM}; charset=utf-8", name)


def _json(comparison: Comparison) -> dict[str, Any]:
    amount = register_table("vorhaben").column("kosten_eur")
    return {
        "von": {name: comparison.older[name] for name in ("berichtsstand", "stichtag")},
        "bis": {name: comparison.newer[name] for name in ("berichtsstand", "stichtag")},
        "arten": comparison.counts,
        "unveraendert": comparison.unchanged,
        "kosten": {
            "vorhaben": comparison.costed,
            "alt_eur": amount.cast(str(comparison.cost_before)),
            "neu_eur": amount.cast(str(comparison.cost_after)),
        },
        "wechsel": [{"alt": one.old, "neu": one.new, "vorhaben": one.count} for one in comparison.flow.moves],
        "results": [{**row, "art": row["art"].split()} for row in comparison.rows],
    }


def _about(choice: Choice) -> list[tuple[str, str]]:
    page_address = toolkit.url_for("hndigital_comparisons.page", _external=True)
    return [
        (str(toolkit._("From report")), choice.older["berichtsstand"]),
        (str(toolkit._("To report")), choice.newer["berichtsstand"]),
        (str(toolkit._("Publisher")), config.publisher_name()),
        (str(toolkit._("Address")), f"{page_address}?{_query(choice)}"),
    ]


def _atom(choice: Choice, comparison: Comparison) -> bytes:
    rounds = choice.older["berichtsstand"], choice.newer["berichtsstand"]
    day = publication_day(choice.newer)
    path = toolkit.url_for("hndigital_comparisons.data", suffix="atom")
    feed = new_feed(
        f"digitalprojekte/aenderungen.atom?{_query(choice)}",
        toolkit._("Digital projects: changes from report {old} to {new}").format(
            old=rounds[0], new=rounds[1]
        ),
        day,
        f"{toolkit.url_for('hndigital_comparisons.page')}?{_query(choice)}",
        {"self": f"{path}?{_query(choice)}"},
    )
    for one in comparison.changes:
        art = next((art for art in ("neu", "entfallen") if art in one.kinds), "geaendert")
        entry = ChangeEntry(one.vorhaben_nr, one.titel, rounds[1], art, day, one.fields)
        add_entry(feed, entry, since=rounds[0])
    return bytes(feed.atom_str(encoding="utf-8"))
