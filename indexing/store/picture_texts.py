# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that was read in pictures: kept once for each picture, given to every ad that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import ImageStatus, PictureLine, Stamp
from indexing.store import audit, further, search_index, stamps
from indexing.store.further import FurtherText

if TYPE_CHECKING:
    from indexing.store.case import Case

KIND = "picture"
_WANTED = "read_pictures"
_PAGE = 500
_READABLE = (ImageStatus.OK, ImageStatus.TEXT, ImageStatus.FLAT)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its place in the text of its picture, in code points."""

    line: PictureLine
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PictureText:
    """The text of a picture; ``code`` says why it could not be read, '' when it was."""

    sha256: str
    text: str
    lines: tuple[ReadLine, ...] = ()
    code: str = ""


def is_wanted(case: Case) -> bool:
    """Does this case want the text in its pictures read?"""
    row = case.db.execute("SELECT value FROM meta WHERE key = ?", [_WANTED]).fetchone()
    return row is not None and row[0] == "1"


def want(case: Case, wanted: bool) -> None:
    """Switch reading on or off for this case; what was read stays."""
    if wanted == is_wanted(case):
        return
    with case.transaction() as db:
        db.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", [_WANTED, str(int(wanted))]
        )
        what = "picture_reading_on" if wanted else "picture_reading_off"
        audit.record(case, audit.Act.ALTERATION, what)


def todo(case: Case, stamp: Stamp) -> list[tuple[str, int, int]]:
    """Decoded pictures (SHA-256, width, height) that were not looked at under this stamp.

    Only such as an ad shows: what is held back of an ad is not looked at.
    """
    rows = case.db.conn.execute(
        "SELECT i.sha256, i.width, i.height FROM images i "
        "LEFT JOIN picture_texts t ON t.sha256 = i.sha256 AND t.stamp = ? "
        "WHERE t.sha256 IS NULL AND i.status IN (SELECT value FROM json_each(?)) "
        "AND EXISTS (SELECT 1 FROM ad_images m WHERE m.sha256 = i.sha256) "
        "ORDER BY i.sha256",
        [stamps.find(case, stamp), json.dumps(_READABLE)],
    )
    return list(rows)


def put(case: Case, found: PictureText, stamp: Stamp) -> None:
    """Keep the text of a picture, and announce it for every ad that shows the picture."""
    with case.transaction():
        db = case.db.conn
        before = of_picture(case, found.sha256)
        db.execute(
            "INSERT OR REPLACE INTO picture_texts (sha256, stamp, text, lines, code) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                found.sha256,
                stamps.number(case, stamp),
                found.text,
                json.dumps([_packed(one) for one in found.lines], separators=(",", ":")),
                found.code,
            ],
        )
        if found.text != (before.text if before else ""):
            for ad, position in db.execute(
                "SELECT ad, position FROM ad_images WHERE sha256 = ?", [found.sha256]
            ).fetchall():
                further.announce(case, ad, name_of(position))
            search_index.fill(case.db)


def announce_known(case: Case) -> None:
    """Announce what was read in pictures before, for ads that show them since then."""
    with case.transaction():
        for ad, position in case.db.conn.execute(
            "SELECT m.ad, m.position FROM picture_texts t JOIN ad_images m ON m.sha256 = t.sha256 "
            "WHERE t.text <> '' AND NOT EXISTS (SELECT 1 FROM further f WHERE f.ad = m.ad "
            "AND f.name = ? || ' ' || (m.position + 1))",
            [KIND],
        ).fetchall():
            further.announce(case, ad, name_of(position))
        search_index.fill(case.db)


def name_of(position: int) -> str:
    """The field of what was read in the picture at this place of an ad, counted from 0."""
    return f"{KIND} {position + 1}"


def picture_of(field: str) -> int:
    """The picture, counted from 1, that a field of a mention is of; 0 for other fields."""
    kind, _, number = field.partition(" ")
    return int(number) if kind == KIND and number.isdecimal() else 0


def of_picture(case: Case, sha256: str) -> PictureText | None:
    """What was read in a picture, or None when it was not looked at."""
    row = case.db.conn.execute(
        "SELECT sha256, text, lines, code FROM picture_texts WHERE sha256 = ?", [sha256]
    ).fetchone()
    return _row(row) if row else None


def of_ad(case: Case, ad: int) -> list[tuple[int, PictureText]]:
    """Places of an ad's pictures, from 0, with what was read in them; only those that were."""
    rows = case.db.conn.execute(
        "SELECT m.position, t.sha256, t.text, t.lines, t.code FROM ad_images m "
        "JOIN picture_texts t ON t.sha256 = m.sha256 WHERE m.ad = ? ORDER BY m.position",
        [ad],
    )
    return [(position, _row(row)) for position, *row in rows]


def further_texts(case: Case, ad: int) -> Iterator[FurtherText]:
    """The texts in the pictures of an ad, each read like its body."""
    for position, found in of_ad(case, ad):
        if found.text:
            yield FurtherText(name_of(position), name_of(position), found.text)


def any_of(case: Case, ads: Sequence[int]) -> bool:
    """Does a picture of any of these ads hold text?"""
    row = case.db.conn.execute(
        "SELECT 1 FROM further WHERE ad IN (SELECT value FROM json_each(?)) AND name GLOB ? "
        "LIMIT 1",
        [json.dumps(list(ads)), f"{KIND} *"],
    ).fetchone()
    return row is not None


def counts(case: Case) -> tuple[int, int, int]:
    """How many pictures were looked at, in how many text stood, how many could not be read."""
    row = case.db.conn.execute(
        "SELECT count(*), coalesce(sum(text <> ''), 0), coalesce(sum(code <> ''), 0) "
        "FROM picture_texts"
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def _packed(one: ReadLine) -> list[float]:
    return [one.start, one.end, one.line.score, *one.line.box]


def _row(row: Sequence[str]) -> PictureText:
    sha256, text, lines, code = row
    placed = []
    for start, end, score, *box in json.loads(lines):
        placed.append(ReadLine(PictureLine(text[start:end], score, tuple(box)), start, end))
    return PictureText(sha256, text, tuple(placed), code)
