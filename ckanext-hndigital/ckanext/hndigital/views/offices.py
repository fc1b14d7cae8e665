"""`/digitalprojekte/aemter`: editors say what the offices are called."""

from __future__ import annotations

from collections.abc import Mapping

from ckan.plugins import toolkit
from ckanext.hndigital import office_names
from ckanext.hndigital.answers import editors_only
from ckanext.hndigital.entered import Meanwhile
from flask import Blueprint, request
from werkzeug.wrappers import Response

from hndigital import profiles
from hndigital.characters import one_line

__all__ = ["FIELD", "SEEN", "blueprint", "others", "sent"]

blueprint = Blueprint("hndigital_offices", __name__)
blueprint.before_request(editors_only)

FIELD = "name:"
"""What names of fields begin with: the value, by its key."""
SEEN = "seen:"
"""The same for what stood there when the form was opened."""


@blueprint.get("/digitalprojekte/aemter")
def page() -> str:
    """Show the offices with their names, from where they are, and who changed them."""
    return _form(office_names.BOOK.now(), {})


@blueprint.post("/digitalprojekte/aemter")
def save() -> str | Response | tuple[str, int]:
    """Keep the names of the form, all or none; CKAN has looked at the form's token before."""
    given = sent(request.form, FIELD)
    if errors := office_names.wrong(given, office_names.signs()):
        return _form(given, errors), 400
    try:
        number = office_names.BOOK.write(given, toolkit.current_user.name, seen=sent(request.form, SEEN))
    except Meanwhile as meanwhile:
        return _form(given, others(meanwhile)), 409
    words = toolkit.ungettext("{number} name saved.", "{number} names saved.", number)
    toolkit.h.flash_success(words.format(number=number))
    return toolkit.redirect_to("hndigital_offices.page")


def sent(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the values of the fields whose names begin so, by what follows."""
    given = {name: text for name, text in form.items() if name.startswith(prefix)}
    return {name.removeprefix(prefix): one_line(text) for name, text in given.items()}


def others(meanwhile: Meanwhile) -> dict[str, str]:
    """Return by key what to tell of another person's changes."""
    words = toolkit._("{who} has changed this meanwhile to “{value}”. Save again to put yours in its place.")
    return {key: words.format(who=one.who, value=one.neu or "–") for key, one in meanwhile.newest.items()}


def _form(names: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return toolkit.render(
        "hndigital_overview/offices.html",
        {
            "signs": office_names.signs(),
            "names": names,
            "errors": errors,
            "stated": profiles.current().offices,
            "seen": office_names.BOOK.now(),
            "history": office_names.BOOK.history(),
            "field": FIELD,
            "seen_field": SEEN,
            "longest": office_names.LONGEST,
        },
    )
