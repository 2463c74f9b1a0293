# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster for one decision: what it is, its text, when it was posted, what people said of it.

Everything is bounded: a cluster of thousands or a text of megabytes costs the page no more than a
small one, and what is left out is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.i18n import _, ngettext, number
from app.triage import ad_detail, masking, second_mode
from app.triage.covering import Cover
from app.triage.decide_items import (
    MOST_CHARACTERS,
    MOST_LISTED,
    DecideHead,
    DecideMarks,
    DecideText,
    ListedAds,
    OddAd,
)
from app.triage.items import AdItem, MentionItem
from app.triage.second_mode import Mode
from app.triage.template_items import OneTemplate, PartItem, TemplateItem
from indexing.records import Mention
from indexing.store import ads, cluster_facts, clusters, marks, mentions
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.clusters import ClusterRow

_MOST_SITES = 4
_MOST_ODD = 6
_MOST_TITLE = 200
_MARGIN = 200
"""Characters read beyond the end of a cut text, so that a contact at the cut is known as one."""


def head(case: Case, cluster: int, indicators: int) -> DecideHead:
    """A cluster at a glance; ``indicators`` is how many different ones rules point to.

    Raises:
        BadInputError: ``id_unknown``.
    """
    row = clusters.get(case, cluster)
    sites = cluster_facts.sites(case, cluster)
    return DecideHead(
        cluster=cluster,
        size=row.size,
        first_ad=row.ads[0],
        sites=tuple(sites[:_MOST_SITES]),
        more_sites=max(len(sites) - _MOST_SITES, 0),
        first_seen=row.first_seen[:10],
        last_seen=row.last_seen[:10],
        status=row.status.value,
        why=tuple(_why(row, len(sites), indicators)),
    )


def _why(row: ClusterRow, sites: int, indicators: int) -> Sequence[str]:
    if row.size == 1:
        told = [_("It stands alone: nothing links it to another ad so far.")]
    else:
        told = [
            ngettext(
                "{n} ad that belongs together.", "{n} ads that belong together.", row.size
            ).format(n=number(row.size))
        ]
    if sites > 1:
        words = ngettext("Spread over {n} site.", "Spread over {n} sites.", sites)
        told.append(words.format(n=number(sites)))
    if indicators:
        words = ngettext(
            "Rules point to {n} indicator; each is a reason to look, none is a finding.",
            "Rules point to {n} different indicators; each is a reason to look, none is a finding.",
            indicators,
        )
        told.append(words.format(n=number(indicators)))
    return told


def text(case: Case, cluster: int, *, clear: bool = False) -> DecideText:
    """The templates of a cluster, or the text of its first ad where it has none.

    Raises:
        BadInputError: ``id_unknown``.
    """
    from app.triage import templates  # as late as the pipeline it needs

    row = clusters.get(case, cluster)
    found = templates.template_item(case, cluster, clear=clear)
    odd = tuple(_odd(one, clear=clear, case=case) for one in _named_odd(case, found))
    if found.templates:
        shown = replace(found, templates=tuple(_cut(one) for one in found.templates))
        return DecideText(cluster, row.size, shown, odd=odd, odd_ads=found.odd_ads, unmasked=clear)
    return _own_text(case, row, clear=clear)


def _named_odd(case: Case, found: TemplateItem) -> list[AdRow]:
    return ads.get_many(case, found.odd[:_MOST_ODD]) if found.templates else []


def _odd(row: AdRow, *, case: Case, clear: bool) -> OddAd:
    title = row.title[: _MOST_TITLE + _MARGIN]
    if not clear:
        title = Cover(mentions.of_ad(case, row.ad)).read("title", title)
    return OddAd(row.ad, title[:_MOST_TITLE], row.site, (row.posted_at or row.captured_at)[:10])


def _cut(template: OneTemplate) -> OneTemplate:
    """The first characters of a template; slots keep their numbers."""
    parts: list[PartItem] = []
    left = MOST_CHARACTERS
    for part in template.parts:
        if left <= 0:
            parts.append(PartItem(" …"))
            break
        cut = part.text[:left]
        parts.append(part if part.slot else PartItem(cut))
        left -= len(cut) + 8 * bool(part.slot)
    return replace(template, parts=tuple(parts))


def _own_text(case: Case, row: ClusterRow, *, clear: bool) -> DecideText:
    ad = ads.get(case, row.ads[0])
    said = [one for one in mentions.of_ad(case, ad.ad) if one.end <= MOST_CHARACTERS + _MARGIN]
    title, body = ad.title[:MOST_CHARACTERS], ad.body[: MOST_CHARACTERS + _MARGIN]
    if not clear:
        cover = Cover(said)
        title, body = cover.read("title", title), cover.read("body", body)
    shown = body[:MOST_CHARACTERS]
    return DecideText(
        row.cluster,
        row.size,
        ad=ad.ad,
        title=title,
        body=shown,
        mentions=tuple(_mention(one, clear=clear) for one in said if one.end <= len(shown)),
        characters=len(ad.body),
        unmasked=clear,
    )


def _mention(said: Mention, *, clear: bool) -> MentionItem:
    kind = said.kind.value
    raw = said.raw if clear else masking.cover(kind, said.raw)
    return MentionItem(
        kind, " ".join(raw.split()), said.field, said.start, said.end, said.validity, said.steps
    )


def listed(found: Sequence[int], ads_of: Callable[[Sequence[int]], list[AdItem]]) -> ListedAds:
    """The first of these ads as rows, and how many there are."""
    return ListedAds(tuple(ads_of(found[:MOST_LISTED])), len(found))


def people(case: Case, cluster: int, mode: Mode) -> DecideMarks:
    """Tags and notes on a cluster and its ads; for a second reader what they may see."""
    rows = second_mode.counted(case, marks.of_cluster(case, cluster), mode)
    rows.sort(key=_clusters_first)
    tags, notes = ad_detail.tags_and_notes(case, rows)
    return DecideMarks(tags, notes)


def _clusters_first(row: marks.MarkRow) -> tuple[bool, int]:
    return row.mark.target.cluster is None, row.row
