"""The table in `docs/govdata.md`: what becomes of each term of our feeds, at GovData and in today's CKAN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import URIRef

from tests.govdata.conftest import Reading
from tests.govdata.reader import clean
from tests.govdata.said import LOST, Fates, fates, plain, said, stored

ONLY_PORTAL = ("dcat:Distribution dcat:accessService",)
ONLY_IF_SET = ("vcard:hasEmail", "vcard:hasTelephone", "foaf:mbox")
ONLY_WITH_PROJECTS = ("dct:subject", "schema:about", "dcat:next", "dcat:prev")


def test_govdata(govdata: Reading) -> None:
    """Each row holds for each dataset of GovData's feed, and no term lacks a row."""
    _check(govdata, fates(0))


def test_todays_ckan(today: Reading) -> None:
    """Read back by today's ckanext-dcat our feed gives the same values; what does not come back is listed."""
    _check(today, fates(1))


def test_the_table_lists_what_is_said(govdata: Reading) -> None:
    """No row is about a term that GovData's feed doesn't have."""
    listed = set(fates(0))
    found = {term for iri in govdata.datasets for term in _said(govdata, iri)}
    absent = listed - found
    if govdata.single:
        assert all(term.startswith(ONLY_PORTAL) for term in absent), absent
    else:
        left_out = (*ONLY_IF_SET, *ONLY_WITH_PROJECTS)
        assert all(term.endswith(left_out) for term in absent), absent


def _said(reading: Reading, place: str) -> Mapping[str, Any]:
    return said(reading.graph, URIRef(reading.datasets[place]["extras"]["uri"]))


def _check(reading: Reading, table: Fates) -> None:
    unlisted: set[str] = set()
    wrong: list[str] = []
    for place, entry in reading.datasets.items():
        resources = {resource["uri"]: resource for resource in entry["resources"]}
        for term, values in _said(reading, place).items():
            key = table.get(term)
            if key is None:
                unlisted.add(term)
            elif key != LOST:
                for node, wanted in values:
                    found = resources.get(str(node), entry)
                    if not _arrived({plain(value) for value in wanted}, stored(found, key), key):
                        wrong.append(f"{place}: {term} → {key}: {wanted} is {stored(found, key)}")
    assert sorted(unlisted) == []
    assert wrong == []


def _arrived(wanted: set[str], found: set[str], key: str) -> bool:
    if key == "tags":
        return {clean(word) for word in wanted} <= {clean(word) for word in found}
    return wanted <= found
