"""What CKAN's own pages lack for everyone, put right in their HTML.

Some of CKAN's staff pages have no first heading, no main landmark, a heading of the wrong rank, an empty head
of a column, or a list that holds a sentence. One rule for all of them holds longer than a copy of each
template.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

__all__ = ["hndigital_mended"]

_MAIN = re.compile(r'<main\b[^>]*>|<(?:div|article)\b[^>]*\brole="main"[^>]*>')
_FRAME = re.compile(r'<div class="row wrapper')
_SKIPPED = re.compile(r'<h3( class="(?:page-heading|accordion-header)".*?)</h3>', re.DOTALL)
_TABLE = re.compile(r'<table class="table[^"]*\btable-header\b.*?</table>', re.DOTALL)
_NO_ITEMS = re.compile(r"<ul[^>]*>\s*(<p>[^<]*</p>)\s*</ul>")
_EMPTY_HEAD = re.compile(r"<th(?: scope=\"col\")?>(?:\s|&nbsp;)*</th>")


def hndigital_mended(html: str, title: str) -> Markup:
    """Return a page's content with one main landmark, a first heading and no empty head of a column or list.

    `title` is the page's title; its first part becomes the heading where the content has none, and names the
    region in which a list of members or tokens scrolls where it is too wide.
    """
    heading = escape(re.split(r"\s+[-–|]\s+", Markup(title).striptags())[0])  # noqa: S704 - no tag stays
    html = _EMPTY_HEAD.sub("<td></td>", str(html))
    html = _NO_ITEMS.sub(r"\1", html)
    if not _MAIN.search(html):
        html = _FRAME.sub('<div role="main" class="row wrapper', html, count=1)
    if "<h1" not in html:
        html = _MAIN.sub(lambda match: f'{match[0]}<h1 class="page-heading">{heading}</h1>', html, count=1)
    region = f'<div class="hnd-scroll" role="region" tabindex="0" aria-label="{heading}">'
    html = _TABLE.sub(lambda match: f"{region}{match[0]}</div>", html)
    html = _SKIPPED.sub(r"<h2\1</h2>", html)
    return Markup(html)  # noqa: S704 - the input is what CKAN's templates have escaped
