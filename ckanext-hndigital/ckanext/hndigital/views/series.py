"""The series of editions: one page that lists them, newest first."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.pages.overview import public_editions
from flask import Blueprint

from hndigital.projects import SERIES

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_series", __name__)


@blueprint.get(f"/series/{SERIES}")
def page() -> str:
    """Show the public editions of the series."""
    return toolkit.render("hndigital_overview/series.html", {"editions": public_editions()})
