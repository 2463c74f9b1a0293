# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau search``: by words or by phone number."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.i18n import _
from app.triage import masking
from app.triage.covering import Cover
from app.triage.expressions import parse_filter
from indexing.store import ads, audit, mentions, search
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
            found = search.words(opened, _query(words), limit=most, chosen=only)
        else:
            found = [(ad, 1.0, "") for ad in search.ids(opened, only or search.Filter())[:most]]
        shown = _covered(opened, found)
        audit.record(opened, audit.Act.CONSULTATION, "searched", count=len(found))
    if style:
        hits = ({"ad": ad_id(ad), "score": round(score, 4), "why": why} for ad, score, why in shown)
        console.emit_all(hits, style)
        return
    for ad, score, why in shown:
        console.show(f"{ad_id(ad):8} {score:8.2f}  {why}")


def _query(words: tuple[str, ...]) -> str:
    """What a person typed: one argument as it stands, else one with spaces was a phrase.

    The shell took the quotes away from a phrase among other words.
    """
    if len(words) == 1:
        return words[0]
    return " ".join(f'"{one}"' if " " in one and '"' not in one else one for one in words)


def _covered(case: Case, found: list[Found]) -> list[Found]:
    """Hits with the contacts in their snippets covered."""
    rows = {row.ad: row for row in ads.get_many(case, [ad for ad, _score, why in found if why])}
    covered = []
    for ad, score, why in found:
        if ad in rows:
            fields = {"title": rows[ad].title, "body": rows[ad].body}
            why = Cover(mentions.of_ad(case, ad)).snippet(why, fields)
        covered.append((ad, score, why))
    return covered


def _by_phone(case: Case, phone: str, only: search.Filter | None, limit: int) -> list[Found]:
    passing = None if only is None else set(search.ids(case, only))
    found = [ad for ad in search.phone(case, phone) if passing is None or ad in passing]
    why = _("phone {number}").format(number=masking.cover("phone", phone))
    return [(row.ad, 1.0, why) for row in ads.get_many(case, found[:limit])]
