"""How much of a source may be odd before nothing of it is to be trusted (`certainty.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from ..caching import kept
from .files import schema_text

__all__ = ["Measure", "completing_words", "measures", "unfinished_words"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be odd of a kind: `percent` of all, or fewer than `least`; `said` says it in each language."""

    percent: float
    least: int
    said: Mapping[str, str]

    def exceeded(self, odd: int, of: int) -> bool:
        """Tell whether `odd` of so many are too many."""
        return odd >= self.least and 100 * odd > self.percent * of


@kept()
def _certainty() -> Mapping[str, Any]:
    return yaml.safe_load(schema_text("certainty.yaml"))


@kept()
def measures() -> Mapping[str, Measure]:
    """Return the measures by name."""
    return MappingProxyType(
        {
            name: Measure(
                said["percent"], said["least"], {"de": said["said_de"].strip(), "en": said["said_en"].strip()}
            )
            for name, said in _certainty()["measures"].items()
        }
    )


@kept()
def unfinished_words() -> frozenset[str]:
    """Return the words that no title ends with."""
    return frozenset(_certainty()["unfinished"])


@kept()
def completing_words() -> frozenset[str]:
    """Return the words that may stand between a hyphen and the word that completes it."""
    return frozenset(_certainty()["completing"])
