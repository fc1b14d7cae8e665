"""What editors do with a round: each step is refused with a sentence or told in the log, with who took it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO

from ckan.plugins import toolkit
from ckanext.hndigital import audit
from ckanext.hndigital.redaktion import folder as vorgang_files
from ckanext.hndigital.redaktion import steps as vorgang_steps
from ckanext.hndigital.redaktion import store as vorgaenge
from ckanext.hndigital.redaktion.model import OPEN, RUNNING, Refused, Vorgang, now
from ckanext.hndigital.register import reading
from ckanext.hndigital.runde import folder, forms, standing, store
from ckanext.hndigital.runde.model import Answer, Decision, Round

from hndigital.errors import SourceError
from hndigital.history import round_key
from hndigital.meldebogen.form import following_day, following_round
from hndigital.outside.limits import REPORT
from hndigital.package import Package
from hndigital.schemas import is_round
from hndigital.sources import LastRound
from hndigital.sources.meldebogen import answer_of, opened_sources

__all__ = [
    "Received",
    "choose",
    "discard",
    "is_closed",
    "lay_aside",
    "move",
    "next_round",
    "open_round",
    "put_together",
    "receive",
    "remove_old_files",
    "still_open",
    "take",
]

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file: its name as it was sent, and why it was not taken ("" if it was)."""

    name: str
    refused: str = ""


def is_closed(round_: Round) -> bool:
    """Tell whether a round is over: its report is published. It is open again where that is withdrawn."""
    return reading.edition_of(round_.berichtsstand) is not None


def next_round() -> dict[str, str]:
    """Return what a round is opened with if nobody says otherwise; nothing where nothing is published."""
    newest = _newest()
    if newest is None:
        return {}
    following = following_round(newest["berichtsstand"])
    return {
        "vorher": newest["berichtsstand"],
        "berichtsstand": following,
        "stichtag": following_day(newest["stichtag"]),
    }


def _newest() -> dict[str, str] | None:
    return max(reading.editions(), key=lambda one: round_key(one["berichtsstand"]), default=None)


def open_round(user: str, berichtsstand: str, stichtag: str, frist: str) -> Round:
    """Open a round after the newest published one."""
    newest = _newest()
    if newest is None:
        raise Refused(
            toolkit._("Nothing is published yet: the forms of a round are made from the round before.")
        )
    if not is_round(berichtsstand):
        sentence = toolkit._("“{value}” is no reporting round. It is year and half, such as 2021-1.")
        raise Refused(sentence.format(value=berichtsstand[:_LONGEST]))
    if round_key(berichtsstand) <= round_key(newest["berichtsstand"]):
        sentence = toolkit._("The round {round} is not later than {newest}, which is published.")
        raise Refused(sentence.format(round=berichtsstand, newest=newest["berichtsstand"]))
    for day in (stichtag, frist):
        _day(day)
    made = Round(berichtsstand, newest["berichtsstand"], stichtag, frist, user, now())
    made.note("opened", user, frist)
    forms.previous(made)
    with store.changing_all() as found:
        if berichtsstand in found:
            sentence = toolkit._("The round {round} was opened by {who} already.")
            raise Refused(sentence.format(round=berichtsstand, who=found[berichtsstand]["who"]))
        found[berichtsstand] = made.to_store()
    _account("open", made, user)
    return made


def move(user: str, berichtsstand: str, frist: str, before: str) -> None:
    """Set another last day for answers; `before` is the one that the person saw."""
    _day(frist)
    with store.changing(berichtsstand) as round_:
        still_open(round_)
        if round_.frist != before:
            raise Refused(_meanwhile())
        round_.frist = frist
        round_.note("moved", user, frist)
    _account("move", round_, user)


def receive(user: str, berichtsstand: str, sent: Sequence[tuple[str, IO[bytes]]]) -> list[Received]:
    """Take returned files, one or many, also in a ZIP; each is read at once and taken or refused."""
    round_ = _open(berichtsstand)
    package = forms.previous(round_)
    with tempfile.TemporaryDirectory() as place:
        found = opened_sources(_received(Path(place), sent), REPORT)
    told = []
    for name, raw in found:
        if isinstance(raw, SourceError):
            told.append(Received(name, raw.message(_lang())))
            continue
        content = raw.file.content if raw.file else b""
        told.append(_taken(user, round_, package, name, content, "datei"))
    return told


def _received(place: Path, sent: Sequence[tuple[str, IO[bytes]]]) -> list[Path]:
    """Write what was sent into a folder; raises Refused where it is too much."""
    most = left = vorgang_steps.most_bytes()
    files = []
    for at, (name, stream) in enumerate(sent):
        content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            sentence = toolkit._("These files are larger than {number} MB together.")
            raise Refused(sentence.format(number=most // 1_000_000))
        own = place / str(at)
        own.mkdir()
        files.append(own / vorgang_files.clean_name(name))
        files[-1].write_bytes(content)
    return files


def take(user: str, round_: Round, name: str, content: bytes, way: str) -> None:
    """Take one answer in place of the earlier ones that its office gave in the same way; raises Refused."""
    taken = _taken(user, round_, forms.previous(round_), name, content, way)
    if taken.refused:
        raise Refused(taken.refused)


def _taken(user: str, round_: Round, package: Package, name: str, content: bytes, way: str) -> Received:
    try:
        amt = answer_of(name, content, LastRound.of(package), round_.berichtsstand).office
    except SourceError as error:
        return Received(name, error.message(_lang()))
    checksum = hashlib.sha256(content).hexdigest()
    suffix = Path(name).suffix.lower()
    with store.changing(round_.berichtsstand) as changed:
        still_open(changed)
        same = next((one for one in changed.counting if one.sha256 == checksum), None)
        if same:
            sentence = toolkit._("This file is here already, as {name}, since {who} handed it in.")
            return Received(name, sentence.format(name=same.datei, who=same.who))
        datei = _own_name(changed, amt, suffix)
        answer = Answer.new(datei, name, checksum, amt, way, user)
        folder.keep(changed, answer, content)
        if way != "datei":
            _replace(changed, answer, user)
        changed.answers.append(answer)
        changed.note("answered", user, f"{datei}, SHA-256 {checksum}")
    _account("answer", changed, user, checksum)
    return Received(name)


def _replace(round_: Round, answer: Answer, user: str) -> None:
    """Lay aside what an office has entered before: its form is one answer, however often it hands it in."""
    for at, one in enumerate(round_.answers):
        if (one.way, one.amt) == (answer.way, answer.amt) and not one.aside:
            round_.answers[at] = replace(one, aside={"who": user, "at": now()})


def _own_name(round_: Round, amt: str, suffix: str) -> str:
    """Return what a file is called from now on: its office and a number, never a person."""
    office = forms.slug(amt) or "alle"
    number = sum(one.amt == amt for one in round_.answers) + 1
    more = f"-{number}" if number > 1 else ""
    return f"meldebogen-{round_.berichtsstand}-{office}{more}{suffix}"


def lay_aside(user: str, berichtsstand: str, id_: str, *, aside: bool) -> None:
    """Lay an answer aside, so that it counts no more, or have it count again."""
    with store.changing(berichtsstand) as round_:
        still_open(round_)
        at, answer = next(((at, one) for at, one in enumerate(round_.answers) if one.id == id_), (0, None))
        if answer is None or bool(answer.aside) is aside:
            raise Refused(_meanwhile())
        round_.answers[at] = replace(answer, aside={"who": user, "at": now()} if aside else {})
        round_.note("laid_aside" if aside else "used_again", user, answer.datei)
    _account("lay aside" if aside else "use again", round_, user, answer.sha256)


def choose(user: str, berichtsstand: str, number: str, name: str, fundstelle: str, before: str) -> None:
    """Choose which of contradicting answers counts; `before` is the place that the person saw."""
    stands = standing.standing(_open(berichtsstand))
    conflict = next(
        (one for one in stands["conflicts"] if (one["vorhaben_nr"], one["feld"]) == (number, name)), None
    )
    option = _option(conflict["options"] if conflict else (), fundstelle)
    with store.changing(berichtsstand) as round_:
        still_open(round_)
        known = round_.decision(number, name)
        if (known.fundstelle if known else "") != before:
            raise Refused(_meanwhile())
        others = [one for one in round_.decisions if one is not known]
        made = Decision(number, name, fundstelle, option["wert"], user, now())
        round_.decisions = [*others, made]
        round_.note("chosen", user, f"{number}, {name}: {fundstelle}")
    _account("choose", round_, user)


def _option(options: Iterable[dict[str, str]], fundstelle: str) -> dict[str, str]:
    found = next((one for one in options if one["fundstelle"] == fundstelle), None)
    if found is None:
        raise Refused(_meanwhile())
    return found


def put_together(user: str, berichtsstand: str) -> Vorgang:
    """Hand in what came in as the round's report: a Vorgang that is checked, planned and published as any."""
    round_ = _open(berichtsstand)
    if not round_.counting:
        raise Refused(toolkit._("There is no answer yet that could be put together."))
    under_way = next((one for one in map(vorgaenge.find, round_.put_together) if one and _goes_on(one)), None)
    if under_way:
        sentence = toolkit._(
            "{who} has put this round together already. Give that up first, or go on with it."
        )
        raise Refused(sentence.format(who=under_way.by))
    stated = {"berichtsstand": berichtsstand, "stichtag": round_.stichtag}
    vorgang = vorgang_steps.create(user, stated, standing.streams(round_), "")
    with store.changing(berichtsstand) as changed:
        changed.put_together.append(vorgang.id)
        changed.note("put_together", user, f"{vorgang.name}, SHA-256 {vorgang.sha256}")
    _account("put together", changed, user, vorgang.sha256)
    return vorgang


def discard(user: str, berichtsstand: str, typed: str) -> None:
    """Give a round up with all that came in, for instance one that was opened by mistake.

    `typed` is its code, as the person has to write it out.
    """
    if typed != berichtsstand:
        sentence = toolkit._("Please write “{round}” into the field if you want to give this round up.")
        raise Refused(sentence.format(round=berichtsstand))
    round_ = _open(berichtsstand)
    with store.changing_all() as found:
        found.pop(berichtsstand)
    store.forget_drafts(berichtsstand)
    folder.remove(round_)
    _account("discard", round_, user)


def remove_old_files(days: int) -> list[str]:
    """Remove the returned files of rounds that have been closed for so many days; return which rounds.

    Who answered when, and what was read, stays.
    """
    before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    gone = []
    for round_ in store.all_of_them():
        ended = [one.changed for one in map(vorgaenge.find, round_.put_together) if one]
        idle = max((*ended, round_.log[-1].at)) < before
        if idle and is_closed(round_) and folder.remove_answers(round_):
            with store.changing(round_.berichtsstand) as changed:
                changed.note("files_removed", "run-due")
            gone.append(round_.berichtsstand)
    return gone


def _goes_on(vorgang: Vorgang) -> bool:
    return vorgang.state in (*OPEN, *RUNNING)


def _open(berichtsstand: str) -> Round:
    found = store.find(berichtsstand)
    if found is None:
        raise KeyError(berichtsstand)
    still_open(found)
    return found


def still_open(round_: Round) -> None:
    """Raise Refused where a round is over."""
    if is_closed(round_):
        sentence = toolkit._(
            "The round {round} is published and closed. A correction is handed in as a report."
        )
        raise Refused(sentence.format(round=round_.berichtsstand))


def _day(text: str) -> None:
    try:
        right = date.fromisoformat(text).isoformat() == text
    except ValueError:
        right = False
    if not right:
        sentence = toolkit._("“{value}” is no date. Please write it as 2021-03-31.")
        raise Refused(sentence.format(value=text[:_LONGEST]))


def _lang() -> str:
    return str(toolkit.h.hndigital_lang())


def _meanwhile() -> str:
    return str(
        toolkit._(
            "Meanwhile somebody else has changed this: please look at the present state and decide then."
        )
    )


def _account(step: str, round_: Round, who: str, checksum: str = "") -> None:
    audit.record("runde", who=who, step=step, berichtsstand=round_.berichtsstand, source_sha256=checksum)
