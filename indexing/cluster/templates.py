# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates with slots: the words that texts of a cluster share, and what varies between them.

A cluster may hold several templates (a phone joins two offers of one advertiser); each is found
on a bounded sample and then tried on every text, largest first. Any script; shown as posted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

from indexing.cluster.template_alignment import NOTHING, Laid, Lexicon, Row, lay
from indexing.cluster.template_consensus import reference_of, settled
from indexing.cluster.template_tokens import Tokens, tokenise

if TYPE_CHECKING:
    from indexing.cluster.template_alignment import Ids

TEMPLATE_VERSION = "2"
SAMPLE = 64
"""Different texts that a template is made from, drawn by their hash."""
MOST_TEMPLATES = 8
_MOST_TRIES = 12
_WIDENINGS = 3
LEAST_SHARE = 0.25
"""A text of which less is explained is not of the template."""
MOST_VALUES = 20
_LEAST_VALUES = 3
_MOST_VALUES_IN_ALL = 400
_EDGE = 8
"""Characters of punctuation beside a constant that are shown with it."""
_GAP = 40
"""Where more characters than this stand between two tokens, a constant ends."""
_VALUE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of one of the texts."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant:
    """Words that stay, as they stand in one of the texts."""

    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Value:
    """What a slot holds in ``texts`` texts, as it stands in one of them."""

    text: str
    texts: int
    at: Place


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that varies. ``values`` are the most frequent of ``distinct`` values."""

    number: int
    values: tuple[Value, ...]
    distinct: int
    filled: int
    """Texts that have something here."""


@dataclass(frozen=True, slots=True)
class Template:
    """Constants and slots in their order, and the texts (indexes) that follow them.

    ``odd``, in the first template only: texts that are cheaper told without any template.
    """

    parts: tuple[Constant | Slot, ...]
    members: tuple[int, ...]
    odd: tuple[int, ...] = ()


class PieceKind(StrEnum):
    """What a token of a text is to the template."""

    CONSTANT = "constant"
    MOVED = "moved"  # a constant, at another place than the template has it
    SLOT = "slot"
    EXTRA = "extra"
    MISSING = "missing"  # a constant that the text lacks; its span is empty


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of a text. ``number`` is that of its slot, or of the constant's token, else 0."""

    start: int
    end: int
    kind: PieceKind
    number: int = 0


@dataclass(slots=True)
class _Text:
    """Texts that are equal token by token; ``text`` is shown for them."""

    ids: Ids
    tokens: Tokens
    text: str
    indexes: list[int] = field(default_factory=list)


def induce(texts: Sequence[str]) -> tuple[Template, ...]:
    """The templates of the texts of one cluster, that of most texts first."""
    lexicon = Lexicon()
    pool = _distinct(texts, lexicon)
    found: list[Template] = []
    for _ in range(_MOST_TRIES):
        if len(found) == MOST_TEMPLATES or sum(len(one.indexes) for one in pool) < 2:
            break
        pool, template = _first_template(pool, lexicon, found)
        if template is None and not pool:
            break
    if not found:
        return ()
    found.sort(key=_size_then_words)
    inside = {index for template in found for index in template.members}
    odd = tuple(index for index in range(len(texts)) if index not in inside)
    return (Template(found[0].parts, found[0].members, odd), *found[1:])


class Aligner:
    """Lays texts on one template."""

    def __init__(self, template: Template) -> None:
        self._lexicon = Lexicon()
        ids: list[int] = []
        gaps: dict[int, int] = {}
        for part in template.parts:
            if isinstance(part, Slot):
                gaps[len(ids)] = part.number
            else:
                ids += self._lexicon.ids(tokenise(part.text).keys).tolist()
        self._numbers = gaps
        self._row = Row(self._lexicon, ids)

    def align(self, text: str) -> tuple[Piece, ...]:
        """Every token of a text once, in order, and the constants that it lacks."""
        return self.laid(text)[0]

    def laid(self, text: str) -> tuple[tuple[Piece, ...], float]:
        """The same, and the share of the text that the template explains (``LEAST_SHARE``)."""
        tokens = tokenise(text)
        laid = lay(self._row, frozenset(self._numbers), self._lexicon.ids(tokens.keys))
        return tuple(self._pieces(tokens, laid)), laid.share

    def _pieces(self, tokens: Tokens, laid: Laid) -> Iterator[Piece]:
        lacking = sorted(set(range(len(self._row.ids))) - set(laid.constants), reverse=True)
        for place, constant in enumerate(laid.constants):
            start, end = tokens.starts[place], tokens.ends[place]
            if constant >= 0:
                while lacking and lacking[-1] < constant and not laid.moved[place]:
                    yield Piece(start, start, PieceKind.MISSING, lacking.pop() + 1)
                kind = PieceKind.MOVED if laid.moved[place] else PieceKind.CONSTANT
                yield Piece(start, end, kind, constant + 1)
            elif laid.slots[place] >= 0:
                yield Piece(start, end, PieceKind.SLOT, self._numbers[laid.slots[place]])
            else:
                yield Piece(start, end, PieceKind.EXTRA)
        last = tokens.ends[-1] if tokens.ends else 0
        while lacking:
            yield Piece(last, last, PieceKind.MISSING, lacking.pop() + 1)


def align(template: Template, text: str) -> tuple[Piece, ...]:
    """Every token of a text once, in order, and the constants that it lacks."""
    return Aligner(template).align(text)


def _distinct(texts: Sequence[str], lexicon: Lexicon) -> list[_Text]:
    """Texts that differ, in an order that depends on nothing but what they say."""
    known: dict[str, _Text] = {}
    found: dict[tuple[str, ...], _Text] = {}
    for index, text in enumerate(texts):
        one = known.get(text)
        if one is None:
            tokens = tokenise(text)
            one = found.get(tokens.keys)
            if one is None:
                one = found[tokens.keys] = _Text(lexicon.ids(tokens.keys), tokens, text)
            elif text < one.text:
                one.tokens, one.text = tokens, text
                one.indexes.insert(0, index)
                known[text] = one
                continue
            known[text] = one
        one.indexes.append(index)
    return [one for keys, one in sorted(found.items(), key=_digest) if keys]


def _digest(item: tuple[tuple[str, ...], _Text]) -> bytes:
    return blake2b("\0".join(item[0]).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _first_template(
    pool: list[_Text], lexicon: Lexicon, found: list[Template]
) -> tuple[list[_Text], Template | None]:
    """The template of the text that most others resemble, and what remains of the pool."""
    sample = pool[:SAMPLE]
    ids = [one.ids for one in sample]
    seed = reference_of(ids, lexicon)
    row = Row(lexicon, ids[seed].tolist())
    slots = frozenset[int]()
    near: list[Ids] = []
    # slots found among few let more texts fit, and these may vary where the few did not
    for _ in range(_WIDENINGS):
        wider = [one for one in ids if lay(row, slots, one).share >= LEAST_SHARE]
        if len(wider) <= len(near):
            break
        near = wider
        row, slots = settled(near, lexicon)
    template, left = None, pool
    if near and len(row.ids):
        laid = [(one, lay(row, slots, one.ids)) for one in pool]
        fitting = [pair for pair in laid if pair[1].share >= LEAST_SHARE]
        if sum(len(one.indexes) for one, _ in fitting) > 1:
            template = _template(fitting, row, slots)
            found.append(template)
            left = [one for one, on in laid if on.share < LEAST_SHARE]
    if template is None:
        left = [one for one in pool if one is not sample[seed]]
    return left, template


def _template(fitting: Sequence[tuple[_Text, Laid]], row: Row, slots: frozenset[int]) -> Template:
    parts: list[Constant | Slot] = []
    numbers = {gap: number for number, gap in enumerate(sorted(slots), start=1)}
    told = max(_LEAST_VALUES, min(MOST_VALUES, _MOST_VALUES_IN_ALL // max(len(slots), 1)))
    filled = _values(fitting, slots)
    shown = sorted(fitting, key=_by_constants)
    begin = 0
    for gap in range(len(row.ids) + 1):
        if gap in slots or gap == len(row.ids):
            parts += _constants(range(begin, gap), row, shown, slots)
            begin = gap
        if gap in slots:
            values = sorted(filled[gap].values(), key=_by_texts)
            in_all = sum(value.texts for value in values)
            parts.append(Slot(numbers[gap], tuple(values[:told]), len(values), in_all))
    members = sorted(index for one, _ in fitting for index in one.indexes)
    return Template(tuple(parts), tuple(members))


def _values(
    fitting: Sequence[tuple[_Text, Laid]], slots: frozenset[int]
) -> dict[int, dict[tuple[str, ...], Value]]:
    """The values of each slot by their keys."""
    found: dict[int, dict[tuple[str, ...], Value]] = {gap: {} for gap in slots}
    for one, laid in fitting:
        for gap, first, last in _stretches(laid):
            keys = one.tokens.keys[first : last + 1]
            start, end = one.tokens.starts[first], one.tokens.ends[last]
            end = min(end, start + _VALUE_CHARACTERS)
            place = Place(one.indexes[0], start, end)
            value = Value(one.text[start:end], len(one.indexes), place)
            before = found[gap].get(keys)
            if before is not None:
                shown = min(before, value, key=_by_text)
                value = Value(shown.text, before.texts + value.texts, shown.at)
            found[gap][keys] = value
    return found


def _stretches(laid: Laid) -> Iterator[tuple[int, int, int]]:
    """Slot, first and last token of what fills it; of two stretches the first."""
    seen = set[int]()
    place, size = 0, len(laid.slots)
    while place < size:
        gap, first = laid.slots[place], place
        while place < size and laid.slots[place] == gap:
            place += 1
        if gap >= 0 and gap not in seen:
            seen.add(gap)
            yield gap, first, place - 1


def _constants(
    places: range, row: Row, shown: Sequence[tuple[_Text, Laid]], slots: frozenset[int]
) -> Iterator[Constant]:
    """Constants between two slots, from as few texts as have them in one piece."""
    begin = places.start
    while begin < places.stop:
        best, length = shown[0], 0
        for pair in shown[:SAMPLE]:
            found = _in_one_piece(pair, row.ids, begin, places.stop)
            if found > length:
                best, length = pair, found
            if begin + length == places.stop:
                break
        if length:
            yield _constant(best, begin, begin + length, begin in slots or begin == 0)
        begin += max(length, 1)


def _in_one_piece(pair: tuple[_Text, Laid], wanted: Ids, begin: int, stop: int) -> int:
    """How many constants from ``begin`` on a text has side by side and spelled alike."""
    one, laid = pair
    if begin not in laid.constants:
        return 0
    first = place = laid.constants.index(begin)
    keys = one.tokens
    while (
        place < len(laid.constants)
        and laid.constants[place] == begin + place - first < stop
        and one.ids[place] == wanted[begin + place - first]
        and (place == first or keys.starts[place] - keys.ends[place - 1] <= _GAP)
    ):
        place += 1
    return place - first


def _constant(pair: tuple[_Text, Laid], begin: int, stop: int, edge: bool) -> Constant:
    one, laid = pair
    first = laid.constants.index(begin)
    last = first + stop - begin - 1
    start, end = one.tokens.starts[first], one.tokens.ends[last]
    before = one.tokens.ends[first - 1] if first else 0
    after = one.tokens.starts[last + 1] if last + 1 < len(one.tokens.starts) else len(one.text)
    if edge and start - before <= _EDGE:
        start = before
    if after - end <= _EDGE:
        end = after
    return Constant(one.text[start:end], Place(one.indexes[0], start, end))


def _by_constants(pair: tuple[_Text, Laid]) -> tuple[int, int, str]:
    """Most constants first, then the plainest spacing."""
    found = sum(one != NOTHING for one in pair[1].constants)
    return -found, len(pair[0].text), pair[0].text


def _by_texts(value: Value) -> tuple[int, str]:
    return -value.texts, value.text


def _by_text(value: Value) -> str:
    return value.text


def _size_then_words(template: Template) -> tuple[int, str]:
    words = "".join(part.text for part in template.parts if isinstance(part, Constant))
    return -len(template.members), words
