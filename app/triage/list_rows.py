# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the lists of clusters and of ads: covered, and read a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.triage.covering import Cover
from app.triage.items import AdItem, ClusterItem
from app.triage.second_mode import Mode
from app.triage.short_text import short
from indexing.store import ads, clusters, homes, list_facts, mentions
from indexing.store.ads import AdRow
from indexing.store.case import Case

_WORDS_SHOWN = 160
_SITES_FROM = 6


def of_clusters(case: Case, ids: Sequence[int], mode: Mode) -> list[ClusterItem]:
    """Clusters that have ads, among these, in the order given."""
    tagged = Counter(list_facts.tags(case, "cluster", ids, only_own=mode.is_second))
    moved = {row: home for row, home in homes.moved(case, "marks").items() if home in set(ids)}
    standing = list_facts.tags_among(case, list(moved), only_own=mode.is_second)
    tagged.update(moved[row] for row in standing)
    sites = list_facts.sites(case, ids, _SITES_FROM)
    found = clusters.get_many(case, ids)
    first = [row.first_ad for row in found]
    said = mentions.of_ads(case, first)
    words = {row.ad: _named(row, Cover(said.get(row.ad, ()))) for row in ads.get_many(case, first)}
    return [
        ClusterItem(
            cluster=row.cluster,
            size=row.size,
            words=words.get(row.first_ad, ""),
            sites=sites.get(row.cluster, ()),
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            status=str(row.status),
            reasons=row.reasons,
            tags=tagged.get(row.cluster, 0),
        )
        for row in found
    ]


def of_ads(case: Case, ids: Sequence[int], mode: Mode) -> list[AdItem]:
    """Ads that are there, among these, in the order given."""
    pictures = list_facts.pictures(case, ids)
    tagged = list_facts.tags(case, "ad", ids, only_own=mode.is_second)
    noted = list_facts.notes(case, ids, only_own=mode.is_second)
    said = mentions.of_ads(case, ids)
    found = []
    for row in ads.get_many(case, ids):
        cover = Cover(said.get(row.ad, ()))
        found.append(
            AdItem(
                ad=row.ad,
                title=cover.read("title", row.title),
                words=_words(row, cover),
                site=row.site,
                posted_at=row.posted_at or row.captured_at,
                language=row.language,
                images=pictures.get(row.ad, 0),
                tags=tagged.get(row.ad, 0),
                notes=noted.get(row.ad, 0),
                duplicate_of=row.duplicate_of,
            )
        )
    return found


def _named(row: AdRow, cover: Cover) -> str:
    """What a cluster is called by: the title of its first ad, or the words of that ad."""
    return short(cover.read("title", row.title), _WORDS_SHOWN) or _words(row, cover)


def _words(row: AdRow, cover: Cover) -> str:
    """The beginning of the text of an ad; of one with neither title nor text its other fields."""
    if row.body.strip() or row.title:
        return short(cover.read("body", row.body), _WORDS_SHOWN)
    fields = (row.source_id, row.place_text, row.price_text, *row.extra.values())
    return short(cover.unread(" · ".join(filter(None, fields))), _WORDS_SHOWN)
