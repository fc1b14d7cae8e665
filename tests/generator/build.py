"""One call from a report to its text, or to its PDF."""

from __future__ import annotations

import random

from . import marks
from .document import html
from .model import Report
from .noise import Noise, Page, noisy
from .printing import pages, pdf

__all__ = ["report_pages", "report_pdf", "report_text"]


def report_pages(report: Report, seed: int, noise: Noise | None = None) -> list[Page]:
    """Print the report and return its pages; wordings and noise are drawn from `seed`."""
    rng = random.Random(f"text {seed}")
    measures = noise or Noise.drawn(rng)
    # without blanks at line ends nothing tells a sheet's last value from text that follows it
    document = html(report, rng, text_after_sheets=not measures.stripped)
    years = f"{report.von[:4]}/{report.bis[:4]}" if report.von[:4] != report.bis[:4] else report.bis[:4]
    return noisy(pages(document), rng, measures, f"{report.titel.upper()} STADT HEILBRONN {years}")


def report_text(report: Report, seed: int, noise: Noise | None = None) -> str:
    """Print the report and return its text, as `report_pages`."""
    return "\n".join(line for page in report_pages(report, seed, noise) for line in page.lines) + "\n"


def report_pdf(report: Report, seed: int) -> bytes:
    """Print the report as the PDF that a city would publish: no marks, and what an extractor makes of it."""
    rng = random.Random(f"text {seed}")
    document = html(report, rng, text_after_sheets=False, css_rotation=True)
    return pdf(document.translate({ord(mark): None for mark in marks.ALL}))
