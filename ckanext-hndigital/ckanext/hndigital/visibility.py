"""What is public: the one rule, for datasets at hand and for questions to the database.

What somebody may read beyond that, their labels say (`labels`), which CKAN asks for every dataset, and
`readable` looks it up for a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model

__all__ = ["is_public", "public"]

_ACTIVE = "active"


def is_public(dataset: model.Package | Mapping[str, Any] | None) -> bool:
    """Return whether everybody may see a dataset, as stored or as `package_show` gives it; False for None."""
    if dataset is None:
        return False
    if isinstance(dataset, Mapping):
        return dataset["state"] == _ACTIVE and not dataset["private"]
    return dataset.state == _ACTIVE and not dataset.private


def public() -> sa.ColumnElement[bool]:
    """Return the condition on `model.Package` for datasets that everybody may see."""
    return sa.and_(model.Package.state == _ACTIVE, model.Package.private.is_(False))
