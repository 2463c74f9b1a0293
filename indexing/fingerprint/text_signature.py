# SPDX-License-Identifier: GPL-3.0-or-later
"""Text signatures: what is compared when two texts are held against each other.

The exact signature is a hash of the folded text with its digits: equal means the same words and
numbers whatever the disguise. The near signature is the set of hashed character 5-grams of the
letters alone, so that slots (numbers, prices, dates) weigh little.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from indexing.normalise import (
    FOLD_VERSION,
    fold_text,
    folded_alone,
    leet_letter,
    letters,
    letters_of_scripts,
    word_letter,
)
from indexing.records import Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters in a shingle (character 5-grams measured best on short noisy ads)."""
STAMP = Stamp("text-signature", f"c{SHINGLE}-7/{FOLD_VERSION}")
_FILLING = Lock()
_HEAD = 16 + 4 + 4
_UNKNOWN = 0xFFFFFFFF
_LONG_TEXT = 120
"""Letters from which a further column is a text and not a word or a code."""


@dataclass(frozen=True, slots=True, eq=False)
class TextSignature:
    """Signature of one ad's title and body.

    ``exact`` is 16 bytes; ``count`` the number of folded letters, ``in_body`` those of the body
    alone; ``shingles`` sorted unique 32-bit hashes.
    """

    exact: bytes
    count: int
    in_body: int
    shingles: NDArray[np.uint32]

    def to_bytes(self) -> bytes:
        """For the store."""
        counts = self.count.to_bytes(4, "little") + self.in_body.to_bytes(4, "little")
        return self.exact + counts + self.shingles.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> TextSignature:
        """As stored by ``to_bytes``."""
        import numpy as np

        count = int.from_bytes(data[16:20], "little")
        in_body = int.from_bytes(data[20:_HEAD], "little")
        return cls(data[:16], count, in_body, np.frombuffer(data, np.uint32, offset=_HEAD))


def signature(title: str, body: str, other: Sequence[str] = ()) -> TextSignature:
    """Signature of one ad; see :func:`signatures`."""
    return signatures([(title, body, other)])[0]


def signatures(ads: Sequence[tuple[str, str, Sequence[str]]]) -> list[TextSignature]:
    """Signatures of ads given as title, body and further columns.

    A title that the body repeats at its start counts once. Where there is no body, the long texts
    among the further columns stand in for it in the exact signature: fifty rows that agree in a
    bare title are repeats only when they agree in the rest as well.
    """
    from indexing.fingerprint.fold_kernels import written_out
    from indexing.fingerprint.shingle_kernels import hashed_shingles, word_letters

    folded = _folded([f"{title}\n{body}" for title, body, _ in ads], [len(ad[0]) for ad in ads])
    points, begins, bodies, ends = folded
    letter = _letters_for(points)
    kept, places, counts = word_letters(points, (begins, bodies, ends), letter, _leet())
    hashes, starts = hashed_shingles(kept, places, SHINGLE)
    written, rows = written_out(points, begins, ends)
    exact, spans = memoryview(written), starts.tolist()
    found = []
    for number, (count, in_body) in enumerate(counts.tolist()):
        key = _exact(exact[rows[number] : rows[number + 1]])
        if not in_body and ads[number][2]:
            whole = _characters(points[begins[number] : ends[number]])
            key, in_body = _with_others(whole, ads[number][2])
        shingles = hashes[spans[number] : spans[number + 1]]
        found.append(TextSignature(key, count, in_body, shingles))
    return found


def _folded(
    raw: list[str], titles: list[int]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Code points of folded texts, and where each begins, has its body, and ends."""
    import numpy as np

    from indexing.fingerprint.fold_kernels import fold_points, folded_size

    points, starts = _points(raw)
    fold, several, rows = _folds_for(points)
    size, is_folded = folded_size(points, starts, fold, rows)
    if is_folded.any():
        for number in np.flatnonzero(is_folded).tolist():
            title = fold_text(raw[number][: titles[number]])
            raw[number] = f"{title}\n{fold_text(raw[number][titles[number] + 1 :])}"
            titles[number] = len(title)
        points, starts = _points(raw)
    bodies = starts[:-1] + np.array(titles, np.int64) + 1
    texts = (points, starts, bodies, is_folded)
    size += len(points)  # what was folded above can have grown
    folded, ends, begins, bodies = fold_points(texts, size, fold, (several, rows), _scripts())
    return folded, begins, bodies, ends[1:]


def _exact(written: memoryview) -> bytes:
    return hashlib.blake2b(written, digest_size=16).digest()


def _with_others(folded: str, other: Sequence[str]) -> tuple[bytes, int]:
    """Exact hash, and letters of what stands for the body, of a text without body."""
    stand_in = [one for one in (fold_text(value) for value in other) if _is_long(one)]
    whole = "\n".join([folded, *stand_in])
    written = "".join(whole.split()).encode("utf-8", "replace")
    return _exact(memoryview(written)), sum(map(_letters_of, stand_in))


def _points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Code points of all texts, and where each starts (one more entry)."""
    import numpy as np

    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=starts[1:])
    # a lone surrogate is one code point here too, so that lengths agree
    written = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(written, np.uint32), starts


def _characters(points: NDArray[np.uint32]) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def _new_codes(points: NDArray[np.uint32], table: NDArray[np.uint32]) -> list[int]:
    """Code points that a table has no entry for yet."""
    import numpy as np

    codes: list[int] = np.unique(points[table[points] == _UNKNOWN]).tolist()
    return codes


@lru_cache(maxsize=2)
def _table(name: str) -> NDArray[np.uint32]:
    import numpy as np

    return np.full(sys.maxunicode + 1, _UNKNOWN, np.uint32)


@lru_cache(maxsize=1)
def _expansions() -> list[str]:
    return []


def _folds_for(
    points: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
    """The table of folds, filled for these code points, and the expansions it points at."""
    from indexing.fingerprint.fold_kernels import JOINING, SEVERAL

    with _FILLING:
        table, several = _table("fold"), _expansions()
        for code in _new_codes(points, table):
            given = folded_alone(code)
            if given is None:
                table[code] = JOINING
            elif len(given) > 1:
                table[code] = SEVERAL + len(several)
                several.append(given)
            else:
                table[code] = ord(given or "\0")
        return table, *_points(several)


def _letters_for(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The table of letters, filled for these code points."""
    table = _table("letter")
    for code in _new_codes(points, table):
        table[code] = ord((word_letter(code) or "\0")[0])
    return table


@lru_cache(maxsize=1)
def _leet() -> NDArray[np.uint32]:
    import numpy as np

    codes = [*range(128), 0x20AC, 0xA3]
    rows = [[leet_letter(code, cyrillic=cyrillic) for code in codes] for cyrillic in (False, True)]
    return np.array(rows, np.uint32)


@lru_cache(maxsize=1)
def _scripts() -> NDArray[np.uint16]:
    import numpy as np

    from indexing.fingerprint.fold_kernels import LETTERS_TO

    return np.array(letters_of_scripts(range(LETTERS_TO)), np.uint16)


def _letters_of(folded: str) -> int:
    return len(letters(folded).replace(" ", ""))


def _is_long(folded: str) -> bool:
    return _letters_of(folded) >= _LONG_TEXT
