"""German search through CKAN's package_search on the real Solr: a fixed table of queries and hits.

The datasets of `search/datasets.csv` are made with a tag of their own; a query of
`search/queries.csv` must find exactly the datasets that it names.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.support import Portal

_TABLES = Path(__file__).with_name("search")


def _rows(name: str) -> list[dict[str, str]]:
    with (_TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def tag(admin: Portal) -> Iterator[str]:
    """Make the datasets; give the tag that they share, and remove them afterwards."""
    run = uuid.uuid4().hex[:12]
    organisation = admin.api("organization_create", name=f"zz{run}")["id"]
    names: list[str] = []
    try:
        for row in _rows("datasets.csv"):
            names.append(f"{run}-{row['nr']}")
            admin.api(
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
            admin.api("dataset_purge", id=name)
        admin.api("organization_purge", id=organisation)


def _found(admin: Portal, tag: str, query: str) -> list[str]:
    """Return the numbers of the datasets that a query finds, best first."""
    answer = admin.api("package_search", q=query, fq=f"tags:{tag}", rows=100)
    return [package["name"].removeprefix(f"{tag}-") for package in answer["results"]]


@pytest.mark.parametrize(
    ("query", "hits"), [(row["query"], row["hits"].split()) for row in _rows("queries.csv")]
)
def test_query_finds_exactly_its_datasets(admin: Portal, tag: str, query: str, hits: list[str]) -> None:
    """A query finds every dataset that the table names, and no other."""
    assert sorted(_found(admin, tag, query)) == hits


def test_title_counts_more_than_description(admin: Portal, tag: str) -> None:
    """The dataset with the word in its title comes before the one that only describes it so."""
    assert _found(admin, tag, "Haushalt") == ["20", "16"]
