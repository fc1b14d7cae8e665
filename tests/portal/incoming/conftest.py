"""Something that the feeds, lists and files of these tests can hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.portal.support import Portal, Publication, reported


@pytest.fixture(scope="module", autouse=True)
def something_public(admin: Portal, organisation: str) -> Iterator[None]:
    """Publish a project: an empty portal's feeds answer 503 to everything."""
    with Publication(admin, organisation) as publication:
        publication([reported("1655000001")])
        yield
