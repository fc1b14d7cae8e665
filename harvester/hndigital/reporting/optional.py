"""Libraries that only a report's PDF and DOCX need: asked for when one is made."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import ReportError

__all__ = ["needed"]


def needed(name: str) -> Any:
    """Return a module of the extra `report`; raises ReportError, with how to install it, if it is missing."""
    try:
        return import_module(name)
    except (ImportError, OSError) as error:  # OSError: WeasyPrint without Pango
        raise ReportError(
            f"Für PDF und DOCX fehlt eine Bibliothek ({name}: {error}). Bitte installieren: "
            "pip install 'ckanext-hndigital[report]' (WeasyPrint braucht außerdem Pango: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0); HTML geht ohne.",
            f"A library for PDF and DOCX is missing ({name}: {error}). Please install: "
            "pip install 'ckanext-hndigital[report]' (WeasyPrint also needs Pango: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0); HTML does without.",
        ) from error
