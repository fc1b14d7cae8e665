"""A PDF's text by poppler's `pdftotext`, which runs in bounds: a PDF is a program that strangers write."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
import threading

from ..errors import SourceError
from ..outside import Limits
from ..outside.files import too_large, too_slow

__all__ = ["MEMORY", "PAGES", "pdf_text"]

PAGES = 2_000
"""The city's report has fewer than a hundred."""
MEMORY = 1 << 30
"""Address space of `pdftotext` in bytes; the city's report takes 60 MB, a scan with large pictures 300 MB."""
_CHUNK = 1 << 16


def pdf_text(data: bytes, name: str, limits: Limits, *, pages: int = PAGES, memory: int = MEMORY) -> bytes:
    """Return a PDF's text in the order of its content stream, as `pdftotext -raw` extracts it.

    Raises SourceError if the program is missing, nothing can be read, or it takes more than `limits`
    (bytes of text, seconds), `memory` or `pages`.
    """
    tool = shutil.which("pdftotext")
    if tool is None:
        raise SourceError(
            f"{name} ist eine PDF-Datei; zum Lesen fehlt das Programm pdftotext (Paket poppler-utils).",
            f"{name} is a PDF; to read it, the program pdftotext (package poppler-utils) is missing.",
        )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = [tool, "-raw", "-enc", "UTF-8", "-l", str(pages + 1), file.name, "-"]
        text, code = _run(command, name, limits, memory)
    if text.count(b"\f") > pages:
        raise SourceError(
            f"{name} hat mehr als {pages} Seiten und wird nicht gelesen. Bitte nur den Bericht angeben.",
            f"{name} has more than {pages} pages and is not read. Please give the report only.",
        )
    if code != 0 or not text.strip():
        raise SourceError(
            f"Gesucht wurde ein Bericht; aus der PDF-Datei {name} ließ sich kein Text gewinnen.",
            f"Looked for a report; no text could be taken from the PDF {name}.",
        )
    return text


def _run(command: list[str], name: str, limits: Limits, memory: int) -> tuple[bytes, int]:
    """Return what the command prints and its exit code; it is killed when a limit is reached."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    late = threading.Event()
    text = bytearray()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath},  # a token stands in the environment
        preexec_fn=bound,
    ) as process:

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds, stop)
        timer.start()
        try:
            while chunk := os.read(process.stdout.fileno(), _CHUNK):  # type: ignore[union-attr]
                text += chunk
                if len(text) > limits.max_bytes:
                    process.kill()
                    raise too_large(f"{name} (Text)", limits)
        finally:
            timer.cancel()
    if late.is_set():
        raise too_slow(name, limits)
    if process.returncode in (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV):
        raise SourceError(
            f"{name}: pdftotext ist beim Lesen abgebrochen; mehr als {memory >> 20} MB Speicher bekommt es "
            "nicht. Bitte prüfen, woher die Datei kommt.",
            f"{name}: pdftotext broke off while reading; it gets no more than {memory >> 20} MB of memory. "
            "Please check where the file comes from.",
        )
    return bytes(text), process.returncode
