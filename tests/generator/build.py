"""One call from a report to its text."""

from __future__ import annotations

import random

from .document import html
from .model import Report
from .noise import Noise, noisy
from .printing import pages

__all__ = ["report_text"]


def report_text(report: Report, seed: int, noise: Noise | None = None) -> str:
    """Print the report and return its text; wordings and noise are drawn from `seed`."""
    rng = random.Random(f"text {seed}")
    measures = noise or Noise.drawn(rng)
    # without blanks at line ends nothing tells a sheet's last value from text that follows it
    document = html(report, rng, text_after_sheets=not measures.stripped)
    years = f"{report.von[:4]}/{report.bis[:4]}" if report.von[:4] != report.bis[:4] else report.bis[:4]
    return noisy(pages(document), rng, measures, f"{report.titel.upper()} STADT HEILBRONN {years}")
