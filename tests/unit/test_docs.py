"""README, CONTRIBUTING and docs/: the commands, paths, settings and make targets that they name exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import click
import pytest
import yaml
from hndigital.cli.main import COMMANDS, cli

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "ckanext-hndigital" / "ckanext" / "hndigital"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
FENCED = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FOLDERS = (
    *("changelog.d", "ckanext-hndigital", "deploy", "docker", "docs", "harvester", "requirements", "schemas"),
    *("test-infrastructure", "tests", "tools"),
)


def code(text: str) -> Iterator[str]:
    """Yield the lines of code blocks and the code within sentences and tables."""
    for block in FENCED.findall(text):
        yield from block.replace("\\\n", " ").splitlines()
    yield from (span.replace(r"\|", "|") for span in re.findall(r"`([^`\n]+)`", FENCED.sub("", text)))


def named(pattern: str) -> list[tuple[str, str]]:
    """Return (page, match) of everything in code that `pattern` finds."""
    return [
        (page, found)
        for page, text in TEXTS.items()
        for line in code(text)
        for found in re.findall(pattern, line)
    ]


def parse(line: str) -> None:
    """Let click parse a command line without running it; a sentence may name a command without arguments."""
    first, *args = shlex.split(line, comments=True)
    context = click.Context(cli)
    if first.startswith("-"):
        cli.make_context("hndigital", [first], resilient_parsing=True)
        return
    command = cli.get_command(context, first)
    if command is None:
        raise click.UsageError(f"no command {first}")
    try:
        command.make_context(first, ["https://example.org" if arg == "URI" else arg for arg in args])
    except click.MissingParameter:
        if args:
            raise


def test_every_command_line_is_understood() -> None:
    """`hndigital …` in a block, a sentence or the README's table has options and arguments that exist."""
    # not what ckan.plugins lists
    lines = named(r"^(?:\$ )?(?:[A-Z_]+=\S+ )?hndigital ((?!scheming_datasets|hndigital_).+)$")
    lines += [(page, line) for page, line in named(r"^([a-z]+ [A-Z].*)$") if line.split()[0] in COMMANDS]
    faults = []
    for page, line in lines:
        try:
            parse(line)
        except click.ClickException as error:
            faults.append(f"{page}: hndigital {line}: {error.format_message()}")
    assert (len(lines) > 25, faults) == (True, [])


def test_every_command_of_the_command_is_described() -> None:
    """The README's table names each."""
    described = {line.split()[0] for line in re.findall(r"^\| `([^`]+)`", TEXTS["README.md"], re.MULTILINE)}
    assert set(COMMANDS) - described == set()


def test_every_command_of_the_portal_exists() -> None:
    """`ckan hndigital …` is one of the plugins'."""
    functions = r"@hndigital\.(?:command|group)\((?:.|\n)*?\ndef (\w+?)_?\("
    offered = {
        name.replace("_", "-")
        for path in PLUGIN.rglob("cli.py")
        for name in re.findall(functions, path.read_text(encoding="utf-8"))
    }
    asked = named(r"ckan (?:-c \S+ )?hndigital ([a-z-]+)")
    assert (bool(asked), [one for one in asked if one[1] not in offered]) == (True, [])


def test_every_make_target_exists() -> None:
    """`make …` is in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert [one for one in named(r"(?:^|\s)make ([a-z-]+)") if one[1] not in targets] == []


def test_every_path_exists() -> None:
    """A path from the root of the repository leads to a file or folder; `{a,b}` to each."""
    paths = named(rf"(?:^|\s)((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./{{}},-]*)")
    missing = [
        f"{page}: {path}"
        for page, pattern in paths
        for path in expanded(pattern)
        if not (ROOT / path).exists()
    ]
    assert (len(paths) > 30, missing) == (True, [])


def expanded(pattern: str) -> Iterator[str]:
    """Yield the paths of `a/{b,c}/`."""
    parts = [part.split(",") for part in re.split(r"[{}]", pattern)]
    yield from ("".join(choice) for choice in product(*parts))


def test_every_setting_is_declared() -> None:
    """Settings in full, and those in a column headed `ckanext.hndigital.…`; `name.*` is a group of them."""
    declaration = yaml.safe_load((PLUGIN / "config_declaration.yaml").read_text(encoding="utf-8"))
    declared = {option["key"] for group in declaration["groups"] for option in group["options"]}
    used = [(page, key) for page, key in named(r"ckanext\.hndigital\.[a-z_.*]*[a-z_*]")]
    used += [(page, f"ckanext.hndigital.{key}") for page, text in TEXTS.items() for key in in_columns(text)]
    faults = [
        f"{page}: {key}"
        for page, key in used
        if key not in declared and not (key.endswith(".*") and any(d.startswith(key[:-1]) for d in declared))
    ]
    assert (len(used) > 20, faults) == (True, [])


def in_columns(text: str) -> Iterator[str]:
    """Yield the code in table columns whose head has `ckanext.hndigital.…`."""
    column: int | None = None
    for line in text.splitlines():
        if not line.startswith("|"):
            column = None
            continue
        cells = line.strip("|").split("|")
        heads = [number for number, cell in enumerate(cells) if "`ckanext.hndigital.…`" in cell]
        if heads:
            column = heads[0]
        elif column is not None:
            yield from re.findall(r"`([a-z_.*]+)`", cells[column])


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed (extra docs)")
def test_the_site_builds_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    """Every page is in the navigation, every link between pages and every anchor has its target."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "--site-dir", tmp_path / "site"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    loaded = r'<(?:script|img|link rel="stylesheet")[^>]*(?:src|href)="(https?:[^"]+)'
    html = [page.read_text(encoding="utf-8") for page in (tmp_path / "site").rglob("*.html")]
    assert [found for page in html for found in re.findall(loaded, page)] == []
