# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of an ad under protection that come back in another dress: known without being kept.

Case of letters, spaces, signs, invisible characters and lookalike letters do not count, nor do
site, address, number, contacts and author. Such an ad is asked about, not hidden.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from indexing.normalise import fold_text
from indexing.store import protected
from indexing.store.protected import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from indexing.store.opened import Case

_LEAST_TOGETHER = 24
"""Letters and digits of title and body from which equal words are asked about."""
_BEGINNING, _WORDS_OF_BEGINNING = 400, 5
"""Characters read and words taken of the beginning of a text."""
_LEAST_ALONE = 48
"""The same of a body without its title: what every ad of a site ends with is shorter."""


def resembling(case: Case, ads: Sequence[int]) -> list[tuple[int, int]]:
    """Ads among these that have the number, address or words of an item, each with the item.

    Otherwise they differ from the item, or they had not been taken.
    """
    db = case.db.conn
    if db.execute("SELECT 1 FROM protected LIMIT 1").fetchone() is None:
        return []
    found: list[tuple[int, int]] = []
    for ad, title, body, *told in db.execute(
        "SELECT id, title, body, site, source_id, url FROM ads "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(list(ads))],
    ).fetchall():
        known = [protected.number_key(case, key) for key in protected.numbers_of(*told)]
        if item := _item(case, [*known, *_of_every_sighting(case, ad, title, body)]):
            found.append((ad, item))
    return found


def beginnings(case: Case, ads: Sequence[int]) -> set[str]:
    """The first words of each text of these ads, by which texts like them can be looked for."""
    named = json.dumps(list(ads))
    found = set()
    for texts in case.db.conn.execute(
        "SELECT title, body FROM ads WHERE id IN (SELECT value FROM json_each(?))", [named]
    ):
        for text in texts:
            words = re.findall(r"\w+", fold_text(text[:_BEGINNING]))[:_WORDS_OF_BEGINNING]
            if len(words) > 1:
                found.add(" ".join(words))
    return found


def in_another_dress(case: Case, ads: Sequence[int], among: Collection[int]) -> list[int]:
    """Those among other ads that say what one of these says: in capitals, with signs or without."""
    others = sorted(set(among) - set(ads))
    said = {key for _ad, keys in _keys_of(case, ads) for key in keys}
    return [ad for ad, keys in _keys_of(case, others) if not said.isdisjoint(keys)]


def _keys_of(case: Case, ads: Sequence[int]) -> Iterator[tuple[int, set[bytes]]]:
    for ad, title, body in case.db.conn.execute(
        "SELECT id, title, body FROM ads WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(list(ads))],
    ).fetchall():
        yield ad, set(_of_every_sighting(case, ad, title, body))


def _of_every_sighting(case: Case, ad: int, title: str, body: str) -> Iterator[bytes]:
    """By what the words of an ad are known again, as they were at each sighting."""
    yield from words_keys(case, title, body)
    for (changed,) in case.db.conn.execute(
        "SELECT changed FROM captures WHERE ad = ? ORDER BY n", [ad]
    ).fetchall():
        told = {"title": title, "body": body, **json.loads(changed)}
        if (told["title"], told["body"]) != (title, body):
            yield from words_keys(case, told["title"], told["body"])


def words_keys(case: Case, title: str, body: str) -> Iterator[bytes]:
    """By what these words are known again; nothing where they say little. Keyed by the case.

    A body alone counts too: one tool takes the title into the body, another leaves it out.
    """
    head, rest = _bare(title), _bare(body)
    if len(head) + len(rest) >= _LEAST_TOGETHER:
        yield _key(case, head + rest)
    if head and len(rest) >= _LEAST_ALONE:
        yield _key(case, rest)


def _item(case: Case, known: Sequence[bytes]) -> int:
    for key in known:
        row = case.db.conn.execute(
            "SELECT p.id FROM protected_contents c JOIN protected p ON p.id = c.protected "
            "WHERE c.hash = ? AND p.state <> ? ORDER BY p.id LIMIT 1",
            [key, State.RELEASED],
        ).fetchone()
        if row is not None:
            return int(row[0])
    return 0


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, fold_text(text)))


def _key(case: Case, bare: str) -> bytes:
    return protected.identity_key(case, b"words" + bare.encode("utf-8", "surrogatepass"))
