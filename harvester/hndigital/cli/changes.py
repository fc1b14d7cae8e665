"""Changes between two packages in words, for `diff` and for `harvest --previous`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from ..package import Package
from ..schemas import codelist, field_label
from ..texts import format_value
from .base import Output
from .language import _, current

__all__ = ["say_changes", "summary_of_changes"]

Rows = Iterable[Mapping[str, str]]


def summary_of_changes(rows: Rows) -> str:
    """Say how many changes of each kind there are, or that there are none."""
    counts = Counter(row["art"] for row in rows)
    kinds = codelist("aenderungsart")
    words = [f"{counts[code]} × {kinds[code].label(current())}" for code in kinds if counts[code]]
    return ", ".join(words) or _("none")


def say_changes(output: Output, rows: Rows, *packages: Package) -> None:
    """Print the changes by project; `packages`, newest first, are asked for the projects' titles."""
    titles: dict[str, str] = {}
    for package in reversed(packages):
        titles |= {row["vorhaben_nr"]: row["titel"] for row in package.tables["vorhaben"]}
    kinds = codelist("aenderungsart")
    lang = current()
    for nr, changes in groupby(rows, key=lambda row: row["vorhaben_nr"]):
        output.say(f"  {nr} {titles.get(nr, '')}".rstrip())
        for row in changes:
            old, new = (format_value(row["feld"], row[side], lang) or "–" for side in ("alt", "neu"))
            output.say(
                f"    {kinds[row['art']].label(lang)}: {field_label(row['feld'], lang)}: {old} → {new}"
            )
