"""What staff say of who is in charge: Dezernate with names and offices, and whom to ask.

They are a book of `entered` values with keys of three parts: `dezernat/II/name`, `amt/65/dezernat`,
`amt/65/mail`, `amt/65/telefon`, `portal//mail`, `portal//telefon`. The Dezernate are for people, as the
names of offices are: pages, facets and spreadsheets say them, packages and feeds keep what the report says.
Contacts are role addresses: no person is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ckan.plugins import toolkit
from ckanext.hndigital import config, office_names, whom_to_ask
from ckanext.hndigital.entered import Book

from hndigital import offices
from hndigital.dcat.ckan_values import email
from hndigital.schemas import codelist

__all__ = ["BOOK", "LONGEST", "known", "mail_of", "portal_mail", "portal_phone", "take", "wrong"]

LONGEST = 120
"""Characters of an address."""
BOOK = Book(whom_to_ask.NAME, "in_charge")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{2,30}")
_OF_OFFICE = re.compile(r"amt/(.+)/(?:dezernat|mail|telefon)")
_PORTAL_PHONE = "portal//telefon"


def take() -> None:
    """Let the core ask here for what staff say of the Dezernate."""
    offices.dezernate_by(_dezernate)


def _dezernate() -> offices.Dezernate:
    said = BOOK.now()
    return offices.Dezernate(names=_of(said, "dezernat", "name"), of_offices=_of(said, "amt", "dezernat"))


def _of(said: Mapping[str, str], kind: str, what: str) -> dict[str, str]:
    parts = {tuple(key.split("/", 1)): value for key, value in said.items()}
    suffix = f"/{what}"
    return {
        rest.removesuffix(suffix): value
        for (of, rest), value in parts.items()
        if of == kind and rest.endswith(suffix)
    }


def portal_mail() -> str:
    """Return whom readers write to: what staff say, else what the settings do, "" for nobody."""
    return BOOK.now().get(whom_to_ask.PORTAL) or config.contact_email()


def portal_phone() -> str:
    """Return the telephone number that staff give for the portal, "" for none."""
    return BOOK.now().get(_PORTAL_PHONE, "")


def mail_of(sign: str) -> str:
    """Return the address of an office, "" where staff give none."""
    return BOOK.now().get(f"amt/{sign}/mail", "")


def known(further: Iterable[str] = ()) -> dict[str, str]:
    """Return all keys that there can be with the kind of value of each, as the form shows them.

    Of offices that the portal does not know (yet) only the keys `further`.
    """
    unknown = {found[1] for key in further if (found := _OF_OFFICE.fullmatch(key))}
    keys = {whom_to_ask.PORTAL: "mail", _PORTAL_PHONE: "telefon"}
    keys |= {f"dezernat/{code}/name": "name" for code in codelist("dezernat")}
    for sign in {*office_names.signs(), *unknown}:
        keys |= {f"amt/{sign}/{what}": what for what in ("dezernat", "mail", "telefon")}
    return keys


def wrong(values: Mapping[str, str], allowed: Mapping[str, str]) -> dict[str, str]:
    """Return by key what is wrong with values, which may be empty; nothing for those that can be kept."""
    said = {key: _wrong(allowed.get(key, ""), value) if value else "" for key, value in values.items()}
    said |= {key: toolkit._("There is nothing of this name.") for key in values.keys() - allowed.keys()}
    return {key: sentence for key, sentence in said.items() if sentence}


def _wrong(kind: str, value: str) -> str:
    if kind == "name":
        return office_names.unfit(value)
    if kind == "mail" and (len(value) > LONGEST or email(value) != value):
        return str(toolkit._("This is no e-mail address."))
    if kind == "telefon" and not _PHONE.fullmatch(value):
        return str(toolkit._("A telephone number has digits, blanks and the signs + ( ) / -."))
    if kind == "dezernat" and value not in codelist("dezernat"):
        return str(toolkit._("There is no such department."))
    return ""
