"""Which kind of value a parameter has that many actions and pages of CKAN's share. No I/O.

CKAN's own actions hand what they are given to database and search index, and a list for a name, or a number
that no column holds, is a 500 there. What only one action knows is for its schema to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.incoming import limits

__all__ = ["problem"]

_TEXT = ("id", "name_or_id", "resource_id", "package_id", "user_id", "username", "object", "sort", "fq")
"""Parameters that are one text wherever CKAN's actions have them."""
_NUMBERS = ("limit", "offset", "rows", "start", "page", "page_size")
"""Parameters that are whole numbers in every action and on every page."""
_SEARCHES = ("q", "incomplete", "query")
"""Parameters that somebody looks for."""
_WHOLE = re.compile(r"-?[0-9]+")
_LARGEST = 2**31 - 1
"""What the database's and the search index's whole numbers hold."""


def problem(parameters: Mapping[str, Any], *, api: bool) -> str:
    """Return what is wrong with the values of an action (`api`) or a page, as a sentence; "" for nothing."""
    for name, value in parameters.items():
        if api and name in _TEXT and not (value is None or isinstance(value, str | int | float)):
            return toolkit._("“{name}” must be one text.").format(name=name)
        if name in _NUMBERS and _too_large(value):
            return toolkit._("“{name}” must be between 0 and {most}.").format(name=name, most=_LARGEST)
        if name in _SEARCHES and isinstance(value, str) and _too_much(value):
            return toolkit._(
                "“{name}” is too long: at most {characters} characters and {words} words can be searched."
            ).format(name=name, characters=limits.SEARCH_LENGTH, words=limits.SEARCH_WORDS)
    return ""


def _too_large(value: Any) -> bool:
    """Return whether a value is a whole number out of range; what is no number is the action's to name."""
    text = str(value)
    if not _WHOLE.fullmatch(text):
        return isinstance(value, list | dict | float)
    return len(text) > len(str(_LARGEST)) or not 0 <= int(text) <= _LARGEST


def _too_much(words: str) -> bool:
    return len(words) > limits.SEARCH_LENGTH or len(words.split()) > limits.SEARCH_WORDS
