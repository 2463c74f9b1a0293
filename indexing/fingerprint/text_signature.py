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
from typing import TYPE_CHECKING

from indexing.normalise import FOLD_VERSION, fold_text, leet_letter, letters, word_letter
from indexing.records import Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters in a shingle (character 5-grams measured best on short noisy ads)."""
STAMP = Stamp("text-signature", f"c{SHINGLE}-5/{FOLD_VERSION}")
_HEAD = 16 + 4 + 4
_UNKNOWN = 0xFFFFFFFF
_LONG_TEXT = 40
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
    import numpy as np

    from indexing.fingerprint.shingle_kernels import hashed_shingles, word_letters

    read = [_read(title, body, other) for title, body, other in ads]
    starts = np.zeros(len(read) + 1, np.int64)
    np.cumsum([len(text) for text, _body, _exact, _long in read], out=starts[1:])
    points = _points("".join(text for text, _body, _exact, _long in read))
    bodies = starts[:-1] + np.array([body for _text, body, _exact, _long in read], np.int64)
    kept, places, counts = word_letters(points, starts, bodies, _letters_for(points), _leet())
    hashes, starts = hashed_shingles(kept, places, SHINGLE)
    spans = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    return [
        TextSignature(exact, count, in_body or in_long, hashes[begin:end])
        for (_text, _body, exact, in_long), (count, in_body), (begin, end) in zip(
            read, counts.tolist(), spans, strict=True
        )
    ]


def _read(title: str, body: str, other: Sequence[str]) -> tuple[str, int, bytes, int]:
    """Folded text, where its body starts, exact hash, and letters of what stands for a body."""
    folded_title, folded_body = fold_text(title), fold_text(body)
    text, begin = folded_body, 0
    if not folded_body.startswith(folded_title):
        text, begin = f"{folded_title}\n{folded_body}", len(folded_title) + 1
    whole, in_long = text, 0
    if other and not _letters_of(folded_body):
        stand_in = [one for one in (fold_text(value) for value in other) if _is_long(one)]
        whole = "\n".join([text, *stand_in])
        in_long = sum(map(_letters_of, stand_in))
    exact = hashlib.blake2b("".join(whole.split()).encode("utf-8", "replace"), digest_size=16)
    return text, begin, exact.digest(), in_long


def _points(text: str) -> NDArray[np.uint32]:
    import numpy as np

    # a lone surrogate is one code point here too, so that lengths agree
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint32]:
    import numpy as np

    return np.full(sys.maxunicode + 1, _UNKNOWN, np.uint32)


def _letters_for(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The table of letters, filled for these code points."""
    import numpy as np

    table = _table()
    for code in np.unique(points[table[points] == _UNKNOWN]).tolist():
        table[code] = ord((word_letter(code) or "\0")[0])
    return table


@lru_cache(maxsize=1)
def _leet() -> NDArray[np.uint32]:
    import numpy as np

    codes = [*range(128), 0x20AC, 0xA3]
    rows = [[leet_letter(code, cyrillic=cyrillic) for code in codes] for cyrillic in (False, True)]
    return np.array(rows, np.uint32)


def _letters_of(folded: str) -> int:
    return len(letters(folded).replace(" ", ""))


def _is_long(folded: str) -> bool:
    return _letters_of(folded) >= _LONG_TEXT
