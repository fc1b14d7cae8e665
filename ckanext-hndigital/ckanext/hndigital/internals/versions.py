"""Which versions of CKAN and its extensions the plugin runs with, and which of them the tests have seen.

Nothing here needs more of CKAN than its version: on one that is too old or too new, this is all that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

import ckan
from packaging.version import Version

__all__ = ["SUPPORTED", "TESTED", "installed", "refuse_others", "since", "untested"]

SUPPORTED = ("2.11", "2.12")
"""CKAN's minor versions, oldest first; the bounds in `pyproject.toml` say the same."""

TESTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ckan": ("2.11.6", "2.12.0"),
        "ckanext-dcat": ("2.4.4",),
        "ckanext-scheming": ("3.1.0",),
        "pyshacl": ("0.30.0", "0.40.1"),
    }
)
"""The versions in `requirements/constraints*.txt`, with which all tests have passed."""


def installed() -> str:
    """Return the version of CKAN that runs."""
    return str(ckan.__version__)


def since(minor: str) -> bool:
    """Return whether this CKAN is of the version `minor` (such as `2.12`) or a later one."""
    return Version(ckan.__version__).release >= Version(minor).release


def refuse_others() -> None:
    """Raise CkanVersionException, in one sentence, on a CKAN that the plugin does not run with."""
    release = Version(ckan.__version__).release
    if ".".join(map(str, release[:2])) in SUPPORTED:
        return
    from ckan.exceptions import CkanVersionException

    raise CkanVersionException(
        f"ckanext-hndigital runs with CKAN {' and '.join(SUPPORTED)}, but this is CKAN {ckan.__version__}: "
        "please install one of those, a version of ckanext-hndigital that supports this one, or remove its "
        "plugins from ckan.plugins."
    )


def untested() -> Iterator[str]:
    """Yield a sentence for each package in a version with which the tests have not been run."""
    for name, seen in TESTED.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        if installed not in seen:
            yield (
                f"{name} {installed} is untested (tested: {', '.join(seen)}): it may work; "
                "tests/portal/test_internals.py says which promise broke."
            )
