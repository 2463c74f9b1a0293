# SPDX-License-Identifier: GPL-3.0-or-later
"""A small case with everything that hangs on an ad, for tests of check and purge."""

from __future__ import annotations

import hashlib

from indexing.records import (
    AdRecord,
    CandidatePair,
    Mention,
    MentionKind,
    Reason,
    ReasonKind,
    Stamp,
)
from indexing.store import ads, blobs, fingerprints, images, index_files, mentions, sources
from indexing.store.case import Case

STAMP = Stamp("test", "1")
ADS = 6


def secret_words(ad: int) -> tuple[str, ...]:
    """Words that only this ad says, in each of its fields."""
    mark = hashlib.sha256(str(ad).encode()).hexdigest()
    letters = "".join(chr(ord("a") + int(c, 16)) for c in mark)
    return (
        f"zq{letters[:10]}",
        f"xw{letters[10:16]}",
        f"Café{letters[16:24]}",
        f"m{letters[24:32]}@example.org",
        f"+3363998{ad:04d}",
    )


def fill(case: Case) -> list[int]:
    """Ads 1..6: texts, pictures (the last two share one), mentions, links, judgements, marks."""
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [_record(ad) for ad in range(1, ADS + 1)]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    for place, ad in enumerate(numbers):
        picture = b"drawing %d" % min(place, ADS - 2)
        sha256 = images.put(case, ad, 0, f"{secret_words(ad)[0]}.png", picture)
        assert sha256 is not None
        images.put_thumbnail(case, sha256, b"small " + picture)
        words = secret_words(ad)
        found = [
            Mention(MentionKind.EMAIL, words[3], words[3], "body", 0, len(words[3])),
            Mention(MentionKind.PHONE, words[4], words[4], "contacts", 0, len(words[4])),
        ]
        mentions.replace(case, {ad: found}, STAMP)
        fingerprints.put(case, STAMP, {ad: words[0].encode()})
    index_files.put(case, "meaning", b"vectors")
    return numbers


def pair(a: int, b: int) -> CandidatePair:
    """Two ads linked by what the first one says."""
    reason = Reason(ReasonKind.PHONE, 1.0, 1.0, {"value": secret_words(a)[4]})
    return CandidatePair(a, b, (reason,))


def image_file(case: Case, picture: bytes) -> str:
    """Where the blob of a picture stands in the case folder."""
    name = blobs.name(case, "image", hashlib.sha256(picture).hexdigest())
    return f"blobs/{name[:2]}/{name}"


def _record(ad: int) -> AdRecord:
    words = secret_words(ad)
    return AdRecord(
        place=f"row {ad + 1}",
        source_id=f"s{ad}",
        url=f"https://example.org/{words[0]}",
        title=f"Room to let {words[1]}",
        body=f"A quiet room near the station {words[0]} {words[2]} {words[3]}",
        contacts=(words[4],),
        author=f"by{words[1]}",
        extra={"remark": words[2]},
    )
