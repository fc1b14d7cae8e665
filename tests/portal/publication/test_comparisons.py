"""Three rounds and a correction: all forms of every comparison say the same, and history adds up."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import requests
from hndigital.package import Package
from hndigital.pages.comparison import KINDS
from hndigital.pages.words import Words
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, make_organisation, reset
from tests.portal.publication.scenes import (
    TOKEN_FILE,
    URL,
    A,
    B,
    C,
    Command,
    D,
    correction,
    first_round,
    second_round,
    third_round,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal"),
]

Field = tuple[str, str, str]
ATOM = "{http://www.w3.org/2005/Atom}"
PAIRS = [("2020-2", "2021-1"), ("2021-1", "2021-2"), ("2020-2", "2021-2")]
#: What makes a project of a kind, as somebody reads it out of `scenes`, by the rounds compared.
KINDS_EXPECTED = {
    PAIRS[0]: {A: {"kosten"}, B: {"umbenannt"}, C: {"entfallen"}, D: {"neu"}},
    PAIRS[1]: {A: {"kosten"}, B: {"umbenannt", "kosten"}, D: {"sonstiges"}},
    PAIRS[2]: {A: {"kosten"}, B: {"kosten"}, C: {"entfallen"}, D: {"neu"}},
}


@pytest.fixture(scope="module")
def rounds(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Package]]:
    """Publish three rounds, the first one corrected after the second; return what counts of each."""
    reset(admin)
    make_organisation(admin)
    command = Command(tmp_path_factory.mktemp("rounds"), editor_token(admin))
    for package in (first_round(), second_round(), correction(), third_round()):
        command.publish(package)
    yield {one.berichtsstand: one for one in (correction(), second_round(), third_round())}
    reset(admin)


def differing(old: Package, new: Package) -> dict[str, set[Field]]:
    """Return by project the cells that differ, looked up one by one: another way than the portal's."""
    before, after = cells_of(old), cells_of(new)
    found: dict[str, set[Field]] = {}
    for number in before.keys() | after.keys():
        if number not in before:
            found[number] = {("titel", "", after[number]["titel"])}
        elif number not in after:
            found[number] = {("titel", before[number]["titel"], "")}
        else:
            one, other = before[number], after[number]
            pairs = {(name, one.get(name, ""), other.get(name, "")) for name in one.keys() | other.keys()}
            found[number] = {pair for pair in pairs if pair[1] != pair[2]}
    return {number: fields for number, fields in found.items() if fields}


def cells_of(package: Package) -> dict[str, dict[str, str]]:
    projects = {row["vorhaben_nr"]: dict(row) for row in package.tables["vorhaben"]}
    for row in package.tables["strategiefeld_matrix"]:
        projects[row["vorhaben_nr"]][f"strategiefeld.{row['strategiefeld']}"] = row["bewertung"]
    return projects


def asked(path: str, **more: Any) -> requests.Response:
    answer = requests.get(f"{URL}{path}", timeout=60, **more)
    assert answer.status_code == 200, answer.text[:300]
    return answer


def grouped(rows: list[Mapping[str, Any]]) -> dict[str, set[Field]]:
    found: dict[str, set[Field]] = {}
    for row in rows:
        found.setdefault(row["vorhaben_nr"], set()).add((row["feld"], row["alt"], row["neu"]))
    return found


def text_of(markup: str) -> str:
    """Return what a piece of a page says, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def in_words(fields: set[Field], words: Words) -> list[str]:
    """Return how a page tells fields, in one line each; a new title by the old one."""
    told = [
        f"{words.field('titel')} zuvor: {old}"
        if name == "titel"
        else f"{words.field(name)}: {words.value(name, old)} → {words.value(name, new)}"
        for name, old, new in fields
    ]
    return [" ".join(sentence.split()) for sentence in told]


@pytest.mark.parametrize(("von", "bis"), PAIRS)
def test_every_form_of_a_comparison_says_the_same(rounds: dict[str, Package], von: str, bis: str) -> None:
    """JSON, CSV, XLSX, feed and page tell each cell that differs, whatever the kind of the change."""
    expected = differing(rounds[von], rounds[bis])
    path, query = "/digitalprojekte/aenderungen", f"von={von}&bis={bis}"
    body = asked(f"{path}.json?{query}").json()
    assert grouped(body["results"]) == expected
    kinds = {row["vorhaben_nr"]: set(row["art"]) for row in body["results"]}
    assert kinds == KINDS_EXPECTED[von, bis]
    assert body["arten"] == {kind: sum(kind in one for one in kinds.values()) for kind in KINDS}
    rows = list(csv.DictReader(io.StringIO(asked(f"{path}.csv?{query}").text)))
    assert [{**row, "art": row["art"].split()} for row in rows] == body["results"]
    words = Words("de")
    sheet = openpyxl.load_workbook(io.BytesIO(asked(f"{path}.xlsx?{query}").content)).worksheets[0]
    cells = [tuple(str(cell or "") for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    told = {(row[0], row[3], row[4], row[5]) for row in cells}
    assert told == {
        (number, words.field(name), words.value(name, old), words.value(name, new))
        for number, fields in expected.items()
        for name, old, new in fields
    }
    feed = ElementTree.fromstring(asked(f"{path}.atom?{query}").content)
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in feed.findall(f"{ATOM}entry")}
    assert len(entries) == len(expected)
    for number, fields in expected.items():
        entry = next(one for key, one in entries.items() if f"/{number}#" in str(key))
        said = " ".join("".join(entry.find(f"{ATOM}content").itertext()).split())  # type: ignore[union-attr]
        for name, old, new in fields:
            assert words.field(name) in said
            assert [
                one
                for one in (old, new)
                if words.value(name, one) not in said and " ".join(one.split()) not in said
            ] == [], said
    page = asked(f"{path}?{query}", headers={"Accept-Language": "de"}).text
    items = [text_of(item) for item in re.findall(r"<li>(.*?)</li>", page, re.DOTALL)]
    for number, fields in expected.items():
        title = cells_of(rounds[bis]).get(number, cells_of(rounds[von]).get(number, {}))["titel"]
        said = " ".join(item for item in items if item.startswith(title))
        assert said, title
        if not kinds[number] & {"neu", "entfallen"}:
            missing = [sentence for sentence in in_words(fields, words) if sentence not in said]
            assert missing == []


def test_costs_of_any_pair_are_of_the_same_projects(rounds: dict[str, Package]) -> None:
    """The sums before and after are of the projects that state an amount both times, as corrected."""
    body = asked("/digitalprojekte/aenderungen.json?von=2020-2&bis=2021-2").json()
    assert body["kosten"] == {"vorhaben": 2, "alt_eur": 22250.5, "neu_eur": 40000}
    assert sum(move["vorhaben"] for move in body["wechsel"]) == 4


def test_a_project_s_history_tells_rounds_and_correction_in_their_order(rounds: dict[str, Package]) -> None:
    """From the corrected first state on each sentence begins where the last one ended."""
    page = text_of(asked(f"/digitalprojekt/digitalprojekt-{A}", headers={"Accept-Language": "de"}).text)
    places = [
        page.index(sentence)
        for sentence in (
            "Zuerst berichtet im Bericht 2020-2",
            "Korrektur des Berichts 2020-2: Kosten von 20.000 € auf 21.000 € gestiegen.",
            "Im Bericht 2021-1: Bearbeitungsstand von „In Umsetzung“ zu „Abgeschlossen“ und"
            " Kosten von 21.000 € auf 25.000 € gestiegen.",
            "Im Bericht 2021-2: Bearbeitungsstand von „Abgeschlossen“ zu „In Umsetzung“ und"
            " Kosten von 25.000 € auf 20.000 € gesunken.",
        )
    ]
    assert places == sorted(places)


def test_home_and_feed_speak_of_the_newest_round(rounds: dict[str, Package]) -> None:
    """The door's link compares the newest two; the feed has an entry for each project, round and kind."""
    home = asked("/", headers={"Accept-Language": "de"}).text
    assert "Bericht 2021-2, veröffentlicht am" in text_of(home)
    link = re.search(r'href="([^"]*/digitalprojekte/aenderungen)"', home)
    assert link is not None
    page = text_of(asked(link[1], headers={"Accept-Language": "de"}).text)
    assert "Bericht 2021-1 (Stand 30. September 2021) neben dem Bericht 2021-2" in page
    feed = ElementTree.fromstring(asked("/digitalprojekte.atom").content)
    keys = {str(entry.findtext(f"{ATOM}id")).rpartition("/")[2] for entry in feed.findall(f"{ATOM}entry")}
    assert keys == {
        *(f"{number}#2020-2-neu" for number in (A, B, C)),
        f"{A}#2020-2-korrektur",
        *(f"{number}#2021-1-geaendert" for number in (A, B)),
        f"{C}#2021-1-entfallen",
        f"{D}#2021-1-neu",
        *(f"{number}#2021-2-geaendert" for number in (A, B, D)),
    }
