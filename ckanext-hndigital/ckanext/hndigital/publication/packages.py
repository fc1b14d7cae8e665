"""The editions' part of the comparison: files and tables of each published Fassung against its package."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, identities
from ckanext.hndigital.internals import files
from ckanext.hndigital.naming import edition_name, round_of
from ckanext.hndigital.publication import versions
from ckanext.hndigital.publication.differences import Found
from ckanext.hndigital.register import hidden, store

from hndigital.package.files import sha256_of_files
from hndigital.package.source import is_of_source
from hndigital.projects import EDITION_TYPE
from hndigital.publisher.damage import DATABASE, DATASTORE, FILES, PACKAGES, Damage
from hndigital.publisher.desired import SOURCE_FILES, described_fields, resource_fields
from hndigital.publisher.rounds import counting
from hndigital.publisher.state import EditionTables, tables_from
from hndigital.schemas import table, table_names

__all__ = ["changed_rows", "compare_editions"]

_DESCRIPTOR = "datapackage.json"


@dataclass(slots=True)
class _Edition:
    """An edition's dataset and what its published Fassungen hold, as far as it can be read."""

    package: model.Package
    fassungen: dict[int, dict[str, bytes]]
    whole: bool

    @property
    def published(self) -> int:
        return max(self.fassungen, default=0)

    @property
    def berichtsstand(self) -> str:
        return round_of(self.package.name)

    def is_sample(self, fassung: int) -> bool:
        return bool(json.loads(self.fassungen[fassung][_DESCRIPTOR]).get("beispieldaten"))


def _editions() -> list[model.Package]:
    """Return the datasets of all editions that were published, whatever their state."""
    package = model.Package
    told = _rounds_reported()
    query = sa.select(package).where(
        package.name.startswith(edition_name(""), autoescape=True),
        package.type == EDITION_TYPE,
        belonging.own(),
    )
    return [
        one
        for one in model.Session.scalars(query.order_by(package.name))
        if (round_of(one.name) in told or versions.published(one)) and not versions.is_withdrawn(one)
    ]


def compare_editions(found: Found) -> list[EditionTables] | None:
    """Compare the editions; return what of them counts in the register, None where one is not whole."""
    rounds: list[EditionTables] = []
    whole = True
    packages = _editions()
    for package in packages:
        found.count("datasets")
        edition = _edition(found, package)
        whole = whole and edition.whole
        if edition.whole:
            rounds += _counting(edition)
    for berichtsstand in sorted(_rounds_reported() - {round_of(package.name) for package in packages}):
        found.differences.append(Damage(DATABASE, edition_name(berichtsstand), "", "missing"))
        whole = False
    return rounds if whole else None


def _rounds_reported() -> set[str]:
    """Return the rounds in the register that are reports': projects made by hand have a round as well."""
    tables = hidden.whole_tables()
    reported = {row["vorhaben_nr"] for row in tables["vorhaben"] if row["zuletzt_berichtet"]}
    return {row["berichtsstand"] for row in tables["status"] if row["vorhaben_nr"] in reported}


def _edition(found: Found, package: model.Package) -> _Edition:
    extras = package.extras or {}
    by_fassung: dict[int, dict[str, model.Resource]] = {}
    noted = {one: place for place, one in identities.noted_files(package.name).items()}
    for resource in package.resources:
        place = noted.get(resource.id) or identities.place_of({"name": "", **(resource.extras or {})})
        number, _slash, datei = place.partition("/")
        if datei and versions.number(number) not in versions.withdrawn(package):
            by_fassung.setdefault(versions.number(number), {}).setdefault(datei, resource)
    stated = versions.published(package)
    shown = _shown(stated, str(extras.get("paket_sha256") or ""), by_fassung)
    if shown != stated:
        raw = str(extras.get("fassung") or "")
        found.differences.append(Damage(DATABASE, package.name, "", "changed", "fassung", str(shown), raw))
    published = {number: held for number, held in by_fassung.items() if 0 < number <= shown}
    before = len(found.differences)
    contents = {number: _fassung(found, package, number, held) for number, held in sorted(published.items())}
    whole = bool(contents) and shown in contents
    whole = whole and all(
        sha256_of_files(_of_package(held)) == _checksum(published[number])
        for number, held in contents.items()
    )
    if not whole and len(found.differences) == before:
        found.differences.append(
            Damage(PACKAGES, package.name, "", "checksum", expected=str(extras.get("paket_sha256") or ""))
        )
    found.differences += _edition_fields(package, contents.get(shown, {}) if whole else {})
    return _Edition(package, contents, whole)


def _shown(stated: int, checksum: str, by_fassung: Mapping[int, Mapping[str, model.Resource]]) -> int:
    """Return the number of the published Fassung: the stated one, or the one that it must have been."""
    of_package = [number for number, held in by_fassung.items() if checksum and _checksum(held) == checksum]
    if stated in of_package or not by_fassung:
        return stated
    if of_package:
        return max(of_package)
    return stated if stated in by_fassung else max(by_fassung)


def _fassung(
    found: Found, package: model.Package, number: int, held: Mapping[str, model.Resource]
) -> dict[str, bytes]:
    """Compare the files and tables of one Fassung; return the contents that are as they were published."""
    contents: dict[str, bytes] = {}
    for datei, resource in held.items():
        content = files.content_of(resource.id) if resource.url_type == "upload" else None
        stated = resource.hash or ""
        is_right = content is not None and hashlib.sha256(content).hexdigest() == stated
        found.count("files")
        found.count("bytes", len(content or b""))
        place = f"{number}/{datei}"
        if content is None:
            found.differences.append(
                Damage(FILES, package.name, place, "missing", "", stated, "", resource.id)
            )
        elif not is_right:
            actual = hashlib.sha256(content).hexdigest()
            found.differences.append(
                Damage(FILES, package.name, place, "changed", "", stated, actual, resource.id)
            )
        else:
            contents[datei] = content
        found.differences += _resource(package, number, datei, resource)
    found.differences += _missing_files(package, number, contents, held)
    for datei, content in contents.items():
        name = datei.removesuffix(".csv")
        if datei.endswith(".csv") and name in table_names():
            found.differences += _table(found, package, f"{number}/{datei}", held[datei], content)
    return contents


def _resource(package: model.Package, number: int, datei: str, resource: model.Resource) -> Iterator[Damage]:
    """Yield the fields of a file that are not as publishing sets them."""
    extras = resource.extras or {}
    right = {**resource_fields(datei, number), "datei": datei, "fassung": str(number), "url": datei}
    stored = {name: str(extras.get(name, getattr(resource, name, "")) or "") for name in right}
    stored["url"] = stored["url"].rpartition("/")[2]  # of an uploaded file its name is stored
    for name, value in right.items():
        if stored[name] != value:
            about = (DATABASE, package.name, f"{number}/{datei}", "changed", name)
            yield Damage(*about, value, stored[name], resource.id)


def _missing_files(
    package: model.Package, number: int, contents: Mapping[str, bytes], held: Mapping[str, Any]
) -> Iterator[Damage]:
    """Yield the files that the descriptor names and that the dataset lacks."""
    wanted = [_DESCRIPTOR, f"{package.name}.zip"]
    if _DESCRIPTOR in contents:
        wanted += [one["path"] for one in json.loads(contents[_DESCRIPTOR])["resources"]]
    listed = str((package.extras or {}).get(SOURCE_FILES) or "").split()
    wanted += [
        datei for place in listed for fassung, _, datei in [place.partition("/")] if fassung == str(number)
    ]
    for datei in wanted:
        if datei not in held:
            yield Damage(DATABASE, package.name, f"{number}/{datei}", "missing")


def _table(
    found: Found, package: model.Package, place: str, resource: model.Resource, content: bytes
) -> Iterator[Damage]:
    """Yield how a file's table in the DataStore differs from the file."""
    definition = table(place.rpartition("/")[2].removesuffix(".csv"))
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    wanted = sorted((definition.row(row) for row in reader), key=definition.key)
    found.count("tables")
    found.count("rows", len(wanted))
    about = (DATASTORE, package.name, place)
    columns = store.stored_columns(resource.id)
    if not columns or not (resource.extras or {}).get("datastore_active"):
        yield Damage(*about, "missing", "", str(len(wanted)), "", resource.id)
        return
    lacking, further = store.differing(reader.fieldnames or (), columns, definition.column_names)
    if lacking or further:
        yield Damage(*about, "columns", "", ", ".join(lacking), ", ".join(further), resource.id)
        return
    stored = store.read_table(resource.id, definition)
    if stored != wanted:
        changed = changed_rows(wanted, stored, definition)
        yield Damage(*about, "rows", "", str(len(wanted)), changed, resource.id)


def changed_rows(wanted: Sequence[Any], stored: Sequence[Any], definition: Any) -> str:
    """Return how many rows there are, and how many are new, other and missing."""
    right = {definition.key(row): row for row in wanted}
    there = {definition.key(row): row for row in stored}
    new, gone = len(there.keys() - right.keys()), len(right.keys() - there.keys())
    other = sum(right[key] != there[key] for key in right.keys() & there.keys())
    return f"{len(stored)} (+{new} ~{other} -{gone})"


def _edition_fields(package: model.Package, contents: Mapping[str, bytes]) -> Iterator[Damage]:
    """Yield the fields of an edition's dataset that its package says otherwise."""
    if package.state != "active":
        yield Damage(DATABASE, package.name, "", "deleted")
    elif package.private:
        yield Damage(DATABASE, package.name, "", "private")
    if _DESCRIPTOR not in contents:
        return
    descriptor = json.loads(contents[_DESCRIPTOR])
    extras = {**(package.extras or {}), "version": package.version}
    right = {**described_fields(descriptor), "paket_sha256": sha256_of_files(_of_package(contents))}
    for name, value in right.items():
        if str(extras.get(name) or "") != value:
            yield Damage(DATABASE, package.name, "", "changed", name, value, str(extras.get(name) or ""))


def _counting(edition: _Edition) -> Iterator[EditionTables]:
    """Yield the Fassungen that count in the history."""
    latest, held = edition.published, edition.fassungen
    sample = edition.is_sample(latest)
    for number in counting(held, latest, sample=sample, is_sample=edition.is_sample):
        yield tables_from(edition.berichtsstand, number, held[number].__getitem__)


def _of_package(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that a package's checksum is of: not its ZIP, nor the report that was read."""
    return {
        name: content
        for name, content in contents.items()
        if not name.endswith(".zip") and not is_of_source(name)
    }


def _checksum(held: Mapping[str, model.Resource]) -> str:
    """Return the checksum of the package that the files of one Fassung say they are of."""
    stated = {str((resource.extras or {}).get("paket_sha256") or "") for resource in held.values()}
    return stated.pop() if len(stated) == 1 else ""
