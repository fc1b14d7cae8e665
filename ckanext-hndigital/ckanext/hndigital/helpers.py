"""Template helpers: labels and definitions from the code lists, formats, data of a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital import belonging
from ckanext.hndigital.alternates import Alternate, alternates
from ckanext.hndigital.language import page_language
from ckanext.hndigital.pages.overview import Overview
from ckanext.hndigital.pages.project_page import ProjectPage, project_page, value_codelist
from ckanext.hndigital.pages.selection import Selection, orders
from ckanext.hndigital.register import reading
from ckanext.hndigital.register.filtering import NO_LONGER, WITHOUT_AMOUNT, coded, without_value
from markupsafe import Markup

from hndigital.charts import Chart
from hndigital.markup import mark_german
from hndigital.projects import project_name
from hndigital.schemas import (
    Code,
    Column,
    codelist,
    column,
    field_label,
    no_amount_column,
    presented,
    register_table,
    table,
)
from hndigital.texts import format_amount, format_date, format_number, format_value, project_sentence

__all__ = [
    "hndigital_amount",
    "hndigital_change",
    "hndigital_changes_url",
    "hndigital_code",
    "hndigital_codes",
    "hndigital_columns",
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
    "hndigital_list_columns",
    "hndigital_locale_url",
    "hndigital_mark_german",
    "hndigital_mark_parts",
    "hndigital_not_reported",
    "hndigital_number",
    "hndigital_only",
    "hndigital_project_url",
    "hndigital_projekt",
    "hndigital_quoting",
    "hndigital_range",
    "hndigital_rdf_links",
    "hndigital_reporting",
    "hndigital_table_title",
    "hndigital_translated",
    "hndigital_url",
]


def hndigital_lang() -> str:
    """Return the language of the page: "de", or "en" for every other one."""
    return page_language()


def hndigital_translated(sentence: str) -> str:
    """Return what CKAN or werkzeug says, in the page's language if the catalogue has it.

    It is text, whatever a reader may have put into it: a template escapes it, where Jinja's own `_()` would
    take it for markup and its `%` for a format.
    """
    return str(toolkit._(sentence)) if sentence else ""


def hndigital_change(value: Decimal) -> str:
    """Return a difference of amounts with its sign: "+ 20.000 €" or "− 20.000 €"."""
    return f"{'−' if value < 0 else '+'} {format_amount(abs(value), hndigital_lang())}"


def hndigital_code(name: str, code: str) -> Code | None:
    """Return a code of a column with its words and what it means, None for what its list lacks."""
    codes = value_codelist(name)
    return codelist(codes).get(code) if codes else None


def hndigital_columns(role: str) -> list[Column]:
    """Return the columns of a project, its rating included, that have a role, in the order of the pages."""
    names = (
        name for one in ("strategiefeld_matrix", "vorhaben") for name in register_table(one).having(role)
    )
    return [column(name) for name in presented(names)]


def hndigital_list_columns() -> list[Column]:
    """Return the columns of the list of projects, by which it can be ordered, from left to right."""
    return [column(name) for name in orders()]


def hndigital_not_reported() -> str:
    """Return what stands for a cell that the report does not have, in the page's language."""
    return hndigital_label("kosten_angabe", no_amount_column())


def hndigital_codes(name: str) -> list[str]:
    """Return the codes of a code list in their order."""
    return list(codelist(name))


def hndigital_label(name: str, code: str) -> str:
    """Return the label of a code in the page's language; a code that the list lacks stays as it is."""
    entry = codelist(name).get(code)
    return entry.label(hndigital_lang()) if entry else code


def hndigital_definition(name: str, code: str) -> str:
    """Return the definition of a code in the page's language, "" if the list has none."""
    entry = codelist(name).get(code)
    return entry.definition(hndigital_lang()) if entry else ""


def hndigital_mark_german(text: str, german: str) -> Markup:
    """Return `text` with the part `german` (a title within an English sentence) marked as German."""
    return mark_german(text, [german])


def hndigital_mark_parts(text: str, german: Iterable[str]) -> Markup:
    """Return `text` with all its German parts marked on a page in another language."""
    return mark_german(text, german if hndigital_lang() != "de" else [])


def hndigital_quoting(chart: Chart) -> Markup:
    """Return the sentence of a picture, with the German titles in it marked."""
    return hndigital_mark_parts(chart.sentence, chart.quoted)


def hndigital_changes_url(selection: Selection) -> str:
    """Return the address of the feed of changes of the selected projects."""
    query = Selection(filters=selection.filters).query()
    path = toolkit.url_for("hndigital_atom.changes")
    return f"{path}?{query}" if query else path


def hndigital_exactness_url(berichtsstand: str) -> str:
    """Return the address of the page that says how exact the report of a round is."""
    return toolkit.url_for("digitalprojekte.exactness", berichtsstand=berichtsstand)


def hndigital_project_url(vorhaben_nr: str) -> str:
    """Return the address of a project's page."""
    return toolkit.url_for("digitalprojekt.read", id=project_name(vorhaben_nr))


def hndigital_table_title(name: str) -> str:
    """Return the title of a table of the package in the page's language."""
    return table(name).title(hndigital_lang())


def hndigital_number(value: int) -> str:
    """Return a whole number as the page's language writes it."""
    return format_number(value, hndigital_lang())


def hndigital_amount(value: Decimal | str) -> str:
    """Return an amount in EUR as the page's language writes it."""
    return format_amount(value, hndigital_lang())


def hndigital_date(value: str) -> str:
    """Return an ISO date in words of the page's language, "" for none; anything else stays as it is."""
    try:
        return format_date(value, hndigital_lang())
    except ValueError:
        return value


def hndigital_url(selection: Selection) -> str:
    """Return the address of the overview for a selection."""
    query = selection.query()
    path = toolkit.url_for("digitalprojekte.index")
    return f"{path}?{query}" if query else path


def hndigital_only(**filters: str) -> str:
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
            return str(toolkit._("In no report yet"))
        return hndigital_not_reported()
    if name == "kosten_angabe" and value == WITHOUT_AMOUNT:
        return str(toolkit._("Without an amount"))
    if name == "zuletzt_berichtet" and value == NO_LONGER:
        return str(toolkit._("No longer reported"))
    if name in ("kosten_min", "kosten_max"):
        return hndigital_amount(value)
    return hndigital_label(coded()[name], value) if name in coded() else value


def hndigital_filters(selection: Selection) -> list[tuple[str, str]]:
    """Return label and value of each filter of a selection, in words."""
    return [
        (hndigital_filter_label(name), hndigital_filter_value(name, value))
        for name, value in selection.filters.items()
    ]


def hndigital_rdf_links() -> list[Alternate]:
    """Return the RDF documents beside this page, for links in its head."""
    return alternates()


def hndigital_field_label(name: str) -> str:
    """Return the title of a field from the tables' definitions, a rating's from the code list."""
    return field_label(name, hndigital_lang())


def hndigital_field_value(name: str, value: str) -> str:
    """Return a value of a field in words: codes by their labels, amounts in EUR, "–" for an empty cell."""
    if not value:
        return "–"
    return format_value(name, value, hndigital_lang())


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
    lang = hndigital_lang()
    row = shown["vorhaben"]
    reported = bool(row.get("zuletzt_berichtet"))
    sentence = project_sentence(row, shown["strategiefelder"], lang, reported=reported) if row else ""
    return project_page(shown, dataset, lang=lang, sentence=sentence, edition=shown.get("ausgabe"))


def hndigital_reporting(dataset: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the edition that the page of the register or of an edition shows, None for other datasets."""
    if not belonging.is_reporting(dataset):
        return None
    return reading.edition_of(str(dataset.get("berichtsstand") or ""))
