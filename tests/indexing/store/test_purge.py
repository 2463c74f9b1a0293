# SPDX-License-Identifier: GPL-3.0-or-later
"""A purged ad cannot be read back from the decrypted case; a purged case has lost its key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.errors import CaseDamagedError, CaseLockedError, RefusedError
from indexing.records import Judgement
from indexing.store import (
    ads,
    audit,
    blobs,
    checks,
    clusters,
    durable,
    erasure,
    header,
    index_files,
    judgements,
    marks,
    migrations,
    operations,
    pairs,
    purge,
    purge_proof,
)
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase, VaultKey
from tests.indexing.store.conftest import PASSPHRASE
from tests.indexing.store.filled import fill, image_file, pair, secret_words

SECRET = Passphrase(PASSPHRASE)


@pytest.fixture
def filled(case: Case) -> Case:
    """Six ads in two clusters, with what the machine and people said of them."""
    numbers = fill(case)
    pairs.replace_machine(
        case, [pair(numbers[0], numbers[1]), pair(numbers[1], numbers[2])], [], "{}"
    )
    clusters.replace(case, {1: numbers[:1], 2: numbers[1:]})
    clusters.set_templates(case, {1: secret_words(1)[0], 2: secret_words(2)[0]})
    judgements.decide(
        case, numbers[1], numbers[2], Judgement.SAME, by="one", note=f"says {secret_words(2)[1]}"
    )
    for ad in numbers:
        marks.note(case, marks.Target(ad=ad), f"look at {secret_words(ad)[0]}", by="one")
    marks.note(case, marks.Target(cluster=1), f"only {secret_words(1)[0]}", by="one")
    return case


def readable(case: Case, words: list[str]) -> set[str]:
    """Which of these words stand in any decrypted page or any file of the case."""
    data = [*erasure.pages(case)]
    data += [file.read_bytes() for file in case.path.rglob("*") if file.is_file()]
    return {
        word
        for word in words
        if any(form.encode() in part for part in data for form in (word, word.casefold()))
    }


def test_search_of_pages_sees_what_is_there(filled: Case) -> None:
    erasure.compact(filled)
    words = [word for ad in range(1, 7) for word in secret_words(ad)]
    assert readable(filled, words) == set(words)


def test_purged_ads_are_gone_and_the_others_are_not(filled: Case) -> None:
    gone = [word for ad in (1, 2) for word in secret_words(ad)]
    kept = [word for ad in (3, 4, 5, 6) for word in secret_words(ad)]
    certificate = purge.purge_ads(filled, [1, 2], reason="asked by the person", by="Analyst One")

    assert readable(filled, gone) == set()
    assert readable(filled, kept) == set(kept)
    assert ads.count(filled) == 4
    assert [row.size for row in clusters.iterate(filled)] == [4]
    assert clusters.get(filled, 2).template == ""
    assert pairs.count(filled) == 0
    assert judgements.history(filled) == []
    assert {row.mark.target.ad for row in marks.history(filled)} == {3, 4, 5, 6}
    assert not (filled.path / image_file(filled, b"drawing 0")).exists()
    assert (filled.path / image_file(filled, b"drawing 4")).exists()
    assert index_files.get(filled, "meaning") is None
    assert not erasure.is_pending(filled)
    assert purge.certificate_is_good(certificate)
    assert certificate["ads"] == ["A1", "A2"]
    assert not set(gone) & set(json.dumps(certificate, ensure_ascii=False).split('"'))
    assert audit.verify(filled) == []
    filled.close()
    assert checks.check(filled.path, SECRET) == []


def test_picture_that_another_ad_shows_stays(filled: Case) -> None:
    purge.purge_ads(filled, [6], reason="r", by="b")
    assert (filled.path / image_file(filled, b"drawing 4")).exists()
    purge.purge_ads(filled, [5], reason="r", by="b")
    assert not (filled.path / image_file(filled, b"drawing 4")).exists()


def test_undo_after_a_purge_brings_nothing_back(filled: Case) -> None:
    purge.purge_ads(filled, range(1, 7), reason="r", by="b")
    while operations.undo(filled) is not None:
        pass
    words = [word for ad in range(1, 7) for word in secret_words(ad)]
    erasure.compact(filled)
    assert readable(filled, words) == set()
    assert list(blobs.names(filled)) == []


def test_purge_again_and_of_unknown_ads(filled: Case) -> None:
    purge.purge_ads(filled, [1], reason="r", by="b")
    certificate = purge.purge_ads(filled, [1, 99], reason="r", by="b")
    assert certificate["rows"]["ads"] == 0  # type: ignore[index]
    assert ads.count(filled) == 5


def test_reason_is_required(filled: Case) -> None:
    with pytest.raises(RefusedError):
        purge.purge_ads(filled, [1], reason=" ", by="b")
    with pytest.raises(RefusedError):
        purge.purge_case(filled.path, secret=SECRET, reason="", by="b")
    assert ads.count(filled) == 6


def test_audit_says_what_was_purged_and_nothing_of_it(filled: Case) -> None:
    purge.purge_ads(filled, [1], reason="asked", by="b")
    text = "\n".join(audit.lines(filled))
    line = next(json.loads(one) for one in audit.lines(filled) if "ads_purged" in one)
    assert (line["act"], line["objects"], line["reason"]) == ("erasure", ["A1"], "asked")
    assert not [word for word in secret_words(1) if word in text]


def test_changed_certificate_is_noticed(filled: Case) -> None:
    certificate = purge.purge_ads(filled, [1], reason="asked", by="b")
    for name, value in (("ads", ["A2"]), ("reason", "else"), ("signature", "AAAA")):
        assert not purge.certificate_is_good({**certificate, name: value})


def test_reader_delays_the_purge_and_a_second_run_finishes_it(
    filled: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.db.execute("PRAGMA busy_timeout=50")
    with filled.reader() as reader:
        rows = reader.db.execute("SELECT line FROM audit")
        rows.fetchone()
        with pytest.raises(CaseLockedError):
            purge.purge_ads(filled, [1], reason="r", by="b")
        rows.close()
    assert erasure.is_pending(filled)
    purge.purge_ads(filled, [1], reason="r", by="b")
    assert not erasure.is_pending(filled)
    assert readable(filled, list(secret_words(1))) == set()


def test_killed_purge_is_finished_at_the_next_open(
    filled: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Case) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            purge.purge_ads(filled, [1], reason="r", by="b")
    picture = filled.path / image_file(filled, b"drawing 0")
    assert picture.exists()
    filled.close()
    with open_case(filled.path, secret=SECRET, mode="write") as again:
        assert not picture.exists()
        assert not erasure.is_pending(again)
        assert readable(again, list(secret_words(1))) == set()


def test_proof_fails_when_something_is_left(filled: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "compact", lambda _: None)
    filled.db.execute("PRAGMA secure_delete=0")
    for table in migrations.full_text_tables(filled.db):
        filled.db.execute(f"INSERT INTO {table}({table}, rank) VALUES ('secure-delete', 0)")  # noqa: S608
    filled.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with pytest.raises(CaseDamagedError) as caught:
        purge.purge_ads(filled, [1], reason="r", by="b")
    assert caught.value.code == "purge_incomplete"


def test_word_of_another_ad_is_no_leak(filled: Case) -> None:
    assert purge_proof.prove(filled, ["station"]) > 0


def test_purged_case_is_gone(filled: Case) -> None:
    vault_key = filled.vault_key()
    filled.close()
    certificate = purge.purge_case(filled.path, secret=SECRET, reason="retention", by="lead")
    assert certificate is not None
    assert purge.certificate_is_good(certificate)
    assert certificate["what"] == "case"
    assert not filled.path.exists()
    assert isinstance(vault_key, VaultKey)


@pytest.mark.parametrize("written", [1, 2])
def test_killed_purge_of_a_case_opens_no_more_and_can_be_finished(
    filled: Case, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    vault_key = filled.vault_key()
    filled.close()
    left = [written]
    write_whole = durable.write_whole

    def kill_after(target: Path, data: bytes) -> None:
        if target.name.startswith("header") and b'"case_key":{}' in data:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        write_whole(target, data)

    with monkeypatch.context() as patched:
        patched.setattr(durable, "write_whole", kill_after)
        patched.setattr(purge, "_remove_files", lambda _: None)
        try:
            purge.purge_case(filled.path, secret=SECRET, reason="r", by="b")
        except KeyboardInterrupt:
            assert written == 1
    for secret in (SECRET, vault_key):
        with pytest.raises(RefusedError) as caught:
            open_case(filled.path, secret=secret, mode="write")
        assert caught.value.code == "case_purged"
    if written == 2:
        for name in header.NAMES:
            found = header.decode((filled.path / name).read_bytes())
            assert (found.slots, found.case_key, found.signing_key) == ((), {}, {})
    assert purge.purge_case(filled.path, secret=SECRET, reason="r", by="b") is None
    assert not filled.path.exists()


def test_file_of_someone_else_survives_the_purge_of_a_case(filled: Case) -> None:
    filled.close()
    (filled.path / "notes.txt").write_text("mine")
    purge.purge_case(filled.path, secret=SECRET, reason="r", by="b")
    assert [entry.name for entry in filled.path.iterdir()] == ["notes.txt"]


def test_wrong_passphrase_purges_nothing(filled: Case) -> None:
    filled.close()
    with pytest.raises(CaseLockedError):
        purge.purge_case(filled.path, secret=Passphrase("wrong"), reason="r", by="b")
    open_case(filled.path, secret=SECRET, mode="write").close()
