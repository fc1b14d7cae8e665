"""Hold the pinned versions against what is known about them: `make audit`.

    advisories   requirements/advisories.yaml, dated, without the network (`make test` does this as well)
    withdrawn    versions that their authors have yanked, from the package index that pip asks
    pip-audit    the advisory database of PyPI

Exit code 0: asked everywhere, nothing found; 1: something found; 2: nothing found, but a source could not be
asked. pip-audit by itself calls it a success when its database knows none of the packages.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
PINS = REQUIREMENTS / "constraints.txt"
ADVISORIES = REQUIREMENTS / "advisories.yaml"
_SECONDS = 1800
"""A first run may download every package."""


class Unreachable(Exception):
    """A source could not be asked."""


def pins(text: str) -> dict[str, Version]:
    """Return the pinned versions by normalised name."""
    found: dict[str, Version] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            requirement = Requirement(line)
            found[canonicalize_name(requirement.name)] = Version(
                str(requirement.specifier).removeprefix("==")
            )
    return found


def known(document: Mapping[str, Any], pinned: Mapping[str, Version]) -> Iterator[str]:
    """Yield a sentence for each advisory that holds for a pinned version without anything done about it."""
    for advisory in document["advisories"]:
        version = pinned.get(canonicalize_name(advisory["package"]))
        fixed = advisory.get("fixed")
        if version is None or (fixed is None and advisory.get("here")):
            continue
        if fixed is None or version < Version(str(fixed)):
            yield f"{advisory['package']} {version}: {advisory['id']} ({advisory['about']}), fixed in {fixed}"


def withdrawn() -> Iterator[str]:
    """Yield a sentence for each pinned version that was yanked; raises Unreachable."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = ("--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--report", report)
        done = _run(sys.executable, "-m", "pip", "install", *options, "-r", PINS)
        if done.returncode != 0 or not report.exists():
            raise Unreachable("pip could not ask its package index")
        for entry in json.loads(report.read_text("utf-8"))["install"]:
            if entry["is_yanked"]:
                yield f"{entry['metadata']['name']} {entry['metadata']['version']}: withdrawn by its authors"


def audited(tool: str) -> Iterator[str]:
    """Yield a sentence for each fault that pip-audit names; raises Unreachable if it knows no package."""
    options = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
    done = _run(tool, "-r", PINS, *options)
    try:
        entries = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise Unreachable("pip-audit could not ask its advisory database") from None
    for entry in entries:
        for fault in entry.get("vulns", ()):
            fixed = ", ".join(fault["fix_versions"]) or "no version yet"
            yield f"{entry['name']} {entry['version']}: {fault['id']}, fixed in {fixed}"
    skipped = [entry["name"] for entry in entries if "skip_reason" in entry]
    if skipped:
        raise Unreachable(f"the advisory database knows nothing of {len(skipped)} of {len(entries)} packages")


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"{command[0]}: {error}") from error


def main() -> int:
    """Ask all sources and say what each answered."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--pip-audit", default="pip-audit", help="the program (default: on the PATH)")
    tool = arguments.parse_args().pip_audit
    advisories = yaml.safe_load(ADVISORIES.read_text("utf-8"))
    pinned = pins(PINS.read_text("utf-8"))
    sources = {
        f"advisories.yaml of {advisories['as_of']}": known(advisories, pinned),
        "withdrawn versions": withdrawn(),
        "pip-audit": audited(tool),
    }
    found = unasked = 0
    for name, sentences in sources.items():
        before = found
        try:
            for sentence in sentences:
                print(f"{name}: {sentence}")
                found += 1
        except Unreachable as error:
            print(f"{name}: NOT ASKED: {error}")
            unasked += 1
        else:
            print(f"{name}: {found - before} found in {len(pinned)} packages")
    if found:
        return 1
    return 2 if unasked else 0


if __name__ == "__main__":
    sys.exit(main())
