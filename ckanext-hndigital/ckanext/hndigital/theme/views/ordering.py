"""The order of a dataset's files: a number for each, where CKAN has them dragged with a mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckan.plugins import toolkit
from flask import Blueprint, request
from werkzeug.wrappers import Response

from hndigital.values import whole_number

__all__ = ["blueprint", "ordered"]

blueprint = Blueprint("hndigital_ordering", __name__)


def ordered(present: Sequence[str], places: Mapping[str, int]) -> list[str]:
    """Return `present` with each item at the place (from 1) that `places` gives it; the others make room.

    >>> ordered(["a", "b", "c"], {"a": 3})
    ['b', 'c', 'a']
    """

    def key(numbered: tuple[int, str]) -> tuple[int, int]:
        now, item = numbered
        wanted = places.get(item, now)
        return wanted, (wanted > now) - (wanted < now)

    return [item for _, item in sorted(enumerate(present, 1), key=key)]


@blueprint.post("/dataset/resources/<name>")
def reorder(name: str) -> Response:
    """Put the files of a dataset in the order that the form asks for, and show it again."""
    try:
        dataset = toolkit.get_action("package_show")({}, {"id": name})
        numbers = {key: whole_number(value) for key, value in request.form.items()}
        places = {key: number for key, number in numbers.items() if number is not None}
        order = ordered([resource["id"] for resource in dataset["resources"]], places)
        toolkit.get_action("package_resource_reorder")({}, {"id": dataset["id"], "order": order})
    except toolkit.ObjectNotFound:
        return toolkit.abort(404, toolkit._("Dataset not found"))
    except toolkit.NotAuthorized:
        return toolkit.abort(403, toolkit._("Unauthorized to edit a package"))
    toolkit.h.flash_success(toolkit._("The files stand in the new order."))
    return toolkit.redirect_to("dataset.resources", id=dataset["name"])
