"""Searching for a project's number: however it is written, the project with that number comes first."""

from __future__ import annotations

from typing import Any

from ckanext.hndigital.internals.index import searched_fields

from hndigital.numbers import written

__all__ = ["number_first"]


def number_first(search_params: dict[str, Any]) -> dict[str, Any]:
    """Let a search for a number weigh the projects' numbers above everything else."""
    number = written(str(search_params.get("q") or ""))
    if number:
        search_params["q"] = number
        search_params["qf"] = f"extras_nummern^100 {searched_fields()}"
    return search_params
