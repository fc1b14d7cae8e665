"""Settings written into a portal's ini file: every other line, comment and order stays as it is."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["SECTION", "change", "changed", "write"]

SECTION = "app:main"
_HEADER = re.compile(r"\[(?P<name>[^\]]+)\]")
_OPTION = re.compile(r"(?P<name>[^\s#;=:\[][^=:]*?)\s*[=:]")


def changed(text: str, settings: Mapping[str, str]) -> str:
    """Return the text of an ini file in which `[app:main]` holds `settings`.

    A setting that is there gets its new value in its place, further lines of the same name go; what is not
    there stands at the section's end. The same settings again change nothing. Raises ValueError if there is
    no such section, or for a value of several lines.
    """
    if broken := next((value for value in settings.values() if len(value.splitlines()) > 1), ""):
        raise ValueError(f"{broken!r} has several lines")
    lines = text.splitlines(keepends=True)
    start, end = _section(lines)
    left = dict(settings)
    kept: list[str] = []
    for name, block in _blocks(lines[start:end]):
        if name not in settings:
            kept += block
        elif name in left:
            kept.append(_line(name, left.pop(name)))
    if left:
        while kept and not kept[-1].strip():
            kept.pop()
        if kept and not kept[-1].endswith("\n"):
            kept[-1] += "\n"
        kept += [
            "\n",
            "# ---- set by ckan hndigital init ----\n",
            *(_line(*one) for one in left.items()),
            "\n",
        ]
    return "".join((*lines[:start], *kept, *lines[end:]))


def change(before: str, after: str, name: str) -> str:
    """Return what differs, line by line, "" for nothing; lines around it are not shown: they hold secrets."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, fromfile=name, tofile=name, n=0))


def write(path: Path, text: str) -> Path:
    """Put `text` into the place of an ini file at once, and return the copy of what it held before.

    Both have the rights that the file had. Raises OSError.
    """
    backup = path.with_name(f"{path.name}.before-init")
    shutil.copy2(path, backup)
    fresh = path.with_name(f"{path.name}.new")
    shutil.copy2(path, fresh)  # for its rights
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
    return backup


def _section(lines: list[str]) -> tuple[int, int]:
    headers = [(at, match["name"]) for at, line in enumerate(lines) if (match := _HEADER.match(line))]
    for order, (at, name) in enumerate(headers):
        if name == SECTION:
            return at + 1, headers[order + 1][0] if order + 1 < len(headers) else len(lines)
    raise ValueError(f"there is no section [{SECTION}]")


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each option's name ("" for comments and blank lines) with its line and those that continue it."""
    name, block = "", []
    for line in lines:
        if name and line[:1].isspace() and line.strip():
            block.append(line)
            continue
        if block:
            yield name, block
        match = _OPTION.match(line)
        name, block = match["name"] if match else "", [line]
    if block:
        yield name, block


def _line(name: str, value: str) -> str:
    return f"{name} = {value.replace('%', '%%')}\n"
