# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a bundle: logged first, built beside its place, checked, then given its name."""

from __future__ import annotations

import contextlib
import datetime
import errno
import itertools
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.bundles import layout, payload, seal, sinks, sshsig, verify
from app.bundles.contents import Contents
from app.bundles.layout import Member, Written
from app.bundles.select import chosen_ads
from indexing.errors import BadInputError, KnownError, RefusedError, VerificationFailedError
from indexing.progress import Progress, Steps
from indexing.store import ads, audit, durable, mentions, protocol_acts
from indexing.store.case import Case
from indexing.store.ids import ad_id

_STAGE = "bundle"
_MOST_NAMED = 200
"""More ads than this are only counted in the log."""


@dataclass(frozen=True, slots=True)
class BundleChoices:
    """What goes into a bundle, and for whom.

    Attributes:
        expression: which ads; all of them when empty.
        redacted: cover contacts, leave pictures out.
        recipient: an age public key; the bundle then is one encrypted file.
    """

    expression: str = ""
    redacted: bool = False
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was written."""

    path: Path
    items: int
    files: int
    size: int
    pictures: int
    signer: str


def write_bundle(case: Case, out: Path, choices: BundleChoices, *, by: str) -> Steps[BundleReport]:
    """Write the bundle ``out``, or ``out.tar.age`` when it is for a recipient.

    Args:
        case: open for writing or shared; the disclosure is logged before anything is written.
        out: what to write; nothing may be there yet.
        choices: which ads, and how.
        by: who hands it over.

    Raises:
        BadInputError: bundle_exists, bundle_inside_case, bundle_empty, bundle_unwritable,
            disk_full, recipient_wrong, filter_unreadable.
        RefusedError: redaction_unread.
    """
    out = _target(Path(out), choices)
    _refuse(case, out)
    recipient = sinks.read_recipient(choices.recipient) if choices.recipient else None
    chosen = chosen_ads(case, choices.expression)
    if choices.redacted or protocol_acts.under(case, protocol_acts.PROTECT_MIGRANTS):
        _refuse_unread(case)
    yield Progress(_STAGE, 0)
    previous = audit.last_seal(case)
    _log(case, chosen, choices)
    sealed = audit.seal(case)
    with case.snapshot() as still, _told(out):
        there = set(ads.ids(still))
        contents = Contents(
            still,
            tuple(ad for ad in chosen if ad in there),
            redacted=choices.redacted,
            by=by,
            at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            sealed=sealed,
            previous=previous,
        )
        building = _place_to_build(out)
        try:
            if recipient is None:
                written = yield from _write_folder(contents, building)
            else:
                written = yield from _write_encrypted(contents, building, out, recipient)
            building.rename(out)
            durable.sync_folder(out.parent)
        except BaseException:
            _remove(building)
            _log_abandoned(case)
            raise
        return _report(contents, out, written)


def _write_folder(contents: Contents, building: Path) -> Steps[list[Written]]:
    total = _total(contents)
    building.mkdir(mode=0o700)
    written: list[Written] = []
    for member in payload.members(contents):
        yield Progress(_STAGE, len(written), total)
        written.append(sinks.write_file(building, member))
    tags = [sinks.write_file(building, one) for one in seal.tag_members(contents, written)]
    last = seal.sealing_members(contents, written, tags)
    sealing = [sinks.write_file(building, one) for one in last]
    sinks.sync_folders(building)
    written += tags + sealing
    yield Progress(_STAGE, len(written), total)
    verdict = yield from verify.check_bundle(building)
    if not verdict.valid:  # the disk does not give back what was written
        first = verdict.problems[0]
        raise VerificationFailedError("bundle_not_valid", path=building, place=first.path)
    return written


def _write_encrypted(
    contents: Contents, building: Path, out: Path, recipient: object
) -> Steps[list[Written]]:
    total = _total(contents)
    measured: list[Written] = []
    for member in payload.members(contents):
        yield Progress(_STAGE, len(measured), total)
        measured.append(layout.measure(member))
    tag_members = seal.tag_members(contents, measured)
    tags = [layout.measure(one) for one in tag_members]
    last = seal.sealing_members(contents, measured, tags)
    written = [*measured, *tags, *map(layout.measure, last)]
    # The payload is made a second time: kept in memory it could be larger than the memory.
    again: Iterator[Member] = itertools.chain(payload.members(contents), tag_members, last)
    name = out.name.removesuffix(layout.ENCRYPTED)
    sinks.write_encrypted(building, name, zip(again, written, strict=True), recipient)
    yield Progress(_STAGE, total, total)
    return written


def _total(contents: Contents) -> int:
    tables = 11 if contents.redacted else 10
    beside = len(layout.TAG_FILES) + len(layout.SEALING)
    return tables + payload.originals(contents) + beside


def _target(out: Path, choices: BundleChoices) -> Path:
    if choices.recipient and not out.name.endswith(layout.ENCRYPTED):
        return out.with_name(out.name + layout.ENCRYPTED)
    return out


def _refuse(case: Case, out: Path) -> None:
    if out.exists() or out.is_symlink():
        raise BadInputError("bundle_exists", path=out)
    if case.path.resolve() in out.resolve().parents:
        raise BadInputError("bundle_inside_case", path=out)


def _refuse_unread(case: Case) -> None:
    """Redaction covers what was read in the ads: unread ones would go out uncovered."""
    from indexing.pipeline.reading import EXTRACT

    unread = mentions.count_todo(case, EXTRACT)
    if unread:
        raise RefusedError("redaction_unread", path=case.path, detail={"ads": unread})


def _log(case: Case, chosen: list[int], choices: BundleChoices) -> None:
    named = [ad_id(ad) for ad in chosen] if len(chosen) <= _MOST_NAMED else []
    # The expression stays out: words that were searched for may be somebody's number.
    detail: dict[str, object] = {
        "redacted": choices.redacted,
        "selected": bool(choices.expression.strip()),
    }
    if choices.recipient:
        detail |= {"recipient": choices.recipient.strip()}
    with case.transaction():
        audit.record(
            case,
            audit.Act.DISCLOSURE,
            "bundle_written",
            objects=named,
            count=len(chosen),
            detail=detail,
        )


def _log_abandoned(case: Case) -> None:
    """Say in the log that what was begun did not leave; a full disk may keep it from that."""
    with contextlib.suppress(KnownError), case.transaction():
        audit.record(case, audit.Act.DISCLOSURE, "bundle_abandoned", count=0)


def _place_to_build(out: Path) -> Path:
    """A name beside ``out`` that no other run uses; what a killed run left there is removed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    start = f".{out.name}{durable.TEMPORARY}"
    for left in out.parent.iterdir():
        if left.name.startswith(start):
            _remove(left)
    return out.with_name(start + secrets.token_hex(4))


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            left.unlink()


@contextlib.contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = "disk_full" if error.errno == errno.ENOSPC else "bundle_unwritable"
        raise BadInputError(code, path=out, detail={"reason": error.strerror}) from error


def _report(contents: Contents, out: Path, written: list[Written]) -> BundleReport:
    return BundleReport(
        path=out,
        items=len(contents.ads),
        files=len(written),
        size=sum(one.size for one in written),
        pictures=sum(1 for one in written if one.path.startswith(layout.ORIGINALS)),
        signer=sshsig.fingerprint(audit.public_key(contents.case)),
    )
