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

from indexing.normalise import FOLD_VERSION, fold_text, letters, words
from indexing.records import Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters in a shingle (character 5-grams measured best on short noisy ads)."""
STAMP = Stamp("text-signature", f"c{SHINGLE}-4/{FOLD_VERSION}")
_HEAD = 16 + 4 + 4
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
    read = [_read(title, body, other) for title, body, other in ads]
    hashes, starts = shingle_hashes([plain for plain, _exact, _in_body in read])
    return [
        TextSignature(exact, len(plain) - plain.count(" "), in_body, hashes[begin:end])
        for (plain, exact, in_body), begin, end in zip(read, starts[:-1], starts[1:], strict=True)
    ]


def _read(title: str, body: str, other: Sequence[str]) -> tuple[str, bytes, int]:
    """Letters of an ad, hash of its whole text, and how many letters stand in its body."""
    folded_title, folded_body = fold_text(title), fold_text(body)
    text = folded_body if folded_body.startswith(folded_title) else f"{folded_title}\n{folded_body}"
    plain = words(text)
    whole, in_body = text, _letters_of(folded_body)
    if not in_body:
        stand_in = [one for one in (fold_text(value) for value in other) if _is_long(one)]
        whole = "\n".join([text, *stand_in])
        in_body = sum(map(_letters_of, stand_in))
    exact = hashlib.blake2b("".join(whole.split()).encode("utf-8", "replace"), digest_size=16)
    return plain, exact.digest(), in_body


def _letters_of(folded: str) -> int:
    return len(letters(folded).replace(" ", ""))


def _is_long(folded: str) -> bool:
    return _letters_of(folded) >= _LONG_TEXT


def shingle_hashes(plains: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Sorted unique 32-bit hashes of the character 5-grams of texts, one text after the other.

    Returns:
        The hashes of all texts, and where each text's start (one entry more than texts); a text
        shorter than a shingle has none.
    """
    import numpy as np

    from indexing.fingerprint.shingle_kernels import hashed_shingles

    points = np.frombuffer("".join(plains).encode("utf-32-le", "replace"), np.uint32)
    starts = np.zeros(len(plains) + 1, np.int64)
    np.cumsum([len(plain) for plain in plains], out=starts[1:])
    found: tuple[NDArray[np.uint32], NDArray[np.int64]] = hashed_shingles(points, starts, SHINGLE)
    return found
