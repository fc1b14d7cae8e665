"""How projects went from the stages of one round to those of another, as bands between two columns.

A drawing for a page: colours come from the page's style sheet (`currentcolor`), words from the code list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from ..characters import clean
from ..schemas import codelist, column
from ..texts import format_number

__all__ = ["Flow", "Move", "draw_flow"]

_WIDTH, _HEIGHT, _GAP, _TOP = 760, 340, 12, 34
_LEFT, _RIGHT, _NODE = 230, 530, 12
_NOT_NAMED = {"de": "nicht genannt", "en": "not reported"}


@dataclass(frozen=True, slots=True)
class Move:
    """How many projects went from one stage to another; "" is a round that does not name them."""

    old: str
    new: str
    count: int

    @property
    def stays(self) -> bool:
        """Whether the stage is the same."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Flow:
    """All moves between two rounds in the order of the stages; `name` is the column that holds them."""

    name: str
    moves: tuple[Move, ...]

    def label(self, code: str, lang: str) -> str:
        """Return a stage in words."""
        entry = codelist(column(self.name).codelist).get(code)
        return entry.label(lang) if entry else code or _NOT_NAMED[lang]

    @property
    def moved(self) -> int:
        """Number of projects that both rounds name at different stages."""
        return sum(move.count for move in self.moves if move.old and move.new and not move.stays)


@dataclass
class _Node:
    code: str
    count: int
    top: float
    taken: float = 0


def draw_flow(flow: Flow, older: str, newer: str, lang: str) -> str:
    """Return the drawing as an SVG element without a name: the page says in words what it shows."""
    sides = [_nodes(flow, old) for old in (True, False)]
    total = max(sum(node.count for node in side.values()) for side in sides)
    scale = (_HEIGHT - _TOP - _GAP * max(map(len, sides))) / max(total, 1)
    for side in sides:
        top = float(_TOP)
        for node in side.values():
            node.top = top
            top += node.count * scale + _GAP
    parts = [
        _text(_LEFT, 18, older, "end", bold=True),
        _text(_RIGHT + _NODE, 18, newer, "start", bold=True),
        # What moves lies above what stays.
        *sorted(_bands(flow, sides[0], sides[1], scale), key=lambda band: "hnd-flow-moves" in band),
        *_columns(flow, sides, scale, lang),
    ]
    return (
        f'<svg class="hnd-flow" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def _nodes(flow: Flow, old: bool) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    order = [*codelist(column(flow.name).codelist), ""]
    codes = dict.fromkeys(move.old if old else move.new for move in flow.moves)
    for code in sorted(codes, key=lambda one: order.index(one) if one in order else -1):
        count = sum(move.count for move in flow.moves if (move.old if old else move.new) == code)
        nodes[code] = _Node(code, count, 0)
    return nodes


def _bands(flow: Flow, left: dict[str, _Node], right: dict[str, _Node], scale: float) -> Iterator[str]:
    middle = (_LEFT + _NODE + _RIGHT) / 2
    for move in flow.moves:
        start, end, size = left[move.old], right[move.new], move.count * scale
        y0, y1 = start.top + start.taken, end.top + end.taken
        start.taken += size
        end.taken += size
        kind = "stays" if move.stays else "moves"
        yield (
            f'<path class="hnd-flow-{kind}" d="M{_LEFT + _NODE} {y0:.1f}'
            f"C{middle} {y0:.1f} {middle} {y1:.1f} {_RIGHT} {y1:.1f}V{y1 + size:.1f}"
            f'C{middle} {y1 + size:.1f} {middle} {y0 + size:.1f} {_LEFT + _NODE} {y0 + size:.1f}Z"/>'
        )


def _columns(flow: Flow, sides: list[dict[str, _Node]], scale: float, lang: str) -> Iterator[str]:
    for side, x, at, anchor in (
        (sides[0], _LEFT, _LEFT - 8, "end"),
        (sides[1], _RIGHT, _RIGHT + 20, "start"),
    ):
        for node in side.values():
            size = max(node.count * scale, 1)
            box = f'x="{x}" y="{node.top:.1f}" width="{_NODE}" height="{size:.1f}"'
            yield f'<rect class="hnd-flow-stage" {box}/>'
            label = f"{flow.label(node.code, lang)}: {format_number(node.count, lang)}"
            yield _text(at, node.top + size / 2 + 5, label, anchor)


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    how = f'text-anchor="{anchor}" font-size="15"{weight}'
    return f'<text x="{x}" y="{y:.1f}" {how}>{escape(clean(words))}</text>'
