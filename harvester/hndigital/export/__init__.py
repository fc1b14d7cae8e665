"""The static publisher: packages → a folder of files that any plain web server can serve.

    configuration  what another city declares
    gate           refuses metadata that does not conform, before anything is written
    site           the editions folded into what is shown, and which files belong to what
    data           packages, tables and slices as CSV and JSON, descriptors, Table Schemas
    documents      the DCAT catalogue, each dataset with its document, code lists, the addresses under `id/`
    pictures       the projects in pictures, each as values and drawing
    pages          pages for people in German and English
    writing        a folder that is replaced as a whole

The addresses are those of the portal (`hndigital.dcat.iris`), so that a city can begin with the folder
and move to the portal later without breaking a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..dcat.settings import DcatSettings
from ..package import Package
from .documents import document_files
from .gate import check_site
from .pages import page_files
from .site import Site
from .writing import write_folder

__all__ = ["Site", "export_site", "site_files"]


def export_site(
    packages: Iterable[Package], out: str | Path, settings: DcatSettings, *, gate: bool = True
) -> Site:
    """Write the site of `packages` (in any order) to the folder `out` and return what it shows.

    `settings.base_uri` must be the address at which the folder will be served. Raises PackageError if
    the packages cannot stand beside each other, GateRefused if their metadata does not conform to
    DCAT-AP.de (not looked at without `gate`), ExportError if `out` holds something else, OSError.
    """
    site = Site.of(packages, settings)
    if gate:
        check_site(site)
    write_folder(Path(out), site_files(site))
    return site


def site_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site as path (with slashes) and content; the same site, the same bytes."""
    yield from document_files(site)
    yield from page_files(site)
