"""What fails while editors publish in a browser: the page says it, the next run completes it.

CKAN's worker is stopped meanwhile; a worker of the test's own does what there is to do, in which something
happens at a certain step.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hndigital.publisher import Portal as Command

from tests.generator.build import report_text
from tests.generator.invent import invented_report
from tests.portal.admin import make_organisation, reset
from tests.portal.away import away, datastore_away, full_storage, workers
from tests.portal.browsers import Browser, somebody
from tests.portal.publication.faulty import Fault, run_amid
from tests.portal.publication.reader import MARK, Reader
from tests.portal.publication.scenes import TOKEN_FILE, URL, first_round
from tests.portal.publication.scenes import Command as Shell
from tests.portal.publication.test_publish_outages import wait_for_portal
from tests.portal.publication.test_redaktion import PAGE, REASON, STATE, Editor, stopped_worker, words
from tests.portal.publication.walking import left_over
from tests.portal.publication.workbench import Workbench, doing, workbench
from tests.portal.stores import in_database, setting
from tests.portal.support import ORGANISATION, Portal

pytestmark = [
    pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal"),
    pytest.mark.slow,
]

_OURS = "ckanext.hndigital.redaktion"
_NOTE = ("hndigital.publisher.journal", "Journal.note")
#: Where the worker is killed: module, function, and whether before, after, or at which call of it.
READING = {
    "before it reads": (f"{_OURS}.reading", "read", "before"),
    "read, not noted": (f"{_OURS}.reading", "read", "after"),
}
PUBLISHING = {
    "before it publishes": (f"{_OURS}.publishing", "publish_package", "before"),
    "at the journal's first line": (*_NOTE, "1"),
    "among the files": (*_NOTE, "6"),
    "before the last call": ("hndigital.publisher.apply", "_Run._projects_and_register", "before"),
    "after the last call": ("hndigital.publisher.apply", "_Run._projects_and_register", "after"),
    "published, not noted": (f"{_OURS}.publishing", "publish_package", "after"),
}
WITHDRAWING = {
    "before it withdraws": (f"{_OURS}.publishing", "withdraw_round", "before"),
    "withdrawn, not noted": (f"{_OURS}.publishing", "withdraw_round", "after"),
}


def code(number: int) -> str:
    """Return the round with this number."""
    return f"{2030 + number // 2}-{number % 2 + 1}"


def report(number: int) -> bytes:
    """Return the report of the round with this number, which stands in the titles of its projects."""
    year = int(code(number)[:4])
    made = invented_report(11, 4, code(number), f"{year - 1}-10", f"{year}-03")
    titles = {one.nr: f"{MARK} {number:02d} Vorhaben {one.nr[-2:]}" for one in made.projects}
    projects = tuple(replace(one, titel=titles[one.nr], gedruckt="") for one in made.projects)
    return report_text(replace(made, projects=projects), 11).encode()


class Staff(Editor):
    """An editor whose reports are done by a worker of the test's own; each test has a round of its own.

    One that was withdrawn has its files on the portal still, so that little is left to fail.
    """

    bench: Workbench
    number = 1

    def let_read(self, prelude: str = "pass", *, number: int = 0) -> str:
        """Hand in the report of the test's round, or another, and let it be read; return its page."""
        answer = self.hand_in(report(number or self.number))
        assert answer.status_code == 302, words(answer.text)
        self.bench.work(prelude)
        return answer.headers["Location"].removeprefix(URL)

    def agreed(self) -> str:
        """Let the round's report be read, agree to it; return its page."""
        path = self.let_read()
        self.press_it(path, "veroeffentlichen")
        return path

    def press_it(self, path: str, step: str) -> None:
        """Press a button that is there to be pressed."""
        answer = self.press(path, step)
        assert answer.status_code == 302, words(answer.text)

    def take_back(self, prelude: str = "pass") -> str:
        """Withdraw the round; return the page of it."""
        sent = self.press(f"{PAGE}/ausgabe/{code(self.number)}", "", grund=REASON)
        assert sent.status_code == 302, words(sent.text)
        self.bench.work(prelude)
        return sent.headers["Location"].removeprefix(URL)

    def go_on(self, path: str) -> None:
        """Do as the page says until it is published."""
        for _ in range(3):
            shown = self.said(path)
            if "ist veröffentlicht" in shown:
                return
            self.press_it(path, "veroeffentlichen" if "Sie entscheiden" in shown else "weiter")
            self.bench.work()
        assert "ist veröffentlicht" in self.said(path)

    def said(self, path: str) -> str:
        """Return what a page says now."""
        return words(self.get(path).text)


@contextmanager
def staff(bench: Workbench) -> Iterator[Staff]:
    """Yield an editor, logged in."""
    admin = Portal(URL, Path(TOKEN_FILE).read_text("ascii").strip())
    with somebody(admin) as (name, password):
        admin.api("organization_member_create", id=ORGANISATION, username=name, role="editor")
        browser = Staff(URL)
        browser.log_in(name, password)
        browser.name, browser.bench = name, bench
        yield browser


TOLD = ("Das ist nicht gelungen:", "Das ist fehlgeschlagen:", "nicht ganz fertig", "nicht alles")
"""How the page begins to say what went wrong."""


@pytest.fixture(scope="module")
def published(admin: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Give a portal without CKAN's worker, and an editor who has published a first round there."""
    reset(admin)
    make_organisation(admin)
    log = tmp_path_factory.mktemp("bench") / "worker.log"
    with stopped_worker(), workbench(STATE / "ckan.ini", log) as bench, staff(bench) as anna:
        path = anna.agreed()
        bench.work()
        assert "ist veröffentlicht" in anna.said(path), log.read_text("utf-8")
        yield anna
    reset(admin)


@pytest.fixture
def anna(published: Staff, admin: Command) -> Iterator[Staff]:
    """Return that editor; after the test the first round is all that is published, and nothing is left."""
    before = left_over()
    published.number += 2
    yield published
    if is_public(published.number):
        published.take_back()
    published.bench.due()
    published.bench.work()
    assert admin.read("digitalprojekt_check", {})["differences"] == []
    assert left_over() <= before
    assert in_database("SELECT name FROM api_token WHERE name LIKE 'hndigital: Redaktion%%'") == []
    mine = "FROM system_info WHERE key LIKE 'ckanext.hndigital.redaktion.%%'"
    states = {state for (state,) in in_database(f"SELECT value::json->>'state' {mine}")}  # noqa: S608
    assert not states & {"waiting", "reading", "publishing", "withdrawing"}
    known = {key.rpartition(".")[2] for (key,) in in_database(f"SELECT key {mine}")}  # noqa: S608
    assert {one.name for one in kept_files().iterdir()} <= known


def is_public(number: int) -> bool:
    """Return whether readers see the edition of a round."""
    return Browser(URL).get(f"/dataset/digitalprojekte-{code(number)}").ok


def kept_files() -> Path:
    """Return where the files of reports under way lie."""
    return Path(setting("ckan.storage_path")) / "hndigital" / "redaktion"


def reading() -> Reader:
    """Return a reader of a project that all rounds name."""
    named = invented_report(11, 4, code(1), "2029-10", "2030-03").projects
    return Reader(URL, f"digitalprojekt-{named[0].nr}")


@pytest.mark.parametrize("kill", READING)
def test_killed_while_it_reads(anna: Staff, kill: str) -> None:
    """The clock begins it again, and it is read."""
    path = anna.let_read(doing(*READING[kill]))
    assert "wird gelesen" in anna.said(path)
    anna.bench.due()
    anna.bench.work()
    assert "ist gelesen; Sie entscheiden" in anna.said(path)
    anna.press_it(path, "verwerfen")


@pytest.mark.parametrize("kill", PUBLISHING)
def test_killed_while_it_publishes(anna: Staff, kill: str) -> None:
    """The clock begins it again, and it is published once; readers see one round or the other."""
    path = anna.agreed()
    with reading() as reader:
        anna.bench.work(doing(*PUBLISHING[kill]))
        assert "wird veröffentlicht" in anna.said(path)
        anna.bench.due()
        anna.bench.work()
        shown = anna.said(path)
    assert "ist veröffentlicht" in shown, shown
    assert "erneut begonnen" in shown
    assert reader.faults == []


@pytest.mark.parametrize("kill", WITHDRAWING)
def test_killed_while_it_withdraws(anna: Staff, kill: str) -> None:
    """The clock begins it again; the round is withdrawn once, and the one before shows."""
    anna.agreed()
    anna.bench.work()
    path = anna.take_back(doing(*WITHDRAWING[kill]))
    assert "wird zurückgezogen" in anna.said(path)
    anna.bench.due()
    anna.bench.work()
    assert "ist zurückgezogen" in anna.said(path)
    assert f"{MARK} 01" in anna.get("/digitalprojekte").text


def test_killed_again_and_again(anna: Staff) -> None:
    """After the third time it is not begun again by itself; the page says so, and the button publishes it."""
    path = anna.agreed()
    for _attempt in range(3):
        anna.bench.work(doing(*_NOTE, "1"))
        anna.bench.due()
    assert "3-mal mitten in der Arbeit beendet" in anna.said(path)
    anna.go_on(path)


def in_the_middle(what: Callable[[], object], folder: Path) -> tuple[str, threading.Thread]:
    """Return the prelude of a worker that waits at its journal's sixth line until `what` has happened."""
    asked, done = folder / "asked", folder / "done"

    def act() -> None:
        for _ in range(3000):
            if asked.exists():
                break
            time.sleep(0.1)
        try:
            what()
        finally:
            done.touch()

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    wait = (
        f"import pathlib, time; pathlib.Path({str(asked)!r}).touch(); "
        f"[time.sleep(0.1) for _ in iter(lambda: pathlib.Path({str(done)!r}).exists(), True)]"
    )
    return doing(*_NOTE, "6", wait), thread


@pytest.mark.parametrize("service", ["postgres", "solr", "redis", "ckan", "datastore"])
def test_service_goes_away(anna: Staff, tmp_path: Path, service: str) -> None:
    """Away from the middle on: what is not done is said, and done when it is back."""
    path = anna.agreed()
    with ExitStack() as stack, reading() as reader:

        def stop() -> None:
            if service == "ckan":
                for pid in workers(URL):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                wait_for_portal()
            else:
                stack.enter_context(datastore_away(URL) if service == "datastore" else away(service, URL))

        prelude, thread = in_the_middle(stop, tmp_path)
        anna.bench.work(prelude)
        thread.join()
        stack.close()
        wait_for_portal()
        anna.bench.due()
        anna.bench.work()
        shown = anna.said(path)
        if "ist veröffentlicht" not in shown:
            assert any(words in shown for words in TOLD), shown
            assert "Internal Server Error" not in shown
            anna.go_on(path)
    assert reader.faults == []


def test_redis_is_away_when_a_button_is_pressed(anna: Staff) -> None:
    """The button counts all the same; the clock gives it to a worker when Redis is back."""
    path = anna.let_read()
    with away("redis", URL):
        assert anna.press(path, "veroeffentlichen").status_code == 302
    wait_for_portal()
    anna.bench.due()
    anna.bench.work()
    assert "ist veröffentlicht" in anna.said(path)


def test_disk_is_full_for_what_is_handed_in(anna: Staff) -> None:
    """The page says whose disk it is, and nothing of the file is kept."""
    with full_storage(kept_files().parent):
        answer = anna.hand_in(report(anna.number))
    assert answer.status_code == 400
    assert "Datenträger des Portals ist voll" in words(answer.text)


def test_disk_is_full_for_what_is_made_of_it(anna: Staff) -> None:
    """No room for package and plan: the page says whose disk it is, and once there is room it is read."""
    answer = anna.hand_in(report(anna.number))
    path = answer.headers["Location"].removeprefix(URL)
    folder = kept_files() / path.rpartition("/")[2] / "paket"
    folder.mkdir()
    with full_storage(folder):
        anna.bench.work()
    assert "kein Platz mehr" in anna.said(path) or "Datenträger" in anna.said(path)
    anna.go_on(path)


def test_disk_is_full_for_what_is_published(anna: Staff) -> None:
    """The page says whose disk it is; the round is not public, and comes once there is room."""
    path = anna.agreed()
    with full_storage(Path(setting("ckan.storage_path")) / "resources"):
        anna.bench.work()
    assert "Datenträger des Portals" in anna.said(path)
    assert not is_public(anna.number)
    anna.go_on(path)


def test_token_is_revoked(anna: Staff) -> None:
    """The run's own token revoked halfway: the page says so, and the next run has another one."""
    path = anna.agreed()
    revoke = (
        "from ckan import model; model.Session.query(model.ApiToken)"
        ".filter(model.ApiToken.name.like('hndigital: Redaktion%')).delete(synchronize_session=False); "
        "model.Session.commit()"
    )
    anna.bench.work(doing(*_NOTE, "6", revoke))
    assert "das Token dieses Laufs wurde widerrufen" in anna.said(path)
    anna.go_on(path)


@pytest.mark.parametrize("end", ["role", "person"])
def test_rights_end_before_it_is_due(anna: Staff, admin: Command, end: str) -> None:
    """Who has agreed and may not publish when it is due publishes nothing; somebody else then can."""
    with staff(anna.bench) as berta:
        path = berta.let_read(number=anna.number)
        soon = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 5))
        assert berta.press(path, "veroeffentlichen", wann=soon).status_code == 302
        if end == "role":
            admin.write("organization_member_delete", {"id": ORGANISATION, "username": berta.name})
        else:
            admin.write("user_delete", {"id": berta.name})
        time.sleep(6)
        anna.bench.due()
        anna.bench.work()
        assert f"{berta.name} darf hier nicht (mehr) veröffentlichen" in anna.said(path)
        assert not is_public(anna.number)
        anna.go_on(path)


@pytest.mark.parametrize("how", ["gone", "truncated"])
def test_file_is_lost_before_it_is_read(anna: Staff, how: str) -> None:
    """What was handed in is not there any more as it was: nothing is read, the page says what to do."""
    path = anna.hand_in(report(anna.number)).headers["Location"].removeprefix(URL)
    file = next((kept_files() / path.rpartition("/")[2] / "quelle").iterdir())
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-400])
    anna.bench.work()
    assert "liegt auf dem Portal nicht mehr so, wie sie eingereicht wurde" in anna.said(path)
    anna.press_it(path, "verwerfen")


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_package_is_lost_before_it_is_published(anna: Staff, how: str) -> None:
    """The package that people agreed to is not there any more as it was: nothing of it is published."""
    path = anna.agreed()
    table = kept_files() / path.rpartition("/")[2] / "paket" / "vorhaben.csv"
    if how == "gone":
        table.unlink()
    else:
        table.write_text(table.read_text("utf-8").replace(MARK, "Anders"), "utf-8")
    anna.bench.work()
    shown = anna.said(path)
    assert "vorhaben.csv" in shown
    assert "ist gelesen; Sie entscheiden" in shown
    assert anna.press(path, "weiter").status_code == 302  # it is read and packed anew
    anna.bench.work()
    anna.go_on(path)


def test_the_command_is_quicker(anna: Staff, tmp_path: Path) -> None:
    """Another round published by the command within the run: that one stands, the page asks to look again."""
    path = anna.agreed()
    command = Shell(tmp_path, Path(TOKEN_FILE).read_text("ascii").strip())
    package = first_round()
    prelude, thread = in_the_middle(lambda: command.publish(package), tmp_path)
    with reading() as reader:
        anna.bench.work(prelude)
        thread.join()
        shown = anna.said(path)
        assert "ist gelesen; Sie entscheiden" in shown
        assert "das Portal hatte sich geändert" in shown
        anna.go_on(path)
    assert reader.faults == []
    assert command.run("withdraw", package.berichtsstand).code == 0


def test_the_browser_is_quicker(anna: Staff, tmp_path: Path) -> None:
    """Published in the browser while a command is on its way: the command ends with exit 5 and says so."""
    path = anna.let_read()
    command = Shell(tmp_path, Path(TOKEN_FILE).read_text("ascii").strip())
    publish = ("publish", str(command.write(first_round())))

    def publish_meanwhile() -> None:
        anna.press_it(path, "veroeffentlichen")
        anna.bench.work()

    ran = run_amid(command, publish, Fault("digitalprojekt_publish", before=publish_meanwhile))
    assert ran.code == 5, ran.err
    assert "ist veröffentlicht" in anna.said(path)
    assert command.run(*publish).code == 0
    assert command.run("withdraw", first_round().berichtsstand).code == 0


def test_two_reports_of_one_person_at_once(anna: Staff, tmp_path: Path) -> None:
    """A second report of hers is read by another worker while the first is published: both are done."""
    path, other = anna.agreed(), []
    with workbench(STATE / "ckan.ini", tmp_path / "second.log") as second:
        first, anna.bench = anna.bench, second
        try:
            prelude, thread = in_the_middle(
                lambda: other.append(anna.let_read(number=anna.number + 1)), tmp_path
            )
            first.work(prelude)
            thread.join()
        finally:
            anna.bench = first
    assert "ist veröffentlicht" in anna.said(path)
    assert "ist gelesen; Sie entscheiden" in anna.said(other[0])
    anna.press_it(other[0], "verwerfen")
