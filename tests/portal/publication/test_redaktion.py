"""Editors publish a report in a browser: the whole way and back, mistakes on it, and who sees nothing of it.

As a person does it: forms of the pages, sent with what a browser sends. CKAN's worker does the work.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from hndigital.publisher import Portal as Command
from hndigital.schemas import codelist

from tests.portal.admin import make_organisation, reset
from tests.portal.browsers import Browser
from tests.portal.operating.commands import ckan
from tests.portal.publication.editors import (
    PAGE,
    REASON,
    SMALL,
    STATE,
    Editor,
    person,
    setting,
    stopped_worker,
    words,
)
from tests.portal.publication.scenes import TOKEN_FILE, URL
from tests.portal.support import Portal

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")


@pytest.fixture(scope="module", autouse=True)
def empty(admin: Command) -> Iterator[None]:
    """Begin and end with a portal on which nothing is published."""
    reset(admin)
    make_organisation(admin)
    yield
    reset(admin)


@pytest.fixture(scope="module")
def anna(empty: None) -> Iterator[Editor]:
    """Return an editor."""
    with person() as browser:
        yield browser


@pytest.fixture(scope="module")
def bert(empty: None) -> Iterator[Editor]:
    """Return another editor."""
    with person() as browser:
        yield browser


@pytest.fixture
def taken_back(anna: Editor) -> Iterator[None]:
    """Withdraw what the test has published."""
    yield
    sent = anna.press(f"{PAGE}/ausgabe/2024-1", "", grund=REASON)
    anna.when_done(sent.headers["Location"].removeprefix(URL))


@pytest.fixture
def clock(anna: Editor) -> Any:
    """Return what cron does."""
    return lambda: ckan(STATE / "ckan.ini", "hndigital", "run-due")


@pytest.fixture(scope="class")
def path(anna: Editor) -> str:
    """Return the page of a report that was read."""
    return anna.handed_in()


def _finished(form: bytes) -> bytes:
    """Return a Meldebogen in which every project is said to be finished."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    stages = codelist("bearbeitungsstand")
    said = {code.label("de") for code in stages.values()}
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value in said:
                cell.value = stages["abgeschlossen"].label("de")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class TestTheWholeWay:
    """From the report to the portal and back, without a shell."""

    def test_the_plan_is_told_before_anything_is_public(
        self, anna: Editor, path: str, admin: Command
    ) -> None:
        """Plain words, all details, and nothing on the portal yet; package and plan can be kept."""
        said = words(anna.get(path).text)
        assert "4 neue Vorhaben" in said
        assert "Eine neue Ausgabe 2024-1" in said
        assert "Wer was getan hat" in said
        assert admin.find("package_show", {"id": "digitalprojekte-2024-1"}) is None
        archive = anna.get(f"{path}/paket.zip")
        assert archive.content[:2] == b"PK"
        assert "attachment" in archive.headers["Content-Disposition"]
        assert anna.get(f"{path}/plan.json").json()["berichtsstand"] == "2024-1"

    def test_an_outsider_sees_nothing_of_it(self, path: str, admin: Command, bert: Editor) -> None:
        """Neither page nor files; no search, feed, activity or address of the storage tells of it."""
        id_ = path.rpartition("/")[2]
        addresses = [PAGE, path, *(f"{path}/{name}" for name in ("paket.zip", "plan.json", "quelle"))]
        with person("member") as member, person("") as elsewhere:
            for who in (member, elsewhere, Browser(URL)):
                for address in addresses:
                    answer = who.get(address)
                    assert answer.status_code in (302, 401, 403), address
                    assert "2024-1" not in answer.text, address
                sent = who.send(f"{path}/veroeffentlichen", {"plan": ""}, Origin=URL)
                assert sent.status_code in (302, 400, 401, 403)
        nobody = Browser(URL)
        for address in (
            f"/uploads/hndigital/redaktion/{id_}/plan.json",
            f"/storage/hndigital/redaktion/{id_}/plan.json",
            f"/hndigital/redaktion/{id_}/plan.json",
            "/digitalprojekte?berichtsstand=2024-1",
            "/catalog.ttl",
            "/dataset/digitalprojekte-2024-1",
        ):
            assert "Berichtsstand 2024-1" not in nobody.get(address).text, address
        found = Portal(URL).api("package_search", q="2024-1", include_private=True)
        assert found["count"] == 0

    def test_published_it_is_on_the_portal(self, anna: Editor, path: str, bert: Editor) -> None:
        """The browser may be closed; another person sees the result, its links and who did it."""
        assert anna.press(path, "veroeffentlichen").status_code == 302
        said = bert.when_done(path)
        assert "ist veröffentlicht" in said
        assert anna.name in said
        assert Browser(URL).get("/dataset/digitalprojekte-2024-1").status_code == 200
        assert len(Browser(URL).get("/digitalprojekte.json").json()["results"]) == 4

    def test_the_same_report_again_changes_nothing(self, anna: Editor, path: str) -> None:
        """There is nothing to agree to."""
        again = anna.handed_in()
        said = words(anna.get(again).text)
        assert "Nichts: Das Portal zeigt diesen Bericht schon." in said
        refused = anna.press(again, "veroeffentlichen")
        assert (refused.status_code, "nichts zu veröffentlichen" in words(refused.text)) == (409, True)
        assert anna.press(again, "verwerfen").status_code == 302
        assert anna.get(f"{again}/quelle").status_code == 404

    @pytest.mark.slow
    def test_offices_answer_in_forms_made_of_it(self, anna: Editor, path: str) -> None:
        """Forms of the next round are downloaded, filled in, handed in at once, held against this round."""
        answer = anna.get(f"{PAGE}/meldeboegen.zip")
        assert answer.status_code == 200, words(answer.text)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            forms = {name: archive.read(name) for name in archive.namelist()}
        whole = forms.pop("meldebogen-2024-2.xlsx")
        assert forms
        again = anna.handed_in(_finished(whole), "alle.xlsx")
        said = words(anna.get(again).text)
        assert "Eine neue Ausgabe 2024-2" in said
        assert "Bearbeitungsstand" in said
        anna.press(again, "verwerfen")
        token = anna.token_of(PAGE)
        sent = anna.session.post(
            URL + PAGE,
            data={"_csrf_token": token},
            files=[("bericht", (name, content)) for name, content in forms.items()],
            headers={"Origin": URL},
            timeout=120,
            allow_redirects=False,
        )
        assert sent.status_code == 302, words(sent.text)
        several = sent.headers["Location"].removeprefix(URL)
        said = anna.when_done(several)
        assert "4 Vorhaben, die noch einmal" in said or "Eine neue Ausgabe 2024-2" in said
        assert "nicht mehr genannt" not in said
        anna.press(several, "verwerfen")

    @pytest.mark.parametrize(
        ("form", "start"),
        [
            ("html", b"<!doctype html"),
            pytest.param("docx", b"PK", marks=pytest.mark.slow),
            pytest.param("pdf", b"%PDF-", marks=pytest.mark.slow),
        ],
    )
    def test_the_report_is_made_of_it(self, anna: Editor, path: str, form: str, start: bytes) -> None:
        """As page, to be edited, to be printed; another round or form is named as not there."""
        answer = anna.get(f"{PAGE}/ausgabe/2024-1/bericht.{form}")
        assert answer.status_code == 200, words(answer.text)
        assert answer.content[: len(start)].lower() == start.lower()
        assert "attachment" in answer.headers["Content-Disposition"]
        assert anna.get(f"{PAGE}/ausgabe/2031-1/bericht.{form}").status_code == 404
        assert anna.get(f"{PAGE}/ausgabe/2024-1/bericht.{form}x").status_code == 404

    def test_withdrawn_it_is_gone(self, anna: Editor, path: str) -> None:
        """By the same pages, for a reason that the log keeps."""
        page = f"{PAGE}/ausgabe/2024-1"
        assert anna.press(page, "", grund="kurz").status_code == 409
        sent = anna.press(page, "", grund=REASON)
        assert sent.status_code == 302, words(sent.text)
        said = anna.when_done(sent.headers["Location"].removeprefix(URL))
        assert "ist zurückgezogen" in said
        assert REASON in said
        assert Browser(URL).get("/dataset/digitalprojekte-2024-1").status_code == 410


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "leer.txt", "ist leer"),
        (b"Ein Kochbuch.\n" * 40, "kochbuch.txt", "konnte nicht gelesen werden"),
        pytest.param(
            *(
                b"<html><script>alert(1)</script></html>",
                "../../etc/passwd.html",
                "konnte nicht gelesen werden",
            ),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            *(b"PK\x03\x04" + b"\0" * 200, "bericht.docx", "konnte nicht gelesen werden"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_wrong_file_is_told(anna: Editor, content: bytes, name: str, said: str) -> None:
    """What is no report says so, is stored under no name of its sender's, and can be given up."""
    answer = anna.hand_in(content, name)
    if answer.status_code == 302:
        path = answer.headers["Location"].removeprefix(URL)
        page = anna.when_done(path)
        assert anna.press(path, "verwerfen").status_code == 302
    else:
        page = words(answer.text)
    assert said in page
    assert not (STATE / "etc").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"berichtsstand": "zweiter"}, "kein Berichtsstand"),
        ({"stichtag": "31.3.2021"}, "kein Datum"),
        ({"adresse": "file:///etc/passwd"}, "nur eins von beiden"),
    ],
)
def test_a_wrong_entry_is_told_at_once(anna: Editor, fields: dict[str, str], said: str) -> None:
    """Nothing is taken, the sentence names the value."""
    answer = anna.hand_in(SMALL, **fields)
    assert answer.status_code == 400
    assert said in words(answer.text)


def test_an_address_of_the_own_network_is_not_asked(anna: Editor) -> None:
    """The portal fetches nothing for somebody from hosts that only it can reach."""
    answer = anna.hand_in(b"", "", adresse=f"{URL}/api/3/action/status_show")
    assert answer.status_code == 302
    said = anna.when_done(answer.headers["Location"].removeprefix(URL))
    assert "konnte nicht gelesen werden" in said


@pytest.mark.slow
def test_a_missing_date_is_given_in_place(anna: Editor) -> None:
    """Stated on the page, read again, and in the package as the command would have it."""
    path = anna.handed_in()
    anna.press(path, "angaben", berichtsstand="2024-2", stichtag="2024-09-30")
    said = anna.when_done(path)
    assert "Eine neue Ausgabe 2024-2" in said
    assert "stichtag: 2024-09-30" in said
    anna.press(path, "verwerfen")


def test_a_forged_form_does_nothing(anna: Editor) -> None:
    """Without the form's token, or from another website, nothing is taken."""
    data = {"adresse": "https://example.org/"}
    assert anna.send(PAGE, data, Origin=URL).status_code in (400, 403)
    token = anna.token_of(PAGE)
    sent = anna.send(PAGE, {**data, "_csrf_token": token}, Origin="https://angriff.example")
    assert sent.status_code in (400, 403)


@pytest.mark.slow
@pytest.mark.usefixtures("taken_back")
def test_agreed_for_a_time_the_clock_publishes_it(anna: Editor, clock: Any) -> None:
    """Not before; taken back it is not published at all."""
    path = anna.handed_in()
    assert anna.press(path, "veroeffentlichen", wann="2020-01-01T09:00").status_code == 409
    assert anna.press(path, "veroeffentlichen", wann="2099-01-01T09:00").status_code == 302
    assert "freigegeben; wird am 01.01.2099, 09:00 veröffentlicht" in words(anna.get(path).text)
    ran = clock()
    assert (ran.code, "0 begun" in ran.out) == (0, True), ran.err
    assert anna.press(path, "zuruecknehmen").status_code == 302
    soon = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 3))
    assert anna.press(path, "veroeffentlichen", wann=soon).status_code == 302
    time.sleep(4)
    assert "1 begun" in clock().out
    assert "ist veröffentlicht" in anna.when_done(path)


@pytest.mark.slow
@pytest.mark.usefixtures("taken_back")
def test_a_second_person_agrees(anna: Editor, bert: Editor) -> None:
    """Not the one who has asked; afterwards it is published in the second one's name."""
    with setting("ckanext.hndigital.second_person = true"):
        path = anna.handed_in()
        assert anna.press(path, "veroeffentlichen").status_code == 302
        assert "wartet auf die Zustimmung" in words(anna.get(path).text)
        own = anna.press(path, "zustimmen")
        assert (own.status_code, "eine andere Person" in words(own.text)) == (409, True)
        assert bert.press(path, "zustimmen").status_code == 302
        assert "ist veröffentlicht" in bert.when_done(path)


@pytest.mark.slow
@pytest.mark.usefixtures("taken_back")
def test_two_people_at_once(anna: Editor, bert: Editor) -> None:
    """One publishes; the other is told who does, and the plan of the second is made anew."""
    mine, theirs = anna.handed_in(), bert.handed_in(berichtsstand="2024-2")
    with stopped_worker():
        assert anna.press(mine, "veroeffentlichen").status_code == 302
        refused = bert.press(theirs, "veroeffentlichen")
        assert (refused.status_code, anna.name in words(refused.text)) == (409, True)
    assert "ist veröffentlicht" in anna.when_done(mine)
    assert bert.press(theirs, "veroeffentlichen").status_code == 302
    said = bert.when_done(theirs)
    assert "das Portal hatte sich geändert" in said
    assert "ist gelesen; Sie entscheiden" in said
    assert bert.press(theirs, "verwerfen").status_code == 302


@pytest.mark.slow
@pytest.mark.usefixtures("taken_back")
def test_a_killed_worker_is_gone_on_with(anna: Editor, clock: Any) -> None:
    """Killed in the middle: the clock begins it again, and all of it is published once."""
    path = anna.handed_in()
    assert anna.press(path, "veroeffentlichen").status_code == 302
    for _attempt in range(100):
        if re.search(r"Schritt \d+ von", words(anna.get(path).text)):
            break
        time.sleep(0.1)
    with stopped_worker():
        assert "wird veröffentlicht" in words(anna.get(path).text)
    assert "1 begun" in clock().out
    said = anna.when_done(path)
    assert "ist veröffentlicht" in said
    assert "erneut begonnen" in said
    assert len(Browser(URL).get("/digitalprojekte.json").json()["results"]) == 4
