"""Uploaded files: `ckan/lib/uploader.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckan.lib.uploader import get_resource_uploader

__all__ = ["path_of"]


def path_of(resource: dict[str, Any]) -> Path:
    """Return where the uploaded file of a resource lies, there or not, by its `id` and `url_type`."""
    return Path(str(get_resource_uploader(resource).get_path(resource["id"])))
