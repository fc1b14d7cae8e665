"""A portal of before there were profiles: its ini names no city, its database holds Heilbronn's register."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.portal.support import Portal

ADDRESSES = ("/digitalprojekte", "/catalog.ttl", "/govdata/catalog.ttl", "/dataset/digitalprojekte")
SETTING = re.compile(r"^ckanext\.hndigital\.profile = .*\n", re.MULTILINE)


def _run(*command: str | Path, code: int = 0) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _answered(command: list[str], *answers: str) -> None:
    """Run a command on a terminal, where somebody answers its questions one after the other."""
    terminal, end = pty.openpty()
    try:
        with subprocess.Popen(
            command, stdin=end, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
            said, _ = process.communicate(timeout=300)
    finally:
        os.close(terminal)
        os.close(end)
    assert process.returncode == 0, said.decode()


@pytest.fixture
def old(tmp_path: Path, admin: Portal, project: Callable[..., dict[str, Any]]) -> Path:
    """Return the portal's ini file as it was then; a project makes sure that there is a register."""
    admin.api("package_create", **project())
    text = (Path(os.environ["HNDIGITAL_TEST_STATE"]) / "ckan.ini").read_text("utf-8")
    assert SETTING.search(text)
    ini = tmp_path / "ckan.ini"
    ini.write_text(SETTING.sub("", text), "utf-8")
    ini.chmod(0o600)
    return ini


def test_it_goes_on_but_for_govdata(old: Path) -> None:
    """Pages and the portal's own catalogue go on with the register that is there; GovData's feed waits."""
    printed = _run(sys.executable, Path(__file__).with_name("asked.py"), old, *ADDRESSES)
    answers = dict(zip(ADDRESSES, json.loads(printed), strict=True))
    for address in ("/digitalprojekte", "/catalog.ttl", "/dataset/digitalprojekte"):
        assert answers[address]["status"] == 200, address
    assert "Stadt Heilbronn" in answers["/catalog.ttl"]["text"]
    govdata = answers["/govdata/catalog.ttl"]
    assert govdata["status"] == 503
    assert govdata["headers"]["Retry-After"]
    assert "ckanext.hndigital.profile" in govdata["text"]


def test_it_speaks_for_nobody_where_settings_name_another_city(old: Path) -> None:
    """An organisation of another name is another city: Heilbronn's names don't stand in for its own."""
    text = old.read_text("utf-8")
    other = "[app:main]\nckanext.hndigital.organisation = stadt-anderswo\n"
    old.write_text(text.replace("[app:main]\n", other), "utf-8")
    printed = _run(sys.executable, Path(__file__).with_name("asked.py"), old, *ADDRESSES)
    answers = dict(zip(ADDRESSES, json.loads(printed), strict=True))
    for address in ("/digitalprojekte", "/catalog.ttl", "/govdata/catalog.ttl"):
        assert answers[address]["status"] == 503, address
        assert "Stadt Heilbronn" not in answers[address]["text"]


def test_check_and_init_say_and_do_what_is_missing(old: Path) -> None:
    """One sentence names the setting and its value; `init` sets it, and the sentence is gone."""
    ckan = (Path(sys.executable).with_name("ckan"), "-c", old, "hndigital")
    assert "Set ckanext.hndigital.profile = heilbronn." in _run(*ckan, "check", code=1)
    assert "+ckanext.hndigital.profile = heilbronn" in _run(
        *ckan, "init", "--profile", "heilbronn", "--print"
    )
    assert not SETTING.search(old.read_text("utf-8"))
    _answered([*map(str, ckan), "init"], "heilbronn", "https://daten.example.org", "", "", "")
    assert SETTING.search(old.read_text("utf-8"))
    assert "\nckanext.hndigital.base_uri = https://daten.example.org\n" in old.read_text("utf-8")
    assert "ckanext.hndigital.imprint_url" not in old.read_text("utf-8")
    assert "ckanext.hndigital.profile" not in _run(*ckan, "check", code=1)


def test_parts_that_a_portal_of_before_lacks_are_named(old: Path) -> None:
    """When there was one plugin an ini named it alone: start-up and `check` say once what is a plugin now."""
    text = old.read_text("utf-8")
    only = "ckan.plugins = hndigital scheming_datasets dcat datastore"
    alone = re.sub(r"^ckan\.plugins = .*", only, text, count=1, flags=re.MULTILINE)
    old.write_text(alone, "utf-8")
    command = [str(Path(sys.executable).with_name("ckan")), "-c", str(old), "hndigital", "check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    sentences = (
        "feeds, RDF, IRIs and metadata quality are the plugin hndigital_dcat; add it to ckan.plugins",
        "home page, menu, foot and the guards of the whole portal are the plugin hndigital_theme; add it",
        "enable_rdf_endpoints is false and hndigital_dcat",
    )
    for sentence in sentences:
        assert (done.stdout.count(sentence), done.stderr.count(sentence)) == (1, 1), done.stdout + done.stderr
    assert "GovData" not in done.stdout


def test_init_without_a_city_changes_nothing(old: Path) -> None:
    """Without a terminal nobody is asked; what is no profile is named."""
    before = old.read_text("utf-8")
    for words, said in (((), "--profile heilbronn"), (("--profile", "gibt-es-nicht"), "gibt-es-nicht")):
        command = (str(Path(sys.executable).with_name("ckan")), "-c", str(old), "hndigital", "init", *words)
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode != 0
        assert said in done.stderr
        assert old.read_text("utf-8") == before
