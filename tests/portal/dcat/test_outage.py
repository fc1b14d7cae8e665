"""What a feed answers while a service of the portal is away; stops and starts them, so it takes its time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.portal.dcat.city import datasets, feed
from tests.portal.support import Portal

INFRASTRUCTURE = Path(__file__).parents[3] / "test-infrastructure"
STATE = os.environ.get("HNDIGITAL_TEST_STATE", "")
FEEDS = ("/catalog.ttl", "/govdata/catalog.ttl")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not STATE, reason="HNDIGITAL_TEST_STATE is not set: no services to stop"),
    pytest.mark.usefixtures("published"),
]


@contextmanager
def away(name: str, portal: Portal) -> Iterator[None]:
    """Stop a service of the portal; it is started again whatever happens."""
    sys.path.insert(0, str(INFRASTRUCTURE))
    try:
        from services import postgres, solr
        from services.state import Portal as Services
    finally:
        sys.path.remove(str(INFRASTRUCTURE))
    service: ModuleType = {"postgres": postgres, "solr": solr}[name]
    services = Services(Path(STATE), int(portal.url.rpartition(":")[2]))
    service.down(services)
    try:
        yield
    finally:
        service.up(services)


def test_without_the_search_index_a_feed_is_whole(anonymous: Portal) -> None:
    """What the index cannot answer is read from the database: no dataset is missing, nothing is empty."""
    before = [datasets(feed(anonymous, path)) for path in FEEDS]
    with away("solr", anonymous):
        # other pages than before, so that none of them is in memory
        meanwhile = [datasets(feed(anonymous, f"{path}?size=11")) for path in FEEDS]
    assert [sorted(found) for found in meanwhile] == [sorted(found) for found in before]


def test_without_the_database_a_feed_asks_to_come_back(anonymous: Portal) -> None:
    """503 with Retry-After, never an empty 200; afterwards everything is there again."""
    before = [sorted(datasets(feed(anonymous, path))) for path in FEEDS]
    with away("postgres", anonymous):
        for path in FEEDS:
            answer = anonymous.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert [sorted(datasets(feed(anonymous, path))) for path in FEEDS] == before
