"""`python -m hndigital` is the command `hndigital`, for where it is not on PATH."""

from __future__ import annotations

from .cli import main

main()
