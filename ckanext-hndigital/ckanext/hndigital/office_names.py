"""What staff call the offices: names by the sign that reports print, each change with who made it and when.

They are a book of `entered` values, given to the core (`hndigital.offices`), which alone says what an
office is called. A name changes pages, pictures, spreadsheets; packages, registers and feeds keep the sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ckan.plugins import toolkit
from ckanext.hndigital.entered import Book
from ckanext.hndigital.register import shown

from hndigital import offices, profiles
from hndigital.characters import hidden, readable
from hndigital.schemas import codelist

__all__ = ["BOOK", "LONGEST", "signs", "take", "unfit", "wrong"]

LONGEST = 120
"""Characters of a name; the longest of a German city's offices have some eighty."""
BOOK = Book("offices", "offices")


def take() -> None:
    """Let the core ask here for the names that staff entered."""
    offices.entered_by(BOOK.now)


def signs() -> list[str]:
    """Return the signs of all offices, of projects, code list and profile, as people order them."""
    in_projects = {row["amt"] for row in shown.current().rows if row["amt"]}
    return sorted({*in_projects, *codelist("amt"), *profiles.current().offices, *BOOK.now()}, key=_order)


def _order(sign: str) -> tuple[int, int, str]:
    return (0, int(sign), sign) if sign.isascii() and sign.isdigit() and len(sign) < 9 else (1, 0, sign)


def wrong(names: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """Return by sign what is wrong with names, which may be empty; nothing for those that can be kept."""
    allowed = set(known)
    unknown = toolkit._("No project has an office with the code “{sign}”.")
    said = {
        sign: unfit(name) if sign in allowed else unknown.format(sign=sign) for sign, name in names.items()
    }
    return {sign: sentence for sign, sentence in said.items() if sentence}


def unfit(name: str) -> str:
    """Return what is wrong with a name of an office or a Dezernat, "" for nothing."""
    if len(name) > LONGEST:
        return str(toolkit._("A name has at most {number} characters.").format(number=LONGEST))
    if hidden(name) or (name and not readable(name)):
        return str(toolkit._("A name is one line of letters and digits."))
    return ""
