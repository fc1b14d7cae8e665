"""Sources: whatever holds a report → `Records` (see `records`).

`read_source` is the door: it fetches the source, finds the reader that understands it, and adds what
`SOURCE.meta.yaml` states. Another kind of source is another reader that yields the same records; which one
takes a city's reports, its profile says; a Meldebogen of ours is known by itself, whatever the city.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..bericht import Quelle
from ..errors import SchemaError, SourceError
from ..findings import Finding
from ..outside import Limits, read_file
from ..outside.limits import REPORT, SETTINGS
from ..profiles import Profile
from ..profiles.recognising import use_for_report
from ..schemas import has_list_layout
from .bericht.documents import read_document
from .bericht.reader import read_pages, read_text
from .kinds import Kind, kind_of
from .liste import is_list, read_grids, read_list, read_sheets
from .meldebogen import LastRound, is_answer, is_collection, mark_of, opened_sources, read_answers
from .meta import SourceMeta, read_meta
from .opening import RawSource, open_source
from .pdf.reading import Progress
from .records import Records

__all__ = ["READERS", "LastRound", "Progress", "Records", "SourceMeta", "made_from", "read_source"]


Reader = Callable[[RawSource, Quelle, Sequence[Finding]], Records]
"""A source, what it is called, findings so far → records; raises SourceError for another kind of source."""


def _report(raw: RawSource, quelle: Quelle, findings: Sequence[Finding]) -> Records:
    """Read a report; the list of a city's projects in its report's own words is one as well."""
    if raw.pages:
        return read_pages(raw.pages, quelle, findings)
    if raw.written:
        return read_document(raw.written, quelle, findings)
    if raw.sheets or (has_list_layout() and is_list(raw.text)):
        return _list(raw, quelle, findings)
    return read_text(raw.lettered, quelle, findings)


def _list(raw: RawSource, quelle: Quelle, findings: Sequence[Finding]) -> Records:
    if raw.sheets:
        return read_sheets(raw.sheets, quelle, findings)
    if raw.written:
        return read_grids(raw.written, quelle, findings)
    return read_list(raw.lettered, quelle, findings)


READERS: Mapping[str, Reader] = MappingProxyType({"bericht": _report, "liste": _list})
"""Readers by the name that a profile gives them."""


def read_source(
    source: str | Path | Sequence[str | Path],
    limits: Limits = REPORT,
    profile: str | Path | None = None,
    *,
    password: str = "",
    progress: Progress | None = None,
    last: LastRound | None = None,
    berichtsstand: str = "",
) -> tuple[Records, SourceMeta]:
    """Return the records of a file or http(s) address and what is stated beside it.

    Several files, or a folder or ZIP of them, are Meldebögen of one round, which `last` is held against;
    `berichtsstand` is the round if it is stated. A `password` opens an encrypted PDF; `progress` is told how
    many of its pages are read. The profile that is given, or else the one that the source is of, is used from
    then on. Raises SourceError if it cannot be fetched or is no report, SchemaError if a profile is damaged.
    """
    sources = [source] if isinstance(source, str | Path) else [*source]
    first = sources[0]
    meta = read_meta(first, replace(SETTINGS, seconds=min(SETTINGS.seconds, limits.seconds)))
    if len(sources) > 1 or is_collection(first):
        found = opened_sources(sources, limits)
        return read_answers(found, profile, last, berichtsstand or meta.berichtsstand), meta
    raw = open_source(first, limits, password, progress)
    if mark_of(raw) is None:
        chosen = use_for_report(raw.text, raw.name, profile)
        if not is_answer(raw):
            findings = [Finding("kodierung_ersetzt", wert=raw.kodierung)] if raw.kodierung else []
            quelle = Quelle(meta.titel, raw.name, raw.sha256, meta.beispieldaten)
            return replace(_reader(chosen)(raw, quelle, findings), datei=raw.file), meta
    records = read_answers([(raw.name, raw)], profile, last, berichtsstand or meta.berichtsstand)
    example = meta.beispieldaten or records.quelle.beispieldaten
    return replace(records, quelle=replace(records.quelle, beispieldaten=example)), meta


def made_from(source: Path, limits: Limits = REPORT) -> str | None:
    """Return from which round's package the Meldebögen in a file were made, "" where they don't say.

    None where the file holds none: it is a report, or cannot be read.
    """
    try:
        if source.is_file() and kind_of(read_file(source, limits)) is Kind.PDF:
            return None  # nobody answers in a PDF, and to open one takes its time
        found = opened_sources([source], limits)
    except SourceError:
        return None
    opened = [raw for _name, raw in found if isinstance(raw, RawSource)]
    marks = [mark for raw in opened if (mark := mark_of(raw))]
    if marks:
        return marks[0].vorher
    return "" if is_collection(source) or any(map(is_answer, opened)) else None


def _reader(profile: Profile) -> Reader:
    if (reader := READERS.get(profile.report.reader)) is not None:
        return reader
    place, known = f"{profile.name}/profile.yaml, report.reader", ", ".join(READERS)
    raise SchemaError(
        f"{place}: „{profile.report.reader}“ gibt es nicht. Möglich sind: {known}.",
        f"{place}: there is no “{profile.report.reader}”. Possible are: {known}.",
    )
