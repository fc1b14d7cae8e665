"""Taking all that is ours off a portal: what there is (`look`), a copy (`export`), its removal (`remove`).

Ours is what `belonging` calls so, in any state: register, editions, series and projects, with their files and
DataStore tables, their documents in the search index, what is noted about them, what staff have entered
(texts, names of offices, reports that they handed in), and what this package keeps in Redis, with its jobs.
The organisation that the datasets belonged to goes only where that is asked for and nothing else is in it.

The order is that in which a broken removal can be taken up again: the database, which knows what there is,
comes last, and in one transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context
from ckanext.hndigital import belonging, config, kept, private_files
from ckanext.hndigital.answers import as_csv
from ckanext.hndigital.internals import index, jobs, memory
from ckanext.hndigital.internals.files import path_of
from ckanext.hndigital.internals.settings import is_set
from ckanext.hndigital.redaktion import folder as redaktion_files
from ckanext.hndigital.redaktion import inside, store
from ckanext.hndigital.runde import folder as round_files

__all__ = ["Dataset", "Found", "Organisation", "export", "look", "remove"]

_OUR_TASKS = "hndigital"
_PRIVATE = (redaktion_files.ROOT, round_files.ROOT)
_ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of ours: what it is called, and the ids of its files."""

    id: str
    name: str
    type: str
    resources: Sequence[str]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation of what is ours: how many datasets of its own are in it, and how many people."""

    id: str
    name: str
    datasets: int
    people: int


@dataclass(frozen=True, slots=True)
class Found:
    """What is ours on this portal.

    `tables` are the resources that have one, `kept` is what staff and publications have left in CKAN's
    database (texts by their keys), `running` the report that a worker is at ("" for none), `settings` are
    keys of the ini.
    """

    datasets: Sequence[Dataset]
    organisation: Organisation | None
    tables: Sequence[str]
    kept: Mapping[str, str]
    running: str
    settings: Sequence[str]

    @property
    def kinds(self) -> dict[str, int]:
        """The number of datasets of each type."""
        types = [one.type for one in self.datasets]
        return dict(sorted(Counter(types).items()))

    @property
    def kinds_kept(self) -> dict[str, int]:
        """The number of entries of each kind that are kept."""
        return dict(sorted(Counter(key.partition(".")[0] for key in self.kept).items()))


def look() -> Found:
    """Return what there is; changes nothing."""
    package, resource = model.Package, model.Resource
    query = sa.select(package.id, package.name, package.type).where(belonging.own()).order_by(package.name)
    files: dict[str, list[str]] = {}
    for owner, file in model.Session.execute(
        sa.select(resource.package_id, resource.id)
        .join(package, package.id == resource.package_id)
        .where(belonging.own())
        .order_by(resource.package_id, resource.position)
    ):
        files.setdefault(owner, []).append(file)
    owned = model.Session.execute(query).all()
    ours = [
        Dataset(row.id, row.name, row.type or "dataset", files.get(row.id, []))
        for row in owned
        if belonging.claims(row.name, row.type)
    ]
    return Found(
        datasets=ours,
        organisation=_organisation(len(owned) - len(ours)),
        tables=[id_ for one in ours for id_ in one.resources if _has_table(id_)],
        kept=kept.all_of_it(),
        running=_running(),
        settings=sorted(
            key for key in toolkit.config if str(key).startswith("ckanext.hndigital.") and is_set(key)
        ),
    )


def export(found: Found, folder: Path) -> int:
    """Write every dataset, file and table into `folder`; return how many files that are.

    `datasets.jsonl` holds each dataset as `package_show` gives it, `<dataset>/<resource>` its files as they
    were uploaded, `<dataset>/<resource>.csv` its tables, `kept.json` what staff have entered, `redaktion/`
    and `runde/` what belongs to the reports that they handed in and to the rounds that they collected.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = {key: json.loads(text) for key, text in found.kept.items()}
    entries = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "kept.json").write_text(f"{entries}\n", encoding="utf-8")
    count = 2 + sum(private_files.copy_all(name, folder / name) for name in _PRIVATE)
    with (folder / "datasets.jsonl").open("w", encoding="utf-8") as lines:
        for one in found.datasets:
            shown = toolkit.get_action("package_show")(_context(), {"id": one.id})
            lines.write(json.dumps(shown, ensure_ascii=False) + "\n")
            for resource in shown["resources"]:
                target = folder / one.name / Path(str(resource.get("name") or resource["id"])).name
                if resource.get("url_type") == "upload":
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(path_of(resource).read_bytes())
                    count += 1
                elif resource["id"] in found.tables:
                    target.parent.mkdir(exist_ok=True)
                    _write_table(resource["id"], target.with_suffix(".csv"))
                    count += 1
    return count


def remove(found: Found, *, with_organisation: bool) -> None:
    """Remove what was found; `with_organisation` the organisation, too, if nothing else is in it."""
    jobs.forget()
    for one in found.datasets:
        # An index that was made anew without this plugin has them in another form, and CKAN reads it.
        if not set(found.tables).isdisjoint(one.resources):
            index.renew(one.id)
    for table in found.tables:
        toolkit.get_action("datastore_delete")(_context(), {"resource_id": table, "force": True})
    for one in found.datasets:  # after the tables: CKAN indexes a dataset anew that loses one
        index.forget(one.id)
    _remove_files(found)
    for name in _PRIVATE:
        private_files.remove_all(name)
    organisation = found.organisation
    goes = organisation if with_organisation and organisation and not organisation.datasets else None
    _remove_rows(found, goes)
    redis = memory.redis()
    for key in redis.scan_iter("hndigital:*"):
        if memory.site_id() in key.decode().split(":"):
            redis.delete(key)


def _context() -> Context:
    site_user = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}


def _running() -> str:
    held = (one for one in store.all_of_them() if store.is_held(one.id))
    return next((one.berichtsstand or one.name for one in held), "")


def _organisation(others: int) -> Organisation | None:
    id_ = belonging.organisation_id()
    if not id_:
        return None
    member = model.Member
    people = sa.select(sa.func.count()).where(
        member.group_id == id_, member.table_name == "user", member.state == "active"
    )
    return Organisation(id_, config.organisation(), others, int(model.Session.scalar(people) or 0))


def _has_table(resource_id: str) -> bool:
    try:
        toolkit.get_action("datastore_info")(_context(), {"id": resource_id})
    except toolkit.ObjectNotFound:
        return False
    return True


def _write_table(resource_id: str, target: Path) -> None:
    search_ = toolkit.get_action("datastore_search")
    rows: list[dict[str, str]] = []
    columns: list[str] = []
    while True:
        asked = {"resource_id": resource_id, "limit": _ROWS_AT_ONCE, "offset": len(rows), "sort": "_id"}
        # Not the total, which the DataStore would note: a copy changes nothing.
        page = search_(_context(), {**asked, "include_total": False})
        columns = [field["id"] for field in page["fields"] if field["id"] != "_id"]
        rows += page["records"]
        if len(page["records"]) < _ROWS_AT_ONCE:
            break
    target.write_bytes(as_csv(columns, rows))


def _remove_files(found: Found) -> None:
    """Delete uploaded files, and the folders that are empty then."""
    for id_ in _resource_ids(found):
        path = path_of({"id": id_, "url_type": "upload"})
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def _resource_ids(found: Found) -> list[str]:
    return [id_ for one in found.datasets for id_ in one.resources]


def _remove_rows(found: Found, organisation: Organisation | None) -> None:
    """Delete the rows of CKAN's database in one transaction."""
    session = model.Session
    ids = [one.id for one in found.datasets]
    gone = [*ids, *([organisation.id] if organisation else [])]
    member, relation, task, tag, tagged = (
        model.Member,
        model.PackageRelationship,
        model.TaskStatus,
        model.Tag,
        model.PackageTag,
    )
    tags = list(session.scalars(sa.select(tagged.tag_id).where(tagged.package_id.in_(ids)).distinct()))
    for statement in (
        sa.delete(member).where(member.table_id.in_(gone) | member.group_id.in_(gone)),
        sa.delete(relation).where(relation.subject_package_id.in_(ids) | relation.object_package_id.in_(ids)),
        sa.delete(task).where(
            task.entity_id.in_(_resource_ids(found)) | task.task_type.startswith(_OUR_TASKS)
        ),
        *_activities(gone),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    for package in session.scalars(sa.select(model.Package).where(model.Package.id.in_(ids))):
        package.purge()
    session.flush()
    still = sa.select(tagged.tag_id)
    unused = sa.delete(tag).where(tag.id.in_(tags), tag.vocabulary_id.is_(None), tag.id.not_in(still))
    session.execute(unused.execution_options(synchronize_session=False))
    if organisation:
        session.get(model.Group, organisation.id).purge()
    kept.forget()
    inside.revoke_all()
    session.commit()


def _activities(ids: Sequence[str]) -> Iterator[sa.Delete]:
    """Yield what removes the activities of datasets and organisation, where that extension has its tables."""
    if not sa.inspect(model.meta.engine).has_table("activity"):
        return
    activity = sa.table("activity", sa.column("id"), sa.column("object_id"))
    detail = sa.table("activity_detail", sa.column("activity_id"))
    ours = sa.select(activity.c.id).where(activity.c.object_id.in_(ids))
    yield sa.delete(detail).where(detail.c.activity_id.in_(ours))
    yield sa.delete(activity).where(activity.c.object_id.in_(ids))
