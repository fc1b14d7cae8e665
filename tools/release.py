"""Prepare and check a release; docs/releasing.md tells the order.

    python tools/release.py prepare 0.2.0     write the version, and the changelog's section
    python tools/release.py check             say what is missing before the tag
    python tools/release.py build             dist/: sdist and the wheel made from it
    python tools/release.py notes             the newest section of the changelog, for the release page

The changelog is written here and not by towncrier, which cannot add to a section that stands already:
people may write under "Unreleased" or drop a fragment into changelog.d/.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("added", "changed", "fixed", "removed", "security")
UNRELEASED = "## Unreleased"
VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")


class Refused(Exception):
    """A reason why this is no release, with what to do."""


def prepare(root: Path, version: str, day: str) -> None:
    """Write `version` and the ISO date `day` into pyproject.toml, publiccode.yml and CHANGELOG.md.

    Raises Refused for a version that is none, that is not newer, or that has nothing to tell.
    """
    if not VERSION.fullmatch(version):
        raise Refused(f"{version} is no version such as 0.2.0.")
    if _numbers(version) < _numbers(current_version(root)):
        raise Refused(f"{version} is older than {current_version(root)}, which pyproject.toml has.")
    _released(root, version, day)
    _replace(root / "pyproject.toml", r'(?m)^version = ".*"$', f'version = "{version}"')
    _replace(root / "publiccode.yml", r"(?m)^softwareVersion: .*$", f"softwareVersion: {version}")
    _replace(root / "publiccode.yml", r"(?m)^releaseDate: .*$", f'releaseDate: "{day}"')


def current_version(root: Path) -> str:
    """Return the version that pyproject.toml has."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def notes(root: Path) -> tuple[str, str]:
    """Return heading and text of the changelog's newest section that has a text."""
    for part in (root / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        heading, _, text = part.partition("\n")
        if text.strip():
            return heading.strip(), text.strip()
    raise Refused("CHANGELOG.md tells of no version.")


def missing(root: Path) -> Iterator[str]:
    """Yield what keeps this commit from being tagged."""
    version = current_version(root)
    if _git(root, "status", "--porcelain"):
        yield "The tree is not clean: commit or remove what `git status` lists."
    if _git(root, "tag", "--list", f"v{version}"):
        yield f"v{version} is tagged already: `make release VERSION=…` with the next one."
    heading, _ = notes(root)
    if not re.fullmatch(rf"{re.escape(version)} – \d{{4}}-\d\d-\d\d", heading):
        yield f"CHANGELOG.md begins with “{heading}”, not with {version} and a date: `make release` with it."
    if left := sorted(path.name for path in _fragments(root)):
        yield f"changelog.d/ holds {', '.join(left)}: `make release VERSION={version}` moves them."
    if f"softwareVersion: {version}\n" not in (root / "publiccode.yml").read_text(encoding="utf-8"):
        yield f"publiccode.yml has another version than {version}."


def build(root: Path, target: Path) -> list[Path]:
    """Build the sdist of the last commit and the wheel of that sdist into `target`; return both.

    Nothing that is not committed gets in, and the checkout stays as it is.
    """
    target.mkdir(exist_ok=True)
    for old in target.glob("ckanext_hndigital-*"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        archive, source = Path(folder, "source.tar"), Path(folder, "source")
        _git(root, "archive", "--format=tar", f"--output={archive}", "HEAD")
        source.mkdir()
        _run("tar", "-xf", archive, "-C", source)
        sdist = _built("sdist", source, target)
        _run("tar", "-xzf", sdist, "-C", folder)
        return [sdist, _built("wheel", Path(folder, sdist.name.removesuffix(".tar.gz")), target)]


def _built(kind: str, source: Path, target: Path) -> Path:
    code = f"import sys; from setuptools.build_meta import build_{kind} as build; print(build(sys.argv[1]))"
    return target / _run(sys.executable, "-c", code, target.resolve(), cwd=source).splitlines()[-1]


def _released(root: Path, version: str, day: str) -> None:
    """Make the changelog's section of the version: what stands under "Unreleased", and the fragments."""
    path = root / "CHANGELOG.md"
    before, heading, rest = path.read_text(encoding="utf-8").partition(f"{UNRELEASED}\n")
    if not heading:
        raise Refused(f"CHANGELOG.md has no section “{UNRELEASED}”.")
    own, further, older = rest.partition("\n## ")
    entries = {kind: _under(own, kind) for kind in KINDS}
    fragments = sorted(_fragments(root))
    for fragment in fragments:
        kind = fragment.suffixes[-2].removeprefix(".") if len(fragment.suffixes) > 1 else ""
        if kind not in KINDS:
            raise Refused(
                f"changelog.d/{fragment.name}: name it <a-word>.<kind>.md, kind one of {', '.join(KINDS)}."
            )
        text = fragment.read_text(encoding="utf-8").strip()
        entries[kind].append("- " + text.replace("\n", "\n  "))
    told = "\n".join(
        f"### {kind.capitalize()}\n\n" + "\n".join(lines) + "\n" for kind, lines in entries.items() if lines
    )
    if not told:
        raise Refused("Neither “Unreleased” in CHANGELOG.md nor changelog.d/ tells of a change.")
    path.write_text(
        f"{before}{UNRELEASED}\n\n## {version} – {day}\n\n{told}{further}{older}", encoding="utf-8"
    )
    for fragment in fragments:
        fragment.unlink()


def _under(section: str, kind: str) -> list[str]:
    found = re.search(rf"(?ms)^### {kind.capitalize()}\n(.*?)(?=^### |\Z)", section)
    return [found[1].strip()] if found and found[1].strip() else []


def _fragments(root: Path) -> list[Path]:
    return [path for path in (root / "changelog.d").glob("*.md") if path.name != "README.md"]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _replace(path: Path, pattern: str, text: str) -> None:
    new, count = re.subn(pattern, text, path.read_text(encoding="utf-8"))
    if count != 1:
        raise Refused(f"{path.name}: {count} places look like “{pattern}”, one was expected.")
    path.write_text(new, encoding="utf-8")


def _git(root: Path, *args: str) -> str:
    return _run("git", *args, cwd=root)


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def main() -> int:
    """Run the command line; return 1 with the reasons on standard error where something is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prepare").add_argument("version")
    for name in ("check", "build", "notes"):
        commands.add_parser(name)
    args = parser.parse_args()
    reasons: list[str] = []
    try:
        if args.command == "prepare":
            prepare(ROOT, args.version, datetime.now(UTC).date().isoformat())
        elif args.command == "notes":
            print(notes(ROOT)[1])
        elif args.command == "build":
            print(*build(ROOT, ROOT / "dist"), sep="\n")
        else:
            reasons += missing(ROOT)
    except Refused as reason:
        reasons.append(str(reason))
    for one in reasons:
        print(one, file=sys.stderr)
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
