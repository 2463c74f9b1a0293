# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of clusters as documents and as the window shows them, covered like the ads quoted.

Nothing stored is printed as it is: every word is cut out of the ad that it stands in, after that
ad was covered as a whole, so that a number is covered also where a slot begins in its middle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.triage.covering import Cover
from app.triage.template_items import OneTemplate, PartItem, TemplateItem, TemplateRow
from indexing.pipeline.templating import (
    MOST_CHARACTERS,
    ClusterTemplates,
    Constant,
    LaidAd,
    Piece,
    PieceKind,
    Place,
    Slot,
    Template,
    lay_ads,
    stored_templates,
    templates_of,
)
from indexing.store import ads, clusters, mentions
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.clusters import ClusterRow
from indexing.store.ids import ad_id, cluster_id

Document = dict[str, object]
_PAGE = 250
_VALUE_SHOWN = 200


class Quotes:
    """Words of ads by their places, covered unless ``clear``."""

    def __init__(self, case: Case, *, clear: bool) -> None:
        self._case = case
        self._clear = clear
        self._texts: dict[int, str] = {}
        self._titles: dict[int, int] = {}

    def need(self, wanted: Iterable[int]) -> None:
        """Read these ads, and forget the others."""
        rows = ads.get_many(self._case, sorted(set(wanted)))
        self._texts = {row.ad: self._text(row) for row in rows}
        self._titles = {row.ad: len(row.title) for row in rows}

    def at(self, place: Place) -> str:
        """The words at a place; a mark of omission where the ad is gone."""
        text = self._texts.get(place.text)
        return "…" if text is None else text[place.start : place.end]

    def body_from(self, ad: int) -> int:
        """Where the text of an ad begins behind its title."""
        title = self._titles.get(ad, 0)
        return title + 1 if title else 0

    def _text(self, row: AdRow) -> str:
        title, body = row.title[:MOST_CHARACTERS], row.body[:MOST_CHARACTERS]
        if not self._clear:
            cover = Cover(mentions.of_ad(self._case, row.ad))
            title, body = cover.read("title", title), cover.read("body", body)
        return (f"{title}\n{body}" if title else body)[:MOST_CHARACTERS]


def template_document(case: Case, row: ClusterRow, *, clear: bool = False) -> Document | None:
    """The stored templates of a cluster; None where there are none, or none that are current."""
    found = stored_templates(row)
    return None if found is None else _document(case, found, clear=clear)


def alignment_document(case: Case, cluster: int, *, clear: bool = False) -> Document:
    """The templates of a cluster, and every ad of it laid on the one that fits.

    Raises:
        BadInputError: ``id_unknown``.
    """
    row = clusters.get(case, cluster)
    found = templates_of(case, row)
    quotes = Quotes(case, clear=clear)
    return {
        "cluster": cluster_id(cluster),
        "template": _document(case, found, clear=clear),
        "ads": [
            _laid_document(one, quotes)
            for page in _pages(row.ads)
            for one in _read(case, found, page, quotes)
        ],
    }


def template_item(case: Case, cluster: int, *, clear: bool = False) -> TemplateItem:
    """The templates of a cluster for the window."""
    row = clusters.get(case, cluster)
    found = templates_of(case, row)
    quotes = Quotes(case, clear=clear)
    told = []
    for template, size in zip(found.templates, found.sizes, strict=True):
        quotes.need(_quoted(template))
        told.append(OneTemplate(size, tuple(_part_item(part, quotes) for part in template.parts)))
    odd = found.templates[0].odd if found.templates else ()
    return TemplateItem(cluster, row.size, tuple(told), odd, found.odd, found.read)


def template_rows(case: Case, cluster: int, wanted: Sequence[int]) -> list[TemplateRow]:
    """Some ads of a cluster on its templates, for the window."""
    found = templates_of(case, clusters.get(case, cluster))
    quotes = Quotes(case, clear=False)
    return [_row_item(one, found, quotes) for one in _read(case, found, wanted, quotes)]


def _read(
    case: Case, found: ClusterTemplates, wanted: Sequence[int], quotes: Quotes
) -> list[LaidAd]:
    quotes.need(wanted)
    return list(lay_ads(case, found, wanted))


def _document(case: Case, found: ClusterTemplates, *, clear: bool) -> Document | None:
    if not found.templates:
        return None
    quotes = Quotes(case, clear=clear)
    told = []
    for template, size in zip(found.templates, found.sizes, strict=True):
        quotes.need(_quoted(template))
        parts = [_part_document(part, quotes) for part in template.parts]
        text = "".join(
            str(one["constant"]) if "constant" in one else f"{{{one['slot']}}}" for one in parts
        )
        told.append({"text": text, "parts": parts, "ads": size})
    odd = [ad_id(ad) for ad in found.templates[0].odd]
    rest: Document = {"odd": odd, "odd_ads": found.odd, "read": found.read, "more": told[1:]}
    return {**told[0], **rest}


def _quoted(template: Template) -> Iterator[int]:
    for part in template.parts:
        if isinstance(part, Constant):
            yield part.at.text
        else:
            yield from (value.at.text for value in part.values)


def _part_document(part: object, quotes: Quotes) -> Document:
    item = _part_item(part, quotes)
    if not item.slot:
        return {"constant": item.text}
    return {
        "slot": item.slot,
        "values": [{"value": value, "ads": number} for value, number in item.values],
        "distinct": item.distinct,
        "filled": item.filled,
    }


def _part_item(part: object, quotes: Quotes) -> PartItem:
    if isinstance(part, Constant):
        return PartItem(quotes.at(part.at))
    if not isinstance(part, Slot):
        raise TypeError(part)
    values = tuple((quotes.at(value.at), value.texts) for value in part.values)
    return PartItem("", part.number, values, part.distinct, part.filled)


def _laid_document(laid: LaidAd, quotes: Quotes) -> Document:
    shift = quotes.body_from(laid.ad)
    return {
        "ad": ad_id(laid.ad),
        "template": None if laid.template is None else laid.template + 1,
        "share": round(laid.share, 3),
        "pieces": [
            _stretch_document(one, laid.ad, shift, quotes) for one in stretches(laid, shift)
        ],
    }


def _stretch_document(pieces: Sequence[Piece], ad: int, shift: int, quotes: Quotes) -> Document:
    kind, start, end = pieces[0].kind, pieces[0].start, pieces[-1].end
    document: Document = {"kind": kind.value}
    if kind is PieceKind.MISSING:
        return {**document, "words": len(pieces)}
    if kind is PieceKind.SLOT:
        document["slot"] = pieces[0].number
    in_body = start >= shift
    document["field"] = "body" if in_body else "title"
    less = shift if in_body else 0
    document |= {"start": start - less, "end": end - less, "words": len(pieces)}
    return {**document, "text": quotes.at(Place(ad, start, end))}


def stretches(laid: LaidAd, body_from: int = 0) -> Iterator[list[Piece]]:
    """Pieces side by side that are of one kind, of one slot, and of one field."""
    open_pieces: list[Piece] = []
    for piece in laid.pieces:
        if open_pieces and not (
            _go_together(open_pieces[-1], piece)
            and (open_pieces[-1].start < body_from) == (piece.start < body_from)
        ):
            yield open_pieces
            open_pieces = []
        open_pieces.append(piece)
    if open_pieces:
        yield open_pieces


def _go_together(one: Piece, other: Piece) -> bool:
    same = one.kind is other.kind
    return same and (one.kind is not PieceKind.SLOT or one.number == other.number)


def _row_item(laid: LaidAd, found: ClusterTemplates, quotes: Quotes) -> TemplateRow:
    if laid.template is None:
        return TemplateRow(laid.ad, None)
    slots = sum(isinstance(part, Slot) for part in found.templates[laid.template].parts)
    values = [list[str]() for _ in range(slots)]
    added: list[str] = []
    lacking = 0
    for pieces in stretches(laid):
        words = quotes.at(Place(laid.ad, pieces[0].start, pieces[-1].end))[:_VALUE_SHOWN]
        if pieces[0].kind is PieceKind.SLOT:
            values[pieces[0].number - 1].append(words)
        elif pieces[0].kind is PieceKind.EXTRA:
            added.append(words)
        elif pieces[0].kind is PieceKind.MISSING:
            lacking += len(pieces)
    told = tuple(" … ".join(" ".join(one.split()) for one in each) for each in values)
    return TemplateRow(laid.ad, laid.template, told, " … ".join(added)[:_VALUE_SHOWN], lacking)


def _pages(wanted: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(wanted), _PAGE):
        yield wanted[start : start + _PAGE]
