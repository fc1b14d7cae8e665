"""Which of the package's three plugins run beside each other."""

from __future__ import annotations

from ckan.exceptions import CkanConfigurationException
from ckan.plugins import plugin_loaded

__all__ = ["hndigital_frame", "hndigital_has", "with_hndigital"]


def with_hndigital(plugin: str) -> None:
    """Raise CkanConfigurationException with one sentence where `plugin` runs without `hndigital`."""
    if not plugin_loaded("hndigital"):
        raise CkanConfigurationException(
            f"The plugin {plugin} needs hndigital: add hndigital to ckan.plugins or take {plugin} out."
        )


def hndigital_frame() -> str:
    """Return the template that a page of ours extends: our theme's frame, or the host's."""
    return "hndigital/in_theme.html" if hndigital_has("theme") else "hndigital/in_host.html"


def hndigital_has(part: str) -> bool:
    """Return whether the plugin `hndigital_<part>` ("theme", "dcat") runs: for links to its pages."""
    return plugin_loaded(f"hndigital_{part}")
