"""The plugins' translations: msgids are the English sentences of code and templates.

What CKAN's own pages say keeps CKAN's words in a portal of somebody else's; where ours are other ones, they
come with `hndigital_theme`, in a catalogue of its own.

    python ckanext-hndigital/catalogue.py          update the .po with new msgids, compile the .mo
    python ckanext-hndigital/catalogue.py --check  say what is missing, change nothing

Extraction, order and compilation are fixed, so that the same sources give the same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent
PLUGIN = ROOT / "ckanext" / "hndigital"
_GERMAN = Path("i18n", "de", "LC_MESSAGES")
FILE = PLUGIN / _GERMAN / "ckanext-hndigital.po"
THEME = PLUGIN / "theme" / _GERMAN / "ckanext-hndigital_theme.po"
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_FILES = (FILE, THEME)
_CKANS = "core_sentences.py"
"""Where sentences of CKAN's pages stand that its own catalogue lacks."""
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "ungettext": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
}


def extract() -> Catalog:
    """Return the msgids that code and templates use."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(project="ckanext-hndigital", charset="utf-8")
    for name, line, message, comments, _context in extract_from_dir(
        str(ROOT / "ckanext"), methods, options, keywords=KEYWORDS
    ):
        catalog.add(message, None, [(name, line)], auto_comments=comments)
    return catalog


def stored() -> Catalog:
    """Return the German catalogue as it is stored: that of `hndigital` and `hndigital_theme` in one."""
    whole = _read(FILE)
    for message in _read(THEME):
        if message.id:
            whole[message.id] = message
    return whole


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="de", project="ckanext-hndigital")
    with path.open("rb") as file:
        return read_po(file, locale="de")


def _of_ckan() -> Catalog:
    """Return CKAN's own German catalogue."""
    found = importlib.util.find_spec("ckan")
    if found is None or found.origin is None:
        raise SystemExit("CKAN is not installed here: its catalogue says which sentences it has itself.")
    with (Path(found.origin).parent / _GERMAN / "ckan.mo").open("rb") as file:
        return read_mo(file)


def _parts(whole: Catalog, used: Catalog) -> dict[Path, Catalog]:
    """Return the catalogues that are written, by file: what CKAN says, too, and the rest."""
    parts = {path: Catalog(locale="de", project="ckanext-hndigital", charset="utf-8") for path in _FILES}
    ckans = _of_ckan()
    for message in whole:
        if message.id:
            known, here = ckans.get(message.id), used.get(message.id)
            named = here is not None and all(Path(place).name == _CKANS for place, _ in here.locations)
            parts[THEME if named or (known and known.string) else FILE][message.id] = message
    return parts


def compiled(catalog: Catalog) -> bytes:
    """Return the catalogue as CKAN reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
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
    for path, part in _parts(german, used).items():
        written = _read(path)
        if {entry.id for entry in written if entry.id} != {entry.id for entry in part if entry.id}:
            found.append(f"not in its place: run this program ({path.name})")
        if not path.with_suffix(".mo").exists() or path.with_suffix(".mo").read_bytes() != compiled(written):
            found.append(f"{path.stem}.mo is not the compiled .po")
    return found


def update() -> None:
    """Take over new msgids, drop unused ones, compile."""
    german, used = stored(), extract()
    german.update(used, no_fuzzy_matching=True)
    german.obsolete.clear()
    for path, part in _parts(german, used).items():
        part.header_comment = "# German texts of ckanext-hndigital."
        part.fuzzy = False
        part.version = "1"
        part.language_team = "Deutsch"
        part.msgid_bugs_address = part.last_translator = ""
        # Never the clock: the same texts give the same file.
        part.creation_date = part.revision_date = _DATE
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, part, width=0, no_location=True, sort_output=True, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(_read(path)))


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        update()
    for sentence in problems():
        print(sentence)
    sys.exit(1 if problems() else 0)
