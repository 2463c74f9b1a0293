# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau demo``: the demo case, made from the shipped synthetic ads by the ordinary road."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import time
from pathlib import Path

import click

from app import paths
from app.commands import console
from app.commands.bringing import index_json, run_index
from app.commands.window import has_screen, start
from app.i18n import _, number
from app.triage.truth import pairwise_agreement
from indexing.errors import BadInputError
from indexing.pipeline.importing import ImportChoices, import_source
from indexing.store import ads, case, clusters, list_facts
from indexing.store.case import Case, CaseMeta
from indexing.store.keys import Passphrase

PASSPHRASE = "demo"  # noqa: S105 - printed everywhere: the demo holds invented ads only
TRUTH = "truth.json"
_FORMATS = (".csv", ".jsonl", ".xlsx")
_UNFINISHED = ".making"
_PURPOSE = "Demonstration on invented ads"


@click.command("demo")
@click.option("--case", "folder", type=click.Path(path_type=Path), help="Where the case goes.")
@click.option("--no-window", is_flag=True, help="Only make the case.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes for indexing.")
@console.json_option
@console.progress_option
@click.pass_context
def demo_command(
    context: click.Context,
    folder: Path | None,
    no_window: bool,
    workers: int | None,
    as_json: bool,
    progress: str,
) -> None:
    """Make the demo case (2,000 invented ads, passphrase "demo") and open the window."""
    place = folder or paths.demo_case()
    word = os.environ.get(console.ENVIRONMENT, PASSPHRASE)
    document = _existing(place, word)
    if document is None:
        document = make_demo(place, word, workers, progress)
    if as_json:
        console.emit(document)
    else:
        words = _("{ads} ads in {clusters} clusters; precision {precision}, recall {recall}")
        told = {name: number(float(str(document[name])), 4) for name in ("precision", "recall")}
        told |= {name: number(int(str(document[name]))) for name in ("ads", "clusters")}
        console.say(words.format(**told))
        console.say(
            _("The demo case is {case}, its passphrase: {word}").format(case=place, word=word)
        )
    if no_window or not has_screen():
        if not no_window:
            console.say(_("There is no screen here, so no window opens."))
        return
    context.exit(start(place, passphrase=word, guided=True))


def make_demo(place: Path, word: str, workers: int | None, progress: str) -> dict[str, object]:
    """Make the demo case and hold it against its planted truth.

    It is built under another name and renamed at the end: a killed run leaves no half demo.
    """
    sources = sorted(one for one in paths.DEMO.glob("*") if one.suffix in _FORMATS)
    if not sources:
        raise BadInputError("demo_missing", path=paths.DEMO)
    if not _is_free(place):
        raise BadInputError("case_exists", path=place)
    making = place.with_name(place.name + _UNFINISHED)
    shutil.rmtree(making, ignore_errors=True)
    seconds: dict[str, float] = {}
    opened, _key = case.create(making, passphrase=word, meta=_meta())
    with opened:
        began = time.monotonic()
        for source in sources:
            images = source.with_name(f"{source.stem}-images")
            choices = ImportChoices(images=images if images.is_dir() else None)
            console.follow(import_source(opened, source, choices), progress)
        seconds["import"] = round(time.monotonic() - began, 3)
        report = run_index(opened, workers, progress)
        seconds |= {stage.name: round(stage.seconds, 3) for stage in report.stages}
        document = _measured(opened, place)
    if place.exists():
        place.rmdir()  # an empty folder, as a person may have made it for the demo
    making.rename(place)
    return {
        **document,
        "links": report.links,
        "seconds": seconds,
        "stages": index_json(report)["stages"],
    }


def _is_free(place: Path) -> bool:
    return not place.exists() or (place.is_dir() and not any(place.iterdir()))


def _existing(place: Path, word: str) -> dict[str, object] | None:
    """The demo case that an earlier start made, measured again; None when there is none."""
    if _is_free(place):
        return None
    with console.unlocked(place, Passphrase(word), "write") as opened:
        if opened.meta.purpose != _PURPOSE:
            raise BadInputError("case_exists", path=place)
        return {**_measured(opened, place), "seconds": {}}


def _measured(opened: Case, place: Path) -> dict[str, object]:
    planted = json.loads((paths.DEMO / TRUTH).read_text(encoding="utf-8"))["ads"]
    current = clusters.current(opened)
    found = {row.source_id: current.get(row.ad, -row.ad) for row in ads.iterate(opened)}
    truth = {name: entry["group"] for name, entry in planted.items() if name in found}
    agreement = pairwise_agreement(found, truth)
    counts = list_facts.sizes(opened)
    return {
        "case": str(place),
        "ads": counts.ads,
        "clusters": counts.clusters,
        "images": counts.images,
        "precision": round(agreement.precision, 4),
        "recall": round(agreement.recall, 4),
    }


def _meta() -> CaseMeta:
    later = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=365)
    return CaseMeta(
        purpose=_PURPOSE,
        legal_basis="No personal data: every ad is invented",
        responsible="Demo",
        retain_until=later.isoformat(),
        countries=("FR", "GB", "ES"),
        languages=("en", "fr", "es"),
    )
