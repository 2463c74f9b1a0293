# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of linking: by which methods and options the last one was made, and what it left to use.

What the last run left is used only when nothing that it depends on has changed: methods, options,
pictures of ads that were linked, the index file itself. Else everything is linked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from indexing.fingerprint.text_signature import TextSignature
from indexing.link.near_text import METHOD
from indexing.link.shared_passages import Passage
from indexing.options import LinkOptions
from indexing.pipeline import text_index
from indexing.pipeline.reading import EXTRACT, PICTURE
from indexing.pipeline.text_index import TextIndex
from indexing.store import further, images, pairs
from indexing.store.case import Case
from indexing.store.pairs import Run


def index_of(
    ads: Iterable[int],
    signed: Mapping[int, TextSignature],
    options: LinkOptions,
    passages: tuple[Passage, ...],
) -> TextIndex:
    """The index of all distinct texts, with rarity counted on them.

    ``signed`` are the signatures without these shared passages.
    """
    first: dict[bytes, int] = {}
    for ad in ads:
        if ad in signed and signed[ad].count:
            first.setdefault(signed[ad].exact, ad)
    chosen = [first[key] for key in sorted(first)]
    compared = [signed[ad].count >= options.min_letters for ad in chosen]
    index = text_index.made(text_index.new_run(), chosen, [signed[ad] for ad in chosen], compared)
    return replace(index, passages=passages)


def note_run(
    case: Case, options: LinkOptions, index: TextIndex, *, added: int | None = None
) -> None:
    """Record a run and its index; ``added``: ads since all were linked, None when all are."""
    counts: dict[str, object] = {
        "links": pairs.count(case),
        "pictures": images.count_shown(case),
        "added": added or 0,
        "rescued": added is not None and _is_rescued(pairs.last_run(case)),
    }
    pairs.record_run(case, options.as_dict(), counts, {**_methods(), "index": index.run})


def last_index(case: Case, options: LinkOptions) -> TextIndex | None:
    """The index of the last run, where new ads can be linked to what it made."""
    last = pairs.last_run(case)
    if last is None or dict(last.options) != options.as_dict():
        return None
    if {kind: last.versions.get(kind) for kind in _methods()} != _methods():
        return None
    if last.counts.get("rescued") and "disguised" not in last.counts.get("ended", ()):
        # it was stopped, and the groups that disguised texts joined before look like any other
        return None
    linked = images.count_shown(case, linked=True) - further.new_pictures(case)
    if last.counts.get("pictures") != linked:
        return None
    return text_index.load(case, str(last.versions.get("index", "")))


def _is_rescued(last: Run | None) -> bool:
    """Do text groups hold what the search for disguised texts joined, since all were linked?"""
    if last is None:
        return False
    return bool(last.counts.get("rescued")) or "disguised" in last.counts.get("ended", ())


def _methods() -> dict[str, str]:
    return {"extract": EXTRACT.version, "pictures": PICTURE.version, "near_text": METHOD}
