"""Logs as JSON, and the audit log's own file."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from ckanext.hndigital.mending.logs import AUDIT, LONGEST_TRACEBACK, install


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what a handler writes that is there before the plugin, as CKAN's configuration makes it."""
    before = logging.getLogRecordFactory()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("test_log_json")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)
    install()
    logging.setLogRecordFactory(before)


def test_a_record_is_one_object(written: io.StringIO) -> None:
    """Time with its zone, level, logger, message; a traceback within its limit; the record's own fields."""
    install(as_json=True)
    logger = logging.getLogger("test_log_json")
    logger.error("a\nb", extra={"hndigital": {"event": "login"}})
    try:
        float("x" * 1_000_000)
    except ValueError:
        logger.exception("It failed")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "ERROR", "logger": "test_log_json", "message": "a\\nb", "event": "login"}
    assert second["traceback"].startswith("Traceback")
    assert len(second["traceback"]) < LONGEST_TRACEBACK + 200


def test_text_stays_text(written: io.StringIO) -> None:
    """Without the setting the handlers keep the form that the configuration gave them."""
    install()
    logging.getLogger("test_log_json").error("Nothing")
    assert written.getvalue() == "ERROR Nothing\n"


@pytest.mark.usefixtures("written")
def test_the_audit_file_is_opened_again_after_a_rotation(tmp_path: Path) -> None:
    """What another program moves away stays there; the next line begins a file anew."""
    file = tmp_path / "audit.log"
    install(audit_file=str(file))
    logger = logging.getLogger(AUDIT)
    logger.warning("one")
    file.rename(tmp_path / "audit.log.1")
    logger.warning("two")
    assert (tmp_path / "audit.log.1").read_text("utf-8").endswith(" one\n")
    assert file.read_text("utf-8").endswith(" two\n")


@pytest.mark.usefixtures("written")
def test_installing_again_writes_no_line_twice(tmp_path: Path) -> None:
    """CKAN configures its plugins anew for each application that is made."""
    for _ in range(3):
        install(audit_file=str(tmp_path / "audit.log"))
    logging.getLogger(AUDIT).warning("one")
    assert (tmp_path / "audit.log").read_text("utf-8").count("one") == 1
