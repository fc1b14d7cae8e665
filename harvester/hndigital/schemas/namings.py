"""Wordings that people have named: an overlay of a profile, given as data, while a report is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..caching import forget

__all__ = ["Naming", "named", "naming"]


@dataclass(frozen=True, slots=True)
class Naming:
    """A printed wording that stands for a code of a list, since an office or role (`von`) said why."""

    codeliste: str
    wortlaut: str
    code: str
    von: str
    grund: str

    @property
    def text(self) -> str:
        """The wording without the marks of line ends that tables of a package have."""
        return self.wortlaut.replace("⏎", "")


_in_effect: tuple[Naming, ...] = ()


def named() -> tuple[Naming, ...]:
    """Return the wordings that are in effect beside those of the code lists."""
    return _in_effect


@contextmanager
def naming(wordings: Sequence[Naming]) -> Iterator[None]:
    """Let wordings count beside those of the code lists for a while."""
    earlier = _in_effect
    _set(tuple(wordings))
    try:
        yield
    finally:
        _set(earlier)


def _set(wordings: tuple[Naming, ...]) -> None:
    global _in_effect  # noqa: PLW0603 - as the profile, it holds for what a process reads just now
    if wordings != _in_effect:
        _in_effect = wordings
        forget()
