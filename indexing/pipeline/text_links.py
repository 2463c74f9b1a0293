# SPDX-License-Identifier: GPL-3.0-or-later
"""Links by text: equal texts first, then near-duplicates among the distinct ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexing.cluster.components import Components
from indexing.fingerprint.text_signature import TextSignature, signatures
from indexing.link.near_text import near_texts, reasons, same_text_pairs
from indexing.link.weighed_shingles import Shingles
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIGNED_AT_ONCE = 1_000


def link_texts(evidence: Evidence, options: LinkOptions, links: Links, groups: Components) -> None:
    """Link ads whose texts are equal or near-duplicates."""
    signed = evidence.signatures
    ads = [ad for ad in evidence.ads if ad in signed and signed[ad].count]
    exact = [signed[ad].exact for ad in ads]
    for a, b, reason in same_text_pairs(exact, [has_enough(signed[ad], options) for ad in ads]):
        links.add(ads[a], ads[b], reason)
        if reason.joins:
            links.duplicate_of[ads[b]] = ads[a]
            groups.join(ads[a], ads[b])
    # repeats are already linked: only the first of each text is compared with others, in an order
    # of contents, so that the order of import changes nothing
    first_with: dict[bytes, int] = {}
    for ad, key in zip(ads, exact, strict=True):
        first_with.setdefault(key, ad)
    distinct = [first_with[key] for key in sorted(first_with)]
    shingles = Shingles.of([signed[ad].shingles for ad in distinct])
    counts = [signed[ad].count for ad in distinct]
    found = near_texts(shingles, counts, options)
    links.passages = found.passages
    for a, b, reason in reasons(found, options):
        links.add(distinct[a], distinct[b], reason)
        if reason.joins:
            groups.join(distinct[a], distinct[b])


def has_enough(signature: TextSignature, options: LinkOptions) -> bool:
    """Whether a text is long enough to say something where another equals it."""
    return signature.count >= options.min_letters or signature.in_body >= options.min_letters_same


def group_texts(texts: Sequence[str], options: LinkOptions | None = None) -> NDArray[np.int64]:
    """Group number of every raw text, by the text tier alone: equal, then near-duplicate."""
    import numpy as np

    chosen = options or LinkOptions()
    signed: list[TextSignature] = []
    for begin in range(0, len(texts), _SIGNED_AT_ONCE):
        signed += signatures([("", text, ()) for text in texts[begin : begin + _SIGNED_AT_ONCE]])
    exact = [one.exact for one in signed]
    distinct = {one.exact: one for one in signed}
    order = sorted(distinct)
    counts = [distinct[key].count for key in order]
    shingles = Shingles.of([distinct[key].shingles for key in order])
    del signed, distinct  # the shingles are held a second time now
    found = near_texts(shingles, counts, chosen)
    group = dict(zip(order, found.groups.tolist(), strict=True))
    return np.array([group[key] for key in exact], np.int64)
