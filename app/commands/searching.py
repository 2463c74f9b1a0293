# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau search``: by words or by phone number."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.i18n import _
from app.triage import masking
from app.triage.covering import CUT, Cover
from app.triage.expressions import parse_filter
from indexing.store import ads, audit, mentions, search, search_places, search_words
from indexing.store.case import Case
from indexing.store.ids import ad_id

Found = tuple[int, float, str]


@click.command("search")
@console.case_argument
@click.argument("words", nargs=-1)
@click.option("--phone", help="Ads that give this number, however it is written there.")
@click.option("--filter", "expression", default="", metavar="EXPR", help="Only among these ads.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@console.jsonl_option
def search_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    words: tuple[str, ...],
    style: str | None,
    **how: object,
) -> None:
    """Find ads by words (all of them; "in quotes" exactly; -not) or by phone, best first."""
    phone, limit = how["phone"], how["limit"]
    if not words and not phone and not how["expression"]:
        raise click.UsageError(_("Say what to search for: words, --phone or --filter."))
    only = parse_filter(str(how["expression"]))
    most = limit if isinstance(limit, int) else 100
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        if phone:
            found = _by_phone(opened, str(phone), only, most)
        elif words:
            found = _by_words(opened, _query(words), only, most)
        else:
            found = [(ad, 1.0, "") for ad in search.ids(opened, only or search.Filter())[:most]]
        audit.record(opened, audit.Act.CONSULTATION, "searched", count=len(found))
    if style:
        hits = ({"ad": ad_id(ad), "score": round(score, 4), "why": why} for ad, score, why in found)
        console.emit_all(hits, style)
        return
    for ad, score, why in found:
        console.show(f"{ad_id(ad):8} {score:8.2f}  {why}")


def _query(words: tuple[str, ...]) -> str:
    """What a person typed: one argument as it stands, else one with spaces was a phrase.

    The shell took the quotes away from a phrase among other words.
    """
    if len(words) == 1:
        return words[0]
    return " ".join(f'"{one}"' if " " in one and '"' not in one else one for one in words)


def _by_words(case: Case, typed: str, only: search.Filter | None, limit: int) -> list[Found]:
    query = search_words.query(typed)
    found = []
    for ad, score in search.words(case, typed, limit=limit, chosen=only):
        piece = search_places.piece(case, ad, query)
        found.append((ad, score, "" if piece is None else _shown(case, ad, piece)))
    return found


def _shown(case: Case, ad: int, piece: search_places.Piece) -> str:
    """A piece of an ad with the contacts in it covered as they are in the whole text."""
    cover = Cover(mentions.of_ad(case, ad))
    if piece.further is None:
        text = cover.read(piece.field, piece.text)
    else:
        text = cover.further(piece.further)
    before, after = (CUT if cut else "" for cut in (piece.start, piece.end < len(piece.text)))
    return before + " ".join(text[piece.start : piece.end].split()) + after


def _by_phone(case: Case, phone: str, only: search.Filter | None, limit: int) -> list[Found]:
    passing = None if only is None else set(search.ids(case, only))
    found = [ad for ad in search.phone(case, phone) if passing is None or ad in passing]
    why = _("phone {number}").format(number=masking.cover("phone", phone))
    return [(row.ad, 1.0, why) for row in ads.get_many(case, found[:limit])]
