"""`ckan hndigital …` on a portal of the tests, as whoever runs it types it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Ran", "ckan"]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said to whoever typed it."""

    code: int
    out: str
    err: str


def ckan(ini: Path, *words: str | Path) -> Ran:
    """Run a command of CKAN's with this configuration."""
    program = Path(sys.executable).with_name("ckan")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CKAN")}
    command = [str(program), "-c", str(ini), *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)
