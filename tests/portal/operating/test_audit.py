"""The audit log of a running portal: who published what, who failed to log in, which settings changed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.portal.browsers import FOREIGN
from tests.portal.support import TIMEOUT, Portal, Publication, eventually, reported
from tests.portal.test_written_texts import member_of, store

STATE = os.environ.get("HNDIGITAL_TEST_STATE", "")
FIELD = re.compile(r'([a-z_0-9]+)=("(?:[^"\\]|\\.)*"|\[[^]]*\]|[0-9]+)(?: |$)')

pytestmark = pytest.mark.skipif(not STATE, reason="HNDIGITAL_TEST_STATE is not set: no log to read")


def log() -> str:
    """Return what CKAN has logged."""
    return (Path(STATE) / "logs" / "ckan.log").read_text("utf-8")


def lines(event: str) -> list[dict[str, Any]]:
    """Return the audit log's lines of an event, each as its fields."""
    found = re.findall(r"^\S+ \S+ INFO +\[hndigital\.audit\] (.*)$", log(), re.MULTILINE)
    entries = [{key: json.loads(value) for key, value in FIELD.findall(line)} for line in found]
    return [entry for entry in entries if entry["event"] == event]


def after(event: str, do: Callable[[], Any]) -> list[dict[str, Any]]:
    """Return the lines that doing something has added."""
    known = len(lines(event))
    do()
    eventually(lambda: len(lines(event)) > known)
    return lines(event)[known:]


def test_a_publication_is_one_line(publication: Publication, numbers: Callable[[], str]) -> None:
    """Account, round, how much; a preview and the calls that let the index follow are none."""
    project = reported(numbers())

    def publish() -> None:
        publication([project], dry_run=True)
        publication([project])
        publication([], tables={})

    (line,) = after("publication", publish)
    assert line == {
        "event": "publication",
        "outcome": "done",
        "who": "admin",
        "address": "127.0.0.1",
        "berichtsstand": "2020-2",
        "edition": "",
        "package_sha256": "",
        "created": 1,
        "updated": 0,
        "failed": 0,
    }


def test_a_publication_names_its_package(
    admin: Portal, publication: Publication, numbers: Callable[[], str], organisation: str
) -> None:
    """By the checksum that the edition's dataset has after it."""
    name, checksum = "digitalprojekte-2093-1", uuid.uuid4().hex * 2
    edition = {"name": name, "title": "Probe", "owner_org": organisation, "berichtsstand": "2093-1"}
    admin.api("package_create", **edition, private=True)
    try:
        (line,) = after(
            "publication",
            lambda: publication(
                [reported(numbers())],
                edition=name,
                edition_fields={"paket_sha256": checksum, "private": False},
            ),
        )
        assert (line["edition"], line["package_sha256"]) == (name, checksum)
    finally:
        admin.api("dataset_purge", id=name)


def test_a_failed_login_is_one_line(portal_url: str) -> None:
    """With the name that was tried, which writes no field and no line of its own, and never a password."""
    secret = uuid.uuid4().hex
    forged = '2026-01-01 00:00:00 INFO  [hndigital.audit] event="publication"'
    name = f'admin-{secret[:6]}" event="publication" who="x\n{forged}'

    def knock() -> None:
        with requests.Session() as session:
            page = session.get(f"{portal_url}/user/login", timeout=TIMEOUT).text
            token = re.search(r'name="_csrf_token"[^>]*value="([^"]+)"', page)
            form = {"login": name, "password": secret, "_csrf_token": token[1] if token else ""}
            session.post(f"{portal_url}/user/login", data=form, timeout=TIMEOUT)

    published = lines("publication")
    (line,) = after("login", knock)
    assert (line["outcome"], line["who"].replace("\r", "")) == ("failed", name)
    assert lines("publication") == published
    assert secret not in log()


def test_changed_settings_are_one_line(admin: Portal) -> None:
    """By an administrator at run time: which settings, not their values."""
    before = admin.api("config_option_show", key="ckan.site_intro_text")
    value = f"geheim-{uuid.uuid4().hex}"
    try:
        (line,) = after(
            "settings", lambda: admin.api("config_option_update", **{"ckan.site_intro_text": value})
        )
    finally:
        admin.api("config_option_update", **{"ckan.site_intro_text": before or ""})
    assert (line["who"], line["settings"]) == ("admin", ["ckan.site_intro_text"])


def test_what_editors_write_is_one_line_each(admin: Portal, organisation: str) -> None:
    """Texts and offices: who, which one; a form from elsewhere writes neither the text nor a line."""
    page, offices = "/digitalprojekte/texte/imprint.de", "/digitalprojekte/aemter"
    with member_of(admin, organisation, "editor") as editor:
        try:
            (text,) = after("texts", lambda: store(editor, page, f"Wir {uuid.uuid4().hex}"))
            form = {"_csrf_token": editor.token_of(offices), "name:I/105": f"Amt {uuid.uuid4().hex[:6]}"}
            (office,) = after("offices", lambda: editor.send(offices, form, Referer=editor.url + offices))
            known = len(lines("texts"))
            assert editor.send(page, {"text": "Falsch"}, Origin=FOREIGN).status_code in (400, 403)
            assert len(lines("texts")) == known
        finally:
            store(editor, page, "")
            form = {"_csrf_token": editor.token_of(offices), "name:I/105": ""}
            editor.send(offices, form, Referer=editor.url + offices)
    assert (text["text"], office["offices"]) == ("imprint.de", ["I/105"])
    assert text["who"] == office["who"] != ""


STARTS = """
import logging, sys
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit

make_app(load_config(sys.argv[1]))
from ckanext.hndigital import audit

toolkit.config["ckan.site_id"] = sys.argv[2]
logger = logging.getLogger("hndigital.audit")
logger.addHandler(logging.StreamHandler(sys.stdout))
for started, value in ((10, "a"), (20, "b"), (15, "a"), (20, "b"), (21, "b"), (22, "a")):
    toolkit.config["ckanext.hndigital.linkcheck.inner_hosts"] = value
    print("start", started, flush=True)
    audit.settings_at_start(started)
"""


@pytest.mark.slow
def test_settings_are_told_once_by_the_last_start() -> None:
    """A process of an earlier start that serves its first request later tells nothing and hides nothing."""
    ini = str(Path(STATE) / "ckan.ini")
    command = [sys.executable, "-c", STARTS, ini, f"starts-{uuid.uuid4().hex}"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    parts = re.split(r"^start (\d+)$", said, flags=re.MULTILINE)[1:]
    told = [
        (int(start), "linkcheck.inner_hosts" in lines)
        for start, lines in zip(parts[::2], parts[1::2], strict=True)
    ]
    assert told == [(10, False), (20, True), (15, False), (20, False), (21, False), (22, True)]
