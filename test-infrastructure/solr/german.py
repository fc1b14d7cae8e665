#!/usr/bin/env python3
"""Make a Solr configuration that searches German out of CKAN's own schema.

    python3 german.py --ckan-schema .../ckan/config/solr/schema.xml --words /usr/share/dict/ngerman --out DIR

DIR gets `schema.xml`, two lists of the parts of compound words, the list of words that are no
compounds, and the files of `conf/`. CKAN's schema is changed in one place, the analysers of its
field type `text`; everything else stays CKAN's, so that a newer CKAN brings its newer fields along.
Where CKAN's schema no longer has what is replaced here, the script stops instead of guessing.

How a compound is cut up: Solr's DictionaryCompoundWord filter looks for words of a list inside a
word. Any word may hold another by accident ("Information" holds "Form"), so words that the word
list knows and that are no compounds themselves are left whole. Two passes, because the filter only
takes the longest word at each place: the first finds "Hausmeister" in "Hausmeisterdienst", the
second, whose list has no compounds, "Haus" and "Meister".
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

CONF = Path(__file__).with_name("conf")
MIN_PART, MAX_PART = 5, 18
"""Letters of a noun of the word list that is looked for inside words."""
MIN_OWN = 4
"""Letters of an own part, at least; shorter ones only at a word's beginning or end."""

NOUNS, ATOMS, WHOLE = "compound-nouns.txt", "compound-atoms.txt", "whole-words.txt"
_LINKING = ("", "s", "es", "n", "en", "e")
"""What may stand between the parts of a compound."""


def normalise(word: str) -> str:
    """Fold a lower-cased word as Lucene's GermanNormalizationFilter does (its published rules)."""
    result: list[str] = []
    state = "N"  # N: nothing special, U: an e after this is an umlaut's, V: a vowel before
    for letter in word:
        if letter in "ao":
            state = "U"
        elif letter == "u":
            state = "U" if state == "N" else "V"
        elif letter == "e":
            drop, state = state == "U", "V"
            if drop:
                continue
        elif letter in "iqy":
            state = "V"
        elif letter in "äöü":
            letter, state = "aou"["äöü".index(letter)], "V"
        elif letter == "ß":
            letter, state = "ss", "N"
        else:
            state = "N"
        result.append(letter)
    return "".join(result)


class Words:
    """The lists that the filters read, all in the form that `normalise` gives."""

    def __init__(self, words: Iterable[str], parts: Iterable[str]) -> None:
        """Sort a word list and the own supplement (lines of `word-parts.txt`) into the lists."""
        letters = [word for word in words if word.isalpha()]
        own = [part.strip() for part in parts]
        self.beginnings = sorted(normalise(part[:-1].lower()) for part in own if part.endswith("-"))
        self.ends = sorted(normalise(part[1:].lower()) for part in own if part.startswith("-"))
        self.nouns = {word for word in _nouns(letters) if MIN_PART <= len(word) <= MAX_PART}
        self.nouns |= {normalise(part.lower()) for part in own if "-" not in part}
        # "Schule" stands in "Schulamt" without its e.
        self.nouns |= {word[:-1] for word in self.nouns if word.endswith("e") and len(word) > MIN_PART}
        self.whole = {word for word in map(normalise, map(str.lower, letters)) if not self.is_compound(word)}
        self.atoms = {word for word in self.nouns if not self.is_compound(word)}

    def is_compound(self, word: str) -> bool:
        """Tell whether a word is made of two parts of the lists and a linking sound, without rest."""
        starts = [len(head) for head in self.beginnings if word.startswith(head)]
        starts += [cut for cut in range(MIN_OWN, len(word) - 2) if word[:cut] in self.nouns]
        for cut in starts:
            for linking in _LINKING:
                rest = word[cut:]
                tail = rest[len(linking) :] if rest.startswith(linking) else ""
                if tail in self.nouns or tail in self.ends:
                    return True
        return False

    def beginning_pattern(self) -> str:
        """Return the pattern of a short part at a word's beginning: "Bau", unless it is "Baum"."""
        choices = []
        for short in self.beginnings:
            size = len(short)
            longer = {word[size:] for word in self.atoms if word.startswith(short) and word != short}
            rest = [tail for tail in longer if not any(tail[:cut] in longer for cut in range(1, len(tail)))]
            choices.append(f"{short}(?!{'|'.join(sorted(rest))})" if rest else short)
        return f"^({'|'.join(choices)})"

    def end_pattern(self) -> str:
        """Return the pattern of a short part at a word's end, with what inflection adds."""
        return f"^.{{3,}}?((?:{'|'.join(self.ends)})(?:s|es|er|ern|e|en)?)$"


def _nouns(words: Iterable[str]) -> Iterator[str]:
    """Yield the nouns of a word list, normalised.

    The list has a word only once: "park" in lower case (from "parken") hides "Park". But "Parks" is
    there, so a word in lower case counts as well if a noun differs from it by an inflection only.
    """
    known = set(words)
    capital = {word.lower() for word in known if word[0].isupper() and not word.isupper()}
    endings = ("n", "en", "e", "er", "s", "es")
    for word in known:
        lower = word.lower()
        if (
            lower in capital
            or any(lower + ending in capital for ending in ("s", "es"))
            or any(lower.endswith(ending) and lower[: -len(ending)] in capital for ending in endings)
        ):
            yield normalise(lower)


def analysers(words: Words) -> Iterator[ET.Element]:
    """Yield the analyser for what is indexed and the one for what is asked."""
    compound = {
        "class": "solr.ProtectedTermFilterFactory",
        "protected": WHOLE,
        "wrappedFilters": "patternCaptureGroup-start,patternCaptureGroup-end,"
        "dictionaryCompoundWord-nouns,dictionaryCompoundWord-atoms",
        "patternCaptureGroup-start.pattern": words.beginning_pattern(),
        "patternCaptureGroup-end.pattern": words.end_pattern(),
    }
    for name, file in (("nouns", NOUNS), ("atoms", ATOMS)):
        prefix = f"dictionaryCompoundWord-{name}"
        compound |= {
            f"{prefix}.dictionary": file,
            f"{prefix}.minWordSize": "7",
            f"{prefix}.minSubwordSize": str(MIN_OWN),
            f"{prefix}.maxSubwordSize": str(MAX_PART),
            f"{prefix}.onlyLongestMatch": "true",
        }
    common = [
        {"class": "solr.LowerCaseFilterFactory"},
        {"class": "solr.GermanNormalizationFilterFactory"},
    ]
    stem = [
        # The stemmer takes the genitive's s after other letters, not after r: "Verkehrs", "Bürgers".
        {"class": "solr.PatternReplaceFilterFactory", "pattern": "^(.{4,}r)s$", "replacement": "$1"},
        {"class": "solr.StemmerOverrideFilterFactory", "dictionary": "stems.txt"},
        {"class": "solr.GermanLightStemFilterFactory"},
        {"class": "solr.ASCIIFoldingFilterFactory"},
        {"class": "solr.RemoveDuplicatesTokenFilterFactory"},
    ]
    delimiter = {
        "class": "solr.WordDelimiterGraphFilterFactory",
        "generateWordParts": "1",
        "generateNumberParts": "1",
        "catenateAll": "0",
        "splitOnCaseChange": "1",
    }
    index = [
        delimiter | {"catenateWords": "1", "catenateNumbers": "1"},
        {"class": "solr.FlattenGraphFilterFactory"},
        *common,
        compound,
        *stem,
    ]
    synonyms = {
        "class": "solr.SynonymGraphFilterFactory",
        "synonyms": "synonyms.txt",
        "ignoreCase": "true",
        "expand": "true",
    }
    query = [synonyms, delimiter | {"catenateWords": "0", "catenateNumbers": "0"}, *common, *stem]
    for kind, filters in (("index", index), ("query", query)):
        analyser = ET.Element("analyzer", {"type": kind})
        ET.SubElement(analyser, "tokenizer", {"class": "solr.WhitespaceTokenizerFactory"})
        for attributes in filters:
            ET.SubElement(analyser, "filter", attributes)
        yield analyser


def german_schema(ckan_schema: Path, words: Words) -> ET.ElementTree[Any]:
    """Return CKAN's schema with German analysers; stops where it isn't built as expected."""
    tree = ET.parse(ckan_schema)  # noqa: S314 (a file of the installed CKAN)
    types = [kind for kind in tree.iter("fieldType") if kind.get("name") == "text"]
    name = tree.getroot().get("name", "")
    if len(types) != 1 or len(types[0].findall("analyzer")) != 2 or not re.fullmatch(r"ckan-\d+\.\d+", name):
        sys.exit(f"{ckan_schema} isn't built like the schema of CKAN 2.11 and 2.12: german.py needs a look.")
    for child in list(types[0]):
        types[0].remove(child)
    types[0].extend(analysers(words))
    ET.indent(tree)
    return tree


def main() -> None:
    """Write the configuration."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--ckan-schema", type=Path, required=True, help="schema.xml of the installed CKAN")
    parser.add_argument("--words", type=Path, required=True, help="German word list, one word per line")
    parser.add_argument("--out", type=Path, required=True, help="the core's conf directory")
    options = parser.parse_args()
    own = (line.partition("#")[0].strip() for line in _lines(CONF / "word-parts.txt"))
    words = Words(_lines(options.words), [line for line in own if line])
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in ((NOUNS, words.nouns), (ATOMS, words.atoms), (WHOLE, words.whole)):
        (options.out / name).write_text("\n".join(sorted(content)) + "\n", encoding="utf-8")
    for name in ("solrconfig.xml", "synonyms.txt", "stems.txt"):
        shutil.copyfile(CONF / name, options.out / name)
    german_schema(options.ckan_schema, words).write(
        options.out / "schema.xml", encoding="utf-8", xml_declaration=True
    )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
