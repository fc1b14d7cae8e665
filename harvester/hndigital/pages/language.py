"""The texts of the pages in their languages: English sentences are the msgids of the core's catalogue."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

__all__ = ["CATALOGUES", "translations"]

CATALOGUES = Path(__file__).parents[1] / "i18n"
"""The folder of the catalogues, as gettext wants it."""


@cache
def translations(lang: str) -> gettext.NullTranslations:
    """Return the texts in `lang` ("de" or "en"); the msgids are English already."""
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("hndigital", str(CATALOGUES), languages=[lang])
