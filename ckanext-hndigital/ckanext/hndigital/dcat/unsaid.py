"""What the catalogues leave out of public datasets: worked out for all of them until one changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from hndigital.dcat.ckan_values import field
from hndigital.dcat.hvd import unmet
from hndigital.dcat.settings import DcatSettings
from hndigital.dcat.unsaid import Unsaid, unsaid
from hndigital.projects import DATASET_TYPE
from hndigital.schemas import codelist

__all__ = ["Left", "hvd_entry", "left_unsaid", "unmet_conditions", "unsaid_entry"]


@dataclass(frozen=True, slots=True)
class Left:
    """A value of a dataset that no catalogue says, or a condition that it fails: code and file."""

    name: str
    title: str
    value: Unsaid | tuple[str, str]


def left_unsaid(declared: DcatSettings, published: dcat.Editions) -> tuple[Left, ...]:
    """Return what is left out of all public datasets, and what high-value ones lack, by their names."""
    found = feeds.feed(declared, published, govdata=False)
    return _left.once((found.fingerprint, repr(declared)), lambda: tuple(_all(found, declared, published)))


def unmet_conditions(
    package: Mapping[str, Any], declared: DcatSettings, published: dcat.Editions
) -> Iterator[tuple[str, str]]:
    """Yield code and the id of the file for each condition of high-value datasets that a dataset fails."""
    if not any(field(package, name) for name in ("hvd_category", "applicable_legislation")):
        return
    dataset = dcat.dataset_model(package, declared, published)
    files = dict(zip([file.iri for file in dataset.distributions], package["resources"], strict=False))
    yield from ((code, str(files[iri]["id"]) if iri else "") for code, iri in unmet(dataset))


def hvd_entry(code: str, resource: str) -> dict[str, Any]:
    """Return a condition of high-value datasets that is not met, in the reader's language."""
    lang = page_language()
    condition = codelist("hvd_bedingung")[code]
    return {
        "rule": code,
        "field": condition.extra["feld"],
        "label": condition.label(lang),
        "reason": condition.definition(lang),
        "advice": condition.extra[f"rat_{lang}"],
        "resource": resource,
    }


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


def _all(found: feeds.Feed, declared: DcatSettings, published: dcat.Editions) -> Iterator[Left]:
    identities = {member.id: member.identity for member in found.members}
    resources = _resources()
    package = model.Package
    columns = [package.id, package.name, package.title, package.notes, package.url, package.version]
    columns += [package.type, package.owner_org, package.license_id]
    people = (package.author, package.author_email, package.maintainer, package.maintainer_email)
    query = sa.select(*columns, *people, dataset_extras().label("extras"))
    query = query.where(*feeds.public_datasets()).order_by(package.name)
    for row in model.Session.execute(query):
        values = {**(row.extras or {}), **row._mapping, "extras": (), "resources": resources.get(row.id, [])}
        for one in unsaid(values, identities.get(row.id), declared.licence_map, declared.contributor_id):
            yield Left(row.name, row.title or row.name, one)
        for unmet_one in unmet_conditions(values, declared, published):
            yield Left(row.name, row.title or row.name, unmet_one)


def _resources() -> dict[str, list[dict[str, Any]]]:
    """Return the resources of all public datasets but those of projects, whose addresses are ours."""
    package, resource = model.Package, model.Resource
    columns = [resource.id, resource.name, resource.description, resource.url, resource.url_type]
    columns += [resource.format, resource.mimetype, resource.size, resource.hash, resource.extras]
    query = (
        sa.select(resource.package_id, *columns)
        .join(package, package.id == resource.package_id)
        .where(*feeds.public_datasets(), resource.state == "active", package.type != DATASET_TYPE)
        .order_by(resource.position)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in model.Session.execute(query):
        values = {**(row.extras or {}), **row._mapping, "extras": (), "url": _shown(row.url or "")}
        found.setdefault(row.package_id, []).append(values)
    return found


def _shown(url: str) -> str:
    """Return a resource's address as CKAN shows it: a relative one with `http://` before it."""
    return url if ":" in url else f"http://{url.lstrip('/')}"


_left: Recent[tuple[Left, ...]] = Recent(2)
