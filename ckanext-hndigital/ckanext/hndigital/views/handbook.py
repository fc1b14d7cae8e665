"""`/digitalprojekte/handbuch`: how editors do what they do here, step by step."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import handbook
from ckanext.hndigital.answers import data_answer, editors_only, error_page
from ckanext.hndigital.incoming.parameters import takes
from flask import Blueprint
from werkzeug.wrappers import Response

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_handbook", __name__, url_prefix="/digitalprojekte/handbuch")
blueprint.before_request(editors_only)


@blueprint.get("")
def index() -> str | Response:
    """Show the first page."""
    return _page(handbook.FIRST)


@blueprint.get("/<seite>")
def page(seite: str) -> str | Response:
    """Show a page."""
    return _page(seite)


@blueprint.get("/bilder/<bild>")
@takes()
def picture(bild: str) -> Response:
    """Answer with a picture of a page."""
    found = handbook.picture(bild)
    if found is None:
        return error_page(404, toolkit._("There is nothing of this name."))
    return data_answer(found, "image/webp", bild, public=False)


def _page(name: str) -> str | Response:
    found = handbook.page(
        name,
        to_page=lambda seite: toolkit.url_for("hndigital_handbook.page", seite=seite),
        to_picture=lambda bild: toolkit.url_for("hndigital_handbook.picture", bild=bild),
    )
    if found is None:
        return error_page(404, toolkit._("The handbook has no such page."))
    return toolkit.render("hndigital_handbook/page.html", {"page": found, "titles": handbook.titles()})
