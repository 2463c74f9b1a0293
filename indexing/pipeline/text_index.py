# SPDX-License-Identifier: GPL-3.0-or-later
"""What later runs need of the texts that are linked: how rare shingles are, MinHash values.

Kept as an encrypted index file that can be thrown away: without it, or when it was made by another
run than the last one, all texts are linked anew.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexing.fingerprint.text_signature import TextSignature
from indexing.link.shared_passages import Passage, without_passages
from indexing.link.weighed_shingles import Rarity, Shingles, minhash
from indexing.store import index_files
from indexing.store.case import Case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "texts"


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """Distinct texts: the first ad of each, its exact signature, MinHash values; rarity of all.

    ``run`` names the run that wrote it; ``exact`` has a row of 16 bytes for each text.
    """

    run: str
    rarity: Rarity
    ads: NDArray[np.int64]
    exact: NDArray[np.uint8]
    values: NDArray[np.uint32]
    compared: NDArray[np.bool_]
    passages: tuple[Passage, ...] = ()


def made(
    run: str,
    ads: Sequence[int],
    signatures: Sequence[TextSignature],
    compared: Sequence[bool],
) -> TextIndex:
    """The index of these distinct texts, rarity counted on them."""
    import numpy as np

    shingles = Shingles.of([one.shingles for one in signatures])
    return TextIndex(
        run,
        Rarity.of(shingles),
        np.array(ads, np.int64),
        np.frombuffer(b"".join(one.exact for one in signatures), np.uint8).reshape(-1, 16),
        minhash(shingles),
        np.array(compared, np.bool_),
    )


def own_shingles(
    signatures: Mapping[int, TextSignature], passages: Sequence[Passage]
) -> dict[int, TextSignature]:
    """Signatures of ads without the passages that many unlike texts share.

    Their letters count only as far as they are their own.
    """
    if not passages:
        return dict(signatures)
    kept = without_passages(Shingles.of([one.shingles for one in signatures.values()]), passages)
    spans = zip(kept.starts[:-1].tolist(), kept.starts[1:].tolist(), strict=True)
    own = dict(signatures)
    for (ad, one), (begin, end) in zip(signatures.items(), spans, strict=True):
        if end - begin < len(one.shingles):
            count = min(one.count, end - begin)
            own[ad] = replace(one, count=count, shingles=kept.hashes[begin:end])
    return own


def new_run() -> str:
    """A name for the run that makes an index."""
    return secrets.token_hex(16)


def grown(index: TextIndex, added: TextIndex) -> TextIndex:
    """With further texts; the rarity stays as it was counted."""
    import numpy as np

    return TextIndex(
        new_run(),
        index.rarity,
        np.concatenate([index.ads, added.ads]),
        np.concatenate([index.exact, added.exact]),
        np.concatenate([index.values, added.values]),
        np.concatenate([index.compared, added.compared]),
        index.passages,
    )


def save(case: Case, index: TextIndex) -> None:
    """Write the index in place of the one before."""
    import numpy as np

    parts = [part for one in index.passages for part in (one.core, one.common)]
    told = json.dumps(
        {"run": index.run, "texts": index.rarity.texts, "passages": [len(part) for part in parts]}
    )
    stream = io.BytesIO()
    np.savez(
        stream,
        told=np.frombuffer(told.encode(), np.uint8),
        counts=index.rarity.counts,
        ads=index.ads,
        exact=index.exact,
        values=index.values,
        compared=index.compared,
        passages=np.concatenate([np.zeros(0, np.uint32), *parts]),
    )
    index_files.put(case, NAME, stream.getvalue())


def load(case: Case, run: str) -> TextIndex | None:
    """The index that this run wrote, or None."""
    import numpy as np

    data = index_files.get(case, NAME)
    if data is None:
        return None
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        told = json.loads(stored["told"].tobytes())
        if told["run"] != run:
            return None
        return TextIndex(
            run,
            Rarity(stored["counts"], told["texts"]),
            stored["ads"],
            stored["exact"],
            stored["values"],
            stored["compared"],
            _passages(stored["passages"], told["passages"]),
        )


def _passages(hashes: NDArray[np.uint32], sizes: Sequence[int]) -> tuple[Passage, ...]:
    import numpy as np

    parts = np.split(hashes, np.cumsum(sizes[:-1], dtype=np.int64)) if sizes else []
    return tuple(map(Passage, parts[::2], parts[1::2]))
