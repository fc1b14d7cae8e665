"""A `repr` in one line for what holds a whole report: counts in place of contents."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields
from typing import Any

__all__ = ["Summarised"]

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 60


class Summarised:
    """Base of dataclasses (declared with `repr=False`) whose fields hold hundreds of rows.

    A debugger, a traceback or a log line shows `Bericht(vorhaben=<102>, …)`, not every cell. Not for settings
    and facts, of whose `repr` the portal makes fingerprints.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        values = (f"{one.name}={_shown(getattr(self, one.name))}" for one in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(values)})"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping | Sequence | Set) and not isinstance(value, str):
        return f"<{len(value)}>"
    return _short.repr(value)
