"""Exceptions of the core.

    HndigitalError
     ├─ SourceError        what is not ours is missing, unreadable, beyond a limit or no report (exit code 2)
     │   └─ FetchError          an address gave no whole answer (see `hndigital.outside.web`)
     ├─ PackageError       the folder or ZIP is not a package of ours (exit code 2)
     ├─ ExportError        the folder for static files holds something else (exit code 2)
     ├─ ReportError        a report cannot be made here: a library is missing (exit code 2)
     ├─ SchemaError        a definition in `schemas/` says what no code knows (exit code 2)
     ├─ GateRefused        the metadata of a publication does not conform to DCAT-AP.de (exit code 6)
     └─ PortalError        the portal refused or did not answer
         ├─ PortalUnreachable   no answer, or not a portal with the plugin (exit code 2)
         │   └─ PortalUnfit         a plugin that does not fit this command, or has to be upgraded first
         ├─ NotAuthorised       the token lacks the right (exit code 7)
         └─ PlanOutdated        the portal changed since the plan was made (exit code 5)

Anything else that leaves a command is a fault of the program: a sentence with its place, exit code 2.

What is odd inside a readable report is no exception but a `Finding` (see `hndigital.findings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = [
    "ExportError",
    "GateRefused",
    "HndigitalError",
    "NotAuthorised",
    "PackageError",
    "PlanOutdated",
    "PortalError",
    "PortalUnfit",
    "PortalUnreachable",
    "ReportError",
    "SchemaError",
    "SourceError",
    "told_as",
]


class HndigitalError(Exception):
    """Base of all errors that a caller may want to show to a person.

    `message_de` and `message_en` each name place, value and the next step.
    """

    def __init__(self, message_de: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_de = message_de
        self.message_en = message_en

    def message(self, lang: str = "de") -> str:
        """Return the sentence in `lang` ("de" or "en")."""
        return self.message_de if lang == "de" else self.message_en


class SourceError(HndigitalError):
    """What is to be read is missing, unreadable, beyond a limit, or no report of this layout."""


@contextmanager
def told_as(kind: type[HndigitalError]) -> Iterator[None]:
    """Raise a SourceError as an error of `kind`, with its sentences: for those who read for a purpose."""
    try:
        yield
    except SourceError as error:
        raise kind(error.message_de, error.message_en) from error


class PackageError(HndigitalError):
    """A folder or ZIP is not a package that this program wrote, or is damaged."""


class ExportError(HndigitalError):
    """The folder for static files holds files that `hndigital export` has not written."""


class ReportError(HndigitalError):
    """A report cannot be made in the form that is wanted."""


class SchemaError(HndigitalError):
    """A definition in `schemas/` (or in the folder that goes before it) cannot be used as it stands."""


class GateRefused(HndigitalError):
    """The metadata that a publication would write does not conform to DCAT-AP.de; nothing was written."""


class PortalError(HndigitalError):
    """The portal refused a request or answered something unexpected."""


class PortalUnreachable(PortalError):
    """Nothing answers at the address, or what answers is no portal with the plugin."""


class PortalUnfit(PortalUnreachable):
    """The portal's plugin is of another version, lacks fields or waits for an upgrade; nothing is written."""


class NotAuthorised(PortalError):
    """The token is missing, wrong or lacks the right to publish for the organisation."""


class PlanOutdated(PortalError):
    """The portal has changed since the plan was made."""
