"""The steps that people take. Each says who takes it, is refused with a sentence, and is told in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import IO, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ckan.plugins import toolkit
from ckanext.hndigital import audit, config, private_files
from ckanext.hndigital.incoming import limits
from ckanext.hndigital.redaktion import folder, jobs, passwords, store
from ckanext.hndigital.redaktion.model import OPEN, Refused, State, Vorgang, now

from hndigital.characters import one_line
from hndigital.outside import shown
from hndigital.outside.limits import REPORT
from hndigital.schemas import is_round

__all__ = [
    "accept",
    "again",
    "agree",
    "create",
    "discard",
    "foreseen",
    "most_bytes",
    "release",
    "restate",
    "stated_in",
    "take_back",
    "time_zone",
    "unlock",
    "withdraw",
]

_DAYS = ("stichtag", "berichtsdatum")
_LONGEST = 500
_LAST_YEAR = 2100


def most_bytes() -> int:
    """Return how large a report may be: as CKAN lets files be, and as the core reads."""
    return min(limits.body_limit(writes=True), REPORT.max_bytes)


def time_zone() -> ZoneInfo:
    """Return the zone that times on the pages are in (`ckan.display_timezone`)."""
    named = str(toolkit.config.get("ckan.display_timezone") or "")
    return ZoneInfo(named if named and named != "server" else "Europe/Berlin")


def stated_in(form: Any) -> dict[str, str]:
    """Return what a form says about a report; raises Refused for what is no round or no day."""
    stated = {name: one_line(str(form.get(name) or "")) for name in ("berichtsstand", *_DAYS, "titel")}
    if stated["berichtsstand"] and not is_round(stated["berichtsstand"]):
        sentence = toolkit._("“{value}” is no reporting round. It is year and half, such as 2021-1.")
        raise Refused(sentence.format(value=stated["berichtsstand"][:_LONGEST]))
    for name in _DAYS:
        if stated[name] and not _is_day(stated[name]):
            sentence = toolkit._("“{value}” is no date. Please write it as 2021-03-31.")
            raise Refused(sentence.format(value=stated[name][:_LONGEST]))
    stated["titel"] = stated["titel"][:_LONGEST]
    if form.get("beispieldaten"):
        stated["beispieldaten"] = "ja"
    return {name: value for name, value in stated.items() if value}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def create(
    user: str,
    stated: dict[str, str],
    files: Sequence[tuple[str, IO[bytes]]],
    address: str,
    password: str = "",
) -> Vorgang:
    """Take a file (or several Meldebögen), or an address to be fetched, and have it read.

    This is how every other page hands in, too: `create(user, {}, [(name, stream), …], "")` makes a Vorgang of
    Meldebögen that came back. Raises Refused with a sentence for the person.
    """
    if not private_files.has_place():
        raise Refused(toolkit._("This portal has no storage: please set ckan.storage_path."))
    address = address.strip()
    if bool(files) == bool(address):
        raise Refused(toolkit._("Please choose a file, or give an address; one of both."))
    if address and urlsplit(address).scheme not in ("http", "https"):
        sentence = toolkit._("“{value}” is no address that begins with https:// or http://.")
        raise Refused(sentence.format(value=shown(address)[:_LONGEST]))
    vorgang = Vorgang.new(user, State.WAITING, stated=stated, address=address[:2000])
    if files:
        name, stream = folder.as_one(files, most_bytes())
        vorgang.name = folder.clean_name(name)
        folder.keep_upload(vorgang, stream, most_bytes())
    about = f"{vorgang.name}, SHA-256 {vorgang.sha256}" if vorgang.name else shown(vorgang.address)
    vorgang.note("uploaded", user, about)
    if password:
        passwords.leave(vorgang.id, password)
    store.add(vorgang)
    _account("upload", vorgang, user)
    jobs.begin(vorgang)
    return vorgang


def restate(user: str, id_: str, stated: dict[str, str]) -> None:
    """Say what the report does not say, and have it read again."""
    with store.changing(id_) as vorgang:
        _only_in(vorgang, State.READ, State.UNREADABLE, State.PARTLY)
        vorgang.stated, vorgang.state = stated, State.WAITING
        vorgang.error, vorgang.job, vorgang.accepted = {}, {}, {}
        told = ", ".join(f"{name}: {value}" for name, value in stated.items())
        vorgang.note("stated", user, told or "–")
    jobs.begin(vorgang)


def unlock(user: str, id_: str, password: str) -> None:
    """Have a PDF read again with its password, which is kept nowhere."""
    if not password:
        raise Refused(toolkit._("Please enter the password."))
    with store.changing(id_) as vorgang:
        _only_in(vorgang, State.READ, State.UNREADABLE, State.PARTLY)
        passwords.leave(id_, password)
        vorgang.state, vorgang.error, vorgang.job, vorgang.accepted = State.WAITING, {}, {}, {}
        vorgang.note("unlocked", user)
    jobs.begin(vorgang)


def accept(user: str, id_: str, reason: str) -> None:
    """Take findings of severity fehler for right, for a reason that the edition keeps."""
    reason = one_line(reason)
    if len(reason) < 10:
        raise Refused(toolkit._("Please say in a sentence why it is right to publish this report as it is."))
    with store.changing(id_) as vorgang:
        _only_in(vorgang, State.READ)
        vorgang.accepted = {"who": user, "at": now(), "reason": reason[:_LONGEST]}
        vorgang.note("accepted", user, reason[:_LONGEST])
    _account("accept", vorgang, user)


def release(user: str, id_: str, fingerprint: str, due: str) -> None:
    """Agree to publish what the plan says, now or at a time; a second person is asked where that is set."""
    moment = _moment(due)
    with store.changing(id_) as vorgang:
        _only_in(vorgang, State.READ)
        _as_seen(vorgang, fingerprint)
        if vorgang.is_blocked:
            raise Refused(toolkit._("Reading found errors. Please mend the report, or say why it is right."))
        if vorgang.plan.get("empty"):
            raise Refused(toolkit._("There is nothing to publish: the portal shows this report already."))
        vorgang.due, vorgang.error = moment, {}
        if config.second_person():
            vorgang.asked, vorgang.state = {"who": user, "at": now()}, State.ASKED
            vorgang.note("asked", user, moment)
        else:
            _agreed(vorgang, user)
    _account("ask" if vorgang.state is State.ASKED else "agree", vorgang, user)
    _begin_if_due(vorgang)


def agree(user: str, id_: str, fingerprint: str) -> None:
    """Agree as the second person, who is another one than the first."""
    with store.changing(id_) as vorgang:
        _only_in(vorgang, State.ASKED)
        _as_seen(vorgang, fingerprint)
        if user == vorgang.asked["who"]:
            raise Refused(toolkit._("You have asked for it yourself: another person has to agree."))
        _agreed(vorgang, user)
    _account("agree", vorgang, user)
    _begin_if_due(vorgang)


def _agreed(vorgang: Vorgang, user: str) -> None:
    if not vorgang.due:
        _nobody_else(vorgang)
    vorgang.approval, vorgang.state, vorgang.job = {"who": user, "at": now()}, State.RELEASED, {}
    vorgang.note("scheduled" if vorgang.due else "agreed", user, vorgang.due)


def _begin_if_due(vorgang: Vorgang) -> None:
    if jobs.is_due(vorgang):
        jobs.begin(vorgang)


def take_back(user: str, id_: str) -> None:
    """Take back an agreement, or a request for one, before it is published."""
    with store.changing(id_) as vorgang:
        _only_in(vorgang, State.ASKED, State.RELEASED)
        vorgang.asked, vorgang.approval, vorgang.due, vorgang.job = {}, {}, "", {}
        vorgang.state = State.READ
        vorgang.note("taken_back", user)
    _account("take_back", vorgang, user)


def discard(user: str, id_: str) -> None:
    """Give it up: its files are removed, its log stays."""
    with store.changing(id_) as vorgang:
        _only_in(vorgang, *OPEN, State.WAITING)
        if store.is_held(id_):
            raise Refused(_now_running())
        vorgang.state, vorgang.job = State.DISCARDED, {}
        vorgang.note("discarded", user)
    folder.remove(vorgang)
    _account("discard", vorgang, user)


def again(user: str, id_: str) -> None:
    """Begin again what was lost, or read again what failed."""
    with store.changing(id_) as vorgang:
        if vorgang.state in (State.READ, State.UNREADABLE, State.PARTLY):
            vorgang.state, vorgang.error, vorgang.job = State.WAITING, {}, {}
        elif not jobs.is_lost(vorgang) and not jobs.is_waiting_long(vorgang):
            raise Refused(_now_running())
        vorgang.note("restarted", user)
    jobs.begin(vorgang)


def foreseen(user: str, berichtsstand: str) -> dict[str, Any]:
    """Return what withdrawing a round would do, as the portal's action says it.

    Raises ValidationError or NotAuthorized where it cannot be withdrawn.
    """
    asked = {"berichtsstand": berichtsstand, "dry_run": True}
    found: dict[str, Any] = toolkit.get_action("digitalprojekt_withdraw")({"user": user}, asked)
    return found


def withdraw(user: str, berichtsstand: str, fingerprint: str, reason: str) -> Vorgang:
    """Withdraw a round, as its page has said what that does; return the Vorgang that does it."""
    reason = one_line(reason)[:_LONGEST]
    if len(reason) < 10:
        raise Refused(toolkit._("Please say in a sentence why the round is withdrawn."))
    found = foreseen(user, berichtsstand)
    plan = {
        "paket": str(found["edition"]),
        "paket_sha256": str(found["paket_sha256"]),
        "fingerprint": str(found["fingerprint"]),
        "fassung": int(found["fassung"]),
    }
    if plan["fingerprint"] != fingerprint:
        raise Refused(_changed())
    vorgang = Vorgang.new(user, State.WAITING, berichtsstand=berichtsstand, reason=reason, plan=plan)
    vorgang.note("withdrawal", user, reason)
    store.add(vorgang)
    try:
        with store.changing(vorgang.id) as changed:
            _nobody_else(changed)
            changed.state = State.WITHDRAWING
    except Refused:
        with store.changing(vorgang.id) as changed:
            changed.state = State.DISCARDED
        raise
    _account("withdrawal", changed, user)
    jobs.begin(changed)
    return changed


def _only_in(vorgang: Vorgang, *states: State) -> None:
    """Raise Refused where somebody else has been quicker, or a worker is at it."""
    if vorgang.state not in states:
        raise Refused(
            toolkit._("Meanwhile this has gone on: please look at the present state and decide then.")
        )


def _as_seen(vorgang: Vorgang, fingerprint: str) -> None:
    if vorgang.plan.get("fingerprint") != fingerprint:
        raise Refused(_changed())


def _nobody_else(vorgang: Vorgang) -> None:
    other = store.busy(but=vorgang.id) or next(
        (one for one in store.all_of_them() if jobs.is_due(one) and one.id != vorgang.id), None
    )
    if other is None:
        return
    who = other.approval.get("who") or other.by
    sentence = toolkit._(
        "{who} is publishing or withdrawing the round {round} just now. Please wait until that has come to "
        "its end, then look at the plan again."
    )
    raise Refused(sentence.format(who=who, round=other.berichtsstand))


def _changed() -> str:
    return str(toolkit._("The plan has changed since you saw it. Please look at it again and decide then."))


def _now_running() -> str:
    return str(toolkit._("A worker is at it just now. Please wait until it has come to its end."))


def _moment(text: str) -> str:
    """Return a time of the form, in the portal's zone, as it is kept; "" for now.

    Raises Refused for what is no time or lies behind us.
    """
    if not text.strip():
        return ""
    zone = time_zone()
    try:
        moment = datetime.fromisoformat(text.strip())
        there = moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)
        is_on_the_clock = moment.tzinfo or there.astimezone(zone).replace(tzinfo=None) == moment
    except (ValueError, OverflowError):
        sentence = toolkit._("“{value}” is no time. Please write it as 2021-06-01T09:00.")
        raise Refused(sentence.format(value=text[:_LONGEST])) from None
    if not is_on_the_clock:
        sentence = toolkit._(
            "There is no {value}: the clocks are put forward then. Please choose another time."
        )
        raise Refused(sentence.format(value=text[:_LONGEST]))
    if there.year > _LAST_YEAR:
        raise Refused(toolkit._("That is too far ahead. Please choose an earlier time, or publish at once."))
    if there <= datetime.now(UTC):
        raise Refused(toolkit._("That time is over. Please choose a later one, or publish at once."))
    return there.isoformat(timespec="seconds")


def _account(step: str, vorgang: Vorgang, who: str) -> None:
    about = {"vorgang": vorgang.id, "berichtsstand": vorgang.berichtsstand, "source_sha256": vorgang.sha256}
    audit.record("redaktion", who=who, step=step, **about)
