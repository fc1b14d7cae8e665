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
    document = html(report, rng)
    measures = noise or Noise.drawn(rng)
    years = f"{report.von[:4]}/{report.bis[:4]}" if report.von[:4] != report.bis[:4] else report.bis[:4]
    return noisy(pages(document), rng, measures, f"{report.titel.upper()} STADT HEILBRONN {years}")
