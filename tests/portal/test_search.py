"""German search through CKAN's package_search on the real Solr: a fixed table of queries and hits.

The datasets of `search/datasets.csv` are made with a tag of their own; a query of
`search/queries.csv` must find exactly the datasets that it names.
"""

from __future__ import annotations

import csv
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

_TABLES = Path(__file__).with_name("search")
_TIMEOUT = 60

Call = Callable[..., Any]


def _rows(name: str) -> list[dict[str, str]]:
    with (_TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def call() -> Iterator[Call]:
    """Call an action of the test portal as its sysadmin."""
    token = Path(os.environ["HNDIGITAL_TEST_TOKEN_FILE"]).read_text(encoding="ascii").strip()
    with requests.Session() as session:
        session.headers["Authorization"] = token

        def action(action: str, /, **data: object) -> Any:
            response = session.post(
                f"{os.environ['HNDIGITAL_TEST_URL']}/api/3/action/{action}", json=data, timeout=_TIMEOUT
            )
            assert response.ok, response.text
            return response.json()["result"]

        yield action


@pytest.fixture(scope="module")
def tag(call: Call) -> Iterator[str]:
    """Make the datasets; give the tag that they share, and remove them afterwards."""
    run = uuid.uuid4().hex[:12]
    organisation = call("organization_create", name=f"zz{run}")["id"]
    names: list[str] = []
    try:
        for row in _rows("datasets.csv"):
            names.append(f"{run}-{row['nr']}")
            call(
                "package_create",
                name=names[-1],
                title=row["title"],
                notes=row["notes"],
                owner_org=organisation,
                tags=[{"name": run}],
            )
        yield run
    finally:
        for name in names:
            call("dataset_purge", id=name)
        call("organization_purge", id=organisation)


@pytest.mark.parametrize(
    ("query", "hits"), [(row["query"], row["hits"].split()) for row in _rows("queries.csv")]
)
def test_query_finds_exactly_its_datasets(call: Call, tag: str, query: str, hits: list[str]) -> None:
    """A query finds every dataset that the table names, and no other."""
    found = call("package_search", q=query, fq=f"tags:{tag}", rows=100)["results"]

    assert sorted(package["name"].removeprefix(f"{tag}-") for package in found) == hits


def test_title_counts_more_than_description(call: Call, tag: str) -> None:
    """The dataset with the word in its title comes before the one that only describes it so."""
    found = call("package_search", q="Haushalt", fq=f"tags:{tag}", rows=100)["results"]

    assert [package["name"] for package in found] == [f"{tag}-20", f"{tag}-16"]
