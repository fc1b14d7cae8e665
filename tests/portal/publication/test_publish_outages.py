"""What fails between the command and the portal, or beneath it: named, healed by the next run, not seen."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hndigital.publisher import Portal

from tests.portal.admin import editor_token
from tests.portal.away import away, full_datastore, full_storage, workers
from tests.portal.publication.faulty import Fault
from tests.portal.publication.scenes import TOKEN_FILE, URL
from tests.portal.publication.walking import Walk, begun
from tests.portal.stores import held, setting

pytestmark = pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")

Note = Callable[[str, object], None]
IMPATIENT = (
    "from hndigital.publisher import client\nclient.Portal.__init__.__kwdefaults__['write_timeout'] = 5.0\n"
)
WRITES = ("package_create", "resource_create", "datastore_create", "digitalprojekt_publish")


@pytest.fixture(scope="module")
def going(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Return a portal with a first round, which goes on from round to round."""
    with begun(admin, tmp_path_factory.mktemp("going")) as walk:
        yield walk


@pytest.fixture
def walk(going: Walk, record_property: Note) -> Walk:
    """Return that portal; what a trial gives is kept with its test."""
    going.note = record_property
    return going


def each(*cases: tuple[str, ...]) -> list[object]:
    """Return cases as parameters that are looked at where there is time."""
    return [pytest.param(*case, id="-".join(case), marks=pytest.mark.slow) for case in cases]


@pytest.mark.parametrize(
    ("action", "cut"),
    each(*((action, cut) for action in WRITES for cut in ("request", "answer"))),
)
def test_connection_is_cut(walk: Walk, action: str, cut: str) -> None:
    """Cut within a request, or before the answer to what was done: the command says that nobody is there."""
    ran = walk.fail(Fault(action, nth=2 if action.startswith(("res", "dat")) else 1, cut=cut))
    assert ran.code == 2
    assert "nicht erreichbar" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("action", WRITES)
def test_portal_gives_up(walk: Walk, action: str, status: int) -> None:
    """A status that no action of CKAN's has: exit 2, or 4 where only a part failed, and what to do next."""
    ran = walk.fail(Fault(action, status=status, times=20))
    assert ran.code in {2, 4}
    assert str(status) in ran.err
    assert "wiederholen" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("action", WRITES)
def test_portal_asks_to_wait(walk: Walk, action: str, status: int) -> None:
    """`Retry-After` is waited for, and the publication goes on as if nothing had been."""
    started = time.monotonic()
    assert walk.fail(Fault(action, status=status, headers={"Retry-After": "3"})).code == 0
    assert time.monotonic() - started > 3


@pytest.mark.slow
@pytest.mark.parametrize("action", WRITES)
def test_answer_takes_too_long(walk: Walk, action: str) -> None:
    """Nobody waits for ever: exit 2 and a sentence, whatever the portal does with the request meanwhile."""
    done = threading.Event()

    def answer_late() -> None:
        time.sleep(6)
        done.set()

    # The portal is left to end what nobody waits for any more: two at once is another fault.
    ran = walk.fail(Fault(action, after=answer_late), prelude=IMPATIENT, mended=lambda: done.wait(120))
    assert ran.code == 2
    assert "innerhalb der Zeit" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("service", ["postgres", "solr", "redis", "ckan"])
@pytest.mark.parametrize(
    ("action", "nth"),
    [("digitalprojekt_state", 1), ("resource_create", 5), ("digitalprojekt_publish", 1)],
    ids=["start", "middle", "end"],
)
def test_service_is_away(walk: Walk, service: str, action: str, nth: int) -> None:
    """Without one of its services the portal publishes all or nothing; the next run completes it."""
    with ExitStack() as stack:

        def stop() -> None:
            stack.enter_context(away_as_a_whole(service))

        ran = walk.fail(Fault(action, nth, before=stop), mended=stack.close)
    assert ran.code in {0, 2, 4}  # Redis is none that a publication needs
    if ran.code:
        assert "Internal Server Error" not in ran.err
        assert ran.err.strip()


def away_as_a_whole(service: str) -> ExitStack:
    """Return the absence of a service, or of CKAN itself."""
    stack = ExitStack()
    if service == "ckan":
        pids = workers(URL)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)  # gunicorn starts others: CKAN is restarted
        stack.callback(wait_for_portal)
    else:
        stack.enter_context(away(service, URL))
    return stack


def wait_for_portal() -> None:
    """Wait until CKAN answers again."""
    for _ in range(120):
        with suppress(Exception):
            Portal(URL, retry_pauses=()).read("digitalprojekt_state", {})
            return
        time.sleep(0.5)
    pytest.fail("CKAN does not come back")


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["ckan", "postgres"])
def test_killed_within_the_last_call(walk: Walk, victim: str) -> None:
    """Killed when datasets are written and rows are not, the portal shows the round before."""
    register = walk.admin.read("package_show", {"id": "digitalprojekte"})["resources"]
    table = next(one["id"] for one in register if one["name"] == "vorhaben")
    with ExitStack() as stack:
        holding = stack.enter_context(ExitStack())
        wait_for_somebody = holding.enter_context(held(table))

        def kill() -> None:
            wait_for_somebody()
            stack.enter_context(away_as_a_whole(victim))
            holding.close()

        def mend() -> None:
            killer.join()
            stack.close()

        killer = threading.Thread(target=kill)
        killer.start()
        ran = walk.fail(mended=mend)
    assert ran.code == 2
    assert "Internal Server Error" not in ran.err


@pytest.mark.slow
def test_storage_is_full(walk: Walk) -> None:
    """Where the portal has no room for files the command says so; nothing of the round is public."""
    folder = Path(setting("ckan.storage_path")) / "resources"
    # The files that are there are away meanwhile: the command has read those that it needs.
    walk.command.run("plan", str(walk.command.write(walk.package(walk.number + 1))))
    with ExitStack() as stack:
        stack.enter_context(full_storage(folder))
        ran = walk.fail(mended=stack.close)
    assert ran.code == 4
    assert "Datenträger des Portals ist voll" in ran.err


@pytest.mark.slow
def test_database_is_full(walk: Walk) -> None:
    """Where the database has no room for tables the command says that the portal is at fault."""
    if os.geteuid() != 0:
        pytest.skip("a disk of a certain size takes root")
    folder = Path("/var/lib/postgresql") / f"full-{os.getpid()}"
    with ExitStack() as stack:
        folder.mkdir()
        stack.callback(folder.rmdir)
        stack.enter_context(full_datastore(URL, folder))
        ran = walk.fail(mended=stack.close)
    assert ran.code == 4
    assert "Protokoll des Portals" in ran.err or "Datenträger des Portals ist voll" in ran.err


@pytest.mark.slow
def test_journal_is_full(walk: Walk) -> None:
    """Where not even the journal can be written nothing is begun, and the file is named."""
    package = walk.package(walk.number + 1)
    ran = walk.command.run("publish", str(walk.command.write(package)), "--journal", "/dev/full")
    assert ran.code == 2
    assert "/dev/full" in ran.err
    walk.check()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("action", "nth"), [("resource_create", 5), ("digitalprojekt_publish", 1)], ids=["files", "end"]
)
@pytest.mark.parametrize("what", ["revoked", "expelled"])
def test_rights_end_halfway(walk: Walk, what: str, action: str, nth: int) -> None:
    """A token that is revoked, or a person whose role ends, meanwhile: exit 7; another token completes it."""
    token = editor_token(walk.admin)

    def end() -> None:
        if what == "revoked":
            walk.admin.write("api_token_revoke", {"token": token})
        else:
            person = Portal(URL, token).read("organization_list_for_user", {"permission": "read"})
            assert person
            name = whose(walk.admin, token)
            walk.admin.write("organization_member_delete", {"id": "stadt-heilbronn", "username": name})

    ran = walk.fail(Fault(action, nth, before=end), token=token)
    assert ran.code == 7
    assert "Redakteur" in ran.err


def whose(admin: Portal, token: str) -> str:
    """Return the name of the person whose token it is."""
    shown = Portal(URL, token).read("user_show", {"include_num_followers": False})
    return str(shown["name"])
