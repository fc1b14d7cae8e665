"""The German texts of the plugin."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "ckanext-hndigital" / "catalogue.py"
PLACEHOLDER = re.compile(r"\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(importlib.util.find_spec("ckan") is None, reason="CKAN's extractor reads the templates")
def test_every_sentence_has_its_german_text(catalogue: ModuleType) -> None:
    """Nothing is untranslated, doubtful or left over, and the compiled file is up to date."""
    assert catalogue.problems() == []


def test_german_texts_keep_the_placeholders(catalogue: ModuleType) -> None:
    """A translation fills in the same values as its English sentence."""
    for message in catalogue.stored():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) <= {p for one in ids for p in PLACEHOLDER.findall(one)}, (
                text
            )
