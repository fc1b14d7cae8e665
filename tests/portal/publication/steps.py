"""The steps that the journal of a publication lists, found where they are noted, and a kill at each of them.

A step is a call of `Journal.note` in the publisher. Whoever adds one adds a step: it is found here, and
`test_publish_steps` fails until it says in which scene that step is reached.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import hndigital.publisher

__all__ = ["NotedStep", "killing", "noted_steps"]

_STAND = 2
"""The place of what has become of a step among the arguments of `note`."""


@dataclass(frozen=True, order=True)
class NotedStep:
    """A call of `note`: in which function of which module, the how-manieth there, and what it notes."""

    module: str
    function: str
    number: int
    stand: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        return f"{self.function}-{self.number}-{self.stand}"


def noted_steps() -> list[NotedStep]:
    """Return all calls of `Journal.note` in the publisher's modules."""
    folder = Path(hndigital.publisher.__file__).parent
    return [step for file in sorted(folder.glob("*.py")) for step in _steps_of(file)]


def _steps_of(file: Path) -> list[NotedStep]:
    found = []
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _notes(node)]
        for number, call in enumerate(sorted(calls, key=lambda one: one.lineno), 1):
            stand = ast.literal_eval(call.args[_STAND])
            last = call.end_lineno or call.lineno
            found.append(NotedStep(file.stem, function.name, number, stand, call.lineno, last))
    return found


def _notes(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "note" and len(call.args) > _STAND


def killing(step: NotedStep, *, before: str = "pass") -> str:
    """Return the prelude of a command that kills itself without warning once it has noted the step.

    The line is on the disk then, and nothing of the next step has begun.
    """
    return f"""
import os, signal, sys
from hndigital.publisher import apply, journal
{before}
written = journal.Journal.note
def note(self, *args):
    written(self, *args)
    caller = sys._getframe(1)
    here = caller.f_code.co_filename.endswith({f"/{step.module}.py"!r})
    if here and {step.first_line} <= caller.f_lineno <= {step.last_line}:
        os.kill(os.getpid(), signal.SIGKILL)
journal.Journal.note = note
"""
