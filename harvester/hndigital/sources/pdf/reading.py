"""The worker that reads a PDF, in bounds: a PDF is a program that strangers write."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...outside import Limits
from ...outside.files import too_large, too_slow
from .model import Page, page_of

__all__ = ["MEMORY", "PAGES", "Progress", "read_pdf", "running"]

PAGES = 2_000
"""The city's report has fewer than a hundred."""
MEMORY = 1 << 30
"""Address space of the worker in bytes; a report of 150 pages takes 120 MB."""
_WORKER = Path(__file__).with_name("worker.py")

Progress = Callable[[int, int], None]
"""Told after each page: how many are read, of how many."""


def read_pdf(
    data: bytes,
    name: str,
    limits: Limits,
    *,
    password: str = "",
    progress: Progress | None = None,
    pages: int = PAGES,
    memory: int = MEMORY,
) -> tuple[Page, ...]:
    """Return what is printed on the pages of a PDF.

    Raises SourceError if it is damaged, locked, or holds no text, or takes more than `limits` (bytes of
    text, seconds), `memory` or `pages`.
    """
    found: list[Page] = []
    count = 0
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-I", "-B", str(_WORKER), file.name, str(pages), str(limits.max_bytes)]
        with running(command, name, limits, memory, password) as said:
            for one in said:
                if "pages" in one:
                    count = one["pages"]
                    _refuse_too_many(count, pages, name)
                elif "error" in one:
                    raise _refused(one["error"], name, limits, asked=bool(password))
                else:
                    found.append(page_of(one))
                    if progress is not None:
                        progress(len(found), count)
    if len(found) < count or not count:
        raise _unreadable(name)
    _refuse_pictures(found, name)
    return tuple(found)


def _refuse_too_many(count: int, pages: int, name: str) -> None:
    if count > pages:
        raise SourceError(
            f"{name} hat mehr als {pages} Seiten und wird nicht gelesen. Bitte nur den Bericht angeben.",
            f"{name} has more than {pages} pages and is not read. Please give the report only.",
        )


def _refused(why: str, name: str, limits: Limits, *, asked: bool) -> SourceError:
    if why == "large":
        return too_large(f"{name} (Text)", limits)
    if why == "password" and asked:
        return SourceError(
            f"{name} ist verschlüsselt, und das Kennwort öffnet es nicht. Bitte das Kennwort prüfen.",
            f"{name} is encrypted, and the password does not open it. Please check the password.",
        )
    if why == "password":
        return SourceError(
            f"{name} ist verschlüsselt. Bitte das Kennwort angeben (beim Befehl in einer Datei mit "
            "--password-file).",
            f"{name} is encrypted. Please give the password (to the command in a file by --password-file).",
        )
    return _unreadable(name)


def _unreadable(name: str) -> SourceError:
    return SourceError(
        f"Gesucht wurde ein Bericht; aus der PDF-Datei {name} ließ sich kein Text gewinnen.",
        f"Looked for a report; no text could be taken from the PDF {name}.",
    )


def _refuse_pictures(pages: list[Page], name: str) -> None:
    if any(page.words for page in pages):
        return
    if not any(page.pictures for page in pages):
        raise _unreadable(name)
    raise SourceError(
        f"{name} ist ein Scan: kein Text ließ sich gewinnen, denn die Seiten sind Bilder. Bitte die "
        "PDF-Datei angeben, aus der gedruckt wurde, oder den Text erkennen lassen („ocrmypdf -l deu alt.pdf "
        "neu.pdf“) und das Ergebnis angeben; jeder Wert ist dann zu bestätigen.",
        f"{name} is a scan: no text could be taken, for its pages are pictures. Please give the PDF that was "
        "printed from, or have the text recognised (“ocrmypdf -l deu old.pdf new.pdf”) and give the result; "
        "each value must be confirmed then.",
    )


@contextmanager
def running(
    command: list[str], name: str, limits: Limits, memory: int = MEMORY, password: str = ""
) -> Iterator[Iterator[dict[str, Any]]]:
    """Run a worker and yield the documents that it prints, a line each.

    It is killed when a limit is reached or nobody listens any more, `password` is its standard input.
    Raises SourceError for a limit or a worker that breaks off.
    """

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    late = threading.Event()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath},  # a token stands in the environment
        encoding="utf-8",
        preexec_fn=bound,
    ) as process:

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds, stop)
        timer.start()
        try:
            _hand_over(process, password)
            yield (json.loads(line) for line in process.stdout or () if line.endswith("\n"))
            broken = process.wait() != 0
        finally:
            timer.cancel()
            process.kill()
    if late.is_set():
        raise too_slow(name, limits)
    if broken:
        raise SourceError(
            f"{name}: das Lesen der PDF-Datei ist abgebrochen; mehr als {memory >> 20} MB Speicher bekommt "
            "es nicht. Bitte prüfen, woher die Datei kommt.",
            f"{name}: reading the PDF broke off; it gets no more than {memory >> 20} MB of memory. "
            "Please check where the file comes from.",
        )


def _hand_over(process: subprocess.Popen[str], password: str) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(password)
        process.stdin.close()
    except BrokenPipeError:
        pass  # it has ended; what it said tells why
