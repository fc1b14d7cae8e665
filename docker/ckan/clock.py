"""Do by the clock what schedule.txt says, one thing after the other, and keep the last backups.

    python clock.py            goes on until it is stopped
    python clock.py --alive    exit code 0 if it looks at the time, or does something that may still take long

What fails is logged and done again when its next time comes; what was missed while the container was down is
not made up for.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

SCHEDULE = Path(__file__).with_name("schedule.txt")
BACKUPS = Path("/var/backups/hndigital")
_BEAT = Path("/tmp/clock")  # noqa: S108 - the container's own memory
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LINE = re.compile(rf"(?:every (\d+) m|(daily|{'|'.join(_DAYS)}) (\d\d):(\d\d)) +(.+)")
_BACKUP = re.compile(r"\d{4}-\d\d-\d\dT\d{6}")
_STEP = 20
"""Seconds from one look at the time to the next."""
_LONGEST = 4 * 3600
"""Seconds that no command may take."""


@dataclass(frozen=True)
class Entry:
    """When to run a command: every so many minutes, or at a time of day, on one day (0 Monday) or all."""

    command: str
    minutes: int = 0
    day: int | None = None
    hour: int = 0
    minute: int = 0

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time after `moment` at which it is due."""
        if self.minutes:
            return moment + timedelta(minutes=self.minutes)
        due = moment.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        while due <= moment or (self.day is not None and due.weekday() != self.day):
            due += timedelta(days=1)
        return due


def entries(text: str) -> Iterator[Entry]:
    """Return what a schedule says; ValueError names a line that cannot be read."""
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        match = _LINE.fullmatch(said)
        if match is None or int(match[3] or 0) > 23 or int(match[4] or 0) > 59 or match[1] == "0":
            raise ValueError(f"schedule, line {number}: “{said}” is neither “every N m” nor “daily HH:MM” …")
        minutes, day, hour, minute, command = match.groups()
        weekday = _DAYS.index(day) if day in _DAYS else None
        yield Entry(command, int(minutes or 0), weekday, int(hour or 0), int(minute or 0))


def offered() -> set[str]:
    """Return the commands that `ckan hndigital` has."""
    told = subprocess.run(["ckan", "hndigital", "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  ([a-z-]+)", told.partition("Commands:")[2], re.MULTILINE))


def run(command: str, moment: datetime) -> None:
    """Run one; say how it ended."""
    words = [word.format(now=moment.strftime("%Y-%m-%dT%H%M%S")) for word in shlex.split(command)]
    print(f"clock: ckan hndigital {shlex.join(words)}", flush=True)
    try:
        code = subprocess.run(["ckan", "hndigital", *words], timeout=_LONGEST, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"clock: {words[0]} was stopped after {_LONGEST} s", flush=True)
        return
    if code:
        print(f"clock: {words[0]} ended with {code}", flush=True)


def outdated(names: Iterable[str], kept: int) -> list[str]:
    """Return which backups to delete, so that the newest `kept` stay; other folders are left alone."""
    ours = sorted(name for name in names if _BACKUP.fullmatch(name))
    return ours[: max(len(ours) - max(kept, 1), 0)]


def main() -> None:
    """Go on until stopped."""
    commands = offered()
    listed = list(entries(SCHEDULE.read_text(encoding="utf-8")))
    missing = sorted({one.command.split()[0] for one in listed} - commands)
    if missing:
        print(f"clock: this version has no {', '.join(missing)}", flush=True)
    begin = datetime.now().astimezone()
    due = {one: one.next_after(begin) for one in listed if one.command.split()[0] in commands}
    while True:
        for one, moment in due.items():
            now = datetime.now().astimezone()
            if moment <= now:
                _promise(_LONGEST)
                run(one.command, now)
                due[one] = one.next_after(datetime.now().astimezone())
        delete_outdated()
        _promise(10 * _STEP)
        time.sleep(_STEP)


def delete_outdated() -> None:
    """Keep the last backups, as many as BACKUPS_KEPT says."""
    kept = int(os.environ.get("BACKUPS_KEPT", "14"))
    for name in outdated((one.name for one in BACKUPS.glob("*/")), kept):
        shutil.rmtree(BACKUPS / name)


def _promise(seconds: int) -> None:
    """Say by when the next sign of life comes."""
    _BEAT.write_text(str(time.time() + seconds), encoding="ascii")


def alive() -> bool:
    """Tell whether the last promise still holds."""
    return _BEAT.exists() and time.time() < float(_BEAT.read_text(encoding="ascii") or 0)


if __name__ == "__main__":
    if "--alive" in sys.argv[1:]:
        sys.exit(not alive())
    main()
