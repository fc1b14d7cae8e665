"""Texts of the city's own for the pages about the portal, in Markdown, one per page and language.

Editors write them on the portal (see `written_texts`); that goes before the files of the folder that
`ckanext.hndigital.texts` names (`imprint.de.md`, `imprint.en.md` and so on). What is about the portal may
also be written in CKAN's own form for administrators (`ckan.site_about`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ckan.plugins import toolkit
from ckanext.hndigital import config, written_texts

__all__ = ["LANGUAGES", "PAGES", "PageText", "given", "lacking", "page_text"]

PAGES = ("about", "imprint", "privacy", "contact")
"""Pages that a text can be written for."""
LANGUAGES = ("de", "en")
"""Languages that a text can be written in."""
_MOST = 200_000
"""Bytes of a text: more is no page."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A text in Markdown, the language that it is in, and whether it only shows how one may look."""

    markdown: str
    lang: str
    example: bool = False


def page_text(page: str, lang: str) -> PageText | None:
    """Return a page's text, in another language where `lang` has none, None where nobody has written one."""
    texts: dict[str, PageText] = {}
    for one in _texts(page):
        texts.setdefault(one.lang, one)
    return texts.get(lang) or next(iter(texts.values()), None)


def given(page: str, lang: str) -> PageText | None:
    """Return what stands for a page in this language where editors have written nothing, None for nothing."""
    return next((one for one in _given(page) if one.lang == lang), None)


def lacking() -> Iterator[str]:
    """Yield a sentence for each page that the law or a reader asks for and nobody has written."""
    addresses = {"imprint": config.imprint_url(), "privacy": config.privacy_url()}
    laws = {"imprint": "imprint (§ 5 DDG)", "privacy": "privacy statement (Art. 13 GDPR)"}
    for page, law in laws.items():
        if not addresses[page] and not page_text(page, "de"):
            yield (
                f"ckanext.hndigital.{page}_url is not set: the footer has no {law}. Name its address, "
                f"write it on the portal (/digitalprojekte/texte), or as {page}.de.md into the folder that "
                "ckanext.hndigital.texts names."
            )
    if not (config.contact_url() or config.contact_email() or page_text("contact", "de")):
        yield "ckanext.hndigital.contact_email is not set: readers have nobody to ask."
    examples = [page for page in PAGES if (text := page_text(page, "de")) and text.example]
    if examples:
        yield (
            f"Examples are shown as texts of the portal ({', '.join(examples)}): write your own, and take "
            "out ckanext.hndigital.texts_are_examples."
        )


def _texts(page: str) -> Iterator[PageText]:
    """Yield a page's texts, first what editors have written."""
    for lang in LANGUAGES:
        if markdown := written_texts.current(page, lang):
            yield PageText(markdown, lang)
    yield from _given(page)


def _given(page: str) -> Iterator[PageText]:
    """Yield what the operator's settings give; what stands in CKAN's form is in the portal's language."""
    if page == "about" and (written := str(toolkit.config.get("ckan.site_about") or "").strip()):
        yield PageText(written, str(toolkit.config.get("ckan.locale_default") or "en"))
    folder = config.texts()
    for lang in LANGUAGES if folder else ():
        file = Path(folder, f"{page}.{lang}.md")
        if file.is_file():
            text = file.read_bytes()[:_MOST].decode("utf-8", "replace")
            yield PageText(text, lang, example=config.texts_are_examples())
