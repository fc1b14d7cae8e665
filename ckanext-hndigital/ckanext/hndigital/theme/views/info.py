"""Pages about the portal itself: the accessibility statement, and the configured colour."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital import colours, config, texts
from ckanext.hndigital.answers import data_answer
from ckanext.hndigital.incoming.parameters import takes
from ckanext.hndigital.language import page_language
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


@blueprint.get("/impressum")
def imprint() -> str:
    """Show the imprint that the operator has written (§ 5 DDG)."""
    return _own_text("imprint", toolkit._("Imprint"))


@blueprint.get("/datenschutz")
def privacy() -> str:
    """Show the privacy statement that the operator has written (Art. 13 GDPR)."""
    return _own_text("privacy", toolkit._("Privacy"))


@blueprint.get("/kontakt")
def contact() -> str:
    """Show whom to ask."""
    return _own_text("contact", toolkit._("Contact"))


def _own_text(page: str, title: str) -> str:
    text = texts.page_text(page, page_language())
    if text is None:
        toolkit.abort(404)
    return toolkit.render("info/text.html", {"text": text, "title": title, "page": page})


@blueprint.get("/hndigital/farbe.css")
@takes("v")
def colour() -> Response:
    """Answer with the style sheet of the configured accent colour."""
    body = colours.style_sheet(config.theme_color()).encode()
    return data_answer(body, "text/css; charset=utf-8", "farbe.css")
