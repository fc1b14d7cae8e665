"""Templates → HTML in one language: words, addresses relative to the page, and the page's frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..caching import kept
from ..dcat.serialize import FORMATS
from ..pages import TEMPLATES
from ..pages.language import translations
from ..pages.words import Words
from .links import SiteLinks, relative
from .site import Site

__all__ = ["LANGUAGES", "Renderer", "redirect"]

LANGUAGES = ("de", "en")
_HERE = Path(__file__).parent
_PREFIX = {"de": "", "en": "en/"}
_JSON = {"content_type": "application/json", "title": "JSON"}


def redirect(page: str, target: str, forms: Iterable[str] = ()) -> bytes:
    """Return a page that leads to `target` without JavaScript; `forms` are suffixes of the data beside it."""
    template = _environment("de").get_template("redirect.html")
    data = {suffix: (_JSON if suffix == "json" else FORMATS[suffix]) for suffix in forms}
    return _bytes(template.render(target=relative(page, target), data=data))


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes pages in one language; `shared` are values that every page's frame needs."""

    site: Site
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

        text = (
            _environment(self.lang)
            .get_template(template)
            .render(
                **self.shared,
                **values,
                site=self.site,
                link=SiteLinks(self.site, place, self.prefix),
                folder=folder,
                document=document,
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
        loader=FileSystemLoader([_HERE / "templates", TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"words": Words(lang), "lang": lang}
    return environment
