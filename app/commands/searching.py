# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau search``: by words, meaning, a picture, likeness to an ad, contact; best first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app import paths
from app.commands import console
from app.i18n import _
from app.triage.expressions import parse_chosen
from indexing.store.ids import ad_id, parse_ad

if TYPE_CHECKING:
    from indexing.pipeline.searching import Question


@click.command("search")
@console.case_argument
@click.argument("words", nargs=-1)
@click.option("--meaning", default="", help="Ads that say such a thing, in any language.")
@click.option(
    "--image",
    type=click.Path(path_type=Path),
    help="Ads that show this picture, also cut, turned, mirrored or saved anew.",
)
@click.option("--like", default="", metavar="AD", help="More like this ad.")
@click.option("--phone", default="", help="Ads that give this number, however it is written there.")
@click.option(
    "--contact",
    "contacts",
    multiple=True,
    help="Ads that give this number, e-mail, account, link, bank account or wallet.",
)
@click.option("--filter", "expression", default="", metavar="EXPR", help="Only among these ads.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.option("--serve", is_flag=True, hidden=True)
@console.jsonl_option
def search_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    words: tuple[str, ...],
    style: str | None,
    **how: object,
) -> None:
    """Find ads, best first. WORDS are of any script: all of them; "in quotes" exactly; -not.

    What is given together must hold together.
    """
    # as late as this: the pipeline costs other commands a sixth of a second
    from app.triage import searching
    from indexing.pipeline.searching import Searcher

    if how["serve"]:
        from app.commands import search_serving

        search_serving.serve(case, passphrase_file, key_stdin)
        return
    asked = _question(words, how)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        searcher = Searcher(opened, paths.model_folder())
        picture = str(how["image"]) if how["image"] else None
        answer = searching.ask(searcher, opened, asked, picture=picture)
        told = dict(searching.whys(opened, asked, answer))
    for code, number in answer.notes:
        console.say(searching.note_words(code, number))
    if style:
        console.emit_all(
            (
                {"ad": ad_id(hit.ad), "score": round(hit.score, 4), "why": told[hit.ad]}
                for hit in answer.hits
            ),
            style,
        )
        return
    if not answer.hits:
        console.say(_("Nothing was found."))
    for hit in answer.hits:
        console.show(f"{ad_id(hit.ad):8} {told[hit.ad]}")


def _question(words: tuple[str, ...], how: dict[str, object]) -> Question:
    from app.triage import searching
    from indexing.pipeline.searching import Question

    image, like, limit = how["image"], str(how["like"]), how["limit"]
    contacts = how["contacts"] if isinstance(how["contacts"], tuple) else ()
    phone = str(how["phone"])
    ways = (words, how["meaning"], image, like, phone, contacts, how["expression"])
    if not any(ways):
        raise click.UsageError(
            _(
                "Say what to search for: words, --meaning, --image, --like, --phone, --contact "
                "or --filter."
            )
        )
    return Question(
        words=_typed(words),
        meaning=str(how["meaning"]),
        picture=searching.picture_bytes(image) if isinstance(image, Path) else None,
        like=parse_ad(like) if like else None,
        contacts=(*((phone,) if phone else ()), *map(str, contacts)),
        only=parse_chosen(str(how["expression"])),
        limit=limit if isinstance(limit, int) else 100,
    )


def _typed(words: tuple[str, ...]) -> str:
    """What a person typed: one argument as it stands, else one with spaces was a phrase.

    The shell took the quotes away from a phrase among other words.
    """
    if len(words) == 1:
        return words[0]
    return " ".join(f'"{one}"' if " " in one and '"' not in one else one for one in words)
