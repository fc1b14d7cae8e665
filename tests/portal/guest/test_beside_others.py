"""All three plugins beside extensions of others: menus, tabs, feeds, pages and forms of those work."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator

import pytest

from tests.additional import Additional

pytestmark = pytest.mark.slow

GUESTS = os.environ.get("HNDIGITAL_TEST_GUESTS", "")
"""Folder with the extensions of requirements/guests.txt; `make test-all` fills it."""
EXTENSIONS = {
    "showcase": "ckanext-showcase",
    "harvest": "ckanext-harvest",
    "spatial_metadata": "ckanext-spatial",
    "spatial_query": "ckanext-spatial",
    "xloader": "ckanext-xloader",
    "pages": "ckanext-pages",
}


def _installed() -> list[str]:
    there = {one.metadata["Name"] for one in importlib.metadata.distributions(path=[GUESTS])}
    return [plugin for plugin, package in EXTENSIONS.items() if package in there]


@pytest.fixture(scope="module")
def portal() -> Iterator[Additional]:
    """Return a host's portal with those of the extensions that are there."""
    if not GUESTS:
        pytest.skip("HNDIGITAL_TEST_GUESTS is not set: no extensions of others")
    found = Additional("others")
    try:
        yield found
    finally:
        found.clean()
