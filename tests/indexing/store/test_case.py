# SPDX-License-Identifier: GPL-3.0-or-later
"""A case is made, opened, refused, shared and let go."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlcipher3
import sqlite_utils.utils

from indexing.errors import (
    BadInputError,
    CaseDamagedError,
    CaseLockedError,
    KnownError,
    RefusedError,
)
from indexing.store import audit, engine_sqlcipher, migrations
from indexing.store.case import Case, change_passphrase, create, open_case, recover
from indexing.store.keys import Passphrase, RecoveryKey, VaultKey
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

SECRET = Passphrase(PASSPHRASE)
ROOT = Path(__file__).parents[3]
ON_DISK = {"header", "header.bak", "case.db", "blobs", "index"}
HOLDER = """
import sys, time
from pathlib import Path
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
case = open_case(Path(sys.argv[1]), secret=Passphrase(sys.argv[2]), mode="write")
sys.stdout.write("open" + chr(10))
sys.stdout.flush()
time.sleep(60)
"""


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def refusal(path: Path, **how: object) -> KnownError:
    with pytest.raises(KnownError) as caught:
        open_case(path, **{"secret": SECRET, "mode": "write", **how})  # type: ignore[arg-type]
    return caught.value


def test_sqlite_utils_runs_on_sqlcipher() -> None:
    assert vars(sqlite_utils.utils)["sqlite3"] is sqlcipher3


def test_closed_case_holds_these_files_and_nothing_else(case: Case) -> None:
    case.close()
    assert {entry.name for entry in case.path.iterdir()} == ON_DISK
    assert not [entry for entry in case.path.parent.iterdir() if entry != case.path]


def test_settings_of_the_connection(case: Case) -> None:
    def pragma(name: str) -> object:
        return case.db.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("cache_size") == -65_536
    assert pragma("temp_store") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 10_000
    assert pragma("query_only") == 0


def test_full_text_tables_erase_what_is_deleted(case: Case) -> None:
    tables = migrations.full_text_tables(case.db)
    assert tables
    for table in tables:
        query = f"SELECT v FROM {table}_config WHERE k='secure-delete'"  # noqa: S608
        assert case.db.execute(query).fetchone() == (1,)


def test_each_secret_opens_the_case(case_path: Path) -> None:
    made, recovery_key = create(case_path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    vault_key = made.vault_key()
    meta = made.meta
    made.close()
    assert replace(meta, case_id="", created="") == META
    for secret in (SECRET, RecoveryKey(recovery_key), vault_key):
        with open_case(case_path, secret=secret, mode="write") as opened:
            assert opened.meta == meta
            assert audit.verify(opened) == []


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (Passphrase("wrong"), "passphrase_wrong"),
        (Passphrase(""), "passphrase_wrong"),
        (VaultKey(b"k" * 32), "passphrase_wrong"),
        (VaultKey(b"short"), "passphrase_wrong"),
        (RecoveryKey("ABCD"), "recovery_key_mistyped"),
        (RecoveryKey("0000-0000-0000-0000-0000-0000-0000-0000-0"), "recovery_key_wrong"),
    ],
)
def test_wrong_secret_opens_nothing_and_changes_no_byte(
    case: Case, secret: Passphrase | VaultKey | RecoveryKey, code: str
) -> None:
    case.close()
    before = fingerprint(case.path)
    for mode in ("write", "read", "shared"):
        error = refusal(case.path, secret=secret, mode=mode)
        assert isinstance(error, CaseLockedError)
        assert error.code == code
    assert fingerprint(case.path) == before


@pytest.mark.parametrize("field", ["purpose", "legal_basis", "responsible", "retain_until"])
def test_no_case_without_its_reasons(case_path: Path, field: str) -> None:
    meta = replace(META, **{field: " "})  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as caught:
        create(case_path, passphrase=PASSPHRASE, meta=meta, cost=CHEAP)
    assert caught.value.detail == {"field": field}
    assert not case_path.exists()


def test_no_case_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    for path in (tmp_path, tmp_path / "kept"):
        with pytest.raises(BadInputError) as caught:
            create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
        assert caught.value.code == "case_exists"
    assert (tmp_path / "kept").read_text() == "kept"


def test_empty_folder_may_become_a_case(case_path: Path) -> None:
    case_path.mkdir()
    create(case_path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)[0].close()
    assert {entry.name for entry in case_path.iterdir()} == ON_DISK


def test_what_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    assert refusal(tmp_path / "nothing").code == "case_missing"
    assert refusal(tmp_path / "empty").code == "case_not_a_case"
    assert refusal(tmp_path / "file").code == "case_not_a_case"
    assert list((tmp_path / "empty").iterdir()) == []


def test_planted_plain_database_is_refused_and_left_alone(case: Case) -> None:
    case.close()
    file = case.path / "case.db"
    file.unlink()
    plain = sqlite3.connect(file)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    before = fingerprint(case.path)
    for mode in ("write", "read", "shared"):
        error = refusal(case.path, mode=mode)
        assert isinstance(error, CaseDamagedError)
        assert error.code == "case_not_encrypted"
    assert fingerprint(case.path) == before


def test_missing_empty_and_foreign_database(case: Case) -> None:
    case.close()
    file = case.path / "case.db"
    whole = file.read_bytes()
    file.unlink()
    assert refusal(case.path).code == "case_db_missing"
    assert not file.exists()
    file.write_bytes(b"")
    assert refusal(case.path).code == "case_db_empty"
    assert file.read_bytes() == b""
    file.write_bytes(whole[::-1])
    assert refusal(case.path).code == "case_db_damaged"
    assert file.read_bytes() == whole[::-1]


def test_case_of_a_newer_program_is_refused(case: Case) -> None:
    case.db.execute("PRAGMA user_version=99")
    case.close()
    for mode in ("write", "read", "shared"):
        error = refusal(case.path, mode=mode)
        assert isinstance(error, BadInputError)
        assert error.code == "case_newer"


def test_older_database_is_noticed(case: Case, tmp_path: Path) -> None:
    case.close()
    shutil.copy(case.path / "case.db", tmp_path / "older")
    with open_case(case.path, secret=SECRET, mode="write") as later:
        audit.record(later, audit.Act.ALTERATION, "later")
    shutil.copy(tmp_path / "older", case.path / "case.db")
    assert refusal(case.path).code == "case_db_older"
    with open_case(case.path, secret=SECRET, mode="read") as looked:
        assert "audit_cut" in {problem.problem for problem in audit.verify(looked)}


def test_second_writer_is_refused_and_readers_are_not(case: Case) -> None:
    error = refusal(case.path)
    assert isinstance(error, CaseLockedError)
    assert error.code == "case_in_use"
    with open_case(case.path, secret=SECRET, mode="read") as reader:
        assert not audit.verify(reader)
    with open_case(case.path, secret=case.vault_key(), mode="shared") as worker:
        audit.record(worker, audit.Act.ALTERATION, "by_worker")
    assert "by_worker" in list(audit.lines(case))[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_lock_of_another_process_ends_with_it(case: Case) -> None:
    case.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(case.path), PASSPHRASE],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        assert refusal(case.path).code == "case_in_use"
    finally:
        holder.kill()
        holder.communicate()
    open_case(case.path, secret=SECRET, mode="write").close()
    assert {entry.name for entry in case.path.iterdir()} == ON_DISK


def test_reader_on_another_thread_reads_and_cannot_write(case: Case) -> None:
    seen: list[object] = []

    def look() -> None:
        with case.reader() as reader:
            seen.append(len(list(audit.lines(reader))))
            try:
                reader.db.conn.execute("DELETE FROM audit")
            except engine_sqlcipher.OperationalError as error:
                seen.append("readonly" in str(error))
            with pytest.raises(RuntimeError):
                audit.record(reader, audit.Act.ALTERATION, "no")

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1, True]


def test_transactions_nest(case: Case) -> None:
    def keys() -> list[str]:
        rows = case.db.execute("SELECT key FROM meta WHERE key LIKE 't.%' ORDER BY key")
        return [row[0] for row in rows]

    def put(key: str, *, fail: bool = False) -> None:
        with case.transaction():
            case.db.execute("INSERT INTO meta (key, value) VALUES (?, '')", (f"t.{key}",))
            if fail:
                raise ZeroDivisionError

    def put_and_fail() -> None:
        with case.transaction():
            put("d")
            put("e", fail=True)

    with case.transaction():
        put("a")
        with pytest.raises(ZeroDivisionError):
            put("b", fail=True)
        put("c")
    assert keys() == ["t.a", "t.c"]
    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    assert keys() == ["t.a", "t.c"]


def test_changed_passphrase(case_path: Path) -> None:
    made, recovery_key = create(case_path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    old = {name: (case_path / name).read_bytes() for name in ("header", "header.bak")}
    change_passphrase(made, "another one", cost=CHEAP)
    made.close()
    assert refusal(case_path).code == "passphrase_wrong"
    open_case(case_path, secret=Passphrase("another one"), mode="write").close()
    (case_path / "header.bak").write_bytes(old["header.bak"])  # as a kill between both leaves it
    assert refusal(case_path).code == "passphrase_wrong"
    recover(case_path, recovery_key, "a third", cost=CHEAP)
    with open_case(case_path, secret=Passphrase("a third"), mode="write") as case:
        assert audit.verify(case) == []
    open_case(case_path, secret=RecoveryKey(recovery_key), mode="write").close()
    assert refusal(case_path, secret=Passphrase("another one")).code == "passphrase_wrong"


def test_empty_passphrase_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        change_passphrase(case, "  ", cost=CHEAP)
    with pytest.raises(BadInputError):
        create(tmp_path / "two", passphrase="", meta=META, cost=CHEAP)


def test_unfinished_files_are_swept_at_the_next_open(case: Case) -> None:
    case.close()
    for folder in (case.path, case.path / "blobs", case.path / "index"):
        (folder / ".new-0011").write_bytes(b"half")
    open_case(case.path, secret=SECRET, mode="write").close()
    assert not list(case.path.rglob(".new-*"))
    assert {entry.name for entry in case.path.iterdir()} == ON_DISK


def test_case_on_a_write_protected_medium_can_be_read(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.close()
    before = fingerprint(case.path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with open_case(case.path, secret=SECRET, mode="read") as reader:
        assert {entry.name for entry in case.path.iterdir()} == ON_DISK
        assert audit.verify(reader) == []
    assert fingerprint(case.path) == before


@pytest.mark.parametrize("name", ["a ?b#c%41.faisceau", "caf\u00e9 \u0434\u0435\u043b\u043e"])
def test_odd_names_of_folders(tmp_path: Path, name: str) -> None:
    create(tmp_path / name, passphrase=PASSPHRASE, meta=META, cost=CHEAP)[0].close()
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    open_case(tmp_path / name, secret=SECRET, mode="write").close()


@pytest.mark.skipif(os.name == "nt", reason="an open file is not deleted there")
def test_a_case_whose_folder_is_gone_takes_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "case"
    with create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)[0] as case:
        shutil.move(path, tmp_path / "elsewhere")
        with pytest.raises(BadInputError) as caught, case.transaction():
            pytest.fail("nothing is written")
        assert (caught.value.code, caught.value.path) == ("case_missing", str(path))
        shutil.move(tmp_path / "elsewhere", path)
        with case.transaction() as db:
            db.execute("SELECT 1")
