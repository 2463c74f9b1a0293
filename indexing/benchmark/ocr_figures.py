# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of text in pictures: numbers read as drawn, numbers that nobody drew, and what it costs.

The whole road of a picture: the confined worker, its lines as one text, contacts read in it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.benchmark.drawn import drawn
from indexing.benchmark.drawn_numbers import REGIONS, NumberPicture, number_picture
from indexing.benchmark.drawn_text import TEXT_KINDS
from indexing.benchmark.measure import Figure, not_measured
from indexing.errors import BadInputError
from indexing.extract import mentions
from indexing.pipeline.picture_lines import composed
from indexing.records import MentionKind
from indexing.sandbox.child import Child
from indexing.sandbox.decoder import Decoder
from indexing.sandbox.reader import PictureReader

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 200
_CALLED = ("number_card",)
"""Text pictures that hold a number by design; the others hold words alone."""
_PROMISED_BYTES = 600_000_000
_COSTLIEST = 100
NAMES: tuple[tuple[str, float, bool], ...] = (
    ("numbers on pictures read", 0.9, True),
    ("numbers misread", 0.02, False),
    ("numbers read where none is", 0, False),
    ("reading over decoding, CPU", _COSTLIEST, False),
    ("peak memory of the reader over 600 MB", 1, False),
)


def figures(size: int, seed: int) -> Iterator[Figure]:
    """Numbers found and made up, cost beside decoding, peak memory of the worker.

    Args:
        size: how many pictures with a number, and as many without; 200 at most.
        seed: of the drawings.
    """
    count = min(size, MOST)
    numbered = [number_picture(seed + place) for place in range(count)]
    plain = [_file(seed + place) for place in range(count)]
    with PictureReader() as reader:
        try:
            reader.require()
        except BadInputError:
            for name, goal, at_least in NAMES:
                yield not_measured(name, goal, at_least, "rapidocr")
            return
        child = reader._child(0)  # noqa: SLF001 - its cost is what is measured
        yield from _found(reader, numbered)
        began = child.cpu_seconds()
        phones = [number for data in plain for number in _phones(reader, data)]
        spent = (child.cpu_seconds() - began) / count
        phones += [number for data in _words(seed, count) for number in _phones(reader, data)]
        yield Figure(NAMES[2][0], len(phones), 0, False, {"pictures": 2 * count}, "numbers")
        yield _cost(spent, plain)
        yield _memory(child)


def _found(reader: PictureReader, numbered: Sequence[NumberPicture]) -> Iterator[Figure]:
    read = [_phones(reader, one.data) for one in numbered]
    right = [one.number in found for one, found in zip(numbered, read, strict=True)]
    wrong = sum(len(found - {one.number}) for one, found in zip(numbered, read, strict=True))
    by_style: dict[str, list[bool]] = {}
    for one, is_right in zip(numbered, right, strict=True):
        by_style.setdefault(one.style, []).append(is_right)
    detail = {style: round(statistics.mean(each), 4) for style, each in sorted(by_style.items())}
    told = {"pictures": len(numbered), **detail}
    yield Figure(*_named(0, statistics.mean(right)), told)
    yield Figure(*_named(1, wrong / len(numbered)), {"numbers": wrong})


def _named(place: int, value: float) -> tuple[str, float, float, bool]:
    name, goal, at_least = NAMES[place]
    return name, value, goal, at_least


def _phones(reader: PictureReader, data: bytes) -> set[str]:
    """The telephone numbers that are read in a picture file."""
    from PIL.Image import open as opened

    text, _lines = composed(reader.read(data), opened(BytesIO(data)).size)
    found = mentions.extract({"body": text}, regions=REGIONS)
    return {one.value for one in found if one.kind is MentionKind.PHONE}


def _cost(spent: float, plain: Sequence[bytes]) -> Figure:
    """CPU of reading a picture against that of decoding it, both in their workers."""
    with Decoder() as decoder:
        decoder.decode(plain[0])
        child = decoder._child(0)  # noqa: SLF001 - its cost is what is measured
        began, rounds = child.cpu_seconds(), 0
        while rounds < 3 or child.cpu_seconds() - began < 0.5:  # a clock of hundredths
            for data in plain:
                decoder.decode(data)
            rounds += 1
        decoding = (child.cpu_seconds() - began) / (rounds * len(plain))
    detail = {"reading_ms": round(1000 * spent, 1), "decoding_ms": round(1000 * decoding, 2)}
    ratio = spent / decoding if decoding else float("nan")
    return Figure(*_named(3, round(ratio, 1)), detail)


def _memory(child: Child) -> Figure:
    """Highest resident memory of the worker, on Linux, over what no picture should take."""
    try:
        lines = Path(f"/proc/{child.pid}/status").read_text("ascii").splitlines()
    except OSError:
        name, goal, at_least = NAMES[4]
        return not_measured(name, goal, at_least, "/proc")
    peak = next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return Figure(*_named(4, round(peak / _PROMISED_BYTES, 3)), {"peak_mb": round(peak / 1e6)})


def _file(seed: int) -> bytes:
    return _jpeg(drawn(seed + 100_000))


def _words(seed: int, count: int) -> Iterator[bytes]:
    """Pictures of words without any number."""
    makers = [make for name, make in TEXT_KINDS.items() if name not in _CALLED]
    for place in range(count):
        yield _jpeg(makers[place % len(makers)](seed + place))


def _jpeg(picture: Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=85)
    return stream.getvalue()
