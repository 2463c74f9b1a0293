# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys by which an ad that is seen again is looked up: its number on its site, and its address.

A key only finds candidates; whether one of them is the same ad is for ``sightings`` to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,15}:/{2}(?:www\.)?", re.IGNORECASE)
_NOTHING_OF_THE_AD = re.compile(
    r"(?:utm_\w{1,30}|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga"
    r"|phpsessid|jsessionid)=[^&]*",
    re.IGNORECASE,
)
_PAGE = 2000


def of_ad(site: str, source_id: str, url: str) -> list[int]:
    """The keys of an ad: at most one by number and one by address."""
    keys = []
    if source_id:
        keys.append(by_number(site, source_id))
    address = address_of(url) if url else ""
    if address:
        keys.append(by_address(address))
    return keys


def by_number(site: str, source_id: str) -> int:
    """The key of a number on a site; the site may be unknown."""
    return _key(f"id\0{site.casefold()}\0{source_id}")


def by_address(address: str) -> int:
    """The key of what ``address_of`` gave."""
    return _key(f"url\0{address}")


def address_of(untrusted_url: str) -> str:
    """What of an address tells the ad: no scheme, fragment or tracking; '' for a front page."""
    address = _SCHEME.sub("", untrusted_url.strip(), count=1).partition("#")[0]
    address, mark, query = address.partition("?")
    host, slash, path = address.partition("/")
    told = [one for one in query.split("&") if one and not _NOTHING_OF_THE_AD.fullmatch(one)]
    path = path.rstrip("/")
    if not path and not told:
        return ""
    return host.casefold() + slash + path + (mark + "&".join(told) if told else "")


def fill(db: Database) -> None:
    """Make the keys of every ad that is there, in the caller's transaction."""
    after = 0
    while True:
        rows = db.conn.execute(
            "SELECT id, site, source_id, url FROM ads WHERE id > ? ORDER BY id LIMIT ?",
            [after, _PAGE],
        ).fetchall()
        if not rows:
            return
        db.conn.executemany("INSERT OR IGNORE INTO ad_keys (key, ad) VALUES (?, ?)", _rows(rows))
        after = rows[-1][0]


def _rows(ads: list[tuple[int, str, str, str]]) -> Iterator[tuple[int, int]]:
    for ad, *told in ads:
        for key in of_ad(*told):
            yield key, ad


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
