"""The report's own file beside its package: kept by `harvest`, published with the edition.

It stands in a folder of its own and is no part of the Data Package: descriptor, ZIP and checksums of a
package are the same with it and without. The checksum that the descriptor states of its source tells whether
it is the file that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..bericht import SourceFile
from ..errors import PackageError, told_as
from ..outside import Limits, read_file
from .files import write_atomically

__all__ = [
    "FOLDER",
    "MEDIA_TYPES",
    "PICTURES",
    "check_source",
    "forget_source",
    "is_of_source",
    "is_report",
    "load_source",
    "write_source",
]

FOLDER = "quelle"
"""Where it stands in the folder of its package."""
_STEM = "bericht"
PICTURES = "seiten.zip"
"""The pictures of its pages in the edition, beside it."""
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    # What others wrote must not run as a page of the portal: its text is shown.
    "html": "text/plain",
}
"""The kinds of files that a report comes as, by suffix, and as what they are handed out."""

_LIMITS = Limits(200 * 1024 * 1024, 120)
"""As much as a package may hold, in the time for a slow network drive."""


def write_source(source: SourceFile, package: Path) -> None:
    """Write the report's file into its folder in that of a package; raises OSError."""
    folder = package / FOLDER
    folder.mkdir(exist_ok=True)
    write_atomically(folder / source.name, source.content)


def is_report(datei: str) -> bool:
    """Tell whether a file of an edition is the report's own."""
    stem, _, suffix = datei.rpartition(".")
    return stem == _STEM and suffix in MEDIA_TYPES


def is_of_source(datei: str) -> bool:
    """Tell whether a file of an edition is a report's own file or the pictures of its pages."""
    return datei == PICTURES or is_report(datei)


def forget_source(package: Path) -> None:
    """Remove the file of an earlier report from the folder of a package; other files stay."""
    for path in (package / FOLDER).glob(f"{_STEM}.*"):
        if is_of_source(path.name):
            path.unlink(missing_ok=True)


def load_source(package: Path) -> SourceFile | None:
    """Return the report's file in the folder of a package, None where there is none.

    Raises PackageError if it cannot be read, is a link out of the folder, or where there are several.
    """
    found = [path for suffix in MEDIA_TYPES if (path := package / FOLDER / f"{_STEM}.{suffix}").is_file()]
    if not found:
        return None
    path = found[0]
    if len(found) > 1 or not path.resolve().is_relative_to(package.resolve()):
        names = ", ".join(str(one) for one in found)
        raise PackageError(
            f"{names}: erlaubt ist eine einzige Datei des Berichts, und kein Verweis aus dem Ordner hinaus. "
            "Bitte die falschen entfernen.",
            f"{names}: there may be one file of the report, and no link out of the folder. Please remove the "
            "wrong ones.",
        )
    try:
        with told_as(PackageError):
            return SourceFile(path.suffix[1:], read_file(path, _LIMITS))
    except OSError as error:
        raise PackageError(
            f"{path}: lässt sich nicht lesen ({error.strerror}). Bitte Rechte und Datenträger prüfen.",
            f"{path}: cannot be read ({error.strerror}). Please check permissions and disk.",
        ) from error


def check_source(source: SourceFile, quelle: Mapping[str, Any], place: str) -> None:
    """Raise PackageError unless a file is the one whose checksum the package states of its source."""
    stated = str(quelle.get("hash", "")).removeprefix("sha256:")
    if source.sha256 != stated:
        raise PackageError(
            f"{place}, {FOLDER}/{source.name}: ist nicht der Bericht, aus dem das Paket gemacht wurde "
            f"(SHA-256 {source.sha256[:12]}… statt {stated[:12]}…). Bitte die Datei zurückholen, den Bericht "
            "neu einlesen oder mit --without-source ohne ihn veröffentlichen.",
            f"{place}, {FOLDER}/{source.name}: is not the report that the package was made of "
            f"(SHA-256 {source.sha256[:12]}… instead of {stated[:12]}…). Bring the file back, read the "
            "report again, or publish without it by --without-source.",
        )
