"""Which parameters a data route takes: it declares them with `takes`; any other one is refused by name.

A program that misspells a filter would otherwise be answered with everything, and a random parameter would
make each request another one for caches. Pages carry no declaration: links to them bring parameters of
others (`utm_source`), which they pass over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ckan.plugins import toolkit
from ckanext.hndigital.register.filtering import filter_names, repeatable
from werkzeug.datastructures import MultiDict

__all__ = ["refusals", "takes", "taken"]

_View = TypeVar("_View", bound=Callable[..., Any])
_TAKES = "hndigital_takes"


def takes(*names: str, and_filters: bool = False) -> Callable[[_View], _View]:
    """Declare that the view is a data route with these parameters in its address, each once.

    `and_filters` adds those of the overview, which the city's columns decide; some of these may be repeated.
    """

    def declare(view: _View) -> _View:
        setattr(view, _TAKES, lambda: (*filter_names(), *names) if and_filters else names)
        return view

    return declare


def taken(view: Callable[..., Any] | None) -> tuple[str, ...] | None:
    """Return the parameters that a view takes, None for a page."""
    found: Callable[[], tuple[str, ...]] | None = getattr(view, _TAKES, None)
    return found() if found else None


def refusals(known: tuple[str, ...], given: MultiDict[str, str]) -> Iterator[str]:
    """Return a sentence for each parameter that the route does not have, or has only once."""
    for name in given:
        if name not in known:
            unknown = toolkit._("There is no parameter “{name}”. Allowed: {allowed}.")
            yield unknown.format(name=name, allowed=", ".join(known) or "–")
        elif len(given.getlist(name)) > 1 and not repeatable(name):
            yield toolkit._("The parameter “{name}” is given more than once.").format(name=name)
