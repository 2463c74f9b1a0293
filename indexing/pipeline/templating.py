# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of clusters: made when a cluster's ads change, kept as JSON beside the cluster.

What is kept quotes ads, and says of every quotation where it stands, so that it can be covered
like the ad itself. Its key is a hash of the method's version and of the ads that it was made from.
It holds while these are the cluster's oldest ads and most of it, so that a few new ads cost no new
templates: they are laid on what stands, and a run over everything settles it. A template that
holds no longer is not shown, and made anew by the next run. Deleting an ad erases the template of
its cluster (a trigger of the store).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indexing.cluster.templates import (
    LEAST_SHARE,
    TEMPLATE_VERSION,
    Aligner,
    Constant,
    Piece,
    PieceKind,
    Place,
    Slot,
    Template,
    Value,
    induce,
)
from indexing.progress import Progress, Steps
from indexing.store import ads, clusters
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.clusters import ClusterRow

__all__ = [
    "MOST_CHARACTERS",
    "ClusterTemplates",
    "Constant",
    "LaidAd",
    "Piece",
    "PieceKind",
    "Place",
    "Slot",
    "Template",
    "Value",
    "compared_text",
    "is_current",
    "lay_ads",
    "stored_templates",
    "template_clusters",
    "templates_of",
]

STAGE = "templates"
MOST_ADS = 5_000
"""Ads of one cluster that its templates are made from, spread evenly over it."""
MOST_CHARACTERS = 40_000
"""Characters of an ad that are compared."""
HOLDS_FOR = 0.8
"""Share of a cluster's ads that its templates must have been made from."""
_PAGE = 250
_ADS_IN_TRANSACTION = 1_000
_MOST_ODD = 50
_KEY = re.compile(r'\{"key":"((\d{1,9})-[0-9a-f]{24})"')
_HEAD = 48
"""Letters at the start of a stored template that hold its key."""


@dataclass(frozen=True, slots=True)
class ClusterTemplates:
    """Templates of a cluster, largest first; ``text`` of their places and members are ad ids.

    ``odd`` counts ads without a template among the ``read`` ones; the first template names some.
    """

    templates: tuple[Template, ...]
    sizes: tuple[int, ...]
    """Ads of each template."""
    odd: int
    read: int


@dataclass(frozen=True, slots=True)
class LaidAd:
    """An ad on the template that explains most of it; ``template`` is None where none does."""

    ad: int
    template: int | None
    share: float
    pieces: tuple[Piece, ...]


def template_clusters(
    case: Case, only: Collection[int] | None = None, *, settled: bool = False
) -> Steps[int]:
    """Make the templates of clusters of two or more ads whose ads changed; returns how many.

    Args:
        case: open for writing.
        only: clusters to look at; all when None.
        settled: make also those anew that hold although a few new ads came.
    """
    share = 1.0 if settled else HOLDS_FOR
    changed = [
        (cluster, members)
        for cluster, head, members in clusters.template_heads(case, _HEAD, only)
        if not _holds(head, members, share)
    ]
    waiting, seen = dict[int, str](), 0
    for number, (cluster, members) in enumerate(changed, start=1):
        found = _made(case, members)
        waiting[cluster] = _as_json(found, template_key(members))
        seen += found.read
        if seen >= _ADS_IN_TRANSACTION:
            _save(case, waiting)
            waiting, seen = {}, 0
            yield Progress(STAGE, number, len(changed))
    _save(case, waiting)
    yield Progress(STAGE, len(changed), len(changed))
    return len(changed)


def is_current(row: ClusterRow) -> bool:
    """Was the stored template made from the ads of the cluster, but for a few new ones?"""
    return _holds(row.template, row.ads, HOLDS_FOR)


def _holds(template: str, members: Sequence[int], share: float) -> bool:
    # the key comes first, so that a long template is not read for it
    key = _KEY.match(template)
    if key is None:
        return False
    first = int(key[2])
    return first >= share * len(members) and key[1] == template_key(members[:first])


def templates_of(case: Case, row: ClusterRow) -> ClusterTemplates:
    """The templates of a cluster: the stored ones, or made now where they are not current."""
    if row.size < 2:
        return ClusterTemplates((), (), row.size, row.size)
    return _from_json(row.template) if is_current(row) else _made(case, row.ads)


def stored_templates(row: ClusterRow) -> ClusterTemplates | None:
    """The stored templates of a cluster, or None where there are none that are current."""
    return _from_json(row.template) if is_current(row) else None


def compared_text(row: AdRow) -> str:
    """What of an ad is compared: its title, a line end, and its text."""
    text = f"{row.title}\n{row.body}" if row.title else row.body
    return text[:MOST_CHARACTERS]


def lay_ads(case: Case, found: ClusterTemplates, wanted: Sequence[int]) -> Iterator[LaidAd]:
    """Ads on the templates of their cluster, in the order asked."""
    aligners = [Aligner(template) for template in found.templates]
    for start in range(0, len(wanted), _PAGE):
        for row in ads.get_many(case, wanted[start : start + _PAGE]):
            yield _laid(row, aligners)


def _laid(row: AdRow, aligners: Sequence[Aligner]) -> LaidAd:
    text = compared_text(row)
    best = LaidAd(row.ad, None, 0.0, ())
    for number, aligner in enumerate(aligners):
        pieces, share = aligner.laid(text)
        if share > best.share or not best.pieces:
            best = LaidAd(row.ad, number, share, pieces)
    if best.share < LEAST_SHARE:
        return LaidAd(row.ad, None, best.share, best.pieces)
    return best


def template_key(members: Sequence[int]) -> str:
    """What a stored template begins with while it is that of a cluster's ads, in their order."""
    told = f"{TEMPLATE_VERSION}:" + ",".join(map(str, members))
    return f"{len(members)}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _made(case: Case, members: Sequence[int]) -> ClusterTemplates:
    step = -(-len(members) // MOST_ADS)
    chosen = list(members[::step])
    texts: list[str] = []
    for start in range(0, len(chosen), _PAGE):
        texts += map(compared_text, ads.get_many(case, chosen[start : start + _PAGE]))
    found = induce(texts)
    odd = len(found[0].odd) if found else len(chosen)
    named = tuple(_of_ads(template, chosen) for template in found)
    return ClusterTemplates(named, tuple(len(one.members) for one in found), odd, len(chosen))


def _of_ads(template: Template, chosen: Sequence[int]) -> Template:
    """The same template with ads for the indexes of texts; which ads follow it is not kept."""

    def place(at: Place) -> Place:
        return Place(chosen[at.text], at.start, at.end)

    parts: list[Constant | Slot] = []
    for part in template.parts:
        if isinstance(part, Constant):
            parts.append(Constant(part.text, place(part.at)))
        else:
            values = tuple(Value(one.text, one.texts, place(one.at)) for one in part.values)
            parts.append(Slot(part.number, values, part.distinct, part.filled))
    return Template(tuple(parts), (), tuple(chosen[index] for index in template.odd[:_MOST_ODD]))


def _save(case: Case, waiting: dict[int, str]) -> None:
    """Keep templates, but none whose ads changed or were deleted while it was made."""
    with case.transaction():
        same = {
            cluster: text
            for cluster, text in waiting.items()
            if _holds(text, clusters.members(case, cluster), HOLDS_FOR)
        }
        clusters.set_templates(case, same)


def _as_json(found: ClusterTemplates, key: str) -> str:
    document = {
        "key": key,
        "read": found.read,
        "odd": found.odd,
        "templates": [
            {"ads": size, "parts": list(map(_part_json, one.parts)), "odd": one.odd}
            for one, size in zip(found.templates, found.sizes, strict=True)
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _part_json(part: Constant | Slot) -> dict[str, object]:
    if isinstance(part, Constant):
        return {"constant": part.text, "at": _at(part.at)}
    values = [{"value": one.text, "ads": one.texts, "at": _at(one.at)} for one in part.values]
    return {
        "slot": part.number,
        "values": values,
        "distinct": part.distinct,
        "filled": part.filled,
    }


def _at(place: Place) -> list[int]:
    return [place.text, place.start, place.end]


def _from_json(text: str) -> ClusterTemplates:
    document: dict[str, Any] = json.loads(text)
    told = document["templates"]
    return ClusterTemplates(
        tuple(Template(tuple(map(_part_of, one["parts"])), (), tuple(one["odd"])) for one in told),
        tuple(one["ads"] for one in told),
        document["odd"],
        document["read"],
    )


def _part_of(one: dict[str, Any]) -> Constant | Slot:
    if "constant" in one:
        return Constant(one["constant"], Place(*one["at"]))
    values = tuple(Value(v["value"], v["ads"], Place(*v["at"])) for v in one["values"])
    return Slot(one["slot"], values, one["distinct"], one["filled"])
