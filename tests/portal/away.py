"""A service of the portal that is away for as long as a test needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

__all__ = ["away"]

INFRASTRUCTURE = Path(__file__).parents[2] / "test-infrastructure"


@contextmanager
def away(name: str, url: str) -> Iterator[None]:
    """Stop a service of the portal; it is started again whatever happens."""
    sys.path.insert(0, str(INFRASTRUCTURE))
    try:
        from services import postgres, redis, solr
        from services.state import Portal as Services
    finally:
        sys.path.remove(str(INFRASTRUCTURE))
    service: ModuleType = {"postgres": postgres, "redis": redis, "solr": solr}[name]
    services = Services(Path(os.environ["HNDIGITAL_TEST_STATE"]), int(url.rpartition(":")[2]))
    service.down(services)
    try:
        yield
    finally:
        service.up(services)
