"""Meldebögen that came back → `Records`.

    collecting  what is given: files, a folder or a ZIP of them
    answers     one file → what its office says, row by row, each value with file, sheet and cell
    reading     all of them, whatever else is among them
    choosing    what editors have chosen where two contradict each other
    merging     all answers, held against each other and against the last round → the records of the round
    standing    how a round stands while they come in

What an office writes of a project in its early phase ends in `merging`: nothing after it knows the text.
"""

from __future__ import annotations

from .answers import Row, is_answer, mark_of
from .choosing import CHOICES, Choice, Choices, choices_file
from .collecting import is_collection, opened_sources
from .last import LastRound
from .merging import lacking
from .reading import answer_of, read_answers
from .standing import Conflict, Option, Said, Standing, standing_of

__all__ = [
    "CHOICES",
    "Choice",
    "Choices",
    "Conflict",
    "LastRound",
    "Option",
    "Row",
    "Said",
    "Standing",
    "answer_of",
    "choices_file",
    "is_answer",
    "is_collection",
    "lacking",
    "mark_of",
    "opened_sources",
    "read_answers",
    "standing_of",
]
