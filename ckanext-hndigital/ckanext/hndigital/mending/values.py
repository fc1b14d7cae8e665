"""Which kind of value a parameter has that many actions and pages of CKAN's share. No I/O.

CKAN's actions hand what they are given to database and search index: a list for a name, a number for a text,
"x" for a flag or a number that no column holds is a 500 there. Our own actions have schemas that say so.

Upstream: https://github.com/ckan/ckan/issues/8190 (“Parse malformed requests properly”, open).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.incoming import limits

__all__ = ["action_problems", "form_problems", "page_problems", "too_much_to_search"]

_IDS = ("id", "name_or_id", "resource_id", "package_id", "owner_org", "org_id", "user_id", "username")
"""Parameters that are one text wherever CKAN's actions have them."""
_TEXT = (
    "q", "sort", "order_by", "fq", "type", "user", "object", "object_type", "vocabulary_id", "capacity",
    "language", "format", "sql", "name", "incomplete", "entity_id", "task_type", "key",
)  # fmt: skip
"""Those that are one text in actions that read; a dataset that is written may have lists in fields of these
names, as in those below."""
_TEXTS = ("fl", "groups", "organizations", "query", "facet.field")
"""Those that are a text or a list of texts."""
_NUMBERS = ("limit", "offset", "rows", "start", "page", "page_size")
"""Those that are whole numbers in every action and on every page."""
_FLAGS = (
    "include_drafts", "include_private", "include_deleted", "use_default_schema", "all_fields",
    "include_datasets", "include_dataset_count", "include_extras", "include_users", "include_groups",
    "include_tags", "include_followers", "include_tracking", "include_num_followers", "include_password_hash",
    "include_plugin_extras", "include_site_user", "facet", "expanded", "distinct", "include_total", "plain",
)  # fmt: skip
"""Those that are yes or no."""
_SEARCHES = ("q", "incomplete", "query")
"""Those that somebody looks for."""
_ALSO: dict[str, dict[str, type]] = {"datastore_search": {"q": dict, "sort": list}}
"""Where CKAN takes something else in place of such a text."""
_ONLY_TEXT = {"tag_list": ("query",)}
"""Where it takes no list."""
_NEVER_NULL = {
    "package_search": ("fq_list",),
    "group_autocomplete": ("q", "limit"),
    "organization_autocomplete": ("q", "limit"),
}
"""Where null is not the same as no value."""
_OBJECTS = {"tag_search": ("fields",), "resource_search": ("fields",)}
"""Where it takes nothing else."""

_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    # CKAN's own sentence fails: a tuple for one placeholder.
    "datastore.dump": {"format": ("csv", "tsv", "json", "xml")},
    "dcat_catalog_show": {"format": ("xml", "rdf", "ttl", "n3", "jsonld")},
}
"""Values that a page or an action fails to refuse."""

_FORMS = {"_resource.new": ("save", "id"), "_resource.edit": ("save",)}
"""Fields that forms always have, by what the endpoints' names end with; CKAN's views fail without."""

_WHOLE = re.compile(r"[0-9]+")
_LARGEST = 2**31 - 1
"""What the database's and the search index's whole numbers hold."""


def action_problems(action: str, parameters: Mapping[str, Any], *, reads: bool) -> Iterator[str]:
    """Return a sentence for each value that an action of CKAN's, which `reads` or writes, could not take."""
    text = toolkit._("“{name}” must be one text.")
    kinds: tuple[tuple[tuple[str, ...], Callable[[Any], bool], str], ...] = (
        (_IDS, _is_text, text),
        ((*_TEXT, *_ONLY_TEXT.get(action, ())), _is_text, text),
        (_OBJECTS.get(action, ()), lambda value: isinstance(value, dict),
         toolkit._("“{name}” must be an object.")),
        (_TEXTS, _is_texts, toolkit._("“{name}” must be a text or a list of texts.")),
        (("fq_list",), lambda value: isinstance(value, str | list) and _is_texts(value),
         toolkit._("“{name}” must be a list of texts.")),
        (_FLAGS, _is_flag, toolkit._("“{name}” must be true or false.")),
        (_NUMBERS, _is_whole, toolkit._("“{name}” must be a whole number between 0 and {most}.")),
    )  # fmt: skip
    yield from _not_offered(action, parameters)
    for names, fits, sentence in kinds if reads else kinds[:1]:
        for name in names:
            value = parameters.get(name)
            absent = value is None and not (name in parameters and name in _NEVER_NULL.get(action, ()))
            if absent or fits(value):
                continue
            if not isinstance(value, _ALSO.get(action, {}).get(name, ())):
                yield sentence.format(name=name, most=_LARGEST)


def page_problems(endpoint: str, parameters: Mapping[str, str]) -> Iterator[str]:
    """Return a sentence for each value of an address that a page of CKAN's could not take.

    An empty field of a form is not filled, but the API's helpers have no form.
    """
    yield from _not_offered(endpoint, parameters)
    for name in _NUMBERS:
        value = parameters.get(name)
        if (value or (value == "" and endpoint.startswith("api."))) and not _is_whole(value):
            sentence = toolkit._("“{name}” must be a whole number between 0 and {most}.")
            yield sentence.format(name=name, most=_LARGEST)
    if parameters.get("sort") and not all(part.strip() for part in parameters["sort"].split(",")):
        yield toolkit._("“{name}” has a place between commas where nothing is.").format(name="sort")


def form_problems(endpoint: str, fields: Container[str]) -> Iterator[str]:
    """Return a sentence for each field that no form of the page lacks, but a program might."""
    for ending, needed in _FORMS.items():
        if endpoint.endswith(ending):
            for name in needed:
                if name not in fields:
                    yield toolkit._("“{name}” is missing.").format(name=name)


def _not_offered(place: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    for name, choices in _CHOICES.get(place, {}).items():
        if parameters.get(name, choices[0]) not in choices:
            sentence = toolkit._("“{name}” must be one of {allowed}.")
            yield sentence.format(name=name, allowed=", ".join(choices))


def too_much_to_search(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Return a sentence for each search that is longer than any that somebody means."""
    sentence = toolkit._(
        "“{name}” is too long: at most {characters} characters and {words} words can be searched."
    )
    for name in _SEARCHES:
        words = parameters.get(name)
        many = isinstance(words, str) and len(words.split()) > limits.SEARCH_WORDS
        if many or len(str(words)) > limits.SEARCH_LENGTH:
            yield sentence.format(name=name, characters=limits.SEARCH_LENGTH, words=limits.SEARCH_WORDS)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _is_flag(value: Any) -> bool:
    try:
        toolkit.asbool(value)
    except ValueError:
        return False
    return isinstance(value, str | bool | int)


def _is_whole(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    text = str(value).strip()
    return (
        bool(_WHOLE.fullmatch(text)) and len(text.lstrip("0")) <= len(str(_LARGEST)) and int(text) <= _LARGEST
    )
