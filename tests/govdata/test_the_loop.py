"""`hndigital govdata` against a real CKAN that holds our datasets as GovData does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.govdata.conftest import Reading
from tests.govdata.published import Published
from tests.govdata.standin import StandIn
from tests.portal.publication.scenes import Command, first_round
from tests.portal.support import ApiError, Portal, eventually

FEED = "/govdata/catalog.ttl?size=2"
EDITION = "heilbronn-digitalprojekte-2020-2"
REGISTER = "heilbronn-digitalprojekte"


@pytest.fixture(scope="session")
def standin(stock: Portal) -> StandIn:
    """Return the stand-in that all tests share."""
    return StandIn(stock)


@pytest.fixture
def there(standin: StandIn) -> Iterator[StandIn]:
    """Return the stand-in, empty before and after."""
    standin.clear()
    yield standin
    standin.clear()


@pytest.fixture(scope="session")
def read(published: Published) -> dict[str, dict[str, Any]]:
    """Return what GovData reads of the portal's feed, by identifier."""
    pages = published.pages("/govdata/catalog.ttl")
    reading = Reading.of(published.url, published.package, pages, govdata=True, single=False)
    return {entry["extras"]["identifier"]: entry for entry in reading.datasets.values()}


@dataclass
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON that it printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def states(self) -> dict[str, str]:
        """Each dataset's state."""
        return {entry["identifier"]: entry["state"] for entry in self.document["datasets"]}


def govdata_command(*args: str, token: str = "", lang: str = "en") -> Ran:
    """Run `hndigital govdata` as a person does; no output may hold the token."""
    environ = {key: value for key, value in os.environ.items() if key != "HNDIGITAL_TOKEN"}
    if token:
        environ["HNDIGITAL_TOKEN"] = token
    main = "from hndigital.cli import main; main()"
    command = [sys.executable, "-c", main, "govdata", "--lang", lang]
    done = subprocess.run(
        [*command, *args], env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert not token or token not in done.stdout + done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def test_everything_there(there: StandIn, published: Published, read: dict[str, dict[str, Any]]) -> None:
    """All datasets of all pages are found by their IRI: nothing to say, exit code 0."""
    for entry in read.values():
        there.harvest(entry)
    ran = govdata_command(published.url + FEED, "--govdata", there.url, "--json")
    assert ran.code == 0, ran.err
    assert ran.states == dict.fromkeys(read, "current")
    assert ran.document["gone"] == []
    pages = {entry["identifier"]: entry["entry"]["page"] for entry in ran.document["datasets"]}
    assert pages == {key: f"{there.url}/dataset/{name}" for key, name in there.names.items()}


def test_missing_stale_gone_and_elsewhere(
    there: StandIn, published: Published, read: dict[str, dict[str, Any]]
) -> None:
    """Four kinds of difference in one run: exit code 10, each named with its identifier."""
    ordinary = f"heilbronn-{published.ordinary_id}"
    there.harvest(read[REGISTER], modified="2001-02-03")
    there.harvest(read[ordinary], guid="https://www.daten-bw.de/id/9", metadata_harvested_portal="daten-bw")
    base = f"{published.url}/id"
    there.harvest(read[EDITION], identifier="heilbronn-altes", guid=f"{base}/datensatz/altes")
    there.harvest(read[EDITION], identifier="heilbronner-falken-1", guid="https://eishockey.example/id/1")
    ran = govdata_command(published.url + FEED, "--govdata", there.url, "--json")
    assert ran.code == 10, ran.err
    assert ran.states == {REGISTER: "stale", EDITION: "missing", ordinary: "current"}
    assert [entry["identifier"] for entry in ran.document["gone"]] == ["heilbronn-altes"]
    elsewhere = [entry["identifier"] for entry in ran.document["datasets"] if entry["elsewhere"]]
    assert elsewhere == [ordinary]
    said = govdata_command(published.url + FEED, "--govdata", there.url, lang="de")
    assert said.code == 10
    for word in ("fehlen: 1", EDITION, "2001-02-03", "heilbronn-altes", "daten-bw"):
        assert word in said.out


def test_the_entry_of_a_copy_is_not_ours(
    there: StandIn, published: Published, read: dict[str, dict[str, Any]]
) -> None:
    """A dataset that had copied the register's identifier when it was read there is still that dataset."""
    ordinary = f"heilbronn-{published.ordinary_id}"
    there.harvest(read[ordinary], identifier=REGISTER)
    there.harvest(read[EDITION])
    ran = govdata_command(published.url + FEED, "--govdata", there.url, "--json")
    assert ran.states == {REGISTER: "missing", EDITION: "current", ordinary: "current"}


def test_the_page_links_the_entry(
    there: StandIn, published: Published, read: dict[str, dict[str, Any]], admin: Portal, anonymous: Portal
) -> None:
    """The address is recorded once, the page links it, and the feed says nothing of it: no new date."""
    for entry in read.values():
        there.harvest(entry)
    before = requests.get(published.url + FEED, timeout=60)
    dates = {name: admin.api("package_show", id=name)["metadata_modified"] for name in names(published)}
    record = (published.url + FEED, "--govdata", there.url, "--ckan", published.url, "--json")
    first = govdata_command(*record, token=published.token)
    assert first.code == 0, first.err
    assert sorted(first.document["recorded"]["updated"]) == sorted(names(published))
    again = govdata_command(*record, token=published.token)
    assert again.document["recorded"]["updated"] == []
    assert {
        name: admin.api("package_show", id=name)["metadata_modified"] for name in names(published)
    } == dates
    for name in names(published):
        page = anonymous.get(f"/dataset/{name}")
        identifier = f"heilbronn-{published.ordinary_id if name == published.ordinary_name else name}"
        assert f'href="{there.url}/dataset/{there.names[identifier]}"' in page.text, name
        assert "Dieser Datensatz bei GovData" in page.text
    after = requests.get(published.url + FEED, timeout=60)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)
    Command(published.folder, published.token).publish(first_round())
    assert admin.api("package_show", id="digitalprojekte")["govdata_url"]
    there.forget(EDITION)
    gone = govdata_command(*record, token=published.token)
    assert gone.document["recorded"]["updated"] == ["digitalprojekte-2020-2"]
    assert not admin.api("package_show", id="digitalprojekte-2020-2").get("govdata_url")


def names(published: Published) -> list[str]:
    """Return the names of the datasets of the feed."""
    return ["digitalprojekte", "digitalprojekte-2020-2", published.ordinary_name]


@pytest.mark.usefixtures("published")
def test_a_projects_page_links_its_entry(admin: Portal, anonymous: Portal) -> None:
    """A project's link is an editorial field: recorded by identifier, kept by the next publication."""
    name = "digitalprojekt-2020000018"
    link = {"identifier": f"heilbronn-{name}", "url": "https://www.govdata.de/suche/daten/probe"}
    answer = admin.api("hndigital_govdata_link", links=[link])
    assert answer["updated"] == [name]
    page = eventually(lambda: link["url"] in anonymous.get(f"/digitalprojekt/{name}").text)
    assert page
    assert admin.api("hndigital_govdata_link", links=[{**link, "url": ""}])["updated"] == [name]


def test_an_identifier_of_its_own(published: Published, admin: Portal) -> None:
    """A dataset whose identifier a person entered is found by it."""
    link = {"identifier": "amt66-baeume", "url": "https://www.govdata.de/suche/daten/baeume"}
    admin.api("package_patch", id=published.ordinary_name, identifier=link["identifier"])
    try:
        answer = admin.api("hndigital_govdata_link", links=[link])
        assert answer["updated"] == [published.ordinary_name]
    finally:
        admin.api("package_patch", id=published.ordinary_name, identifier="", govdata_url="")


def test_who_may_record(published: Published, admin: Portal, anonymous: Portal) -> None:
    """Nobody without an account; unknown identifiers and addresses that are none are named."""
    link = {"identifier": REGISTER, "url": "https://www.govdata.de/suche/daten/probe"}
    with pytest.raises(ApiError) as refused:
        anonymous.api("hndigital_govdata_link", links=[link])
    assert refused.value.status == 403
    name = f"fremd-{uuid.uuid4().hex[:8]}"
    user = admin.api("user_create", name=name, email=f"{name}@example.org", password=uuid.uuid4().hex)
    try:
        token = admin.api("api_token_create", user=name, name="test")["token"]
        stranger = Portal(published.url, token)
        answer = stranger.api("hndigital_govdata_link", links=[link])
        assert list(answer["refused"]) == ["digitalprojekte"]
    finally:
        admin.api("user_delete", id=user["id"])
    assert admin.api("package_show", id="digitalprojekte").get("govdata_url") != link["url"]
    assert admin.api("hndigital_govdata_link", links=[{**link, "identifier": "x"}])["unknown"] == ["x"]
    for wrong in ([], [{**link, "url": "javascript:alert(1)"}], [{"url": link["url"]}]):
        with pytest.raises(ApiError):
            admin.api("hndigital_govdata_link", links=wrong)


def test_what_does_not_answer(published: Published, tmp_path: Path) -> None:
    """No feed, an empty one, no CKAN, wrong usage: exit codes 2 and 64, the address in the sentence."""
    nothing = tmp_path / "leer.ttl"
    nothing.write_text("")
    for args, code, word in (
        ((str(tmp_path / "fehlt.ttl"),), 2, "fehlt.ttl"),
        ((str(nothing),), 2, "leer.ttl"),
        ((published.url + FEED, "--govdata", "http://127.0.0.1:9"), 2, "127.0.0.1:9"),
        ((published.url + FEED, "--govdata", f"{published.url}/dataset"), 2, "/dataset"),
        ((published.url + FEED, "--entry-url", "https://x.example/"), 64, "{name}"),
        ((), 64, "SOURCE"),
    ):
        ran = govdata_command(*args)
        assert (ran.code, word in ran.err) == (code, True), (args, ran.err)
        assert "Traceback" not in ran.err
