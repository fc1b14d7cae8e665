"""The register as readers see it: rows of visible projects, and the round that they stand for.

The published Berichtsstand is no value of its own: it is the newest `zuletzt_berichtet` of the
rows in table `vorhaben`. So it moves together with the rows, in the one transaction that exchanges
them, and can never say something else than they do. Rows of projects made by hand have no
`zuletzt_berichtet` and don't move it; publishing an older round leaves the newest in place.

Rights: a row is shown where the project's dataset is active and public. Rows of other projects
are not in the DataStore at all (see `hidden`); the check here also covers the moment between the
two databases' commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging
from ckanext.hndigital.editions import stored
from ckanext.hndigital.naming import edition_name
from ckanext.hndigital.register import store
from ckanext.hndigital.visibility import is_public, public

from hndigital.history import round_key
from hndigital.projects import DATASET_TYPE, number_of
from hndigital.schemas import register_table
from hndigital.schemas import table as package_table

__all__ = [
    "Snapshot",
    "edition_files",
    "edition_of",
    "edition_resource",
    "edition_rows",
    "edition_table",
    "editions",
    "newest_round",
    "public_fingerprint",
    "public_numbers",
    "published_round",
    "snapshot",
    "sorted_tables",
    "table_resource",
]


def _public() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on datasets for projects that everybody may see."""
    package = model.Package
    return (
        package.type == DATASET_TYPE,
        public(),
        belonging.own(),
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The visible rows of some of the register's tables at one moment."""

    tables: Mapping[str, list[dict[str, str]]]
    berichtsstand: str
    stichtag: str


def snapshot(*names: str) -> Snapshot:
    """Return the visible rows of the tables `names`, with the round that they stand for."""
    tables = store.read({"vorhaben", "status", *names})
    visible = public_numbers()
    current = newest_round(tables["vorhaben"])
    stichtag = next(
        (row["stichtag"] for row in tables["status"] if row["berichtsstand"] == current and row["stichtag"]),
        "",
    )
    shown = {name: [row for row in tables[name] if row["vorhaben_nr"] in visible] for name in names}
    return Snapshot(shown, current, stichtag)


def newest_round(vorhaben_rows: Iterable[Mapping[str, str]]) -> str:
    """Return the newest round that rows of table `vorhaben` were reported in, "" for none."""
    return max((row.get("zuletzt_berichtet") or "" for row in vorhaben_rows), key=round_key, default="")


def published_round() -> str:
    """Return the published Berichtsstand, "" if nothing is published."""
    return newest_round(store.read(["vorhaben"])["vorhaben"])


def public_numbers() -> set[str]:
    """Return the numbers of all projects whose datasets are active and public."""
    query = sa.select(model.Package.name).where(*_public())
    return {number for (name,) in model.Session.execute(query) if (number := number_of(name))}


def public_fingerprint() -> tuple[int, int]:
    """Return what changes whenever `public_numbers` may have changed (see `store.fingerprint`)."""
    written = sa.literal_column("coalesce(sum(xmin::text::bigint), 0)", sa.Numeric)
    query = sa.select(sa.func.count(), written).select_from(model.Package).where(*_public())
    count, total = model.Session.execute(query).one()
    return count, int(total)


def _edition(berichtsstand: str) -> model.Package | None:
    """Return the public dataset of a round's edition."""
    package = model.Package.get(edition_name(berichtsstand)) if berichtsstand else None
    if not is_public(package) or not belonging.belongs(package):
        return None
    return package


def edition_of(berichtsstand: str) -> dict[str, Any] | None:
    """Return what pages say about the edition of a round, None if it is not public.

    Keys: name, title, berichtsstand, stichtag, quelle_titel, bericht_dateien, fassung (text) and
    beispieldaten (bool).
    """
    package = _edition(berichtsstand)
    if package is None:
        return None
    extras = package.extras or {}
    return {
        "name": package.name,
        "title": package.title,
        "berichtsstand": extras.get("berichtsstand") or berichtsstand,
        "stichtag": extras.get("stichtag") or "",
        "quelle_titel": extras.get("quelle_titel") or "",
        "bericht_dateien": extras.get("bericht_dateien") or "",
        "fassung": extras.get("fassung") or "",
        "beispieldaten": extras.get("beispieldaten") == "true",
    }


def sorted_tables(tables: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """Return the register's tables with their rows in the order of the keys."""
    return {name: sorted(rows, key=register_table(name).key) for name, rows in tables.items()}


def edition_rows(berichtsstand: str, table: str, vorhaben_nr: str) -> list[dict[str, str]]:
    """Return one project's rows of a table of the edition's package, from its DataStore table.

    Of several versions (Fassung) of the table the newest published counts. No rows if the edition
    is not public or has no such table.
    """
    resource_id = edition_resource(berichtsstand, table)
    if resource_id is None:
        return []
    return store.read_table(resource_id, package_table(table), vorhaben_nr)


def edition_table(berichtsstand: str, name: str) -> list[dict[str, str]]:
    """Return all rows of a table of a public edition's package in its present version."""
    resource_id = edition_resource(berichtsstand, name)
    return store.read_table(resource_id, package_table(name)) if resource_id else []


def edition_resource(berichtsstand: str, table: str) -> str | None:
    """Return the id of the resource that holds `table` of a public edition in its present version."""
    package = _edition(berichtsstand)
    if package is None:
        return None
    described = [
        {**(resource.extras or {}), "name": resource.name, "id": resource.id}
        for resource in package.resources
    ]
    return table_resource({**(package.extras or {}), "resources": described}, table)


def edition_files(berichtsstand: str) -> dict[str, model.Resource]:
    """Return the files of the Fassung that counts of a round's public edition, by their names there."""
    package = _edition(berichtsstand)
    if package is None:
        return {}
    fassung = (package.extras or {}).get("fassung") or ""
    return {one.extras["datei"]: one for one in package.resources if _counts(one, fassung)}


def _counts(resource: model.Resource, fassung: str) -> bool:
    extras = resource.extras or {}
    return bool(extras.get("datei")) and extras.get("fassung") == fassung


def table_resource(dataset: Mapping[str, Any], table: str) -> str | None:
    """Return the id of the resource that holds `table` of a dataset in its present version.

    A resource says by `tabelle`, or by its name, which table it holds, and by `fassung` to which
    version of the round it belongs; later ones than the dataset's are not published yet.
    """
    current = int(dataset.get("fassung") or 1)
    candidates = [
        (fassung, resource["id"])
        for resource in dataset["resources"]
        if table in (resource.get("tabelle"), (resource.get("name") or "").removesuffix(".csv"))
        and (fassung := int(resource.get("fassung") or 1)) <= current
    ]
    return max(candidates)[1] if candidates else None


def editions(*, everything: bool = False) -> list[dict[str, Any]]:
    """Return the fields of the editions' datasets, by name: the public ones, or all of them."""
    found = [
        {
            **edition.fields,
            "name": edition.name,
            "title": edition.title,
            "version": edition.version,
            "private": edition.private,
            "sha256": edition.fields.get("paket_sha256") or "",
            "metadata_modified": edition.modified.isoformat(),
        }
        for edition in stored(everything=everything)
    ]
    return sorted(found, key=lambda edition: edition["name"])
