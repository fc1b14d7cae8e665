"""The first rows of a table on its file's page: by address, for who may read it, whatever the cells hold."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.portal.support import TIMEOUT, Portal, purge

_ATTACK = '<script>alert("1")</script>'
_COLUMNS = 60


@dataclass(frozen=True)
class Table:
    """A table of an ordinary dataset of the portal, and the address of its file's page."""

    portal: Portal
    page: str

    def read(self, **query: object) -> str:
        """Return the page's HTML for a reader."""
        answer = requests.get(self.page, params=query, timeout=TIMEOUT)
        assert answer.status_code == 200, answer.text
        return answer.text

    def shown(self, **query: object) -> list[list[str]]:
        """Return the cells of the rows that the page shows."""
        section = self.read(**query).partition('id="hnd-preview"')[2].partition("</section>")[0]
        body = section.partition("<tbody>")[2].partition("</tbody>")[0]
        rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]


def _trees() -> list[dict[str, object]]:
    kinds = ("Winterlinde", "Stieleiche", "Platane")
    return [
        {"nr": nr, "art": kinds[nr % 3], "hoehe": nr / 2, "geprueft": nr % 2 == 0, "text": "x" * 400}
        for nr in range(1, 41)
    ]


@pytest.fixture(scope="module")
def table(admin: Portal, organisation: str) -> Iterator[Table]:
    """Make a dataset with a table of forty trees, whose column 41 ff. hold nothing."""
    name = f"baeume-{uuid.uuid4().hex[:8]}"
    dataset = admin.api("package_create", name=name, title="Bäume", owner_org=organisation)
    more = [{"id": f"leer_{number}", "type": "text"} for number in range(_COLUMNS - 5)]
    made = admin.api(
        "datastore_create",
        resource={"package_id": dataset["id"], "name": "Bäume", "format": "CSV"},
        fields=[
            {"id": "nr", "type": "int"},
            {"id": "art", "type": "text", "info": {"label": f"Baumart {_ATTACK}"}},
            {"id": "hoehe", "type": "numeric"},
            {"id": "geprueft", "type": "bool"},
            {"id": "text", "type": "text"},
            *more,
        ],
        records=[*_trees(), {"nr": 99, "art": _ATTACK}],
    )
    yield Table(admin, f"{admin.url}/dataset/{name}/resource/{made['resource_id']}")
    purge(admin, name)


def test_first_rows_stand_on_the_page(table: Table) -> None:
    """Without a script, bounded in rows, columns and length of a cell; the rest is said."""
    rows = table.shown()
    assert [row[0] for row in rows] == [str(number) for number in range(1, 16)]
    assert {len(row) for row in rows} == {40}
    assert rows[0][4].endswith("…")
    assert "20 weitere Spalten" in table.read()
    assert "Zeilen 1 bis 15 von 41" in table.read()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sort": "-nr"}, ["99", "40", "39"]),
        ({"sort": "art"}, ["99", "2", "5"]),
        ({"filter": "art:stieleiche", "sort": "nr"}, ["1", "4", "7"]),
        ({"filter": ["art:Platane", "geprueft:Ja"]}, ["2", "8", "14"]),
        ({"column": "hoehe", "value": "3,5"}, ["7"]),
        ({"page": 3}, ["31", "32", "33"]),
    ],
)
def test_the_address_orders_filters_and_turns_over(
    table: Table, query: dict[str, object], expected: list[str]
) -> None:
    """Words within a text, values as people write them, several conditions at once."""
    assert [row[0] for row in table.shown(**query)][:3] == expected


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"sort": "gibtesnicht"}, "Eine Spalte „gibtesnicht“ gibt es nicht."),
        ({"filter": f"{_ATTACK}:1"}, "Eine Spalte „&lt;script&gt;"),
        ({"filter": "nr:viele"}, "Keine Zeile kann passen"),
        ({"filter": "nr:99999999999999999999"}, "Keine Zeile kann passen"),
        ({"filter": "art:Ahorn"}, "Keine Zeile passt."),
        ({"page": "9999"}, "Hier stehen keine Zeilen."),
        ({"page": "-1"}, ""),
        ({"filter": 'art:"\'; drop table "x'}, "Keine Zeile passt."),
        ({"sort": 'nr" desc, (select 1)'}, "gibt es nicht"),
        ({"filter": "art:\x00"}, ""),
    ],
)
def test_what_does_not_fit_is_said(table: Table, query: dict[str, object], said: str) -> None:
    """The page is there, names what it did not understand and runs nothing of it."""
    answer = requests.get(table.page, params=query, timeout=TIMEOUT)
    assert answer.status_code in ((200,) if said else (200, 400))
    assert said in answer.text


def test_cells_and_titles_are_text(table: Table) -> None:
    """What somebody wrote into a cell or a column's title is shown, not run."""
    text = table.read(sort="-nr")
    assert _ATTACK not in text
    assert "&lt;script&gt;" in text


def test_who_may_not_read_sees_no_row(table: Table, admin: Portal) -> None:
    """A dataset that became private shows its table to nobody else."""
    name = table.page.split("/dataset/")[1].split("/")[0]
    admin.api("package_patch", id=name, private=True)
    try:
        answer = requests.get(table.page, timeout=TIMEOUT)
        assert "Winterlinde" not in answer.text
    finally:
        admin.api("package_patch", id=name, private=False)
