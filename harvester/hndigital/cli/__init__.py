"""The command `hndigital`: one module per group of commands, each found through `main.COMMANDS`."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
