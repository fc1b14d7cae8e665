"""What stands in the head of a page for programs: address, languages, card, feeds, schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

from ckan.plugins import toolkit
from ckanext.hndigital import belonging, config, dcat
from ckanext.hndigital.dcat.packages import told_apart
from ckanext.hndigital.pages.licence import licence_of
from ckanext.hndigital.pages.schema_org import schema_org, words_in
from ckanext.hndigital.pages.selection import Selection
from flask import request
from markupsafe import Markup

from hndigital.dcat.iris import Iris
from hndigital.projects import number_of

__all__ = ["Alternate", "Head", "hndigital_head"]

#: Parameters without which an address shows another part of the same list.
_PAGE_PARAMETERS = ("page", "seite")
_OG_LOCALES = {"de": "de_DE", "en": "en_GB"}
_DESCRIPTION_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of the page: its address, and the language or the media type that tells it apart."""

    url: str
    lang: str = ""
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head's values.

    `title` is "" where the page has its own, `canonical` where the address shows nothing, `graph`
    where the page shows no public dataset.
    """

    canonical: str
    title: str
    languages: Sequence[Alternate]
    documents: Sequence[Alternate]
    description: str
    kind: str
    locale: str
    image: str
    graph: Markup | str


def hndigital_head(dataset: Mapping[str, Any] | None = None) -> Head:
    """Return the head of the present page; `dataset` is what the page shows, if it shows one."""
    lang = toolkit.h.hndigital_lang()
    shown = dataset if dataset and dataset.get("name") and dataset.get("type") and _is_its_page() else None
    public = bool(shown) and not shown.get("private") and shown.get("state") == "active"  # type: ignore[union-attr]
    query = urlencode([(name, request.args[name]) for name in _PAGE_PARAMETERS if request.args.get(name)])
    known = request.url_rule is not None
    canonical = _absolute(request.path, toolkit.h.lang(), query) if known else ""
    return Head(
        canonical=canonical,
        title=_title(shown, lang),
        languages=_languages(query) if known else (),
        documents=_documents(shown),
        description=_description(shown, lang),
        kind="article" if shown else "website",
        locale=_OG_LOCALES[lang],
        image=f"{config.site_url()}/hndigital/social-card.png",
        graph=_graph(shown, lang, canonical) if shown and public else "",
    )


def _is_its_page() -> bool:
    return (request.endpoint or "").rpartition(".")[2] == "read"


def _default_locale() -> str:
    return str(toolkit.config.get("ckan.locale_default") or "de")


def _absolute(path: str, locale: str, query: str) -> str:
    """Return the address of a path in a language; the portal's own language has no prefix."""
    path = toolkit.h.url_for(path, locale="default" if locale == _default_locale() else locale)
    return f"{config.origin()}{path}{'?' if query else ''}{query}"


def _languages(query: str) -> list[Alternate]:
    offered = [locale.short_name for locale in toolkit.h.get_available_locales()]
    found = [Alternate(_absolute(request.path, code, query), lang=code.replace("_", "-")) for code in offered]
    return [*found, Alternate(_absolute(request.path, _default_locale(), query), lang="x-default")]


def _documents(dataset: Mapping[str, Any] | None) -> list[Alternate]:
    """Return the feed of the changes that the page's reader wants."""
    found = []
    selection = _changes_of(dataset)
    if selection is not None:
        query = selection.query()
        path = toolkit.url_for("hndigital_atom.changes")
        if dataset and query:
            title = toolkit._("Changes of this project")
        elif query:
            title = toolkit._("Changes of this selection")
        else:
            title = toolkit._("Changes of the digital projects")
        found.append(
            Alternate(f"{path}{'?' if query else ''}{query}", type="application/atom+xml", title=title)
        )
    return found


def _changes_of(dataset: Mapping[str, Any] | None) -> Selection | None:
    """Return the selection whose changes the page's reader wants, None for a page without projects."""
    number = number_of(str(dataset["name"])) if dataset else None
    if number:
        return Selection().only(q=number)
    if request.endpoint == "digitalprojekte.index":
        return Selection.from_args(request.args).projects()
    ours = request.blueprint in ("digitalprojekte", "home", "hndigital_api", "hndigital_series")
    is_register = belonging.is_reporting(dataset)
    return Selection() if ours or is_register else None


def _title(dataset: Mapping[str, Any] | None, lang: str) -> str:
    """Return the title of the dataset that is shown; "" leaves it to the page."""
    if not dataset:
        return ""
    english = dataset.get("title_en") if lang == "en" else ""
    return str(english or dataset.get("title") or dataset["name"])


def _description(dataset: Mapping[str, Any] | None, lang: str) -> str:
    if dataset:
        english = dataset.get("notes_en") if lang == "en" else ""
        text = toolkit.h.markdown_extract(english or dataset.get("notes") or "", _DESCRIPTION_LENGTH)
        return " ".join(unescape(text).split())
    return str(
        toolkit._(
            "What the city is working on to become more digital: every project of its digitalisation report,"
            " with stage, status, cost and strategic fields."
        )
    )


def _graph(dataset: Mapping[str, Any], lang: str, canonical: str) -> Markup:
    declared, published = dcat.settings(), dcat.editions()
    iris = Iris(declared)
    node = schema_org(
        dcat.dataset_model(told_apart(dataset, declared, published), declared, published),
        lang=lang,
        url=canonical,
        catalog={"iri": iris.catalog, "name": words_in(declared.catalog_title, lang), "url": iris.home},
        licence=licence_of(dataset).url,
    )
    text = json.dumps(node, ensure_ascii=False, indent=1)
    text = text.replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 - nothing in it can end the script element that it stands in
