"""What the portal's stores hold against what was published: the one comparison, which changes nothing.

CKAN's database, the DataStore, the search index, the stored files and the checksums of the packages are held
against each other. A package's own files say what its edition has to hold (their checksums stand beside them
and in the package's), the editions together what the register has to hold. `plan` and `status
--check` ask for it, and a publication mends what it names.

What it costs grows with the editions: all their files are read and all rows of their tables compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from ckan import model
from ckanext.hndigital import belonging, config, links
from ckanext.hndigital.choices import reported_fields
from ckanext.hndigital.publication import leftovers, misplaced
from ckanext.hndigital.publication.differences import Found
from ckanext.hndigital.publication.packages import changed_rows, compare_editions
from ckanext.hndigital.register import dataset as register_dataset
from ckanext.hndigital.register import handmade, hidden, reading, store
from ckanext.hndigital.resources import slices_right
from ckanext.hndigital.search import indexing
from ckanext.hndigital.visibility import is_public

from hndigital.projects import DATASET_TYPE, number_of, project_name
from hndigital.publisher.damage import DATABASE, DATASTORE, INDEX, Damage
from hndigital.publisher.desired import Folded, fold
from hndigital.publisher.state import EditionTables, PortalState
from hndigital.schemas import register_table, register_table_names

__all__ = ["compare"]


def compare() -> Found:
    """Compare all stores."""
    found = Found()
    moved = [
        Damage(DATABASE, one.name, one.place, "moved", one.field, one.expected, one.found, one.id)
        for one in misplaced.look()
    ]
    found.differences += moved
    if not belonging.organisation_id():
        found.differences += () if moved else _organisation()
        return found
    rounds = compare_editions(found)
    folded = _folded(rounds) if rounds else None
    found.differences += _register(folded)
    if folded:
        found.differences += _tables(found, folded)
        found.differences += _projects(found, folded)
    found.differences += _index(found)
    found.differences += [
        Damage(DATABASE, name, "", "changed", "url") for name in sorted(links.outdated().values())
    ]
    found.differences += [
        Damage(kind, place, "", "left_over", resource=one) for one, kind, place in leftovers.look()
    ]
    return found


def _organisation() -> Iterator[Damage]:
    name = config.organisation()
    waiting = _waiting()
    if not waiting:  # where nothing is published, nothing is amiss
        return
    group = model.Group.get(name)
    kind = "deleted" if group is not None and group.is_organization else "missing"
    yield Damage(DATABASE, name, "organisation", kind, found=str(waiting))


def _waiting() -> int:
    """Return how many datasets of ours have an organisation that is not there."""
    package, group = model.Package, model.Group
    there = sa.select(group.id).where(group.state == "active")
    query = sa.select(package.name).where(package.type.is_not(None), package.owner_org.not_in(there))
    return sum(bool(belonging.type_of(name)) for name in model.Session.scalars(query))


def _folded(rounds: Iterable[EditionTables]) -> Folded:
    held = {name: tuple(rows) for name, rows in hidden.whole_tables().items()}
    return fold(rounds, PortalState(tables=held, manual=frozenset(_handmade())))


def _register(folded: Folded | None) -> Iterator[Damage]:
    name = config.register_name()
    package = model.Package.get(name)
    if package is None or not belonging.belongs(package):
        if folded:
            yield Damage(DATABASE, name, "", "missing")
        return
    if package.state != "active":
        yield Damage(DATABASE, name, "", "deleted")
    elif package.private and folded and any(folded.tables.values()):  # empty, it is nobody's to see
        yield Damage(DATABASE, name, "", "private")
    extras = package.extras or {}
    for field, right in folded.pointer.items() if folded else ():
        if (stated := extras.get(field) or "") != right:
            yield Damage(DATABASE, name, "", "changed", field, right, stated)
    yield from _register_resources(package)


def _register_resources(package: model.Package) -> Iterator[Damage]:
    """Yield what is wrong with the resources of the register's tables."""
    for resource_id, right in register_dataset.changed_resources(package).items():
        for key, value in right.items():
            yield Damage(DATABASE, package.name, "", "changed", key, value, "", resource_id)
    present = {one.name: (one.extras or {}).get("datastore_active") for one in package.resources}
    for table in register_table_names():
        if table not in present:
            yield Damage(DATABASE, package.name, table, "missing")
        elif not present[table]:
            yield Damage(DATABASE, package.name, table, "changed", "datastore_active", "true")


def _tables(found: Found, folded: Folded) -> Iterator[Damage]:
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
            yield Damage(DATASTORE, name, one, "missing", expected=str(len(wanted)))
            continue
        lacking, further = store.differing(definition.column_names, columns[one])
        if lacking or further:
            yield Damage(DATASTORE, name, one, "columns", "", ", ".join(lacking), ", ".join(further))
        if present[one] != wanted:
            changed = changed_rows(wanted, present[one], definition)
            yield Damage(DATASTORE, name, one, "rows", "", str(len(wanted)), changed)
        if exposed := sum(row["vorhaben_nr"] not in public for row in shown[one]):
            yield Damage(DATASTORE, name, one, "public", "", "0", str(exposed))


def _own_projects() -> dict[str, model.Package]:
    query = sa.select(model.Package).where(model.Package.type == DATASET_TYPE, belonging.own())
    return {package.name: package for package in model.Session.scalars(query) if number_of(package.name)}


def _handmade() -> Iterator[str]:
    for name, package in _own_projects().items():
        number = number_of(name)
        if number and package.state == "active" and handmade.is_handmade(package):
            yield number


def _projects(found: Found, folded: Folded) -> Iterator[Damage]:
    stored = _own_projects()
    for name, wanted in folded.projects.items():
        found.count("datasets")
        package = stored.get(name)
        if package is None:
            yield Damage(DATABASE, name, "", "missing")
            continue
        if package.state != "active":
            yield Damage(DATABASE, name, "", "deleted")
        elif package.private:
            yield Damage(DATABASE, name, "", "private")
        values = {key: (package.extras or {}).get(key) or "" for key in reported_fields()}
        values |= {"title": package.title or "", "notes": package.notes or ""}
        for key, value in wanted.items():
            if values.get(key, "") != value:
                yield Damage(DATABASE, name, "", "changed", key, value, values.get(key, ""))
        if not slices_right(package):
            yield Damage(DATABASE, name, "", "changed", "resources")
    reported = {*folded.projects, *(project_name(number) for number in _handmade())}
    for name, package in stored.items():
        if name not in reported and is_public(package):
            yield Damage(DATABASE, name, "", "public")


def _index(found: Found) -> Iterator[Damage]:
    found.count("documents", indexing.count())
    for kind, names in indexing.compare_contents().as_dict().items():
        for name in names:
            yield Damage(INDEX, name, "", "left_over" if kind == "phantoms" else kind)
