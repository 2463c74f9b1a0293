# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of ads: encrypted bytes kept once each, thumbnails, hashes, and which ad shows which."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.limits import MAX_IMAGE_BYTES
from indexing.records import ImageFingerprint, ImageStatus, Stamp
from indexing.store import (
    blobs,
    erasure,
    further,
    known_hashes,
    picture_parts,
    protected,
    protocol_acts,
    stamps,
)

if TYPE_CHECKING:
    from indexing.store.case import Case

_BLOB = "image"
_THUMBNAIL = "thumb"
_HASHED = "sha256, width, height, status, pdq, pdq_quality, dhash, code, variants, parts"


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture in its place in an ad; ``sha256`` is '' when its file is not there."""

    ad: int
    position: int
    untrusted_name: str
    sha256: str
    status: ImageStatus
    width: int
    height: int
    has_thumbnail: bool


def put(case: Case, ad: int, position: int, untrusted_name: str, data: bytes | None) -> str | None:
    """Keep a picture of an ad; returns its SHA-256, or None when there are no bytes to keep.

    One that is under protection is not kept: the ad shows that it was held back.

    Args:
        case: open for writing.
        ad: the ad that names it.
        position: its place among the pictures of the ad, from 0.
        untrusted_name: as the source names it.
        data: the file's bytes; None when it was not found.
    """
    status = ImageStatus.MISSING
    sha256: str | None = None
    held = ""
    with case.transaction():
        if data is not None and len(data) > MAX_IMAGE_BYTES:
            status = ImageStatus.REJECTED
        elif data is not None:
            found = hashlib.sha256(data).hexdigest()
            if protected.protecting(case, found):
                held = found
            else:
                status, sha256 = ImageStatus.FOUND, found
                keep(case, sha256, data)
        # A picture that was found once is not lost because a later pass has no folder for it.
        case.db.conn.execute(
            "INSERT INTO ad_images (ad, position, untrusted_name, sha256, status) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (ad, position) DO UPDATE SET "
            "sha256 = excluded.sha256, status = excluded.status "
            "WHERE excluded.sha256 IS NOT NULL OR ad_images.sha256 IS NULL",
            [ad, position, untrusted_name.encode("utf-8", "replace").decode(), sha256, status],
        )
        if held:
            protected.hold_back(case, ad, position, held)
    return sha256


def keep(case: Case, sha256: str, data: bytes) -> None:
    """Keep the bytes of a picture, in the caller's transaction; once, whoever shows it."""
    known = case.db.conn.execute("SELECT 1 FROM images WHERE sha256 = ?", [sha256]).fetchone()
    if known:
        return
    # The file first: a blob without its row is harmless, a row without its blob is damage.
    name = blobs.put(case, _BLOB, sha256, data)
    erasure.spare(case.db, name)
    case.db.conn.execute(
        "INSERT INTO images (sha256, bytes, status) VALUES (?, ?, ?)",
        [sha256, len(data), ImageStatus.FOUND],
    )
    known_hashes.note_exact(case, sha256, data)


def put_later(case: Case, ad: int, untrusted_name: str, data: bytes | None) -> ImageStatus:
    """Keep a picture of a capture after those that its ad has, unless it has it already.

    A picture that has changed under its old name is one more picture. Returns FOUND, MISSING or
    REJECTED, as the ad has it now.
    """
    name = untrusted_name.encode("utf-8", "replace").decode()
    held = case.db.conn.execute(
        "SELECT position, untrusted_name, sha256 FROM ad_images WHERE ad = ?", [ad]
    ).fetchall()
    named = [(position, sha256) for position, called, sha256 in held if called == name]
    if data is None and any(sha256 for _, sha256 in named):
        return ImageStatus.FOUND
    refused = data is not None and len(data) > MAX_IMAGE_BYTES
    status = ImageStatus.REJECTED if refused else ImageStatus.MISSING
    if data is None or refused:
        if not named:
            put(case, ad, _next(held), untrusted_name, data)
        return status
    sha256 = hashlib.sha256(data).hexdigest()
    if protected.protecting(case, sha256):
        if not protected.is_held_back(case, ad, sha256):
            empty = [position for position, other in named if other is None]
            put(case, ad, empty[0] if empty else _next(held), untrusted_name, data)
        return ImageStatus.REJECTED
    if all(other != sha256 for _, _, other in held):
        empty = [position for position, other in named if other is None]
        with case.transaction():
            put(case, ad, empty[0] if empty else _next(held), untrusted_name, data)
            further.mark_grown(case, ad, pictures=1)
    return ImageStatus.FOUND


def without_file(case: Case, ads: Sequence[int]) -> set[tuple[int, int]]:
    """Places (ad, position) among these ads whose picture has no bytes in the case."""
    return {
        (ad, position)
        for ad in ads
        for (position,) in case.db.conn.execute(
            "SELECT position FROM ad_images WHERE ad = ? AND sha256 IS NULL", [ad]
        )
    }


def pending(case: Case) -> Iterator[str]:
    """Pictures that are stored and not decoded yet."""
    last = ""
    while True:
        page = case.db.conn.execute(
            "SELECT sha256 FROM images WHERE status = ? AND sha256 > ? ORDER BY sha256 LIMIT 500",
            [ImageStatus.FOUND, last],
        ).fetchall()
        for (last,) in page:
            yield last
        if not page:
            return


def is_there(case: Case, sha256: str) -> bool:
    """Whether the case holds this picture for ads to show."""
    row = case.db.conn.execute("SELECT 1 FROM images WHERE sha256 = ?", [sha256]).fetchone()
    return row is not None


def read(case: Case, sha256: str) -> bytes:
    """The bytes of a picture."""
    return blobs.get(case, _BLOB, sha256)


def thumbnail(case: Case, sha256: str) -> bytes | None:
    """The thumbnail of a picture, or None; none either while an ad of it may be of a minor."""
    if protocol_acts.hides(case, sha256):
        return None
    row = case.db.conn.execute(
        "SELECT has_thumbnail FROM images WHERE sha256 = ?", [sha256]
    ).fetchone()
    return blobs.get(case, _THUMBNAIL, sha256) if row and row[0] else None


def put_thumbnail(case: Case, sha256: str, data: bytes) -> None:
    """Keep the thumbnail of a picture."""
    blobs.put(case, _THUMBNAIL, sha256, data)
    with case.transaction():
        case.db.conn.execute("UPDATE images SET has_thumbnail = 1 WHERE sha256 = ?", [sha256])


def set_fingerprint(case: Case, found: ImageFingerprint) -> None:
    """Keep what decoding gave: size, hashes, parts, local features, or why it was rejected."""
    with case.transaction():
        case.db.conn.execute(
            "UPDATE images SET width = ?, height = ?, status = ?, pdq = ?, pdq_quality = ?, "
            "dhash = ?, code = ?, variants = ?, parts = ? WHERE sha256 = ?",
            [
                found.width,
                found.height,
                found.status,
                found.pdq,
                found.pdq_quality,
                found.dhash,
                found.code,
                found.variants,
                picture_parts.pack(found.parts),
                found.sha256,
            ],
        )
        case.db.conn.execute("DELETE FROM image_features WHERE sha256 = ?", [found.sha256])
        if found.features:
            case.db.conn.execute(
                "INSERT INTO image_features (sha256, value) VALUES (?, ?)",
                [found.sha256, found.features],
            )


def reset(case: Case) -> None:
    """Let every picture be decoded again, after the method of hashing changed."""
    with case.transaction():
        case.db.conn.execute("UPDATE images SET status = ?, code = ''", [ImageStatus.FOUND])


def require_version(case: Case, stamp: Stamp) -> None:
    """Let every picture be hashed again unless the stored hashes were made under this stamp."""
    if stamps.find(case, stamp):
        return
    with case.transaction():
        reset(case)
        stamps.number(case, stamp)


def fingerprints(case: Case) -> Iterator[ImageFingerprint]:
    """Every picture that was decoded, or rejected when it should have been.

    Local features are left out: they are large, and read by :func:`features` when needed.
    """
    rows = case.db.conn.execute(
        f"SELECT {_HASHED} FROM images WHERE status <> ? ORDER BY sha256",  # noqa: S608
        [ImageStatus.FOUND],
    )
    for (
        sha256,
        width,
        height,
        status,
        pdq,
        quality,
        dhash,
        code,
        variants,
        parts,
    ) in rows.fetchall():
        yield ImageFingerprint(
            sha256,
            width,
            height,
            ImageStatus(status),
            pdq=bytes(pdq),
            pdq_quality=quality,
            dhash=bytes(dhash),
            code=code,
            variants=bytes(variants),
            parts=picture_parts.unpack(bytes(parts)),
        )


def features(case: Case, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """SHA-256 and packed local features of these pictures, without those that have none."""
    for name in names:
        row = case.db.conn.execute(
            "SELECT value FROM image_features WHERE sha256 = ?", [name]
        ).fetchone()
        if row:
            yield name, bytes(row[0])


def of_ad(case: Case, ad: int) -> list[StoredImage]:
    """The pictures of an ad in its order."""
    return of_ads(case, [ad])


def of_ads(case: Case, ads: Sequence[int]) -> list[StoredImage]:
    """The pictures of these ads, each ad's in its order."""
    found: list[StoredImage] = []
    for ad in ads:
        rows = case.db.conn.execute(
            "SELECT m.ad, m.position, m.untrusted_name, coalesce(m.sha256, ''), "
            "coalesce(i.status, m.status), coalesce(i.width, 0), coalesce(i.height, 0), "
            "coalesce(i.has_thumbnail, 0) "
            "FROM ad_images m LEFT JOIN images i ON i.sha256 = m.sha256 "
            "WHERE m.ad = ? ORDER BY m.position",
            [ad],
        )
        found += [_row(row) for row in rows]
    return found


def ads_by_image(case: Case) -> dict[str, list[int]]:
    """For every stored picture the ads that show it, in id order, each once."""
    found: dict[str, list[int]] = {}
    for sha256, ad in case.db.conn.execute(
        "SELECT DISTINCT sha256, ad FROM ad_images WHERE sha256 IS NOT NULL ORDER BY sha256, ad"
    ):
        found.setdefault(sha256, []).append(ad)
    return found


def count_shown(case: Case, *, linked: bool = False) -> int:
    """How many pictures ads show, each as often as it is shown; only by linked ads if asked."""
    query = "SELECT count(*) FROM ad_images m JOIN derived d ON d.ad = m.ad WHERE m.sha256 <> ''"
    if linked:
        query += " AND d.text_group IS NOT NULL"
    return int(case.db.conn.execute(query).fetchone()[0])


def unused(case: Case) -> list[str]:
    """Pictures that no ad shows any more."""
    rows = case.db.conn.execute(
        "SELECT sha256 FROM images WHERE sha256 NOT IN "
        "(SELECT sha256 FROM ad_images WHERE sha256 IS NOT NULL) ORDER BY sha256"
    )
    return [sha256 for (sha256,) in rows]


def _next(held: Sequence[Sequence[Any]]) -> int:
    return 1 + max((row[0] for row in held), default=-1)


def _row(row: Sequence[Any]) -> StoredImage:
    values: list[Any] = list(row)
    values[4] = ImageStatus(values[4])
    values[7] = bool(values[7])
    return StoredImage(*values)
