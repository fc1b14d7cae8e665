"""The returned files of a round: below CKAN's storage, in a folder that no address leads to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ckanext.hndigital import private_files
from ckanext.hndigital.runde.model import Answer, Round

from hndigital.package.files import write_atomically

__all__ = ["ROOT", "file", "keep", "read_standing", "remove", "remove_answers", "write_standing"]

ROOT = "runde"
"""The private folder of all rounds."""


def _of(round_: Round, *parts: str) -> Path:
    return private_files.made(private_files.folder(ROOT).joinpath(round_.berichtsstand, *parts))


def file(round_: Round, answer: Answer) -> Path:
    """Return where an answer lies, there or not; it is called there as in the round."""
    return _of(round_, "antworten", answer.id) / answer.datei


def keep(round_: Round, answer: Answer, content: bytes) -> None:
    """Keep an answer's file."""
    file(round_, answer).write_bytes(content)


def read_standing(round_: Round, name: str) -> dict[str, Any] | None:
    """Return what was found when a round stood as `name` says, None if nobody has looked."""
    try:
        found: dict[str, Any] = json.loads((_of(round_, "stand") / f"{name}.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return found


def write_standing(round_: Round, name: str, found: dict[str, Any]) -> None:
    """Keep what was found, in place of what was found before; a reader sees all of it or nothing."""
    folder = _of(round_, "stand")
    earlier = [one for one in folder.iterdir() if one.suffix == ".json"]
    write_atomically(folder / f"{name}.json", json.dumps(found, ensure_ascii=False).encode())
    for one in earlier:
        if one.stem != name:
            one.unlink(missing_ok=True)


def remove_answers(round_: Round) -> bool:
    """Remove the returned files of a round and leave what was read of them; return whether there were any."""
    folder = private_files.folder(ROOT) / round_.berichtsstand / "antworten"
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


def remove(round_: Round) -> None:
    """Remove all that is kept of a round here."""
    shutil.rmtree(private_files.folder(ROOT) / round_.berichtsstand, ignore_errors=True)
