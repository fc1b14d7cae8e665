"""The published Fassungen of an edition, as the register's history needs them.

One rule for publishing and withdrawing alike: what was withdrawn does not count, and sample data that a real
report replaced is no earlier version of that report.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from .state import EditionState, EditionTables, tables_from

__all__ = ["Reader", "counting", "descriptor_of", "published_fassungen"]

Reader = Callable[[EditionState, int, str], bytes]
"""Gives the content of an edition's file: edition, Fassung, name of the file."""


def published_fassungen(
    edition: EditionState, read: Reader, *, sample: bool, latest: int, leave_out: int = 0
) -> Iterator[EditionTables]:
    """Yield the edition's published Fassungen but for `leave_out`, whose tables the caller has itself.

    `latest` is the Fassung that counts, `sample` whether that one is sample data. Whatever `read` raises of a
    Fassung whose files are lost comes through: a round is never left out because they are.
    """

    def is_sample(fassung: int) -> bool:
        return bool(descriptor_of(edition, fassung, read).get("beispieldaten"))

    numbers = {*edition.checksums(), edition.fassung} - {0, leave_out}
    for fassung in counting(numbers, latest, sample=sample, is_sample=is_sample):
        yield tables_from(edition.berichtsstand, fassung, partial(read, edition, fassung))


def counting(
    fassungen: Iterable[int], latest: int, *, sample: bool, is_sample: Callable[[int], bool]
) -> Iterator[int]:
    """Yield those of an edition's Fassungen that count in the history, oldest first.

    `latest` is the one that counts now, `sample` whether that one is sample data; `is_sample` says it of
    another one.
    """
    for number in sorted(fassungen):
        if number == latest or sample or not is_sample(number):
            yield number


def descriptor_of(edition: EditionState, fassung: int, read: Reader) -> dict[str, Any]:
    """Return the descriptor of one Fassung's package."""
    return dict(json.loads(read(edition, fassung, "datapackage.json")))
