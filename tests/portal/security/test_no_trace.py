"""A refused call leaves no trace: not in datasets, rows, index or sequences; what comes next goes right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.portal.security.conftest import refused
from tests.portal.stores import contents, in_datastore, table_rows
from tests.portal.support import Portal, Publication, eventually, reported, rows_of

People = Callable[[str], Portal]
Numbers = Callable[[], str]

#: Publications that are refused, each after another part of the work; the marks are filled in by the tests.
REFUSED: dict[str, dict[str, Any]] = {
    "wrong round": {"berichtsstand": "bald"},
    "no organisation": {"owner_org": "gibt-es-nicht"},
    "unknown table": {"tables": {"gibtsnicht": []}},
    "wrong cell": {"tables": {"kosten": [{"vorhaben_nr": "1900000000", "betrag_eur": "viel"}]}},
    "no edition": {"edition": "gibt-es-nicht"},
    "edition refuses its fields": {"edition": "EDITION", "edition_fields": {"stichtag": "irgendwann"}},
    "and the register is emptied": {
        "edition": "EDITION", "edition_fields": {"stichtag": "irgendwann"},
        "tables": {"vorhaben": [], "status": [], "kosten": [], "strategiefeld_matrix": [], "aenderungen": []},
    },
    "and projects are new": {
        "edition": "EDITION", "edition_fields": {"stichtag": "irgendwann"}, "projects": "NEW",
    },
    "edition is to move": {"edition": "EDITION", "edition_fields": {"owner_org": "gibt-es-nicht"}},
    "edition takes a name": {"edition": "EDITION", "edition_fields": {"name": "NICHT ERLAUBT"}},
}  # fmt: skip


@pytest.fixture
def attempt(
    publication: Publication, people: People, organisation: str, numbers: Numbers
) -> Callable[[str], None]:
    """Return a function that sends a publication which is refused, and compares all stores."""
    publication([reported(numbers()) for _ in range(3)])
    edition = f"digitalprojekte-2094-{int(numbers()[-2:])}"
    publication.names.add(edition)
    people("editor").api(
        "package_create", name=edition, title="Ausgabe", owner_org=organisation, private=True, type="dataset",
        berichtsstand="2094-1",
    )  # fmt: skip

    def send(kind: str) -> None:
        order = {"berichtsstand": "2094-1", "owner_org": organisation, **REFUSED[kind]}
        if order.get("edition") == "EDITION":
            order["edition"] = edition
        if order.get("projects") == "NEW":
            order["projects"] = [reported(numbers(), "2094-1")]
            order["tables"] = rows_of(order["projects"])
        before = contents()
        refused(people("editor"), "digitalprojekt_publish", **order)
        assert contents() == before

    return send


@pytest.mark.parametrize("kind", REFUSED)
def test_project_by_hand_after_a_refused_publication(
    attempt: Callable[[str], None], people: People, anonymous: Portal, project: Any, kind: str
) -> None:
    """After each kind of refusal a project made by hand gets its rows, and `_id` stays one of a kind."""
    attempt(kind)
    values = project(strategiefeld_teilhabe="+", kosten_eur="12")
    people("editor").api("package_create", **values)
    resources = anonymous.api("digitalprojekt_state")["register"]["resources"]
    for name in ("vorhaben", "status", "kosten", "strategiefeld_matrix"):
        found = anonymous.api(
            "datastore_search", resource_id=resources[name], filters={"vorhaben_nr": values["vorhaben_nr"]}
        )
        assert found["total"] == 1, name
    for resource in resources.values():
        ids = [row[0] for row in table_rows(resource)]
        assert len(ids) == len(set(ids))


def test_publication_after_refused_ones(
    attempt: Callable[[str], None], publication: Publication, numbers: Numbers, anonymous: Portal
) -> None:
    """A publication after all of them writes its rows, counted from 1 in the order of the key."""
    for kind in REFUSED:
        attempt(kind)
    project = reported(numbers())
    assert publication([project])["failed"] == []
    resource = anonymous.api("digitalprojekt_state")["register"]["resources"]["vorhaben"]
    rows = table_rows(resource)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert project["vorhaben_nr"] in {cell for row in rows for cell in row}


def test_counter_left_behind_is_mended(
    publication: Publication, people: People, anonymous: Portal, numbers: Numbers, project: Any
) -> None:
    """On a portal where an earlier version left a sequence behind the rows, the next change puts it right."""
    publication([reported(numbers())])
    resource = anonymous.api("digitalprojekt_state")["register"]["resources"]["vorhaben"]
    in_datastore("SELECT setval(pg_get_serial_sequence(%s, '_id'), 1)", f'"{resource}"')
    values = project()
    people("editor").api("package_create", **values)
    filters = {"vorhaben_nr": values["vorhaben_nr"]}
    assert anonymous.api("datastore_search", resource_id=resource, filters=filters)["total"] == 1
    following = in_datastore("SELECT nextval(pg_get_serial_sequence(%s, '_id'))", f'"{resource}"')[0][0]
    assert following == max(row[0] for row in table_rows(resource)) + 1


@pytest.mark.parametrize(
    "values",
    [
        {"vorhaben_nr": "12"},
        {"dezernat": "XX"},
        {"kosten_eur": "viel"},
        {"owner_org": ""},
        {"owner_org": "gibt-es-nicht"},
        {"title": ""},
        {"theme": ["nichts"]},
    ],
)
def test_refused_project_leaves_nothing(people: People, project: Any, values: dict[str, Any]) -> None:
    """A project that is refused, new or changed, is in no store; the stored one is as it was."""
    editor = people("editor")
    made = editor.api("package_create", **project())
    eventually(lambda: editor.api("package_search", fq=f"name:{made['name']}")["count"])
    before = contents()
    refused(editor, "package_create", **{**project(), **values})
    refused(editor, "package_update", **{**made, **values})
    assert contents() == before
