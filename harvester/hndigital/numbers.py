"""The ways in which people write a project's number.

What a number is says the city's profile (`number` in profile.yaml). Here it is a head (a year, letters) and a
running number with leading zeros, as in `2020000072` and `D-017`.
"""

from __future__ import annotations

import re

from .profiles import current

__all__ = ["forms", "is_number", "running", "written"]

_BETWEEN = "-_"
"""What a dataset's name may hold besides letters and digits, and so may stand within a number."""


def is_number(text: str) -> bool:
    """Tell whether a text is a project's number as tables hold it."""
    return current().number.fits(text)


def running(number: str) -> str:
    """Return the running number without its zeros, "" if the number has none."""
    digits = _parts(number)[1]
    return str(int(digits)) if digits else ""


def forms(number: str) -> tuple[str, ...]:
    """Return the ways in which people write a number: `2020-72`, `#72`, `D/17`; the number itself first."""
    head, digits = _parts(number)
    if not digits:
        return (number,)
    short, bare = running(number), head.rstrip(_BETWEEN)
    return (number, short, f"#{short}", digits, f"{bare}-{short}", f"{bare}/{short}")


def written(words: str) -> str:
    """Return the number that somebody's words write, "" if they write none.

    It is the whole number where the head is written, too, else the running number without zeros (`#072`).
    """
    words = words.strip()
    head, digits = _parts(current().number.example)
    if match := re.fullmatch(rf"#?\s*([0-9]{{1,{len(digits) or 1}}})", words):
        return str(int(match[1]))
    bare = head.rstrip(_BETWEEN)
    said = re.sub(r"[\s/_-]", "", words)
    mine, run = said[: len(bare)], said[len(bare) :]
    if not (run.isascii() and run.isdigit() and len(run) <= len(digits)):
        return words if is_number(words) else ""
    whole = f"{mine}{head[len(bare) :]}{run.zfill(len(digits))}"
    return next((one for one in (whole, whole.upper(), whole.lower()) if is_number(one)), "")


def _parts(number: str) -> tuple[str, str]:
    """Return head and running number as they stand in a number."""
    city = current().number
    # What no report prints may still be a number, of another century, say: it is parted as the example is.
    known = (number, city.example) if len(number) == len(city.example) else (number,)
    match = next(filter(None, (re.fullmatch(city.printed, one) for one in known)), None)
    if match and "running" in match.groupdict():
        start = match.start("running")
    else:
        start = len(number) - len(re.search("[0-9]*$", number)[0])  # type: ignore[index]
    return number[:start], number[start:]
