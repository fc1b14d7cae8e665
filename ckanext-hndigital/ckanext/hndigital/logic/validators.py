"""Validators of the dataset type `digitalprojekt`, one rule each.

A publication marks its context (`contexts`); it alone may change what a report has reported, and
it may leave cells empty that a report left empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey
from ckanext.hndigital import config
from ckanext.hndigital.contexts import is_publication
from ckanext.hndigital.language import page_language
from ckanext.hndigital.logic.ordinary import (
    hndigital_after_start,
    hndigital_decimal,
    hndigital_duration,
    hndigital_licence_needed,
    hndigital_lines,
    hndigital_listed,
    hndigital_listed_many,
    hndigital_place,
    hndigital_services,
    hndigital_stored_list,
    hndigital_themes,
    hndigital_time,
)
from ckanext.hndigital.mending.names import group_name_validator, name_validator
from ckanext.hndigital.register import reading, rounds
from ckanext.scheming.validation import scheming_validator

from hndigital.addresses import web_address
from hndigital.profiles import current
from hndigital.projects import number_of, project_name
from hndigital.schemas import codelist, column, not_stated, quantified, ratings_in, table

__all__ = [
    "group_name_validator",
    "hndigital_after_start",
    "hndigital_amount",
    "hndigital_berichtsstand",
    "hndigital_code",
    "hndigital_date",
    "hndigital_decimal",
    "hndigital_default_licence",
    "hndigital_duration",
    "hndigital_email",
    "hndigital_flag",
    "hndigital_kosten_angabe",
    "hndigital_licence_needed",
    "hndigital_lines",
    "hndigital_listed",
    "hndigital_listed_many",
    "hndigital_notes",
    "hndigital_notes_berechnet",
    "hndigital_only_reporting",
    "hndigital_place",
    "hndigital_project_name",
    "hndigital_reported",
    "hndigital_required",
    "hndigital_round",
    "hndigital_services",
    "hndigital_several",
    "hndigital_stored_list",
    "hndigital_text",
    "hndigital_themes",
    "hndigital_time",
    "hndigital_url",
    "hndigital_vorhaben_nr",
    "name_validator",
]

_ = toolkit._


_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_GERMAN_AMOUNT = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[0-9]+,[0-9]+")
_PLAIN_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")


def _text(value: Any) -> str:
    return "" if value is None or value is toolkit.missing else str(value).strip()


def _stored(context: Context, name: str) -> str:
    """Return the stored value of a field of the dataset that is being changed."""
    package = context.get("package")
    if not package:
        return ""
    if name in ("title", "notes", "name", "license_id"):
        return getattr(package, name) or ""
    return (package.extras or {}).get(name) or ""


def hndigital_required(value: Any, context: Context) -> Any:
    """Refuse an empty value, unless a report left the cell empty."""
    if _text(value):
        return value
    if is_publication(context):
        return ""
    raise toolkit.Invalid(_("Please enter a value."))


def _help() -> str:
    """Return what a project's number looks like in this city, in the reader's language."""
    return current().number.help.get(page_language())


def hndigital_vorhaben_nr(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Take a number that no other project has and that never changes."""
    number = _text(data.get(key))
    stored = _stored(context, "vorhaben_nr")
    if stored and not number:
        data[key] = number = stored
    data[key] = number
    if not number:
        errors[key].append(_("Please enter the project number. {help}").format(help=_help()))
    elif number_of(number) != number:
        errors[key].append(_("“{value}” is no project number. {help}").format(value=number, help=_help()))
    elif stored and stored != number:
        errors[key].append(
            _(
                "The project number {stored} is the project's identity and cannot be changed to {value}."
            ).format(stored=stored, value=number)
        )
    elif not stored and model.Package.get(project_name(number)):
        errors[key].append(
            _("The project number {value} is taken already; see /digitalprojekt/{name}.").format(
                value=number, name=project_name(number)
            )
        )


def hndigital_project_name(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Make the dataset's name from the project number; what was given is not used."""
    number = _text(data.get(("vorhaben_nr",))) or _stored(context, "vorhaben_nr")
    if number_of(number) != number or (
        not context.get("package") and model.Package.get(project_name(number))
    ):
        # The number's own validator says so; the name would only repeat it.
        data[key] = project_name(current().number.example)
        raise toolkit.StopOnError
    data[key] = project_name(number)


def hndigital_reported(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Keep what a report has reported: a person may send the stored value or nothing, no other one."""
    if is_publication(context):
        return
    reported_in = _stored(context, "zuletzt_berichtet")
    if not reported_in:
        return
    name = key[-1]
    stored = _stored(context, name)
    given = data.get(key)
    if given is toolkit.missing or given is None or _same(str(given), stored):
        data[key] = stored
        return
    errors[key].append(
        _("This value comes from the report {round} and cannot be changed here: “{stored}” stays.").format(
            round=reported_in, stored=stored
        )
    )
    data[key] = stored
    raise toolkit.StopOnError


def _same(given: str, stored: str) -> bool:
    # Browsers send line ends as CR LF.
    return given.replace("\r\n", "\n").strip() == stored.replace("\r\n", "\n").strip()


def hndigital_only_reporting(value: Any, context: Context) -> Any:
    """Refuse a value that only a publication may set."""
    if is_publication(context) or not _text(value) or _stored(context, "zuletzt_berichtet"):
        return value
    raise toolkit.Invalid(_("Only a report sets this value; please leave it empty."))


@scheming_validator
def hndigital_code(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Take only codes of the field's code list; the sentence names what is allowed."""

    def validator(value: Any) -> Any:
        text = _text(value)
        codes = codelist(field["codelist"])
        if not text or text in codes:
            return text
        raise toolkit.Invalid(
            _("“{value}” is not in the list. Allowed: {allowed}.").format(
                value=text, allowed=", ".join(codes)
            )
        )

    return validator


def hndigital_amount(value: Any) -> str:
    """Return an amount in EUR as the tables hold it: decimal point, no trailing zeros, no sign."""
    text = _text(value).replace("€", "").replace("EUR", "").replace("\u00a0", "").replace(" ", "")
    if not text:
        return ""
    plain = text
    if _GERMAN_AMOUNT.fullmatch(text):
        plain = text.replace(".", "").replace(",", ".")
    if not _PLAIN_AMOUNT.fullmatch(plain):
        raise toolkit.Invalid(
            _("“{value}” is no amount in euros. Please write it like 250000 or 250.000,50.").format(
                value=text
            )
        )
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise toolkit.Invalid(_("“{value}” is no amount in euros.").format(value=text)) from error
    number = format(amount, "f")
    return number.rstrip("0").rstrip(".") if "." in number else number


def hndigital_kosten_angabe(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Hold amount and kind of cost statement together; what is left empty follows from the amount."""
    if not is_publication(context) and _stored(context, "zuletzt_berichtet"):
        return
    amount = _text(data.get(("kosten_eur",)))
    kind = _text(data.get(key))
    if not kind:
        data[key] = quantified() if amount else ("" if is_publication(context) else not_stated())
    elif amount and kind != quantified():
        errors[key].append(
            _(
                "There is an amount of {amount} EUR, so the cost is quantified (beziffert). "
                "Please remove the amount or choose that."
            ).format(amount=amount)
        )
    elif not amount and kind == quantified():
        errors[key].append(
            _("Quantified cost needs an amount in euros. Please enter one or choose another kind.")
        )


def hndigital_berichtsstand(value: Any, context: Context) -> str:
    """Take a reporting round such as 2020-2; empty means the present one."""
    text = _text(value)
    if not text:
        if is_publication(context):
            return ""
        return _stored(context, "berichtsstand") or rounds.present_round(reading.published_round())
    return hndigital_round(text)


def hndigital_round(value: Any) -> str:
    """Take a reporting round, year and number in it."""
    text = _text(value)
    if not rounds.is_round(text):
        raise toolkit.Invalid(
            _("“{value}” is no reporting round. Please write year and number, such as 2020-2.").format(
                value=text
            )
        )
    return text


def hndigital_text(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Take text alone: CKAN's own validator writes lists and numbers as text, whatever that means."""
    if not isinstance(data[key], str):
        errors[key].append(_("This must be text."))
        raise toolkit.StopOnError


def hndigital_several(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Take a text or a list of texts, of which empty ones count for nothing."""
    given = data[key] if isinstance(data[key], list | tuple) else [data[key]]
    if not all(isinstance(one, str | int) for one in given):
        errors[key].append(_("This must be text, or a list of texts."))
        raise toolkit.StopOnError
    data[key] = [text for one in given if (text := str(one).strip())]


def hndigital_flag(value: Any) -> bool:
    """Take true or false, in JSON or as text.

    CKAN's own validator takes all that it doesn't know for false: a misspelt `dry_run` would be published.
    """
    text = value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).lower())
    if text is None:
        raise toolkit.Invalid(_("“{value}” is neither true nor false.").format(value=value))
    return text


def hndigital_date(value: Any) -> Any:
    """Take a calendar day as YYYY-MM-DD."""
    text = _text(value)
    if not text:
        return value
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise toolkit.Invalid(
            _("“{value}” is no date. Please write year, month and day, such as 2021-03-31.").format(
                value=text
            )
        ) from error


def hndigital_email(value: Any) -> Any:
    """Take one e-mail address."""
    text = _text(value)
    if text and not _EMAIL.fullmatch(text):
        raise toolkit.Invalid(_("“{value}” is no e-mail address.").format(value=text))
    return value


def hndigital_url(value: Any, context: Context) -> Any:
    """Take a web address that begins with http:// or https://, and what is stored already.

    That a stored value stays in its own field is looked after in `addresses`.
    """
    text = _text(value)
    package = context.get("package")
    if not text or (package and text in (package.extras or {}).values()):
        return value
    address = web_address(text)
    if not address.startswith(("http://", "https://")):
        raise toolkit.Invalid(
            _("“{value}” is no web address. It begins with http:// or https://.").format(value=text)
        )
    return address


def hndigital_default_licence(value: Any) -> Any:
    """Give a project the portal's licence when nobody chose one."""
    return value if _text(value) else config.licence_id()


def hndigital_notes(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Give a project without a text of the city one sentence computed from its values."""
    given = _text(data.get(key))
    was_computed = _stored(context, "notes_berechnet") == "true" and given == _stored(context, "notes")
    if is_publication(context) or _stored(context, "zuletzt_berichtet") or (given and not was_computed):
        data[key] = given
        return
    from hndigital.texts import project_sentence

    row = {name: _right_cell(name, _text(data.get((name,)))) for name in table("vorhaben").column_names}
    row["titel"] = _text(data.get(("title",)))
    ratings = ratings_in(lambda name: _right_cell("bewertung", _text(data.get((name,)))))
    data[key] = project_sentence(row, ratings, "de", reported=False)
    data[("__hndigital_computed",)] = True


def _right_cell(name: str, cell: str) -> str:
    # A wrong cell is refused by its own validator; the sentence is made without it.
    try:
        column(name).cast(cell)
    except ValueError:
        return ""
    return cell


def hndigital_notes_berechnet(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Mark a computed summary, so that nobody takes it for the city's own words."""
    computed = data.pop(("__hndigital_computed",), False)
    if is_publication(context):
        data[key] = _text(data.get(key))
    elif _stored(context, "zuletzt_berichtet"):
        data[key] = _stored(context, "notes_berechnet")
    else:
        data[key] = "true" if computed else ""
