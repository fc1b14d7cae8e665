"""One distribution with two source roots: the core (`harvester/`), the plugin, the schemas
and the handbook.

The mapping of folders lives here because CKAN's namespace package `ckanext` and the core have
different roots, and so does what is computed; everything else is declared in `pyproject.toml`.
"""

import re
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

from setuptools import find_namespace_packages, find_packages, setup

CORE = find_packages("harvester", include=["hndigital", "hndigital.*"])
PLUGIN = find_namespace_packages("ckanext-hndigital", include=["ckanext.hndigital", "ckanext.hndigital.*"])
SHARE = Path("harvester/share")
"""Manual pages and completions, written by `harvester/reference.py`."""


def description() -> str:
    """Return the README for a package index, where relative links lead to the repository at this version."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    repository, tag = project["urls"]["Repository"], f"v{project['version']}"

    def absolute(link: re.Match[str]) -> str:
        kind = "raw" if link["text"].startswith("!") else "blob"
        return f"{link['text']}({repository}/{kind}/{tag}/{link['path']})"

    readme = Path("README.md").read_text(encoding="utf-8")
    return re.sub(r"(?P<text>!?\[[^\]]*\])\((?![a-z]+:|#)(?P<path>[^)\s]+)\)", absolute, readme)


# Setuptools packs what an earlier build left as well: files of another version, installed with this one.
with TemporaryDirectory() as fresh:
    setup(
        long_description=description(),
        long_description_content_type="text/markdown",
        packages=[*CORE, *PLUGIN, "hndigital_schemas", "hndigital_handbuch"],
        package_dir={
            "hndigital": "harvester/hndigital",
            "hndigital_schemas": "schemas",
            "hndigital_handbuch": "docs/handbuch",
            "ckanext.hndigital": "ckanext-hndigital/ckanext/hndigital",
        },
        include_package_data=False,
        options={"build": {"build_base": fresh}},
        data_files=[
            (f"share/{path.parent.relative_to(SHARE).as_posix()}", [path.as_posix()])
            for path in sorted(SHARE.rglob("*"))
            if path.is_file()
        ],
        package_data={
            "hndigital": [
                "py.typed",
                "**/*.mo",
                "**/*.po",
                "**/*.json",
                "**/*.html",
                "**/*.css",
                "**/*.yml",
                "**/*.ttl",
                "**/NOTICE.md",
                "**/*.rdf",
                "**/*.xml",
            ],
            "hndigital_schemas": ["**/*"],
            "hndigital_handbuch": ["*.md", "bilder/*.webp"],
            "ckanext.hndigital": ["**/*"],
        },
    )
