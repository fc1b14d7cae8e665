"""What is logged of a request stays one line of bounded length."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from ckanext.hndigital.mending.logs import LONGEST_MESSAGE, LONGEST_TRACEBACK, install


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what a logger of this test writes, with the records that the plugin installs."""
    before = logging.getLogRecordFactory()
    install()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("test_log_records")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def test_a_long_message_is_cut(written: io.StringIO) -> None:
    """Sixty megabytes of a request are some two thousand characters of the log, which say so."""
    logging.getLogger("test_log_records").error("Bad request data: %s", "x" * 60_000_000)
    assert len(written.getvalue()) < LONGEST_MESSAGE + 100
    assert "characters left out" in written.getvalue()


def test_nobody_writes_a_record_of_their_own(written: io.StringIO) -> None:
    """A line feed is written out, and so is what a terminal would obey."""
    logging.getLogger("test_log_records").error("Not found: %s", "a\nERROR forged\r\x1b[31m\u2028\x9b\ud800")
    assert written.getvalue() == "ERROR Not found: a\\nERROR forged\\r\\x1b[31m\\u2028\\x9b\\ud800\n"


def test_a_traceback_keeps_its_lines_and_its_end(written: io.StringIO) -> None:
    """A statement of a database with all its values is cut; what was raised where is still read."""
    try:
        float("x" * 1_000_000 + "\x1b the end")
    except ValueError:
        logging.getLogger("test_log_records").exception("It failed")
    text = written.getvalue()
    assert text.startswith("ERROR It failed\nTraceback (most recent call last):\n  File ")
    assert "could not convert string to float" in text
    assert text.endswith("the end'\n")
    assert len(text) < LONGEST_TRACEBACK + 200
