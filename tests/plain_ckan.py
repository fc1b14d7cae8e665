"""A small CKAN without our plugin, beside the portal of the tests: a real one, ten ports on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.portal.support import Portal

__all__ = ["ORGANISATION", "running"]

PORTAL = Path(__file__).parents[1] / "test-infrastructure" / "portal.py"
#: The organisation that owns what tests put there.
ORGANISATION = "daten-bw"


@contextmanager
def running(settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Portal]:
    """Start the CKAN and empty it; stopped afterwards. `settings` replace those of the template's."""
    host, _, port = os.environ["HNDIGITAL_TEST_URL"].rstrip("/").rpartition(":")
    there = int(port) + 10
    state = Path(f"{os.environ['HNDIGITAL_TEST_STATE']}-govdata")
    state.mkdir(exist_ok=True)
    own = state / "settings.ini"
    own.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()), encoding="utf-8")
    command = [sys.executable, str(PORTAL)]
    where = ["--state", str(state)]
    starting = [*command, "up", *where, "--port", str(there), "--without-plugin"]
    done = subprocess.run(starting, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    try:
        admin = Portal(f"{host}:{there}", (state / "token").read_text("ascii").strip())
        if ORGANISATION not in admin.api("organization_list"):
            admin.api("organization_create", name=ORGANISATION, title="Daten.BW")
        for name in admin.api("package_list"):
            admin.api("dataset_purge", id=name)
        yield admin
    finally:
        subprocess.run([*command, "down", *where], capture_output=True, timeout=120, check=False)
        own.unlink()
