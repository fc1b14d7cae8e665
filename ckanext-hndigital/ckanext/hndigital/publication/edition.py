"""What a publication writes into its edition's dataset, decided under the lock.

Whose value it is decides the dataset as it is stored now, not as the publisher read it; which day it is says
the portal's clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital import belonging
from ckanext.hndigital.publication.order import Order

from hndigital.projects import EDITION_TYPE
from hndigital.values import whole_number

__all__ = ["check_files", "fields_to_set"]


def fields_to_set(order: Order) -> dict[str, Any]:
    """Return the fields of the edition that this call sets.

    A field in `order.edition_before` that somebody has worded otherwise since keeps its value. Where another
    Fassung becomes the published one, its dates are today's. Raises ValidationError if a file of that
    Fassung is of another package.
    """
    package = model.Package.get(order.edition)
    fields = dict(order.edition_fields)
    if package is None or not fields:
        return fields
    stored = {**(package.extras or {}), "title": package.title, "notes": package.notes}
    stored |= {"license_id": package.license_id}
    for name, before in order.edition_before.items():
        if str(stored.get(name) or "") != str(before or ""):
            fields.pop(name, None)
    if "fassung" in fields and str(stored.get("fassung") or "") != fields["fassung"]:
        _check_whole(package, fields)
        fields |= _dates(stored, fields)
    return fields


def _dates(stored: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, str]:
    """Return since when this Fassung, and the edition, are published; made for show does not count."""
    today = datetime.now(UTC).date().isoformat()
    shown_only = stored.get("beispieldaten") and not fields.get("beispieldaten")
    first = "" if shown_only else str(stored.get("veroeffentlicht_am") or "")
    return {"fassung_vom": today, "veroeffentlicht_am": first or today}


def _check_whole(package: model.Package, fields: Mapping[str, Any]) -> None:
    checksum, fassung = fields.get("paket_sha256"), fields["fassung"]
    described = [resource.extras or {} for resource in package.resources]
    found = {one.get("paket_sha256") for one in described if one.get("fassung") == fassung}
    if checksum and found - {checksum}:
        raise toolkit.ValidationError(_overtaken(package.name))


def check_files(package: model.Package | None, resources: Sequence[Any] | None) -> None:
    """Raise ValidationError if a file that is sent would join a published Fassung of another package.

    A publisher that was overtaken goes on sending files of the Fassung that it meant to publish.
    """
    if package is None or package.type != EDITION_TYPE or not belonging.belongs(package):
        return
    extras = package.extras or {}
    published = whole_number(str(extras.get("fassung") or "")) or 0
    known: dict[str, set[str]] = {str(published): {str(extras.get("paket_sha256") or "")}}
    for resource in package.resources:
        stated = resource.extras or {}
        known.setdefault(str(stated.get("fassung")), set()).add(str(stated.get("paket_sha256") or ""))
    for sent in resources or ():
        fassung = str(sent.get("fassung") or "")
        number = whole_number(fassung) or 0
        if 0 < number <= published and str(sent.get("paket_sha256") or "") not in known.get(fassung, {""}):
            raise toolkit.ValidationError(_overtaken(package.name))


def _overtaken(name: str) -> dict[str, list[str]]:
    sentence = toolkit._(
        "Another publication is writing files of {name} or has published them. Please plan and publish again."
    )
    return {"revision": [sentence.format(name=name)]}
