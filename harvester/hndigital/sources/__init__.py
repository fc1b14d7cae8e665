"""Sources: whatever holds a report → `Records` (see `records`).

`read_source` is the door: it fetches the source, finds the reader that understands it, and adds what
`SOURCE.meta.yaml` states. Another kind of source is another reader that yields the same records; which one
takes a city's reports, its profile says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..bericht import Quelle
from ..errors import SchemaError
from ..findings import Finding
from ..outside import Limits
from ..outside.limits import REPORT, SETTINGS
from ..profiles import Profile
from ..profiles.recognising import use_for_report
from .bericht.reader import read_text
from .lettering import Lettered
from .liste import read_list
from .meta import SourceMeta, read_meta
from .opening import open_source
from .records import Records

__all__ = ["READERS", "Records", "SourceMeta", "read_source"]


READERS: Mapping[str, Callable[[Lettered, Quelle, Sequence[Finding]], Records]] = MappingProxyType(
    {"bericht": read_text, "liste": read_list}
)
"""Readers by the name that a profile gives them: text, what it is, findings so far → records."""


def read_source(
    source: str | Path, limits: Limits = REPORT, profile: str | Path | None = None
) -> tuple[Records, SourceMeta]:
    """Return the records of a file or http(s) address and what is stated beside it.

    The profile that is given, or else the one that the source is of, is used from then on.
    Raises SourceError if it cannot be fetched or is no report, SchemaError if a profile is damaged.
    """
    meta = read_meta(source, replace(SETTINGS, seconds=min(SETTINGS.seconds, limits.seconds)))
    raw = open_source(source, limits)
    findings = [Finding("kodierung_ersetzt", wert=raw.kodierung)] if raw.kodierung else []
    quelle = Quelle(meta.titel, raw.name, raw.sha256, meta.beispieldaten)
    read = _reader(use_for_report(raw.text, raw.name, profile))
    return read(raw.lettered, quelle, findings), meta


def _reader(profile: Profile) -> Callable[[Lettered, Quelle, Sequence[Finding]], Records]:
    if (reader := READERS.get(profile.report.reader)) is not None:
        return reader
    place, known = f"{profile.name}/profile.yaml, report.reader", ", ".join(READERS)
    raise SchemaError(
        f"{place}: „{profile.report.reader}“ gibt es nicht. Möglich sind: {known}.",
        f"{place}: there is no “{profile.report.reader}”. Possible are: {known}.",
    )
