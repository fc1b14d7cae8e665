"""What the worker does with a report before anybody agrees: read, check, package, plan.

The same core as `hndigital harvest` and `plan`, and from the same source and statements the same package,
byte by byte. Meldebögen are held against the published package that they were made from.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from ckanext.hndigital import config
from ckanext.hndigital.redaktion import deciding, folder, places, rounds
from ckanext.hndigital.redaktion.model import Vorgang

from hndigital import profiles
from hndigital.cli.base import Output
from hndigital.cli.language import LANGUAGES, use_language
from hndigital.cli.plans import say_plan
from hndigital.errors import SourceError
from hndigital.outside import Web, shown
from hndigital.outside.limits import REPORT
from hndigital.package import Package, build_package
from hndigital.pipeline import ReadResult, read_report
from hndigital.publisher.client import Portal
from hndigital.publisher.plan import CREATE, MARK, RETIRE, SAME_VERSION, Plan
from hndigital.publisher.prepare import prepare
from hndigital.publisher.state import PortalState, edition_content
from hndigital.sources import made_from

__all__ = ["Reading", "fetch", "load", "read"]

Reading = tuple[dict[str, Any], dict[str, Any]]
"""What reading found and what publishing would do, both in figures."""

_PARTS = frozenset({"vorhaben", "ausgabe", "datei", "register", "tabelle", "organisation"})
_ONLY_ROUND = frozenset({"berichtsstand", "zuletzt_berichtet"})
_FOLLOWING = frozenset({*_ONLY_ROUND, "notes_berechnet", "erstmals_berichtet"})
"""Fields that change because others do: nobody counts them."""


def fetch(vorgang: Vorgang) -> tuple[str, int, str]:
    """Fetch the source of an address unless it is there as it was; return checksum, size and the file's name.

    Raises SourceError; a host of the own network is asked only if the operator names it.
    """
    name = vorgang.name or folder.name_at(vorgang.address)
    place = folder.of(vorgang) / "quelle" / name
    content = place.read_bytes() if place.is_file() else b""
    if hashlib.sha256(content).hexdigest() != vorgang.sha256:
        content = _content(vorgang.address)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
    return hashlib.sha256(content).hexdigest(), len(content), name


def _content(address: str) -> bytes:
    with Web(REPORT, inner=config.inner_hosts()) as web:
        answer = web.get(address)
    if not answer.ok:
        raise SourceError(
            f"Unter {shown(address)} liegt kein Bericht: die Antwort war HTTP {answer.status}. Bitte die "
            "Adresse im Browser prüfen oder die Datei hochladen.",
            f"There is no report at {shown(address)}: the answer was HTTP {answer.status}. Please look at "
            "the address in a browser, or upload the file.",
        )
    return answer.content


def read(vorgang: Vorgang, portal: Portal, password: str = "") -> Reading:
    """Read its source, write package and plan into its folder, return both in figures.

    Raises HndigitalError where it is no report, or nothing can be planned.
    """
    source = _as_handed_in(vorgang)
    before = made_from(source)
    last = None if before is None else rounds.published_package(before)
    result = read_report(
        source, profile=_city(), previous=last, password=password, decisions=deciding.decisions(vorgang)
    )
    package = build_package(result, last)
    plan, _desired, state = prepare(portal, package, cache=folder.cache(vorgang))
    if any(conflict.art == SAME_VERSION for conflict in plan.konflikte):
        package = build_package(result, _published(vorgang, portal, package, state))
        plan, _desired, _state = prepare(portal, package, cache=folder.cache(vorgang))
    package.write(folder.package(vorgang))
    places.draw(vorgang, package)
    _write_plan(vorgang, plan)
    found = _result(result, package)
    folder.write(vorgang, folder.RESULT, json.dumps(found, ensure_ascii=False))
    kept = ("name", "berichtsstand", "stichtag", "version", "sha256", "projects", "counts", "abgleich_counts")
    return {key: found[key] for key in kept}, plan_figures(plan)


def _as_handed_in(vorgang: Vorgang) -> Path:
    """Return its source; raises SourceError where it is not the file any more that was handed in."""
    source = folder.source(vorgang)
    content = source.read_bytes() if source.is_file() else b""
    if hashlib.sha256(content).hexdigest() == vorgang.sha256:
        return source
    raise SourceError(
        f"Die Datei „{vorgang.name}“ liegt auf dem Portal nicht mehr so, wie sie eingereicht wurde (SHA-256 "
        f"{vorgang.sha256}): sie fehlt, oder sie wurde verändert. Bitte noch einmal einreichen und die "
        "Administration in den Speicher des Portals sehen lassen.",
        f"The file “{vorgang.name}” is not on the portal any more as it was handed in (SHA-256 "
        f"{vorgang.sha256}): it is missing, or was changed. Please hand it in once more, and have an "
        "administrator look into the portal's storage.",
    )


def load(vorgang: Vorgang) -> Package:
    """Return the package that was read; raises PackageError where it is not as it was written."""
    return Package.load(folder.package(vorgang), _city())


def _city() -> Path:
    """Return the profile that the portal works by: what is handed in can only be a report of its city."""
    return Path(str(profiles.current().folder))


def _published(vorgang: Vorgang, portal: Portal, package: Package, state: PortalState) -> Package:
    """Return the published package of the same round, so that the correction's version counts on."""
    edition = state.edition(package.name)
    assert edition  # noqa: S101 - a version can only be the same as that of an edition
    archive = f"{package.name}.zip"
    content = edition_content(portal, edition, edition.fassung, archive, folder.cache(vorgang))
    place = folder.file(vorgang, archive)
    place.write_bytes(content)
    try:
        return Package.load(place, _city())
    finally:
        place.unlink()


def _result(result: ReadResult, package: Package) -> dict[str, Any]:
    rows = package.tables["hinweise"]
    return {
        "name": package.name,
        "berichtsstand": package.berichtsstand,
        "stichtag": package.stichtag,
        "version": package.version,
        "sha256": package.sha256,
        "projects": len(package.tables["vorhaben"]),
        "counts": dict(Counter(row["schwere"] for row in rows)),
        "abgleich_counts": dict(Counter(row["ergebnis"] for row in package.tables["abgleich"])),
        "abgleich": [dict(row) for row in package.tables["abgleich"]],
        "findings": [
            {**row, "message": {lang: finding.message(lang) for lang in LANGUAGES}}
            for row, finding in zip(rows, result.findings, strict=True)
        ],
    }


def plan_figures(plan: Plan) -> dict[str, Any]:
    """Return a plan in figures, as a sentence says it; its fingerprint is what people agree to."""
    changed = [entry for entry in plan.of("vorhaben", "aendern", "veroeffentlichen")]
    fields = Counter(
        change.feld for entry in changed for change in entry.felder if change.feld not in _FOLLOWING
    )
    again = [entry for entry in changed if {change.feld for change in entry.felder} <= _ONLY_ROUND]
    return {
        "paket": plan.paket,
        "paket_sha256": plan.paket_sha256,
        "fingerprint": plan.fingerprint,
        "berichtsstand": plan.berichtsstand,
        "fassung": plan.fassung,
        "empty": plan.empty,
        "created": len(plan.of("vorhaben", CREATE)),
        "no_longer": len(plan.of("vorhaben", MARK)),
        "retired": len(plan.of("vorhaben", RETIRE)),
        "changed": len(changed) - len(again),
        "again": len(again),
        "fields": dict(fields.most_common()),
        "conflicts": len(plan.konflikte),
        "mended": len([entry for entry in plan.eintraege if entry.objekt not in _PARTS]),
        "edition": bool(plan.of("ausgabe", CREATE)),
    }


def _write_plan(vorgang: Vorgang, plan: Plan) -> None:
    """Write a plan for machines, and in the command's own words in both languages."""
    folder.write(vorgang, folder.PLAN, plan.to_json())
    for lang, name in folder.WORDS.items():
        use_language(lang)
        said = io.StringIO()
        with redirect_stdout(said):
            say_plan(Output(), plan)
        folder.write(vorgang, name, said.getvalue())
