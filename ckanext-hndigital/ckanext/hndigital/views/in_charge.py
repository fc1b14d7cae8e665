"""`/digitalprojekte/dezernate`: editors say what the Dezernate are, what belongs to them, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping

from ckan.plugins import toolkit
from ckanext.hndigital import in_charge, office_names
from ckanext.hndigital.answers import editors_only
from ckanext.hndigital.entered import Meanwhile
from ckanext.hndigital.views.offices import FIELD, SEEN, others, sent
from flask import Blueprint, request
from werkzeug.wrappers import Response

from hndigital.values import dezernat_of

__all__ = ["blueprint"]

blueprint = Blueprint("hndigital_in_charge", __name__)
blueprint.before_request(editors_only)


@blueprint.get("/digitalprojekte/dezernate")
def page() -> str:
    """Show what staff have said, what is known without them, and who changed it."""
    return _form(in_charge.BOOK.now(), {})


@blueprint.post("/digitalprojekte/dezernate")
def save() -> str | Response | tuple[str, int]:
    """Keep the values of the form, all or none; CKAN has looked at the form's token before."""
    given = sent(request.form, FIELD)
    if errors := in_charge.wrong(given, in_charge.known()):
        return _form(given, errors), 400
    try:
        number = in_charge.BOOK.write(given, toolkit.current_user.name, seen=sent(request.form, SEEN))
    except Meanwhile as meanwhile:
        return _form(given, others(meanwhile)), 409
    words = toolkit.ungettext("{number} entry saved.", "{number} entries saved.", number)
    toolkit.h.flash_success(words.format(number=number))
    return toolkit.redirect_to("hndigital_in_charge.page")


def _form(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    signs = office_names.signs()
    return toolkit.render(
        "hndigital_overview/in_charge.html",
        {
            "signs": signs,
            "known": {sign: dezernat_of(sign) or "" for sign in signs},
            "values": values,
            "seen": in_charge.BOOK.now(),
            "errors": errors,
            "history": in_charge.BOOK.history(),
            "field": FIELD,
            "seen_field": SEEN,
            "longest": in_charge.LONGEST,
        },
    )
