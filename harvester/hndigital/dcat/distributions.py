"""Distributions of our own datasets: a table, a slice or a file at an address, all under one licence."""

from __future__ import annotations

from typing import Any

from . import codes
from .editorial import Editorial
from .model import Distribution, Texts
from .settings import DcatSettings

__all__ = ["own_distribution"]


def own_distribution(
    iri: str,
    title: Texts,
    address: str,
    suffix: str,
    said: Editorial,
    settings: DcatSettings,
    **more: Any,
) -> Distribution:
    """Return the distribution at `address` in the format of `suffix` ("csv", "json", "zip").

    Licence, attribution and dates are the dataset's; `more` are fields that only some have. What can be
    downloaded has the same accessURL and downloadURL (convention K39), an interface no downloadURL (K41).
    """
    file_type = codes.file_type(suffix)
    return Distribution(
        iri=iri,
        title=title,
        access_url=address,
        download_url="" if more.get("service") else address,
        licence=said.licence or settings.licence_iri,
        attribution=said.attribution or settings.attribution,
        format=file_type,
        media_type=codes.media_type_of(file_type),
        issued=said.issued,
        modified=said.modified,
        languages=(codes.LANGUAGE["de"],),
        availability=settings.availability,
        **more,
    )
