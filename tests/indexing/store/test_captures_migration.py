# SPDX-License-Identifier: GPL-3.0-or-later
"""A case from before captures: its ads are recognised when they are seen again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from indexing.store import ad_keys, ads, captures, further, migrations
from indexing.store.case import create, open_case
from indexing.store.keys import Passphrase
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE
from tests.indexing.store.test_captures import AGAIN, FIRST, bring

BEFORE = 4
OLD = (
    "INSERT INTO sources (path, name, sha256, format, encoding, field_map, begun_at) "
    "VALUES ('/data/a.csv', 'a.csv', 'x', 'csv', 'utf-8', '{}', '2024-03-01')"
)
AD = (
    "INSERT INTO ads (identity, source, place, source_id, url, site, title, body, posted_at, "
    "captured_at, place_text, contacts, author, price_text, extra) "
    "VALUES (?, 1, ?, ?, ?, ?, ?, ?, '', ?, '', '[]', '', '', '{}')"
)


@pytest.fixture
def old_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case as the program before captures left it, with three ads."""
    path = tmp_path / "old.faisceau"
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:BEFORE])
        case, _ = create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
        with case, case.transaction() as db:
            _fill(db)
    return path


def _fill(db: Database) -> None:
    db.execute(OLD)
    told = (FIRST.source_id, FIRST.url, FIRST.site, FIRST.title, FIRST.body)
    others = ("", "", "", "Sofa", "A green sofa"), ("7", "https://x.invalid/", "", "", "")
    for n, one in enumerate((told, *others), start=1):
        db.execute(AD, [bytes([n]), f"row {n + 1}", *one, FIRST.captured_at])
        db.execute("INSERT INTO derived (ad, seen, text_group) VALUES (?, '', ?)", [n, n])


def test_old_ads_are_recognised(old_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ad_keys, "_PAGE", 2)
    with open_case(old_case, secret=Passphrase(PASSPHRASE), mode="write") as case:
        assert migrations.version(case.db) == len(migrations.MIGRATIONS)
        assert case.db["ad_keys"].count == 3  # number and address of the first, number of the last
        result = bring(case, AGAIN)
        assert (result.added, result.known, result.captures) == (0, 1, 1)
        assert captures.of_ad(case, 1)[0].changed["body"] == AGAIN.body
        assert further.grown(case) == {1: 0}
        assert (ads.count(case), ads.get(case, 1).body) == (3, FIRST.body)
