"""From HTML to text: headless Chromium prints the PDF, poppler's pdftotext extracts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["PrintingUnavailable", "pages", "pdf"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_TIMEOUT_SECONDS = 180


class PrintingUnavailable(RuntimeError):
    """Chromium or pdftotext is not installed, or Chromium printed nothing."""


def _tool(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise PrintingUnavailable(f"none of {', '.join(names)} is installed")


def pdf(html: str) -> bytes:
    """Print `html` and return the PDF."""
    browser = _tool(*_BROWSERS)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(html, encoding="utf-8")
        command = [browser, "--headless", "--disable-gpu", "--disable-background-networking"]
        command += ["--no-pdf-header-footer", f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        if os.geteuid() == 0:  # Chromium's sandbox refuses to run as root
            command.append("--no-sandbox")
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=_TIMEOUT_SECONDS)
        if not target.is_file():
            raise PrintingUnavailable(f"{browser} printed no PDF")
        return target.read_bytes()


def pages(html: str) -> list[str]:
    """Print `html` and return the text of every page, in the order of the content stream."""
    # -raw keeps that order: cell after cell, as in the published text
    done = subprocess.run(
        [_tool("pdftotext"), "-raw", "-enc", "UTF-8", "-", "-"],
        input=pdf(html),
        check=True,
        capture_output=True,
        timeout=_TIMEOUT_SECONDS,
    )
    return done.stdout.decode("utf-8").removesuffix("\f").split("\f")
