# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures against lists of known hashes: by their bytes before anything decodes them, or by PDQ.

PDQ: a distance of 31 of 256 bits is what its authors call a match, and below quality 50 a picture
holds too little to be told by it (*The TMK+PDQF video-hashing algorithm and the PDQ image-hashing
algorithm*, Facebook 2019). A picture is compared as it is, turned and mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BadInputError, CaseDamagedError
from indexing.importers import hash_lists
from indexing.link.hamming import HASH_BYTES, distances
from indexing.options import LinkOptions
from indexing.progress import Progress, Steps
from indexing.records import ImageFingerprint
from indexing.store import images, known_hashes
from indexing.store.case import Case
from indexing.store.known_hashes import HashList

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DISTANCE = 31
_EVERY = 50


@dataclass(slots=True)
class PdqLists:
    """The PDQ hashes of all lists of a case, ready to be compared with."""

    case: Case
    _lists: list[tuple[HashList, NDArray[np.uint8]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the lists."""
        import numpy as np

        for one, values in known_hashes.pdq_lists(self.case):
            rows = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, HASH_BYTES)
            self._lists.append((one, rows))

    def note(self, found: ImageFingerprint) -> bool:
        """Whether a picture is near a hash of a list; noted then."""
        met = self.met(found)
        return met is not None and known_hashes.note(
            self.case, found.sha256, known_hashes.PDQ, met.number
        )

    def met(self, found: ImageFingerprint) -> HashList | None:
        """The first list with a hash that a picture is near to; or None."""
        import numpy as np

        if not self._lists or found.pdq_quality < LinkOptions().pdq_quality or not found.pdq:
            return None
        views = np.frombuffer(found.pdq + found.variants, dtype=np.uint8).reshape(-1, HASH_BYTES)
        for one, rows in self._lists:
            if any(int(distances(rows, view).min()) <= one.distance for view in views):
                return one
        return None


def add_list(
    case: Case,
    path: Path,
    *,
    name: str = "",
    categories: tuple[str, ...] = (),
    kind: str = "",
    distance: int = DISTANCE,
) -> tuple[HashList, hash_lists.Survey]:
    """Keep a list of known hashes in the case.

    Args:
        case: open for writing.
        path: a table (CSV) or Project VIC's JSON.
        name: how it is called; the file's name where none is given.
        categories: which of the list's categories are taken; ``all`` for all of them.
        kind: what 64 digits are, where the list does not say: ``pdq``, or else SHA-256.
        distance: bits up to which a PDQ hash counts as met, 0 to 64.

    Raises:
        BadInputError: what ``hash_lists.survey`` raises; ``hash_list_categories`` when it has
            several categories and none is named, or one that it does not have.
    """
    found = hash_lists.survey(path, kind=kind)
    told = {word or "-": count for word, count in sorted(found.entries.items())}
    wanted = () if categories == ("all",) else categories
    if (not categories and len(told) > 1) or any(word not in told for word in wanted):
        detail = {"categories": [f"{word} ({count})" for word, count in told.items()]}
        raise BadInputError("hash_list_categories", path=path, detail=detail)
    chosen = tuple("" if word == "-" else word for word in wanted)
    kept = known_hashes.add(
        case,
        name or path.stem,
        found.sha256,
        hash_lists.hashes(found, chosen),
        distance=max(0, min(64, distance)),
    )
    return kept, found


def note_stored(case: Case) -> Steps[int]:
    """Compare every picture of the case with the lists, in the caller's transaction."""
    lists, met = PdqLists(case), 0
    todo = [one.sha256 for one in images.fingerprints(case)]
    pdq = {one.sha256: one for one in images.fingerprints(case)}
    todo += list(images.pending(case))
    for done, sha256 in enumerate(todo):
        try:
            is_met = known_hashes.note_exact(case, sha256, images.read(case, sha256))
        except CaseDamagedError:  # told by the check of the case; its hash can still be compared
            is_met = False
        met += is_met or (sha256 in pdq and lists.note(pdq[sha256]))
        if done % _EVERY == 0:
            yield Progress("known", done, len(todo))
    yield Progress("known", len(todo), len(todo))
    return met
