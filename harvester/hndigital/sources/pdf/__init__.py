"""A PDF as what is printed where: words with their boxes and ruled lines, page by page.

`read_pdf` has pdfium (Apache-2.0, by pypdfium2) read it in a process of its own, in bounds. What the places
mean, columns and rows, only a reader of reports knows: `sources.bericht.positions`.
"""

from __future__ import annotations

from .model import Page, Word
from .reading import MEMORY, PAGES, read_pdf

__all__ = ["MEMORY", "PAGES", "Page", "Word", "read_pdf"]
