# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau import`` and ``faisceau index``: from files to clusters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app import messages, paths
from app.commands import console, failures, reading, refusals
from app.commands.foreseeing import foreseen
from app.i18n import _, ngettext, number
from app.messages.kinds import stage_words
from app.messages.labels import labelled
from app.triage import codebook, protocols
from indexing.engine.local import LocalEngine
from indexing.errors import BadInputError, KnownError
from indexing.limits import MAX_REJECTS_TOLD
from indexing.pipeline.importing import ImportChoices, ImportReport, import_source
from indexing.pipeline.indexing import IndexChoices, IndexReport, index
from indexing.pipeline.repairing import repair_source
from indexing.progress import Steps
from indexing.store import import_records, picture_texts
from indexing.store.case import Case
from indexing.store.ids import ad_id
from indexing.store.import_records import source_id
from indexing.store.storable import whole

_MOST_TOLD = 20


@click.command("import")
@console.case_argument
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--images", type=click.Path(path_type=Path), help="Folder that holds the pictures.")
@reading.options
@click.option(
    "--save-profile", type=click.Path(path_type=Path), help="Save how the first file was read."
)
@click.option(
    "--repair", default="", metavar="SOURCE", help="The file is mended rejects of this import."
)
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would happen.")
@click.option(
    "--rejects-told",
    default=MAX_REJECTS_TOLD,
    type=click.IntRange(0, MAX_REJECTS_TOLD),
    metavar="N",
    help="List so many rejected rows of each file at most; the case keeps all.",
)
@console.json_option
@console.progress_option
def import_command(
    case: Path,
    sources: tuple[Path, ...],
    passphrase_file: Path | None,
    key_stdin: bool,
    dry: bool,
    **how: object,
) -> None:
    """Bring source files into the case; every row is added, known or rejected with its place."""
    choices = reading.choices(how)
    reports: list[ImportReport] = []
    failed: KnownError | None = None
    with console.opened(case, passphrase_file, key_stdin, "read" if dry else "write") as opened:
        try:
            for source in sources:
                steps = _steps(opened, source, choices, dry=dry, repair=str(how["repair"]))
                reports.append(console.follow(steps, str(how["progress"])))
        except KnownError as error:
            if not reports:
                raise
            failed = error  # what came in before it is told all the same
    failed = failed or _nothing_usable(reports)
    if isinstance(how["save_profile"], Path):
        reading.save(how["save_profile"], sources[0], choices)
    for report in reports:
        del report.rejects[int(str(how["rejects_told"])) :]
    if how["as_json"]:
        told: dict[str, object] = {"sources": [_as_json(x) for x in reports], "dry_run": dry}
        console.emit(told | ({"error": failures.document(failed)} if failed else {}))
    else:
        for report in reports:
            _tell(report, dry=dry)
        if dry and reports:
            words = _("Nothing was stored. Only the import settles which rows are ads seen anew.")
            console.show(words)
    if failed:
        click.get_current_context().exit(failures.tell(failed, as_json=False))


def _steps(
    case: Case, source: Path, choices: ImportChoices, *, dry: bool, repair: str
) -> Steps[ImportReport]:
    if dry:
        return foreseen(case, source, choices)
    if repair:
        return repair_source(case, source, choices, import_records.find(case, repair))
    return import_source(case, source, choices)


def _nothing_usable(reports: Sequence[ImportReport]) -> BadInputError | None:
    """The error of an import whose rows were all rejected, in each of its files.

    A row that is held under protection was usable: the case has it.
    """
    if any(report.added or report.known or report.protected for report in reports):
        return None
    for report in reports:
        if report.rejected:
            place = report.rejects[0].place if report.rejects else None
            detail = {"rejected": number(report.rejected)}
            return BadInputError("rows_all_rejected", path=report.path, place=place, detail=detail)
    return None


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        "source": source_id(report.source) if report.source else None,
        "path": whole(report.path),  # as the case keeps it and ``faisceau imports`` tells it
        "sha256": report.sha256,
        "format": report.format,
        "encoding": report.encoding,
        "encoding_by": report.encoding_by,
        "read": report.read,
        "added": report.added,
        "known": report.known,
        "captures": report.captures,
        "rejected": report.rejected,
        "protected": report.protected,
        "repaired": report.repaired,
        "rejects": [
            {"place": row.place, "code": row.code, "message": messages.describe_reject(row)}
            for row in report.rejects
        ],
        "images": {
            "found": report.images_found,
            "missing": report.images_missing,
            "rejected": report.images_rejected,
        },
        "not_found": [
            {"ad": ad_id(ad) if ad else None, "place": place, "name": name}
            for ad, place, name in report.not_found
        ],
        "profile": report.profile,
        "parts": [part.as_dict() | {"name": whole(part.name)} for part in report.parts],
        "notes": [{**note, "message": _told(note)} for note in report.notes],
    }


def _told(note: dict[str, object]) -> str:
    detail = note.get("detail")
    return messages.describe_note(str(note["code"]), detail if isinstance(detail, dict) else {})


def _tell(report: ImportReport, *, dry: bool) -> None:
    words = _("{path}: {read} read, {added} added, {known} known, {rejected} rejected")
    if dry:
        words = _(
            "{path}: {read} read; would be added: {added}, known already: {known}, "
            "rejected: {rejected}"
        )
    counts = ("read", "added", "known", "rejected")
    told = {name: number(getattr(report, name)) for name in counts}
    console.show(words.format(path=report.path, **told))
    if report.captures:
        words = ngettext(
            "  {n} of the known rows is an ad seen anew",
            "  {n} of the known rows are ads seen anew",
            report.captures,
        )
        console.show(words.format(n=number(report.captures)))
    if report.images_found or report.images_missing:
        words = _("  pictures: {found} found, {missing} missing")
        pictures = {"found": report.images_found, "missing": report.images_missing}
        console.show(words.format(**{name: number(n) for name, n in pictures.items()}))
    shown = report.rejects[:_MOST_TOLD]
    reasons = ((row.place, row.code, messages.describe_reject(row)) for row in shown)
    for line in refusals.lines(reasons):
        console.show(line)
    if report.rejected > _MOST_TOLD:
        more = number(report.rejected - _MOST_TOLD)
        console.show(_("  … and {n} more: --json lists all").format(n=more))
    refusals.tell_mending(report.source, report.rejects)
    for note in report.notes:
        console.show(f"  {_told(note)}")
    missing = report.profile.get("missing")
    if isinstance(missing, list) and missing:
        words = _("  the profile names columns that this file does not have: {columns}")
        console.show(words.format(columns=", ".join(map(str, missing))))
    fields = report.profile.get("fields")
    if isinstance(fields, dict):
        used = (f"{name}={'+'.join(map(str, columns))}" for name, columns in fields.items())
        console.show(_("  fields: {fields}").format(fields=", ".join(used)))


@click.command("index")
@console.case_argument
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Processes; all cores but one if not said."
)
@click.option("--engine", type=click.Choice(["local"]), default="local", help="How batches run.")
@click.option("--full", is_flag=True, help="Link all ads anew, not only new ones; settles weights.")
@click.option(
    "--read-pictures/--no-read-pictures",
    "read_pictures",
    default=None,
    help="Read the text in pictures, now and in later runs; or stop doing so.",
)
@console.json_option
@console.progress_option
def index_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    workers: int | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Extract, fingerprint, link, cluster, suggest; only what is new; safe to stop at any time."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        if how["read_pictures"] is not None:
            picture_texts.want(opened, how["read_pictures"])
        report = run_index(opened, workers, how["progress"], full=how["full"])
    if as_json:
        console.emit(index_json(report))
        return
    for stage in report.stages:
        done = _("{done}, {seconds} s").format(
            done=number(stage.done), seconds=number(stage.seconds, 1)
        )
        console.show(labelled(stage_words(stage.name), done))
    words = _("{ads} ads in {clusters} clusters, {links} links")
    counts = {name: number(getattr(report, name)) for name in ("ads", "clusters", "links")}
    console.show(words.format(**counts))
    if report.passages:
        told = ngettext(
            "{n} passage that many different ads share (a site's footer, say) joins none of them.",
            "{n} passages that many different ads share (a site's footer, say) join none of them.",
            report.passages,
        )
        console.show(told.format(n=number(report.passages)))
    if report.unsettled:
        told = ngettext(
            "{n} ad was linked under earlier weights; --full settles it.",
            "{n} ads were linked under earlier weights; --full settles them.",
            report.unsettled,
        )
        console.show(told.format(n=number(report.unsettled)))
    if report.pictures_unread:
        told = ngettext(
            "The text of {n} picture could not be read.",
            "The text of {n} pictures could not be read.",
            report.pictures_unread,
        )
        console.show(told.format(n=number(report.pictures_unread)))


def run_index(case: Case, workers: int | None, progress: str, *, full: bool = False) -> IndexReport:
    """Index an open case; a missing model is told and leaves only related meaning out."""
    choices = IndexChoices(
        engine=LocalEngine(workers),
        model=paths.model_folder(),
        similarity=paths.similarity_folder(),
        codebook=codebook.settle(case),
        full=full,
    )
    report = console.follow(index(case, choices), progress)
    protocols.ask(case)
    for stage in report.stages:
        if stage.left_out:
            console.say(messages.describe(stage.left_out).text)
    return report


def index_json(report: IndexReport) -> dict[str, object]:
    """The report of an index run as JSON values."""
    stages = []
    for stage in report.stages:
        one = {"name": stage.name, "done": stage.done, "seconds": round(stage.seconds, 3)}
        stages.append(one | ({"code": stage.left_out.code} if stage.left_out else {}))
    return {
        "stages": stages,
        "ads": report.ads,
        "clusters": report.clusters,
        "links": report.links,
        "hubs": report.hubs,
        "passages": report.passages,
        "unsettled": report.unsettled,
        "pictures_unread": report.pictures_unread,
    }
