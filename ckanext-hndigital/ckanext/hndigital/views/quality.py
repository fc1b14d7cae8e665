"""The pages on metadata quality: `/metadatenqualitaet` for all datasets, below it one per dataset."""

from __future__ import annotations

from ckan.plugins import toolkit
from ckanext.hndigital.helpers import hndigital_lang
from ckanext.hndigital.pages.quality import QualityFilter, catalogue_page, dataset_page
from flask import Blueprint, request
from werkzeug.wrappers import Response

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_quality", __name__)


@blueprint.get("/metadatenqualitaet")
def catalog() -> str | Response:
    """Show the figures of all public datasets and the list, worst first.

    A form sends its empty fields as well; such an address leads to the short one.
    """
    selection = QualityFilter.from_args(request.args)
    if "" in request.args.values():
        return toolkit.redirect_to(selection.url())
    return toolkit.render(
        "metadatenqualitaet/index.html", {"quality": catalogue_page(selection, hndigital_lang())}
    )


@blueprint.get("/metadatenqualitaet/<name>")
def dataset(name: str) -> str | Response:
    """Show the points of one dataset and what to mend, to whoever may read it."""
    try:
        editable = toolkit.h.check_access("package_update", {"id": name})
        page = dataset_page(name, hndigital_lang(), editable=editable)
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return toolkit.abort(404, toolkit._("Dataset not found"))
    return toolkit.render("metadatenqualitaet/dataset.html", {"quality": page})
