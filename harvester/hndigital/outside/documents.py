"""JSON and YAML that stay as small as they look: no deep nesting, no aliases, no number without end."""

from __future__ import annotations

import json
from typing import Any

import yaml

from ..errors import SourceError
from .limits import MAX_DEPTH, MAX_VALUES

__all__ = ["json_document", "yaml_document"]


def json_document(data: bytes | str, place: str) -> Any:
    """Return the JSON in `data`; raises SourceError naming `place` if it is none or beyond a limit."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        if text.count(",") + text.count("[") + text.count("{") > MAX_VALUES:
            raise _beyond(place, f"{MAX_VALUES} Werte", f"{MAX_VALUES} values")
        document = json.loads(text)
    except RecursionError:
        raise _too_deep(place) from None
    except ValueError as error:
        raise _broken(place, "JSON", error) from error
    _check_depth(document, place)
    return document


def yaml_document(data: bytes | str, place: str) -> Any:
    """Return the YAML in `data`; raises SourceError naming `place` if it is none or beyond a limit.

    Aliases are refused: a few lines of them stand for more than any memory holds.
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except _TooDeep:
        raise _too_deep(place) from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise _broken(place, "YAML", error) from error


class _TooDeep(Exception):  # noqa: N818 - never leaves this module
    pass


class _Loader(yaml.SafeLoader):
    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "aliases (*name) are not allowed here", self.peek_event().start_mark
            )
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _TooDeep
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _check_depth(document: Any, place: str) -> None:
    level = [document]
    for _ in range(MAX_DEPTH + 1):
        inner = [value for value in level if isinstance(value, (dict, list))]
        if not inner:
            return
        level = [item for value in inner for item in (value.values() if isinstance(value, dict) else value)]
    raise _too_deep(place)


def _too_deep(place: str) -> SourceError:
    return _beyond(place, f"{MAX_DEPTH} Ebenen ineinander", f"{MAX_DEPTH} levels within each other")


def _beyond(place: str, limit_de: str, limit_en: str) -> SourceError:
    return SourceError(
        f"{place}: mehr als {limit_de}; so ist kein Dokument gebaut, das hier gelesen wird. Bitte prüfen, "
        "woher es kommt.",
        f"{place}: more than {limit_en}; no document that is read here is built like that. Please check "
        "where it comes from.",
    )


def _broken(place: str, kind: str, error: Exception) -> SourceError:
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return SourceError(
        f"{place} ist kein lesbares {kind}: {reason}. Bitte die Datei berichtigen oder neu erzeugen.",
        f"{place} is no readable {kind}: {reason}. Please correct the file or make it again.",
    )
