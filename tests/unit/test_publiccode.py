"""`publiccode.yml`, by which catalogues of public code (openCode among them) find and show the project."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hndigital.outside import agent_of

ROOT = Path(__file__).parents[2]
TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^https://"}

# What the standard (0.5) asks of the keys that the file uses, and of those that it must have.
STANDARD = {
    "type": "object",
    "required": [
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ],
    "additionalProperties": False,
    "properties": {
        "publiccodeYmlVersion": {"const": "0.5"},
        "name": TEXT,
        "applicationSuite": TEXT,
        "url": ADDRESS,
        "logo": {"type": "string", "pattern": r"\.(svg|svgz|png)$"},
        "releaseDate": {"type": "string", "format": "date"},
        "softwareVersion": TEXT,
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"const": "addon"},
        "platforms": {"items": {"enum": ["web", "windows", "mac", "linux", "ios", "android"]}},
        # of the standard's list, those that fit
        "categories": {
            "items": {
                "enum": ["content-management", "data-analytics", "data-collection", "data-visualization"]
            }
        },
        "intendedAudience": {
            "properties": {
                "countries": {"items": {"pattern": "^[A-Z]{2}$"}},
                "scope": {"items": {"enum": ["government", "local-authorities"]}},
            },
        },
        "description": {
            "required": ["de", "en"],
            "additionalProperties": {
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "shortDescription": {"type": "string", "maxLength": 150, "pattern": r"^[^\n]+$"},
                    "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
                    "features": {"type": "array", "minItems": 1, "items": TEXT},
                    "documentation": ADDRESS,
                    "screenshots": {"items": {"pattern": r"\.(png|jpg)$"}},
                },
                "additionalProperties": False,
            },
        },
        "legal": {"required": ["license"]},
        "maintenance": {
            "required": ["type", "contacts"],
            "properties": {
                "type": {"enum": ["internal", "community", "none"]},
                "contacts": {"type": "array", "minItems": 1, "items": {"required": ["name"]}},
            },
        },
        "localisation": {"required": ["localisationReady", "availableLanguages"]},
        "dependsOn": {"properties": {"open": {"items": {"required": ["name"]}}}},
    },
}


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """Return what the file says."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def test_it_is_what_the_standard_asks(said: dict[str, Any]) -> None:
    """Every mandatory key is there, every key known, every value allowed."""
    jsonschema.Draft202012Validator(STANDARD).validate(said)


def test_its_pictures_exist(said: dict[str, Any]) -> None:
    """Logo and screenshots are paths in the repository."""
    pictures = [said["logo"], *(one for text in said["description"].values() for one in text["screenshots"])]
    assert [path for path in pictures if not (ROOT / path).is_file()] == []


def test_it_agrees_with_the_package(said: dict[str, Any], project: dict[str, Any]) -> None:
    """Name, version, licence and the repository's address stand the same in what an index shows."""
    assert (said["name"], said["softwareVersion"], said["legal"]["license"], said["url"]) == (
        project["name"],
        project["version"],
        project["license"],
        project["urls"]["Repository"],
    )


def test_the_address_of_the_repository_is_one(project: dict[str, Any]) -> None:
    """Whoever finds the link checker in a server's log comes to the same place."""
    assert agent_of("linkcheck") == f"linkcheck (+{project['urls']['Repository']})"
