"""Published rounds as the next one needs them: the package that the offices' forms are made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ckanext.hndigital.internals import files
from ckanext.hndigital.register import reading

from hndigital import profiles
from hndigital.errors import PackageError
from hndigital.history import round_key
from hndigital.meldebogen.form import forms
from hndigital.meldebogen.xlsx import xlsx_bytes
from hndigital.package import Package
from hndigital.package.files import zip_bytes
from hndigital.reporting import make_report

__all__ = ["form_archive", "made_report", "published_package"]


def published_package(berichtsstand: str = "") -> Package | None:
    """Return the published package of a round, or of the newest one; None where there is none.

    Raises PackageError where its file is not as it was published.
    """
    found = _editions()
    edition = found.get(berichtsstand) or (found[max(found, key=round_key)] if found else None)
    return _package(edition) if edition else None


def made_report(berichtsstand: str, form: str) -> bytes | None:
    """Return the report that a published round and the one before it make; None where it is not published.

    Raises PackageError as `published_package`, ReportError where a library for this `form` is missing.
    """
    found = _editions()
    if berichtsstand not in found:
        return None
    rounds = sorted(found, key=round_key)
    at = rounds.index(berichtsstand)
    return make_report([_package(found[name]) for name in rounds[max(at - 1, 0) : at + 1]], form)


def _editions() -> dict[str, dict[str, Any]]:
    return {edition["berichtsstand"]: edition for edition in reading.editions()}


def _package(edition: Mapping[str, Any]) -> Package:
    name = f"{edition['name']}.zip"
    stored = reading.edition_files(edition["berichtsstand"]).get(name)
    content = files.content_of(stored.id) if stored else None
    if content is None:
        raise PackageError(
            f"{name}: das veröffentlichte Paket fehlt. Bitte den Bericht noch einmal veröffentlichen.",
            f"{name}: the published package is missing. Please publish the report again.",
        )
    with TemporaryDirectory() as folder:
        place = Path(folder, name)
        place.write_bytes(content)
        return Package.load(place, Path(str(profiles.current().folder)))


def form_archive(package: Package) -> bytes:
    """Return a ZIP of the forms of the next round: one per office, and one of all."""
    return zip_bytes({f"{form.name}.xlsx": xlsx_bytes(form) for form in forms(package)})
