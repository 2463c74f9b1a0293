# SPDX-License-Identifier: GPL-3.0-or-later
"""A large case without its hours of reading and linking, for figures of the window.

Ads are stored as any import stores them. What reading, linking, clustering and rules would find is
known from drawing the ads, and is written by the store's own functions as an index run would write
it. Text signatures are real. Hashes of pictures and most templates are only of the right size and
shape: such a case measures lists and views, never linking.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path

from indexing.benchmark import desk_people, desk_pictures
from indexing.benchmark import mixed_road as road
from indexing.benchmark.desk_ads import RELAY_VALUE, DeskAd, Drawing
from indexing.fingerprint.text_signature import STAMP as SIGNATURE
from indexing.fingerprint.text_signature import signatures
from indexing.options import LinkOptions
from indexing.pipeline.importing import BATCH
from indexing.pipeline.reading import EXTRACT
from indexing.pipeline.templating import template_clusters, template_key
from indexing.progress import Progress, Steps, run
from indexing.records import AdRecord, CandidatePair, Hub, Reason, ReasonKind
from indexing.store import (
    ads,
    clusters,
    fingerprints,
    import_records,
    mentions,
    pairs,
    sources,
    text_groups,
)
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook

STAGE = "desk_case"
_SEEN_AGAIN = 200
"""One ad in so many is in a second file, seen two days later."""
_TEMPLATES = 200
"""Clusters whose templates are made as an index run makes them; the others get a stand-in."""
_VALUES = 20
_FIELDS = {"body": ["text"], "title": ["title"], "site": ["site"], "source_id": ["id"]}


@dataclass(frozen=True, slots=True)
class DeskSize:
    """How large a case is drawn."""

    ads: int
    pictures: int
    seed: int = 1


@dataclass(slots=True)
class _Stored:
    """What is written once all ads are there."""

    cluster: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    group: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    cluster_of_group: dict[int, int] = field(default_factory=dict)
    contact: dict[int, str] = field(default_factory=dict)
    """Contact of a cluster."""
    repeats: dict[int, int] = field(default_factory=dict)
    first_with: dict[bytes, int] = field(default_factory=dict)
    spelled: dict[int, tuple[int, int]] = field(default_factory=dict)
    head: dict[int, tuple[int, str]] = field(default_factory=dict)
    """First ad of a cluster, and its text."""
    again: list[AdRecord] = field(default_factory=list)


def make_case(folder: Path, size: DeskSize, book: Codebook | None = None) -> Steps[Case]:
    """A case of generated ads at ``folder``, open for writing.

    Args:
        folder: where it is made; it must not exist.
        size: ads, pictures, seed.
        book: whose rules its suggestions are of; without it there are none.
    """
    case = road.new_case(folder)
    stored = _Stored()
    source = _begin(case, "generated.csv")
    seen, done = ads.SeenCounts(), 0
    for block in Drawing(size.ads, size.pictures, size.seed).blocks():
        with case.transaction():
            _store(case, source, block, seen, stored)
        done += len(block)
        yield Progress(STAGE, done, size.ads)
    _end(case, source, seen, added=done)
    _see_again(case, stored)
    named = _link(case, stored)
    yield Progress(STAGE, done, size.ads)
    _templates(case, stored, named)
    yield Progress(STAGE, done, size.ads)
    desk_pictures.finish(case)
    if book is not None:
        desk_people.suggest(case, book, stored.spelled, stored.group)
    yield Progress(STAGE, done, size.ads)
    desk_people.decide(case, book, size.seed)
    case.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return case


def _begin(case: Case, name: str) -> int:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return sources.begin(case, name, sha256, "csv", "utf-8", {"fields": _FIELDS, "reasons": {}})


def _end(case: Case, source: int, seen: ads.SeenCounts, added: int = 0, known: int = 0) -> None:
    with case.transaction():
        ads.end_pass(case, seen)
        sources.finish(case, source, sources.PassCounts(added, known, 0))
        import_records.keep_report(case, source, {"columns": sorted(_FIELDS), "captures": known})


def _store(
    case: Case, source: int, block: Sequence[DeskAd], seen: ads.SeenCounts, stored: _Stored
) -> None:
    """A block of ads, and what an index run reads in each."""
    ids: list[int] = []
    for begin in range(0, len(block), BATCH):
        rows = [ad.record for ad in block[begin : begin + BATCH]]
        ids += ads.add_batch(case, source, rows, seen=seen).ads
    mentions.replace(case, {ad: one.mentions for ad, one in zip(ids, block, strict=True)}, EXTRACT)
    ads.set_language(case, {ad: one.language for ad, one in zip(ids, block, strict=True)})
    signed = _signed(block)
    fingerprints.put(case, SIGNATURE, dict(zip(ids, (data for _, data in signed), strict=True)))
    desk_pictures.put(
        case,
        [(ad, one.picture) for ad, one in zip(ids, block, strict=True) if one.picture is not None],
    )
    for ad, one, (exact, _data) in zip(ids, block, signed, strict=True):
        _note(stored, ad, one, exact)


def _signed(block: Sequence[DeskAd]) -> list[tuple[bytes, bytes]]:
    found = []
    for begin in range(0, len(block), BATCH):
        rows = [(ad.record.title, ad.record.body, ()) for ad in block[begin : begin + BATCH]]
        found += [(one.exact, one.to_bytes()) for one in signatures(rows)]
    return found


def _note(stored: _Stored, ad: int, one: DeskAd, exact: bytes) -> None:
    stored.cluster[one.cluster].append(ad)
    stored.group[one.text_group].append(ad)
    stored.cluster_of_group[one.text_group] = one.cluster
    stored.head.setdefault(one.cluster, (ad, one.record.body))
    if one.contact:
        stored.contact[one.cluster] = one.contact
    first = stored.first_with.setdefault(exact, ad)
    if first != ad:
        stored.repeats[ad] = first
    if one.spelled is not None:
        stored.spelled[ad] = one.spelled
    if ad % _SEEN_AGAIN == 0:
        stored.again.append(one.record)


def _see_again(case: Case, stored: _Stored) -> None:
    """A second file in which some ads stand again: they become captures."""
    source, seen = _begin(case, "later.csv"), ads.SeenCounts()
    rows = [_later(row, place) for place, row in enumerate(stored.again, start=2)]
    for begin in range(0, len(rows), BATCH):
        ads.add_batch(case, source, rows[begin : begin + BATCH], seen=seen)
    _end(case, source, seen, known=len(rows))


def _later(row: AdRecord, place: int) -> AdRecord:
    values = {name: getattr(row, name) for name in row.__slots__}
    day = f"{int(row.captured_at[:4]) + 1}{row.captured_at[4:10]}".replace("-02-29", "-02-28")
    return AdRecord(**{**values, "place": f"row {place}", "captured_at": day, "images": ()})


def _link(case: Case, stored: _Stored) -> dict[int, int]:
    """Links, hubs, repeats, text groups, clusters and the run; ids of clusters by their number."""
    with case.transaction():
        hubs = [
            Hub(ReasonKind.PHONE, RELAY_VALUE, 1 + len(stored.group) // 100, 999, "many_groups")
        ]
        links = pairs.replace_machine(case, _pairs(stored), hubs)
        ads.set_duplicates(case, stored.repeats)
        text_groups.put(case, {ad: some[0] for some in stored.group.values() for ad in some})
        first = clusters.next_ids(case, len(stored.cluster)).start
        named = dict(zip(stored.cluster, count(first)))
        clusters.replace(case, {named[own]: some for own, some in stored.cluster.items()})
        counts = {"links": links, "pictures": 0, "added": 0, "ended": ["cluster"]}
        pairs.record_run(case, asdict(LinkOptions()), counts, {"near_text": "drawn"})
    return named


def _pairs(stored: _Stored) -> Iterator[CandidatePair]:
    """Every ad of a text group to its first; the text groups of a cluster by their contact."""
    firsts: dict[int, list[int]] = defaultdict(list)
    for group, some in stored.group.items():
        cluster = stored.cluster_of_group[group]
        firsts[cluster].append(some[0])
        carried = _contact_reasons(stored, cluster)
        for ad in some[1:]:
            same = stored.repeats.get(ad) == some[0]
            kind = ReasonKind.SAME_TEXT if same else ReasonKind.NEAR_TEXT
            score = 1.0 if same else 0.5 + (ad % 50) / 100
            detail: Mapping[str, object] = (
                {"repeats": 2} if same else {"method": "weighted-jaccard-c5", "settled": True}
            )
            text = Reason(kind, score, 1.0 if same else 0.5, detail)
            yield CandidatePair(some[0], ad, (text, *carried))
    for cluster, ads_of in firsts.items():
        carried = _contact_reasons(stored, cluster)
        for other in ads_of[1:] if carried else ():
            yield CandidatePair(ads_of[0], other, carried)


def _contact_reasons(stored: _Stored, cluster: int) -> tuple[Reason, ...]:
    if cluster not in stored.contact:
        return ()
    kind, _, value = stored.contact[cluster].partition(":")
    carriers = len(stored.cluster[cluster])
    return (Reason(ReasonKind(kind), 0.7, 0.0, {"value": value, "ads": carriers}),)


def _templates(case: Case, stored: _Stored, named: Mapping[int, int]) -> None:
    """The real ones of the largest clusters and of some small ones, stand-ins for all others."""
    several = {own: some for own, some in stored.cluster.items() if len(some) > 1}
    ordered = sorted(several, key=lambda own: (-len(several[own]), own))
    chosen = {named[own] for own in (*ordered[: _TEMPLATES // 20], *ordered[-_TEMPLATES:])}
    stand_ins = {
        named[own]: _stand_in(*stored.head[own], sorted(some))
        for own, some in several.items()
        if named[own] not in chosen
    }
    clusters.set_templates(case, stand_ins)
    run(template_clusters(case, only=chosen))


def _stand_in(ad: int, text: str, some: Sequence[int]) -> str:
    """A template as it is stored: the first ad's words, and a slot."""
    middle = len(text) // 2
    values = [{"value": text[middle : middle + 8], "ads": 1, "at": [ad, middle, middle + 8]}] * min(
        _VALUES, len(some)
    )
    parts = [
        {"constant": text[:middle], "at": [ad, 0, middle]},
        {"slot": 1, "values": values, "distinct": len(values), "filled": len(some)},
    ]
    only = {"ads": len(some), "parts": parts, "odd": []}
    whole = {"key": template_key(some), "read": len(some), "odd": 0, "templates": [only]}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
