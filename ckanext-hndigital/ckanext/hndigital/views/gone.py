"""410 for an edition that was withdrawn: its page, files, tables, RDF and lasting address.

Its editors still read it. The answer is not to be kept: publishing the round again
brings the edition back.
"""

from __future__ import annotations

import re

from ckan import model
from ckan.plugins import toolkit
from ckan.types import CKANApp
from ckanext.hndigital import belonging
from ckanext.hndigital.incoming.gate import refused
from ckanext.hndigital.naming import edition_name, round_of
from ckanext.hndigital.publication import versions
from flask import Response, request

__all__ = ["register"]

_ADDRESS = re.compile(r"/(dataset|id/edition|datastore/dump|digitalprojekte/bericht)/([^/.]+)")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def register(app: CKANApp) -> None:
    """Answer for withdrawn editions before any view looks for them."""
    app.before_request(_gone)


def _gone() -> Response | None:
    package = _edition()
    if (
        package is None
        or not versions.is_withdrawn(package)
        or belonging.may_write(toolkit.current_user.name)
    ):
        return None
    sentence = toolkit._(
        "The city has withdrawn its report of the round {round}. What it said is no longer shown here; what "
        "counts is at {address}."
    ).format(round=round_of(package.name), address=toolkit.url_for("digitalprojekte.index", _external=True))
    answer = refused(410, sentence)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _edition() -> model.Package | None:
    """Return the edition that the address is about, None for any other address."""
    found = _ADDRESS.match(request.path)
    if not found:
        return None
    kind, word = found[1], found[2]
    if kind in ("id/edition", "digitalprojekte/bericht"):
        word = edition_name(word)
    if kind == "datastore/dump":
        resource = model.Resource.get(word) if _ID.fullmatch(word) else None
        return resource.package if resource is not None else None
    return model.Package.get(word) if round_of(word) or _ID.fullmatch(word) else None
