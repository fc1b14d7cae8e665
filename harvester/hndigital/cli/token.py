"""The portal's API token: where it comes from, and that nobody else sees it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from .base import Output
from .language import _

__all__ = ["read_token"]

VARIABLE = "HNDIGITAL_TOKEN"


def read_token(output: Output, token: str | None, token_file: str | None) -> str | None:
    """Return the token from `--token`, `--token-file` or HNDIGITAL_TOKEN, in this order; None without one.

    `--token -` reads it from standard input. Every user of a machine can read other processes' command
    lines, so a token given there is handed to this very program, started anew without it, through a pipe.
    """
    if token == "-":  # noqa: S105 - the mark for standard input, no secret
        return sys.stdin.readline().strip() or None
    if token:
        _hide(output, token)
        return token
    if token_file:
        try:
            return Path(token_file).read_text(encoding="utf-8").strip() or None
        except OSError as error:
            raise click.BadParameter(
                _("cannot be read: {reason}").format(reason=error.strerror), param_hint="--token-file"
            ) from None
    return os.environ.get(VARIABLE, "").strip() or None


def _hide(output: Output, token: str) -> None:
    """Start this program anew with `--token -` if its command line holds the token; then never returns."""
    original = list(getattr(sys, "orig_argv", ()))
    hidden = ["-" if arg == token else arg for arg in original]
    hidden = ["--token=-" if arg == f"--token={token}" else arg for arg in hidden]
    if hidden == original:
        return
    output.note(
        _("A token on the command line can be seen by others for a moment; HNDIGITAL_TOKEN is safer.")
    )
    reading, writing = os.pipe()
    os.write(writing, f"{token}\n".encode())
    os.close(writing)
    os.dup2(reading, sys.stdin.fileno())
    os.close(reading)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *hidden[1:]])  # noqa: S606 - this very program, no shell
