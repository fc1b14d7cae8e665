"""The Data Package of one reporting round: built, written, loaded and compared.

`build_package` makes a `Package` from what was read; `Package.load` reads one back from a folder
or ZIP; `diff` names what changed between two. A package is the only thing that later stages see.
"""

from __future__ import annotations

from .build import build_package
from .changes import Change, diff
from .descriptor import PackageSettings
from .model import Package, check_same_city

__all__ = ["Change", "Package", "PackageSettings", "build_package", "check_same_city", "diff"]
