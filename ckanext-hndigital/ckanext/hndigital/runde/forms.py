"""The Meldebögen of a round: for its reporting round and cut-off date, prefilled from the round before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ckan.plugins import toolkit
from ckanext.hndigital import office_names
from ckanext.hndigital.redaktion import rounds
from ckanext.hndigital.redaktion.model import Refused
from ckanext.hndigital.runde.model import Round

from hndigital.meldebogen.form import Form, forms
from hndigital.meldebogen.ods import ods_bytes
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import Package
from hndigital.package.files import zip_bytes

__all__ = ["WRITERS", "archive", "form_of", "previous", "sign_of", "slug"]

WRITERS: Mapping[str, Callable[[Form], bytes]] = MappingProxyType({"xlsx": xlsx_bytes, "ods": ods_bytes})
"""The spreadsheets that there are, by their endings."""


def previous(round_: Round) -> Package:
    """Return the published package that a round is made from.

    Raises Refused where it is not published any more, PackageError where its file is not as it was.
    """
    found = rounds.published_package(round_.vorher)
    if found is None or found.berichtsstand != round_.vorher:
        sentence = toolkit._(
            "The round before, {round}, is not published any more. Please publish it again, then go on."
        )
        raise Refused(sentence.format(round=round_.vorher))
    return found


def form_of(round_: Round, amt: str, package: Package | None = None) -> Form:
    """Return the Meldebogen of an office, "" for all of them; raises PackageError for an unknown one."""
    stated = {"berichtsstand": round_.berichtsstand, "stichtag": round_.stichtag}
    made = forms(package or previous(round_), offices=[amt] if amt else (), **stated)
    return made[-1]


def archive(round_: Round) -> bytes:
    """Return a ZIP of all Meldebögen, as XLSX: one per office of the round before, and one of all."""
    stated = {"berichtsstand": round_.berichtsstand, "stichtag": round_.stichtag}
    made = forms(previous(round_), **stated)
    return zip_bytes({f"{form.name}.xlsx": xlsx_bytes(form) for form in made})


def slug(sign: str) -> str:
    """Return an office's sign as a part of an address: `I/105` → `I-105`."""
    return re.sub(r"[^\w.]+", "-", sign).strip("-.")


def sign_of(part: str) -> str | None:
    """Return the office that a part of an address means, None for none."""
    return next((sign for sign in office_names.signs() if slug(sign) == part), None)
