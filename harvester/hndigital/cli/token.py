"""Secrets and the portal that they open: where each comes from, and that nobody else sees it."""

from __future__ import annotations

import os
import stat
import sys

import click

from ..errors import SourceError
from ..outside import read_file
from ..outside.limits import SECRET
from ..publisher.client import Portal
from .base import Output
from .language import _, current

__all__ = ["open_portal", "read_secret", "read_token"]

VARIABLE = "HNDIGITAL_TOKEN"


def open_portal(output: Output, address: str, token: str | None, token_file: str | None) -> Portal:
    """Return the portal at `address` as the token's owner sees it; it answers in the language of this run."""
    return Portal(address, read_token(output, token, token_file), language=current())


def read_token(output: Output, token: str | None, token_file: str | None) -> str | None:
    """Return the token from `--token`, `--token-file` or HNDIGITAL_TOKEN, in this order; None without one.

    `--token -` reads it from standard input. Every user of a machine can read other processes' command
    lines, so a token given there is handed to this very program, started anew without it, through a pipe.
    """
    if token == "-":  # noqa: S105 - the mark for standard input, no secret
        return sys.stdin.readline(SECRET.max_bytes).strip() or None
    if token:
        _hide(output, token)
        return token
    if token_file:
        return read_secret(output, token_file, "--token-file")
    return os.environ.get(VARIABLE, "").strip() or None


def read_secret(output: Output, file: str, param_hint: str) -> str | None:
    """Return what a file holds that an option names, None if nothing; warn if others can read it."""
    try:
        content = read_file(file, SECRET)
        others = os.stat(file).st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        regular = os.path.isfile(file)
    except (OSError, SourceError) as error:
        reason = error.message(current()) if isinstance(error, SourceError) else error.strerror
        raise click.BadParameter(
            _("cannot be read: {reason}").format(reason=reason), param_hint=param_hint
        ) from None
    if others and regular:
        output.note(
            _("Others on this machine can read {file}; chmod 600 keeps the secret to you.").format(file=file)
        )
    return content.decode("utf-8", errors="replace").strip() or None


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
