"""The plugin's translations: msgids are the English sentences of code and templates.

    python ckanext-hndigital/catalogue.py          update the .po with new msgids, compile the .mo
    python ckanext-hndigital/catalogue.py --check  say what is missing, change nothing

Extraction, order and compilation are fixed, so that the same sources give the same bytes. Sentences of the
pages that portal and static export share (`hndigital.pages`) have their German texts in the core's catalogue;
the compiled one holds them as well, since CKAN reads one catalogue per plugin.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent
PLUGIN = ROOT / "ckanext" / "hndigital"
FILE = PLUGIN / "i18n" / "de" / "LC_MESSAGES" / "ckanext-hndigital.po"
CORE = ROOT.parent / "harvester" / "hndigital"
CORE_FILE = CORE / "i18n" / "de" / "LC_MESSAGES" / "hndigital.po"
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "ungettext": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
}


def shared() -> Catalog:
    """Return the German texts of the partials, from the core's catalogue."""
    with CORE_FILE.open("rb") as file:
        german = read_po(file, locale="de")
    catalog = Catalog(locale="de", project="ckanext-hndigital")
    methods = [("**.html", "jinja2")]
    for _name, _line, message, _comments, _context in extract_from_dir(
        str(CORE / "pages" / "templates"), methods, keywords=KEYWORDS
    ):
        entry = german.get(message if isinstance(message, str) else message[0])
        catalog.add(message, entry.string if entry else "")
    return catalog


def extract() -> Catalog:
    """Return the msgids that code and templates of the plugin use and the partials don't."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalog, elsewhere = Catalog(project="ckanext-hndigital", charset="utf-8"), shared()
    for name, line, message, comments, _context in extract_from_dir(
        str(ROOT / "ckanext"), methods, options, keywords=KEYWORDS
    ):
        if elsewhere.get(message if isinstance(message, str) else message[0]) is None:
            catalog.add(message, None, [(name, line)], auto_comments=comments)
    return catalog


def stored() -> Catalog:
    """Return the German catalogue as it is stored."""
    if not FILE.exists():
        return Catalog(locale="de", project="ckanext-hndigital")
    with FILE.open("rb") as file:
        return read_po(file, locale="de")


def compiled(catalog: Catalog) -> bytes:
    """Return the catalogue as CKAN reads it: with the texts of the partials."""
    together = Catalog(locale="de", project=catalog.project)
    together.update(catalog, no_fuzzy_matching=True)
    together.mime_headers = catalog.mime_headers
    for entry in (*catalog, *shared()):
        if entry.id:
            together.add(entry.id, entry.string)
    buffer = io.BytesIO()
    write_mo(buffer, together)
    return buffer.getvalue()


def problems() -> list[str]:
    """Say what keeps the catalogue from being complete: missing, doubtful or unused entries."""
    used, german = extract(), stored()
    found = []
    for message in used:
        if not message.id:
            continue
        entry = german.get(message.id)
        texts = () if entry is None else entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if entry is None or not all(texts) or entry.fuzzy:
            found.append(f"not translated: {message.id!r}")
    found += [f"not used: {entry.id!r}" for entry in german if entry.id and used.get(entry.id) is None]
    if not FILE.with_suffix(".mo").exists() or FILE.with_suffix(".mo").read_bytes() != compiled(german):
        found.append("the .mo is not the compiled .po")
    return found


def update() -> None:
    """Take over new msgids, drop unused ones, compile."""
    german = stored()
    german.update(extract(), no_fuzzy_matching=True)
    german.obsolete.clear()
    german.fuzzy = False
    german.header_comment = "# German texts of ckanext-hndigital."
    german.version = "1"
    german.language_team = "Deutsch"
    german.msgid_bugs_address = german.last_translator = ""
    # Never the clock: the same texts give the same file.
    german.creation_date = german.revision_date = _DATE
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as file:
        write_po(file, german, width=0, no_location=True, sort_output=True, omit_header=False)
    FILE.with_suffix(".mo").write_bytes(compiled(stored()))


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        update()
    for sentence in problems():
        print(sentence)
    sys.exit(1 if problems() else 0)
