"""From HTML to text: headless Chromium prints the PDF, poppler's pdftotext extracts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["PrintingUnavailable", "pages"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_TIMEOUT_SECONDS = 180


class PrintingUnavailable(RuntimeError):
    """Chromium or pdftotext is not installed, or Chromium printed nothing."""


def _tool(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise PrintingUnavailable(f"none of {', '.join(names)} is installed")


def pages(html: str) -> list[str]:
    """Print `html` and return the text of every page, in the order of the content stream."""
    browser, extractor = _tool(*_BROWSERS), _tool("pdftotext")
    with tempfile.TemporaryDirectory() as folder:
        source, pdf = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(html, encoding="utf-8")
        command = [browser, "--headless", "--disable-gpu", "--disable-background-networking"]
        command += ["--no-pdf-header-footer", f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}"]
        if os.geteuid() == 0:  # Chromium's sandbox refuses to run as root
            command.append("--no-sandbox")
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=_TIMEOUT_SECONDS)
        if not pdf.is_file():
            raise PrintingUnavailable(f"{browser} printed no PDF")
        # -raw keeps the order of the content stream: cell after cell, as in the published text
        done = subprocess.run(
            [extractor, "-raw", "-enc", "UTF-8", str(pdf), "-"],
            check=True,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
        )
    return done.stdout.decode("utf-8").removesuffix("\f").split("\f")
