"""A record of the log is one line of a bounded length, whatever a request brought.

CKAN logs what it could not read, and a database's error repeats the statement with its values: a request of
60 MB would write 75 MB, and a line feed in it a line that looks like another record. Terminals obey
escape sequences. So records are cut and cleaned where all handlers, whoever configures them, take them from.

Upstream: none known.
"""

from __future__ import annotations

import logging
import re

__all__ = ["LONGEST_MESSAGE", "LONGEST_TRACEBACK", "ShortRecord", "install"]

LONGEST_MESSAGE = 2_000
"""Characters of a message: what tells about a request fits into some hundred."""
LONGEST_TRACEBACK = 10_000
"""Characters of a traceback, of which the end says what happened: a deep one has some 8,000."""

_CUT = "… [{count} characters left out] …"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_TRACEBACK = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


class ShortRecord(logging.LogRecord):
    """A record whose message is one line and, with its traceback, no longer than the limits above."""

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """Return the message, cut in its middle and with control characters written out."""
        return _CONTROL.sub(_escaped, _cut(super().getMessage(), LONGEST_MESSAGE))

    @property
    def exc_text(self) -> str | None:
        """The traceback, which formatters make once and keep here."""
        return self._traceback

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        cut = text and _cut(text, LONGEST_TRACEBACK)
        self._traceback = cut and _CONTROL_IN_TRACEBACK.sub(_escaped, cut)


def install() -> None:
    """Let all records of this process be such."""
    logging.setLogRecordFactory(ShortRecord)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    half = longest // 2
    return text[:half] + _CUT.format(count=len(text) - 2 * half) + text[-half:]
