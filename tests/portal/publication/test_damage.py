"""Damage from outside: by a sysadmin, by SQL, by a lost disk. `plan` names it, `publish` mends it.

Ids, addresses, rows, files and what search finds are afterwards what they were before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hndigital.errors import PortalError
from hndigital.package import Package
from hndigital.publisher import Journal, Portal, prepare, publish
from hndigital.publisher.damage import read_check

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.publication.scenes import TOKEN_FILE, URL, A, B, Command, first_round, second_round
from tests.portal.stores import documents, in_database, in_datastore, in_index
from tests.portal.support import ORGANISATION, REGISTER

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")

PROJECT = f"digitalprojekt-{A.lower()}"
ANOTHER = f"digitalprojekt-{B.lower()}"
EDITION = "digitalprojekte-2021-1"
OLDER = "digitalprojekte-2020-2"


@dataclass
class Scene:
    """Two published rounds, as a sysadmin and as the publishing editor see them."""

    admin: Portal
    editor: Portal
    older: Package
    newer: Package
    folder: Path

    def file(self, name: str, dataset: str = EDITION) -> str:
        """Return the id of a file of a dataset."""
        shown = self.admin.read("package_show", {"id": dataset})
        return str(next(one["id"] for one in shown["resources"] if one["name"] == name))

    def stored(self, name: str, dataset: str = EDITION) -> Path:
        """Return where an uploaded file lies."""
        return _path(self.file(name, dataset))

    def plan(self, package: Package | None = None) -> Any:
        """Plan the package again, by default the newer one's."""
        return prepare(self.editor, package or self.newer, cache=self.folder / "cache")[0]

    def publish(self, package: Package | None = None, *, portal: Portal | None = None) -> Any:
        """Publish the package again, by default the newer one's."""
        with Journal(self.folder / "journal.jsonl") as journal:
            return publish(portal or self.editor, package or self.newer, journal, cache=self.folder / "cache")

    def names(self) -> list[str]:
        """Return what `digitalprojekt_check` finds."""
        return [
            f"{one.store} {one.dataset} {one.place} {one.kind} {one.field}"
            for one in read_check(self.admin).differences
        ]

    def everything(self) -> Mapping[str, Any]:
        """Return ids, addresses, fields, files, rows and documents of all that was published."""
        found: dict[str, Any] = {}
        packages = in_database(
            "SELECT name, id, type, state, private, title, notes, owner_org, extras FROM package "
            "WHERE name LIKE 'digitalprojekt%%' ORDER BY name"
        )
        found["datasets"] = {row[0]: row[1:] for row in packages}
        resources = in_database(
            "SELECT r.id, p.name, r.name, r.url, r.url_type, r.format, r.hash, r.mimetype, r.extras "
            "FROM resource r JOIN package p ON p.id = r.package_id "
            "WHERE p.name LIKE 'digitalprojekt%%' AND r.state = 'active'"
        )
        for resource in resources:
            extras = json.loads(resource[8] or "{}")
            in_datastore_too = extras.pop("datastore_active", False)  # not said is said to be false
            found[f"resource {resource[0]}"] = (*resource[1:8], extras)
            if in_datastore_too:
                found[f"rows {resource[0]}"] = _rows(resource[0])
            if resource[4] == "upload":
                found[f"bytes {resource[0]}"] = _path(resource[0]).read_bytes()
        found["index"] = {
            name: (document["id"], document["capacity"]) for name, document in documents().items()
        }
        return found


def _path(resource: str) -> Path:
    storage = Path(os.environ["HNDIGITAL_TEST_STATE"]) / "storage" / "resources"
    return storage / resource[:3] / resource[3:6] / resource[6:]


def _rows(table: str) -> list[Any]:
    """Return a table's rows, but for the numbers that the DataStore gives them."""
    return sorted(
        row[0]
        for row in in_datastore(f"SELECT (to_jsonb(t) - '_id' - '_full_text')::text FROM \"{table}\" t")  # noqa: S608
    )


@pytest.fixture(scope="module")
def scene(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Publish two rounds with an editor's token."""
    reset(admin)
    make_organisation(admin)
    folder = tmp_path_factory.mktemp("damage")
    made = Scene(admin, Portal(URL, editor_token(admin)), first_round(), second_round(), folder)
    made.publish(made.older)
    made.publish(made.newer)
    assert made.names() == []
    yield made
    for name in (EDITION, OLDER, REGISTER, PROJECT):  # one that is still deleted is in no list
        if admin.find("package_show", {"id": name}):
            admin.write("dataset_purge", {"id": name})
    reset(admin)


def _purge(name: str) -> Callable[[Scene], None]:
    return lambda scene: scene.admin.write("dataset_purge", {"id": name})


def _delete(name: str) -> Callable[[Scene], None]:
    def damage(_scene: Scene) -> None:
        in_database("UPDATE package SET state = 'deleted' WHERE name = %s", name)

    return damage


def _acted(action: str, dataset: str, **changes: object) -> Callable[[Scene], None]:
    """Let a sysadmin do it with an action of the API, which CKAN's own forms refuse."""

    def damage(scene: Scene) -> None:
        data = {"id": dataset, **changes}
        if action.startswith("bulk_"):
            shown = scene.admin.read("package_show", {"id": dataset})
            data = {"datasets": [shown["id"]], "org_id": shown["owner_org"]}
        scene.admin.write(action, data)

    return damage


def _draft(name: str) -> Callable[[Scene], None]:
    return lambda _scene: in_database("UPDATE package SET state = 'draft' WHERE name = %s", name) and None


def _owned(_scene: Scene) -> None:
    in_database("UPDATE package SET owner_org = 'jemand anders' WHERE name = %s", EDITION)


def _private(name: str) -> Callable[[Scene], None]:
    def damage(_scene: Scene) -> None:
        in_database("UPDATE package SET private = true WHERE name = %s", name)

    return damage


def _extra(name: str, key: str, value: str) -> Callable[[Scene], None]:
    def damage(_scene: Scene) -> None:
        in_database(
            "UPDATE package SET extras = extras || jsonb_build_object(%s, %s) WHERE name = %s",
            key,
            value,
            name,
        )

    return damage


def _resource(file: str, dataset: str, **changes: str) -> Callable[[Scene], None]:
    def damage(scene: Scene) -> None:
        scene.admin.write("resource_patch", {"id": scene.file(file, dataset), **changes})

    return damage


def _resource_deleted(name: str, dataset: str) -> Callable[[Scene], None]:
    return lambda scene: scene.admin.write("resource_delete", {"id": scene.file(name, dataset)})


def _all_files_deleted(scene: Scene) -> None:
    for resource in scene.admin.read("package_show", {"id": EDITION})["resources"]:
        scene.admin.write("resource_delete", {"id": resource["id"]})


def _sql(statement: str, name: str, dataset: str) -> Callable[[Scene], None]:
    return lambda scene: in_datastore(statement.format(f'"{scene.file(name, dataset)}"')) and None


def _stored(change: Callable[[Path], Any], name: str = "vorhaben.csv") -> Callable[[Scene], None]:
    return lambda scene: change(scene.stored(name))


def _other_content(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"20000", b"99999"))


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def _hash(_scene: Scene) -> None:
    in_database(
        "UPDATE resource SET hash = %s FROM package WHERE package.id = package_id AND package.name = %s "
        "AND resource.name = 'status.csv'",
        "0" * 64,
        EDITION,
    )


def _slice(_scene: Scene) -> None:
    in_database(
        "UPDATE resource SET state = 'deleted' FROM package WHERE package.id = package_id "
        "AND package.name = %s AND resource.name = 'kosten'",
        PROJECT,
    )


def _index(question: str) -> Callable[[Scene], None]:
    return lambda _scene: in_index({"delete": {"query": question}})


def _stale(_scene: Scene) -> None:
    in_database("UPDATE package SET metadata_modified = now() AT TIME ZONE 'utc' WHERE name = %s", PROJECT)


def _phantom(_scene: Scene) -> None:
    document = next(iter(documents(f"name:{PROJECT}").values()))
    made = {key: value for key, value in document.items() if key not in ("_version_", "index_id")}
    ghost = "digitalprojekt-1999000001"
    in_index({"add": {"doc": {**made, "id": ghost, "index_id": ghost, "name": ghost}}})


def _renamed(name: str, other: str) -> Callable[[Scene], None]:
    return lambda _scene: in_database("UPDATE package SET name = %s WHERE name = %s", other, name) and None


def _names_swapped(_scene: Scene) -> None:
    for name, other in ((PROJECT, "x"), (ANOTHER, PROJECT), ("x", ANOTHER)):
        in_database("UPDATE package SET name = %s WHERE name = %s", other, name)


def _files_swapped(scene: Scene) -> None:
    """Let each edition have the other one's file."""
    newer, older = scene.file("vorhaben.csv"), scene.file("vorhaben.csv", OLDER)
    in_database(
        "UPDATE resource SET package_id = (SELECT other.package_id FROM resource other "
        "WHERE other.id IN (%s, %s) AND other.id <> resource.id) WHERE id IN (%s, %s)",
        *(newer, older) * 2,
    )


def _in_resource(column: str, value: str) -> Callable[[Scene], None]:
    statement = f"UPDATE resource SET {column} WHERE id = %s"  # noqa: S608
    return lambda scene: in_database(statement, value, scene.file("kosten.csv")) and None


def _file_row_gone(scene: Scene) -> None:
    one = scene.file("kosten.csv")
    in_database("DELETE FROM resource_view WHERE resource_id = %s", one)
    in_database("DELETE FROM resource WHERE id = %s", one)


def _rows_doubled(name: str, dataset: str) -> Callable[[Scene], None]:
    """Take away the table's rule that keys are unique, and put each row there twice."""

    def damage(scene: Scene) -> None:
        table = scene.file(name, dataset)
        unique = "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexdef LIKE 'CREATE UNIQUE%%'"
        for (index,) in in_datastore(f"{unique} AND indexdef NOT LIKE '%%(_id)'", table):
            in_datastore(f'DROP INDEX "{index}"')
        columns = ", ".join(
            f'"{column}"'
            for (column,) in in_datastore(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table
            )
            if not column.startswith("_")
        )
        in_datastore(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{table}"')  # noqa: S608

    return damage


def _altered(_scene: Scene) -> None:
    """Let a document say something else, with the date that it had."""
    document = next(iter(documents(f"name:{PROJECT}").values()))
    made = {key: value for key, value in document.items() if key != "_version_"}
    shown = json.loads(made["validated_data_dict"])
    made["validated_data_dict"] = json.dumps({**shown, "title": "Ein anderes Vorhaben"})
    in_index({"add": {"doc": made}})


slow = pytest.mark.slow

#: What happens, and what the comparison then says: the store, the dataset.
DAMAGE: Mapping[str, tuple[Callable[[Scene], None], str, bool]] = {
    "edition deleted": (_delete(EDITION), f"database {EDITION}", False),
    "edition purged": (_purge(EDITION), f"database {EDITION}", True),
    "edition private": (_private(EDITION), f"database {EDITION}", False),
    "project private": (_private(PROJECT), f"database {PROJECT}  private", False),
    "project hidden by API": (
        _acted("package_patch", PROJECT, private=True),
        f"database {PROJECT}  private",
        True,
    ),
    "project hidden with others": (
        _acted("bulk_update_private", PROJECT),
        f"database {PROJECT}  private",
        False,
    ),
    "project deleted by API": (_acted("package_delete", PROJECT), f"database {PROJECT}  deleted", False),
    "project deleted with others": (
        _acted("bulk_update_delete", PROJECT),
        f"database {PROJECT}  deleted",
        False,
    ),
    "project's state by API": (
        _acted("package_patch", PROJECT, state="draft"),
        f"database {PROJECT}  deleted",
        False,
    ),
    "edition hidden by API": (
        _acted("package_patch", EDITION, private=True),
        f"database {EDITION}  private",
        False,
    ),
    "older edition hidden by API": (
        _acted("bulk_update_private", OLDER),
        f"database {OLDER}  private",
        False,
    ),
    "edition deleted by API": (_acted("package_delete", EDITION), f"database {EDITION}  deleted", False),
    "register hidden by API": (
        _acted("package_patch", REGISTER, private=True),
        f"database {REGISTER}  private",
        False,
    ),
    "register deleted by API": (_acted("package_delete", REGISTER), f"database {REGISTER}  deleted", False),
    "project deleted": (_delete(PROJECT), f"database {PROJECT}", False),
    "project purged": (_purge(PROJECT), f"database {PROJECT}", False),
    "register deleted": (_delete(REGISTER), f"database {REGISTER}", True),
    "register purged": (_purge(REGISTER), f"database {REGISTER}", False),
    "register private": (_private(REGISTER), f"database {REGISTER}", False),
    "register's round": (_extra(REGISTER, "berichtsstand", "2020-2"), f"database {REGISTER}", False),
    "register's day": (
        _extra(REGISTER, "stichtag", "1999-01-01"),
        f"database {REGISTER}  changed sti",
        False,
    ),
    "project a draft": (_draft(PROJECT), f"database {PROJECT}", False),
    "edition a draft": (_draft(EDITION), f"database {EDITION}", False),
    "edition of another organisation": (_owned, f"database {EDITION}  moved owner_org", False),
    "fassung altered": (_extra(EDITION, "fassung", "7"), f"database {EDITION}", False),
    "fassung emptied": (_extra(EDITION, "fassung", ""), f"database {EDITION}", False),
    "stichtag altered": (_extra(EDITION, "stichtag", "2001-01-01"), f"database {EDITION}", False),
    "checksum altered": (_extra(EDITION, "paket_sha256", "0" * 64), f"database {EDITION}", False),
    "project's field": (_extra(PROJECT, "amt", "20"), f"database {PROJECT}", False),
    "file deleted": (_resource_deleted("status.csv", EDITION), f"database {EDITION} 1/status.csv", False),
    "all files deleted": (_all_files_deleted, f"packages {EDITION}", False),
    "file renamed": (_resource("kosten.csv", EDITION, name="x"), f"database {EDITION} 1/kosten.csv", False),
    "file's datei": (
        _resource("kosten.csv", EDITION, datei="x.csv"),
        f"database {EDITION} 1/kosten.csv",
        False,
    ),
    "file is a link": (
        _resource("abgleich.csv", EDITION, url="https://example.org/x.csv", url_type=""),
        f"files {EDITION} 1/abgleich.csv",
        False,
    ),
    "file's checksum": (_hash, f"files {EDITION} 1/status.csv", False),
    "register's resource deleted": (
        _resource_deleted("kosten", REGISTER),
        f"database {REGISTER} kosten",
        False,
    ),
    "register's resource edited": (
        _resource("status", REGISTER, name="Stand", url="https://example.org/"),
        f"database {REGISTER}",
        False,
    ),
    "slice gone": (_slice, f"database {PROJECT}", False),
    "file gone": (_stored(Path.unlink), f"files {EDITION} 1/vorhaben.csv", True),
    "file truncated": (_stored(_truncated), f"files {EDITION} 1/vorhaben.csv", False),
    "other file, old hash": (_stored(_other_content, "kosten.csv"), f"files {EDITION} 1/kosten.csv", False),
    "ZIP gone": (_stored(Path.unlink, f"{EDITION}.zip"), f"files {EDITION} 1/{EDITION}.zip", False),
    "descriptor gone": (
        _stored(Path.unlink, "datapackage.json"),
        f"files {EDITION} 1/datapackage.json",
        False,
    ),
    "edition's table truncated": (
        _sql("TRUNCATE {}", "status.csv", EDITION),
        f"datastore {EDITION} 1/status.csv rows",
        False,
    ),
    "edition's table dropped": (
        _sql("DROP TABLE {}", "kosten.csv", EDITION),
        f"datastore {EDITION} 1/kosten.csv missing",
        False,
    ),
    "edition's empty table dropped": (
        _sql("DROP TABLE {}", "hinweise.csv", EDITION),
        f"datastore {EDITION} 1/hinweise.csv missing",
        False,
    ),
    "edition's rows changed": (
        _sql("UPDATE {} SET titel = 'x'", "vorhaben.csv", EDITION),
        f"datastore {EDITION} 1/vorhaben.csv rows",
        True,
    ),
    "edition's column dropped": (
        _sql("ALTER TABLE {} DROP COLUMN amt", "vorhaben.csv", EDITION),
        f"datastore {EDITION} 1/vorhaben.csv columns",
        False,
    ),
    "register's table truncated": (
        _sql("TRUNCATE {}", "kosten", REGISTER),
        f"datastore {REGISTER} kosten rows",
        False,
    ),
    "register's table dropped": (
        _sql("DROP TABLE {}", "vorhaben", REGISTER),
        f"datastore {REGISTER} vorhaben missing",
        True,
    ),
    "register's rows changed": (
        _sql("UPDATE {} SET amt = '30'", "vorhaben", REGISTER),
        f"datastore {REGISTER} vorhaben rows",
        False,
    ),
    "register's rows removed": (
        _sql("DELETE FROM {} WHERE berichtsstand = '2020-2'", "status", REGISTER),
        f"datastore {REGISTER} status rows",
        False,
    ),
    "edition renamed": (_renamed(EDITION, "eine-ausgabe"), f"database {EDITION}  moved name", True),
    "register renamed": (_renamed(REGISTER, "projekte"), f"database {REGISTER}  moved name", False),
    "project renamed": (_renamed(PROJECT, "ein-projekt"), f"database {PROJECT}  moved name", False),
    "project with another's name": (
        _renamed(PROJECT, "digitalprojekt-2020000999"),
        f"database {PROJECT}  moved name",
        False,
    ),
    "names swapped": (_names_swapped, f"database {ANOTHER}  moved name", False),
    "files of two editions swapped": (
        _files_swapped,
        f"database {OLDER} 1/vorhaben.csv moved dataset",
        False,
    ),
    "file's address": (
        _in_resource("url = %s", "anders.csv"),
        f"database {EDITION} 1/kosten.csv changed url",
        False,
    ),
    "file of another package": (
        _in_resource("extras = (extras::jsonb || jsonb_build_object('paket_sha256', %s))::text", "0" * 64),
        f"packages {EDITION}",
        False,
    ),
    "edition's column more": (
        _sql("ALTER TABLE {} ADD COLUMN mehr text", "vorhaben.csv", EDITION),
        f"datastore {EDITION} 1/vorhaben.csv columns",
        False,
    ),
    "register's column more": (
        _sql("ALTER TABLE {} ADD COLUMN mehr text DEFAULT 'x'", "status", REGISTER),
        f"datastore {REGISTER} status columns",
        True,
    ),
    "register's table hidden": (
        _sql("REVOKE SELECT ON {} FROM datastore_read", "vorhaben", REGISTER),
        f"datastore {REGISTER} vorhaben missing",
        False,
    ),
    "edition's table hidden": (
        _sql("REVOKE SELECT ON {} FROM datastore_read", "status.csv", EDITION),
        f"datastore {EDITION} 1/status.csv missing",
        False,
    ),
    "file's row gone": (_file_row_gone, f"database {EDITION} 1/kosten.csv missing", False),
    "register's rows doubled": (
        _rows_doubled("status", REGISTER),
        f"datastore {REGISTER} status rows",
        False,
    ),
    "edition's rows doubled": (
        _rows_doubled("status.csv", EDITION),
        f"datastore {EDITION} 1/status.csv rows",
        False,
    ),
    "document altered": (_altered, f"index {PROJECT}  stale", True),
    "document missing": (_index(f"name:{PROJECT}"), f"index {PROJECT}  missing", False),
    "index emptied": (_index("*:*"), f"index {REGISTER}  missing", True),
    "document stale": (_stale, f"index {PROJECT}  stale", False),
    "document too many": (_phantom, "index digitalprojekt-1999000001  left_over", False),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if damage[2] else (slow,)) for name, damage in DAMAGE.items()]
)
def test_damage_is_named_and_mended(scene: Scene, name: str) -> None:
    """The comparison and the plan name what happened; publishing the same package brings all of it back."""
    damage, expected, _normal = DAMAGE[name]
    before = scene.everything()
    damage(scene)
    found = scene.names()
    assert [one for one in found if one.startswith(expected)], found
    package = scene.older if OLDER in expected and "moved" not in expected else scene.newer
    assert scene.plan(package).eintraege
    outcome = scene.publish(package)
    assert outcome.fehler == []
    assert scene.names() == []
    assert scene.plan().eintraege == ()
    assert scene.everything() == before


def _without_organisation(_scene: Scene) -> None:
    ours = 'SELECT id FROM "group" WHERE name = %s'
    in_database(f"DELETE FROM member WHERE group_id = ({ours})", ORGANISATION)  # noqa: S608
    in_database('DELETE FROM "group" WHERE name = %s', ORGANISATION)


def _deleted_organisation(_scene: Scene) -> None:
    in_database("UPDATE \"group\" SET state = 'deleted' WHERE name = %s", ORGANISATION)


def _organisation_deleted_by_api(scene: Scene) -> None:
    scene.admin.write("organization_patch", {"id": ORGANISATION, "state": "deleted"})


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_deleted_organisation, marks=slow),
        pytest.param(_organisation_deleted_by_api, marks=slow),
        _without_organisation,
    ],
    ids=["deleted", "deleted by API", "gone"],
)
def test_organisation_comes_back(scene: Scene, damage: Callable[[Scene], None]) -> None:
    """A sysadmin's publication brings the organisation back under its id, and all that belongs to it."""
    before = scene.everything()
    damage(scene)
    assert [one for one in scene.names() if one.startswith(f"database {ORGANISATION}")]
    planned = prepare(scene.admin, scene.newer, cache=scene.folder / "cache")[0]
    assert [entry.objekt for entry in planned.eintraege] == ["organisation"]
    assert scene.publish(portal=scene.admin).fehler == []
    assert scene.names() == []
    assert scene.everything() == before
    scene.editor = Portal(URL, editor_token(scene.admin))  # members are added again


@slow
def test_an_action_renames_nothing(scene: Scene) -> None:
    """Names are computed: a project keeps its own, register and editions are refused another one."""
    before = scene.everything()
    scene.admin.write("package_patch", {"id": PROJECT, "name": "ein-projekt"})
    for name in (EDITION, REGISTER):
        with pytest.raises(PortalError, match=r"kein Name|no name"):
            scene.admin.write("package_patch", {"id": name, "name": "anders"})
    assert scene.names() == []
    assert scene.everything() == before


@slow
def test_a_renamed_organisation(scene: Scene) -> None:
    """It is named, and a sysadmin's publication gives it its name again; nobody makes a second one."""
    before = scene.everything()
    in_database('UPDATE "group" SET name = %s WHERE name = %s', "eine-stadt", ORGANISATION)
    assert scene.names() == [f"database {ORGANISATION} organisation moved name"]
    assert scene.publish(portal=scene.admin).fehler == []
    assert scene.names() == []
    assert scene.everything() == before


@slow
def test_a_lost_disk(scene: Scene, tmp_path: Path) -> None:
    """All files of both editions gone, and nothing kept by the command: each package brings its own back.

    The first one says that the other's is needed, and leaves the register as it is until then.
    """
    before = scene.everything()
    for edition in (EDITION, OLDER):
        for resource in scene.admin.read("package_show", {"id": edition})["resources"]:
            _path(resource["id"]).unlink()
    scene.folder = tmp_path
    assert [failure.name for failure in scene.publish().fehler] == [OLDER]
    assert scene.publish(scene.older).fehler == []
    assert scene.names() == []
    assert scene.everything() == before


@slow
def test_stored_files_of_two_editions_swapped(scene: Scene) -> None:
    """What lies under each other's names is named for both; each package brings its own back."""
    before = scene.everything()
    newer, older = scene.stored("vorhaben.csv"), scene.stored("vorhaben.csv", OLDER)
    contents = newer.read_bytes(), older.read_bytes()
    older.write_bytes(contents[0])
    newer.write_bytes(contents[1])
    found = [one for one in scene.names() if "1/vorhaben.csv changed" in one]
    assert {one.split()[1] for one in found} == {EDITION, OLDER}
    assert [failure.name for failure in scene.publish().fehler] == [OLDER]
    assert scene.publish(scene.older).fehler == []
    assert scene.names() == []
    assert scene.everything() == before


@slow
def test_a_name_that_is_taken_by_now(scene: Scene) -> None:
    """A renamed dataset whose name another one has is named, and so is who has to act; nothing is written."""
    before = scene.everything()
    _renamed(PROJECT, "ein-projekt")(scene)
    organisation = scene.admin.read("package_show", {"id": EDITION})["owner_org"]
    made = scene.admin.write("package_create", {"name": "platzhalter", "owner_org": organisation})
    _renamed("platzhalter", PROJECT)(scene)
    try:
        with pytest.raises(PortalError, match="Another dataset has the right name"):
            scene.publish()
    finally:
        scene.admin.write("dataset_purge", {"id": made["id"]})
    assert scene.publish().fehler == []
    assert scene.names() == []
    assert scene.everything() == before


def test_the_command_says_it(scene: Scene) -> None:
    """`status --check` says in one line that all is well, or what is not; `plan` names the same place."""
    command = Command(scene.folder, Path(TOKEN_FILE).read_text(encoding="utf-8").strip())
    well = command.run("status", "--check")
    assert (well.code, len(well.out.splitlines())) == (0, 1)
    in_database("UPDATE package SET private = true WHERE name = %s", EDITION)
    said = command.run("status", "--check")
    assert said.code == 1
    assert f"Datenbank: {EDITION}: privat" in said.out
    planned = command.plan(scene.newer)
    assert planned.code == 10
    assert EDITION in planned.out
    assert scene.publish().fehler == []
    assert command.run("status", "--check").code == 0
