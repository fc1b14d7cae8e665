"""What the portal's log tells an operator: nothing that isn't worth a look."""

from __future__ import annotations

import os
from pathlib import Path

import requests


def test_every_option_that_is_asked_for_is_declared(portal_url: str) -> None:
    """CKAN warns of each option that code reads and nothing declares; a start and a page give none."""
    assert requests.get(f"{portal_url}/digitalprojekte", timeout=60).ok
    logs = Path(os.environ["HNDIGITAL_TEST_STATE"], "logs")
    lines = [line for name in ("setup", "ckan") for line in (logs / f"{name}.log").read_text().splitlines()]
    assert [line for line in lines if "is not declared" in line] == []
