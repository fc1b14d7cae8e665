"""From a city's digitalisation report to open data.

    import hndigital

    package = hndigital.harvest("report.txt")
    package.write("out")

does what `hndigital harvest report.txt --out out` does. What was odd in the report is in
`package.tables["hinweise"]`, the reconciliation with its totals in `package.tables["abgleich"]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from .errors import HndigitalError, PackageError, SourceError
from .package import Change, Package, PackageSettings, build_package, diff

__all__ = [
    "Change",
    "HndigitalError",
    "Package",
    "PackageError",
    "PackageSettings",
    "SourceError",
    "__version__",
    "diff",
    "harvest",
    "report",
]

__version__ = version("ckanext-hndigital")


def harvest(
    source: str | Path | Sequence[str | Path],
    *,
    previous: Package | str | Path | None = None,
    berichtsstand: str | None = None,
    stichtag: date | None = None,
    berichtsdatum: date | None = None,
    settings: PackageSettings | None = None,
    profile: str | Path | None = None,
    decisions: str | Path | None = None,
) -> Package:
    """Read the report at `source` (path or http(s) address) and return its data package.

    Meldebögen of a round may be several files, or a folder or ZIP of them. With `previous`, an earlier
    package or its folder or ZIP, the result also holds what changed. `profile` is the name or folder of a
    city's profile, if it is not to be recognised by the source. `decisions` is a file in which people have
    named wordings and corrected cells (see `hndigital.decisions`).
    Raises SourceError if the source cannot be read as a report, PackageError if `previous` is none.
    """
    # Imported here: the portal's plugin uses this package for its schemas and reads no reports.
    from .decisions import Decisions
    from .pipeline import read_report

    earlier = (
        previous if isinstance(previous, Package) or previous is None else Package.load(previous, profile)
    )
    result = read_report(
        source,
        berichtsstand=berichtsstand,
        stichtag=stichtag,
        berichtsdatum=berichtsdatum,
        profile=profile,
        previous=earlier,
        decisions=Decisions.load(decisions) if decisions else Decisions(),
    )
    return build_package(result, earlier, settings)


def report(
    packages: Sequence[Package | str | Path], form: str, *, profile: str | Path | None = None
) -> bytes:
    """Return the city's report of the last of some packages (or folders or ZIPs), in the order of rounds.

    `form` is "pdf", "docx" or "html"; the packages before the last tell what has changed. Raises PackageError
    if one cannot be read, if they are of several cities or in no order, ReportError if a library is missing,
    KeyError for another form.
    """
    from .reporting import make_report

    loaded = [one if isinstance(one, Package) else Package.load(one, profile) for one in packages]
    return make_report(loaded, form)
