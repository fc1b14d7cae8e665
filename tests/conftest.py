"""What more than one folder of tests needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import plain_ckan
from tests.portal.support import Portal


@pytest.fixture(scope="session")
def stock() -> Iterator[Portal]:
    """Return a CKAN without our plugin, as its sysadmin sees it; started when the first test asks for it."""
    with plain_ckan.running() as admin:
        yield admin
