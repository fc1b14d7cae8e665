"""What the catalogues leave out of public datasets: worked out for all of them until one changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.internals.model import dataset_extras
from ckanext.hndigital.language import page_language
from ckanext.hndigital.recent import Recent

from hndigital.characters import printed
from hndigital.dcat.settings import DcatSettings
from hndigital.dcat.unsaid import Unsaid, unsaid
from hndigital.projects import DATASET_TYPE
from hndigital.schemas import codelist

__all__ = ["Left", "left_unsaid", "unsaid_entry"]


@dataclass(frozen=True, slots=True)
class Left:
    """A value of a dataset that no catalogue says."""

    name: str
    title: str
    value: Unsaid


def left_unsaid(declared: DcatSettings, published: dcat.Editions) -> tuple[Left, ...]:
    """Return what is left out of all public datasets, by their names."""
    found = feeds.feed(declared, published, govdata=False)
    return _left.once((found.fingerprint, repr(declared)), lambda: tuple(_all(found)))


def unsaid_entry(value: Unsaid) -> dict[str, Any]:
    """Return a value that no catalogue says, with reason and advice in the reader's language."""
    lang = page_language()
    code = codelist("katalog_fehler")[value.code]
    return {
        "field": value.field,
        "value": printed(value.value),
        "rule": code.code,
        "label": code.label(lang),
        "reason": code.definition(lang),
        "advice": code.extra[f"rat_{lang}"],
        "resource": value.resource,
        "other": value.other,
    }


def _all(found: feeds.Feed) -> Iterator[Left]:
    identities = {member.id: member.identity for member in found.members}
    resources = _resources()
    package = model.Package
    columns = (package.id, package.name, package.title, package.notes, package.url, package.version)
    people = (package.author, package.maintainer, dataset_extras().label("extras"))
    query = sa.select(*columns, *people).where(*feeds.public_datasets()).order_by(package.name)
    for row in model.Session.execute(query):
        values = {**(row.extras or {}), **row._mapping, "extras": (), "resources": resources.get(row.id, [])}
        for one in unsaid(values, identities.get(row.id)):
            yield Left(row.name, row.title or row.name, one)


def _resources() -> dict[str, list[dict[str, Any]]]:
    """Return the resources of all public datasets but those of projects, whose addresses are ours."""
    package, resource = model.Package, model.Resource
    columns = (resource.id, resource.name, resource.description, resource.url, resource.url_type)
    query = (
        sa.select(resource.package_id, *columns)
        .join(package, package.id == resource.package_id)
        .where(*feeds.public_datasets(), resource.state == "active", package.type != DATASET_TYPE)
        .order_by(resource.position)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in model.Session.execute(query):
        found.setdefault(row.package_id, []).append({**row._mapping, "url": _shown(row.url or "")})
    return found


def _shown(url: str) -> str:
    """Return a resource's address as CKAN shows it: a relative one with `http://` before it."""
    return url if ":" in url else f"http://{url.lstrip('/')}"


_left: Recent[tuple[Left, ...]] = Recent(2)
