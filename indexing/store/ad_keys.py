# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys by which an ad that is seen again is looked up: its number on its site, and its address.

A key only finds candidates; whether one of them is the same ad is for ``sightings`` to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,15}:/{2}(?:www\.)?", re.IGNORECASE)
_NOTHING_OF_THE_AD = re.compile(
    r"(?:utm_\w{1,30}|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga"
    r"|phpsessid|jsessionid)=[^&]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[\w=:-]{0,40}\d[\w=:-]{0,40}")
_UNTIL = "ad_keys_until"
_PAGE = 50_000


def of_row(site: str, source_id: str, address: str) -> Iterator[int]:
    """The keys of a row: at most one by number, one by what ``address_of`` gave."""
    if source_id:
        yield by_number(site, source_id)
    if address:
        yield by_address(address)


def by_number(site: str, source_id: str) -> int:
    """The key of a number on a site; the site may be unknown."""
    return _key(f"id\0{site.casefold()}\0{source_id}")


def by_address(address: str) -> int:
    """The key of what ``address_of`` gave."""
    return _key(f"url\0{address}")


def address_of(untrusted_url: str) -> str:
    """What of an address tells the ad: no scheme, fragment or tracking; '' for a front page.

    A fragment that is a path (``#/item/7``, ``#!item=7``) is the address of a page of its own, and
    one with a number (``#ad-4711``) that of an ad in a list. What names no host (``/ad/7``,
    ``N/A``) is no address: every site has such.
    """
    address, _, fragment = _SCHEME.sub("", untrusted_url.strip(), count=1).partition("#")
    is_route = fragment[:1] in ("/", "!") and fragment.strip("/!")
    route = "#" + fragment if is_route or _NUMBERED.fullmatch(fragment) else ""
    address, mark, query = address.partition("?")
    host, slash, path = address.partition("/")
    told = [one for one in query.split("&") if one and not _NOTHING_OF_THE_AD.fullmatch(one)]
    path = path.rstrip("/")
    if not (path or told or route) or not ("." in host or _SCHEME.match(untrusted_url.strip())):
        return ""
    return host.casefold() + slash + path + (mark + "&".join(told) if told else "") + route


def complete(db: Database) -> bool:
    """Whether every ad has its keys."""
    row = db.conn.execute("SELECT max(id) FROM ads").fetchone()
    return (row[0] or 0) <= _until(db)


def fill(db: Database) -> None:
    """Make the keys of every ad that has none yet, in the caller's transaction."""
    while True:
        rows = db.conn.execute(
            "SELECT id, site, source_id, url FROM ads WHERE id > ? ORDER BY id LIMIT ?",
            [_until(db), _PAGE],
        ).fetchall()
        if not rows:
            return
        put(
            db,
            (
                (key, ad)
                for ad, site, source_id, url in rows
                for key in of_row(site, source_id, address_of(url))
            ),
        )
        note(db, rows[-1][0])


def put(db: Database, keys: Iterable[tuple[int, int]]) -> None:
    """Write keys with their ads, in the order of the table: many at once cost little.

    Those of ads that are gone meanwhile go again.
    """
    written = sorted(keys)
    if not written:
        return
    db.conn.executemany("INSERT OR IGNORE INTO ad_keys (key, ad) VALUES (?, ?)", written)
    ads = [ad for _key, ad in written]
    db.conn.execute(
        "DELETE FROM ad_keys WHERE ad BETWEEN ? AND ? AND ad NOT IN (SELECT ad FROM derived)",
        [min(ads), max(ads)],
    )


def note(db: Database, last: int) -> None:
    """Say that no ad up to this one lacks its keys."""
    db.conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", [_UNTIL, str(last)])


def _until(db: Database) -> int:
    row = db.conn.execute("SELECT value FROM meta WHERE key = ?", [_UNTIL]).fetchone()
    return int(row[0]) if row else 0


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
