"""What the portal's stores hold against what was published: the one comparison, which changes nothing.

CKAN's database, the DataStore, the search index, the stored files and the checksums of the packages are held
against each other. A package's own files say what its edition has to hold (their checksums stand beside them and
in the package's), the editions together what the register has to hold. `plan` asks for it, `status --check` and
`ckan hndigital check` print it, and a publication mends what it names.

What it costs grows with the editions: all their files are read and all rows of their tables compared.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, config, identities, links
from ckanext.hndigital.choices import reported_fields
from ckanext.hndigital.internals import files
from ckanext.hndigital.naming import edition_name, round_of
from ckanext.hndigital.publication import leftovers, versions
from ckanext.hndigital.register import dataset as register_dataset
from ckanext.hndigital.register import handmade, hidden, reading, store
from ckanext.hndigital.resources import slices_right
from ckanext.hndigital.search import indexing
from ckanext.hndigital.visibility import is_public

from hndigital.package.files import sha256_of_files
from hndigital.projects import DATASET_TYPE, EDITION_TYPE, number_of, project_name
from hndigital.publisher.desired import Folded, fold, resource_fields
from hndigital.publisher.state import HISTORY_TABLES, EditionTables, PortalState
from hndigital.schemas import register_table, register_table_names, table, table_names

__all__ = ["Difference", "Found", "compare"]

DATABASE, DATASTORE, INDEX, FILES, PACKAGES = "database", "datastore", "index", "files", "packages"
_DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was published.

    `store` is where (database, datastore, index, files, packages), `dataset` its name, `place` the file (of an
    edition with its Fassung: `1/vorhaben.csv`) or table there, `kind` what is wrong: missing, deleted, private,
    public, changed, rows, columns, stale, checksum, left_over; `field` which field is. `expected` and `found` are
    values, checksums or numbers of rows, `resource` the file's id.
    """

    store: str
    dataset: str
    place: str
    kind: str
    field: str = ""
    expected: str = ""
    found: str = ""
    resource: str = ""


@dataclass(slots=True)
class Found:
    """All differences, and how much was compared."""

    differences: list[Difference] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """Add to what was compared."""
        self.checked[what] = self.checked.get(what, 0) + number

    def as_dict(self) -> dict[str, Any]:
        """Return what the action answers."""
        return {
            "well": not self.differences,
            "differences": [asdict(one) for one in self.differences],
            "checked": dict(self.checked),
        }


def compare() -> Found:
    """Compare all stores."""
    found = Found()
    found.differences += _organisation()
    if not belonging.organisation_id():
        return found
    editions = _editions()
    folded = _folded(found, editions)
    found.differences += _register(folded)
    if folded:
        found.differences += _tables(found, folded)
        found.differences += _projects(found, folded)
    found.differences += _index(found)
    found.differences += [
        Difference(DATABASE, name, "", "changed", "url") for name in sorted(links.outdated().values())
    ]
    found.differences += [
        Difference(kind, place, "", "left_over", resource=one) for one, kind, place in leftovers.look()
    ]
    return found


def _organisation() -> Iterator[Difference]:
    name = config.organisation()
    if belonging.organisation_id():
        return
    group = model.Group.get(name)
    kind = "deleted" if group is not None and group.is_organization else "missing"
    yield Difference(DATABASE, name, "organisation", kind, found=str(_waiting()))


def _waiting() -> int:
    """Return how many datasets of ours have an organisation that is not there."""
    package, group = model.Package, model.Group
    there = sa.select(group.id).where(group.state == "active")
    query = sa.select(package.name).where(package.type.is_not(None), package.owner_org.not_in(there))
    return sum(bool(belonging.type_of(name)) for name in model.Session.scalars(query))


# -- editions -----------------------------------------------------------------------------------------------------


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
    told = _rounds_reported(hidden.whole_tables())
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


def _folded(found: Found, packages: Sequence[model.Package]) -> Folded | None:
    """Compare the editions; return what the register has to hold, None where one of them cannot be read."""
    present = hidden.whole_tables()
    rounds: list[EditionTables] = []
    whole = True
    for package in packages:
        found.count("datasets")
        edition = _edition(found, package)
        whole = whole and edition.whole
        if edition.whole:
            rounds += _counting(edition)
    for berichtsstand in sorted(_rounds_reported(present) - {round_of(package.name) for package in packages}):
        found.differences.append(Difference(DATABASE, edition_name(berichtsstand), "", "missing"))
        whole = False
    held = {name: tuple(rows) for name, rows in present.items()}
    state = PortalState(tables=held, manual=frozenset(_handmade()))
    return fold(rounds, state) if whole and rounds else None


def _rounds_reported(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> set[str]:
    """Return the rounds that reports are the reason for: projects made by hand have a round as well."""
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
        found.differences.append(
            Difference(DATABASE, package.name, "", "changed", "fassung", str(shown), raw)
        )
    published = {number: held for number, held in by_fassung.items() if 0 < number <= shown}
    before = len(found.differences)
    contents = {number: _fassung(found, package, number, held) for number, held in sorted(published.items())}
    whole = bool(contents) and shown in contents
    whole = whole and all(
        sha256_of_files(_without_zip(held)) == _checksum(published[number])
        for number, held in contents.items()
    )
    if not whole and len(found.differences) == before:
        found.differences.append(
            Difference(PACKAGES, package.name, "", "checksum", expected=str(extras.get("paket_sha256") or ""))
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
                Difference(FILES, package.name, place, "missing", "", stated, "", resource.id)
            )
        elif not is_right:
            actual = hashlib.sha256(content).hexdigest()
            found.differences.append(
                Difference(FILES, package.name, place, "changed", "", stated, actual, resource.id)
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


def _resource(
    package: model.Package, number: int, datei: str, resource: model.Resource
) -> Iterator[Difference]:
    """Yield the fields of a file that are not as publishing sets them."""
    extras = resource.extras or {}
    right = {**resource_fields(datei, number), "datei": datei, "fassung": str(number)}
    stored = {name: str(extras.get(name, getattr(resource, name, "")) or "") for name in right}
    for name, value in right.items():
        if stored[name] != value:
            about = (DATABASE, package.name, f"{number}/{datei}", "changed", name)
            yield Difference(*about, value, stored[name], resource.id)


def _missing_files(
    package: model.Package, number: int, contents: Mapping[str, bytes], held: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield the files that the descriptor names and that the dataset lacks."""
    wanted = [_DESCRIPTOR, f"{package.name}.zip"]
    if _DESCRIPTOR in contents:
        wanted += [one["path"] for one in json.loads(contents[_DESCRIPTOR])["resources"]]
    for datei in wanted:
        if datei not in held:
            yield Difference(DATABASE, package.name, f"{number}/{datei}", "missing")


def _table(
    found: Found, package: model.Package, place: str, resource: model.Resource, content: bytes
) -> Iterator[Difference]:
    """Yield how a file's table in the DataStore differs from the file."""
    definition = table(place.rpartition("/")[2].removesuffix(".csv"))
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    wanted = sorted((definition.row(row) for row in reader), key=definition.key)
    found.count("tables")
    found.count("rows", len(wanted))
    about = (DATASTORE, package.name, place)
    columns = store.stored_columns(resource.id)
    if not columns:
        yield Difference(*about, "missing", "", str(len(wanted)), "", resource.id)
        return
    lacking = [name for name in reader.fieldnames or () if name not in columns]
    if lacking:
        yield Difference(*about, "columns", "", ", ".join(lacking), "", resource.id)
        return
    stored = store.read_table(resource.id, definition)
    if stored != wanted:
        changed = _changed_rows(wanted, stored, definition)
        yield Difference(*about, "rows", "", str(len(wanted)), changed, resource.id)


def _changed_rows(wanted: Sequence[Any], stored: Sequence[Any], definition: Any) -> str:
    """Return how many rows there are, and how many are new, other and missing."""
    right = {definition.key(row): row for row in wanted}
    there = {definition.key(row): row for row in stored}
    new, gone = len(there.keys() - right.keys()), len(right.keys() - there.keys())
    other = sum(right[key] != there[key] for key in right.keys() & there.keys())
    return f"{len(stored)} (+{new} ~{other} -{gone})"


def _edition_fields(package: model.Package, contents: Mapping[str, bytes]) -> Iterator[Difference]:
    """Yield the fields of an edition's dataset that its package says otherwise."""
    if package.state != "active":
        yield Difference(DATABASE, package.name, "", "deleted")
    elif package.private:
        yield Difference(DATABASE, package.name, "", "private")
    if _DESCRIPTOR not in contents:
        return
    descriptor = json.loads(contents[_DESCRIPTOR])
    extras = {**(package.extras or {}), "version": package.version}
    right = {
        "berichtsstand": str(descriptor.get("berichtsstand", "")),
        "stichtag": str(descriptor.get("stichtag", "")),
        "version": str(descriptor.get("version", "")),
        "paket_sha256": sha256_of_files(_without_zip(contents)),
        "beispieldaten": "true" if descriptor.get("beispieldaten") else "",
    }
    for name, value in right.items():
        if str(extras.get(name) or "") != value:
            yield Difference(DATABASE, package.name, "", "changed", name, value, str(extras.get(name) or ""))


def _counting(edition: _Edition) -> Iterator[EditionTables]:
    """Yield the Fassungen that count in the history: sample data that a report replaced does not."""
    latest = edition.published
    for number, contents in edition.fassungen.items():
        if number != latest and edition.is_sample(number) and not edition.is_sample(latest):
            continue
        tables = {
            name: tuple(csv.DictReader(io.StringIO(contents[f"{name}.csv"].decode("utf-8-sig"), newline="")))
            for name in HISTORY_TABLES
        }
        yield EditionTables(edition.berichtsstand, str(number), tables)


def _without_zip(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in contents.items() if not name.endswith(".zip")}


def _checksum(held: Mapping[str, model.Resource]) -> str:
    """Return the checksum of the package that the files of one Fassung say they are of."""
    stated = {str((resource.extras or {}).get("paket_sha256") or "") for resource in held.values()}
    return stated.pop() if len(stated) == 1 else ""


# -- register, projects, index ------------------------------------------------------------------------------------


def _register(folded: Folded | None) -> Iterator[Difference]:
    name = config.register_name()
    package = model.Package.get(name)
    if package is None or not belonging.belongs(package):
        if folded:
            yield Difference(DATABASE, name, "", "missing")
        return
    if package.state != "active":
        yield Difference(DATABASE, name, "", "deleted")
    elif package.private and folded:
        yield Difference(DATABASE, name, "", "private")
    extras = package.extras or {}
    if folded and (stated := extras.get("berichtsstand") or "") != folded.berichtsstand:
        yield Difference(DATABASE, name, "", "changed", "berichtsstand", folded.berichtsstand, stated)
    for resource_id, right in register_dataset.changed_resources(package).items():
        for key, value in right.items():
            yield Difference(DATABASE, name, "", "changed", key, value, "", resource_id)
    present = {resource.name for resource in package.resources}
    for missing in register_table_names():
        if missing not in present:
            yield Difference(DATABASE, name, missing, "missing")


def _tables(found: Found, folded: Folded) -> Iterator[Difference]:
    """Yield how the register's tables differ from what the editions say."""
    name = config.register_name()
    columns = store.columns()
    present = hidden.whole_tables()
    public = reading.public_numbers()
    shown = store.read()
    for one in register_table_names():
        definition = register_table(one)
        wanted = [dict(row) for row in folded.tables[one]]
        found.count("tables")
        found.count("rows", len(wanted))
        if one not in columns:
            yield Difference(DATASTORE, name, one, "missing", expected=str(len(wanted)))
            continue
        if lacking := [column for column in definition.column_names if column not in columns[one]]:
            yield Difference(DATASTORE, name, one, "columns", expected=", ".join(lacking))
        if present[one] != wanted:
            changed = _changed_rows(wanted, present[one], definition)
            yield Difference(DATASTORE, name, one, "rows", "", str(len(wanted)), changed)
        if exposed := sum(row["vorhaben_nr"] not in public for row in shown[one]):
            yield Difference(DATASTORE, name, one, "public", "", "0", str(exposed))


def _own_projects() -> dict[str, model.Package]:
    query = sa.select(model.Package).where(model.Package.type == DATASET_TYPE, belonging.own())
    return {package.name: package for package in model.Session.scalars(query) if number_of(package.name)}


def _handmade() -> Iterator[str]:
    for name, package in _own_projects().items():
        number = number_of(name)
        if number and package.state == "active" and handmade.is_handmade(package):
            yield number


def _projects(found: Found, folded: Folded) -> Iterator[Difference]:
    stored = _own_projects()
    for name, wanted in folded.projects.items():
        found.count("datasets")
        package = stored.get(name)
        if package is None:
            yield Difference(DATABASE, name, "", "missing")
            continue
        if package.state != "active":
            yield Difference(DATABASE, name, "", "deleted")
        values = {key: (package.extras or {}).get(key) or "" for key in reported_fields()}
        values |= {"title": package.title or "", "notes": package.notes or ""}
        for key, value in wanted.items():
            if values.get(key, "") != value:
                yield Difference(DATABASE, name, "", "changed", key, value, values.get(key, ""))
        if not slices_right(package):
            yield Difference(DATABASE, name, "", "changed", "resources")
    reported = {*folded.projects, *(project_name(number) for number in _handmade())}
    for name, package in stored.items():
        if name not in reported and is_public(package):
            yield Difference(DATABASE, name, "", "public")


def _index(found: Found) -> Iterator[Difference]:
    found.count("documents", indexing.count())
    for kind, names in indexing.compare().as_dict().items():
        for name in names:
            yield Difference(INDEX, name, "", "left_over" if kind == "phantoms" else kind)
