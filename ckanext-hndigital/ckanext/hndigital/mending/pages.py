"""What CKAN's own pages lack for everyone, put right in their HTML.

Some of CKAN's staff pages have no first heading, no main landmark, a heading of the wrong rank, an empty head
of a column, or a list that holds a sentence. One rule for all of them holds longer than a copy of each
template.

Upstream: https://github.com/ckan/ckan/issues/5689 (“WCAG - Making CKAN more accessible”, open).
"""

from __future__ import annotations

import re
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.internals.markup import (
    EMPTY_HEAD,
    FRAME,
    HERE,
    HTMX,
    MAIN,
    NO_ITEMS,
    PAGER_DOTS,
    PRESENT_PAGE,
    SCRIPTED,
    SKIPPED_HEADING,
    WIDE_TABLE,
)
from markupsafe import Markup, escape

__all__ = ["hndigital_mended", "hndigital_pager"]


def hndigital_mended(html: str, title: str, *, scripts: bool = True) -> Markup:
    """Return a page's content with one main landmark, a first heading and no empty head of a column or list.

    `title` is the page's title; its first part becomes the heading where the content has none, and names the
    region in which a list of members or tokens scrolls where it is too wide. Without CKAN's `scripts` what
    only they read goes, too.
    """
    heading = escape(re.split(r"\s+[-–|]\s+", Markup(title).striptags())[0])  # noqa: S704 - no tag stays
    html = EMPTY_HEAD.sub("<td></td>", str(html))
    html = HERE.sub(r"\1", html)
    if not scripts:
        html = SCRIPTED.sub(lambda tag: HTMX.sub("", tag[0]), html)
    html = NO_ITEMS.sub(r"\1", html)
    if not MAIN.search(html):
        html = FRAME.sub('<div role="main" class="row wrapper', html, count=1)
    if "<h1" not in html:
        html = MAIN.sub(lambda match: f'{match[0]}<h1 class="page-heading">{heading}</h1>', html, count=1)
    region = f'<div class="hnd-scroll" role="region" tabindex="0" aria-label="{heading}">'
    html = WIDE_TABLE.sub(lambda match: f"{region}{match[0]}</div>", html)
    html = SKIPPED_HEADING.sub(r"<h2\1</h2>", html)
    return Markup(html)  # noqa: S704 - the input is what CKAN's templates have escaped


def hndigital_pager(page: Any, **parameters: Any) -> Markup:
    """Return CKAN's links to the other pages of a list, in words and in a landmark."""
    links = page.pager(
        symbol_previous=toolkit._("Previous page"),
        symbol_next=toolkit._("Next page"),
        **parameters,
    )
    if not links:
        return Markup("")
    # The dots between page numbers are a link to nowhere; the present page is marked by its colour alone.
    links = PAGER_DOTS.sub('<li class="page-item" aria-hidden="true">…</li>', str(links))
    links = PRESENT_PAGE.sub(r'\1 aria-current="page"', links)
    markup = Markup(links)  # noqa: S704 - made by CKAN's pager, which escapes addresses
    return Markup('<nav aria-label="{}">{}</nav>').format(toolkit._("Pages"), markup)
