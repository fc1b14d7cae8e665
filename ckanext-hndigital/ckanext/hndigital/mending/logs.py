"""A record of the log is one line of a bounded length, whatever a request brought, and JSON if wished.

CKAN logs what it could not read, and a database's error repeats the statement with its values: a request of
60 MB would write 75 MB, and a line feed in it a line that looks like another record. Terminals obey
escape sequences. So records are cut and cleaned where all handlers, whoever configures them, take them from.

Upstream: none known.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from typing import Any

__all__ = ["AUDIT", "LONGEST_MESSAGE", "LONGEST_TRACEBACK", "JsonLines", "ShortRecord", "install"]

AUDIT = "hndigital.audit"
"""The logger of what an operator accounts for (`audit`)."""

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


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: time (UTC), level, logger, message, traceback and own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            entry["traceback"] = record.exc_text
        return json.dumps({**entry, **getattr(record, "hndigital", {})}, ensure_ascii=False)


def install(*, short: bool = True, as_json: bool = False, audit_file: str = "") -> None:
    """Let all records of this process be short; the audit log's lines go to a file of their own as well.

    Other programs rotate that file: several processes of a server write it, none of which may move it.
    """
    if short:
        logging.setLogRecordFactory(ShortRecord)
    audit = logging.getLogger(AUDIT)
    for earlier in [one for one in audit.handlers if isinstance(one, WatchedFileHandler)]:
        audit.removeHandler(earlier)
        earlier.close()
    if audit_file:
        file = WatchedFileHandler(audit_file, encoding="utf-8", delay=True)
        file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        audit.addHandler(file)
    if as_json:
        for handler in _handlers():
            handler.setFormatter(JsonLines())


def _handlers() -> Iterator[logging.Handler]:
    for logger in (logging.getLogger(), *logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            yield from logger.handlers


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    half = longest // 2
    return text[:half] + _CUT.format(count=len(text) - 2 * half) + text[-half:]
