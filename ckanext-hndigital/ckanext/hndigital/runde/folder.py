"""The returned files of a round: below CKAN's storage, in a folder that no address leads to."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ckan.plugins import toolkit
from ckanext.hndigital.runde.model import Answer, Round

__all__ = [
    "copy_all",
    "file",
    "keep",
    "read_standing",
    "remove",
    "remove_all",
    "remove_answers",
    "write_standing",
]

_OWNER_ONLY = 0o700


def _root() -> Path:
    return Path(str(toolkit.config["ckan.storage_path"])) / "hndigital" / "runde"


def _of(round_: Round, *parts: str) -> Path:
    folder = _root().joinpath(round_.berichtsstand, *parts)
    folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    return folder


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
    handle, made = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(found, stream, ensure_ascii=False)
    Path(made).replace(folder / f"{name}.json")
    for one in earlier:
        if one.stem != name:
            one.unlink(missing_ok=True)


def remove_answers(round_: Round) -> bool:
    """Remove the returned files of a round and leave what was read of them; return whether there were any."""
    folder = _root() / round_.berichtsstand / "antworten"
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


def remove(round_: Round) -> None:
    """Remove all that is kept of a round here."""
    shutil.rmtree(_root() / round_.berichtsstand, ignore_errors=True)


def copy_all(target: Path) -> int:
    """Copy the files of all rounds into a folder of this name; return how many files that are."""
    if not toolkit.config.get("ckan.storage_path") or not _root().is_dir():
        return 0
    shutil.copytree(_root(), target, dirs_exist_ok=True)
    return sum(1 for path in target.rglob("*") if path.is_file())


def remove_all() -> None:
    """Remove the files of all rounds, for the plugin's removal, and the folder above if it is empty then."""
    if not toolkit.config.get("ckan.storage_path"):
        return
    root = _root()
    shutil.rmtree(root, ignore_errors=True)
    if root.parent.is_dir() and not os.listdir(root.parent):
        root.parent.rmdir()
