"""Start a server in the background, tell whether it runs, stop it, wait until it answers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import SetupError
from .state import HOST

_LONGEST_LOG = 10_000_000
"""Bytes of a log at which it begins anew; what it held stays beside it once more."""

_PAUSE = 0.1
"""Seconds between two looks at a server that is starting or stopping."""


@dataclass(frozen=True)
class Server:
    """A background process, remembered in a pid file that survives crashes unharmed.

    The file holds the pid and the time the process started, in the kernel's clock ticks, so that
    another process that got the same pid later isn't taken for the server.
    """

    name: str
    port: int
    pid_file: Path
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def pid(self) -> int | None:
        """Return the pid of the running server, or None."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid, started = self.pid_file.read_text(encoding="ascii").split()
            if _start_time(int(pid)) == started:
                return int(pid)
        return None

    def start(
        self, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, user: str | None = None
    ) -> None:
        """Start the program in a session of its own; its output goes to the log.

        Raises SetupError when there is no such program, or another one has the port.
        """
        if shutil.which(str(command[0])) is None:
            raise SetupError(f"{command[0]} is not there; `make venv` installs it or says how.")
        self._need_free_port()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                env=dict(env) if env is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )
        self.pid_file.write_text(f"{process.pid} {_start_time(process.pid)}\n", encoding="ascii")

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready`; raises SetupError when the server ends or takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.pid is None:
                raise SetupError(f"{self.name} ended while it was starting; the reason stands in {self.log}")
            if time.monotonic() > deadline:
                raise SetupError(f"{self.name} gave no answer within {seconds:.0f} s; look into {self.log}")
            time.sleep(_PAUSE)

    def stop(self, seconds: float = 30) -> bool:
        """Stop the server, by force after `seconds`; returns whether it ran."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, self.stop_signal)
            deadline = time.monotonic() + seconds
            while self.pid is not None:
                if time.monotonic() > deadline:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(pid, signal.SIGKILL)
                time.sleep(_PAUSE)
        self.pid_file.unlink(missing_ok=True)
        return pid is not None

    def _need_free_port(self) -> None:
        """Give a port that was just left a moment, then refuse to share it."""
        deadline = time.monotonic() + 5
        while port_open(self.port):
            if time.monotonic() > deadline:
                raise SetupError(
                    f"Port {self.port} ({self.name}) is taken by another program: "
                    "stop that program, or take another PORT."
                )
            time.sleep(_PAUSE)


def rotate(logs: Path) -> None:
    """Let logs that have grown long begin anew, also of servers that run: they write at a file's end."""
    for log in logs.glob("*.log"):
        if log.stat().st_size > _LONGEST_LOG:
            shutil.copy2(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def port_open(port: int) -> bool:
    """Tell whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((HOST, port)) == 0


def fetch_json(url: str, *, seconds: float) -> dict[str, Any]:
    """Return the JSON object at an http address of ours; an empty one when there is no such answer yet."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as response:  # noqa: S310 (http, by our servers)
            answer = json.load(response)
    except (urllib.error.URLError, ConnectionError, TimeoutError, json.JSONDecodeError):
        return {}
    return answer if isinstance(answer, dict) else {}


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    log: Path,
    env: Mapping[str, str] | None = None,
    text: str | None = None,
    user: str | None = None,
) -> str:
    """Run a program to its end and return what it printed; its errors go to the log.

    Raises SetupError ("`what` failed …") when it can't be run or ends with an error.
    """
    try:
        with log.open("ab") as errors:
            done = subprocess.run(
                [str(part) for part in command],
                env=dict(env) if env is not None else None,
                input=(text or "").encode(),
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd="/",
                check=False,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )
    except FileNotFoundError as error:
        message = f"{what}: {error.filename} is not there; `make venv` installs it or says how."
        raise SetupError(message) from error
    if done.returncode != 0:
        raise SetupError(f"{what} failed (exit code {done.returncode}); the reason stands in {log}")
    return done.stdout.decode()


def _start_time(pid: int) -> str | None:
    """Return when a process started (field 22 of /proc/PID/stat), or None if it doesn't run."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = line.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]
