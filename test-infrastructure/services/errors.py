"""The one error of this package."""

from __future__ import annotations


class SetupError(Exception):
    """A step failed. The message is one sentence that says what to do about it."""
