"""Profiles of cities: chosen, recognised, checked, and nothing of a city anywhere else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hndigital
import pytest
import yaml
from hndigital import profiles
from hndigital.charts import picture_names
from hndigital.dcat.settings import GOVDATA_NEEDS, DcatSettings, city_settings
from hndigital.errors import PackageError, SchemaError, SourceError
from hndigital.package import Package
from hndigital.projects import number_of, project_name
from hndigital.schemas import codelist, codelist_names, column, dataset_type, schema_text, table
from hndigital.values import parse_vorhaben_nr

from tests.musterstadt import LIST, PROFILE

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "harvester" / "sample" / "beispielbericht-2020-2.txt"


def _hndigital(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hndigital", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
    )


# ---- choosing ----


def test_with_no_profile_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a city's definitions without saying which city is told how to say it."""
    monkeypatch.delenv(profiles.VARIABLE, raising=False)
    with profiles.using(None):
        for ask in (profiles.current, codelist_names, lambda: codelist("amt"), lambda: column("titel")):
            with pytest.raises(SchemaError, match="--profile, the variable HNDIGITAL_PROFILE"):
                ask()
        assert "wortlaut_unbekannt" in schema_text("codelists/hinweiscode.csv")


def test_the_variable_chooses_for_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that says nothing else works for the city of HNDIGITAL_PROFILE, by name or folder."""
    for named, title in (("heilbronn", "Stadt Heilbronn"), (str(PROFILE), "Musterstadt am See")):
        monkeypatch.setenv(profiles.VARIABLE, named)
        with profiles.using(None):
            assert profiles.current().organisation.title.de == title


def test_a_profile_that_is_none_is_named_with_those_there_are(tmp_path: Path) -> None:
    """Neither a name that nobody ships nor a folder without profile.yaml is taken for another city."""
    for wrong in ("atlantis", str(tmp_path)):
        with pytest.raises(SchemaError, match=r"heilbronn, or a folder that holds profile\.yaml"):
            profiles.use(wrong)


def test_two_cities_in_one_process() -> None:
    """Nothing of one city is left when another one's turn has come, and the way back gives the same."""

    def said() -> dict[str, Any]:
        return {
            "codes": {name: list(codelist(name)) for name in codelist_names()},
            "columns": {one.name: one for one in table("vorhaben").columns},
            "pictures": picture_names(),
            "fields": [field["field_name"] for field in dataset_type()["dataset_fields"]],
            "feeds": city_settings(),
            "names": (project_name(profiles.current().number.example), profiles.current().register.name),
        }

    first = said()
    sample = hndigital.harvest(SAMPLE)
    with profiles.using(PROFILE):
        other = said()
        assert hndigital.harvest(LIST, profile=PROFILE).name == "digitales-2023-1"
        assert parse_vorhaben_nr("D-017") == "D-017"
        assert parse_vorhaben_nr("2020000072") is None
        assert number_of(project_name("D-017")) == "D-017"
    assert said() == first
    assert hndigital.harvest(SAMPLE).files() == sample.files()
    for name in ("codes", "columns", "pictures", "fields", "feeds", "names"):
        assert other[name] != first[name], name


_IMPORT_ALL = """
import importlib, os, pkgutil, sys
os.environ.pop("HNDIGITAL_PROFILE", None)
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
from hndigital import profiles
assert profiles.chosen() is None
"""


def test_no_module_needs_a_profile_to_be_imported() -> None:
    """What a city says is asked for when it is needed: a value kept at import would be of the wrong city."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, "hndigital"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr[-2000:]) == (0, "")


# ---- a profile that says what it may not ----


def _damaged(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    said = yaml.safe_load((PROFILE / "profile.yaml").read_text(encoding="utf-8"))
    change(said)
    (folder / "profile.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("change", "key", "step"),
    [
        (lambda said: said.pop("licence"), "missing: licence", "Please add it"),
        (
            lambda said: said["organisation"]["title"].pop("en"),
            "missing: organisation.title.en",
            "Please add",
        ),
        (lambda said: said.update(colour="red"), "unknown: colour", "Possible are: version, organisation"),
        (lambda said: said["number"].update(lenght=4), "unknown: number.lenght", "Possible are: pattern"),
        (lambda said: said.update(version="one"), "version: “one”", "whole number"),
        (lambda said: said["report"].update(marks="Nr."), "report.marks: “Nr.”", "expected is a list"),
        (lambda said: said.update(sources=[]), "sources: “[]”", "lines “name: value”"),
        (lambda said: said["register"].update(name=""), "register.name: “”", "expected is a text"),
        (lambda said: said["thresholds"].update(kritisch="viel"), "thresholds.kritisch: “viel”", "a number"),
        (lambda said: said["number"].update(pattern="["), "number.pattern: “[”", "no regular expression"),
        (lambda said: said["report"].update(marks=["("]), "report.marks[0]: “(”", "no regular expression"),
        (lambda said: said["number"].update(example="D-1"), "number.example: “D-1”", "correct one of them"),
    ],
)
def test_a_broken_profile_is_told_with_place_and_next_step(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], key: str, step: str
) -> None:
    """A missing, unknown or wrong key names file, key, value and what to do."""
    with pytest.raises(SchemaError) as caught:
        profiles.load(_damaged(tmp_path, change))
    said = caught.value.message("en")
    assert all(part in said for part in ("profile.yaml", key, step)), said


def test_what_feeds_say_is_checked_too(tmp_path: Path) -> None:
    """A misspelt setting of the feeds would be silent: it is an error with the names that there are."""
    folder = _damaged(tmp_path, lambda said: said["metadata"].update(contributer_id="x"))
    with pytest.raises(SchemaError, match=r"metadata: unknown: contributer_id\. Possible are: base_uri"):
        city_settings(profiles.load(folder))


def test_a_list_whose_source_the_profile_lacks_is_named(tmp_path: Path) -> None:
    """A code list says where its codes come from; the document must stand in the profile."""
    folder = _damaged(tmp_path, lambda said: said["sources"].pop("strategie"))
    (folder / "codelists").symlink_to(PROFILE / "codelists")
    with profiles.using(folder), pytest.raises(SchemaError, match="sources: missing: strategie"):
        codelist("strategiefeld")


def test_a_broken_profile_ends_a_command_with_a_sentence(tmp_path: Path) -> None:
    """The command tells it like any other error: exit code 2, no traceback."""
    done = _hndigital("check", LIST, "--profile", _damaged(tmp_path, lambda said: said.pop("number")))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "profile.yaml" in done.stderr
    assert "number" in done.stderr


# ---- whose report, whose package ----


def test_the_command_says_which_profile_it_took() -> None:
    """Recognised by the source; in the summary and for machines."""
    assert "Profile: heilbronn (City of Heilbronn)" in _hndigital("check", SAMPLE, "--lang", "en").stdout
    assert json.loads(_hndigital("check", SAMPLE, "--json").stdout)["profile"] == "heilbronn"
    named = _hndigital("check", LIST, "--profile", PROFILE, "--json")
    assert json.loads(named.stdout)["profile"] == "musterstadt"


def test_a_source_of_no_known_city_is_no_report() -> None:
    """A list of a city whose profile isn't shipped: exit code 2 and what was looked for."""
    done = _hndigital("check", LIST, "--lang", "en")
    assert done.returncode == 2
    assert "Looked for a report of a known city (heilbronn: tables" in done.stderr
    assert "--profile" in done.stderr


def test_marks_of_two_cities_are_no_guess(tmp_path: Path) -> None:
    """A text that may be of two cities is refused until somebody says of which."""
    folder = _damaged(tmp_path, lambda said: said["report"].update(marks=["Projektliste"]))
    (tmp_path / "bericht.txt").write_text("Projektliste\nMatrixdarstellung\n", encoding="utf-8")
    with profiles.using(folder), pytest.raises(SourceError, match="several cities: musterstadt, heilbronn"):
        hndigital.harvest(tmp_path / "bericht.txt")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a package of Heilbronn and one of the invented city, as folders."""
    folder = tmp_path_factory.mktemp("pakete")
    hndigital.harvest(SAMPLE).write(folder / "heilbronn")
    hndigital.harvest(LIST, profile=PROFILE).write(folder / "musterstadt")
    profiles.use("heilbronn")
    return folder / "heilbronn", folder / "musterstadt"


def test_a_package_tells_its_city(both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped profile's by its publisher, so that earlier packages do, too; any other states its name."""
    monkeypatch.delenv(profiles.VARIABLE, raising=False)
    ours, theirs = both
    assert "stadtprofil" not in json.loads((ours / "datapackage.json").read_text("utf-8"))
    with profiles.using(None):
        assert Package.load(ours).profile == "heilbronn"
        with pytest.raises(PackageError, match="of the profile “musterstadt”, which is not here"):
            Package.load(theirs)
        package = Package.load(theirs, PROFILE)
        assert (package.profile, profiles.current().name) == ("musterstadt", "musterstadt")
        assert package.descriptor["stadtprofil"] == {"name": "musterstadt", "version": 1}


def test_other_contributors_make_a_package_state_its_city(tmp_path: Path) -> None:
    """Where the publisher no longer tells it, the descriptor does."""
    config = tmp_path / "anders.yaml"
    config.write_text("contributors: [{title: Amt, roles: [publisher]}]\n", encoding="utf-8")
    assert _hndigital("harvest", SAMPLE, "--config", config, "--out", tmp_path / "paket").returncode == 0
    with profiles.using(None):
        package = Package.load(tmp_path / "paket")
    assert package.descriptor["stadtprofil"] == {"name": "heilbronn", "version": 1}


def test_a_later_version_of_a_profile_is_not_guessed(both: tuple[Path, Path], tmp_path: Path) -> None:
    """What a later version says may mean something else: refused, with what to update."""
    files = {path.name: path.read_bytes() for path in both[0].iterdir() if path.suffix in (".csv", ".json")}
    descriptor = json.loads(files["datapackage.json"])
    descriptor["stadtprofil"] = {"name": "heilbronn", "version": 99}
    files["datapackage.json"] = json.dumps(descriptor).encode()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PackageError, match="made by version 99 of the profile heilbronn, here is version 1"):
        Package.load(tmp_path)


def test_packages_of_two_cities_are_not_mixed(both: tuple[Path, Path], tmp_path: Path) -> None:
    """Numbers and codes of two cities don't compare: neither diff nor export takes them together."""
    ours, theirs = both
    with profiles.using(PROFILE):
        other = Package.load(theirs)
        with pytest.raises(PackageError, match="of different cities"):
            hndigital.harvest(SAMPLE, previous=other)
    done = _hndigital("diff", theirs, ours, "--lang", "en")
    assert (done.returncode, "which is not here" in done.stderr) == (2, True)


def test_thresholds_stand_in_the_profile_alone(tmp_path: Path) -> None:
    """Definitions of the traffic light have the profile's numbers; one that it does not know is named."""
    assert (
        codelist("gesamtstatus")["kritisch"]
        .definition("de")
        .endswith("um mehr als 15 % überschritten (Bericht, Kapitel 5.1).")
    )
    shutil.copytree(PROFILE / "codelists", tmp_path / "codelists")
    for said, expected in ({"kritisch": 12.5}, "Um mehr als 12,5 %"), ({}, ""):
        _damaged(
            tmp_path, lambda profile, said=said: profile.update(thresholds={"teilweise_kritisch": 3, **said})
        )
        with profiles.using(tmp_path):
            if expected:
                assert codelist("gesamtstatus")["kritisch"].definition("de").startswith(expected)
            else:
                with pytest.raises(SchemaError, match=r"gesamtstatus\.csv, .*kritisch.*no threshold"):
                    codelist("gesamtstatus")


# ---- what a city must say ----


def test_nobody_speaks_where_nothing_is_set() -> None:
    """Without settings there is no city in a feed, and every setting that it needs is named."""
    blank = DcatSettings()
    assert blank.missing_for_govdata == tuple(name for name in GOVDATA_NEEDS if name != "licence_attribution")
    assert (blank.publisher.name, blank.contact.name, blank.place.iri, blank.base_uri) == ((), "", "", "")


@pytest.mark.parametrize("name", ["heilbronn", str(PROFILE)])
def test_a_profile_says_all_that_govdata_needs(name: str) -> None:
    """With a profile alone a feed can be offered."""
    assert city_settings(profiles.load(name)).missing_for_govdata == ()


#: The city, its state's portal, law and bodies.
_CITY = re.compile("heilbronn|datenbw|w(ü|ue)rttemberg|l-bgg|lz-barr", re.IGNORECASE)
_ADDRESSES = re.compile(r"github\.com/stadt-heilbronn/|de\.heilbronn\.hndigital")
_SPOKEN_OF = (
    # official lists; the city's own profile, and the sample of its report
    *("harvester/hndigital/dcat/shapes", "schemas/codelists/official"),
    *("schemas/heilbronn", "harvester/sample"),
)


def test_no_city_stands_in_code() -> None:
    """Only its profile speaks of Heilbronn: a second city needs no change of code."""
    found = []
    for top in ("harvester", "schemas", "ckanext-hndigital", "setup.py"):
        paths = [ROOT / top] if top.endswith(".py") else sorted((ROOT / top).rglob("*"))
        for path in paths:
            name = path.relative_to(ROOT).as_posix()
            if not path.is_file() or name.startswith(_SPOKEN_OF) or path.suffix in (".pyc", ".mo"):
                continue
            text = _ADDRESSES.sub("", path.read_bytes().decode("utf-8", errors="replace"))
            found += [f"{name}: {line.strip()[:100]}" for line in text.splitlines() if _CITY.search(line)]
    assert found == []
