# SPDX-License-Identifier: GPL-3.0-or-later
"""Purge of ads or of a whole case, with a signed certificate and a search for what may be left.

Limit: a flash disk may keep old blocks that no program can overwrite; without the case key, which
a purge of the case drops first, they stay unreadable.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from indexing.errors import RefusedError
from indexing.store import (
    audit,
    blobs,
    cluster_counts,
    clusters,
    durable,
    erasure,
    header,
    ids,
    images,
    keys,
    purge_proof,
    readings,
    rulings,
    saved_views,
    search_index,
)
from indexing.store.case import BLOB_FOLDER, DB_NAME, INDEX_FOLDER, Case, open_case

if TYPE_CHECKING:
    from sqlite_utils import Database

CERTIFICATE_FORMAT = "faisceau-purge/1"
Certificate = dict[str, object]

_COUNTED = {
    "ads": "id IN temp.purged",
    "captures": "ad IN temp.purged",
    "ad_images": "ad IN temp.purged",
    "mentions": "ad IN temp.purged",
    "fingerprints": "ad IN temp.purged",
    "links": "a IN temp.purged OR b IN temp.purged",
    "judgements": "a IN temp.purged OR b IN temp.purged",
    "marks": "ad IN temp.purged",
    "picture_texts": "sha256 IN (SELECT sha256 FROM ad_images WHERE ad IN temp.purged) "
    "AND sha256 NOT IN (SELECT sha256 FROM ad_images "
    "WHERE sha256 <> '' AND ad NOT IN (SELECT ad FROM temp.purged))",
}
_DELETE_HUBS = (
    "DELETE FROM hubs WHERE value NOT IN (SELECT value FROM mentions) "
    "AND value NOT IN (SELECT sha256 FROM ad_images WHERE sha256 IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class _Gone:
    """What a deletion took away."""

    counts: Mapping[str, int]
    blobs: int
    probes: tuple[str, ...]


def purge_ads(case: Case, ads: Sequence[int], *, reason: str, by: str) -> Certificate:
    """Delete ads with all that was derived from them or said of them, and prove it.

    Safe to run again after a kill: what is gone already is skipped and the rest finished.

    Args:
        case: open for writing.
        ads: internal ids.
        reason: why; it goes into the audit log and the certificate.
        by: who.

    Returns:
        The signed certificate. It names ids and counts, never content.

    Raises:
        RefusedError: no reason was given (``reason_missing``).
        CaseLockedError: a reader holds old pages (``purge_busy``).
        CaseDamagedError: something of the ads could still be read (``purge_incomplete``).
    """
    if not reason.strip():
        raise RefusedError("reason_missing")
    wanted = sorted(set(ads))
    names = [ids.ad_id(ad) for ad in wanted]
    with case.transaction() as db:
        gone = _delete_rows(case, db, wanted)
        detail = {"by": by, "rows": dict(gone.counts), "blobs": gone.blobs}
        audit.record(
            case,
            audit.Act.ERASURE,
            "ads_purged",
            objects=names,
            count=gone.counts["ads"],
            reason=reason,
            detail=detail,
        )
    erasure.finish(case)
    page_count = purge_proof.prove(case, gone.probes)
    with case.transaction():
        proof = {"probes": len(gone.probes), "pages": page_count, "found": 0}
        audit.record(case, audit.Act.ERASURE, "purge_proved", count=len(names), detail=proof)
    body: Certificate = {
        "what": "ads",
        "ads": names,
        "rows": dict(gone.counts),
        "blobs": gone.blobs,
        "proof": {**proof, "database_sha256": _sha256(case.path / DB_NAME)},
    }
    return _certificate(case, body, reason=reason, by=by)


def take_out(case: Case, ads: Sequence[int]) -> tuple[str, ...]:
    """Delete the rows of ads in the caller's transaction and note what has to go from the disk.

    Returns:
        Words of them, for ``purge_proof.prove`` once the deletion is finished.
    """
    return _delete_rows(case, case.db, ads).probes


def purge_case(path: Path, *, secret: keys.Secret, reason: str, by: str) -> Certificate | None:
    """Drop the key of a case from both header copies, then delete its files.

    Returns:
        The signed certificate, or None when an earlier purge was only finished here.
    """
    if not reason.strip():
        raise RefusedError("reason_missing")
    path = Path(path)
    try:
        case = open_case(path, secret=secret, mode="write")
    except RefusedError as error:
        if error.code != "case_purged":
            raise
        _remove_files(path)
        return None
    with case:
        body: Certificate = {
            "what": "case",
            "rows": {"ads": _number(case.db, "SELECT count(*) FROM ads")},
            "blobs": sum(1 for _ in blobs.names(case)),
        }
        with case.transaction():
            audit.record(case, audit.Act.ERASURE, "case_purged", reason=reason, detail={"by": by})
        body["proof"] = {"database_sha256": _sha256(path / DB_NAME)}
        certificate = _certificate(case, body, reason=reason, by=by)
        _drop_keys(case)
    _remove_files(path)
    return certificate


def certificate_is_good(certificate: Mapping[str, object]) -> bool:
    """Whether nothing in a certificate was changed since it was signed."""
    unsigned = {name: value for name, value in certificate.items() if name != "signature"}
    try:
        signer = Ed25519PublicKey.from_public_bytes(keys.to_bytes(certificate["public_key"]))
        signer.verify(keys.to_bytes(certificate["signature"]), header.canonical(unsigned))
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def _delete_rows(case: Case, db: Database, ads: Sequence[int]) -> _Gone:
    db.execute("DROP TABLE IF EXISTS temp.purged")
    db.execute("CREATE TEMP TABLE purged (ad INTEGER PRIMARY KEY)")
    db.conn.executemany(
        "INSERT INTO temp.purged SELECT id FROM main.ads WHERE id=?", [(ad,) for ad in ads]
    )
    probes = purge_proof.probes(db)
    counts = {
        table: _number(db, f"SELECT count(*) FROM {table} WHERE {which}")  # noqa: S608
        for table, which in _COUNTED.items()
    }
    touched = [
        int(row[0])
        for row in db.execute(
            "SELECT DISTINCT cluster FROM derived WHERE ad IN temp.purged AND cluster IS NOT NULL"
        )
    ]
    saved_views.drop_quoting(case)
    db.execute("DELETE FROM ads WHERE id IN temp.purged")  # what hangs on an ad goes with it
    _settle_clusters(case, touched)
    db.execute(_DELETE_HUBS)
    rulings.drop_unused(case)
    names = _delete_images(case, db)
    search_index.fill(db)  # of ads that showed the same pictures
    db.execute("DROP TABLE temp.purged")
    erasure.schedule(db, names)
    return _Gone(counts, len(names), probes)


def _settle_clusters(case: Case, touched: Sequence[int]) -> None:
    cluster_counts.refresh(case)
    # The template may quote what is gone; the next indexing makes it anew from what is left.
    clusters.set_templates(case, dict.fromkeys(touched, ""))
    case.db.conn.executemany(  # an empty cluster keeps its row: ids are never reused
        "DELETE FROM marks WHERE cluster=? AND cluster IN (SELECT id FROM clusters WHERE size=0)",
        [(cluster,) for cluster in touched],
    )
    case.db.conn.execute(  # what was said of clusters merged into others goes with their ads
        "DELETE FROM marks WHERE cluster IN (SELECT id FROM clusters WHERE size=0) AND NOT EXISTS "
        "(SELECT 1 FROM json_each(marks.members) m JOIN ads a ON a.id = m.value)"
    )
    readings.drop_unused(case)
    case.db.conn.execute("DELETE FROM operation_moves WHERE ad NOT IN (SELECT id FROM ads)")


def _delete_images(case: Case, db: Database) -> list[str]:
    unused = images.unused(case)
    db.conn.executemany("DELETE FROM images WHERE sha256=?", [(sha256,) for sha256 in unused])
    return [
        blobs.name(case, kind, sha256)
        for sha256 in unused
        for kind in blobs.OF_PICTURES
        if blobs.has(case, kind, sha256)
    ]


def _certificate(case: Case, body: Certificate, *, reason: str, by: str) -> Certificate:
    certificate: Certificate = {
        "format": CERTIFICATE_FORMAT,
        "case_id": case.header.case_id,
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "by": by,
        "reason": reason,
        **body,
        "audit": asdict(audit.seal(case)),
        "public_key": case.header.public_key,
    }
    signature = audit.signing_key(case).sign(header.canonical(certificate))
    return {**certificate, "signature": keys.to_text(signature)}


def _drop_keys(case: Case) -> None:
    # Overwriting in place is of use on disks that write where they are told; flash may not.
    for name in header.NAMES:
        data = header.encode(_purged(case.header), case.keys.header)
        with contextlib.suppress(OSError):
            _overwrite(case.path / name)
        durable.write_whole(case.path / name, data)


def _purged(live: header.Header) -> header.Header:
    return replace(
        live, generation=live.generation + 1, slots=(), case_key={}, meta={}, signing_key={}
    )


def _overwrite(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(bytes(file.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())


def _remove_files(path: Path) -> None:
    """Remove what a case consists of, the header last; what is not ours stays."""
    for name in (BLOB_FOLDER, INDEX_FOLDER):
        shutil.rmtree(path / name, ignore_errors=True)
    for name in (DB_NAME, f"{DB_NAME}-wal", f"{DB_NAME}-shm"):
        (path / name).unlink(missing_ok=True)
    durable.sweep(path)
    for name in header.NAMES:
        (path / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # a file of someone else is in it
        path.rmdir()
    durable.sync_folder(path.parent)


def _number(db: Database, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
