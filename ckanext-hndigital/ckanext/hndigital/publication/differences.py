"""All that a comparison of the stores has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from hndigital.publisher.damage import Damage

__all__ = ["Found"]


@dataclass(slots=True)
class Found:
    """All differences, and how much was compared."""

    differences: list[Damage] = field(default_factory=list)
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
