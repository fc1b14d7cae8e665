"""Each cell of the roles table is proven by the requests behind it; the table covers all that is ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ckanext.hndigital.dcat.logic import action as of_dcat
from ckanext.hndigital.logic import action, keeping

from tests.portal.security.roles import ROLES, ROWS, Action, Get, Row, Things, as_markdown
from tests.portal.support import TIMEOUT, Portal, Publication, reported

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "security.md"
_WRITE = "HNDIGITAL_WRITE_ROLES"

#: CKAN's own pages under the address of projects which ours only inherits; rights as above them.
INHERITED = frozenset(
    {
        "digitalprojekt.delete",
        "digitalprojekt.follow",
        "digitalprojekt.groups",
        "digitalprojekt.new",
        "digitalprojekt.unfollow",
        "digitalprojekt_resource.download",
        "digitalprojekt_resource.view",
    }
)
#: Sent with a form of many fields, or only redirecting: tested beside what they do.
ELSEWHERE_TESTED = frozenset(
    {
        *("hndigital_ordering.reorder", "hndigital_govdata.govdata_catalog"),
        *(
            "hndigital_comparisons.data",
            "hndigital_offices.save",
            "hndigital_in_charge.save",
            "hndigital_texts.save",
        ),
        *(
            f"hndigital_redaktion.{view}"
            for view in ("create", "take", "show", "download", "blank_forms", "made_report", "withdraw")
        ),
        *(
            f"hndigital_redaktion.{view}"
            for view in ("revoke", "wordings_file", "decisions_file", "cell", "place", "page_picture")
        ),
        *(
            f"hndigital_runde.{view}"
            for view in (
                *("create", "move", "receive", "lay_aside", "choose", "put_together", "discard"),
                *("save", "hand_in", "nothing", "project"),
                *("show", "office", "blank_forms", "blank_form", "returned"),
            )
        ),
        *(f"hndigital_printed.{view}" for view in ("value", "finding", "total", "page", "picture")),
        *("hndigital_theme.contact", "hndigital_theme.imprint", "hndigital_theme.privacy"),
    }
)
#: CKAN's own actions, by CKAN's roles: what the plugin refuses or leaves out there is tested beside it.
CKANS_OWN = frozenset(
    {
        f"{what}_{verb}"
        for what in ("group", "organization", "resource_view", "user")
        for verb in ("create", "update")
    }
    | {"dataset_followee_list", "followee_list", "format_autocomplete", "member_list", "resource_patch"}
)


@pytest.fixture(scope="module")
def things(
    admin: Portal, people: Callable[[str], Portal], organisation: str, numbers: Callable[[], str]
) -> Iterator[Things]:
    """Put one of each kind onto the portal."""
    editor, edition, unfinished_edition = people("editor"), "digitalprojekte-2093-1", "digitalprojekte-2093-2"
    with Publication(admin, organisation) as publication:

        def fresh() -> dict[str, Any]:
            number = numbers()
            publication.names.add(f"digitalprojekt-{number}")
            return {
                "type": "digitalprojekt", "owner_org": organisation, "vorhaben_nr": number,
                "title": f"Probe {number}", "amt": "I/105", "dezernat": "I", "vorhabentyp": "langfristig",
                "anlass": "auftrag", "bearbeitungsstand": "planung", "berichtsstand": "2020-2",
            }  # fmt: skip

        public, private, draft, deleted = (editor.api("package_create", **fresh())["name"] for _ in range(4))
        editor.api("package_patch", id=private, private=True)
        editor.api("package_patch", id=draft, state="draft")
        editor.api("package_delete", id=deleted)
        publication.names |= {edition, unfinished_edition}
        for name, round_ in ((edition, "2093-1"), (unfinished_edition, "2093-2")):
            editor.api(
                "package_create", name=name, title="Ausgabe", type="dataset", owner_org=organisation,
                private=True, berichtsstand=round_, stichtag="2093-03-31",
                resources=[{"name": "vorhaben.csv", "datei": "vorhaben.csv", "tabelle": "vorhaben",
                            "url": "https://example.org/1.csv", "fassung": "1"}],
            )  # fmt: skip
        publication([], tables={}, berichtsstand="2093-1", edition=edition, edition_fields={"fassung": "1"})
        unfinished = numbers()
        publication([reported(unfinished, "2093-2")], final=False, tables={}, berichtsstand="2093-2")
        file = editor.api("package_show", id=edition)["resources"][0]["id"]
        staged = editor.api(
            "resource_create", package_id=edition, name="correction.csv", url="https://example.org/2.csv",
            fassung="2",
        )["id"]  # fmt: skip
        for table in (file, staged):
            fields = [{"id": "vorhaben_nr", "type": "text"}]
            admin.api("datastore_create", resource_id=table, fields=fields, records=[], force=True)
        yield Things(
            public=public, private=private, draft=draft, deleted=deleted,
            unfinished=f"digitalprojekt-{unfinished}", edition=edition, unfinished_edition=unfinished_edition,
            file=file, staged=staged, organisation=organisation, fresh=fresh,
        )  # fmt: skip


def _path(template: str, things: Things, admin: Portal) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] == "slice":
            return str(admin.api("package_show", id=things.public)["resources"][0]["id"])
        if found[1].startswith("nr:"):
            return things.number(found[1][3:])
        return str(getattr(things, found[1]))

    return re.sub(r"\{([a-z_:]+)\}", value, template)


def _may(portal: Portal, door: Get | Action, things: Things, admin: Portal) -> bool:
    """Ask, and tell whether it was done; an answer that is neither yes nor no fails."""
    headers = {"Authorization": portal.token} if portal.token else {}
    if isinstance(door, Action):
        url, data = f"{portal.url}/api/3/action/{door.name}", door.data(things)
        answer = requests.post(url, json=data, headers=headers, timeout=TIMEOUT)
        assert answer.status_code in (200, 403, 404), (door.name, answer.text[:300])
        return answer.ok and _holding(door.holding, answer.text, things)
    url = portal.url + _path(door.path, things, admin)
    answer = requests.get(url, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    assert answer.status_code in (200, 301, 302, 303, 401, 403, 404), (door.path, answer.status_code)
    return answer.status_code < 400 and "/user/login" not in answer.headers.get("Location", "")


def _holding(what: str, text: str, things: Things) -> bool:
    if what == "unchanged_public":
        return json.loads(text)["result"]["unchanged"] == [things.public]
    return getattr(things, what) in text if what else True


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_cells(people: Callable[[str], Portal], things: Things, admin: Portal, row: Row) -> None:
    """Whoever the table says may do it can, by every door; everybody else is refused at every one."""
    wrong = [
        (role, door)
        for role in ROLES
        for door in row.doors
        if _may(people(role), door, things, admin) != (role in row.may)
    ]
    assert wrong == []


def test_document() -> None:
    """The table in docs/security.md is the one that is proven here (HNDIGITAL_WRITE_ROLES=1 writes it)."""
    begin, end = "<!-- roles: written by tests/portal/security -->\n", "<!-- end of roles -->\n"
    before, _, rest = DOCUMENT.read_text("utf-8").partition(begin)
    shown, _, after = rest.partition(end)
    if os.environ.get(_WRITE):
        DOCUMENT.write_text(f"{before}{begin}{as_markdown()}{end}{after}", "utf-8")
        return
    assert shown == as_markdown()


def test_all_actions_are_covered() -> None:
    """Each action of the plugins stands behind a cell."""
    names = {*action.__all__, *of_dcat.__all__}
    covered = {door.name for row in ROWS for door in row.doors if isinstance(door, Action)}
    assert names - covered - CKANS_OWN == set()


def test_no_action_is_given_twice() -> None:
    """One of two under one name would silently do without what the other one adds."""
    assert {*action.__all__} & keeping.actions().keys() == set()


def test_all_routes_are_covered(things: Things, admin: Portal) -> None:
    """Each route of the plugin stands behind a cell, or in one of the two short lists above."""
    asked = [
        ["GET", _path(door.path, things, admin).partition("?")[0]]
        for row in ROWS
        for door in row.doors
        if not isinstance(door, Action)
    ]
    state = Path(os.environ["HNDIGITAL_TEST_STATE"])
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("our_routes.py")), str(state / "ckan.ini")],
        input=json.dumps(asked), capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found["ours"]) - set(found["matched"]) - INHERITED - ELSEWHERE_TESTED == set()
