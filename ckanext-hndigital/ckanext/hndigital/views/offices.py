"""`/digitalprojekte/aemter`: editors say what the offices are called."""

from __future__ import annotations

from collections.abc import Mapping

from ckan.plugins import toolkit
from ckanext.hndigital import office_names
from ckanext.hndigital.answers import editors_only
from flask import Blueprint, request
from werkzeug.wrappers import Response

from hndigital import profiles
from hndigital.characters import one_line

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_offices", __name__)
blueprint.before_request(editors_only)

_FIELD = "name:"


@blueprint.get("/digitalprojekte/aemter")
def page() -> str:
    """Show the offices with their names, from where they are, and who changed them."""
    return _form(office_names.entered(), {})


@blueprint.post("/digitalprojekte/aemter")
def save() -> str | Response | tuple[str, int]:
    """Keep the names of the form, all or none; CKAN has looked at the form's token before."""
    given = {
        field.removeprefix(_FIELD): one_line(text)
        for field, text in request.form.items()
        if field.startswith(_FIELD)
    }
    errors = office_names.wrong(given, office_names.signs())
    if errors:
        return _form(given, errors), 400
    number = office_names.write(given, toolkit.current_user.name)
    words = toolkit.ungettext("{number} name saved.", "{number} names saved.", number)
    toolkit.h.flash_success(words.format(number=number))
    return toolkit.redirect_to("hndigital_offices.page")


def _form(names: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return toolkit.render(
        "hndigital_overview/offices.html",
        {
            "signs": office_names.signs(),
            "names": names,
            "errors": errors,
            "stated": profiles.current().offices,
            "history": office_names.history(),
            "field": _FIELD,
            "longest": office_names.LONGEST,
        },
    )
