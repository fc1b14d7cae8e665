"""The overview of all projects, `/digitalprojekte`, and how exact its reports are."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.answers import error_page
from ckanext.hndigital.pages.overview import accuracy_of, overview, public_editions
from ckanext.hndigital.pages.partials import PortalLinks
from ckanext.hndigital.pages.selection import Selection
from flask import Blueprint, request
from werkzeug.wrappers import Response

__all__ = ["blueprint"]

blueprint = Blueprint("digitalprojekte", __name__)


@blueprint.get("/digitalprojekte")
def index() -> str | Response:
    """Show figures, pictures, filters and the list (or the matrix) of the selection in the address.

    A form sends its empty fields as well; such an address leads to the short one that can be sent on.
    """
    selection = Selection.from_args(request.args)
    if "" in request.args.values() and not selection.problems:
        return toolkit.redirect_to(toolkit.h.hndigital_url(selection))
    shown = overview(selection, toolkit.h.hndigital_lang())
    link = PortalLinks(shown.selection)
    return toolkit.render("hndigital_overview/index.html", {"overview": shown, "link": link})


@blueprint.get("/digitalprojekte/genauigkeit")
def exactness() -> str | Response:
    """Show how a report's totals compare with its rows and what was noticed; without a round, the newest."""
    editions = public_editions()
    asked = request.args.get("berichtsstand", "") or (editions[0]["berichtsstand"] if editions else "")
    if not asked:
        return error_page(404, toolkit._("No report has been published here yet."))
    found = accuracy_of(asked, toolkit.h.hndigital_lang())
    if found is None:
        sentence = toolkit._("There is no published report of round “{value}”.")
        return error_page(404, sentence.format(value=asked))
    return toolkit.render("hndigital_overview/accuracy.html", {"accuracy": found, "editions": editions})
