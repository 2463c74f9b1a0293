# SPDX-License-Identifier: GPL-3.0-or-later
"""Links that models give: texts in disguise, which may join, and related meaning, which never does.

Both keep each vector in the case under the stamp of its model, so that only texts that are new
to them are encoded, and both encode few: the suspects and what they may be a copy of, and one
text of each group. Vectors are kept in half precision: 0.5 and 0.8 KB a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.cluster.components import Components
from indexing.fingerprint import similarity_embedding, text_embedding
from indexing.fingerprint.text_signature import TextSignature
from indexing.link.disguised import (
    GroupedTexts,
    candidates,
    differences_alike,
    disguised_pairs,
    nearest_pairs,
)
from indexing.link.meaning import UNKNOWN, meaning_pairs
from indexing.link.meaning_background import means_for
from indexing.normalise import fold
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Links
from indexing.progress import Progress, Steps
from indexing.records import Stamp
from indexing.store import ads, fingerprints, pairs
from indexing.store.ads import AdRow
from indexing.store.case import Case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

AT_ONCE = 64
"""Texts of one batch of encoding and one transaction."""
EMBEDDED_CHARACTERS = 2_000
_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class ModelChoices:
    """The folder of a model and the thresholds of what is linked by it."""

    folder: Path
    options: LinkOptions


def rescue_disguised(
    case: Case,
    signatures: Mapping[int, TextSignature],
    groups: Components,
    links: Links,
    choices: ModelChoices,
    *,
    new: frozenset[int] | None = None,
) -> Steps[int]:
    """Link texts that the lexical tier left alone because they were disguised.

    Args:
        case: holds texts and vectors.
        signatures: of the ads whose texts are compared.
        groups: what the lexical tier joined; joined further here.
        links: takes the reasons.
        choices: folder of the character model, and thresholds.
        new: when given, only pairs with one of these ads.

    Returns:
        How many pairs were joined.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``.
    """
    encoder = similarity_embedding.load(choices.folder)
    members, texts = _distinct(signatures, groups)
    asked = None if new is None else frozenset(n for n, ad in enumerate(members) if ad in new)
    found = candidates(texts, choices.options, new=asked)
    wanted = found.texts()
    yield from _encode_missing(
        case, "disguised", encoder.stamp, [members[n] for n in wanted], encoder.encode
    )
    place = {members[n]: n for n in wanted}
    stored = {
        place[ad]: vector
        for found_ads, rows in _vectors(case, encoder.stamp, list(place))
        for ad, vector in zip(found_ads, rows, strict=True)
    }
    near = nearest_pairs(found, stored, choices.options)
    alike: list[float] = []
    for begin in range(0, len(near), AT_ONCE):
        batch = [(members[one.suspect], members[one.target]) for one in near[begin:][:AT_ONCE]]
        rows = ads.get_many(case, sorted({ad for pair in batch for ad in pair}))
        words = {row.ad: _read_text(row) for row in rows}
        alike += differences_alike([(words[a], words[b]) for a, b in batch], encoder.encode)
        if begin:
            yield Progress("disguised", begin, len(near))
    joined = 0
    for a, b, reason in disguised_pairs(texts, near, alike, choices.options):
        links.add(members[a], members[b], reason)
        if reason.joins:
            groups.join(members[a], members[b])
            joined += 1
    return joined


def relate_meaning(
    case: Case,
    links: Links,
    choices: ModelChoices,
    *,
    new: frozenset[int] | None = None,
) -> Steps[int]:
    """Suggest texts of related meaning among one representative of each text group.

    Pairs that other evidence links already are passed over, and so are ads without a word: their
    vectors would all be one. Nothing is saved but vectors.

    Args:
        case: holds texts, languages and vectors.
        links: ``text_group`` names the groups; takes the reasons.
        choices: folder of the language model, and thresholds.
        new: when given, only pairs with one of these ads.

    Returns:
        How many texts were encoded.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``.
    """
    import numpy as np

    if not links.text_group:
        return 0
    encoder = text_embedding.load(choices.folder)
    known = ads.languages(case)
    held = fingerprints.held(case, encoder.stamp)
    firsts = _with_words(case, sorted(set(links.text_group.values())), known, held)
    if not firsts:
        return 0
    done = yield from _encode_missing(case, "meaning", encoder.stamp, firsts, encoder.encode)
    if len(firsts) < 2:
        return done
    vectors = np.zeros((len(firsts), encoder.dimension), np.float16)
    place = {ad: row for row, ad in enumerate(firsts)}
    for found_ads, rows in _vectors(case, encoder.stamp, firsts):
        vectors[[place[ad] for ad in found_ads]] = rows
    tongues = [known.get(ad) or UNKNOWN for ad in firsts]
    asked = None if new is None else frozenset(place[ad] for ad in new if ad in place)
    model = encoder.stamp.version.partition(" ")[0]
    shipped = means_for(model, encoder.dimension)
    found = meaning_pairs(vectors, tongues, choices.options, background=shipped, new=asked)
    for i, j, reason in found:
        standing = pairs.between(case, firsts[i], firsts[j])
        if standing is None or all(one.kind is reason.kind for one in standing.reasons):
            links.add(firsts[i], firsts[j], reason)
    return done


def _with_words(
    case: Case, members: list[int], languages: Mapping[int, str], held: Set[int]
) -> list[int]:
    """Those with a title or a body; read only where no language was told and no vector is held."""
    unsaid = ("", UNKNOWN)
    doubtful = [ad for ad in members if ad not in held and languages.get(ad, UNKNOWN) in unsaid]
    bare = {
        row.ad
        for batch in _batches(doubtful)
        for row in ads.get_many(case, batch)
        if not _read_text(row).strip()
    }
    return [ad for ad in members if ad not in bare]


def _distinct(
    signatures: Mapping[int, TextSignature], groups: Components
) -> tuple[list[int], GroupedTexts]:
    """The first ad of every distinct text, and these texts with their groups."""
    import numpy as np

    first: dict[bytes, int] = {}
    for ad in sorted(signatures):
        if signatures[ad].count:
            first.setdefault(signatures[ad].exact, ad)
    # in an order of contents, so that the order of import changes nothing
    members = [first[key] for key in sorted(first)]
    starts = np.zeros(len(members) + 1, np.int64)
    np.cumsum([len(signatures[ad].shingles) for ad in members], out=starts[1:])
    hashes = [signatures[ad].shingles for ad in members]
    return members, GroupedTexts(
        hashes=np.concatenate(hashes) if hashes else np.zeros(0, np.uint32),
        starts=starts,
        letters=np.array([signatures[ad].count for ad in members], np.int64),
        groups=np.array([groups.root(ad) for ad in members], np.int64),
    )


def _encode_missing(
    case: Case, stage: str, stamp: Stamp, wanted: Sequence[int], encode: Encode
) -> Steps[int]:
    """Encode and keep the texts of the wanted ads that have no vector of this stamp yet."""
    import numpy as np

    missing = sorted(set(wanted) - fingerprints.held(case, stamp))
    if missing:
        yield Progress(stage, 0, len(missing))  # the first batch also starts the model
    done = 0
    for batch in _batches(missing):
        vectors = encode([_read_text(row) for row in ads.get_many(case, batch)])
        with case.transaction():
            halves = vectors.astype(np.float16)
            found = {ad: row.tobytes() for ad, row in zip(batch, halves, strict=True)}
            fingerprints.put(case, stamp, found)
        done += len(batch)
        yield Progress(stage, done, len(missing))
    fingerprints.drop_others(case, stamp)
    return done


def _vectors(
    case: Case, stamp: Stamp, wanted: Sequence[int]
) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """Stored vectors of the wanted ads, of length 1, page by page: the ads, and a row for each."""
    import numpy as np

    for begin in range(0, len(wanted), _PAGE):
        found = fingerprints.get_many(case, stamp, wanted[begin : begin + _PAGE])
        if found:
            halves = np.frombuffer(b"".join(found.values()), np.float16).reshape(len(found), -1)
            rows = halves.astype(np.float32)
            yield list(found), rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _read_text(row: AdRow) -> str:
    return fold(f"{row.title}\n{row.body}"[:EMBEDDED_CHARACTERS]).text


def _batches(items: Iterable[int]) -> Iterator[list[int]]:
    coming = iter(items)
    while batch := list(islice(coming, AT_ONCE)):
        yield batch
