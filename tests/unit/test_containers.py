"""The containers' files: what an engine would be told, and the scripts that run in them."""

from __future__ import annotations

import configparser
import importlib.util
import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILES = sorted((ROOT / "docker").rglob("Dockerfile"))
SERVICES = sorted(COMPOSE["services"])
EXACT = re.compile(r".+:\d+\.\d+\.?\d*[\w.-]*(?:@sha256:[0-9a-f]{64})?")


def load(path: Path) -> ModuleType:
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look it up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def clock() -> ModuleType:
    """Return what the service `clock` runs."""
    return load(ROOT / "docker" / "ckan" / "clock.py")


@pytest.fixture(scope="module")
def configuration() -> ModuleType:
    """Return what writes ckan.ini."""
    sys.path.insert(0, str(ROOT / "test-infrastructure"))
    from services import configuration

    return configuration


@pytest.mark.parametrize("name", SERVICES)
class TestEveryService:
    """Each service of docker-compose.yml."""

    def test_it_gets_no_right_that_it_does_not_need(self, name: str) -> None:
        """No set-uid program gains anything, and of root's rights it has what its image's start needs."""
        service = COMPOSE["services"][name]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["cap_drop"] == ["ALL"]
        needed = {"CHOWN", "DAC_OVERRIDE", "FOWNER", "NET_BIND_SERVICE", "SETGID", "SETUID"}
        assert set(service.get("cap_add", [])) <= (needed if name in ("db", "proxy") else set())
        assert "privileged" not in service

    def test_nothing_in_it_changes_but_volumes_and_memory(self, name: str) -> None:
        """A file that somebody gets onto it is gone with the next start."""
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert "/tmp" in service["tmpfs"]  # noqa: S108 - the container's

    def test_it_takes_no_more_than_its_share(self, name: str) -> None:
        """Of processors, memory, processes and the disk for its log."""
        service = COMPOSE["services"][name]
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}

    def test_its_image_is_one_version(self, name: str) -> None:
        """An exact tag, with a digest once renovate has pinned it, or built here."""
        image = COMPOSE["services"][name]["image"]
        assert image.startswith("hndigital-") or EXACT.fullmatch(image), image

    def test_an_engine_knows_whether_it_is_well(self, name: str) -> None:
        """By a check of its own; the worker has nothing to ask, the proxy stands before what has one."""
        assert ("healthcheck" in COMPOSE["services"][name]) is (name != "proxy")


def test_only_ckan_and_the_proxy_are_reached_from_outside() -> None:
    """CKAN on the loopback address only."""
    published = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert set(published) == {"ckan", "proxy"}
    assert all(port.startswith("127.0.0.1:") for port in published["ckan"])


def test_no_secret_stands_in_the_files() -> None:
    """Passwords come from .env, which has none as it is shipped."""
    text = (ROOT / "docker" / "env.example").read_text(encoding="utf-8")
    assert re.findall(r"^(\w*PASSWORD)=(.+)$", text, re.MULTILINE) == []
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or str(value).startswith("${")


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_images_build_on_one_version(path: Path) -> None:
    """Exact tags; CKAN's runs as an account without rights."""
    bases = re.findall(r"^FROM (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [base for base in bases if not EXACT.fullmatch(base)] == []
    if path.parent.name == "ckan":
        assert re.search(r"^USER \d{5}$", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_renovate_pins_by_digest() -> None:
    """Digests cannot be written by hand: they change with every rebuild of an image."""
    assert "docker:pinDigests" in (ROOT / "renovate.json").read_text(encoding="utf-8")


class TestSettingsByEnvironment:
    """CKAN's settings as the environment names them."""

    def test_names_are_those_of_ckanext_envvars(self, configuration: ModuleType) -> None:
        """Two underlines are a dot; what is empty is not set; passwords of servers are no settings."""
        environment = {
            "CKANEXT__HNDIGITAL__LOGS__FORMAT": "json",
            "CKAN__SITE_TITLE": "Daten",
            "CKAN___SMTP__MAIL_FROM": "a@example.org",
            "CKANEXT__HNDIGITAL__BASE_URI": "",
            "CKAN_DB_PASSWORD": "geheim",
        }
        assert configuration.settings_of(environment) == {
            "ckanext.hndigital.logs.format": "json",
            "ckan.site_title": "Daten",
            "smtp.mail_from": "a@example.org",
        }

    def test_they_replace_the_templates(self, configuration: ModuleType) -> None:
        """Once each, as ConfigParser reads them, whatever characters a value has."""
        text = Template(configuration.TEMPLATE.read_text(encoding="utf-8")).substitute(defaultdict(str))
        values = {"ckan.site_title": r"100 %% \1 Daten", "smtp.server": "mail.example.org"}
        parser = configparser.ConfigParser()
        parser.read_string(configuration.with_settings(text, values))
        assert parser["app:main"]["ckan.site_title"] == r"100 % \1 Daten"
        assert parser["app:main"]["smtp.server"] == "mail.example.org"

    def test_no_value_writes_a_second_line(self, configuration: ModuleType) -> None:
        """A line feed in a value would be a setting of its own; a single % nobody could read."""
        for value, said in (("a\nckan.plugins = evil", "one line"), ("100 %", "write %% for %")):
            with pytest.raises(Exception, match=f"smtp.server: .*{said}"):
                configuration.with_settings("", {"smtp.server": value})


class TestTheClock:
    """What is done when."""

    def test_the_schedule_is_read(self, clock: ModuleType) -> None:
        """The shipped one: each line, and the commands that this plugin has among them."""
        commands = {one.command.split()[0] for one in clock.entries(clock.SCHEDULE.read_text("utf-8"))}
        assert {"backup", "linkcheck", "mend"} <= commands

    @pytest.mark.parametrize(
        "line",
        ["daily 25:00 mend", "daily 2:30 mend", "every 0 m mend", "hourly mend", "sunday 05:60 x", "mend"],
    )
    def test_a_line_that_cannot_be_read_is_named(self, clock: ModuleType, line: str) -> None:
        """Nothing is left out in silence."""
        with pytest.raises(ValueError, match="line 2"):
            list(clock.entries(f"# a comment\n{line}"))

    @pytest.mark.parametrize(
        ("line", "moment", "expected"),
        [
            ("daily 02:30 backup", "2026-11-28 02:29", "2026-11-28 02:30"),
            ("daily 02:30 backup", "2026-11-28 02:30", "2026-11-29 02:30"),
            ("sunday 05:00 linkcheck", "2026-11-28 12:00", "2026-11-29 05:00"),
            ("sunday 05:00 linkcheck", "2026-11-29 05:00", "2026-12-06 05:00"),
            ("every 5 m run-due", "2026-12-31 23:58", "2027-01-01 00:03"),
        ],
    )
    def test_when_something_is_due(self, clock: ModuleType, line: str, moment: str, expected: str) -> None:
        """The first time after a moment, never the moment itself."""
        (entry,) = clock.entries(line)
        begin = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        assert entry.next_after(begin) == datetime.fromisoformat(expected).replace(tzinfo=UTC)

    def test_the_newest_backups_stay(self, clock: ModuleType) -> None:
        """At least one; a folder of another name is not ours."""
        names = [
            "2026-11-01T023000",
            "2026-11-03T023000",
            "2026-11-02T023000",
            "von-hand",
            "2026-11-04T023000.partial",
        ]
        assert clock.outdated(names, 2) == ["2026-11-01T023000"]
        assert len(clock.outdated(names, 0)) == 2
