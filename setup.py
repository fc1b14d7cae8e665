"""One distribution with two source roots: the core (`harvester/`), the plugin and the schemas.

The mapping of folders lives here because CKAN's namespace package `ckanext` and the core have
different roots; everything else is declared in `pyproject.toml`.
"""

from pathlib import Path

from setuptools import find_namespace_packages, find_packages, setup

CORE = find_packages("harvester", include=["hndigital", "hndigital.*"])
PLUGIN = find_namespace_packages("ckanext-hndigital", include=["ckanext.hndigital", "ckanext.hndigital.*"])

SHARE = Path("harvester/share")
"""Manual pages and completions, written by `harvester/reference.py`."""

setup(
    packages=[*CORE, *PLUGIN, "hndigital_schemas"],
    package_dir={
        "hndigital": "harvester/hndigital",
        "hndigital_schemas": "schemas",
        "ckanext.hndigital": "ckanext-hndigital/ckanext/hndigital",
    },
    include_package_data=False,
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
            "**/*.ttl",
            "**/NOTICE.md",
            "**/*.rdf",
            "**/*.xml",
        ],
        "hndigital_schemas": ["**/*"],
        "ckanext.hndigital": ["**/*"],
    },
)
