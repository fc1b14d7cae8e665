"""The ZIP that office files are: its parts, unpacked within bounds, and XML without entities."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from ...errors import SourceError
from ...outside import Limits
from ...outside.files import too_large

__all__ = ["BROKEN", "Archive", "broken_file", "parsed"]

BROKEN = (
    *(zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ParseError, KeyError, ValueError),
    *(TypeError, AttributeError, IndexError, OSError, OverflowError, RecursionError),
)
"""What libraries let through from damaged, encrypted and hostile files."""
_UNPACKED = 20
"""How many times larger than a source may be what an archive says that it unpacks to."""
_PARTS = 10_000
"""Parts of an archive: a report with pictures has some hundred."""


class Archive:
    """The parts of an office file by name. Raises SourceError beyond the limits, and for what is no ZIP."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        with broken_file(name):
            self._zip = zipfile.ZipFile(BytesIO(data))
        parts = self._zip.infolist()
        if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED * limits.max_bytes:
            raise too_large(name, limits)
        self.names = frozenset(part.filename for part in parts)

    def read(self, part: str) -> bytes:
        """Return a part, b"" if there is none; whatever size it states, reading ends at the limit."""
        if part not in self.names:
            return b""
        with broken_file(self._name), self._zip.open(part) as stream:
            content = stream.read(self._limits.max_bytes + 1)
        if len(content) > self._limits.max_bytes:
            raise too_large(self._name, self._limits)
        return content

    def xml(self, part: str) -> Element | None:
        """Return the root of a part, None if there is none."""
        content = self.read(part)
        return parsed(content, self._name) if content else None

    @contextmanager
    def stream(self, part: str) -> Iterator[IO[bytes]]:
        """Open a part that is too large to be read at once; the reader counts what it takes."""
        with self._zip.open(part) as stream:
            yield stream


def parsed(content: bytes, name: str) -> Element:
    """Return the root of an XML document; raises SourceError if it is damaged or has a DTD or entities."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    with broken_file(name):
        try:
            root: Any = fromstring(content, forbid_dtd=True)
        except DefusedXmlException as error:
            raise SourceError(
                f"{name} enthält XML, das sich selbst etwas hinzufügt ({type(error).__name__}); das schreibt "
                "kein Office-Programm. Bitte prüfen, woher die Datei kommt.",
                f"{name} holds XML that adds something to itself ({type(error).__name__}); no office program "
                "writes that. Please check where the file comes from.",
            ) from error
    return root


@contextmanager
def broken_file(name: str) -> Iterator[None]:
    """Raise SourceError for what libraries raise at a damaged file."""
    try:
        yield
    except SourceError:
        raise
    except BROKEN as error:
        raise SourceError(
            f"{name} ist beschädigt oder verschlüsselt ({type(error).__name__}). Bitte im Office-Programm "
            "öffnen und ohne Kennwort neu speichern.",
            f"{name} is damaged or encrypted ({type(error).__name__}). Please open it in the office program "
            "and save it again without a password.",
        ) from error
