"""The journal of a publication: what was begun and what is done, store by store.

It stands beside the package (`PAKET.portal.example.org.journal.jsonl`), not on the portal: what the portal
holds is read anew by every run, so a lost journal costs nothing but the story, and publishing twice
writes nothing at all there. One JSON object per line, synced to disk before the next step begins, so
that it is right after a kill too. It never holds the token, and only its owner may read it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import urlsplit

from ..outside import read_file, shown
from ..outside.limits import PORTAL

__all__ = ["DATABASE", "DATASTORE", "FILES", "INDEX", "Journal", "Unfinished", "journal_path", "state_folder"]

DATABASE = "datenbank"
DATASTORE = "datastore"
FILES = "dateien"
INDEX = "suchindex"
_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A publication that began and did not end: since when, of which package, on which state."""

    zeit: str
    paket_sha256: str
    fingerprint: str


def journal_path(package: Path, address: str) -> Path:
    """Return where the journal of publishing `package` to the portal at `address` stands.

    Beside the package if one may write there, else in the user's state folder.
    """
    name = package.resolve()
    host = re.sub(r"[^A-Za-z0-9.-]+", "-", urlsplit(address).netloc)
    file = f"{name.name}.{host}.journal.jsonl"
    if os.access(name.parent, os.W_OK):
        return name.parent / file
    return state_folder() / file


def state_folder() -> Path:
    """Return where journals stand that have no package to stand beside."""
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "hndigital"


class Journal:
    """Write one publication's steps; opened on the first entry, so a run with nothing to do leaves none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def begin(self, paket_sha256: str, fingerprint: str, address: str) -> None:
        """Note that a publication begins."""
        self._write(
            {"ereignis": "beginn", "portal": address, "paket_sha256": paket_sha256, "stand": fingerprint}
        )

    def accepted(self, reason: str) -> None:
        """Note why a package with findings of severity fehler is published."""
        self._write({"ereignis": "fehler_angenommen", "grund": shown(reason)})

    def note(self, objekt: str, speicher: Iterable[str], stand: str, meldung: str = "") -> None:
        """Note how far the stores are for an object: `begonnen`, `fertig` or `fehler`."""
        entry = {"ereignis": "schritt", "objekt": objekt, "speicher": list(speicher), "stand": stand}
        self._write(entry | ({"meldung": shown(meldung)} if meldung else {}))

    def end(self, failed: Iterable[str]) -> None:
        """Note that the publication came to its end, and what failed."""
        self._write({"ereignis": "ende", "fehler": list(failed)})

    def unfinished(self) -> Unfinished | None:
        """Return the last publication in the journal if it never came to its end."""
        try:
            lines = read_file(self.path, PORTAL).decode("utf-8", errors="replace").splitlines()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None
        begun: Unfinished | None = None
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # the line that a kill cut off
            if entry.get("ereignis") == "beginn":
                begun = Unfinished(entry["zeit"], entry["paket_sha256"], entry["stand"])
            elif entry.get("ereignis") == "ende":
                begun = None
        return begun

    def _write(self, entry: dict[str, Any]) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.fdopen(_for_its_owner(self.path), "a", encoding="utf-8")
            self._file.write("\n" if self._cut_off() else "")
        stamped = {"zeit": datetime.now(UTC).isoformat(timespec="milliseconds")} | entry
        self._file.write(json.dumps(stamped, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _cut_off(self) -> bool:
        with self.path.open("rb") as stream:
            if not stream.seek(0, os.SEEK_END):
                return False
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) != b"\n"


def _for_its_owner(path: Path) -> int:
    """Open a file to append to, that nobody else may read; one that is there already, too."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)
    with contextlib.suppress(PermissionError):  # somebody else's, who has let this person write
        os.fchmod(handle, _MODE)
    return handle
