"""German or English: which one, and the message catalogues of `hndigital/i18n`.

Messages are written in English and translated through gettext. click translates its own messages
through gettext's global domain, so that domain is ours while the command runs.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["LANGUAGES", "N_", "_", "current", "ngettext", "use_language", "wanted"]

LANGUAGES = ("de", "en")
DOMAIN = "hndigital"
CATALOGUES = Path(__file__).parent.parent / "i18n"

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_current = "en"


def _(message: str) -> str:
    """Return `message` in the language of this run."""
    return gettext.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form for `number` in the language of this run."""
    return gettext.ngettext(singular, plural, number)


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name
    """Mark a message that is translated when it is shown."""
    return message


def current() -> str:
    """Return the language of this run, "de" or "en"."""
    return _current


def use_language(lang: str) -> None:
    """Make `lang` the language of all messages, ours and click's, from now on."""
    global _current  # noqa: PLW0603 - as global as gettext's own domain
    _current = lang
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


def wanted(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language asked for by `--lang`, else by the locale, else English.

    The arguments are looked through before click parses them, so that its complaints about them are
    in the right language too.
    """
    for position, arg in enumerate(args):
        if arg == "--":
            break
        value = arg.removeprefix("--lang=") if arg.startswith("--lang=") else ""
        if arg == "--lang":
            value = "".join(args[position + 1 : position + 2])
        if value in LANGUAGES:
            return value
    chosen = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    return "de" if chosen.casefold().startswith("de") else "en"
