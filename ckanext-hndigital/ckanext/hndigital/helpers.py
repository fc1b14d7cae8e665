"""Template helpers: labels and definitions from the code lists, formats, data of a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import belonging
from ckanext.hndigital.language import page_language
from ckanext.hndigital.pages.overview import Overview
from ckanext.hndigital.pages.selection import Selection, orders
from ckanext.hndigital.pages.today import today
from ckanext.hndigital.register import reading
from ckanext.hndigital.register.filtering import NO_LONGER, WITHOUT_AMOUNT, coded, without_value

from hndigital.pages.project import ProjectPage, project_page
from hndigital.pages.words import Words
from hndigital.schemas import column
from hndigital.texts import join_words

__all__ = [
    "hndigital_changes_url",
    "hndigital_date",
    "hndigital_definition",
    "hndigital_download_url",
    "hndigital_exactness_url",
    "hndigital_field_label",
    "hndigital_field_value",
    "hndigital_everything",
    "hndigital_filter_label",
    "hndigital_filter_value",
    "hndigital_filters",
    "hndigital_label",
    "hndigital_lang",
    "hndigital_locale_url",
    "hndigital_may_write",
    "hndigital_number",
    "hndigital_only",
    "hndigital_orders",
    "hndigital_projekt",
    "hndigital_range",
    "hndigital_reporting",
    "hndigital_translated",
    "hndigital_url",
]


def hndigital_lang() -> str:
    """Return the language of the page: "de", or "en" for every other one."""
    return page_language()


def _words() -> Words:
    return Words(page_language())


def hndigital_translated(sentence: str) -> str:
    """Return what CKAN or werkzeug says, in the page's language if the catalogue has it.

    It is text, whatever a reader may have put into it: a template escapes it, where Jinja's own `_()` would
    take it for markup and its `%` for a format.
    """
    return str(toolkit._(sentence)) if sentence else ""


def hndigital_label(name: str, code: str) -> str:
    """Return the label of a code in the page's language; a code that the list lacks stays as it is."""
    return _words().label(name, code)


def hndigital_definition(name: str, code: str) -> str:
    """Return the definition of a code in the page's language, "" if the list has none."""
    return _words().definition(name, code)


def hndigital_changes_url(selection: Selection) -> str:
    """Return the address of the feed of changes of the selected projects."""
    query = Selection(filters=selection.filters).query()
    path = toolkit.url_for("hndigital_atom.changes")
    return f"{path}?{query}" if query else path


def hndigital_exactness_url(berichtsstand: str) -> str:
    """Return the address of the page that says how exact the report of a round is."""
    return toolkit.url_for("digitalprojekte.exactness", berichtsstand=berichtsstand)


def hndigital_number(value: int) -> str:
    """Return a whole number as the page's language writes it."""
    return _words().number(value)


def hndigital_date(value: str) -> str:
    """Return an ISO date in words of the page's language, "" for none; anything else stays as it is."""
    return _words().date(value)


def hndigital_url(selection: Selection) -> str:
    """Return the address of the overview for a selection."""
    query = selection.query()
    path = toolkit.url_for("digitalprojekte.index")
    return f"{path}?{query}" if query else path


def hndigital_only(**filters: str | Iterable[str]) -> str:
    """Return the address of the overview with exactly these filters."""
    return hndigital_url(Selection().only(**filters))


def hndigital_locale_url(locale: str) -> str:
    """Return the address of the present page, with its parameters, in another language."""
    return toolkit.h.url_for(toolkit.h.current_url(), locale=locale)


def hndigital_download_url(selection: Selection, suffix: str, picture: str = "") -> str:
    """Return the address of a selection as data ("csv", "json", "xlsx"), or of one of its pictures."""
    query = selection.query(filters_only=True)
    if picture:
        path = toolkit.url_for("hndigital_selections.one_picture", name=picture, suffix=suffix)
    else:
        # What holds words follows the page's language; rows are the same in both.
        locale = None if suffix == "xlsx" else "default"
        path = toolkit.url_for("hndigital_selections.projects", suffix=suffix, locale=locale)
    return f"{path}?{query}" if query else path


def hndigital_orders() -> list[tuple[str, str]]:
    """Return the orders of the list as addresses hold them, "" for the standard one, with their words."""
    found = []
    for name in orders():
        for descending in (False, True):
            order = Selection(sort=name, descending=descending).order
            if column(name).type == "number":
                words = (
                    toolkit._("{field}: highest first") if descending else toolkit._("{field}: lowest first")
                )
            else:
                words = toolkit._("{field}: descending") if descending else toolkit._("{field}: ascending")
            found.append((order, words.format(field=hndigital_field_label(name))))
    return found


def hndigital_may_write() -> bool:
    """Return whether the reader is an editor of the configured organisation."""
    return bool(toolkit.current_user.is_authenticated and belonging.may_write(toolkit.current_user.name))


def hndigital_everything(name: str) -> str:
    """Return what the form offers in place of a value of a filter."""
    return column(name).everything(hndigital_lang())


def hndigital_filter_label(name: str) -> str:
    """Return the name of a filter as its field in the form is labelled."""
    labels = {
        "q": toolkit._("Full text"),
        "kosten_min": toolkit._("Cost from (€)"),
        "kosten_max": toolkit._("Cost up to (€)"),
        "bewertung": toolkit._("Rating in the field"),
    }
    return labels.get(name) or hndigital_field_label(name)


def hndigital_filter_value(name: str, value: str) -> str:
    """Return the value of a filter in words."""
    if value == without_value():
        if name == "zuletzt_berichtet":
            return str(toolkit._("Not in a report yet"))
        return _words().not_reported()
    if name == "kosten_angabe" and value == WITHOUT_AMOUNT:
        return str(toolkit._("Without an amount"))
    if name == "zuletzt_berichtet" and value == NO_LONGER:
        return str(toolkit._("No longer reported"))
    if name in ("kosten_min", "kosten_max"):
        return _words().amount(value)
    if name != "q" and column(name).named_by:
        return _words().office(value)
    return hndigital_label(coded()[name], value) if name in coded() else value


def hndigital_filters(selection: Selection) -> list[tuple[str, str]]:
    """Return label and value of each filter of a selection, in words."""
    return [
        (
            hndigital_filter_label(name),
            join_words([hndigital_filter_value(name, one) for one in values], hndigital_lang(), either=True),
        )
        for name, values in selection.filters.items()
    ]


def hndigital_field_label(name: str) -> str:
    """Return the title of a field from the tables' definitions, a rating's from the code list."""
    return _words().field(name)


def hndigital_field_value(name: str, value: str) -> str:
    """Return a value of a field in words: codes by their labels, amounts in EUR, "–" for an empty cell."""
    return _words().value(name, value)


def hndigital_range(overview: Overview) -> str:
    """Return which part of the selection a page lists, as a sentence."""
    selection = overview.selection
    return toolkit._("Projects {first} to {last} of {count}.").format(
        first=hndigital_number(selection.offset + 1),
        last=hndigital_number(min(selection.offset + selection.page_size, overview.count)),
        count=hndigital_number(overview.count),
    )


def hndigital_projekt(dataset: Mapping[str, Any]) -> ProjectPage:
    """Return what the page of a project shows."""
    shown = toolkit.get_action("digitalprojekt_show")({}, {"id": dataset["name"]})
    return project_page(shown, dataset, lang=hndigital_lang(), edition=shown.get("ausgabe"), today=today())


def hndigital_reporting(dataset: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the edition that the page of the register or of an edition shows, None for other datasets."""
    if not belonging.is_reporting(dataset):
        return None
    return reading.edition_of(str(dataset.get("berichtsstand") or ""))
