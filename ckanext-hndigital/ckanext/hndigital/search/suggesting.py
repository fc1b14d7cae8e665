"""“Did you mean …?”: words near to misspelt ones, from what everybody may see.

The words are those of public datasets' titles and of the code lists' labels. A suggestion is given only if
an anonymous reader's search finds something with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.hndigital.internals.index import SearchError
from ckanext.hndigital.recent import Recent
from ckanext.hndigital.search.words import fold
from ckanext.hndigital.visibility import public
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hndigital.schemas import codelist, column, register_table

__all__ = ["Vocabulary", "hndigital_suggestions"]

_WORD = re.compile(r"[^\W\d_]{4,}")
_LONGEST = 60
"""Letters of a word that is looked for: of those of the vocabulary, the longest have some forty."""
_MOST_WORDS = 8
_MOST = 3


def _labelled() -> tuple[str, ...]:
    """Return the code lists whose labels are words to suggest."""
    tables = map(register_table, ("vorhaben", "strategiefeld_matrix"))
    return tuple(column(name).codelist for one in tables for name in one.having("suggested"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by their folded form, and how often they occur."""

    words: Mapping[str, str]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Return the vocabulary of texts; of several writings of a word the most frequent stands for it."""
        written = Counter(word for text in texts for word in _WORD.findall(text))
        words: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for word, number in sorted(written.items(), key=lambda entry: (-entry[1], entry[0])):
            folded = fold(word)
            words.setdefault(folded, word)
            counts[folded] += number
        return cls(words, counts)

    def near(self, word: str) -> list[str]:
        """Return the words nearest to `word`, best first; none if it is one of them, or as long as none is.

        Near are those to which few letters to add, drop, change or swap lead.
        """
        folded = fold(word)
        if folded in self.words or len(folded) > _LONGEST:
            return []
        allowed = 1 if len(folded) < 6 else 2 if len(folded) < 11 else 3
        found = process.extract(
            folded, self.words.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        best = sorted((distance, -self.counts[other], other) for other, distance, _ in found)
        return [self.words[other] for _, _, other in best]


_vocabularies: Recent[Vocabulary] = Recent(1)


def _vocabulary() -> Vocabulary:
    """Return the vocabulary of the public datasets, made again when one of them has changed."""
    package = model.Package
    query = sa.select(sa.func.count(), sa.func.max(package.metadata_modified)).where(public())

    def make() -> Vocabulary:
        titles = model.Session.scalars(sa.select(package.title).where(public()))
        labels = (code.label_de for name in _labelled() for code in codelist(name).values())
        return Vocabulary.of([*(title for title in titles if title), *labels])

    return _vocabularies.once(tuple(model.Session.execute(query).one()), make)


def hndigital_suggestions(words: str) -> list[str]:
    """Return up to three searches near to `words` that find something; none if no word seems misspelt."""
    vocabulary = _vocabulary()
    asked = _WORD.findall(words)[:_MOST_WORDS]
    options = {word: vocabulary.near(word) for word in asked}
    found: list[str] = []
    for choice in range(_MOST):
        wanted, changed = words, False
        for word, near in options.items():
            if near:
                wanted = re.sub(rf"\b{re.escape(word)}\b", near[min(choice, len(near) - 1)], wanted)
                changed = True
        if changed and wanted not in found and _finds(wanted):
            found.append(wanted)
    return found


def _finds(words: str) -> bool:
    """Return whether an anonymous reader finds anything for `words`."""
    try:
        answer = toolkit.get_action("package_search")(
            {"user": "", "ignore_auth": False}, {"q": words, "rows": 0, "facet": "false"}
        )
    except SearchError:
        return False
    return bool(answer["count"])
