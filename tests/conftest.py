"""What more than one folder of tests needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hndigital import profiles

from tests import plain_ckan
from tests.portal.support import Portal

# While tests are collected, some already ask for columns and codes.
_HEILBRONN = profiles.use("heilbronn")


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    """Every test begins with Heilbronn's profile in use, whatever the one before did."""
    with profiles.using(_HEILBRONN):
        yield


@pytest.fixture(scope="session")
def stock() -> Iterator[Portal]:
    """Return a CKAN without our plugin, as its sysadmin sees it; started when the first test asks for it."""
    with plain_ckan.running() as admin:
        yield admin
