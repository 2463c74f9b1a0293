# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau coding``: ads that two people code apart from each other."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from app.commands import console
from app.i18n import _, ngettext, number
from app.triage import codebook, second_reading
from indexing.errors import BadInputError
from indexing.store import audit, draws
from indexing.store.draws import DrawRow
from indexing.store.ids import ad_id, parse_ad

_MOST_SEED = 2**31


@click.group("coding")
def coding_command() -> None:
    """Ads that two people code apart from each other, so that their agreement can be measured."""


@coding_command.command("draw")
@console.case_argument
@click.option("--random", type=click.IntRange(0), default=100, show_default=True, help="By chance.")
@click.option(
    "--flagged",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="So many more to which a rule points; told apart in the figures.",
)
@click.option("--seed", type=int, default=None, help="To draw the same ads again.")
@click.option("--strata", is_flag=True, help="Tell why each ad was drawn; not for who codes.")
@console.json_option
def draw_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    strata: bool,
    as_json: bool,
    **wanted: int | None,
) -> None:
    """Draw ads for double coding: by chance, and some to which a rule points."""
    seed = secrets.randbelow(_MOST_SEED) if wanted["seed"] is None else wanted["seed"]
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        row = second_reading.draw(
            opened,
            random=wanted["random"] or 0,
            flagged=wanted["flagged"] or 0,
            seed=seed,
            book=codebook.of_case(opened),
        )
    if as_json:
        console.emit(_draw_document(row, strata))
    else:
        words = ngettext("Draw {draw}: {n} ad.", "Draw {draw}: {n} ads.", len(row.ads))
        console.show(words.format(draw=row.row, n=number(len(row.ads))))


def _draw_document(row: DrawRow, strata: bool) -> dict[str, object]:
    draw = row.draw
    return {
        "draw": row.row,
        "uuid": row.uid,
        "at": row.at,
        "by": row.by,
        "seed": draw.seed,
        "wanted": {"random": draw.wanted_random, "flagged": draw.wanted_flagged},
        "population": draw.population,
        "flagged": draw.flagged,
        "codebook": {
            "id": draw.codebook,
            "version": draw.codebook_version,
            "sha256": draw.codebook_sha256,
        },
        "ads": [
            {"ad": ad_id(ad), "stratum": stratum.value} if strata else {"ad": ad_id(ad)}
            for ad, stratum in row.ads
        ],
    }


@coding_command.command("list")
@console.case_argument
@click.argument("draw", type=int, required=False)
@console.jsonl_option
def list_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    draw: int | None,
    style: str | None,
) -> None:
    """The ads of a draw (the last one), in their order, and which of them you went through."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "draw_listed")
        row = _wanted(draws.history(opened), draw)
        found = second_reading.todo(opened, row, opened.actor)
    rows = [
        {"draw": row.row, "place": place, "ad": ad_id(ad), "done": done}
        for place, ad, done in found
    ]
    if style:
        console.emit_all(rows, style)
        return
    for one in rows:
        console.show("{place:5}  {ad:10} {0}".format("✓" if one["done"] else "", **one))


def _wanted(rows: list[DrawRow], draw: int | None) -> DrawRow:
    found = [row for row in rows if draw is None or row.row == draw]
    if not found:
        raise BadInputError("draw_unknown", detail={"draw": draw or 1})
    return found[-1]


@coding_command.command("done")
@console.case_argument
@click.argument("ads", nargs=-1, required=True, metavar="AD…")
@click.option(
    "--suggestions",
    type=click.Choice(["seen", "hidden"]),
    default=None,
    help="Were the program's suggestions in sight?",
)
@click.option("--back", is_flag=True, help="Take it back: the ads were not gone through.")
@console.json_option
def done_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    ads: tuple[str, ...],
    suggestions: str | None,
    **words: bool,
) -> None:
    """Say that you went through ads: indicators that you did not set on them are absent."""
    chosen = [parse_ad(one) for one in ads]
    visible = {"seen": True, "hidden": False}.get(suggestions or "")
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        second_reading.read_through(
            opened, chosen, codebook.settle(opened), visible=visible, done=not words["back"]
        )
        by = opened.actor
    names = [ad_id(ad) for ad in chosen]
    if words["as_json"]:
        console.emit({"by": by, "ads": names, "suggestion_visible": visible})
    else:
        console.show(_("Gone through: {ads}").format(ads=", ".join(names)))
