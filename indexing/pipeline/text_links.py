# SPDX-License-Identifier: GPL-3.0-or-later
"""Links by text: equal texts first, then near-duplicates among the distinct ones."""

from __future__ import annotations

from indexing.cluster.components import Components
from indexing.link.near_text import near_text_pairs, same_text_pairs
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links


def link_texts(evidence: Evidence, options: LinkOptions, links: Links, groups: Components) -> None:
    """Link ads whose texts are equal or near-duplicates."""
    signatures = evidence.signatures
    ads = [ad for ad in evidence.ads if ad in signatures and signatures[ad].count]
    found = [signatures[ad] for ad in ads]
    counts = [one.count for one in found]
    exact = [one.exact for one in found]
    first_with: dict[bytes, int] = {}
    enough = [
        one.count >= options.min_letters or one.in_body >= options.min_letters_same for one in found
    ]
    for a, b, reason in same_text_pairs(exact, enough):
        links.add(ads[a], ads[b], reason)
        if reason.joins:
            links.duplicate_of[ads[b]] = ads[a]
            groups.join(ads[a], ads[b])
    # repeats are already linked: only the first of each text is compared with others
    distinct = [i for i, key in enumerate(exact) if first_with.setdefault(key, i) == i]
    shingles = [found[i].shingles for i in distinct]
    for a, b, reason in near_text_pairs(shingles, [counts[i] for i in distinct], options):
        links.add(ads[distinct[a]], ads[distinct[b]], reason)
        groups.join(ads[distinct[a]], ads[distinct[b]])
