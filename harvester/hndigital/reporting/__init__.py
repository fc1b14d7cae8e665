"""From packages back to the city's report, as a page, a tagged PDF or a document to be edited.

One model (`model`) is composed of a package's rows (`content`) and written in three forms. Its words are
those by which the city's reader knows a report (`schemas/writing.yaml`, `writing` of the profile's
report.yaml): what is made here, `hndigital harvest` reads back cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..package import Package
from .content import compose
from .docx import docx
from .edition import Edition
from .html import page
from .model import Report
from .pdf import pdf
from .tables import unprinted

__all__ = ["FORMS", "compose", "make_report", "not_printed"]


def _page(report: Report) -> bytes:
    return page(report).encode()


FORMS: Mapping[str, Callable[[Report], bytes]] = MappingProxyType({"pdf": pdf, "docx": docx, "html": _page})
"""The forms of a report by the suffix of their files."""


def make_report(packages: Sequence[Package], form: str) -> bytes:
    """Return the report of the last of some packages, in a form of `FORMS`; same input, same bytes.

    The packages are in the order of their rounds; those before the last tell what has changed. Raises
    PackageError if there is none, if they are of several cities or in no order, ReportError if the form needs
    a library that is missing, KeyError for an unknown form.
    """
    return FORMS[form](compose(packages))


def not_printed(packages: Sequence[Package]) -> Mapping[str, tuple[str, ...]]:
    """Return, by field, the projects with a value that the layout of the city's report has no place for."""
    return unprinted(Edition.of(packages))
