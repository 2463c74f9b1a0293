# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau bench``: figures on generated data beside their goals and beside what others reach."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from app import paths
from app.commands import console, desk_figures
from app.i18n import _, number
from app.messages.labels import labelled
from app.triage import codebook
from indexing.benchmark.report import BASELINES, PARTS, Plan, bench

FAILED = 1


@click.command("bench")
@click.option("--ads", type=click.IntRange(min=1), default=Plan().ads, help="Ads of text figures.")
@click.option(
    "--images", type=click.IntRange(min=1), default=Plan().images, help="Pictures to draw."
)
@click.option(
    "--case",
    type=click.IntRange(min=1),
    default=Plan().case,
    help="Ads of the case that later ads come into.",
)
@click.option(
    "--desk-ads",
    type=click.IntRange(min=1),
    default=Plan().desk_ads,
    help="Ads of the case that the window is measured on.",
)
@click.option(
    "--desk-pictures",
    type=click.IntRange(min=1),
    default=Plan().desk_pictures,
    help="Pictures of that case.",
)
@click.option(
    "--desk-case",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Generated case to measure the window on; it is copied.",
)
@click.option(
    "--rounds", type=click.IntRange(min=1), default=1, help="Rounds of each cost; medians count."
)
@click.option("--seed", type=int, default=1, help="Seed of the generated data.")
@click.option(
    "--photos",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of photos to measure as well.",
)
@click.option(
    "--ordinary",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File of ordinary ads to measure suggestions on as well.",
)
@click.option(
    "--only",
    "parts",
    multiple=True,
    type=click.Choice([*PARTS, BASELINES]),
    help="Run this part only; may be given again.",
)
@console.progress_option
@console.json_option
@click.pass_context
def bench_command(
    context: click.Context,
    /,
    parts: Sequence[str],
    progress: str,
    as_json: bool,
    desk_case: Path | None,
    **options: Any,
) -> None:
    """Measure this program on generated ads and pictures, beside what other libraries reach.

    The goals are set for --ads 50000 --images 60 --case 200000 --rounds 3, those of the window
    (--only desk) for --desk-ads 1000000 --desk-pictures 100000; less ends sooner and says less.
    """
    folders = {
        "model": paths.model_folder(),
        "similarity": paths.similarity_folder(),
        "codebook": codebook.SHIPPED,
    }
    named = {name: options.pop(name) for name in ("photos", "ordinary")}
    folders |= {name: path for name, path in named.items() if path is not None}
    chosen = tuple(parts) or (*PARTS, BASELINES)
    others = {"desk": partial(desk_figures.figures, ready=desk_case)}
    plan = Plan(**options, parts=chosen, folders=folders, others=others)
    document: dict[str, Any] = console.follow(bench(plan), progress)
    if as_json:
        console.emit(document)
    else:
        _tell(document)
    if document["problems"]:
        context.exit(FAILED)


def _tell(document: dict[str, Any]) -> None:
    for figure in document["figures"]:
        sign = "≥" if figure["at_least"] else "≤"
        state = _("met") if figure["met"] else _("not met")
        told = "–" if figure["value"] is None else _digits(figure["value"], 4)
        if figure["value"] is None:
            state = _("not measured: {missing} is missing").format(**figure["detail"])
        value = f"{told:>12}  {sign} {_digits(figure['goal'], 6):<8}"
        console.show(f"{figure['name']:<36}{value}  {state}")
    for name, row in document["baselines"].items():
        state = row.get("version") or labelled(_("not installed"), f"pip install {row['library']}")
        console.show(f"{name:<36}{row['library']} {state}")
    for problem in document["problems"]:
        console.show(labelled(problem["part"], problem["problem"]), err=True)


def _digits(value: float, most: int) -> str:
    """A number with so many digits that count, as the language in force writes it."""
    text = f"{value:.{most}g}"
    return text if "e" in text else number(value, len(text.partition(".")[2]))
