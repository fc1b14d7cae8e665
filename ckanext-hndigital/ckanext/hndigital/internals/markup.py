"""How CKAN writes its HTML, where something of ours reads it: one pattern for each writing.

A pattern says in which of CKAN's templates its writing stands; the contract test looks there. What CKAN's
code makes without a template is made in that test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "CLEANED_TAG",
    "ELEMENT",
    "EMPTY_HEAD",
    "FRAME",
    "HANDLER",
    "HERE",
    "HTMX",
    "MAIN",
    "NO_ITEMS",
    "PAGER_DOTS",
    "PRESENT_PAGE",
    "SCRIPTED",
    "SKIPPED_HEADING",
    "WIDE_TABLE",
    "WITH_HANDLERS",
    "WRITTEN_IN",
]

MAIN = re.compile(r'<main\b[^>]*>|<(?:div|article)\b[^>]*\brole="main"[^>]*>')
"""The main landmark's first tag, on pages that have one."""

FRAME = re.compile(r'<div class="row wrapper')
"""What is around the content of a page, up to its classes."""

SKIPPED_HEADING = re.compile(r'<h3( class="(?:page-heading|accordion-header)".*?)</h3>', re.DOTALL)
"""A heading of the third rank where none of the second goes before."""

WIDE_TABLE = re.compile(r'<table class="table[^"]*\btable-header\b.*?</table>', re.DOTALL)
"""A list of members or tokens as a table."""

EMPTY_HEAD = re.compile(r"<th(?: scope=\"col\")?>(?:\s|&nbsp;)*</th>")
"""The head of a column with buttons."""

NO_ITEMS = re.compile(r"<ul[^>]*>\s*(<p>[^<]*</p>)\s*</ul>")
"""A list without items, as it is shown: a sentence in place of them."""

SCRIPTED = re.compile(r"<[a-z][^<>]*\shx-[^<>]*>")
"""A start tag with attributes for htmx."""

HTMX = re.compile(r'\s+hx-[\w:-]+="[^"]*"')
"""Such an attribute."""

HERE = re.compile(r'(<form\b[^>]*?)\s+action=""')
"""A form that is sent to the page itself, in a way that HTML does not know."""

PAGER_DOTS = re.compile(r'<li class="disabled">\s*<a href="#">\.\.\.</a>\s*</li>')
"""The dots between page numbers, which `ckan/lib/pagination.py` makes a link to nowhere."""

PRESENT_PAGE = re.compile(r'(<li class="page-item active">\s*<a)')
"""The present page's link, made by the same module."""

CLEANED_TAG = re.compile(r'<([a-z][^\s">]*(?: [^\s"=>]+="[^"]*")*)>')
"""A start tag as `render_markdown` of `ckan/lib/helpers.py` leaves it: values in quotes, no quote within."""

ELEMENT = re.compile(r"<(script|style)(?![\w-])(?![^>]*\b(?:src|nonce)=)(?![^>]*application/ld\+json)")
"""The beginning of a script or style that a template holds itself."""

HANDLER = re.compile(r'(?<![\w-])(?:on[a-z]+|hx-on:[\w:-]+)="[^"]*"')
"""A handler written as an attribute."""

WITH_HANDLERS = (
    "package/snippets/resource_upload_field.html",
    "user/snippets/api_token_create_form.html",
    "user/snippets/api_token_list.html",
    "datatables/datatables_form.html",
    "datatables/datatables_view.html",
)
"""CKAN's templates with handlers, all of them."""

WRITTEN_IN: Mapping[re.Pattern[str], str] = MappingProxyType(
    {
        MAIN: "home/about.html",
        FRAME: "page.html",
        HERE: "user/request_reset.html",
        SCRIPTED: "snippets/follow_button.html",
        SKIPPED_HEADING: "group/members.html",
        WIDE_TABLE: "group/members.html",
        EMPTY_HEAD: "group/manage_members.html",
    }
)
"""A template of CKAN's for each pattern of a page."""
