"""Pages that explain: digital projects in plain language."""

from __future__ import annotations

from ckan.plugins import toolkit
from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_info", __name__)


@blueprint.get("/digitalprojekte/einfach-erklaert")
def plain() -> str:
    """Explain projects, matrix and traffic light in plain language."""
    return toolkit.render("info/einfach_erklaert.html")
