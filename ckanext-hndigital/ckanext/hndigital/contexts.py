"""What the plugin itself says in the context of CKAN's actions."""

from __future__ import annotations

from ckan.types import Context

__all__ = ["for_publication", "is_publication"]

_PUBLISHING = "hndigital_publishing"


def for_publication(context: Context) -> Context:
    """Return the context with the mark of a publication: it writes what reports report."""
    return {**context, _PUBLISHING: True}


def is_publication(context: Context) -> bool:
    """Return whether a publication calls, which alone may change what a report has reported."""
    return bool(context.get(_PUBLISHING))
