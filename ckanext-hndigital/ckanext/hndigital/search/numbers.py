"""Searching for a project's number: however it is written, the project with that number comes first."""

from __future__ import annotations

import re
from typing import Any

from ckanext.hndigital.internals.index import searched_fields

__all__ = ["number_first", "written_number"]

_WRITINGS = re.compile(r"#?\s*(?P<digits>\d{1,10})|(?P<year>\d{4})\s*[-/]\s*(?P<running>\d{1,6})")
_RUNNING_DIGITS = 6


def written_number(words: str) -> str:
    """Return the number that `words` write, as the index holds it; "" if they are no number.

    Ten digits where the year is known (`2020000072`, `2020-72`, `202000072`), else the running number
    without zeros (`72`, `#72`, `000072`).
    """
    match = _WRITINGS.fullmatch(words.strip())
    if match is None:
        return ""
    if match["year"]:
        return f"{match['year']}{int(match['running']):06d}"
    digits = match["digits"]
    if len(digits) <= _RUNNING_DIGITS:
        return str(int(digits))
    return f"{digits[:4]}{int(digits[4:]):06d}"


def number_first(search_params: dict[str, Any]) -> dict[str, Any]:
    """Let a search for a number weigh the projects' numbers above everything else."""
    number = written_number(str(search_params.get("q") or ""))
    if number:
        search_params["q"] = number
        search_params["qf"] = f"extras_nummern^100 {searched_fields()}"
    return search_params
