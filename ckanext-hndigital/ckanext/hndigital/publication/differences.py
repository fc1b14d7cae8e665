"""What is not as it was published: one difference, and all that a comparison has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["DATABASE", "DATASTORE", "FILES", "INDEX", "PACKAGES", "Difference", "Found"]

DATABASE, DATASTORE, INDEX, FILES, PACKAGES = "database", "datastore", "index", "files", "packages"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was published.

    `store` is where (database, datastore, index, files, packages), `dataset` its name, `place` the file (of
    an edition with its Fassung: `1/vorhaben.csv`) or table there, `kind` what is wrong: missing, deleted,
    private, public, changed, rows, columns, stale, checksum, left_over; `field` which field is. `expected`
    and `found` are values, checksums or numbers of rows, `resource` the file's id.
    """

    store: str
    dataset: str
    place: str
    kind: str
    field: str = ""
    expected: str = ""
    found: str = ""
    resource: str = ""


@dataclass(slots=True)
class Found:
    """All differences, and how much was compared."""

    differences: list[Difference] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """Add to what was compared."""
        self.checked[what] = self.checked.get(what, 0) + number

    def as_dict(self) -> dict[str, Any]:
        """Return what the action answers."""
        return {
            "well": not self.differences,
            "differences": [asdict(one) for one in self.differences],
            "checked": dict(self.checked),
        }
