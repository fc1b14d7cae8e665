"""Values, names and explanations as a page in one language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from .. import offices
from ..charts import Chart
from ..markup import mark_german
from ..schemas import (
    Code,
    Column,
    codelist,
    column,
    field_label,
    no_amount_column,
    presented,
    rated_field,
    register_table,
    table,
)
from ..texts import (
    format_amount,
    format_date,
    format_month,
    format_number,
    format_percent,
    format_value,
    is_german,
    join_words,
)
from ..values import has_inferred, inferred_reason
from .language import translations

__all__ = ["Term", "Words", "value_codelist"]


#: Colours of a traffic light that ask for attention.
_NOT_GREEN = ("warn", "bad")


@dataclass(frozen=True, slots=True)
class Term:
    """A field in words; `description` is "" for what no table has, `codelist` for what is no code."""

    label: str
    description: str
    codelist: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of pages in `lang`: "de", or "en" for every other language."""

    lang: str

    def number(self, value: int) -> str:
        """Return a whole number as the language writes it."""
        return format_number(value, self.lang)

    def amount(self, value: Decimal | str) -> str:
        """Return an amount in EUR as the language writes it."""
        return format_amount(value, self.lang)

    def change(self, value: Decimal) -> str:
        """Return a difference of amounts with its sign: "+ 20.000 €" or "− 20.000 €"."""
        return f"{'−' if value < 0 else '+'} {self.amount(abs(value))}"

    def percent(self, cell: str) -> str:
        """Return a variance of a table in per cent, with its sign; "" for none."""
        return format_percent(cell, self.lang)

    def date(self, value: str) -> str:
        """Return an ISO date in words, "" for none; anything else stays as it is."""
        try:
            return format_date(value, self.lang)
        except ValueError:
            return value

    def month(self, value: str) -> str:
        """Return the month of an ISO date in words: "September 2021"."""
        return format_month(value, self.lang)

    def label(self, name: str, code: str) -> str:
        """Return the label of a code; a code that the list lacks stays as it is."""
        if name == "dezernat":
            return offices.dezernat_label(code, self.lang)
        return self.plain_label(name, code)

    def plain_label(self, name: str, code: str) -> str:
        """Return the same without what staff entered."""
        entry = codelist(name).get(code)
        return entry.label(self.lang) if entry else code

    def definition(self, name: str, code: str) -> str:
        """Return the definition of a code, "" if the list has none."""
        entry = codelist(name).get(code)
        return entry.definition(self.lang) if entry else ""

    def codes(self, name: str) -> list[str]:
        """Return the codes of a code list in their order."""
        return list(codelist(name))

    def troubled(self, name: str) -> list[str]:
        """Return the codes of a traffic light that are not green, in the order of their list."""
        return [code for code, entry in codelist(name).items() if entry.colour in _NOT_GREEN]

    def either(self, name: str, codes: Iterable[str]) -> str:
        """Return the labels of several codes of which one is meant: "partly critical or critical"."""
        return join_words([self.label(name, code) for code in codes], self.lang, either=True)

    def code(self, name: str, code: str) -> Code | None:
        """Return a code of a column with its words and what it means, None for what its list lacks."""
        codes = value_codelist(name)
        return codelist(codes).get(code) if codes else None

    def columns(self, role: str) -> list[Column]:
        """Return the columns of a project, its rating included, that have a role, as pages order them."""
        tables = ("strategiefeld_matrix", "vorhaben")
        return [
            column(name) for name in presented(n for one in tables for n in register_table(one).having(role))
        ]

    def list_columns(self) -> list[Column]:
        """Return the columns of the list of projects, by which it can be ordered, from left to right."""
        return [column(name) for name in register_table("vorhaben").having("list")]

    def field(self, name: str) -> str:
        """Return the title of a field from the tables' definitions, a rating's from the code list."""
        return field_label(name, self.lang)

    def value(self, name: str, cell: str) -> str:
        """Return a value of a field in words: codes by labels, amounts in EUR, "–" for an empty cell."""
        return format_value(name, cell, self.lang) if cell else "–"

    def is_german(self, name: str, cell: str) -> bool:
        """Return whether a value in words is the city's own writing, which is German on every page."""
        return is_german(name, cell, self.value(name, cell))

    def term(self, name: str) -> Term:
        """Return a field of the tables with what it means."""
        try:
            description = column(name).description(self.lang)
        except KeyError:
            description = ""
        return Term(self.field(name), description, value_codelist(name))

    def office(self, sign: str) -> str:
        """Return an office with its name, `Hochbauamt (65)`, or else `Amt 40`; "–" for none."""
        return offices.label(sign, self.lang) or "–"

    def named(self, sign: str) -> bool:
        """Return whether an office has a name, which is German on every page."""
        return bool(offices.name_of(sign))

    def inferred(self, amt: str, dezernat: str) -> str:
        """Return why a project's Dezernat is its office's where report and staff are silent, else ""."""
        return "" if offices.stated_dezernat(amt) else self.reason(amt, dezernat)

    def reason(self, amt: str, dezernat: str) -> str:
        """Return the same whatever staff say."""
        return inferred_reason(amt, dezernat, self.lang)

    def stated(self, amt: str, dezernat: str) -> str:
        """Return what staff say of the Dezernat of an office, "" if they say nothing."""
        said = offices.stated_dezernat(amt)
        _ = translations(self.lang).gettext
        if not said or said == dezernat:
            return _("stated by the editors") if said else ""
        return _("according to the editors now: {dezernat}").format(dezernat=self.label("dezernat", said))

    def some_inferred(self) -> str:
        """Return that some offices' Dezernate are inferred, "" if the report states them all."""
        if not has_inferred():
            return ""
        _ = translations(self.lang).gettext
        return _(
            "Which department an office belongs to is partly inferred from the report’s totals;"
            " the page of each project says so and why."
        )

    def table_title(self, name: str) -> str:
        """Return the title of a table of the package."""
        return table(name).title(self.lang)

    def not_reported(self) -> str:
        """Return what stands for a cell that the report does not have."""
        return self.label("kosten_angabe", no_amount_column())

    def mark(self, text: str, german: Iterable[str]) -> Markup:
        """Return `text` with all its German parts marked on a page in another language."""
        return mark_german(text, german if self.lang != "de" else [])

    def quoting(self, chart: Chart) -> Markup:
        """Return the sentence of a picture, with the German titles and names of offices in it marked."""
        offices_ = [bar.label for bar in chart.bars if chart.kind == "office" and self.named(bar.code)]
        return self.mark(chart.sentence, (*chart.quoted, *offices_))


def value_codelist(name: str) -> str:
    """Return the code list that labels the values of a field, "" if its values are no codes."""
    if rated_field(name):
        return column("bewertung").codelist
    try:
        return column(name).codelist
    except KeyError:
        return ""
