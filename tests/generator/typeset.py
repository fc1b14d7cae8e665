"""Text with chosen break points: what a line end may cut, so that every wrap can be read back.

Chromium decides where lines end; it may do so at blanks, after a hyphen that the joining rules keep,
and inside words at points given here, where a script then prints a hyphen. Anything else (slashes,
"i-Kfz", "Online- Anmeldung") is kept on one line, because a wrap there would lose what was written.
"""

from __future__ import annotations

import re
from html import escape

from .model import LINE_END

__all__ = ["FREEZE", "pieces", "text"]

_VOWELS = "aeiouyäöüAEIOUYÄÖÜ"
_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]+")
_CLUSTERS = ("sch", "ch", "ck", "ph", "th", "qu")
_KEEPS_BLANK = ("und", "oder", "bzw.")
_NUMBER = re.compile(r"\W?20\d{7,8}(?!\d)")

FREEZE = """
const all = [...document.querySelectorAll('.t')].map(el => {
  const lines = [[]];
  let last = null, previous = null;
  for (const item of el.children) {
    if (item.tagName === 'BR') { lines.push([]); last = null; previous = null; continue; }
    if (item.tagName !== 'I') continue;
    const top = item.getBoundingClientRect().top;
    const text = item.textContent;
    const line = lines[lines.length - 1];
    if (last !== null && Math.abs(top - last) > 3) {
      if (previous.dataset.k === 's') line[line.length - 1] += '-';
      lines.push([text]);
    } else {
      line.push((previous !== null && previous.dataset.k === '' ? ' ' : '') + text);
    }
    last = top; previous = item;
  }
  return [el, lines.map(line => line.join(''))];
});
for (const [el, lines] of all) {
  el.replaceChildren(...lines.flatMap((line, n) => n ? [document.createElement('br'), line] : [line]));
  el.className = 'f';
}
"""
"""Script that measures where Chromium ended the lines and makes these line ends final."""


def _syllables(word: str) -> list[str]:
    """Split a word where a hyphen may be printed: before the last consonant between two vowels."""
    if len(word) < 6 or not _WORD.fullmatch(word):
        return [word]
    cuts = []
    for match in re.finditer(rf"(?<=[{_VOWELS}])([^{_VOWELS}]+)(?=[{_VOWELS}])", word):
        run, end = match.group(1), match.end()
        size = next((len(cluster) for cluster in _CLUSTERS if run.endswith(cluster)), 1)
        cut = end - size
        if cut >= 2 and len(word) - cut >= 3 and word[cut:] not in _KEEPS_BLANK:
            cuts.append(cut)
    edges = [0, *cuts, len(word)]
    return [word[start:end] for start, end in zip(edges, edges[1:], strict=False)]


def _token(token: str) -> list[tuple[str, str]]:
    """Split a token without blanks into (text, kind of break after it: s = prints a hyphen, h = has one)."""
    result: list[tuple[str, str]] = []
    glue = ""
    for part in re.findall(r"[A-Za-zÄÖÜäöüß]+|[^A-Za-zÄÖÜäöüß]+", token):
        if not _WORD.fullmatch(part):
            glue += part
            continue
        if glue:
            hard = len(glue) == 1 and glue == "-" and result and result[-1][0][-1:].isalpha()
            if hard and part[:1].isupper():
                result[-1] = (result[-1][0] + "-", "h")
                glue = ""
        syllables = _syllables(part)
        if result and result[-1][1] != "h":
            syllables[0] = result.pop()[0] + glue + syllables[0]
        elif glue:
            syllables[0] = glue + syllables[0]
        glue = ""
        result += [(syllable, "s") for syllable in syllables]
    if glue:
        result = [*result[:-1], (result[-1][0] + glue, "")] if result else [(glue, "")]
    result[-1] = (result[-1][0], "")
    return result


def pieces(line: str) -> list[tuple[str, str]]:
    """Split a printed line into (text, kind of break after it: "" = blank, "s" or "h" = within a word)."""
    result: list[tuple[str, str]] = []
    stuck = False
    tokens = line.split()
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        parts = _token(token)
        if stuck:
            before = result.pop()[0]
            parts[0] = (f"{before} {parts[0][0]}", parts[0][1])
        result += parts
        hanging = len(token) > 1 and token[-1] == "-" and token[-2].isalpha()
        stuck = hanging and bool(following) and not following.startswith(_KEEPS_BLANK)
        stuck = stuck or bool(_NUMBER.match(following))  # at a line's start it would begin a row
    return result


def text(printed: str, tag: str = "p") -> str:
    """Return an element whose line ends Chromium chooses among the allowed break points."""
    lines = []
    for line in printed.split(LINE_END):
        parts = []
        for piece, kind in pieces(line):
            parts.append(f'<i data-k="{kind}">{escape(piece)}</i>{"<wbr>" if kind else " "}')
        lines.append("".join(parts))
    return f'<{tag} class="t">{"<br>".join(lines)}</{tag}>'
