"""Metadata quality on the portal: its points equal an independent count from the feed, dataset by dataset."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hndigital.dcat.validate import RuleProfile, Severity, validate
from hndigital.publisher.client import Portal as Client
from rdflib import Graph
from rdflib.namespace import Namespace

from tests.portal import admin as upkeep
from tests.portal.publication.scenes import Command, first_round
from tests.portal.support import ApiError, Portal, Publication, eventually, purge, reported

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX ft: <http://publications.europa.eu/resource/authority/file-type/>
"""
#: Points by what is asked, of each dataset; written here anew so that the count is independent.
OF_DATASETS = {
    "?x dcat:keyword ?v": 30,
    "?x dcat:theme ?v": 30,
    "?x dct:spatial ?v": 20,
    "?x dct:temporal ?v": 20,
    "?x dct:accessRights ?v": 10,
    "?x dct:accessRights ?v FILTER(STRSTARTS(STR(?v),"
    " 'http://publications.europa.eu/resource/authority/access-right/'))": 5,
    "?x dcat:contactPoint ?v": 20,
    "?x dct:publisher ?v": 10,
    "?x dct:issued ?v": 5,
    "?x dct:modified ?v": 5,
}
LISTED = "FILTER(STRSTARTS(STR(?v), 'http://publications.europa.eu/resource/authority/file-type/'))"
#: The same of each distribution.
OF_DISTRIBUTIONS = {
    "?x dcat:accessURL ?v FILTER(STRSTARTS(STR(?v), '{portal}/'))": 50,
    "?x dcat:downloadURL ?v": 20,
    "?x dcat:downloadURL ?v FILTER(STRSTARTS(STR(?v), '{portal}/'))": 30,
    "?x dct:format ?v": 20,
    "?x dcat:mediaType ?v": 10,
    f"?x dct:format ?v {LISTED} ?x dcat:mediaType ?m FILTER(CONTAINS(STR(?m), 'iana.org/'))": 10,
    "?x dct:format ?v FILTER(?v IN (ft:CSV, ft:JSON, ft:ZIP))": 20,
    "?x dct:format ?v FILTER(?v IN (ft:CSV, ft:JSON))": 20,
    "?x dct:license ?v": 20,
    "?x dct:license ?v FILTER(STRSTARTS(STR(?v), 'http://dcat-ap.de/def/licenses/'))": 10,
    "?x dct:rights ?v": 5,
    "?x dcat:byteSize ?v": 5,
}
CONFORMS = 30

FLAWS: list[dict[str, Any]] = [
    {},
    {"tags": [], "notes": ""},
    {"resources": [{"name": "Tabelle", "url": "https://daten.example/d.csv", "format": "CSV"},
                   {"name": "Bericht", "url": "https://daten.example/d.pdf", "format": "PDF"}]},
    {"resources": [{"name": "Kaputt", "url": "mailto:amt@daten.example", "format": "Unsinn"}]},
    {"resources": []},
    {"temporal_start": "2024-01-01", "license_id": "notspecified"},
]  # fmt: skip


def ordinary(admin: Portal, **flaw: Any) -> str:
    """Make an ordinary dataset of a city and return its name."""
    name = f"quality-{uuid.uuid4().hex[:8]}"
    values = {
        "name": name,
        "title": f"Güte {name}",
        "notes": "Ein Datensatz.",
        "owner_org": "stadt-heilbronn",
        "license_id": "dl-de-by-2.0",
        "tags": [{"name": "probe"}],
        "resources": [{"name": "Datei", "url": "https://daten.example/d.pdf", "format": "PDF"}],
    }
    admin.api("package_create", **{**values, **flaw})
    return name


@pytest.fixture(scope="module")
def datasets(admin: Portal, organisation: str, numbers: Callable[[], str]) -> Iterator[list[str]]:
    """Publish projects beside ordinary datasets with flaws; yield the names of these."""
    with Publication(admin, organisation) as publication:
        publication([reported(numbers()), reported(numbers(), dezernat="II", strategiefeld_teilhabe="")])
        names = [ordinary(admin, **flaw) for flaw in FLAWS]
        yield names
        for name in names:
            purge(admin, name)


def assessed(portal: Portal, **filters: Any) -> dict[str, Any]:
    """Return the action's answer once all datasets have been assessed."""

    def probe() -> Any:
        answer = portal.api("hndigital_metadatenqualitaet", limit=1000, **filters)
        return answer if answer["assessed"] == answer["total"] else None

    return eventually(probe, 180)


def feed(portal: Portal) -> Graph:
    """Read the whole feed along hydra:next."""
    whole, path = Graph(), "/catalog.ttl"
    while path:
        page = Graph().parse(data=portal.get(path).content, format="turtle")
        whole += page
        path = next((str(o).removeprefix(portal.url) for o in page.objects(None, HYDRA.next)), "")
    return whole


def count(graph: Graph, portal_url: str) -> dict[str, int]:
    """Return the points of each dataset of a feed, by its identifier: SPARQL for every indicator."""

    def sums(questions: dict[str, int]) -> dict[str, int]:
        points: dict[str, int] = {}
        for question, worth in questions.items():
            where = question.replace("{portal}", portal_url)
            for row in graph.query(f"{PREFIXES} SELECT DISTINCT ?x WHERE {{ {where} }}"):
                points[str(row[0])] = points.get(str(row[0]), 0) + worth
        return points

    of_dataset, of_distribution = sums(OF_DATASETS), sums(OF_DISTRIBUTIONS)
    broken = {
        f.dataset for f in validate(graph, RuleProfile.V30).findings if f.severity is Severity.VIOLATION
    }
    best: dict[str, int] = {}
    for dataset, distribution in graph.query(f"{PREFIXES} SELECT ?d ?x WHERE {{ ?d dcat:distribution ?x }}"):
        found = of_distribution.get(str(distribution), 0)
        best[str(dataset)] = max(best.get(str(dataset), 0), found)
    return {
        str(identifier): of_dataset[str(dataset)]
        + best.get(str(dataset), 0)
        + (0 if str(dataset) in broken else CONFORMS)
        for dataset, identifier in graph.query(
            f"{PREFIXES} SELECT ?d ?i WHERE {{ ?d a dcat:Dataset ; dct:identifier ?i }}"
        )
    }


def test_the_points_equal_an_independent_count_from_the_feed(anonymous: Portal, datasets: list[str]) -> None:
    """Dataset by dataset: projects, register, edition, and ordinary ones with every kind of flaw."""
    points = compare(anonymous)
    assert len(points) > len(datasets) + 2
    assert len(set(points.values())) > 4


def compare(portal: Portal) -> dict[str, int]:
    """Hold the action's points against the count from the feed; return them by dct:identifier.

    Files without an open licence are in no feed, but count for what is good about them: such a dataset has no
    fewer points than the feed shows.
    """
    expected = count(feed(portal), portal.url)
    answer = assessed(portal)
    found = {}
    for row in answer["results"]:
        by_id = f"heilbronn-{row['id']}"
        key = by_id if by_id in expected else f"heilbronn-{row['name']}"
        found[key] = row["points"]
        if row["govdata"].startswith("lizenz"):
            assert row["points"] >= expected[key]
            expected[key] = row["points"]
    assert found == expected
    assert len(found) == answer["count"] == answer["total"]
    return found


def test_list_and_detail_say_the_same(anonymous: Portal, datasets: list[str]) -> None:
    """A dataset's own answer has the points of the list, dimension by dimension, worst first."""
    rows = assessed(anonymous)["results"]
    shares = [row["points"] / (row["most"] - row["open"]) for row in rows]
    assert shares == sorted(shares)
    for row in [row for row in rows if row["name"] in datasets]:
        detail = anonymous.api("hndigital_metadatenqualitaet", id=row["name"])
        assert (detail["points"], detail["open"]) == (row["points"], row["open"])
        assert {part["code"]: part["points"] for part in detail["dimensions"]} == {
            code: part["points"] for code, part in row["dimensions"].items()
        }


def test_what_changes_is_assessed_anew(admin: Portal, anonymous: Portal, datasets: list[str]) -> None:
    """A keyword more gives its 30 points at once, and a filter by what is missing no longer finds it."""
    name = ordinary(admin, title="Ohne Zeit", resources=[{"url": "https://daten.example/x", "format": "CSV"}])
    try:
        before = anonymous.api("hndigital_metadatenqualitaet", id=name)["points"]
        lacking = assessed(anonymous, missing="temporal")["results"]
        assert name in {row["name"] for row in lacking}
        admin.api("package_patch", id=name, temporal_start="2024-01-01")
        assert anonymous.api("hndigital_metadatenqualitaet", id=name)["points"] == before + 20
        lacking = assessed(anonymous, missing="temporal")["results"]
        assert name not in {row["name"] for row in lacking}
    finally:
        purge(admin, name)


def test_a_private_dataset_is_its_editors_business(
    admin: Portal, anonymous: Portal, datasets: list[str]
) -> None:
    """It has points for who may read it; others find neither page nor answer nor a trace in the figures."""
    before = assessed(anonymous)["total"]
    name = ordinary(admin, private=True)
    try:
        assert admin.api("hndigital_metadatenqualitaet", id=name)["points"] > 0
        with pytest.raises(ApiError) as refused:
            anonymous.api("hndigital_metadatenqualitaet", id=name)
        assert refused.value.status in (403, 404)
        assert anonymous.get(f"/metadatenqualitaet/{name}").status_code == 404
        assert assessed(anonymous)["total"] == before
    finally:
        purge(admin, name)


@pytest.mark.parametrize("wrong", [{"rating": "superb"}, {"missing": "alles"}, {"sort": "name"}])
def test_a_wrong_parameter_is_named(anonymous: Portal, wrong: dict[str, str]) -> None:
    """What the action does not know is refused by its name, not passed over."""
    with pytest.raises(ApiError) as refused:
        anonymous.api("hndigital_metadatenqualitaet", **wrong)
    assert set(wrong) <= set(refused.value.errors)


def test_an_unknown_dataset_is_not_found(anonymous: Portal) -> None:
    """Neither the page nor the action invents a dataset."""
    assert anonymous.get("/metadatenqualitaet/gibt-es-nicht").status_code == 404


class _Server(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200 if self.path == "/da.csv" else 404)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_arguments: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def foreign_host() -> Iterator[str]:
    """Return the address of a server that has one file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_links_are_checked_by_the_command(
    admin: Portal, anonymous: Portal, datasets: list[str], foreign_host: str
) -> None:
    """Before, whether a foreign address answers is open; after it, the points are given or lost."""
    names = [
        ordinary(admin, resources=[{"name": "D", "url": f"{foreign_host}/{file}", "format": "CSV"}])
        for file in ("da.csv", "weg.csv")
    ]

    def accessible() -> list[str]:
        answers = [anonymous.api("hndigital_metadatenqualitaet", id=name) for name in names]
        return [
            check["state"]
            for answer in answers
            for part in answer["dimensions"]
            for check in part["indicators"]
            if check["code"] == "access_url_status"
        ]

    try:
        assessed(anonymous)
        assert accessible() == ["open", "open"]
        ini = Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini"
        command = [str(Path(sys.executable).with_name("ckan")), "-c", str(ini), "hndigital", "linkcheck"]
        done = subprocess.run(
            [*command, "--private-networks"], capture_output=True, text=True, check=True, timeout=120
        )
        assert f"404  {foreign_host}/weg.csv" in done.stdout
        assert accessible() == ["met", "missed"]
        listed = {row["name"]: row for row in assessed(anonymous)["results"]}
        assert [listed[name]["open"] for name in names] == [0, 0]
    finally:
        for name in names:
            purge(admin, name)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ("", "inner  {host}/da.csv"),
        ("10.0.0.0/8 localhost", "inner  {host}/da.csv"),
        ("127.0.0.0/8", "404  http://2130706433:"),
    ],
)
def test_links_into_the_own_network(
    admin: Portal, datasets: list[str], foreign_host: str, tmp_path: Path, hosts: str, expected: str
) -> None:
    """An editor's link into the portal's network is asked only if the operator names its host."""
    name = ordinary(
        admin,
        resources=[
            {"name": "D", "url": f"{foreign_host}/da.csv", "format": "CSV"},
            {
                "name": "E",
                "url": f"http://2130706433:{foreign_host.rpartition(':')[2]}/weg.csv",
                "format": "CSV",
            },
        ],
    )
    given = (Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini").read_text("utf-8")
    ini = tmp_path / "ckan.ini"
    ini.write_text(
        given.replace("[app:main]", f"[app:main]\nckanext.hndigital.linkcheck.inner_hosts = {hosts}", 1),
        "utf-8",
    )
    command = [str(Path(sys.executable).with_name("ckan")), "-c", str(ini), "hndigital", "linkcheck"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        assert expected.format(host=foreign_host) in done.stdout
    finally:
        purge(admin, name)


def test_the_same_with_a_published_report(
    admin: Portal, anonymous: Portal, datasets: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With projects, register, edition and series beside them the counts are equal as well."""
    client = Client(admin.url, admin.token)
    upkeep.make_organisation(client)
    Command(tmp_path_factory.mktemp("quality"), admin.token).publish(first_round())
    try:
        assert len(compare(anonymous)) >= len(datasets) + 5
    finally:
        for name in datasets:
            purge(admin, name)
        upkeep.reset(client)
