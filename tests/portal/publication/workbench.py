"""A worker of the tests' own: CKAN's whole application, loaded once; each run may go wrong otherwise.

A run is a fork of it: what a fault changes, or kills, is gone with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["DIES", "Workbench", "doing", "workbench"]

DIES = "os.kill(os.getpid(), signal.SIGKILL)"
"""What ends a run without a word, as an operating system does that has no memory left."""

_LOOP = """
import json, os, sys
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
app = make_app(CKANConfigLoader(sys.argv[1]).get_config())._wsgi_app
from ckan import model
from ckan.lib import jobs
from ckanext.hndigital.redaktion import clock

def work():
    jobs.Worker(["hndigital"]).work(burst=True)

def run_due():
    with app.test_request_context():
        clock.run_due()

print("READY", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    model.Session.remove()
    model.ensure_engine().dispose()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.environ.update(asked["environment"])
            exec(asked["prelude"])
            {"work": work, "due": run_due}[asked["do"]]()
            code = 0
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            os._exit(code)
    print("DONE", os.waitpid(child, 0)[1], flush=True)
"""

_WRAPPED = """
import importlib, os, signal
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


def doing(module: str, function: str, when: str, what: str = DIES) -> str:
    """Return the prelude of a run that does `what` before a function, after it, or at its n-th call."""
    return _WRAPPED.format(module=module, function=function, when=when, what=what)


class Workbench:
    """The loaded application; see `workbench`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answer("READY")

    def work(self, prelude: str = "pass", **environment: str) -> int:
        """Do what waits for a worker, as `ckan jobs worker --burst` does; return how it ended."""
        return self._run("work", prelude, environment)

    def due(self) -> int:
        """Do what cron does by `ckan hndigital run-due`."""
        return self._run("due", "pass", {})

    def _run(self, do: str, prelude: str, environment: dict[str, str]) -> int:
        assert self._process.stdin
        self._process.stdin.write(
            json.dumps({"do": do, "prelude": prelude, "environment": environment}) + "\n"
        )
        self._process.stdin.flush()
        return int(self._answer("DONE").split()[1])

    def _answer(self, word: str) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(word):
                return line
        raise AssertionError("the worker has ended")


@contextmanager
def workbench(ini: Path, log: Path) -> Iterator[Workbench]:
    """Load the application that a file configures; what it logs goes to another file."""
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _LOOP, str(ini)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            env={**os.environ, "CKAN_INI": str(ini)},
        )
        try:
            yield Workbench(process)
        finally:
            process.kill()
            process.wait()
