"""Templates → HTML in one language: words, addresses relative to the page, and the page's frame."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..caching import kept
from ..dcat.serialize import FORMATS
from ..markup import mark_german
from ..projects import DATASET_TYPE, project_name
from ..schemas import codelist, column, field_label, presented, register_table
from ..texts import format_amount, format_date, format_number, format_value

__all__ = ["LANGUAGES", "Renderer", "redirect", "relative"]

LANGUAGES = ("de", "en")
_HERE = Path(__file__).parent
_CATALOGUES = _HERE.parent / "i18n"
_PREFIX = {"de": "", "en": "en/"}
_JSON = {"content_type": "application/json", "title": "JSON"}


def relative(page: str, target: str) -> str:
    """Return the link from the page in the folder `page` ("" or with a slash at the end) to `target`.

    Links are relative, so that the folder can also be served beneath another path.
    """
    path, separator, fragment = target.partition("#")
    start = "../" * page.count("/")
    return f"{start}{quote(path, safe='/+-._~')}{separator}{quote(fragment, safe='+-._~')}" or "./"


def redirect(page: str, target: str, forms: Iterable[str] = ()) -> bytes:
    """Return a page that leads to `target` without JavaScript; `forms` are suffixes of the data beside it."""
    template = _environment("de").get_template("redirect.html")
    data = {suffix: (_JSON if suffix == "json" else FORMATS[suffix]) for suffix in forms}
    return _bytes(template.render(target=relative(page, target), data=data))


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes pages in one language; `shared` are values that every page's frame needs."""

    lang: str
    shared: Mapping[str, Any]

    @property
    def prefix(self) -> str:
        """The folder of the language: "" or with a slash at the end."""
        return _PREFIX[self.lang]

    def page(self, folder: str, template: str, *, document: str = "", **values: Any) -> tuple[str, bytes]:
        """Return path and content of the page in `folder`; `document` is the path of its RDF, unsuffixed."""
        place = f"{self.prefix}{folder}"
        other = "en" if self.lang == "de" else "de"

        def page_url(target: str) -> str:
            return relative(place, f"{self.prefix}{target}")

        def file_url(target: str) -> str:
            return relative(place, target)

        text = (
            _environment(self.lang)
            .get_template(template)
            .render(
                **self.shared,
                **values,
                lang=self.lang,
                folder=folder,
                document=document,
                page_url=page_url,
                file_url=file_url,
                other_language=other,
                other_url=relative(place, f"{_PREFIX[other]}{folder}"),
            )
        )
        return f"{place}index.html", _bytes(text)


def _bytes(text: str) -> bytes:
    return f"{text.rstrip()}\n".encode()


@kept()
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations: gettext.NullTranslations = gettext.NullTranslations()
    if lang == "de":
        translations = gettext.translation("hndigital", str(_CATALOGUES), languages=["de"])
    environment.install_gettext_translations(translations)  # type: ignore[attr-defined]

    def label(name: str, code: str) -> str:
        entry = codelist(name).get(code)
        return entry.label(lang) if entry else code

    def definition(name: str, code: str) -> str:
        entry = codelist(name).get(code)
        return entry.definition(lang) if entry else ""

    environment.globals |= {
        "amount": lambda cell: format_amount(cell, lang),
        "codelist": codelist,
        "columns": lambda role: [column(name) for name in presented(register_table("vorhaben").having(role))],
        "list_columns": lambda: [column(name) for name in register_table("vorhaben").having("list")],
        "list_heads": lambda: [field_label(name, lang) for name in register_table("vorhaben").having("list")],
        "date": lambda cell: format_date(cell, lang),
        "definition": definition,
        "field": lambda name: field_label(name, lang),
        "label": label,
        "mark_german": mark_german,
        "project_page": lambda number: f"{DATASET_TYPE}/{project_name(number)}/",
        "quoting": lambda chart: (
            mark_german(chart.sentence, chart.quoted) if lang != "de" else chart.sentence
        ),
        "number": lambda value: format_number(value, lang),
        "value": lambda name, cell: format_value(name, cell, lang),
    }
    return environment
