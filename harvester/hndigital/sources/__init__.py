"""Sources: whatever holds a report → `Records` (see `records`).

`read_source` is the door: it fetches the source, finds the reader that understands it, and adds what
`SOURCE.meta.yaml` states. Another kind of source is another reader that yields the same records.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..bericht import Quelle
from ..findings import Finding
from ..outside import Limits
from ..outside.limits import REPORT, SETTINGS
from .bericht.reader import read_text
from .meta import SourceMeta, read_meta
from .opening import open_source
from .records import Records

__all__ = ["Records", "SourceMeta", "read_source"]


def read_source(source: str | Path, limits: Limits = REPORT) -> tuple[Records, SourceMeta]:
    """Return the records of a file or http(s) address and what is stated beside it.

    Raises SourceError if it cannot be fetched or is no report.
    """
    meta = read_meta(source, replace(SETTINGS, seconds=min(SETTINGS.seconds, limits.seconds)))
    raw = open_source(source, limits)
    findings = [Finding("kodierung_ersetzt", wert=raw.kodierung)] if raw.kodierung else []
    quelle = Quelle(meta.titel, raw.name, raw.sha256, meta.beispieldaten)
    return read_text(raw.text, quelle, findings), meta
