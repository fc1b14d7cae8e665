"""How much is read of what is not ours. Where a person may need more, the command has an option."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = [
    "CATALOGUE",
    "MAX_DEPTH",
    "MAX_VALUES",
    "PORTAL",
    "REPORT",
    "SECRET",
    "SETTINGS",
    "Limits",
    "human",
]

MB = 1_000_000

MAX_DEPTH = 100
"""Levels of lists and objects in JSON and YAML: our own documents have fewer than fifteen."""
MAX_VALUES = 10_000_000
"""Values in a JSON document: as Python's objects they take some hundred MB, and a round has fewer by far."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading: bytes after unpacking, seconds in all, hops from address to address.

    `option` names the options with which a person may raise them, "" if there are none.
    """

    max_bytes: int
    seconds: float
    redirects: int = 5
    option: str = ""

    def raised(self, max_mb: float | None, seconds: float | None) -> Limits:
        """Return limits with what a person has set: MB of 1,000,000 bytes, seconds; None leaves as it is."""
        return replace(
            self,
            max_bytes=self.max_bytes if max_mb is None else int(max_mb * MB),
            seconds=self.seconds if seconds is None else seconds,
        )


_RAISE = "--max-mb, --max-seconds"

REPORT = Limits(50 * MB, 300, option=_RAISE)
"""The city's report has 3 MB as PDF; a scan with pictures of every page stays below 50 MB."""
CATALOGUE = Limits(100 * MB, 900, option=_RAISE)
"""All pages together; ten thousand datasets take some 60 MB of RDF/XML, and a slow portal 0.5 s a page."""
PORTAL = Limits(200 * MB, 660)
"""An answer of a portal: the state of a register with 10,000 projects has some 40 MB. Longer than a write."""
SETTINGS = Limits(100_000, 60)
"""Files that a person writes by hand: statements about a source, settings of an export."""
SECRET = Limits(10_000, 60)
"""A token has some hundred characters."""


def human(size: int) -> str:
    """Return a number of bytes for people: `50 MB`, `100 kB`, `12 B`."""
    if size >= MB:
        return f"{size / MB:g} MB"
    return f"{size // 1000} kB" if size >= 1000 else f"{size} B"
