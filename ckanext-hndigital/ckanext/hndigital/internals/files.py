"""Uploaded files: `ckan/lib/uploader.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckan.lib.uploader import get_resource_uploader
from ckanext.hndigital.internals.versions import since

__all__ = ["content_of", "discard", "is_there", "path_of"]


def path_of(resource: dict[str, Any]) -> Path:
    """Return where the uploaded file of a resource lies, there or not, by its `id` and `url_type`."""
    return Path(str(get_resource_uploader(resource).get_path(resource["id"])))


def content_of(resource_id: str) -> bytes | None:
    """Return what is stored for the uploaded file of a resource, None where nothing is.

    Since 2.12 it may lie in a storage of `ckan.lib.files` (an object store), else in a folder.
    """
    uploader, path = _place(resource_id)
    try:
        if (storage := getattr(uploader, "storage", None)) is not None:
            return bytes(storage.content(_file_data(path)))
        return Path(str(path)).read_bytes()
    except _missing():
        return None


def is_there(resource_id: str) -> bool:
    """Return whether anything is stored for the uploaded file of a resource."""
    uploader, path = _place(resource_id)
    if (storage := getattr(uploader, "storage", None)) is not None:
        return bool(storage.exists(_file_data(path)))
    return Path(str(path)).is_file()


def discard(resource_id: str) -> bool:
    """Remove what is stored for the uploaded file of a resource; return whether there was anything."""
    uploader, path = _place(resource_id)
    try:
        if (storage := getattr(uploader, "storage", None)) is not None:
            return bool(storage.remove(_file_data(path)))
        file = Path(str(path))
        file.unlink()
        for folder in (file.parent, file.parent.parent):
            if not any(folder.iterdir()):
                folder.rmdir()
    except _missing():
        return False
    return True


def _place(resource_id: str) -> tuple[Any, Any]:
    uploader = get_resource_uploader({"id": resource_id, "url_type": "upload"})
    return uploader, uploader.get_path(resource_id)


def _file_data(path: Any) -> Any:
    from ckan.lib import files  # since 2.12

    return files.FileData(path)


def _missing() -> tuple[type[Exception], ...]:
    if not since("2.12"):
        return (FileNotFoundError,)
    from ckan.lib import files

    return (FileNotFoundError, files.exc.MissingFileError)
