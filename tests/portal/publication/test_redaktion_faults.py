"""What fails while editors publish in a browser: the page says it, the next run completes it.

CKAN's worker is stopped meanwhile; each test runs one of its own, in which something happens at a certain
step, and which ends when there is nothing more to do.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hndigital.publisher import Portal as Command

from tests.generator.build import report_text
from tests.generator.invent import invented_report
from tests.portal.admin import make_organisation, reset
from tests.portal.away import away, datastore_away, full_storage, workers
from tests.portal.publication.reader import MARK, Reader
from tests.portal.publication.scenes import TOKEN_FILE, URL, first_round
from tests.portal.publication.scenes import Command as Shell
from tests.portal.publication.test_publish_outages import wait_for_portal
from tests.portal.publication.test_redaktion import PAGE, REASON, STATE, Editor, person, stopped_worker, words
from tests.portal.publication.walking import left_over
from tests.portal.stores import in_database, setting
from tests.portal.support import ORGANISATION

pytestmark = [
    pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal"),
    pytest.mark.slow,
]

_DIES = "os.kill(os.getpid(), signal.SIGKILL)"
#: What is called when the worker is killed: before its body, or after it. `note` counts the journal's lines.
KILLS = {
    "before it reads": ("reading.read", "before"),
    "read, not noted": ("reading.read", "after"),
    "before it publishes": ("publishing.publish_package", "before"),
    "at the journal's first line": ("note", "1"),
    "among the files": ("note", "6"),
    "published, not noted": ("publishing.publish_package", "after"),
}


def report(number: int) -> bytes:
    """Return the report of the round with this number, which stands in the titles of its projects."""
    year, half = 2030 + number // 2, number % 2 + 1
    made = invented_report(11, 4, f"{year}-{half}", f"{year - 1}-10", f"{year}-03")
    projects = tuple(
        replace(one, titel=f"{MARK} {number:02d} Vorhaben {one.nr[-2:]}", gedruckt="")
        for one in made.projects
    )
    return report_text(replace(made, projects=projects), 11).encode()


def doing(name: str, when: str, what: str = _DIES) -> str:
    """Return the prelude of a worker that does `what` once, at a function of ours or at a journal's line."""
    if name == "note":
        module, function = "hndigital.publisher.journal", "Journal.note"
    else:
        module, function = (f"ckanext.hndigital.redaktion.{name.partition('.')[0]}", name.partition(".")[2])
    return f"""
import importlib, os, signal, subprocess
module = importlib.import_module({module!r})
*way, name = {function!r}.split(".")
for part in way:
    module = getattr(module, part)
real, calls = getattr(module, name), []
def wrapped(*args, **kwargs):
    calls.append(1)
    if {when!r} in ("before", str(len(calls))):
        {what}
    found = real(*args, **kwargs)
    if {when!r} == "after":
        {what}
    return found
setattr(module, name, wrapped)
"""


def run_worker(prelude: str = "pass", **environment: str) -> None:
    """Do what waits for a worker, as `ckan jobs worker` does, and end."""
    run = f"{prelude}\nfrom ckan.cli.cli import ckan\nckan()"
    arguments = ("-c", str(STATE / "ckan.ini"), "jobs", "worker", "--burst", "hndigital")
    done = subprocess.run(
        [sys.executable, "-c", run, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def run_due() -> None:
    """Do what cron does."""
    arguments = ("-c", str(STATE / "ckan.ini"), "hndigital", "run-due")
    command = str(Path(sys.executable).with_name("ckan"))
    done = subprocess.run([command, *arguments], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def published(admin: Command) -> Iterator[Editor]:
    """Give a portal without a worker and an editor who has published a first round there."""
    reset(admin)
    make_organisation(admin)
    with stopped_worker(), person() as anna:
        path = handed_in(anna, 1)
        anna.press(path, "veroeffentlichen")
        run_worker()
        assert "ist veröffentlicht" in said(anna, path)
        yield anna
    reset(admin)


@pytest.fixture
def anna(published: Editor, admin: Command) -> Iterator[Editor]:
    """Return that editor; after the test the stores agree, and nothing is there that nothing belongs to."""
    before = left_over()
    yield published
    run_due()
    run_worker()
    assert admin.read("digitalprojekt_check", {})["differences"] == []
    assert left_over() <= before
    assert in_database("SELECT name FROM api_token WHERE name LIKE 'hndigital: Redaktion%%'") == []
    states = in_database(
        "SELECT value::json->>'state' FROM system_info WHERE key LIKE 'ckanext.hndigital.redaktion.%%'"
    )
    assert not {state for (state,) in states} & {"waiting", "reading", "publishing", "withdrawing"}
    folders = {one.name for one in (Path(setting("ckan.storage_path")) / "hndigital" / "redaktion").iterdir()}
    known = in_database("SELECT key FROM system_info WHERE key LIKE 'ckanext.hndigital.redaktion.%%'")
    assert folders <= {key.rpartition(".")[2] for (key,) in known}


def handed_in(anna: Editor, number: int, prelude: str = "pass") -> str:
    """Hand in the report of a round and let it be read; return its page."""
    answer = anna.hand_in(report(number))
    assert answer.status_code == 302, words(answer.text)
    run_worker(prelude)
    return answer.headers["Location"].removeprefix(URL)


def said(anna: Editor, path: str) -> str:
    """Return what a page says now."""
    return words(anna.get(path).text)


def reading() -> Reader:
    """Return a reader of a project that all rounds name."""
    return Reader(
        URL, f"digitalprojekt-{invented_report(11, 4, '2031-1', '2030-10', '2031-03').projects[0].nr}"
    )


def taken_back(anna: Editor, number: int, prelude: str = "pass") -> str:
    """Withdraw a round, return the page of it."""
    sent = anna.press(f"{PAGE}/ausgabe/{_round(number)}", "", grund=REASON)
    assert sent.status_code == 302, words(sent.text)
    run_worker(prelude)
    return sent.headers["Location"].removeprefix(URL)


def _round(number: int) -> str:
    return f"{2030 + number // 2}-{number % 2 + 1}"


@pytest.mark.parametrize("kill", KILLS)
def test_worker_killed(anna: Editor, kill: str) -> None:
    """Killed at any step, the clock begins it again; readers see one round or the other."""
    name, when = KILLS[kill]
    reads = name.startswith("reading")
    with reading() as reader:
        path = handed_in(anna, 2, doing(name, when) if reads else "pass")
        if reads:
            assert "wird gelesen" in said(anna, path)
            run_due()
            run_worker()
        assert "ist gelesen; Sie entscheiden" in said(anna, path)
        assert anna.press(path, "veroeffentlichen").status_code == 302
        run_worker("pass" if reads else doing(name, when))
        if not reads:
            assert "wird veröffentlicht" in said(anna, path)
            run_due()
            run_worker()
        shown = said(anna, path)
        assert "ist veröffentlicht" in shown
        assert "erneut begonnen" in shown
    assert reader.faults == []
    taken_back(anna, 2)


@pytest.mark.parametrize(
    ("name", "when"), [("publishing.withdraw_round", "before"), ("publishing.withdraw_round", "after")]
)
def test_worker_killed_amid_a_withdrawal(anna: Editor, name: str, when: str) -> None:
    """The clock begins it again; the round is withdrawn once, and the one before shows."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    run_worker()
    page = taken_back(anna, 2, doing(name, when))
    assert "wird zurückgezogen" in said(anna, page)
    run_due()
    run_worker()
    assert "ist zurückgezogen" in said(anna, page)
    assert anna.get("/digitalprojekte").text.count(f"{MARK} 01")


def test_killed_again_and_again(anna: Editor) -> None:
    """After the third time it is not begun again by itself; the page says so, and the button publishes it."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    for _attempt in range(3):
        run_worker(doing("note", "1"))
        run_due()
    shown = said(anna, path)
    assert "3-mal mitten in der Arbeit beendet" in shown
    assert anna.press(path, "veroeffentlichen").status_code == 302
    run_worker()
    if "ist gelesen" in said(anna, path):  # what the runs have left changed the plan: look, agree
        assert "das Portal hatte sich geändert" in said(anna, path)
        assert anna.press(path, "veroeffentlichen").status_code == 302
        run_worker()
    assert "ist veröffentlicht" in said(anna, path)
    taken_back(anna, 2)


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

    thread = threading.Thread(target=act)
    thread.start()
    wait = (
        f"import pathlib, time; pathlib.Path({str(asked)!r}).touch(); "
        f"[time.sleep(0.1) for _ in iter(lambda: pathlib.Path({str(done)!r}).exists(), True)]"
    )
    return doing("note", "6", wait), thread


@pytest.mark.parametrize("service", ["postgres", "solr", "redis", "ckan", "datastore"])
def test_service_goes_away(anna: Editor, tmp_path: Path, service: str) -> None:
    """Away from the middle on: what is not done is said, and done when it is back."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    with ExitStack() as stack, reading() as reader:

        def stop() -> None:
            if service == "ckan":
                for pid in workers(URL):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                wait_for_portal()
            elif service == "datastore":
                stack.enter_context(datastore_away(URL))
            else:
                stack.enter_context(away(service, URL))

        prelude, thread = in_the_middle(stop, tmp_path)
        with suppress(AssertionError):  # the worker itself may end without Redis
            run_worker(prelude)
        thread.join()
        stack.close()
        wait_for_portal()
        run_due()
        run_worker()
        shown = said(anna, path)
        if "ist veröffentlicht" not in shown:
            assert "Das ist nicht gelungen:" in shown or "nicht alles" in shown, shown
            assert "Internal Server Error" not in shown
            publish_anew(anna, path)
    assert reader.faults == []
    taken_back(anna, 2)


def publish_anew(anna: Editor, path: str) -> None:
    """Go on as the page says, until it is published."""
    for _ in range(3):
        shown = said(anna, path)
        if "ist veröffentlicht" in shown:
            return
        step = "veroeffentlichen" if "Sie entscheiden" in shown else "weiter"
        assert anna.press(path, step).status_code == 302, shown
        run_worker()
    assert "ist veröffentlicht" in said(anna, path)


def test_redis_is_away_when_a_button_is_pressed(anna: Editor) -> None:
    """The button counts all the same; the clock gives it to a worker when Redis is back."""
    path = handed_in(anna, 2)
    with away("redis", URL):
        assert anna.press(path, "veroeffentlichen").status_code in (302, 500, 503)
    wait_for_portal()
    run_due()
    run_worker()
    publish_anew(anna, path)
    taken_back(anna, 2)


@pytest.mark.parametrize("folder", ["resources", "hndigital"])
def test_disk_is_full(anna: Editor, folder: str) -> None:
    """No room for what is published, or for what is handed in: the page says whose disk it is."""
    place = Path(setting("ckan.storage_path")) / folder
    if folder == "hndigital":
        with full_storage(place):
            answer = anna.hand_in(report(2))
        assert answer.status_code == 400
        assert "Datenträger des Portals ist voll" in words(answer.text)
        return
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    with full_storage(place):
        run_worker()
    shown = said(anna, path)
    assert "Datenträger des Portals" in shown
    publish_anew(anna, path)
    taken_back(anna, 2)


def test_token_is_revoked(anna: Editor) -> None:
    """The run's own token revoked halfway: the page says so, and the next run has another one."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    revoke = (
        "from ckan import model; model.Session.query(model.ApiToken)"
        ".filter(model.ApiToken.name.like('hndigital: Redaktion%')).delete(synchronize_session=False); "
        "model.Session.commit()"
    )
    run_worker(doing("note", "6", revoke))
    assert "das Token dieses Laufs wurde widerrufen" in said(anna, path)
    publish_anew(anna, path)
    taken_back(anna, 2)


@pytest.mark.parametrize("end", ["role", "person"])
def test_rights_end_before_it_is_due(anna: Editor, admin: Command, end: str) -> None:
    """Who has agreed and may not publish when it is due publishes nothing; somebody else then can."""
    with person() as berta:
        path = handed_in(berta, 2)
        soon = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 2))
        assert berta.press(path, "veroeffentlichen", wann=soon).status_code == 302
        if end == "role":
            admin.write("organization_member_delete", {"id": ORGANISATION, "username": berta.name})
        else:
            admin.write("user_delete", {"id": berta.name})
        time.sleep(3)
        run_due()
        run_worker()
        shown = said(anna, path)
        assert f"{berta.name} darf hier nicht (mehr) veröffentlichen" in shown
        assert admin.find("package_show", {"id": f"digitalprojekte-{_round(2)}"}) is None
        publish_anew(anna, path)
    taken_back(anna, 2)


@pytest.mark.parametrize("how", ["gone", "truncated"])
def test_file_is_lost_before_it_is_read(anna: Editor, how: str) -> None:
    """What was handed in is not there any more as it was: nothing is read, the page says what to do."""
    answer = anna.hand_in(report(2))
    path = answer.headers["Location"].removeprefix(URL)
    source = Path(setting("ckan.storage_path")) / "hndigital/redaktion" / path.rpartition("/")[2] / "quelle"
    file = next(source.iterdir())
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-400])
    run_worker()
    shown = said(anna, path)
    assert "liegt auf dem Portal nicht mehr so, wie sie eingereicht wurde" in shown
    assert anna.press(path, "verwerfen").status_code == 302


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_package_is_lost_before_it_is_published(anna: Editor, how: str) -> None:
    """The package that people agreed to is not there any more as it was: nothing of it is published."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    place = Path(setting("ckan.storage_path")) / "hndigital/redaktion" / path.rpartition("/")[2] / "paket"
    table = place / "vorhaben.csv"
    if how == "gone":
        table.unlink()
    else:
        table.write_text(table.read_text("utf-8").replace("Vorhaben", "Anderes"), "utf-8")
    run_worker()
    shown = said(anna, path)
    assert "vorhaben.csv" in shown
    assert "ist gelesen; Sie entscheiden" in shown
    assert anna.press(path, "weiter").status_code == 302
    run_worker()
    publish_anew(anna, path)
    taken_back(anna, 2)


def test_the_command_is_quicker(anna: Editor, tmp_path: Path) -> None:
    """Another round published by the command within the run: that one stands, the page asks to look again."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    command = Shell(tmp_path, Path(TOKEN_FILE).read_text("ascii").strip())
    package = first_round()
    prelude, thread = in_the_middle(lambda: command.publish(package), tmp_path)
    with reading() as reader:
        run_worker(prelude)
        thread.join()
        shown = said(anna, path)
        assert "hatte sich geändert" in shown or "geändert" in re.sub(r"\s+", " ", shown), shown
        publish_anew(anna, path)
    assert reader.faults == []
    taken_back(anna, 2)
    assert command.run("withdraw", "2020-2").code == 0


def test_the_browser_is_quicker(anna: Editor, tmp_path: Path) -> None:
    """Published in the browser while a command is on its way: the command ends with exit 5 and says so."""
    from tests.portal.publication.faulty import Fault, run_amid

    path = handed_in(anna, 2)
    command = Shell(tmp_path, Path(TOKEN_FILE).read_text("ascii").strip())

    def publish_meanwhile() -> None:
        anna.press(path, "veroeffentlichen")
        run_worker()

    words_ = ("publish", str(command.write(first_round())))
    ran = run_amid(command, words_, Fault("digitalprojekt_publish", before=publish_meanwhile))
    assert ran.code == 5, ran.err
    assert "ist veröffentlicht" in said(anna, path)
    taken_back(anna, 2)
    assert command.run(*words_).code == 0
    assert command.run("withdraw", "2020-2").code == 0


def test_two_reports_of_one_person_at_once(anna: Editor, tmp_path: Path) -> None:
    """A second report of hers is read by another worker while the first is published: both come to an end."""
    path = handed_in(anna, 2)
    anna.press(path, "veroeffentlichen")
    other = []
    prelude, thread = in_the_middle(lambda: other.append(handed_in(anna, 3)), tmp_path)
    run_worker(prelude)
    thread.join()
    assert "ist veröffentlicht" in said(anna, path)
    assert "ist gelesen; Sie entscheiden" in said(anna, other[0])
    assert anna.press(other[0], "verwerfen").status_code == 302
    taken_back(anna, 2)
