"""The command's message catalogues are complete and compiled."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import hndigital
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

CORE = Path(hndigital.__file__).parent
CATALOGUE = CORE / "i18n" / "de" / "LC_MESSAGES" / "hndigital.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
SOURCES = [
    ("cli/**.py", "python"),
    ("export/templates/**.html", "jinja2"),
    *(("pages/**.py", "python"), ("pages/templates/**.html", "jinja2")),
]
OF_CLICK = (
    *("Usage:", "Options", "Commands", "Show this message and exit.", "Error: {message}", "Missing command."),
    *("Missing argument", "Missing option", "No such option {name!r}.", "No such command {name!r}."),
    *("Invalid value for {param_hint}: {message}", "Try '{command} {option}' for help."),
)


def german() -> Catalog:
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="de")


def translated(entry: Message | None) -> bool:
    if entry is None or entry.fuzzy:
        return False
    return all(entry.string) if isinstance(entry.string, tuple) else bool(entry.string)


def test_every_message_is_german_too() -> None:
    """Whoever works in German never meets an English sentence of ours or click's usual ones."""
    extracted = extract_from_dir(CORE, SOURCES, keywords=KEYWORDS)
    messages = {message for _file, _line, message, _comments, _context in extracted} | set(OF_CLICK)
    catalogue = german()
    assert [message for message in messages if not translated(catalogue.get(message))] == []


def test_translations_keep_the_placeholders() -> None:
    """A translation names the same values as the original."""
    assert [error for message in german() for error in message.check(german())] == []


def test_compiled_catalogue_is_that_of_the_source() -> None:
    """After a change: pybabel compile -d harvester/hndigital/i18n -D hndigital -l de."""
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    for message in german():
        if message.id and message.pluralizable:
            assert (
                translations.ngettext(*message.id, 1),
                translations.ngettext(*message.id, 2),
            ) == message.string
        elif message.id:
            assert translations.gettext(message.id) == message.string
