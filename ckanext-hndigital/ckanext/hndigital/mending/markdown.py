"""Texts that people write with Markdown: nothing in them becomes more than text, links and pictures.

CKAN cleans the HTML, leaves `<` and `>` in attributes (as HTML may), and then looks for addresses to link by
a pattern that takes such a `>` for the end of the element. So in `![> https://… <b hx-get=/…>](x)` the quotes
of the link end the picture's description, and the rest of it becomes elements. The Content-Security-Policy
would stop scripts among them, but not htmx, which sends requests in the reader's name.

Upstream: none known.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ckan.plugins import toolkit
from ckanext.hndigital.internals.markup import CLEANED_TAG
from markupsafe import Markup

__all__ = ["render_markdown"]


@toolkit.chained_helper
def render_markdown(
    next_helper: Callable[..., str], data: str, auto_link: bool = True, allow_html: bool = False
) -> str:
    """Return a text as HTML in which `<` and `>` stand at the ends of elements only.

    `allow_html` leaves everything as CKAN does it: that text is one that can be trusted.
    """
    if allow_html:
        return next_helper(data, auto_link=auto_link, allow_html=True)
    html = CLEANED_TAG.sub(_told_apart, str(next_helper(data, auto_link=False)))
    return Markup(toolkit.h.html_auto_link(html) if auto_link else html)  # noqa: S704 - CKAN has cleaned it


def _told_apart(tag: re.Match[str]) -> str:
    return f"<{tag[1].replace('<', '&lt;').replace('>', '&gt;')}>"
