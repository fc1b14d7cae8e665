"""Terms that explain themselves: a field's name, what it means, and the list of its values."""

from __future__ import annotations

from dataclasses import dataclass

from ckan.plugins import toolkit
from ckanext.hndigital.pages.project_page import value_codelist

from hndigital.schemas import column, field_label

__all__ = ["Term", "hndigital_term", "hndigital_term_url"]


@dataclass(frozen=True, slots=True)
class Term:
    """A field in words; `description` is "" for what no table has, `codelist` for what is no code."""

    label: str
    description: str
    codelist: str


def hndigital_term(name: str) -> Term:
    """Return a field of the tables as the page's language names and explains it."""
    lang = toolkit.h.hndigital_lang()
    try:
        description = column(name).description(lang)
    except KeyError:
        description = ""
    return Term(field_label(name, lang), description, value_codelist(name))


def hndigital_term_url(codes: str, code: str) -> str:
    """Return the address where a code list explains a code."""
    return f"{toolkit.url_for('hndigital_codelists.page', name=codes)}#{code}"
