# SPDX-License-Identifier: GPL-3.0-or-later
"""Text signatures: what is compared when two texts are held against each other.

The exact signature is a hash of the folded text with its digits: equal means the same words and
numbers whatever the disguise. The near signature is the set of hashed character 5-grams of the
letters alone, so that slots (numbers, prices, dates) weigh little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.normalise import FOLD_VERSION, fold, letters
from indexing.records import Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters in a shingle (character 5-grams measured best on short noisy ads)."""
STAMP = Stamp("text-signature", f"c{SHINGLE}-3/{FOLD_VERSION}")
_HEAD = 16 + 4 + 4
_LONG_TEXT = 40
"""Letters from which a further column is a text and not a word or a code."""
_MULTIPLIER = 0x9E3779B97F4A7C15


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
    """Signature of an ad; a title that the body repeats at its start counts once.

    ``other`` are the ad's further columns. Where there is no body, the long texts among them
    stand in for it in the exact signature: fifty rows that agree in a bare title are repeats
    only when they agree in the rest as well.
    """
    folded_title, folded_body = fold(title).text, fold(body).text
    text = folded_body if folded_body.startswith(folded_title) else f"{folded_title}\n{folded_body}"
    plain = letters(text)
    whole, in_body = text, _letters_of(folded_body)
    if not in_body:
        stand_in = [one for one in (fold(value).text for value in other) if _is_long(one)]
        whole = "\n".join([text, *stand_in])
        in_body = sum(map(_letters_of, stand_in))
    exact = hashlib.blake2b("".join(whole.split()).encode("utf-8", "replace"), digest_size=16)
    count = len(plain.replace(" ", ""))
    return TextSignature(exact.digest(), count, in_body, shingle_hashes(plain))


def _letters_of(folded: str) -> int:
    return len(letters(folded).replace(" ", ""))


def _is_long(folded: str) -> bool:
    return _letters_of(folded) >= _LONG_TEXT


def shingle_hashes(plain: str) -> NDArray[np.uint32]:
    """Sorted unique 32-bit hashes of the character 5-grams of a text; empty when it is shorter."""
    import numpy as np

    points = np.frombuffer(plain.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    if len(points) < SHINGLE:
        return np.zeros(0, np.uint32)
    hashed = np.zeros(len(points) - SHINGLE + 1, np.uint64)
    for offset in range(SHINGLE):
        hashed = (hashed + points[offset : offset + len(hashed)] + np.uint64(1)) * np.uint64(
            _MULTIPLIER
        )
        hashed ^= hashed >> np.uint64(29)
    return np.unique((hashed >> np.uint64(32)).astype(np.uint32))
