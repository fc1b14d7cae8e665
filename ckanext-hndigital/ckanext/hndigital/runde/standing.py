"""How a round stands, as the core reads it from the returned files: answers, findings, changes.

What was read is kept until an answer comes in or is laid aside, or something is chosen: a page only shows it.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from ckan.plugins import toolkit
from ckanext.hndigital.redaktion.model import Refused
from ckanext.hndigital.runde import folder, forms
from ckanext.hndigital.runde.model import Round

from hndigital import profiles
from hndigital.errors import SourceError
from hndigital.package import Package, build_package
from hndigital.package.changes import ENTFALLEN, NEU, diff
from hndigital.pipeline import ReadResult, read_report
from hndigital.sources import LastRound
from hndigital.sources.meldebogen import CHOICES, choices_file, standing_of

__all__ = ["standing", "streams"]

_LANGUAGES = ("de", "en")


def standing(round_: Round) -> dict[str, Any]:
    """Return how a round stands, as JSON: its last round, and what its answers say.

    `before` maps offices to the numbers of their projects in the last round, `titles` numbers to titles;
    `answers`, `conflicts`, `doubled` and `offices` are those of the core's `Standing`; `findings` have
    `message` in both languages; `missing` maps numbers to empty fields; `changes` counts fields that changed,
    `new` and `gone` projects. Raises Refused, or PackageError where the last round cannot be read.
    """
    package = forms.previous(round_)
    name = _fingerprint(round_, package)
    found = folder.read_standing(round_, name)
    if found is None:
        if lost := _lost(round_):
            return {**_before(package), "error": lost}
        found = _read(round_, package)
        folder.write_standing(round_, name, found)
    return found


def _sources(round_: Round) -> list[tuple[str, Path]]:
    """Return the files of the answers that count, by their names in this round."""
    return [(one.datei, folder.file(round_, one)) for one in round_.counting]


def _lost(round_: Round) -> dict[str, str]:
    """Return in both languages which files are not there (any more), nothing if all are."""
    names = ", ".join(name for name, place in _sources(round_) if not place.is_file())
    if not names:
        return {}
    return {
        "de": f"Diese Dateien der Runde fehlen: {names}. Bitte legen Sie sie beiseite und lesen "
        "Sie sie noch einmal ein, oder lassen Sie den Speicher des Portals wiederherstellen.",
        "en": f"These files of the round are missing: {names}. Please lay them aside and hand them in "
        "again, or have the portal's storage restored.",
    }


def _fingerprint(round_: Round, package: Package) -> str:
    said = (
        [(one.datei, one.sha256) for one in round_.counting],
        sorted([*key, choice.fundstelle, choice.wert] for key, choice in round_.choices().items()),
        round_.stichtag,
        package.sha256,
    )
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8")).hexdigest()


def _read(round_: Round, package: Package) -> dict[str, Any]:
    last, found = LastRound.of(package), _before(package)
    if not round_.counting:
        return found
    with TemporaryDirectory() as name:
        files = _in(Path(name), round_)
        try:
            stands = standing_of(files, last, round_.berichtsstand)
            result = read_report(
                files,
                berichtsstand=round_.berichtsstand,
                stichtag=date.fromisoformat(round_.stichtag),
                profile=_city(),
                previous=package,
            )
        except SourceError as error:
            return {**found, "error": {"de": error.message_de, "en": error.message_en}}
    said = asdict(stands)
    return {
        **found,
        **said,
        "titles": found["titles"] | said["titles"],
        **_findings(result),
        **_changes(result, package),
    }


def _before(package: Package) -> dict[str, Any]:
    """Return how a round stands that has no answer yet."""
    offices: dict[str, list[str]] = {}
    for row in package.tables["vorhaben"]:
        offices.setdefault(row["amt"], []).append(row["vorhaben_nr"])
    titles = {row["vorhaben_nr"]: row["titel"] for row in package.tables["vorhaben"]}
    return {"before": offices, "titles": titles, **_NOTHING}


_NOTHING: dict[str, Any] = {
    "answers": [],
    "conflicts": [],
    "doubled": {},
    "offices": {},
    "findings": [],
    "missing": {},
    "changes": {},
    "new": 0,
    "gone": 0,
    "error": {},
}


def _in(place: Path, round_: Round) -> list[Path]:
    """Copy the answers that count, and what was chosen, into one folder; return the files."""
    files = []
    for name, source in _sources(round_):
        files.append(Path(shutil.copyfile(source, place / name)))
    if choices := round_.choices():
        chosen = place / CHOICES
        chosen.write_bytes(choices_file(choices))
        files.append(chosen)
    return files


def _city() -> Path:
    return Path(str(profiles.current().folder))


def _findings(result: ReadResult) -> dict[str, Any]:
    missing: dict[str, list[str]] = {}
    for one in result.findings:
        if one.code == "zeile_unvollstaendig":
            missing.setdefault(one.vorhaben_nr, []).append(one.feld)
    return {"missing": missing, "findings": [_row(one) for one in result.findings]}


def _row(finding: Any) -> dict[str, Any]:
    return {
        "code": finding.code,
        "schwere": finding.schwere,
        "vorhaben_nr": finding.vorhaben_nr,
        "feld": finding.feld,
        "datei": finding.fundstelle.datei,
        "fundstelle": str(finding.fundstelle),
        "message": {lang: finding.message(lang) for lang in _LANGUAGES},
    }


def _changes(result: ReadResult, package: Package) -> dict[str, Any]:
    changed = diff(package, build_package(result, package))
    kinds = Counter(one.art for one in changed)
    fields = Counter(one.feld for one in changed if one.art not in (NEU, ENTFALLEN))
    return {"changes": dict(fields.most_common()), "new": kinds[NEU], "gone": kinds[ENTFALLEN]}


def streams(round_: Round) -> list[tuple[str, IO[bytes]]]:
    """Return what is put together: the answers that count and, where there are any, what was chosen.

    Raises Refused where a file is missing.
    """
    if lost := _lost(round_):
        raise Refused(lost[toolkit.h.hndigital_lang()])
    found: list[tuple[str, IO[bytes]]] = [
        (name, io.BytesIO(place.read_bytes())) for name, place in _sources(round_)
    ]
    if choices := round_.choices():
        found.append((CHOICES, io.BytesIO(choices_file(choices))))
    return found
