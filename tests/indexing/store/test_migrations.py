# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations run once, each in its own transaction, and never on a newer case."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from indexing.errors import BadInputError
from indexing.store import migrations
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from tests.indexing.store.conftest import PASSPHRASE

SECRET = Passphrase(PASSPHRASE)


def add_table(db: Database) -> None:
    db.conn.execute("CREATE TABLE added (x)")


def fail_half_way(db: Database) -> None:
    db.conn.execute("CREATE TABLE half (x)")
    raise ZeroDivisionError


def test_new_case_stands_at_the_last_version(case: Case) -> None:
    assert migrations.version(case.db) == len(migrations.MIGRATIONS)


def test_older_case_is_brought_up_by_the_writer_only(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add_table))
    with pytest.raises(BadInputError) as caught:
        open_case(case.path, secret=SECRET, mode="read")
    assert caught.value.code == "case_older"
    with open_case(case.path, secret=SECRET, mode="write") as opened:
        assert migrations.version(opened.db) == len(migrations.MIGRATIONS)
        assert "added" in opened.db.table_names()
    open_case(case.path, secret=SECRET, mode="write").close()


def test_failed_migration_leaves_the_case_as_it_was(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.close()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail_half_way))
        with pytest.raises(ZeroDivisionError):
            open_case(case.path, secret=SECRET, mode="write")
    with open_case(case.path, secret=SECRET, mode="write") as opened:
        assert "half" not in opened.db.table_names()
