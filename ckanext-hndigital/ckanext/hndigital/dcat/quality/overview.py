"""All public datasets with their points, worst first, as the present request sees them.

No request assesses datasets itself: where some are missing, a thread beside it does, at most one on the whole
portal, and the request waits for it no longer than `SECONDS`. What it found stays in the process until a
dataset, a setting, an edition or an entry changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import flask
from ckan import model
from ckanext.hndigital import dcat
from ckanext.hndigital.dcat import feeds
from ckanext.hndigital.dcat.quality.assessing import Assessed, Assessor, Listed, cache_key, generation, public
from ckanext.hndigital.internals import memory, requests
from ckanext.hndigital.recent import Recent

__all__ = ["CatalogueQuality", "current"]

SECONDS = 1.0
_BUSY = 120
"""Seconds after which another thread may begin, should the first have died."""


@dataclass(frozen=True, slots=True)
class CatalogueQuality:
    """All public datasets, and those that are assessed, worst first; nobody may change them."""

    listed: Sequence[Listed]
    assessed: Sequence[tuple[Listed, Assessed]]
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def missing(self) -> int:
        """How many datasets are not assessed yet."""
        return len(self.listed) - len(self.assessed)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what was made under `name`, or make it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


_overviews: Recent[CatalogueQuality] = Recent(1)


def current() -> CatalogueQuality:
    """Return the datasets with their points; begins to assess what is missing."""
    found = _known()
    if found.missing:
        thread = _begin(found.listed)
        if thread:
            thread.join(SECONDS)
            found = _known()
    return found


def _known() -> CatalogueQuality:
    assessor = Assessor()
    return _overviews.once((_fingerprint(), assessor.state, generation()), lambda: _load(assessor))


def _fingerprint() -> str:
    return feeds.feed(dcat.settings(), dcat.editions(), govdata=False).fingerprint


def _load(assessor: Assessor) -> CatalogueQuality:
    listed = public()
    entries = assessor.kept(listed)
    assessed = [(entry, entries[entry.id]) for entry in listed if entry.id in entries]
    assessed.sort(key=lambda pair: (pair[1].share, pair[1].points, pair[0].name))
    return CatalogueQuality(listed, assessed)


def _begin(listed: Sequence[Listed]) -> Thread | None:
    """Start a thread that assesses what is missing; None if one is at it already."""
    if not memory.redis().set(cache_key("busy"), "1", nx=True, ex=_BUSY):
        return None
    app = requests.application()
    thread = Thread(target=_work, args=(app, listed), name="hndigital-quality", daemon=True)
    thread.start()
    return thread


def _work(app: flask.Flask, listed: Sequence[Listed]) -> None:
    redis = memory.redis()
    try:
        # a dataset that CKAN's schemas find fault with makes CKAN translate, which takes a request
        with app.test_request_context():
            Assessor().assess(listed, lambda: redis.expire(cache_key("busy"), _BUSY))
    finally:
        model.Session.remove()
        redis.delete(cache_key("busy"))
