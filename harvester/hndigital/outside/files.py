"""A file or standard input, never more of it than the limit: no device, no pipe that waits for a writer."""

from __future__ import annotations

import os
import re
import select
import stat
import time
from pathlib import Path

from ..errors import SourceError
from .limits import Limits, human

__all__ = ["read_file"]

_CHUNK = 1 << 20
_OPENED = re.compile(r"/dev/(stdin|fd/\d+)|/proc/(self|\d+)/fd/\d+")
"""What the person's shell has opened for this process: `/dev/stdin`, `<(command)`."""


def read_file(path: str | Path, limits: Limits) -> bytes:
    """Return a file's bytes; standard input and the shell's pipes are read until their end.

    Raises SourceError for what is no plain file or beyond a limit, OSError as `open` does.
    """
    # Without O_NONBLOCK opening a named pipe would wait until somebody writes to it.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    with open(handle, "rb", buffering=0) as stream:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(21, os.strerror(21), str(path))
        if stat.S_ISREG(found.st_mode):
            if found.st_size > limits.max_bytes:
                raise too_large(str(path), limits)
        elif not _OPENED.fullmatch(str(path)):
            raise SourceError(
                f"{path} ist keine Datei, sondern ein Gerät oder eine Pipe. Bitte eine Datei nennen oder den "
                "Inhalt über /dev/stdin hereingeben.",
                f"{path} is no file but a device or a pipe. Please name a file or hand the contents in "
                "through /dev/stdin.",
            )
        return _all_of(stream.fileno(), str(path), limits)


def _all_of(handle: int, place: str, limits: Limits) -> bytes:
    end = time.monotonic() + limits.seconds
    data = bytearray()
    while True:
        if not select.select([handle], [], [], max(0.0, end - time.monotonic()))[0]:
            raise too_slow(place, limits)
        try:
            chunk = os.read(handle, _CHUNK)
        except BlockingIOError:
            continue
        if not chunk:
            return bytes(data)
        data += chunk
        if len(data) > limits.max_bytes:
            raise too_large(place, limits)


def too_large(place: str, limits: Limits) -> SourceError:
    """Return the error for more bytes than the limit."""
    size = human(limits.max_bytes)
    de, en = _more(limits)
    return SourceError(
        f"{place} ist größer als {size} und wird nicht weiter gelesen. {de}",
        f"{place} is larger than {size} and is read no further. {en}",
    )


def too_slow(place: str, limits: Limits) -> SourceError:
    """Return the error for more time than the limit."""
    de, en = _more(limits)
    return SourceError(
        f"{place} war nach {limits.seconds:g} Sekunden nicht ganz gelesen. {de}",
        f"{place} was not read whole after {limits.seconds:g} seconds. {en}",
    )


def _more(limits: Limits) -> tuple[str, str]:
    if not limits.option:
        return "Bitte prüfen, was dort steht.", "Please check what is there."
    return (
        f"Bitte prüfen, was dort steht; mehr erlauben {limits.option}.",
        f"Please check what is there; {limits.option} allow more.",
    )
