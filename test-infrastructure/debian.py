#!/usr/bin/env python3
"""Install the Debian packages that set-up needs, or say which one line an administrator runs.

The list is `debian-packages.txt` beside this file. Each package has a probe, so that a machine
that has the program from elsewhere is left alone. Nothing is started by the installation: the
portal runs servers of its own.

Exit codes: 0 everything is there, 1 something is missing and can't be installed here.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import glob
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

PACKAGES = Path(__file__).with_name("debian-packages.txt")
POLICY = Path("/usr/sbin/policy-rc.d")
"""Debian asks this program before a package starts its service; exit code 101 says no."""


def wanted() -> list[tuple[str, str]]:
    """Return (package, probe) for each line of the list."""
    lines = (line.partition("#")[0].split() for line in PACKAGES.read_text(encoding="utf-8").splitlines())
    return [(fields[0], fields[1]) for fields in lines if fields]


def present(probe: str) -> bool:
    """Tell whether what a probe asks for is on this machine."""
    kind, _, name = probe.partition(":")
    match kind:
        case "command":
            return shutil.which(name) is not None
        case "file":
            return bool(glob.glob(name))
        case "library":
            return ctypes.util.find_library(name) is not None
        case "module":
            return importlib.util.find_spec(name) is not None
        case "header":
            return Path(sysconfig.get_paths()["include"], "Python.h").is_file()
    raise SystemExit(f"{PACKAGES.name}: unknown kind of probe: {probe}")


def missing() -> list[str]:
    """Return the packages whose probe fails, in the list's order."""
    return [package for package, probe in wanted() if not present(probe)]


@contextlib.contextmanager
def services_stay_down() -> Iterator[None]:
    """Keep apt from starting the services of the packages that it installs."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def install(packages: list[str]) -> None:
    """Install packages with apt-get; raises CalledProcessError when apt-get fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with services_stay_down():
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )


def main() -> int:
    """Make the machine ready, or say what it lacks."""
    packages = missing()
    if not packages:
        return 0
    line = "apt-get install -y --no-install-recommends " + shlex.join(packages)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print("Programs are missing. An administrator installs them with this line:", file=sys.stderr)
        print(f"  {line}", file=sys.stderr)
        return 1
    print("Debian packages: installing " + ", ".join(packages), flush=True)
    try:
        install(packages)
    except subprocess.CalledProcessError:
        print(f"apt-get failed; run this by hand to see why: apt-get update && {line}", file=sys.stderr)
        return 1
    still = missing()
    if still:
        print(f"Installed, but still not found: {', '.join(still)} (see {PACKAGES})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
