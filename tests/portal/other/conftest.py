"""A portal of its own whose definitions know more fields, ratings and columns, with a report of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.additional import Additional
from tests.other.definitions import write_definitions
from tests.other.report import TEXT
from tests.portal.support import Portal


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Start a portal with the other definitions, publish the report there, and return it as its sysadmin."""
    folder = tmp_path_factory.mktemp("other")
    portal = Additional("other")
    # The portal's servers run as other users, who may not look into pytest's folders.
    portal.environment["HNDIGITAL_SCHEMAS"] = str(write_definitions(portal.state / "schemas"))
    (folder / "bericht.txt").write_text(TEXT, encoding="utf-8")
    hndigital = Path(sys.executable).with_name("hndigital")
    try:
        portal.up()
        portal.run(hndigital, "harvest", folder / "bericht.txt", "--out", folder / "paket")
        publish = (hndigital, "publish", folder / "paket", "--ckan", portal.url)
        portal.run(*publish, "--token-file", portal.state / "token", "--journal", folder / "journal.json")
        yield portal.admin
    finally:
        portal.clean()
