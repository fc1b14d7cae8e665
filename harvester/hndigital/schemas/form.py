"""The words of a Meldebogen: `schemas/meldebogen.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from ..caching import kept
from .files import schema_text

__all__ = ["FormWords", "form_words"]


@dataclass(frozen=True, slots=True)
class FormWords:
    """What `schemas/meldebogen.yaml` says; its head explains each key."""

    sheets: Mapping[str, str]
    title: str
    office: str
    all_offices: str
    round: str
    how: str
    none: str
    none_yes: str
    none_help: str
    blank_rows: int
    prompt: str
    error: str
    rules: Mapping[str, str]
    heads: tuple[str, ...]
    reminder: Mapping[str, str]


@kept()
def form_words() -> FormWords:
    """Return the words of a Meldebogen."""
    said: dict[str, Any] = yaml.safe_load(schema_text("meldebogen.yaml"))
    frozen = {name: MappingProxyType(value) for name, value in said.items() if isinstance(value, dict)}
    return FormWords(**{**said, **frozen, "heads": tuple(said["heads"])})
