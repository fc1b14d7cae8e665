"""The series of editions: one page that lists them, newest first."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.register import reading
from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_series", __name__)


@blueprint.get("/series/berichtswesen")
def page() -> str:
    """Show the public editions of the series."""
    editions = sorted(reading.editions(), key=lambda edition: reading.round_key(edition["berichtsstand"]))
    return toolkit.render("digitalprojekte/series.html", {"editions": editions[::-1]})
