"""Plans in words: objects, fields with old and new value, conflicts."""

from __future__ import annotations

from pathlib import Path

from ..projects import number_of
from ..publisher.plan import SUPERSEDED, Conflict, FieldChange, Plan, PlanEntry
from ..schemas import field_label, rating_field, rating_of
from ..texts import format_value, is_computed
from .base import Output
from .language import N_, _, current

__all__ = ["say_conflicts", "say_entries", "say_nothing_to_do", "say_plan", "write_plan"]

_SHOWN = 1000
"""So many objects are printed; the plan's JSON names all."""
_LONGEST = 100
_COLUMNS = {"title": "titel", "notes": "beschreibung"}

_HEADINGS = {
    "organisation": N_("Organisation"),
    "verschoben": N_("Datasets that were renamed, or whose files were moved"),
    "ausgabe": N_("Edition"),
    "datei": N_("Files of the edition"),
    "register": N_("Register"),
    "tabelle": N_("Tables of the register"),
    "vorhaben": N_("Projects"),
    "verweise": N_("Stored links with an address that the portal had before"),
    "suchindex": N_("Entries of the search index"),
    "andere_ausgabe": N_("Other editions that are damaged"),
    "rest": N_("Files and tables that nothing belongs to any more"),
}
_ACTIONS = {
    "anlegen": N_("create"),
    "aendern": N_("change"),
    "veroeffentlichen": N_("publish"),
    "datastore_fuellen": N_("fill the DataStore table"),
    "entfernen": N_("left over or there twice: remove"),
    "nicht_mehr_berichtet": N_("no longer reported: stays and is marked"),
    "zurueckziehen": N_("named by no published round any more: becomes private"),
    "eigenes_paket": N_("only its own package mends it: publish that one, too"),
    "zurueckholen": N_("comes back; what else differs shows then"),
    "zurueckgezogen": N_("withdrawn: is answered with 410, its files stay in the archive"),
    "fassung_davor": N_("this version is withdrawn, the one before counts again"),
}
_SIGNS = {
    "anlegen": "+",
    "nicht_mehr_berichtet": "!",
    "zurueckziehen": "-",
    "entfernen": "-",
    "zurueckgezogen": "-",
}
_ROWS = {
    "spalte_neu": N_("gets the column {number}"),
    "spalte_weg": N_("loses the column {number}, which it never had"),
    "zeilen_neu": N_("rows new: {number}"),
    "zeilen_geaendert": N_("rows changed: {number}"),
    "zeilen_entfernt": N_("rows removed: {number}"),
    "zeilen_doppelt": N_("rows there more than once: {number}"),
    "datensaetze": N_("its {number} datasets come back; what else differs shows then"),
}
_ROUND_FIELDS = frozenset({"berichtsstand", "zuletzt_berichtet"})
_CONFLICTS = {
    "von_hand_vor_bericht": N_(
        "{name}, {field}: entered by hand “{portal}”, the report says “{report}”; the report's value "
        "will stand."
    ),
    "von_hand_geaendert": N_(
        "{name}, {field}: changed by hand to “{portal}”, the report says “{report}”; the report's value "
        "will stand."
    ),
    "geloescht": N_(
        "{name} was deleted by hand and will be restored, since a report names it. To take a report back: "
        "`hndigital withdraw`."
    ),
    "verborgen": N_(
        "{name} is private and will be public, since a report names it. To take a report back: "
        "`hndigital withdraw`."
    ),
    "ueberholt": N_(
        "{name} was corrected: version {portal} is published and stays. To go back to version {report}, "
        "which this package is, take the correction back: `hndigital withdraw` with the round."
    ),
    "beispieldaten": N_(
        "{name} on the portal is sample data and stays part of the history; delete it for a register of "
        "its own."
    ),
    "beispiel_ueber_bericht": N_("This package is sample data, but {name} on the portal is a report's."),
    "ausgabe_fehlt": N_(
        "The register holds round {name}, whose edition is no longer on the portal; its history would be "
        "lost. Publish that round's package first."
    ),
    "version_gleich": N_(
        "{name}: this correction has the version {report} of the published package; harvest --previous "
        "counts on."
    ),
    "aktualisierung_fehlt": N_(
        "{name} was published by an older version; an administrator has to run `ckan hndigital upgrade` on "
        "the portal before anything is published."
    ),
    "paket_geaendert": N_(
        "{field} was changed after harvest wrote the package {name}; publish refuses it without "
        "--changed-by-hand REASON."
    ),
}


def say_plan(output: Output, plan: Plan) -> None:
    """Print what would happen, by kind of object."""
    if plan.empty:
        say_nothing_to_do(output, plan)
    else:
        output.say(
            _("{package} → {portal}: reporting round {round}, version {fassung} of the edition").format(
                package=plan.paket, portal=plan.portal, round=plan.berichtsstand, fassung=plan.fassung
            )
        )
    say_entries(output, plan)
    say_conflicts(output, plan)


def say_entries(output: Output, plan: Plan) -> None:
    """Print the plan's objects, by kind."""
    shown = 0
    for kind, heading in _HEADINGS.items():
        entries = plan.of(kind)
        if not entries:
            continue
        output.say()
        output.say(f"{_(heading)} ({len(entries)})")
        again = [entry for entry in entries if _only_reported_again(entry)]
        if again:
            numbers = ", ".join(number_of(entry.name) or entry.name for entry in again)
            output.say(
                _("  ~ {number} reported again in round {round} without other change: {numbers}").format(
                    number=len(again), round=plan.berichtsstand, numbers=numbers
                )
            )
        others = [entry for entry in entries if not _only_reported_again(entry)]
        for entry in others[: max(0, _SHOWN - shown)]:
            _say_entry(output, entry)
        shown += len(others)
    if shown > _SHOWN:
        output.say(_("… {number} more; --out writes all of them.").format(number=shown - _SHOWN))


def say_nothing_to_do(output: Output, plan: Plan) -> None:
    """Say why nothing is written: the package is published, or a later version of it is."""
    if any(conflict.art == SUPERSEDED for conflict in plan.konflikte):
        sentence = _("Nothing is written: {package} on {portal} has a later version than this package.")
    else:
        sentence = _("Nothing to do: {package} is published on {portal}.")
    output.say(sentence.format(package=plan.paket, portal=plan.portal))


def say_conflicts(output: Output, plan: Plan) -> None:
    """Print what a person should know before publishing."""
    if not plan.konflikte:
        return
    output.say()
    output.say(_("Conflicts ({number})").format(number=len(plan.konflikte)))
    for conflict in plan.konflikte:
        output.say(f"  {_sentence(conflict)}")


def _only_reported_again(entry: PlanEntry) -> bool:
    fields = {change.feld for change in entry.felder}
    return entry.objekt == "vorhaben" and entry.aktion == "aendern" and fields <= _ROUND_FIELDS


def _say_entry(output: Output, entry: PlanEntry) -> None:
    title = f" {entry.titel}" if entry.titel else ""
    rows = ", ".join(_(_ROWS[f.feld]).format(number=f.neu) for f in entry.felder if f.feld in _ROWS)
    output.say(f"  {_SIGNS.get(entry.aktion, '~')} {entry.name}{title}: {rows or _(_ACTIONS[entry.aktion])}")
    if entry.aktion in {"anlegen", "zurueckziehen", "entfernen"} or rows:
        return
    fields = {change.feld for change in entry.felder}
    hidden = {*_ROUND_FIELDS, "notes_berechnet", *(["notes"] if "beschreibung" in fields else [])}
    for change in entry.felder:
        if entry.objekt == "vorhaben" and change.feld in hidden:
            continue  # they follow from the other fields; the JSON names them
        if is_computed(change.neu):
            output.say(f"      {_('Description')}: {_('computed anew')}")
            continue
        output.say(f"      {label(change.feld)}: {_value(change, change.alt)} → {_value(change, change.neu)}")


def label(feld: str) -> str:
    """Return the label of a dataset's reported field."""
    return field_label(_column(feld), current())


def _column(feld: str) -> str:
    if feld in _COLUMNS:
        return _COLUMNS[feld]
    rated = rating_of(feld)
    return rating_field(rated) if rated else feld


def _value(change: FieldChange, cell: str) -> str:
    text = " ".join(format_value(_column(change.feld), cell, current()).split()) or "–"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _sentence(conflict: Conflict) -> str:
    change = FieldChange(conflict.feld, conflict.portal, conflict.bericht)
    portal, report = _value(change, conflict.portal), _value(change, conflict.bericht)
    return _(_CONFLICTS[conflict.art]).format(
        name=conflict.name, field=label(conflict.feld), portal=portal, report=report
    )


def write_plan(output: Output, plan: Plan, out: str | None) -> None:
    """Write the plan as JSON, if a file was named for it."""
    if out:
        Path(out).write_text(plan.to_json(), encoding="utf-8")
        output.note(_("Plan written: {file}").format(file=out))
