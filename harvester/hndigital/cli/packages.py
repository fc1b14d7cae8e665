"""Packages that a command is given: read, and what a person should know of them said."""

from __future__ import annotations

from pathlib import Path

from ..package import Package
from .base import Output
from .language import N_, _

__all__ = ["load_package"]

_DONE = {
    "encoding": N_("encoding Windows-1252"),
    "mark": N_("byte order mark"),
    "line_ends": N_("line ends of Windows"),
    "delimiter": N_("another delimiter"),
    "blank_rows": N_("blank rows at the end"),
    "cells": N_("cells as dates or numbers"),
}
"""What a spreadsheet program does to a file, by the words of `Package.undone`."""


def load_package(
    output: Output, path: str | Path, city: str | None = None, *, say_altered: bool = True
) -> Package:
    """Read the package at `path`; what it lacks or what was changed in it is noted. Raises PackageError.

    `city` is the profile that was named; `say_altered` is False where a plan names the changed files.
    """
    package = Package.load(path, city)
    for name, done in package.undone.items():
        what = ", ".join(_(_DONE[one]) for one in done)
        output.note(
            _(
                "{path}: a spreadsheet program has saved {file} anew ({what}); it is read as it was "
                "before, which its checksum proves."
            ).format(path=path, file=name, what=what)
        )
    for name in package.altered if say_altered else ():
        output.note(_("{path}: {file} was changed after harvest wrote it.").format(path=path, file=name))
    for table, columns in package.absent.items():
        output.note(
            _(
                "{path}: {file} was written before there was the column {columns}: its cells stay empty."
            ).format(path=path, file=f"{table}.csv", columns=", ".join(columns))
        )
    return package
