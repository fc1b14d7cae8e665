"""Datasets of whose files a row was deleted past CKAN: their positions have a hole.

`package_update` (`ckan/logic/action/update.py`) takes the positions of unchanged files for indices since 2.12
and ends with an IndexError. What its callers have read for it is numbered anew first.

Upstream: none known.
"""

from __future__ import annotations

from ckan.types import Context

__all__ = ["close_holes"]


def close_holes(context: Context) -> None:
    """Number the files of the dataset that an update begins with: they are the ones that it sends again."""
    original = context.get("original_package") or {}
    for position, resource in enumerate(original.get("resources") or ()):
        resource["position"] = position
