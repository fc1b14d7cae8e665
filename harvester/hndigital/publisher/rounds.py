"""The published Fassungen of an edition, as the register's history needs them.

One rule for publishing and withdrawing alike: what was withdrawn does not count, and sample data that a real
report replaced is no earlier version of that report.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from .state import EditionState, EditionTables, tables_from

__all__ = ["Reader", "descriptor_of", "published_fassungen"]

Reader = Callable[[EditionState, int, str], bytes]
"""Gives the content of an edition's file: edition, Fassung, name of the file."""


def published_fassungen(
    edition: EditionState, read: Reader, *, sample: bool, latest: int, leave_out: int = 0
) -> Iterator[EditionTables]:
    """Yield the edition's published Fassungen but for `leave_out`, whose tables the caller has itself.

    `latest` is the Fassung that counts, `sample` whether that one is sample data. Whatever `read` raises of a
    Fassung whose files are lost comes through: a round is never left out because they are.
    """
    for fassung in sorted({*edition.checksums(), edition.fassung} - {0}):
        replaced_by_report = fassung != latest and not sample
        if fassung == leave_out or (
            replaced_by_report and descriptor_of(edition, fassung, read).get("beispieldaten")
        ):
            continue
        yield tables_from(edition, fassung, lambda datei, number=fassung: read(edition, number, datei))  # type: ignore[misc]


def descriptor_of(edition: EditionState, fassung: int, read: Reader) -> dict[str, Any]:
    """Return the descriptor of one Fassung's package."""
    return dict(json.loads(read(edition, fassung, "datapackage.json")))
