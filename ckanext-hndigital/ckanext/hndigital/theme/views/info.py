"""Pages about the portal itself: the accessibility statement, and the configured colour."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import colours, config
from ckanext.hndigital.answers import data_answer
from ckanext.hndigital.incoming.parameters import takes
from flask import Blueprint, Response

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_theme", __name__)


@blueprint.get("/barrierefreiheit")
def accessibility() -> str:
    """Show the accessibility statement after the model of Implementing Decision (EU) 2018/1523."""
    return toolkit.render(
        "info/barrierefreiheit.html",
        {"statement": config.accessibility(), "authority": config.publisher_name()},
    )


@blueprint.get("/hndigital/farbe.css")
@takes("v")
def colour() -> Response:
    """Answer with the style sheet of the configured accent colour."""
    body = colours.style_sheet(config.theme_color()).encode()
    return data_answer(body, "text/css; charset=utf-8", "farbe.css")
