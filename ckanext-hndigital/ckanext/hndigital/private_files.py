"""Our own folders below CKAN's storage, beside what CKAN serves: no address leads there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ckan.plugins import toolkit

__all__ = ["copy_all", "folder", "has_place", "made", "remove_all"]

_OWNER_ONLY = 0o700


def has_place() -> bool:
    """Return whether the portal has a storage at all."""
    return bool(toolkit.config.get("ckan.storage_path"))


def folder(name: str) -> Path:
    """Return the folder of that name, there or not; the portal has a place."""
    return Path(str(toolkit.config["ckan.storage_path"])) / "hndigital" / name


def made(place: Path) -> Path:
    """Return a folder in one of them, made for us alone if it is missing."""
    place.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    return place


def copy_all(name: str, target: Path) -> int:
    """Copy all files of a folder into `target`; return how many files that are."""
    if not has_place() or not folder(name).is_dir():
        return 0
    shutil.copytree(folder(name), target, dirs_exist_ok=True)
    return sum(1 for path in target.rglob("*") if path.is_file())


def remove_all(name: str) -> None:
    """Remove a folder, for the plugin's removal, and the one above if it is empty then."""
    if not has_place():
        return
    root = folder(name)
    shutil.rmtree(root, ignore_errors=True)
    if root.parent.is_dir() and not os.listdir(root.parent):
        root.parent.rmdir()
