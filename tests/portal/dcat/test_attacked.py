"""Sixty datasets that somebody made to break the feeds, by the API and in the database, all at once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from hndigital.dcat.beyond import reading_findings
from hndigital.dcat.fields import DATASET, DISTRIBUTION, OF_DATASETS, OF_FILES
from hndigital.dcat.serialize import FORMATS
from hndigital.dcat.validate import RuleProfile, Severity, validate
from rdflib import Graph

from tests.govdata.conftest import read_back
from tests.portal import database
from tests.portal.dcat.city import datasets, files_of, graph_of
from tests.portal.support import TIMEOUT, ApiError, Portal, purge

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("published")]

COUNT = 60
NAME = "angriff-"
FEEDS = ("/catalog", "/govdata/catalog")
TEXTS = (
    *("\x01\x02\x1f", "Titel\x0b\x7f\x85", "\ufffe\uffff", "\u202eтест\u202c", "مجموعة", "\U0001f4a9" * 50),
    *("]]>&<b>", "<script>x()</script>", "a\r\nb\rc\u2028d", "x" * 1_000_000, "\u0301\u0301", "0", "None"),
    *("{{ 7*7 }}", "%s %d {0}", "'; DROP TABLE package; --", "\\u0000", '"""', "@prefix : <x> ."),
)
ADDRESSES = (
    *(
        "javascript:alert(1)",
        "https://x.example/a\x01b",
        "https://x.example/#a#b?c[]=1&d=100%",
        "http://[::1",
    ),
    *(
        "",
        "https://user:pw@x.example/",
        "https://x.example:99999/",
        "//x.example/a",
        "https://x.example/ä ö<>|`",
    ),
    *("HTTPS://X.EXAMPLE:443/a/", "https://x.example/a", "ftp://x.example/%zz", "mailto:a@b.example"),
    *(
        "{base}/id/register",
        "{base}/id/edition/2020-2/",
        "{base}/id/datensatz/2020000072",
        "{base}/ID/register",
    ),
    *("{base}/id/katalog", "{base}/id/organisation/stadt-heilbronn", "https://x.example/%61"),
)
IDENTIFIERS = (
    *(
        "heilbronn-digitalprojekte",
        "Heilbronn-Digitalprojekte",
        "heilbronn%2Ddigitalprojekte",
        "a",
        "%61",
        "a ",
    ),
    *(
        "heilbronn-digitalprojekte/",
        "heilbronn-digitalprojekt-2020000072",
        "\u00a0heilbronn-digitalprojekte-2020-2",
    ),
    *("A", "á", "a\u0301", "\x01", "urn:uuid:1", "{base}/id/register"),
)
OTHERS = (
    *("[" * 5000, '["a", {"b": [1, null]}]', "{}", '[{"uri": "{base}/id/register"}]', "[null]", "9999-12-31"),
    *(
        "31.02.2021",
        "0000-00-00",
        "-1",
        "1e400",
        "NaN",
        "{a,b}",
        "PT-1S",
        "P",
        "http://publications.europa.eu/",
    ),
    *('{"type": "Point", "coordinates": [1e999, 0]}', '{"type": "Polygon", "coordinates": []}', "POINT(1)"),
)
ANY = (*TEXTS, *ADDRESSES, *IDENTIFIERS, *OTHERS)
SHORT = tuple(text for text in ANY if len(text) < 10_000)
"""The search index takes no longer words: what is longer stands in the database only."""
NAMES = sorted(
    {one.name for one in DATASET}
    | set(OF_DATASETS)
    | {"identifier", "uri", "title_en", "notes_en", "spatial", "spatial_uri", "spatial_coverage"}
    | {"temporal_start", "temporal_end", "temporal_coverage", "contributor_id", "licenseAttributionByText"}
    | {
        f"{role}_{part}"
        for role in ("publisher", "creator", "contact", "originator")
        for part in ("name", "uri")
    }
    | {"publisher", "contact", "creator", "qualified_relation", "access_rights", "guid"}
)
OF_RESOURCES = sorted(
    {one.name for one in DISTRIBUTION}
    | set(OF_FILES)
    | {"license", "uri", "access_services", "hash", "mimetype"}
)


class Attacker:
    """Makes datasets of a fixed chance: the same ones each time."""

    def __init__(self, admin: Portal) -> None:
        self.admin = admin
        self.chance = random.Random(20_260_114)  # noqa: S311 - nothing secret

    def any(self, values: tuple[str, ...] = ANY) -> str:
        return self.chance.choice(values).replace("{base}", self.admin.url)

    def fields(self, names: list[str], most: int, values: tuple[str, ...] = ANY) -> dict[str, str]:
        chosen = self.chance.sample(names, self.chance.randint(0, most))
        found = {name: self.any(values) for name in chosen}
        if "identifier" in found:
            found["identifier"] = self.any(IDENTIFIERS)
        return found

    def by_database(self, number: int) -> str:
        """Make a plain dataset, then write into the database what no action would take."""
        made = self.admin.api(
            "package_create",
            name=f"{NAME}{number}",
            title=f"Angriff {number}",
            owner_org="stadt-heilbronn",
            license_id="dl-de-by-2.0",
            resources=[{"name": "Datei", "url": "https://x.example/a.csv", "format": "CSV"}] * (number % 4),
        )
        columns = {
            name: self.any()
            for name in ("title", "notes", "url", "version", "author")
            if self.chance.random() < 0.4
        }
        if "version" in columns:
            columns["version"] = columns["version"][:100]  # what the column holds
        if self.chance.random() < 0.2:
            columns["license_id"] = self.any(TEXTS)
        extras = self.fields(NAMES, 8)
        if number == 0:  # one says nothing and copies an identifier, whatever chance gives
            columns["title"], extras["identifier"] = "\x01", IDENTIFIERS[0]
        database.change("package", made["id"], **columns, extras=extras)
        for resource in made["resources"]:
            values = {
                name: self.any()
                for name in ("name", "description", "format", "mimetype")
                if self.chance.random() < 0.4
            }
            # the database has an index of addresses, which holds no long ones
            values["url"] = self.any(ADDRESSES)
            database.change("resource", resource["id"], **values, extras=self.fields(OF_RESOURCES, 5))
        return str(made["name"])

    def by_api(self, number: int) -> str:
        """Send what JSON can say; what CKAN does not take, or fails on, is not there."""
        values: dict[str, Any] = {
            "name": f"{NAME}{number}",
            "title": self.any(SHORT),
            "owner_org": "stadt-heilbronn",
            "license_id": "dl-de-by-2.0",
            "private": number % 11 == 0,
            "state": "draft" if number % 13 == 0 else "active",
            "resources": [
                {"name": self.any(SHORT), "format": self.any(SHORT), "url": self.any(ADDRESSES)},
                {"url": "https://x.example/a.csv"},
            ],
            **self.fields(NAMES, 3, SHORT),
        }
        odd = self.chance.choice(("title", "notes", "tags", "extras", "resources", "identifier", "spatial"))
        values[odd] = self.chance.choice(
            ([1, [2]], {"a": {"b": 1}}, None, True, 1e300, "\ud800", "\x00", [{}])
        )
        body = json.dumps(values).encode()
        answer = requests.post(
            f"{self.admin.url}/api/3/action/package_create",
            data=body,
            headers={"Authorization": self.admin.token, "Content-Type": "application/json"},
            timeout=TIMEOUT,
        )
        return str(values["name"]) if answer.ok else ""


@pytest.fixture(scope="module")
def attacked(published: object, admin: Portal) -> Iterator[list[str]]:
    """Make them all; yield the names of those that are there."""
    attacker = Attacker(admin)
    names = []
    try:
        for number in range(COUNT):
            one = attacker.by_api(number) if number % 2 else attacker.by_database(number)
            names += [one] if one else []
        yield names
    finally:
        for number in range(COUNT):
            purge(admin, f"{NAME}{number}")


@pytest.mark.parametrize("feed", FEEDS)
def test_every_page_of_every_format(
    attacked: list[str], anonymous: Portal, tmp_path: Path, feed: str
) -> None:
    """Well-formed, equal triple by triple, no violation, nothing on which readers fail; GovData reads all."""
    graphs: dict[str, Graph] = {}
    read: dict[str, set[str]] = {}
    for suffix in FORMATS:
        files = files_of(anonymous, feed, suffix, tmp_path, size=50)
        graphs[suffix] = graph_of(files)
        if feed.startswith("/govdata"):
            found = read_back(*files, govdata=True)
            assert all(one["title"].strip() for one in found)
            read[suffix] = {one["extras"]["uri"] for one in found}
            assert len({one["extras"]["identifier"] for one in found}) == len(found)
    assert set(graphs["ttl"]) == set(graphs["rdf"]) == set(graphs["jsonld"])
    assert [str(one) for one in reading_findings(graphs["ttl"])] == []
    report = validate(graphs["ttl"], RuleProfile.V20 if feed.startswith("/govdata") else RuleProfile.V30)
    assert [str(one) for one in report.findings if one.severity is Severity.VIOLATION] == []
    listed = set(datasets(graphs["ttl"]))
    assert all(one == listed for one in read.values())
    assert len(listed) > COUNT / 4


def test_what_is_left_out_is_named(attacked: list[str], anonymous: Portal) -> None:
    """The report answers, and names each copied identifier and each title that says nothing."""
    report: Mapping[str, Any] = anonymous.api("hndigital_govdata_report")
    found = {one["rule"] for one in report["unsaid"] if one["name"].startswith(NAME)}
    assert {"titel_leer", "zeichen", "adresse", "kennung_vergeben", "wert_unbekannt"} <= found
    assert {"format_unbekannt", "lizenz_unbekannt"} <= found
    assert anonymous.get("/metadatenqualitaet").status_code == 200


def test_pages_of_each_answer(attacked: list[str], anonymous: Portal) -> None:
    """Each public one has its page, its files' pages and its documents; others have none for everybody."""
    for name in attacked:
        try:
            dataset = anonymous.api("package_show", id=name)
        except ApiError as error:
            if error.status not in (403, 500):  # CKAN itself cannot show http://[::1, which no action takes
                raise
            continue
        files = [f"/dataset/{name}/resource/{one['id']}" for one in dataset["resources"]]
        for path in (f"/dataset/{name}", f"/metadatenqualitaet/{name}", *files):
            assert anonymous.get(path).status_code == 200, path
        answer = anonymous.get(f"/dataset/{name}.rdf")
        assert answer.status_code == 200, name
        Graph().parse(data=answer.content, format="xml")
