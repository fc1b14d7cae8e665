"""A kill at every step that the journal lists: readers see the round before, the next run completes it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hndigital.publisher import Portal

from tests.portal.admin import editor_token, reset
from tests.portal.publication.faulty import Fault
from tests.portal.publication.scenes import TOKEN_FILE, URL, check_edition
from tests.portal.publication.steps import NotedStep, killing, noted_steps
from tests.portal.publication.walking import Walk, begun, left_over

KILLED = -9
ONE_DOCUMENT = 'apply.publish.__kwdefaults__["documents_per_request"] = 1'


def next_round(walk: Walk, step: NotedStep) -> int:
    """Publish the next round: edition, files, tables, projects and register."""
    return walk.fail(prelude=killing(step)).code


def slow_index(walk: Walk, step: NotedStep) -> int:
    """Publish it with a document a call, so that the index takes calls of its own."""
    return walk.fail(prelude=killing(step, before=ONE_DOCUMENT)).code


def refused_file(walk: Walk, step: NotedStep) -> int:
    """Publish it while the portal fails at a file."""
    return walk.fail(Fault("resource_create", nth=3, status=500), prelude=killing(step)).code


def file_too_many(walk: Walk, step: NotedStep) -> int:
    """Publish it where a file stands twice: the answer to its upload was lost, and so it came again."""
    walk.number += 1
    package = walk.package(walk.number)
    walk.command.prelude = killing(next(one for one in noted_steps() if str(one) == "_file-2-begonnen"))
    walk.command.run("publish", str(walk.command.write(package)))
    walk.command.prelude = "pass"
    fields = {"name": "x", "datei": "vorhaben.csv", "fassung": "1", "paket_sha256": package.sha256}
    for _ in range(2):
        walk.admin.write(
            "resource_create",
            {"package_id": package.name, **fields, "hash": secrets.token_hex(32)},
            upload=("vorhaben.csv", b"a,b\n"),
        )
    walk.number -= 1
    return walk.fail(prelude=killing(step)).code


def no_organisation(walk: Walk, step: NotedStep) -> int:
    """Publish the first round of all where not even the organisation is there; an administrator does."""
    reset(walk.admin)
    walk.number, walk.before = 0, left_over()
    walk.command.token = Path(TOKEN_FILE).read_text(encoding="utf-8").strip()
    try:
        walk.command.prelude = killing(step)
        walk.number += 1
        code = walk.publish(walk.number).code
        walk.command.prelude = "pass"
        assert walk.publish(walk.number).code == 0
        walk.check()
    finally:
        walk.command.token = editor_token(walk.admin)
    return code


def withdrawn(walk: Walk, step: NotedStep) -> int:
    """Take back the round that was published last, and publish it again."""
    walk.number += 1
    assert walk.publish(walk.number).code == 0
    berichtsstand = walk.package(walk.number).berichtsstand
    walk.command.prelude = killing(step)
    code = walk.command.run("withdraw", berichtsstand).code
    walk.command.prelude = "pass"
    assert walk.command.run("withdraw", berichtsstand).code == 0
    walk.number -= 1
    walk.check()
    walk.number += 1
    assert walk.publish(walk.number).code == 0
    walk.check()
    return code


SCENES: dict[str, Callable[[Walk, NotedStep], int]] = {
    "_organisation": no_organisation,
    "_edition": next_round,
    "_file": next_round,
    "_file-1": file_too_many,
    "_failed": refused_file,
    "_projects_and_register": next_round,
    "_rest_of_index": slow_index,
    "_go_through": withdrawn,
}
"""Which scene reaches the steps of a function of the publisher, or one of them."""


def scene_of(step: NotedStep) -> Callable[[Walk, NotedStep], int] | None:
    """Return the scene that reaches a step."""
    return SCENES.get(f"{step.function}-{step.number}") or SCENES.get(step.function)


def test_every_step_has_its_kill() -> None:
    """A step that the journal lists has a scene in which it is killed; a scene without a step is none."""
    steps = noted_steps()
    assert steps
    assert not [str(step) for step in steps if scene_of(step) is None]
    reached = {name for step in steps for name in (step.function, f"{step.function}-{step.number}")}
    assert SCENES.keys() <= reached


@pytest.fixture(scope="module")
def walk(admin: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Return a portal with a first round, which goes on from round to round."""
    with begun(admin, tmp_path_factory.mktemp("walk")) as walk:
        yield walk


def marked(step: NotedStep) -> object:
    """Return the step as a parameter that is looked at where there is time."""
    return pytest.param(step, id=str(step), marks=pytest.mark.slow)


@pytest.mark.skipif(not (URL and TOKEN_FILE), reason="needs a running portal")
@pytest.mark.parametrize("step", [marked(step) for step in sorted(noted_steps())])
def test_killed_at(walk: Walk, step: NotedStep, record_property: Callable[[str, object], None]) -> None:
    """Killed there, the publication is completed by the next run; no reader ever sees two rounds mixed."""
    walk.note = record_property
    scene = scene_of(step)
    assert scene is not None
    before = walk.number
    assert scene(walk, step) == KILLED
    if walk.number > before > 0:
        check_edition(walk.admin, walk.package(before))
